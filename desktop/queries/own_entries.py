"""Own entries of a course that are on their way to the server, or that it did not take."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.command import Code, Detail, TooNew
from desktop.commands.comments import WriteComments
from desktop.commands.entry_cells import cells_of, place_of
from desktop.commands.gradebook import EnterMarks
from desktop.commands.journal import command_of
from desktop.commands.refusals import Choice, refusal_of
from desktop.models.journal import Journal
from desktop.queries.outbox import TURNED_DOWN, WAITING
from desktop.rules.marks import Column, show_mark
from desktop.rules.permissions import Person
from desktop.rules.terms import Term

_KINDS: Final = tuple(str(kind.__struct_config__.tag) for kind in (EnterMarks, WriteComments))


class OwnState(StrEnum):
    """How far an own entry has come."""

    WAITING = "waiting"
    CONFLICT = "conflict"
    REFUSED = "refused"
    DRAFT = "draft"  # kept for the minutes of a correction


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """What the person entered in a cell, by which command, and why it does not stand there."""

    state: OwnState
    words: str
    command_id: UUID
    sentence: str = ""


OwnEntries = Mapping[tuple[UUID, Column], OwnEntry]
"""By pupil and column; that of the comments is COMMENTS."""


def own_entries(session: Session, by: Person, course_id: UUID, term: Term) -> OwnEntries:
    """By pupil and column; of several the latest. A school on one computer has none.

    What touched other audiences is not unpacked: thousands of commands may be waiting.
    """
    rows = session.scalars(
        select(Journal)
        .where(
            Journal.state.in_((*WAITING, *TURNED_DOWN)), Journal.kind.in_(_KINDS),
            Journal.by == by.staff_id, Journal.settled.in_(("", Choice.KEPT.value)),
            (Journal.audiences == "") | Journal.audiences.contains(course_id.hex),
        )
        .order_by(Journal.number)
    )  # fmt: skip
    found: dict[tuple[UUID, Column], OwnEntry] = {}
    for row in rows:
        try:
            command = command_of(row)
        except TooNew:
            continue
        if not isinstance(command, EnterMarks | WriteComments):
            continue
        if (command.course_id, command.term) == (course_id, term):
            found |= _entries(row, command)
    return found


def _entries(
    row: Journal, command: EnterMarks | WriteComments
) -> dict[tuple[UUID, Column], OwnEntry]:
    refusal = refusal_of(row.refusal)
    bad = {place_of(detail): detail for detail in refusal.detail}
    found: dict[tuple[UUID, Column], OwnEntry] = {}
    for cell in cells_of(command):
        detail = bad.get(cell.place)
        pupil, column = cell.place  # of comments it is COMMENTS
        assert pupil is not None  # noqa: S101 - these entries are about pupils
        found[pupil, column] = OwnEntry(
            own_state(row, detail),
            cell.wanted if isinstance(cell.wanted, str) else show_mark(cell.wanted),
            row.id,
            detail.sentence if detail is not None else refusal.message,
        )
    return found


def own_state(row: Journal, detail: Detail | None) -> OwnState:
    """How far the cell of a command has come; `detail` says what is wrong with it."""
    if row.state in WAITING:
        return OwnState.WAITING
    if row.settled:
        return OwnState.DRAFT
    clashed = detail is not None and detail.code is Code.CONFLICT
    return OwnState.CONFLICT if clashed else OwnState.REFUSED
