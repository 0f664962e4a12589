"""Entries that wait for their author's decision because another value stood in the book."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.gradebook import EntryConflict
from desktop.models.school import Course, SchoolClass, Subject
from desktop.queries.people import GONE, staff_names
from desktop.rules.instants import show_moment
from desktop.rules.locks import LockReach, Shelf
from desktop.rules.marks import Column, column_name
from desktop.rules.terms import Term


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """One column of a course in which two people want different values; `since` in µs."""

    command_id: UUID
    shelf: Shelf
    course: str  # "Toán · 6A"
    column: Column
    cells: int
    refused: str
    stands: str
    since: int

    def is_within(self, reach: LockReach, grade: int | None, reach_id: UUID | None) -> bool:
        """Whether a lock of that reach would cover the column."""
        return {
            LockReach.SCHOOL: True,
            LockReach.GRADE: self.shelf.grade == grade,
            LockReach.CLASS: self.shelf.class_id == reach_id,
            LockReach.COURSE: self.shelf.course_id == reach_id,
        }[reach]

    @property
    def sentence(self) -> str:
        """Where, who and who, how many cells, since when."""
        return (
            f"Cột {column_name(self.column)} · {self.course} còn {self.cells} ô mà {self.refused} "
            f"và {self.stands} nhập khác nhau, chưa thống nhất (từ {show_moment(self.since)})."
        )


def open_conflicts(session: Session, school_year_id: UUID, term: Term) -> list[OpenConflict]:
    """All of a term, the oldest first, as far as their courses lie here."""
    rows = session.execute(
        select(EntryConflict, Course, SchoolClass, Subject)
        .join(Course, Course.id == EntryConflict.course_id)
        .join(SchoolClass, SchoolClass.id == Course.class_id)
        .join(Subject, Subject.id == Course.subject_id)
        .where(SchoolClass.school_year_id == school_year_id, EntryConflict.term == int(term))
        .order_by(EntryConflict.refused_at, EntryConflict.command_id, EntryConflict.column)
    ).all()
    names = staff_names(session) if rows else {}
    return [
        OpenConflict(
            conflict.command_id,
            Shelf(school_class.grade, school_class.id, course.id),
            f"{subject.name} · {school_class.name}",
            conflict.column,
            conflict.cells,
            names.get(conflict.refused_by, GONE),
            names.get(conflict.stands_by, GONE) if conflict.stands_by else "người khác",
            conflict.refused_at,
        )
        for conflict, course, school_class, subject in rows
    ]
