"""Sessions that pupils missed before rolls were taken here: at the former school, on paper."""

from typing import ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import select

from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Detail, Refused, require
from desktop.commands.conduct import MOST_ABSENCES
from desktop.commands.gradebook import summary
from desktop.commands.roll_cells import LONGEST_NOTE
from desktop.commands.roll_place import roll_audience
from desktop.commands.shelves import class_of, enrolled
from desktop.models.attendance import AbsenceBefore
from desktop.rules.instants import show_moment
from desktop.rules.names import nfc
from desktop.rules.permissions import Capability, Person, Place
from desktop.rules.terms import Term


class BeforeValue(msgspec.Struct, frozen=True, omit_defaults=True):
    """Sessions missed with and without permission, and where the numbers come from."""

    excused: int = 0
    unexcused: int = 0
    note: str = ""


class BeforeCell(msgspec.Struct, frozen=True, omit_defaults=True):
    """One pupil's numbers, and what their author saw; None: nothing was missed before."""

    student_id: UUID
    value: BeforeValue | None = None
    seen: BeforeValue | None = None


class BringInAbsences(Command, frozen=True, tag="bring_in_absences"):
    """Enter what pupils missed in a term before the rolls of this class count (G-27, G-36)."""

    TITLE: ClassVar[str] = "Ghi buổi nghỉ trước khi điểm danh"
    class_id: UUID
    term: Term
    cells: tuple[BeforeCell, ...]

    def check(self, books: Books, by: Person) -> None:
        """The right, pupils of the class, numbers that can be, and the cells as they were seen."""
        school_class = class_of(books, self.class_id)
        require(books, by, Capability.ROLL_CHANGE, Place(class_id=self.class_id))
        pupils, rows = enrolled(books, self.class_id), self._rows(books)
        bad = []
        for cell in self.cells:
            if cell.student_id not in pupils:
                sentence = f"Em này không có trong danh sách lớp {school_class.name}."
                bad.append(Detail(Code.MISSING, sentence, student_id=cell.student_id))
            elif found := _unfit(cell) or _conflict(books, cell, rows.get(cell.student_id)):
                bad.append(found)
        if bad:
            raise Refused(bad[0].code, summary(bad, len(self.cells), "dòng"), bad)

    def apply(self, books: Books, by: Person) -> None:
        """Write the numbers."""
        rows = self._rows(books)
        for cell in self.cells:
            row = rows.get(cell.student_id)
            if before_value(row) == cell.value:
                continue
            if cell.value is None:
                books.session.delete(row)
                continue
            if row is None:
                row = AbsenceBefore(
                    class_id=self.class_id, term=int(self.term), student_id=cell.student_id,
                    excused=0, unexcused=0, entered_by=by.staff_id, entered_at=books.at,
                    audience=roll_audience(self.class_id),
                )  # fmt: skip
                books.session.add(row)
            row.excused, row.unexcused = cell.value.excused, cell.value.unexcused
            row.note = nfc(cell.value.note)
            row.entered_by, row.entered_at = by.staff_id, books.at

    def inverse(self, own_id: UUID) -> "BringInAbsences":  # noqa: ARG002
        """The numbers before."""
        cells = tuple(BeforeCell(c.student_id, value=c.seen, seen=c.value) for c in self.cells)
        return msgspec.structs.replace(self, cells=cells)

    def _rows(self, books: Books) -> dict[UUID, AbsenceBefore]:
        rows = books.session.scalars(
            select(AbsenceBefore).where(
                AbsenceBefore.class_id == self.class_id, AbsenceBefore.term == int(self.term)
            )
        )
        return {row.student_id: row for row in rows}


def before_value(row: AbsenceBefore | None) -> BeforeValue | None:
    """A row as commands carry it."""
    return None if row is None else BeforeValue(row.excused, row.unexcused, row.note)


def _unfit(cell: BeforeCell) -> Detail | None:
    value = cell.value
    if value is None:
        return None
    if not all(0 <= n <= MOST_ABSENCES for n in (value.excused, value.unexcused)):
        sentence = f"Số buổi nghỉ là số nguyên từ 0 đến {MOST_ABSENCES}."
    elif len(value.note) > LONGEST_NOTE:
        sentence = f"Ghi chú dài quá {LONGEST_NOTE} chữ. Rút gọn rồi ghi lại."
    else:
        return None
    return Detail(Code.INVALID, sentence, student_id=cell.student_id)


def _conflict(books: Books, cell: BeforeCell, row: AbsenceBefore | None) -> Detail | None:
    if before_value(row) in (cell.seen, cell.value):
        return None
    who = books.staff_name(row.entered_by) if row else "người khác"
    when = f" lúc {show_moment(row.entered_at)}" if row else ""
    return Detail(
        Code.CONFLICT,
        f"Số buổi nghỉ này đã được {who} đổi{when}. Phần vừa nhập được giữ lại; mở lại để chọn.",
        student_id=cell.student_id, who=who, when=row.entered_at if row else 0,
    )  # fmt: skip
