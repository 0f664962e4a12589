"""Levels of a class, of each term and of the year, and what follows from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.gradebook import Conduct
from desktop.queries.book_marks import Terms, YearMark
from desktop.queries.courses import CourseFacts
from desktop.queries.results import NOTHING_YET, subject_result
from desktop.rules.grading import SubjectResult, learning_level
from desktop.rules.promotion import Decision, YearFacts, promotion, title_of, year_conduct
from desktop.rules.rule_set import RuleSet
from desktop.rules.terms import Level, Term


@dataclass(frozen=True, slots=True)
class PupilResult:
    """Levels of a pupil: each term's and the year's, and what follows from them."""

    learning: Mapping[Term, Level] = field(default_factory=dict)
    conduct: Mapping[Term, Level] = field(default_factory=dict)
    year_learning: Level | None = None
    year_conduct: Level | None = None
    summer_learning: Level | None = None
    summer_conduct: Level | None = None
    absences: int | None = None
    promoted: bool | None = None
    after_summer: bool = False
    """Promoted only after the summer's training or re-assessment."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class RankedCourse:
    """A course as far as levels are concerned."""

    course: CourseFacts
    terms: Terms
    year: Mapping[UUID, YearMark]


@dataclass(frozen=True, slots=True)
class ConductOf:
    """What the homeroom teacher has entered on a pupil."""

    levels: Mapping[Term, Level] = field(default_factory=dict)
    absences: int | None = None
    """Of both terms, with and without permission; None until some number is entered."""


_NO_CONDUCT = ConductOf()


def conduct_of(session: Session, class_id: UUID) -> dict[UUID, ConductOf]:
    """Conduct and absences of a class, in one SELECT."""
    levels: dict[UUID, dict[Term, Level]] = {}
    absences: dict[UUID, int] = {}
    rows = session.execute(
        select(
            Conduct.student_id, Conduct.term, Conduct.level, Conduct.excused, Conduct.unexcused
        ).where(Conduct.class_id == class_id)
    )
    for pupil, term, level, excused, unexcused in rows:
        here = levels.setdefault(pupil, {})
        if level is not None:
            here[Term(term)] = Level(level)
        if excused is not None or unexcused is not None:
            absences[pupil] = absences.get(pupil, 0) + (excused or 0) + (unexcused or 0)
    return {pupil: ConductOf(here, absences.get(pupil)) for pupil, here in levels.items()}


def results_of(
    pupils: Iterable[UUID],
    courses: Iterable[RankedCourse],
    conduct: Mapping[UUID, ConductOf],
    rules: RuleSet,
) -> dict[UUID, PupilResult]:
    courses = tuple(courses)
    return {
        pupil: _result(pupil, courses, conduct.get(pupil, _NO_CONDUCT), rules) for pupil in pupils
    }


def _result(
    pupil: UUID, courses: tuple[RankedCourse, ...], conduct: ConductOf, rules: RuleSet
) -> PupilResult:
    learning = {
        term: level
        for term in Term
        if (level := learning_level(_term_results(pupil, courses, term), rules).level) is not None
    }
    results = _year_results(pupil, courses)
    facts = YearFacts(
        learning_level(results, rules).level,
        year_conduct(conduct.levels.get(Term.I), conduct.levels.get(Term.II), rules),
        conduct.absences,
        results,
    )
    decision = promotion(facts, rules).decision
    return PupilResult(
        learning,
        conduct.levels,
        facts.learning,
        facts.conduct,
        absences=facts.absences,
        promoted=_promoted(decision),
        after_summer=decision is Decision.PROMOTED_AFTER_SUMMER,
        title=title_of(facts, rules) or "",
    )


def _promoted(decision: Decision) -> bool | None:
    """None while it is not decided, also while the summer is still open."""
    if decision in {Decision.UNDECIDED, Decision.SUMMER}:
        return None
    return decision is not Decision.NOT_PROMOTED


def _term_results(
    pupil: UUID, courses: tuple[RankedCourse, ...], term: Term
) -> list[SubjectResult]:
    marks = ((ranked.course, ranked.terms[term].get(pupil)) for ranked in courses)
    return [subject_result(course, here.result if here else NOTHING_YET) for course, here in marks]


def _year_results(pupil: UUID, courses: tuple[RankedCourse, ...]) -> list[SubjectResult]:
    years = ((ranked.course, ranked.year.get(pupil)) for ranked in courses)
    return [subject_result(course, year.result if year else NOTHING_YET) for course, year in years]
