"""Filling the month of a class, and changing what was confirmed."""

from typing import ClassVar
from uuid import UUID

import msgspec

from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Refused, require
from desktop.commands.roll_cells import AbsenceCell
from desktop.commands.roll_notes import (
    LONGEST_REASON,
    check_cells,
    note_all_taken,
    note_extra_days,
    require_come,
    require_lessons,
    require_reason,
    take_off,
)
from desktop.commands.roll_place import months_of, require_open, roll_place
from desktop.commands.roll_writing import write_cells
from desktop.rules.attendance import Sitting
from desktop.rules.permissions import Capability, Person, Place


class EnterAbsences(Command, frozen=True, tag="enter_absences"):
    """Enter or clear cells of a class's month; `source` names the file they came from.

    `taken` are sessions that nobody has taken yet and whose roll is complete with these cells;
    `untaken` are those of an entry that is taken back.
    """

    TITLE: ClassVar[str] = "Ghi điểm danh tháng"
    class_id: UUID
    cells: tuple[AbsenceCell, ...] = ()
    taken: tuple[Sitting, ...] = ()
    untaken: tuple[Sitting, ...] = ()
    anyway: str = ""
    source: str = ""

    def absences(self) -> tuple[AbsenceCell, ...]:
        """The cells."""
        return self.cells

    def check(self, books: Books, by: Person) -> None:
        """The right, open months, and all bad cells listed."""
        require(books, by, Capability.ROLL_TAKE, Place(class_id=self.class_id))
        place = roll_place(books, self.class_id, {cell.student_id for cell in self.cells})
        sittings = (*self.taken, *self.untaken)
        require_open(
            books, self.class_id, [*(c.day for c in self.cells), *(day for day, _ in sittings)]
        )
        for day, part in self.taken:
            require_come(books, day)
            if not self.anyway.strip():
                require_lessons(place, day, part)
        check_cells(books, place, self, anyway=bool(self.anyway.strip()))

    def apply(self, books: Books, by: Person) -> None:
        """Write the cells; a day without lessons in the calendar becomes one with a roll."""
        if self.anyway.strip():
            note_extra_days(books, by, self.class_id, self.cells, self.anyway)
        note_all_taken(books, by, self.class_id, self.taken)
        take_off(books, by, self.class_id, self.untaken)
        write_cells(books, by, self.class_id, self.cells)

    def inverse(self, own_id: UUID) -> "EnterAbsences":
        """The same cells with what stood there before."""
        return EnterAbsences(
            class_id=self.class_id, cells=tuple(cell.back(own_id) for cell in self.cells),
            taken=self.untaken, untaken=self.taken, anyway=self.anyway,
        )  # fmt: skip


class ChangeConfirmed(Command, frozen=True, tag="change_confirmed_absences"):
    """Change cells of a confirmed month: both values are kept with the reason (M-12)."""

    TITLE: ClassVar[str] = "Sửa điểm danh đã xác nhận"
    class_id: UUID
    cells: tuple[AbsenceCell, ...]
    reason: str
    anyway: str = ""

    def absences(self) -> tuple[AbsenceCell, ...]:
        """The cells."""
        return self.cells

    def check(self, books: Books, by: Person) -> None:
        """The right, a reason, months that are confirmed, and all bad cells listed."""
        require(books, by, Capability.ROLL_CHANGE, Place(class_id=self.class_id))
        require_reason(
            self.reason,
            "Cần ghi lí do sửa điểm danh đã xác nhận; lí do và cả hai giá trị được giữ để phó "
            "hiệu trưởng xem. Ghi lí do rồi lưu lại.",
        )
        place = roll_place(books, self.class_id, {cell.student_id for cell in self.cells})
        self._require_confirmed(books)
        check_cells(books, place, self, anyway=bool(self.anyway.strip()))

    def apply(self, books: Books, by: Person) -> None:
        """Write the cells and what gave way."""
        if self.anyway.strip():
            note_extra_days(books, by, self.class_id, self.cells, self.anyway)
        write_cells(books, by, self.class_id, self.cells, self.reason)

    def inverse(self, own_id: UUID) -> "ChangeConfirmed":
        """The values before, which is a change of its own."""
        return msgspec.structs.replace(
            self, cells=tuple(cell.back(own_id) for cell in self.cells),
            reason=f"Hoàn tác lần sửa: {self.reason}"[:LONGEST_REASON],
        )  # fmt: skip

    def _require_confirmed(self, books: Books) -> None:
        days = [cell.day for cell in self.cells]
        known = months_of(books, self.class_id, days)
        confirmed = {month for month, row in known.items() if row.confirmed_at is not None}
        open_months = sorted({(day.year, day.month) for day in days} - confirmed)
        if open_months:
            year, month = open_months[0]
            raise Refused(
                Code.INVALID,
                f"Điểm danh tháng {month}/{year} chưa xác nhận, nên sửa thẳng trong bảng tháng.",
            )
