"""What the server's journal says became of a command, as its author is told."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, Connection, Uuid, any_, bindparam, select

from desktop.models.journal import Journal
from desktop.sync.protocol import Outcome, Verdict

_ids: Final = bindparam("ids", type_=ARRAY(Uuid))
_ROWS: Final = select(
    Journal.id, Journal.kind, Journal.schema, Journal.by, Journal.digest, Journal.undoes,
    Journal.state, Journal.seq, Journal.refusal,
).where(Journal.id == any_(_ids))  # fmt: skip
_OWN: Final = (
    select(Journal.id, Journal.state, Journal.seq, Journal.refusal)
    .where(Journal.id == any_(_ids), Journal.by == bindparam("by", type_=Uuid))
    .order_by(Journal.number)
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A command that has its verdict, and all by which the same command is known again."""

    kind: str
    schema: int
    by: UUID
    digest: bytes | None
    undoes: UUID | None
    verdict: Verdict


def stored(connection: Connection, ids: Collection[UUID]) -> dict[UUID, Stored]:
    """Those of the commands that were decided before, in one SELECT."""
    if not ids:
        return {}
    rows = connection.execute(_ROWS, {"ids": list(ids)})
    return {
        row.id: Stored(
            row.kind, row.schema, row.by, row.digest, row.undoes,
            verdict_of(row.id, row.state, row.seq, row.refusal),
        )
        for row in rows
    }  # fmt: skip


def own_verdicts(connection: Connection, staff_id: UUID, ids: Collection[UUID]) -> list[Verdict]:
    """The verdicts on a person's own commands, in the order in which they were decided."""
    if not ids:
        return []
    rows = connection.execute(_OWN, {"ids": list(ids), "by": staff_id})
    return [verdict_of(*row) for row in rows]


def verdict_of(command_id: UUID, state: str, seq: int, refusal: str) -> Verdict:
    """The verdict that a journal row holds; an accepted one needs no words."""
    if refusal:
        return msgspec.json.decode(refusal, type=Verdict)
    return Verdict(command_id, Outcome(state), seq)
