"""A course's comments on its pupils in a term."""

from typing import ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import select

from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Detail, Refused, require
from desktop.commands.gradebook import summary
from desktop.commands.shelves import course_shelf, enrolled, locks_of
from desktop.models.gradebook import Comment
from desktop.rules.locks import LockKind, lock_over, locked_sentence
from desktop.rules.permissions import Capability, Person
from desktop.rules.terms import Term

LONGEST_TEXT = 2000


class TextCell(msgspec.Struct, frozen=True, omit_defaults=True):
    """One pupil's text: what shall stand there and what its author saw."""

    student_id: UUID
    text: str = ""
    seen: str = ""


class WriteComments(Command, frozen=True, tag="write_comments"):
    """Write a course's comments on pupils in a term; an empty text clears."""

    TITLE: ClassVar[str] = "Ghi nhận xét"
    course_id: UUID
    term: Term
    cells: tuple[TextCell, ...]

    def check(self, books: Books, by: Person) -> None:
        """The course's teacher, pupils of the class, unlocked, and the text as it was seen."""
        where = course_shelf(books, self.course_id)
        require(books, by, Capability.MARKS_ENTER, where.place)
        locks = locks_of(books, where.school_class.school_year_id, self.term)
        lock = lock_over(locks, where.shelf, self.term, LockKind.COMMENT)
        if lock:
            raise Refused(Code.LOCKED, locked_sentence(lock, "Cột nhận xét"))
        pupils, rows = enrolled(books, where.school_class.id), self._rows(books)
        bad = [d for cell in self.cells if (d := _bad_text(books, cell, pupils, rows))]
        if bad:
            raise Refused(bad[0].code, summary(bad, len(self.cells)), bad)

    def apply(self, books: Books, by: Person) -> None:
        """Write, change or delete the texts."""
        rows = self._rows(books)
        for cell in self.cells:
            row = rows.get(cell.student_id)
            if row is not None and not cell.text:
                books.session.delete(row)
            elif row is not None and row.text != cell.text:
                row.text, row.entered_by, row.entered_at = cell.text, by.staff_id, books.at
            elif row is None and cell.text:
                books.session.add(self._new_row(cell, books, by))

    def inverse(self, own_id: UUID) -> "WriteComments":  # noqa: ARG002
        """The texts before."""
        cells = tuple(TextCell(c.student_id, text=c.seen, seen=c.text) for c in self.cells)
        return msgspec.structs.replace(self, cells=cells)

    def _new_row(self, cell: TextCell, books: Books, by: Person) -> Comment:
        return Comment(
            course_id=self.course_id, term=int(self.term), text=cell.text,
            student_id=cell.student_id, entered_by=by.staff_id, entered_at=books.at,
            audience=self.course_id,
        )  # fmt: skip

    def _rows(self, books: Books) -> dict[UUID, Comment]:
        rows = books.session.scalars(
            select(Comment).where(
                Comment.course_id == self.course_id, Comment.term == int(self.term)
            )
        )
        return {row.student_id: row for row in rows}


def _bad_text(
    books: Books, cell: TextCell, pupils: frozenset[UUID], rows: dict[UUID, Comment]
) -> Detail | None:
    if cell.student_id not in pupils:
        return Detail(
            Code.MISSING, "Em này không có trong danh sách lớp.", student_id=cell.student_id
        )
    if len(cell.text) > LONGEST_TEXT:
        return Detail(
            Code.INVALID, f"Nhận xét dài quá {LONGEST_TEXT} chữ. Rút gọn rồi ghi lại.",
            student_id=cell.student_id,
        )  # fmt: skip
    row = rows.get(cell.student_id)
    current = row.text if row else ""
    if current in (cell.seen, cell.text):
        return None
    who = books.staff_name(row.entered_by) if row else ""
    return Detail(
        Code.CONFLICT,
        f"Nhận xét này đã được {who or 'người khác'} đổi từ lúc mở. Mở lại để xem rồi ghi tiếp.",
        student_id=cell.student_id, who=who, when=row.entered_at if row else 0,
    )  # fmt: skip
