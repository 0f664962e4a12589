"""Commands on their way: what waits to be sent, in order, and what the server decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, func, select, update

from desktop.commands.execute import DONE, PENDING
from desktop.commands.journal import payload_of
from desktop.models.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from desktop.store.pulled import Decided

ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"
FAILED: Final = "failed"
OPEN: Final = (PENDING, ACCEPTED)  # to be replayed on what the server sends (sync.md 1)


@dataclass(frozen=True, slots=True)
class Unsent:
    """A pending command as it travels; `number` is its place among those of this device."""

    id: UUID
    number: int
    kind: str
    schema: int
    at: int
    payload: bytes
    undoes: UUID | None


def unsent(session: Session, limit: int, most_bytes: int) -> tuple[Unsent, ...]:
    """The first pending commands, at least one, of together not many more bytes than wanted."""
    rows = session.scalars(
        select(Journal)
        .where(Journal.state == PENDING)
        .order_by(Journal.number)
        .limit(limit)
        .execution_options(yield_per=50)
    )
    found: list[Unsent] = []
    size = 0
    for row in rows:
        payload = payload_of(row)
        size += len(payload)
        if found and size > most_bytes:
            break
        found.append(
            Unsent(
                id=row.id, number=row.device_number, kind=row.kind, schema=row.schema, at=row.at,
                payload=payload, undoes=row.undoes,
            )
        )  # fmt: skip
    return tuple(found)


def count_unsent(session: Session) -> int:
    """How many commands wait to be sent."""
    return session.scalar(select(func.count()).where(Journal.state == PENDING)) or 0


def count_turned_down(session: Session) -> int:
    """How many commands the server turned down and their author has not decided on."""
    told = select(func.count()).where(Journal.state.in_((REFUSED, FAILED)), Journal.settled == "")
    return session.scalar(told) or 0


def count_open(session: Session) -> int:
    """How many commands a rebase has to carry out again."""
    return session.scalar(select(func.count()).where(Journal.state.in_(OPEN))) or 0


def unanswered(session: Session) -> tuple[UUID, ...]:
    """The ids of all pending commands, in order."""
    return tuple(
        session.scalars(select(Journal.id).where(Journal.state == PENDING).order_by(Journal.number))
    )


def record_verdicts(session: Session, verdicts: Iterable[Decided]) -> tuple[UUID, ...]:
    """Write down what the server decided; a command that has its verdict keeps it.

    Returns the ids of those that were refused, or failed, just now.
    """
    turned_down = []
    for one in verdicts:
        row = session.scalar(select(Journal).where(Journal.id == one.id, Journal.state == PENDING))
        if row is not None:
            row.state, row.seq, row.refusal = one.state, one.seq, one.refusal
            if one.state != ACCEPTED:
                turned_down.append(one.id)
    session.flush()
    return tuple(turned_down)


def conclude(connection: Connection, ceiling: int) -> None:
    """Accepted commands whose rows a pull has brought are done (sync.md 1)."""
    connection.execute(
        update(Journal).where(Journal.state == ACCEPTED, Journal.seq <= ceiling).values(state=DONE)
    )


def is_concluding(session: Session, ceiling: int) -> bool:
    """Whether some accepted command is done with that."""
    found = select(Journal.number).where(Journal.state == ACCEPTED, Journal.seq <= ceiling)
    return session.scalar(found.limit(1)) is not None


def open_rows(session: Session) -> Sequence[Journal]:
    """The commands to be replayed, in order."""
    return session.scalars(
        select(Journal).where(Journal.state.in_(OPEN)).order_by(Journal.number)
    ).all()


def decided_ids(session: Session) -> tuple[UUID, ...]:
    """The ids of accepted and done commands that can still be sent, in order (sync.md 16)."""
    return tuple(
        session.scalars(
            select(Journal.id)
            .where(Journal.state.in_((ACCEPTED, DONE)), func.length(Journal.payload) > 0)
            .order_by(Journal.number)
        )
    )


def number_anew(connection: Connection) -> int:
    """Give the pending commands the numbers 1, 2, … of a new device; returns the last."""
    connection.execute(update(Journal).where(Journal.device_number > 0).values(device_number=0))
    numbers = connection.scalars(
        select(Journal.number).where(Journal.state == PENDING).order_by(Journal.number)
    ).all()
    if numbers:
        connection.execute(
            update(Journal)
            .where(Journal.number == bindparam("of"))
            .values(device_number=bindparam("becomes")),
            [{"of": number, "becomes": place} for place, number in enumerate(numbers, 1)],
        )
    return len(numbers)


def last_number(session: Session) -> int:
    """The number of the device's last command."""
    return session.scalar(select(func.max(Journal.device_number))) or 0


def give_number(connection: Connection, command_id: UUID, number: int) -> None:
    """Number a command that was just carried out."""
    connection.execute(update(Journal).where(Journal.id == command_id).values(device_number=number))


def send_again(connection: Connection, lacking: frozenset[UUID]) -> tuple[UUID, ...]:
    """Make those pending that a restored server does not know; the others' effect will be pulled.

    Returns their ids, in order (sync.md 16).
    """
    decided = connection.execute(
        select(Journal.number, Journal.id)
        .where(Journal.state.in_((ACCEPTED, DONE)), func.length(Journal.payload) > 0)
        .order_by(Journal.number)
    ).all()
    connection.execute(update(Journal).where(Journal.state == ACCEPTED).values(state=DONE))
    again = [(number, key) for number, key in decided if key in lacking]
    if again:
        connection.execute(
            update(Journal).where(Journal.number == bindparam("of")).values(state=PENDING, seq=0),
            [{"of": number} for number, _ in again],
        )
    return tuple(key for _, key in again)


def settle(session: Session, command_id: UUID, how: str) -> None:
    """Note what its author decided about a command that was turned down."""
    row = session.scalar(
        select(Journal).where(Journal.id == command_id, Journal.state.in_((REFUSED, FAILED)))
    )
    if row is not None:
        row.settled = how
        session.flush()
