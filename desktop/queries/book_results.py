"""Levels of a class, of each term and of the year, and what follows from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.queries.absence_totals import class_absences
from desktop.queries.book_marks import Terms, YearMark
from desktop.queries.conduct import NOT_RATED, class_conduct
from desktop.queries.courses import CourseFacts
from desktop.queries.results import NOTHING_YET, subject_result
from desktop.queries.settings import Settings
from desktop.queries.years import YearFacts as SchoolYearFacts
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
    """Of both terms, with and without permission; None while those of a term are not entered."""


_NO_CONDUCT = ConductOf()


def conduct_of(
    session: Session, class_id: UUID, pupils: Iterable[UUID], year: SchoolYearFacts,
    settings: Settings,
) -> dict[UUID, ConductOf]:  # fmt: skip
    """Conduct and absences of the pupils of a class, in four SELECTs."""
    entered = class_conduct(session, class_id)
    absences = class_absences(session, class_id, year, settings)
    allowed = settings.rules(year.start_year).absences_allowed
    found = {}
    for pupil in pupils:
        first, second = (entered.get((pupil, term), NOT_RATED) for term in Term)
        facts = {Term.I: first, Term.II: second}
        levels = {term: f.level for term, f in facts.items() if f.level is not None}
        total = absences.year_total(pupil, first, second, allowed)
        found[pupil] = ConductOf(levels, total)
    return found


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
