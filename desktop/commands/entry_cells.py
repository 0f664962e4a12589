"""The cells of entries, in one form for all that can be told and sent one by one (sync.md 24)."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from desktop.commands.absences import ChangeConfirmed, EnterAbsences
from desktop.commands.attendance import TakeBackRoll, TakeRoll
from desktop.commands.command import Command, Detail
from desktop.commands.comments import WriteComments
from desktop.commands.conduct import ConductValue, RateConduct
from desktop.commands.gradebook import EnterMarks
from desktop.commands.meals import EnterMeals
from desktop.commands.profile import EditProfile
from desktop.rules.profile import ProfileField

RollEntry = TakeRoll | TakeBackRoll | EnterAbsences | ChangeConfirmed
Entry = EnterMarks | WriteComments | RateConduct | RollEntry | EnterMeals | EditProfile
Place = tuple[UUID | None, int]  # pupil, and column, `on_day` or `of_field`; 0 where there is none
Now = Mapping[Place, Any]  # what stands there at present
NOTHING: Final[Now] = {}
FIELDS: Final = tuple(ProfileField)
_PARTS: Final = 4  # of a day, more than there are


class EntryCell(NamedTuple):
    """What shall stand where, what its author saw there, and the cell as the command has it."""

    place: Place
    wanted: Any
    seen: Any
    own: Any


def on_day(day: date, part: int = 0) -> int:
    """A session, or a day, in the place of a column."""
    return day.toordinal() * _PARTS + part


def session_of(column: int) -> tuple[date, int]:
    """The day and the part of `on_day`."""
    return date.fromordinal(column // _PARTS), column % _PARTS


def of_field(field: ProfileField) -> int:
    """A field of the profile in the place of a column."""
    return 1 + FIELDS.index(field)


def place_of(bad: Detail) -> Place:
    """Where a bad part of a refused command stands."""
    return bad.student_id, bad.column if bad.day is None else on_day(bad.day, bad.part)


def cells_of(command: Entry) -> tuple[EntryCell, ...]:
    """In the command's order."""
    match command:
        case EnterMarks():
            return tuple(
                EntryCell((c.student_id, c.column), c.mark, c.seen, c) for c in command.cells
            )
        case WriteComments():
            return tuple(EntryCell((c.student_id, 0), c.text, c.seen, c) for c in command.cells)
        case RateConduct():
            return tuple(EntryCell((c.student_id, 0), c.value, c.seen, c) for c in command.cells)
        case EnterMeals():
            return tuple(
                EntryCell((c.student_id, on_day(c.day)), c.value, c.seen, c) for c in command.cells
            )
        case EditProfile():
            return tuple(
                EntryCell((command.student_id, of_field(c.field)), c.value, c.seen, c)
                for c in command.changes
            )
    return _of_roll(command)


def _of_roll(command: RollEntry) -> tuple[EntryCell, ...]:
    return tuple(
        EntryCell((cell.student_id, on_day(cell.day, cell.part)), cell.value, cell.seen, own)
        for cell, own in zip(command.absences(), command.cells, strict=True)
    )


def empty_of(command: Entry) -> Any:
    """What an empty cell of such a command holds."""
    if isinstance(command, WriteComments | EditProfile):
        return ""
    return ConductValue() if isinstance(command, RateConduct) else None


def still_wanted(command: Entry, now: Now) -> list[EntryCell]:
    """The cells in which something else stands than was entered."""
    empty = empty_of(command)
    return [cell for cell in cells_of(command) if (now.get(cell.place) or empty) != cell.wanted]


def seeing(command: Entry, cell: EntryCell, now: Now) -> EntryCell:
    """A cell that has seen what stands; nothing of one's own stands behind it any more."""
    seen = now.get(cell.place) or empty_of(command)
    alone = {"after": None} if "after" in cell.own.__struct_fields__ else {}
    return cell._replace(seen=seen, own=msgspec.structs.replace(cell.own, seen=seen, **alone))


def with_cells(command: Entry, cells: Collection[EntryCell]) -> Command | None:
    """The command with these cells alone; None where it then says nothing."""
    if not cells and not _says_more(command):
        return None
    own = tuple(cell.own for cell in cells)
    if isinstance(command, EditProfile):
        return msgspec.structs.replace(command, changes=own)
    return msgspec.structs.replace(command, cells=own)


def _says_more(command: Entry) -> bool:
    """Whether it says something besides its cells: that a roll was taken."""
    if isinstance(command, EnterAbsences):
        return bool(command.taken or command.untaken)
    return isinstance(command, TakeRoll | TakeBackRoll)
