"""What was printed before: the last print of every page, with the fingerprint of its content."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.journal import PrintedPage
from desktop.models.people import Staff
from desktop.models.school import Course, Subject
from desktop.queries.people import GONE
from desktop.rules.permissions import Capability, Person, Place, may


@dataclass(frozen=True, slots=True)
class PrintedBefore:
    """A page as it was last printed; `course_id` is filled for a teacher's own book."""

    form: str
    paper: str
    page: str
    title: str
    number: int
    fingerprint: str
    printed_by: str
    printed_at: int  # UTC microseconds
    class_id: UUID | None = None
    course_id: UUID | None = None
    term: int | None = None


def printed_pages(
    session: Session, by: Person, today: date, class_id: UUID | None = None
) -> tuple[PrintedBefore, ...]:
    """The remembered pages of the books that the person may print, of one class or of all."""
    asked = (
        select(
            PrintedPage.form,
            PrintedPage.paper,
            PrintedPage.page,
            PrintedPage.title,
            PrintedPage.number,
            PrintedPage.fingerprint,
            Staff.full_name,
            PrintedPage.printed_at,
            PrintedPage.class_id,
            PrintedPage.course_id,
            PrintedPage.term,
            Subject.team_id,
        )
        .join(Staff, Staff.id == PrintedPage.printed_by, isouter=True)
        .join(Course, Course.id == PrintedPage.course_id, isouter=True)
        .join(Subject, Subject.id == Course.subject_id, isouter=True)
        .order_by(PrintedPage.form, PrintedPage.class_id, PrintedPage.number)
    )
    if class_id is not None:
        asked = asked.where(PrintedPage.class_id == class_id)
    return tuple(
        PrintedBefore(
            row.form,
            row.paper,
            row.page,
            row.title,
            row.number,
            row.fingerprint,
            row.full_name or GONE,
            row.printed_at,
            row.class_id,
            row.course_id,
            row.term,
        )
        for row in session.execute(asked)
        if _may_print(by, row.class_id, row.course_id, row.team_id, today)
    )


def _may_print(
    by: Person, class_id: UUID | None, course_id: UUID | None, team_id: UUID | None, today: date
) -> bool:
    right = Capability.TEACHER_BOOK_PRINT if course_id else Capability.BOOK_PRINT
    return may(by, right, Place(class_id, course_id, team_id), today)
