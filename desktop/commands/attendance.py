"""Taking the roll of a class, and saying that a session did not take place."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Refused, require
from desktop.commands.roll_cells import AbsenceCell, AbsenceValue, absence_rows
from desktop.commands.roll_notes import (
    RollState,
    RollValue,
    add_roll,
    check_cells,
    note_taken,
    require_come,
    require_lessons,
    require_reason,
)
from desktop.commands.roll_place import require_open, roll_place
from desktop.commands.roll_writing import write_cells
from desktop.models.attendance import Roll
from desktop.queries.pupils import some_pupils
from desktop.rules.attendance import DayPart
from desktop.rules.instants import show_moment
from desktop.rules.names import nfc
from desktop.rules.permissions import Capability, Person, Place

_NAMED = 3


class RollCell(msgspec.Struct, frozen=True, omit_defaults=True):
    """One pupil in a roll: what shall stand there, what its author saw; None was there."""

    student_id: UUID
    value: AbsenceValue | None = None
    seen: AbsenceValue | None = None
    after: UUID | None = None


class TakeRoll(Command, frozen=True, tag="take_roll"):
    """Take a roll: everybody not named was there, or is as the book has it.

    `anyway` says why the class had lessons on a day without any in the calendar.
    """

    TITLE: ClassVar[str] = "Điểm danh"
    class_id: UUID
    day: date
    part: DayPart
    cells: tuple[RollCell, ...] = ()
    seen: RollValue | None = None
    anyway: str = ""

    def absences(self) -> tuple[AbsenceCell, ...]:
        """The cells with their day and part."""
        return _cells_on(self.day, self.part, self.cells)

    def check(self, books: Books, by: Person) -> None:
        """The right, an open month, a day that came, lessons then, and no other's cell."""
        require(books, by, Capability.ROLL_TAKE, Place(class_id=self.class_id))
        place = roll_place(books, self.class_id, {cell.student_id for cell in self.cells})
        require_open(books, self.class_id, [self.day])
        require_come(books, self.day)
        roll = books.session.get(Roll, _key(self))
        if roll is None and not self.anyway.strip():
            require_lessons(place, self.day, self.part)
        if roll is not None and roll.state == RollState.NOT_HELD and not _saw(self, roll):
            raise Refused(
                Code.CONFLICT,
                f"Buổi này đã được {books.staff_name(roll.taken_by)} ghi không học lúc "
                f"{show_moment(roll.taken_at)} (lí do: {roll.reason}). Phần vừa nhập được giữ "
                "lại; mở lại buổi để xem rồi điểm danh nếu lớp có học.",
            )
        check_cells(books, place, self, anyway=True)

    def apply(self, books: Books, by: Person) -> None:
        """Note that the roll was taken, and write the absences."""
        note_taken(books, by, self.class_id, (self.day, self.part), self.anyway)
        write_cells(books, by, self.class_id, self.absences())

    def inverse(self, own_id: UUID) -> "TakeBackRoll":
        """The roll as it was before."""
        return TakeBackRoll(
            class_id=self.class_id, day=self.day, part=self.part,
            cells=tuple(_back(cell, own_id) for cell in self.cells), value=self.seen,
            seen=RollValue(RollState.TAKEN, self.anyway),
        )  # fmt: skip


class NotHeld(Command, frozen=True, tag="roll_not_held"):
    """Say that a session of the plan did not take place, and why."""

    TITLE: ClassVar[str] = "Ghi buổi không học"
    class_id: UUID
    day: date
    part: DayPart
    reason: str
    seen: RollValue | None = None

    def check(self, books: Books, by: Person) -> None:
        """The right, an open month, a session of the plan, a reason, nobody marked absent."""
        require(books, by, Capability.ROLL_TAKE, Place(class_id=self.class_id))
        place = roll_place(books, self.class_id)
        require_open(books, self.class_id, [self.day])
        require_reason(self.reason, "Cần ghi lí do lớp không học buổi này. Ghi rồi lưu.")
        roll = books.session.get(Roll, _key(self))
        if roll is None and place.no_lessons(self.day, self.part):
            reason = place.calendar.day(self.day).reason or "lớp không có buổi này"
            raise Refused(
                Code.INVALID,
                f"Lịch của lớp không có buổi {self.part.label} ngày {self.day:%d/%m/%Y} "
                f"({reason}), nên không cần ghi gì thêm.",
            )
        if roll is not None and roll.state == RollState.TAKEN and not _saw(self, roll):
            raise Refused(
                Code.CONFLICT,
                f"Buổi này đã được {books.staff_name(roll.taken_by)} điểm danh lúc "
                f"{show_moment(roll.taken_at)}. Mở lại buổi để xem rồi ghi nếu lớp không học.",
            )
        self._require_nobody(books)

    def apply(self, books: Books, by: Person) -> None:
        """Write the reason."""
        roll = books.session.get(Roll, _key(self))
        value = RollState.NOT_HELD.value, nfc(self.reason.strip())
        if roll is None:
            add_roll(books, by, _key(self), value)
        elif (roll.state, roll.reason) != value:
            roll.state, roll.reason = value
            roll.taken_by, roll.taken_at = by.staff_id, books.at

    def inverse(self, own_id: UUID) -> "TakeBackRoll":  # noqa: ARG002
        """The roll as it was before."""
        return TakeBackRoll(
            class_id=self.class_id, day=self.day, part=self.part, value=self.seen,
            seen=RollValue(RollState.NOT_HELD, self.reason),
        )  # fmt: skip

    def _require_nobody(self, books: Books) -> None:
        rows = absence_rows(books, self.class_id, [self.day])
        marked = [student for student, _, part in rows if part is self.part]
        pupils = some_pupils(books.session, self.class_id, marked) if marked else {}
        names = [pupils[student].full_name for student in marked if student in pupils]
        if not names:
            return
        more = f" và {len(names) - _NAMED} em nữa" if len(names) > _NAMED else ""
        raise Refused(
            Code.IN_USE,
            f"Buổi này đã ghi vắng hoặc muộn: {', '.join(names[:_NAMED])}{more}. "
            "Xóa các ô ấy trước nếu lớp không học.",
        )


class TakeBackRoll(Command, frozen=True, tag="take_back_roll"):
    """Make a roll be as it was before it was taken, or before it was said not to take place."""

    TITLE: ClassVar[str] = "Hủy điểm danh một buổi"
    class_id: UUID
    day: date
    part: DayPart
    value: RollValue | None = None
    seen: RollValue | None = None
    cells: tuple[RollCell, ...] = ()

    def absences(self) -> tuple[AbsenceCell, ...]:
        """The cells with their day and part."""
        return _cells_on(self.day, self.part, self.cells)

    def check(self, books: Books, by: Person) -> None:
        """The right, an open month, and the cells as they were seen."""
        require(books, by, Capability.ROLL_TAKE, Place(class_id=self.class_id))
        place = roll_place(books, self.class_id, {cell.student_id for cell in self.cells})
        require_open(books, self.class_id, [self.day])
        check_cells(books, place, self, anyway=True)

    def apply(self, books: Books, by: Person) -> None:
        """Put the roll back, unless somebody else has taken it since; and the cells."""
        roll = books.session.get(Roll, _key(self))
        if roll is not None and roll.taken_by == by.staff_id:
            if self.value is None:
                books.session.delete(roll)
            else:
                roll.state, roll.reason = self.value.state.value, nfc(self.value.reason)
                roll.taken_at = books.at
        write_cells(books, by, self.class_id, self.absences())

    def inverse(self, own_id: UUID) -> "TakeRoll | NotHeld | None":
        """The roll taken, or said not to take place, once more."""
        if self.seen is None:
            return None
        if self.seen.state is RollState.NOT_HELD:
            return NotHeld(
                class_id=self.class_id, day=self.day, part=self.part, reason=self.seen.reason,
                seen=self.value,
            )  # fmt: skip
        return TakeRoll(
            class_id=self.class_id, day=self.day, part=self.part,
            cells=tuple(_back(cell, own_id) for cell in self.cells), seen=self.value,
            anyway=self.seen.reason,
        )  # fmt: skip


def _key(command: TakeRoll | NotHeld | TakeBackRoll) -> tuple[UUID, date, int]:
    return command.class_id, command.day, int(command.part)


def _saw(command: TakeRoll | NotHeld, roll: Roll) -> bool:
    return command.seen is not None and command.seen.state == roll.state


def _cells_on(day: date, part: DayPart, cells: tuple[RollCell, ...]) -> tuple[AbsenceCell, ...]:
    return tuple(AbsenceCell(c.student_id, day, part, c.value, c.seen, c.after) for c in cells)


def _back(cell: RollCell, own_id: UUID) -> RollCell:
    return RollCell(cell.student_id, value=cell.seen, seen=cell.value, after=own_id)
