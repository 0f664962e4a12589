"""What commands about rolls share: who took one, and what each asks for before it writes."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from desktop.commands.books import Books
from desktop.commands.command import Code, Refused
from desktop.commands.gradebook import summary
from desktop.commands.roll_cells import AbsenceCell, CellCheck, SaysCells, roll_rows
from desktop.commands.roll_place import RollPlace, roll_audience, roll_place
from desktop.models.attendance import Roll
from desktop.rules.attendance import DayPart, Sitting
from desktop.rules.names import nfc
from desktop.rules.permissions import Person

LONGEST_REASON = 500


class RollState(StrEnum):
    """What is known of a roll; none at all: it was not taken."""

    TAKEN = "taken"
    NOT_HELD = "not_held"


class RollValue(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a command saw of a roll."""

    state: RollState
    reason: str = ""


def check_cells(books: Books, place: RollPlace, command: SaysCells, *, anyway: bool) -> None:
    """Refuse with all bad cells listed (sync.md 24)."""
    bad = CellCheck(books, place, command, anyway=anyway).bad_cells()
    if bad:
        raise Refused(bad[0].code, summary(bad, len(command.absences())), bad)


def note_taken(
    books: Books, by: Person, class_id: UUID, when: tuple[date, DayPart], reason: str = ""
) -> None:
    """The roll was taken; who took it first stays named."""
    key = (class_id, when[0], int(when[1]))
    roll = books.session.get(Roll, key)
    if roll is None:
        add_roll(books, by, key, (RollState.TAKEN.value, nfc(reason.strip())))
    elif roll.state != RollState.TAKEN:
        roll.state, roll.reason = RollState.TAKEN.value, nfc(reason.strip())
        roll.taken_by, roll.taken_at = by.staff_id, books.at


def note_all_taken(books: Books, by: Person, class_id: UUID, sittings: Collection[Sitting]) -> None:
    """Several rolls at once, in one SELECT; what is known of any of them stays."""
    known = roll_rows(books, class_id, [day for day, _ in sittings])
    for day, part in sorted(set(sittings) - known.keys()):
        add_roll(books, by, (class_id, day, int(part)), (RollState.TAKEN.value, ""))


def take_off(books: Books, by: Person, class_id: UUID, sittings: Collection[Sitting]) -> None:
    """Rolls that this person has taken count as not taken again."""
    known = roll_rows(books, class_id, [day for day, _ in sittings])
    for sitting in sorted(set(sittings) & known.keys()):
        if known[sitting].taken_by == by.staff_id:
            books.session.delete(known[sitting])


def note_extra_days(
    books: Books, by: Person, class_id: UUID, cells: tuple[AbsenceCell, ...], reason: str
) -> None:
    """Days without lessons in the calendar on which the class had some."""
    calendar = roll_place(books, class_id).calendar
    extra = {
        (cell.day, cell.part)
        for cell in cells
        if cell.value is not None and not calendar.day(cell.day).has(cell.part)
    }
    for when in sorted(extra):
        note_taken(books, by, class_id, when, reason)


def add_roll(books: Books, by: Person, key: tuple[UUID, date, int], value: tuple[str, str]) -> None:
    class_id, day, part = key
    books.session.add(
        Roll(
            class_id=class_id, day=day, part=part, state=value[0], reason=value[1],
            taken_by=by.staff_id, taken_at=books.at, audience=roll_audience(class_id),
        )
    )  # fmt: skip


def require_come(books: Books, day: date) -> None:
    if day > books.today:
        raise Refused(
            Code.INVALID,
            f"Ngày {day:%d/%m/%Y} chưa đến. Điểm danh ghi trong ngày hoặc các ngày trước.",
        )


def require_lessons(place: RollPlace, day: date, part: DayPart) -> None:
    said = place.no_lessons(day, part)
    if said:
        raise Refused(Code.NEEDS_REASON, said)


def require_reason(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise Refused(Code.INVALID, sentence)
    if len(reason) > LONGEST_REASON:
        raise Refused(Code.INVALID, f"Lí do dài quá {LONGEST_REASON} chữ. Rút gọn rồi lưu lại.")
