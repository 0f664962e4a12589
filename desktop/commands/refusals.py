"""What becomes of an own command that the server turned down: its author decides."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, ClassVar, Final
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


Entry = EnterMarks | WriteComments | RateConduct  # their cells can be told and sent one by one
Place = tuple[UUID | None, int]  # pupil and column; column 0 where there is none
Now = Mapping[Place, Any]  # what stands there at present
NOTHING_LOCKED: Final[frozenset[Place]] = frozenset()


def place_of(cell: Any) -> Place:
    """Where a cell of a command, or a detail of its refusal, stands."""
    return cell.student_id, getattr(cell, "column", 0)


def wanted_in(cell: Any) -> Any:
    """What shall stand there, in the words of the cell's kind."""
    return next(
        getattr(cell, name) for name, _ in _WRITTEN.values() if name in cell.__struct_fields__
    )


def still_wanted(command: Entry, now: Now) -> list[Any]:
    """The cells in which something else stands than was entered."""
    empty = _WRITTEN[type(command)][1]
    return [cell for cell in command.cells if (now.get(place_of(cell)) or empty) != wanted_in(cell)]


def follow_up(
    command: Command, refusal: StoredRefusal, choice: Choice, now: Now,
    locked: Collection[Place] = NOTHING_LOCKED,
) -> Command | None:  # fmt: skip
    """The command that carries a choice out; None where there is nothing to enter.

    Cells that were not refused go again as their author saw them. With AGAIN those go too that
    another value or a lock kept out, with what stands there `now` as what was seen (sync.md 24).
    Cells that are `locked` by now stay behind.
    """
    if choice is Choice.DISCARDED:
        return None
    if not refusal.detail or not isinstance(command, Entry):
        return command if choice is Choice.AGAIN else None
    bad = {place_of(detail): detail.code for detail in refusal.detail}
    cells: list[Any] = []
    for cell in still_wanted(command, now):
        code = bad.get(place_of(cell))
        if place_of(cell) in locked:
            continue
        if code is None:
            cells.append(cell)
        elif choice is Choice.AGAIN and code in (Code.CONFLICT, Code.LOCKED):
            cells.append(_seeing(command, cell, now))
    return msgspec.structs.replace(command, cells=tuple(cells)) if cells else None


def rest_of(
    command: Command, refusal: StoredRefusal, locked: Collection[Place] = NOTHING_LOCKED
) -> int:
    """How many cells of a refused command could be entered."""
    if not refusal.detail or not isinstance(command, Entry):
        return 0
    bad = {place_of(detail) for detail in refusal.detail}
    kept_out = bad.union(locked)
    return sum(place_of(cell) not in kept_out for cell in command.cells)


def choices(
    command: Command, refusal: StoredRefusal, locked: Collection[Place] = NOTHING_LOCKED, *,
    draft: bool = False,
) -> tuple[Choice, ...]:  # fmt: skip
    """What the author can do, the usual first; `draft`: it was kept for the minutes before.

    Never one that would let go of a cell without saying so: what is `locked` by now is kept.
    """
    if draft:
        return (Choice.DISCARDED,) if locked else (Choice.AGAIN, Choice.DISCARDED)
    codes: set[Code | None] = {detail.code for detail in refusal.detail} or {refusal.code}
    if Code.CONFLICT in codes and isinstance(command, Entry):
        return (*_of_conflict(refusal, set(locked)), Choice.DISCARDED)
    if Code.LOCKED in codes:
        return (Choice.KEPT, *(() if locked else (Choice.AGAIN,)), Choice.DISCARDED)
    if locked:
        return (Choice.KEPT, Choice.DISCARDED)
    if refusal.incident:  # a fault of the server's: the same command may go well next time
        return (Choice.AGAIN, Choice.DISCARDED)
    return (Choice.REST, Choice.DISCARDED) if rest_of(command, refusal) else (Choice.DISCARDED,)


def _of_conflict(refusal: StoredRefusal, locked: set[Place]) -> tuple[Choice, ...]:
    """The book's value is given way to in the refused cells only; others must be free to go."""
    open_ones = {place_of(d) for d in refusal.detail if d.code is Code.CONFLICT} - locked
    mine = Choice.AGAIN if open_ones else Choice.KEPT
    return (Choice.THEIRS, mine) if locked <= {place_of(d) for d in refusal.detail} else (mine,)


def stays_behind(choice: Choice, locked: Collection[Place]) -> bool:
    """Whether cells remain that are kept as a draft, whatever else the choice carries out."""
    return bool(locked) and choice in (Choice.AGAIN, Choice.REST)


def _seeing(command: Entry, cell: Any, now: Now) -> Any:
    """A cell that has seen what stands; nothing of one's own stands behind it any more."""
    seen = now.get(place_of(cell)) or _WRITTEN[type(command)][1]
    alone = {"after": None} if "after" in cell.__struct_fields__ else {}
    return msgspec.structs.replace(cell, seen=seen, **alone)


# the name of what a cell writes, and what an empty one holds
_WRITTEN: Final[Mapping[type[Command], tuple[str, Any]]] = {
    EnterMarks: ("mark", None),
    WriteComments: ("text", ""),
    RateConduct: ("value", ConductValue()),
}
