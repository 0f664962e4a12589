"""What becomes of an own command that the server turned down: its author decides."""

from collections.abc import Collection
from enum import StrEnum
from typing import ClassVar, Final
from uuid import UUID

import msgspec
from sqlalchemy import select

from desktop.commands import journal
from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Detail, Refused
from desktop.commands.entry_cells import (
    NOTHING,
    Entry,
    EntryCell,
    Now,
    Place,
    cells_of,
    place_of,
    seeing,
    still_wanted,
    with_cells,
)
from desktop.commands.profile import EditProfile
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


NOTHING_LOCKED: Final[frozenset[Place]] = frozenset()


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
    bad = _bad(command, refusal, now)
    cells: list[EntryCell] = []
    for cell in still_wanted(command, now):
        code = bad.get(cell.place)
        if cell.place in locked:
            continue
        if code is None:
            cells.append(cell)
        elif choice is Choice.AGAIN and code in (Code.CONFLICT, Code.LOCKED):
            cells.append(seeing(command, cell, now))
    return with_cells(command, cells)


def rest_of(
    command: Command, refusal: StoredRefusal, locked: Collection[Place] = NOTHING_LOCKED,
    now: Now = NOTHING,
) -> int:  # fmt: skip
    """How many cells of a refused command could be entered."""
    if not refusal.detail or not isinstance(command, Entry):
        return 0
    kept_out = _bad(command, refusal, now).keys() | set(locked)
    return sum(cell.place not in kept_out for cell in cells_of(command))


def _bad(command: Entry, refusal: StoredRefusal, now: Now) -> dict[Place, Code]:
    """The places that were refused.

    Of a profile no sentence names the field: all are refused, but of a clash only those in which
    something stands that its author has not seen.
    """
    told = {place_of(detail): detail.code for detail in refusal.detail}
    if not isinstance(command, EditProfile):
        return told
    (code,) = set(told.values()) if len(set(told.values())) == 1 else (Code.INVALID,)
    return {
        cell.place: code
        for cell in cells_of(command)
        if code is not Code.CONFLICT or now.get(cell.place, "") not in (cell.seen, cell.wanted)
    }


def choices(
    command: Command, refusal: StoredRefusal, locked: Collection[Place] = NOTHING_LOCKED, *,
    draft: bool = False, now: Now = NOTHING,
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
    rest = rest_of(command, refusal, now=now)
    return (Choice.REST, Choice.DISCARDED) if rest else (Choice.DISCARDED,)


def _of_conflict(refusal: StoredRefusal, locked: set[Place]) -> tuple[Choice, ...]:
    """The book's value is given way to in the refused cells only; others must be free to go."""
    open_ones = {place_of(d) for d in refusal.detail if d.code is Code.CONFLICT} - locked
    mine = Choice.AGAIN if open_ones else Choice.KEPT
    return (Choice.THEIRS, mine) if locked <= {place_of(d) for d in refusal.detail} else (mine,)


def stays_behind(choice: Choice, locked: Collection[Place]) -> bool:
    """Whether cells remain that are kept as a draft, whatever else the choice carries out."""
    return bool(locked) and choice in (Choice.AGAIN, Choice.REST)
