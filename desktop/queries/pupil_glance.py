"""One pupil's year at a glance: results by subject, levels, conduct, absences, as one may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.models.school import Course
from desktop.queries.absence_totals import Missed, class_absences
from desktop.queries.class_marks import ClassMarks, class_marks
from desktop.queries.conduct import NOT_RATED, ConductFact, class_conduct, year_fact
from desktop.queries.courses import CourseFacts, course_facts
from desktop.queries.results import NOTHING_YET, Outcome, subject_result
from desktop.queries.settings import load_settings
from desktop.queries.years import YearFacts
from desktop.rules.grading import learning_level
from desktop.rules.permissions import Capability, Person, Place, may
from desktop.rules.terms import Level, Term


@dataclass(frozen=True, slots=True)
class SubjectGlance:
    """A subject's results: each term's, and the year's under None."""

    course: CourseFacts
    results: Mapping[Term | None, Outcome]


@dataclass(frozen=True, slots=True)
class YearGlance:
    """What the person may see of the pupil's year; empty parts are not theirs to see.

    Levels need all subjects: a subject teacher sees own results alone. Under None: the year.
    """

    year: YearFacts
    subjects: tuple[SubjectGlance, ...] = ()
    learning: Mapping[Term | None, Level] = field(default_factory=dict)
    conduct: Mapping[Term | None, ConductFact] = field(default_factory=dict)
    missed: Mapping[Term | None, Missed] = field(default_factory=dict)


def year_glance(
    session: Session, by: Person, where: tuple[UUID, UUID], year: YearFacts, today: date
) -> YearGlance:
    """Of a pupil in a class: `where` is the class's id and the pupil's."""
    class_id, student_id = where
    settings = load_settings(session)
    rules = settings.rules(year.start_year)
    all_courses = course_facts(session, Course.class_id == class_id, today)
    courses = [c for c in all_courses if may(by, Capability.MARKS_SEE, c.place, today)]
    of: dict[Term | None, ClassMarks] = {
        when: class_marks(session, courses, when, rules, only=student_id)
        for when in (Term.I, Term.II, None)
    }
    learning = {}
    if courses and len(courses) == len(all_courses):
        for when, marks in of.items():
            results = [
                subject_result(c, marks.get((c.course_id, student_id), NOTHING_YET))
                for c in courses
            ]
            level = learning_level(results, rules).level
            if level is not None:
                learning[when] = level
    conduct: dict[Term | None, ConductFact] = {}
    missed: dict[Term | None, Missed] = {}
    if may(by, Capability.CONDUCT_SEE, Place(class_id=class_id), today):
        entered = class_conduct(session, class_id)
        first, second = (entered.get((student_id, term), NOT_RATED) for term in Term)
        conduct = {Term.I: first, Term.II: second, None: year_fact(first, second, rules)}
        absences = class_absences(session, class_id, year, settings)
        missed = {
            Term.I: absences.of_term(student_id, Term.I, first),
            Term.II: absences.of_term(student_id, Term.II, second),
            None: absences.of_year(student_id, first, second),
        }
    subjects = tuple(
        SubjectGlance(
            course,
            {
                when: marks.get((course.course_id, student_id), NOTHING_YET)
                for when, marks in of.items()
            },
        )
        for course in courses
    )
    return YearGlance(year, subjects, learning, conduct, missed)
