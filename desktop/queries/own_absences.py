"""Own entries in the rolls of a class that are on their way, or that the server did not take."""

from collections.abc import Iterator, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.absences import ChangeConfirmed, EnterAbsences
from desktop.commands.attendance import TakeBackRoll, TakeRoll
from desktop.commands.command import Detail, TooNew
from desktop.commands.journal import command_of
from desktop.commands.refusals import Choice, refusal_of
from desktop.commands.roll_cells import AbsenceCell, Place
from desktop.commands.roll_place import roll_audience
from desktop.models.journal import Journal
from desktop.queries.outbox import TURNED_DOWN, WAITING
from desktop.queries.own_entries import OwnEntry, own_state
from desktop.queries.rolls import PARTS
from desktop.rules.permissions import Person

_Command = EnterAbsences | ChangeConfirmed | TakeRoll | TakeBackRoll
_KINDS: Final = tuple(
    str(kind.__struct_config__.tag)
    for kind in (EnterAbsences, ChangeConfirmed, TakeRoll, TakeBackRoll)
)
OwnAbsences = Mapping[Place, OwnEntry]
"""By pupil, day and part; an empty word is a pupil who was there."""


def own_absences(
    session: Session, by: Person, class_id: UUID, year: int, month: int
) -> OwnAbsences:
    """Those of one month; of several the latest. A school on one computer has none."""
    rows = session.scalars(
        select(Journal)
        .where(
            Journal.state.in_((*WAITING, *TURNED_DOWN)), Journal.kind.in_(_KINDS),
            Journal.by == by.staff_id, Journal.settled.in_(("", Choice.KEPT.value)),
            (Journal.audiences == "") | Journal.audiences.contains(roll_audience(class_id).hex),
        )
        .order_by(Journal.number)
    )  # fmt: skip
    found: dict[Place, OwnEntry] = {}
    for row in rows:
        found |= {
            place: own
            for place, own in _entries(row, class_id)
            if (place[1].year, place[1].month) == (year, month)
        }
    return found


def _entries(row: Journal, class_id: UUID) -> Iterator[tuple[Place, OwnEntry]]:
    try:
        command = command_of(row)
    except TooNew:
        return
    if not isinstance(command, _Command) or command.class_id != class_id:
        return
    refusal = refusal_of(row.refusal)
    bad = {place: detail for detail in refusal.detail if (place := _place_of(detail))}
    for cell in command.absences():
        detail = bad.get(cell.place)
        said = detail.sentence if detail is not None else refusal.message
        yield cell.place, OwnEntry(own_state(row, detail), _words(cell), row.id, said)


def _words(cell: AbsenceCell) -> str:
    return cell.value.mark.value if cell.value else ""


def _place_of(detail: Detail) -> Place | None:
    part = PARTS.get(detail.part)
    if detail.student_id is None or detail.day is None or part is None:
        return None
    return detail.student_id, detail.day, part
