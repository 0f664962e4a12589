"""Own entries of a course that are on their way to the server, or that it did not take."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.command import Code, TooNew
from desktop.commands.gradebook import EnterMarks
from desktop.commands.journal import command_of
from desktop.commands.refusals import Choice, place_of, refusal_of
from desktop.models.journal import Journal
from desktop.queries.outbox import TURNED_DOWN, WAITING
from desktop.rules.marks import Column, Mark
from desktop.rules.permissions import Person
from desktop.rules.terms import Term

_KIND: Final = str(EnterMarks.__struct_config__.tag)


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
    mark: Mark | None
    command_id: UUID
    sentence: str = ""


OwnEntries = Mapping[tuple[UUID, Column], OwnEntry]


def own_entries(session: Session, by: Person, course_id: UUID, term: Term) -> OwnEntries:
    """By pupil and column; of several the latest. A school on one computer has none."""
    rows = session.scalars(
        select(Journal)
        .where(
            Journal.state.in_((*WAITING, *TURNED_DOWN)), Journal.kind == _KIND,
            Journal.by == by.staff_id, Journal.settled.in_(("", Choice.KEPT.value)),
        )
        .order_by(Journal.number)
    )  # fmt: skip
    found: dict[tuple[UUID, Column], OwnEntry] = {}
    for row in rows:
        try:
            command = command_of(row)
        except TooNew:
            continue
        if isinstance(command, EnterMarks) and (command.course_id, command.term) == (
            course_id,
            term,
        ):
            found |= _entries(row, command)
    return found


def _entries(row: Journal, command: EnterMarks) -> dict[tuple[UUID, Column], OwnEntry]:
    if row.state in WAITING:
        return {
            (cell.student_id, cell.column): OwnEntry(OwnState.WAITING, cell.mark, row.id)
            for cell in command.cells
        }
    refusal = refusal_of(row.refusal)
    bad = {place_of(detail): detail for detail in refusal.detail}
    found = {}
    for cell in command.cells:
        detail = bad.get(place_of(cell))
        state = OwnState.DRAFT if row.settled else OwnState.REFUSED
        if detail is not None and detail.code is Code.CONFLICT and not row.settled:
            state = OwnState.CONFLICT
        sentence = detail.sentence if detail is not None else refusal.message
        found[cell.student_id, cell.column] = OwnEntry(state, cell.mark, row.id, sentence)
    return found
