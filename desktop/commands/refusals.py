"""What becomes of an own command that the server turned down: its author decides."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import select

from desktop.commands import journal
from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Detail, Refused
from desktop.commands.comments import WriteComments
from desktop.commands.conduct import ConductValue, RateConduct
from desktop.commands.gradebook import EnterMarks
from desktop.models.gradebook import EntryConflict
from desktop.rules.permissions import Person


class Choice(StrEnum):
    """What the author does with it; whatever could be entered is sent again but for DISCARDED."""

    THEIRS = "theirs"  # keep what stands in the book
    AGAIN = "again"  # ask for the own value again, knowing what stands there
    REST = "rest"  # send what could be entered, let go of what could not
    KEPT = "kept"  # keep it as a draft for the minutes of a correction
    DISCARDED = "discarded"


class StoredRefusal(msgspec.Struct, frozen=True):
    """A journal row's refusal: the server's verdict as both ends store it, as JSON."""

    code: Code | None = None
    message: str = ""
    detail: tuple[Detail, ...] = ()
    incident: str = ""


def refusal_of(text: str) -> StoredRefusal:
    """The refusal in a journal row; an empty one where the row has none."""
    return msgspec.json.decode(text, type=StoredRefusal) if text else StoredRefusal()


class SettleRefusal(Command, frozen=True, tag="settle_refusal"):
    """Say what becomes of an own refused command; who locks the book waits for it no longer."""

    TITLE: ClassVar[str] = "Quyết định về việc chưa được ghi"
    command_id: UUID
    choice: Choice

    def check(self, books: Books, by: Person) -> None:
        """The author's own; a command that is not known here is the server's to judge."""
        row = journal.find(books.session, self.command_id)
        if row is not None and row.by != by.staff_id:
            raise Refused(
                Code.NOT_PERMITTED,
                "Việc này do người khác nhập nên chính người ấy quyết định. Sổ giữ nguyên như cũ.",
            )

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """The open conflicts of that command are over."""
        rows = books.session.scalars(
            select(EntryConflict).where(EntryConflict.command_id == self.command_id)
        )
        for row in rows:
            books.session.delete(row)


Place = tuple[UUID | None, int]  # pupil and column; column 0 where there is none
Now = Mapping[Place, Any]  # what stands there at present


def place_of(cell: Any) -> Place:
    """Where a cell of a command, or a detail of its refusal, stands."""
    return cell.student_id, getattr(cell, "column", 0)


def follow_up(command: Command, refusal: StoredRefusal, choice: Choice, now: Now) -> Command | None:
    """The command that carries a choice out; None where there is nothing left to enter.

    Cells that were not refused go again as their author saw them. With AGAIN the conflicting
    ones go too, with what stands there `now` as what was seen (sync.md 24).
    """
    if choice is Choice.DISCARDED:
        return None
    if not refusal.detail or not isinstance(command, _BY_CELL):
        return command if choice is Choice.AGAIN else None
    bad = {place_of(detail): detail.code for detail in refusal.detail}
    cells: list[Any] = []
    for cell in command.cells:
        code = bad.get(place_of(cell))
        if code is None:
            cells.append(cell)
        elif code is Code.CONFLICT and choice is Choice.AGAIN:
            cells.append(_SEEING[type(command)](cell, now.get(place_of(cell))))
    return msgspec.structs.replace(command, cells=tuple(cells)) if cells else None


def rest_of(command: Command, refusal: StoredRefusal) -> int:
    """How many cells of a refused command could have been entered."""
    if not refusal.detail or not isinstance(command, _BY_CELL):
        return 0
    return len(command.cells) - len({place_of(detail) for detail in refusal.detail})


def choices(command: Command, refusal: StoredRefusal) -> tuple[Choice, ...]:
    """What the author can do, the usual first."""
    codes: set[Code | None] = {detail.code for detail in refusal.detail} or {refusal.code}
    if Code.CONFLICT in codes and isinstance(command, _BY_CELL):
        return (Choice.THEIRS, Choice.AGAIN, Choice.DISCARDED)
    if Code.LOCKED in codes:
        return (Choice.KEPT, Choice.DISCARDED)
    if refusal.incident:  # a fault of the server's: the same command may go well next time
        return (Choice.AGAIN, Choice.DISCARDED)
    return (Choice.REST, Choice.DISCARDED) if rest_of(command, refusal) else (Choice.DISCARDED,)


def _cell_seeing(cell: Any, value: Any) -> Any:
    """A cell that has seen that value; nothing of one's own stands behind it any more."""
    return msgspec.structs.replace(cell, seen=value, after=None)


def _text_seeing(cell: Any, value: Any) -> Any:
    return msgspec.structs.replace(cell, seen=value or "")


def _line_seeing(cell: Any, value: Any) -> Any:
    return msgspec.structs.replace(cell, seen=value or ConductValue())


_BY_CELL = (EnterMarks, WriteComments, RateConduct)
_SEEING: Mapping[type[Command], Callable[[Any, Any], Any]] = {
    EnterMarks: _cell_seeing,
    WriteComments: _text_seeing,
    RateConduct: _line_seeing,
}
