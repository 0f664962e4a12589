"""Knows how marks become averages and verdicts, and these a learning level: integer tenths only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from desktop.rules.rule_set import CIRCULAR_22, LevelRule, OneTerm, RuleSet, SingleSubject
from desktop.rules.terms import Assessment, Level, Term

Verdict = bool
"""Of a comment subject: True is Đạt, False Chưa đạt."""

_Result = TypeVar("_Result")


def half_up(weighted_sum: int, divisor: int) -> int:
    """Tenths of an average from a sum in tenths; …5 goes up (G-15)."""
    return (2 * weighted_sum + divisor) // (2 * divisor)


def on_scale_of_ten(points: int, of: int) -> int:
    """Tenths of a mark that was given on another scale (G-3)."""
    return half_up(100 * points, of)


def term_average(
    regular: Sequence[int | None],
    midterm: int | None,
    final: int | None,
    required: int,
    rules: RuleSet = CIRCULAR_22,
) -> int | None:
    """ĐTBmhk in tenths (G-13); None while anything required is missing (G-24)."""
    if midterm is None or final is None:
        return None
    given = [tenths for tenths in regular if tenths is not None]
    if len(given) < max(required, 1):
        return None
    weighted = (
        rules.regular_weight * sum(given)
        + rules.midterm_weight * midterm
        + rules.final_weight * final
    )
    return half_up(weighted, term_divisor(len(given), rules))


def term_divisor(regular: int, rules: RuleSet = CIRCULAR_22) -> int:
    """Số ĐĐGtx + 5 (G-13)."""
    return rules.regular_weight * regular + rules.midterm_weight + rules.final_weight


def year_average(
    first: int | None,
    second: int | None,
    rules: RuleSet = CIRCULAR_22,
    *,
    only: Term | None = None,
) -> int | None:
    """ĐTBmcn in tenths from the two rounded averages (G-14, G-15).

    `only` names the single term that a pupil has in this subject by the principal's note; its
    average then stands for the year, unless the school decides such cases by hand (X-7).
    """
    if only is not None:
        return _only_term(first, second, only, rules)
    if first is None or second is None:
        return None
    weight_1, weight_2 = rules.term_weights
    return half_up(weight_1 * first + weight_2 * second, weight_1 + weight_2)


def term_verdict(
    regular: Sequence[Verdict | None], midterm: Verdict | None, final: Verdict | None, required: int
) -> Verdict | None:
    """Đ when all required are there and each is Đ (G-17); None while anything is missing (G-24).

    Also a Chưa đạt that can no longer be averted is told only when the row is complete.
    """
    given = [passed for passed in regular if passed is not None]
    if midterm is None or final is None or len(given) < max(required, 1):
        return None
    return midterm and final and all(given)


def year_verdict(
    first: Verdict | None,
    second: Verdict | None,
    rules: RuleSet = CIRCULAR_22,
    *,
    only: Term | None = None,
) -> Verdict | None:
    """The verdict of term II (G-18); that of `only` where a subject has one term (X-7)."""
    return second if only is None else _only_term(first, second, only, rules)


def joint_verdict(parts: Iterable[Verdict | None]) -> Verdict | None:
    """One result of a subject with several contents: Nghệ thuật is Đ if all are (G-4)."""
    verdicts = list(parts)
    return None if None in verdicts else all(verdicts)


def _only_term(first: _Result, second: _Result, only: Term, rules: RuleSet) -> _Result | None:
    if rules.one_term is OneTerm.MANUAL:
        return None
    return first if only is Term.I else second


@dataclass(frozen=True, slots=True)
class SubjectResult:
    """The result of one subject, of a term or of the year: tenths or a verdict."""

    subject: str
    """A key; also what is shown where `name` is empty."""
    assessment: Assessment
    tenths: int | None = None
    passed: Verdict | None = None
    name: str = ""
    exempt: bool = False
    """Left out by the principal's decision (X-5)."""
    second_language: bool = False
    """Ngoại ngữ 2, tiếng dân tộc thiểu số (G-6)."""

    @property
    def title(self) -> str:
        return self.name or self.subject

    @property
    def is_missing(self) -> bool:
        return self.tenths is None if self.assessment is Assessment.SCORE else self.passed is None


@dataclass(frozen=True, slots=True)
class LevelCheck:
    """How a set of results stands against the rule of one level."""

    rule: LevelRule
    below_floor: tuple[SubjectResult, ...]
    failed_comments: tuple[SubjectResult, ...]
    at_bar: int
    """How many scored subjects reach the bar."""

    @property
    def holds(self) -> bool:
        return (
            not self.below_floor
            and len(self.failed_comments) <= self.rule.failed_comments
            and self.at_bar >= self.rule.count
        )

    @property
    def breaking(self) -> tuple[SubjectResult, ...]:
        """The subjects that keep the level away by themselves."""
        too_many = len(self.failed_comments) > self.rule.failed_comments
        return self.below_floor + (self.failed_comments if too_many else ())


@dataclass(frozen=True, slots=True)
class LevelReasoning:
    """A learning level and why; `level` is None while it cannot be told."""

    level: Level | None
    before_adjustment: Level | None = None
    target: Level | None = None
    """The level that was missed because of one subject, when G-23 was applied."""
    deciding: tuple[SubjectResult, ...] = ()
    """The subjects that broke the target, else the next level above the result."""
    checks: tuple[LevelCheck, ...] = ()
    """Against each level that was tried, best first."""
    missing: tuple[SubjectResult, ...] = ()
    not_counted: tuple[SubjectResult, ...] = ()
    too_few: int | None = None
    """The number of scored subjects, where it is too small for the rules (X-5)."""

    @property
    def adjusted(self) -> bool:
        return self.target is not None


def learning_level(
    results: Sequence[SubjectResult], rules: RuleSet = CIRCULAR_22
) -> LevelReasoning:
    """The learning result of a term or of the year (G-19 … G-24)."""
    counted = tuple(result for result in results if is_counted(result, rules))
    not_counted = tuple(result for result in results if not is_counted(result, rules))
    missing = tuple(result for result in counted if result.is_missing)
    scored = sum(result.assessment is Assessment.SCORE for result in counted)
    if scored < rules.count_needed():
        return LevelReasoning(None, missing=missing, not_counted=not_counted, too_few=scored)
    if missing:
        return LevelReasoning(None, missing=missing, not_counted=not_counted)
    checks = _tried(counted, rules)
    before = checks[-1].rule.level if checks[-1].holds else Level.CHUA_DAT
    broken = next((c for c in checks if _one_subject_away(c, before, rules)), None)
    next_above = tuple(c for c in checks if not c.holds)[-1:]
    return LevelReasoning(
        level=before if broken is None else Level(before + 1),
        before_adjustment=before,
        target=None if broken is None else broken.rule.level,
        deciding=tuple(s for c in ((broken,) if broken else next_above) for s in c.breaking),
        checks=checks,
        not_counted=not_counted,
    )


def is_counted(result: SubjectResult, rules: RuleSet = CIRCULAR_22) -> bool:
    """Whether a subject takes part in ranking (X-5, X-6)."""
    return not result.exempt and (rules.second_language_counts or not result.second_language)


def check_level(results: Iterable[SubjectResult], rule: LevelRule) -> LevelCheck:
    """Hold complete results against one level."""
    below: list[SubjectResult] = []
    failed: list[SubjectResult] = []
    at_bar = 0
    for result in results:
        if result.assessment is Assessment.COMMENT:
            if not result.passed:
                failed.append(result)
        elif result.tenths is not None:
            at_bar += result.tenths >= rule.bar
            if result.tenths < rule.floor:
                below.append(result)
    return LevelCheck(rule, tuple(below), tuple(failed), at_bar)


def _tried(counted: tuple[SubjectResult, ...], rules: RuleSet) -> tuple[LevelCheck, ...]:
    checks: list[LevelCheck] = []
    for rule in rules.level_rules:
        checks.append(check_level(counted, rule))
        if checks[-1].holds:
            break
    return tuple(checks)


def _one_subject_away(check: LevelCheck, before: Level, rules: RuleSet) -> bool:
    """G-23: far below this level, and one subject alone is the cause, in the reading of X-3.

    The subject itself lies below the floor, hence below the bar: the count is that without it.
    """
    rule = check.rule
    if rule.level not in rules.adjustable or rule.level - before < rules.levels_below:
        return False
    if len(check.breaking) != 1:
        return False
    assumed = rules.single_subject is SingleSubject.LENIENT and bool(check.below_floor)
    return check.at_bar + assumed >= rule.count
