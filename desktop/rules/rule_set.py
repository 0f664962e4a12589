"""Knows every threshold, weight and setting of grading, by the school year it holds from."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.rules.terms import Level


class SingleSubject(StrEnum):
    """X-3: when a level was missed "only because of one subject" (G-23)."""

    STRICT = "strict"  # the number of high averages is reached without that subject
    LENIENT = "lenient"  # that subject is thought to be as good as can be


class RegularNumber(StrEnum):
    """X-1: how the 2, 3 or 4 regular assessments of G-7 are meant."""

    EXACT = "exact"
    MINIMUM = "minimum"


class Cluster(StrEnum):
    """X-2: where the result of a cụm chuyên đề is recorded (G-12)."""

    EXTRA = "extra"
    ONE_OF = "one_of"
    NOT_USED = "not_used"


class OneTerm(StrEnum):
    """X-7: the year result where a subject has one term only."""

    THAT_TERM = "that_term"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class LevelRule:
    """What one learning level asks for; averages in tenths (G-19 … G-21)."""

    level: Level
    floor: int
    """No scored subject may lie below."""
    bar: int
    """`count` scored subjects must reach this."""
    count: int = 6
    failed_comments: int = 0
    """So many comment subjects may be Chưa đạt."""


_ADJUSTABLE = frozenset({Level.TOT, Level.KHA})
_CD, _D, _K, _T = Level.CHUA_DAT, Level.DAT, Level.KHA, Level.TOT


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One version of the regulation with the school's settings; replace() changes a setting."""

    effective_from: int
    """The school year that began in this year is the first."""
    name: str

    # G-13, G-14
    regular_weight: int = 1
    midterm_weight: int = 2
    final_weight: int = 3
    term_weights: tuple[int, int] = (1, 2)

    # G-7, G-8: up to so many periods a year, so many regular assessments a term
    regular_steps: tuple[tuple[int, int], ...] = ((35, 2), (70, 3))
    regular_above: int = 4
    regular_comment: int = 2
    # G-10: up to so many periods a year, minutes from – to
    test_minutes_short: tuple[int, int] = (45, 45)
    test_minutes_long: tuple[int, int] = (60, 90)
    test_periods_short: int = 70

    # G-19 … G-23, best first
    level_rules: tuple[LevelRule, ...] = (
        LevelRule(Level.TOT, floor=65, bar=80),
        LevelRule(Level.KHA, floor=50, bar=65),
        LevelRule(Level.DAT, floor=35, bar=50, failed_comments=1),
    )
    adjustable: frozenset[Level] = _ADJUSTABLE
    levels_below: int = 2

    # G-26, first index term I, second term II, both from Chưa đạt to Tốt
    conduct_year: tuple[tuple[Level, ...], ...] = (
        (_CD, _D, _D, _K),
        (_CD, _D, _K, _K),
        (_CD, _D, _K, _T),
        (_CD, _K, _K, _T),
    )

    # G-27 … G-30
    promoted_from: Level = Level.DAT
    absences_allowed: int = 45
    reassess_below: int = 50

    # G-37
    excellent_bar: int = 90
    excellent_count: int = 6

    # Settings; the defaults are those of the regulation's reading
    regular_number: RegularNumber = RegularNumber.EXACT
    regular_most: int = 4  # X-1, the school's maximum
    cluster: Cluster = Cluster.EXTRA
    single_subject: SingleSubject = SingleSubject.STRICT
    reassess_after_training: bool = False
    second_language_counts: bool = False
    one_term: OneTerm = OneTerm.THAT_TERM
    title_despite_absences: bool = False

    def count_needed(self) -> int:
        """So many scored subjects are needed to be ranked at all (X-5)."""
        return max(rule.count for rule in self.level_rules)


CIRCULAR_22 = RuleSet(effective_from=2021, name="Thông tư 22/2021/TT-BGDĐT")

_VERSIONS = (CIRCULAR_22,)


def rule_set_for(year: int) -> RuleSet:
    """The version in force in the school year that begins in `year`.

    Raises ValueError for years before the first version that is held here.
    """
    in_force = [version for version in _VERSIONS if version.effective_from <= year]
    if not in_force:
        raise ValueError(f"no rules held for the school year {year}")
    return max(in_force, key=lambda version: version.effective_from)
