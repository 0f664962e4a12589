"""Entries that wait for their author's decision because another value stood in the book."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models.gradebook import EntryConflict
from desktop.models.school import Course, SchoolClass, Subject
from desktop.queries.people import GONE, staff_names
from desktop.rules.instants import show_moment
from desktop.rules.locks import LockKind, LockReach, Shelf, column_words, kind_of_column
from desktop.rules.marks import Column
from desktop.rules.terms import Term


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """One column of a book in which two people want different values; `since` in µs."""

    command_id: UUID
    shelf: Shelf
    book: str  # "Toán · 6A", of conduct "lớp 6A"
    column: Column
    cells: int
    refused: str
    stands: str
    since: int

    @property
    def kind(self) -> LockKind:
        """The kind under which the column is locked."""
        return kind_of_column(self.column)

    def is_within(self, reach: LockReach, grade: int | None, reach_id: UUID | None) -> bool:
        """Whether a lock of that reach would cover the book."""
        return {
            LockReach.SCHOOL: True,
            LockReach.GRADE: self.shelf.grade == grade,
            LockReach.CLASS: self.shelf.class_id == reach_id,
            LockReach.COURSE: self.shelf.course_id is not None and self.shelf.course_id == reach_id,
        }[reach]

    @property
    def sentence(self) -> str:
        """Where, who and who, how many cells, since when."""
        return (
            f"Cột {column_words(self.column)} · {self.book} còn {self.cells} ô mà {self.refused} "
            f"và {self.stands} nhập khác nhau, chưa thống nhất (từ {show_moment(self.since)})."
        )


def open_conflicts(session: Session, school_year_id: UUID, term: Term) -> list[OpenConflict]:
    """All of a term, the oldest first, as far as their books lie here."""
    rows = session.execute(
        select(EntryConflict, SchoolClass, Course.id, Subject.name)
        .join(Course, Course.id == EntryConflict.course_id, isouter=True)
        .join(Subject, Subject.id == Course.subject_id, isouter=True)
        .join(
            SchoolClass, SchoolClass.id == func.coalesce(Course.class_id, EntryConflict.course_id)
        )
        .where(SchoolClass.school_year_id == school_year_id, EntryConflict.term == int(term))
        .order_by(EntryConflict.refused_at, EntryConflict.command_id, EntryConflict.column)
    ).all()
    names = staff_names(session) if rows else {}
    return [
        OpenConflict(
            conflict.command_id,
            Shelf(school_class.grade, school_class.id, course_id),
            f"{subject} · {school_class.name}" if subject else f"lớp {school_class.name}",
            conflict.column,
            conflict.cells,
            names.get(conflict.refused_by, GONE),
            names.get(conflict.stands_by, GONE) if conflict.stands_by else "người khác",
            conflict.refused_at,
        )
        for conflict, school_class, course_id, subject in rows
    ]
