"""A month of a class on its way: confirmed, printed, received signed, approved (T-10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select

from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Detail, Refused, require
from desktop.commands.gradebook import summary
from desktop.commands.roll_cells import roll_rows
from desktop.commands.roll_notes import note_all_taken
from desktop.commands.roll_place import calendar_of, roll_audience
from desktop.commands.shelves import class_of
from desktop.models.attendance import MonthConfirmation
from desktop.models.school import SchoolClass
from desktop.rules.attendance import DayPart
from desktop.rules.instants import show_moment
from desktop.rules.names import nfc
from desktop.rules.permissions import Capability, Person, Place
from desktop.rules.school_days import ClassCalendar, month_span

_NAMED = 4
_TAKEN_BACK = "Hoàn tác xác nhận vừa ghi"


class ConfirmMonth(Command, frozen=True, tag="confirm_month"):
    """The homeroom teacher confirms the rolls of a month.

    With `fill` the sessions whose roll was not taken count as taken as the month shows them.
    """

    TITLE: ClassVar[str] = "Xác nhận điểm danh tháng"
    class_id: UUID
    year: int
    month: int
    fill: bool = False

    def check(self, books: Books, by: Person) -> None:
        """The right, a month whose sessions are over and all taken, not confirmed yet."""
        require(books, by, Capability.ROLL_CONFIRM, Place(class_id=self.class_id))
        calendar = calendar_of(books, class_of(books, self.class_id))
        row = books.session.get(MonthConfirmation, (self.class_id, self.year, self.month))
        if row is not None and row.confirmed_by is not None and row.confirmed_by != by.staff_id:
            raise Refused(
                Code.CONFLICT,
                f"{books.staff_name(row.confirmed_by)} đã xác nhận tháng {self.month}/{self.year} "
                f"lúc {show_moment(row.confirmed_at or 0)}. Không cần xác nhận nữa.",
            )
        self._require_over(books, calendar)
        missing = [] if self.fill else self._not_taken(books, calendar)
        if missing:
            said = ", ".join(f"{day:%d/%m} ({part.label})" for day, part in missing[:_NAMED])
            more = f" và {len(missing) - _NAMED} buổi nữa" if len(missing) > _NAMED else ""
            raise Refused(
                Code.NEEDS_REASON,
                f"Tháng {self.month}/{self.year} còn {len(missing)} buổi chưa điểm danh: "
                f"{said}{more}. Điểm danh các buổi ấy, hoặc xác nhận là bảng tháng đã đủ.",
            )

    def apply(self, books: Books, by: Person) -> None:
        """Note who confirmed, and with `fill` the sessions that were not taken."""
        if self.fill:
            calendar = calendar_of(books, class_of(books, self.class_id))
            note_all_taken(books, by, self.class_id, self._not_taken(books, calendar))
        row = books.session.get(MonthConfirmation, (self.class_id, self.year, self.month))
        if row is None:
            row = MonthConfirmation(
                class_id=self.class_id, year=self.year, month=self.month,
                audience=roll_audience(self.class_id),
            )  # fmt: skip
            books.session.add(row)
        if row.confirmed_by is None:
            row.confirmed_by, row.confirmed_at = by.staff_id, books.at

    def inverse(self, own_id: UUID) -> "WithdrawConfirmation":  # noqa: ARG002
        """Not confirmed; that it was stays in sight."""
        return WithdrawConfirmation(
            class_id=self.class_id, year=self.year, month=self.month, reason=_TAKEN_BACK
        )

    def _require_over(self, books: Books, calendar: ClassCalendar) -> None:
        sessions = calendar.school_days(*month_span(self.year, self.month))
        if not sessions:
            raise Refused(
                Code.INVALID,
                f"Tháng {self.month}/{self.year} lớp không có buổi học nào, nên không có gì để "
                "xác nhận.",
            )
        last = sessions[-1].day
        if last > books.today:
            raise Refused(
                Code.INVALID,
                f"Tháng {self.month}/{self.year} còn buổi học đến ngày {last:%d/%m}. Xác nhận "
                "từ ngày học cuối của tháng.",
            )

    def _not_taken(self, books: Books, calendar: ClassCalendar) -> list[tuple[date, DayPart]]:
        sessions = calendar.school_days(*month_span(self.year, self.month))
        known = roll_rows(books, self.class_id, [one.day for one in sessions])
        return [
            (one.day, part)
            for one in sessions
            for part in one.parts
            if (one.day, part) not in known
        ]


class WithdrawConfirmation(Command, frozen=True, tag="withdraw_month"):
    """The homeroom teacher takes the confirmation of a month back, before the paper is handed in.

    What is entered then counts as a change after confirmation all the same (M-12).
    """

    TITLE: ClassVar[str] = "Rút xác nhận điểm danh tháng"
    class_id: UUID
    year: int
    month: int
    reason: str

    def check(self, books: Books, by: Person) -> None:
        """The right, a reason, a month that is confirmed and not handed in."""
        require(books, by, Capability.ROLL_CONFIRM, Place(class_id=self.class_id))
        if not self.reason.strip():
            raise Refused(Code.INVALID, "Cần ghi lí do rút xác nhận. Ghi lí do rồi lưu lại.")
        row = books.session.get(MonthConfirmation, (self.class_id, self.year, self.month))
        if row is None or row.confirmed_at is None:
            raise Refused(
                Code.MISSING,
                f"Tháng {self.month}/{self.year} chưa được xác nhận, nên không có gì để rút.",
            )
        if row.received_at is not None:
            raise Refused(
                Code.LOCKED,
                f"Văn phòng đã nhận sổ gọi tên tháng {self.month}/{self.year} có chữ kí lúc "
                f"{show_moment(row.received_at)}. Cần sửa thì dùng Sửa sau xác nhận và ghi lí do.",
            )

    def apply(self, books: Books, by: Person) -> None:
        """Take the confirmation and the print off; keep who did and why."""
        row = books.session.get_one(MonthConfirmation, (self.class_id, self.year, self.month))
        row.confirmed_by = row.confirmed_at = row.printed_by = row.printed_at = None
        row.withdrawn_by, row.withdrawn_at = by.staff_id, books.at
        row.withdraw_reason = nfc(self.reason.strip())

    def inverse(self, own_id: UUID) -> ConfirmMonth:  # noqa: ARG002
        """Confirmed once more."""
        return ConfirmMonth(class_id=self.class_id, year=self.year, month=self.month, fill=True)


class SheetStep(StrEnum):
    """What becomes of the paper of a confirmed month, in this order."""

    PRINTED = "printed"
    RECEIVED = "received"
    SIGNED = "signed"


_RIGHTS = {
    SheetStep.PRINTED: Capability.SHEET_RECEIVE,
    SheetStep.RECEIVED: Capability.SHEET_RECEIVE,
    SheetStep.SIGNED: Capability.SHEET_SIGN,
}
_NOT_CONFIRMED = "Lớp {name} chưa xác nhận điểm danh tháng {month}/{year}."
_NOT_RECEIVED = "Văn phòng chưa nhận sổ gọi tên tháng {month}/{year} của lớp {name}."
_SIGNED = "Sổ gọi tên tháng {month}/{year} của lớp {name} đã được kí duyệt."
_NOT_THERE = "Sổ gọi tên tháng {month}/{year} của lớp {name} chưa ở bước này."


class PrintSheets(Command, frozen=True, tag="print_sheets"):
    """The monthly sheets of some classes were printed."""

    TITLE: ClassVar[str] = "In sổ gọi tên tháng"
    class_ids: tuple[UUID, ...]
    year: int
    month: int

    def check(self, books: Books, by: Person) -> None:
        """The right, and months that are confirmed."""
        _Sheets(books, self, SheetStep.PRINTED).check(by)

    def apply(self, books: Books, by: Person) -> None:
        """Note who printed and when."""
        _Sheets(books, self, SheetStep.PRINTED).note(by)

    def inverse(self, own_id: UUID) -> "TakeBackSheets":  # noqa: ARG002
        """Not printed."""
        return _taken_back(self, SheetStep.PRINTED)


class ReceiveSheets(Command, frozen=True, tag="receive_sheets"):
    """The office has the sheets back, signed by the homeroom teachers."""

    TITLE: ClassVar[str] = "Nhận sổ gọi tên tháng"
    class_ids: tuple[UUID, ...]
    year: int
    month: int

    def check(self, books: Books, by: Person) -> None:
        """The right, and months that are confirmed."""
        _Sheets(books, self, SheetStep.RECEIVED).check(by)

    def apply(self, books: Books, by: Person) -> None:
        """Note who received them and when."""
        _Sheets(books, self, SheetStep.RECEIVED).note(by)

    def inverse(self, own_id: UUID) -> "TakeBackSheets":  # noqa: ARG002
        """Not received."""
        return _taken_back(self, SheetStep.RECEIVED)


class SignSheets(Command, frozen=True, tag="sign_sheets"):
    """The principal has signed the sheets that the office received."""

    TITLE: ClassVar[str] = "Kí duyệt sổ gọi tên tháng"
    class_ids: tuple[UUID, ...]
    year: int
    month: int

    def check(self, books: Books, by: Person) -> None:
        """The right, and sheets that the office has."""
        _Sheets(books, self, SheetStep.SIGNED).check(by)

    def apply(self, books: Books, by: Person) -> None:
        """Note who signed and when."""
        _Sheets(books, self, SheetStep.SIGNED).note(by)

    def inverse(self, own_id: UUID) -> "TakeBackSheets":  # noqa: ARG002
        """Not signed."""
        return _taken_back(self, SheetStep.SIGNED)


class TakeBackSheets(Command, frozen=True, tag="take_back_sheets"):
    """A step of the sheets was noted by mistake."""

    TITLE: ClassVar[str] = "Bỏ ghi một bước của sổ gọi tên tháng"
    class_ids: tuple[UUID, ...]
    year: int
    month: int
    step: SheetStep

    def check(self, books: Books, by: Person) -> None:
        """The right to that step, and no step after it."""
        _Sheets(books, self, self.step).check_back(by)

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Take the step off."""
        _Sheets(books, self, self.step).take_back()

    def inverse(self, own_id: UUID) -> "PrintSheets | ReceiveSheets | SignSheets":  # noqa: ARG002
        """The step once more."""
        kinds: dict[SheetStep, type[PrintSheets | ReceiveSheets | SignSheets]] = {
            SheetStep.PRINTED: PrintSheets,
            SheetStep.RECEIVED: ReceiveSheets,
            SheetStep.SIGNED: SignSheets,
        }
        return kinds[self.step](class_ids=self.class_ids, year=self.year, month=self.month)


_Command = PrintSheets | ReceiveSheets | SignSheets | TakeBackSheets


def _taken_back(command: _Command, step: SheetStep) -> TakeBackSheets:
    return TakeBackSheets(
        class_ids=command.class_ids, year=command.year, month=command.month, step=step
    )


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The sheets of a command, and the step that it is about."""

    books: Books
    command: _Command
    step: SheetStep

    def check(self, by: Person) -> None:
        """Refuse with every class listed whose sheet is not that far."""
        self._require_right(by)
        rows = self._rows()
        before = "received_at" if self.step is SheetStep.SIGNED else "confirmed_at"
        sentence = _NOT_RECEIVED if self.step is SheetStep.SIGNED else _NOT_CONFIRMED
        late = [i for i in self.command.class_ids if getattr(rows.get(i), before, None) is None]
        self._refuse(late, sentence, Code.MISSING)

    def note(self, by: Person) -> None:
        """Write who and when; a step that was noted before stays as it is."""
        for row in self._rows().values():
            if getattr(row, f"{self.step.value}_by") is None:
                setattr(row, f"{self.step.value}_by", by.staff_id)
                setattr(row, f"{self.step.value}_at", self.books.at)

    def check_back(self, by: Person) -> None:
        """Refuse where the step was not noted, or the principal signed after it."""
        self._require_right(by)
        rows = self._rows()
        at = f"{self.step.value}_at"
        missing = [i for i in self.command.class_ids if getattr(rows.get(i), at, None) is None]
        self._refuse(missing, _NOT_THERE, Code.MISSING)
        if self.step is not SheetStep.SIGNED:
            signed = [i for i, row in rows.items() if row.signed_at is not None]
            self._refuse(signed, _SIGNED, Code.LOCKED)

    def take_back(self) -> None:
        """Clear who and when."""
        for row in self._rows().values():
            setattr(row, f"{self.step.value}_by", None)
            setattr(row, f"{self.step.value}_at", None)

    def _require_right(self, by: Person) -> None:
        for class_id in self.command.class_ids:
            require(self.books, by, _RIGHTS[self.step], Place(class_id=class_id))

    def _rows(self) -> dict[UUID, MonthConfirmation]:
        rows = self.books.session.scalars(
            select(MonthConfirmation).where(
                MonthConfirmation.class_id.in_(self.command.class_ids),
                MonthConfirmation.year == self.command.year,
                MonthConfirmation.month == self.command.month,
            )
        )
        return {row.class_id: row for row in rows}

    def _refuse(self, classes: Iterable[UUID], sentence: str, code: Code) -> None:
        found = list(classes)
        if not found:
            return
        names = dict(
            self.books.session.execute(
                select(SchoolClass.id, SchoolClass.name).where(SchoolClass.id.in_(found))
            ).all()
        )
        month, year = self.command.month, self.command.year
        bad = [
            Detail(code, sentence.format(name=names.get(i, "?"), month=month, year=year))
            for i in found
        ]
        raise Refused(code, summary(bad, len(self.command.class_ids), "lớp"), bad)
