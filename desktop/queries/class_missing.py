"""Who has not entered what in a class: by course and column, with whose turn it is."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.models.school import Course
from desktop.queries.courses import CourseFacts, course_facts
from desktop.queries.frame import term_frame
from desktop.queries.standing import standings
from desktop.queries.years import school_years, year_of
from desktop.rules.deadlines import Deadline
from desktop.rules.marks import Column
from desktop.rules.permissions import Capability, Person, may
from desktop.rules.terms import Term


@dataclass(frozen=True, slots=True)
class MissingColumn:
    """A column of a course in which cells are empty, or wait for a make-up test."""

    course: CourseFacts
    column: Column
    missing: int
    waiting: int = 0
    deadline: Deadline | None = None
    overdue: bool = False


def class_missing(
    session: Session, by: Person, class_id: UUID, term: Term, today: date
) -> tuple[MissingColumn, ...]:
    """What is still missing in the courses of a class that this person may see."""
    courses = [
        course
        for course in course_facts(session, Course.class_id == class_id, today)
        if may(by, Capability.MARKS_SEE, course.place, today)
    ]
    year = year_of(school_years(session), courses[0].school_year_id) if courses else None
    if year is None:
        return ()
    found = standings(session, term_frame(session, year, term, today), courses)
    return tuple(
        MissingColumn(
            course, column.column, column.missing, column.waiting, column.deadline, column.overdue
        )
        for course in courses
        for column in found[course.course_id].columns
        if column.missing or column.waiting
    )
