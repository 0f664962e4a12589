"""Which parts of the day a class has on which weekday."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Refused, require
from desktop.commands.roll_place import roll_audience
from desktop.commands.shelves import class_of
from desktop.models.attendance import ClassParts
from desktop.rules.attendance import DayPart
from desktop.rules.permissions import Capability, Person, Place
from desktop.rules.school_days import read_week, write_week

_WEEKDAYS = 7


class SetClassParts(Command, frozen=True, tag="set_class_parts"):
    """Say which parts a class has from a day on, Monday first; None goes back to what was."""

    TITLE: ClassVar[str] = "Đặt buổi học của lớp"
    class_id: UUID
    from_day: date
    week: tuple[tuple[DayPart, ...], ...] | None = None
    seen: tuple[tuple[DayPart, ...], ...] | None = None

    def check(self, books: Books, by: Person) -> None:
        """The right, seven days with some session, and the week as it was seen."""
        class_of(books, self.class_id)
        require(books, by, Capability.ROLL_PLAN, Place(class_id=self.class_id))
        if self.week is not None and (len(self.week) != _WEEKDAYS or not any(self.week)):
            raise Refused(
                Code.INVALID, "Tuần học của lớp cần ít nhất một buổi. Chọn buổi học rồi lưu lại."
            )
        row = books.session.get(ClassParts, (self.class_id, self.from_day))
        current = "" if row is None else row.week
        if current not in (_stored(self.seen), _stored(self.week)):
            raise Refused(
                Code.CONFLICT, "Buổi học của lớp đã được đổi từ lúc mở. Mở lại để xem rồi đặt tiếp."
            )

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002 - the same for everybody
        """Write or remove the week."""
        row = books.session.get(ClassParts, (self.class_id, self.from_day))
        if self.week is None:
            if row is not None:
                books.session.delete(row)
        elif row is None:
            books.session.add(
                ClassParts(
                    class_id=self.class_id, from_day=self.from_day, week=_stored(self.week),
                    audience=roll_audience(self.class_id),
                )
            )  # fmt: skip
        else:
            row.week = _stored(self.week)

    def inverse(self, own_id: UUID) -> "SetClassParts":  # noqa: ARG002
        """The week before."""
        return msgspec.structs.replace(self, week=self.seen, seen=self.week)


def _stored(week: tuple[tuple[DayPart, ...], ...] | None) -> str:
    return "" if week is None else write_week(read_week(write_week(week)))
