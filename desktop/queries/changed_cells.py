"""Which marks and conduct levels of a class changed after a moment: what a reprint will show."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, null, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from desktop.models.gradebook import Conduct, Mark, MarkRevision
from desktop.models.people import Student
from desktop.models.school import Course, Subject
from desktop.rules.marks import Column
from desktop.rules.permissions import Capability, Person, Place, may
from desktop.rules.terms import Term


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """A cell that has another value since `at` (UTC microseconds); without a column: conduct."""

    term: Term
    student_id: UUID
    pupil: str
    at: int
    course_id: UUID | None = None
    subject_code: str = ""
    subject: str = ""
    column: Column | None = None


def changed_cells(
    session: Session, by: Person, class_id: UUID, since: int, today: date
) -> tuple[ChangedCell, ...]:
    """The cells of a class that changed after `since` (UTC microseconds), each once, newest first.

    Of the class book's printers all, of others the courses whose marks they may see.
    """
    whole = may(by, Capability.BOOK_PRINT, Place(class_id=class_id), today)
    found: dict[tuple[Any, ...], ChangedCell] = {}
    for asked in (
        _of_class(Mark, Mark.entered_at, class_id, since),
        _of_class(MarkRevision, MarkRevision.replaced_at, class_id, since),
        *([_conduct(class_id, since)] if whole else []),
    ):
        for term, student_id, pupil, at, team_id, *where in session.execute(asked):
            course = Place(class_id, where[0] if where else None, team_id)
            if not whole and not may(by, Capability.MARKS_SEE, course, today):
                continue
            cell = ChangedCell(Term(term), student_id, pupil, at, *where)
            key = (term, student_id, *where)
            if key not in found or found[key].at < at:
                found[key] = cell
    return tuple(sorted(found.values(), key=lambda cell: -cell.at))


def _of_class(
    table: type[Mark] | type[MarkRevision],
    at: InstrumentedAttribute[int],
    class_id: UUID,
    since: int,
) -> Select[Any]:
    """Revisions too: of a mark that was taken out only they are left."""
    asked: Select[Any] = (
        select(table.term, Student.id, Student.full_name, at)
        .add_columns(Subject.team_id, Course.id, Subject.code, Subject.short_name, table.column)
        .join(Course, Course.id == table.course_id)
        .join(Subject, Subject.id == Course.subject_id)
        .join(Student, Student.id == table.student_id)
        .where(Course.class_id == class_id, at > since)
    )
    return asked


def _conduct(class_id: UUID, since: int) -> Select[Any]:
    asked: Select[Any] = (
        select(Conduct.term, Student.id, Student.full_name)
        .add_columns(Conduct.entered_at, null())
        .join(Student, Student.id == Conduct.student_id)
        .where(Conduct.class_id == class_id, Conduct.entered_at > since)
    )
    return asked
