"""Knows the end of the school year: conduct, promotion, work in summer, titles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from desktop.rules.grading import LevelReasoning, SubjectResult, is_counted, learning_level
from desktop.rules.rule_set import CIRCULAR_22, OneTerm, RuleSet
from desktop.rules.terms import Assessment, Level, Term


class Decision(StrEnum):
    PROMOTED = "promoted"
    PROMOTED_AFTER_SUMMER = "promoted_after_summer"
    SUMMER = "summer"
    """Training or re-assessment in summer is still open (G-29, G-30)."""
    NOT_PROMOTED = "not_promoted"
    UNDECIDED = "undecided"


class Ground(StrEnum):
    """What a decision rests on."""

    ALL_MET = "all_met"
    LEARNING_MISSING = "learning_missing"
    CONDUCT_MISSING = "conduct_missing"
    ABSENCES_MISSING = "absences_missing"
    ABSENCES = "absences"
    CONDUCT = "conduct"
    LEARNING = "learning"
    BOTH_FAILED = "both_failed"
    TO_TRAIN = "to_train"
    TO_REASSESS = "to_reassess"
    TRAINED = "trained"
    REASSESSED = "reassessed"
    NOTHING_TO_REASSESS = "nothing_to_reassess"
    PRINCIPAL = "principal"
    PRINCIPAL_MISSING = "principal_missing"


class Title(StrEnum):
    """Under Circular 22 there are these two, for the year only (G-37, G-38)."""

    XUAT_SAC = "Học sinh Xuất sắc"
    GIOI = "Học sinh Giỏi"


Replacement = int | bool
"""A re-assessed result: tenths, or a verdict as a bool."""


@dataclass(frozen=True, slots=True)
class YearFacts:
    """All that the decision on one pupil needs; None is what is not known yet."""

    learning: Level | None
    conduct: Level | None
    absences: int | None
    """Buổi of the whole year, with and without permission, at most one a day (G-27)."""
    results: Sequence[SubjectResult] = ()
    conduct_after_training: Level | None = None
    reassessed: Mapping[str, Replacement] = field(default_factory=dict)
    """By subject key, what summer re-assessment gave (G-30)."""
    reassessment_allowed: bool = False
    """The principal allows it although conduct was Chưa đạt too (X-4)."""
    individual_plan: bool = False
    """A disabled pupil: the principal decides (G-28)."""
    principal_promotes: bool | None = None


@dataclass(frozen=True, slots=True)
class Promotion:
    """What becomes of a pupil, and on what grounds, with the levels that count in the end."""

    decision: Decision
    reasons: tuple[Ground, ...]
    learning: Level | None = None
    conduct: Level | None = None
    absences: int | None = None
    reassess_subjects: tuple[SubjectResult, ...] = ()
    """Candidates of G-30; empty where re-assessment is not open to the pupil."""
    rules: RuleSet = CIRCULAR_22


def year_conduct(
    first: Level | None,
    second: Level | None,
    rules: RuleSet = CIRCULAR_22,
    *,
    only: Term | None = None,
) -> Level | None:
    """Conduct of the year from both terms (G-26); of the single term there is (X-7)."""
    if only is not None:
        by_hand = rules.one_term is OneTerm.MANUAL
        return None if by_hand else (first if only is Term.I else second)
    if first is None or second is None:
        return None
    return rules.conduct_year[first][second]


def reassessment_candidates(
    results: Sequence[SubjectResult], rules: RuleSet = CIRCULAR_22
) -> tuple[SubjectResult, ...]:
    """Comment subjects Chưa đạt and scored subjects whose ĐTBmcn is too low (G-30)."""
    return tuple(r for r in results if is_counted(r, rules) and _needs_reassessment(r, rules))


def with_reassessed(
    results: Sequence[SubjectResult], reassessed: Mapping[str, Replacement]
) -> tuple[SubjectResult, ...]:
    """The year results with those of summer in their place (G-30, G-33)."""
    return tuple(
        _replaced(result, reassessed[result.subject]) if result.subject in reassessed else result
        for result in results
    )


def level_after_reassessment(
    results: Sequence[SubjectResult],
    reassessed: Mapping[str, Replacement],
    rules: RuleSet = CIRCULAR_22,
) -> LevelReasoning:
    """G-19 … G-23 once more, with the results of summer (G-33)."""
    return learning_level(with_reassessed(results, reassessed), rules)


def promotion(facts: YearFacts, rules: RuleSet = CIRCULAR_22) -> Promotion:
    """Whether the pupil moves up, and if not yet, what is open in summer (G-27 … G-33)."""
    if facts.individual_plan:
        return _by_principal(facts, rules)
    missing = _missing(facts)
    if facts.absences is not None and facts.absences > rules.absences_allowed:
        return _decided(facts, rules, Decision.NOT_PROMOTED, Ground.ABSENCES)
    if missing:
        return _decided(facts, rules, Decision.UNDECIDED, *missing)
    learned = _enough(facts.learning, rules)
    behaved = _enough(facts.conduct, rules)
    if learned and behaved:
        return _decided(facts, rules, Decision.PROMOTED, Ground.ALL_MET)
    if learned:
        return _training(facts, rules)
    if behaved:
        return _reassessment(facts, rules)
    return _both_failed(facts, rules)


def title_of(facts: YearFacts, rules: RuleSet = CIRCULAR_22) -> Title | None:
    """The title of the year, from what was reached before summer (G-33, G-37, G-38, X-19)."""
    if facts.learning is not Level.TOT or facts.conduct is not Level.TOT:
        return None
    if not rules.title_despite_absences and (
        facts.absences is None or facts.absences > rules.absences_allowed
    ):
        return None
    excellent = sum(
        r.tenths is not None and r.tenths >= rules.excellent_bar
        for r in facts.results
        if is_counted(r, rules)
    )
    return Title.XUAT_SAC if excellent >= rules.excellent_count else Title.GIOI


def _needs_reassessment(result: SubjectResult, rules: RuleSet) -> bool:
    if result.assessment is Assessment.COMMENT:
        return result.passed is False
    return result.tenths is not None and result.tenths < rules.reassess_below


def _replaced(result: SubjectResult, by: Replacement) -> SubjectResult:
    if result.assessment is Assessment.COMMENT:
        return replace(result, passed=bool(by))
    return replace(result, tenths=int(by))


def _enough(level: Level | None, rules: RuleSet) -> bool:
    return level is not None and level >= rules.promoted_from


def _missing(facts: YearFacts) -> tuple[Ground, ...]:
    known = (
        (facts.learning, Ground.LEARNING_MISSING),
        (facts.conduct, Ground.CONDUCT_MISSING),
        (facts.absences, Ground.ABSENCES_MISSING),
    )
    return tuple(ground for value, ground in known if value is None)


def _decided(facts: YearFacts, rules: RuleSet, decision: Decision, *grounds: Ground) -> Promotion:
    return Promotion(
        decision,
        grounds,
        learning=facts.learning,
        conduct=facts.conduct,
        absences=facts.absences,
        rules=rules,
    )


def _by_principal(facts: YearFacts, rules: RuleSet) -> Promotion:
    if facts.principal_promotes is None:
        return _decided(facts, rules, Decision.UNDECIDED, Ground.PRINCIPAL_MISSING)
    decision = Decision.PROMOTED if facts.principal_promotes else Decision.NOT_PROMOTED
    return _decided(facts, rules, decision, Ground.PRINCIPAL)


def _training(facts: YearFacts, rules: RuleSet) -> Promotion:
    """Learning suffices; conduct may be re-rated after training in summer (G-29)."""
    after = facts.conduct_after_training
    if after is None:
        return _decided(facts, rules, Decision.SUMMER, Ground.TO_TRAIN)
    trained = replace(facts, conduct=after)
    if _enough(after, rules):
        return _decided(trained, rules, Decision.PROMOTED_AFTER_SUMMER, Ground.TRAINED)
    return _decided(trained, rules, Decision.NOT_PROMOTED, Ground.CONDUCT)


def _reassessment(facts: YearFacts, rules: RuleSet) -> Promotion:
    """Conduct suffices; subjects may be assessed again in summer (G-30, G-33)."""
    candidates = reassessment_candidates(facts.results, rules)
    if not candidates:
        return _decided(facts, rules, Decision.NOT_PROMOTED, Ground.NOTHING_TO_REASSESS)
    done = {
        c.subject: facts.reassessed[c.subject] for c in candidates if c.subject in facts.reassessed
    }
    level = level_after_reassessment(facts.results, done, rules).level if done else facts.learning
    after = replace(facts, learning=level)
    if _enough(level, rules):
        decided = _decided(after, rules, Decision.PROMOTED_AFTER_SUMMER, Ground.REASSESSED)
    elif len(done) < len(candidates):
        decided = _decided(after, rules, Decision.SUMMER, Ground.TO_REASSESS)
    else:
        decided = _decided(after, rules, Decision.NOT_PROMOTED, Ground.LEARNING)
    return replace(decided, reassess_subjects=candidates)


def _both_failed(facts: YearFacts, rules: RuleSet) -> Promotion:
    """Conduct and learning both Chưa đạt: the reading of X-4."""
    if not (rules.reassess_after_training or facts.reassessment_allowed):
        return _decided(facts, rules, Decision.NOT_PROMOTED, Ground.BOTH_FAILED)
    after = facts.conduct_after_training
    candidates = reassessment_candidates(facts.results, rules)
    if after is None:
        open_now = _decided(facts, rules, Decision.SUMMER, Ground.TO_TRAIN, Ground.TO_REASSESS)
        return replace(open_now, reassess_subjects=candidates)
    trained = replace(facts, conduct=after)
    if not _enough(after, rules):
        return _decided(trained, rules, Decision.NOT_PROMOTED, Ground.CONDUCT)
    decided = _reassessment(trained, rules)
    return replace(decided, reasons=(Ground.TRAINED, *decided.reasons))
