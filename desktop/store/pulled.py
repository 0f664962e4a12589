"""What the server sent and decided, in the shapes in which a file takes it: the driver's values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Rows of one table as they stand on the server; values as ``images.driver_value`` gives."""

    table: str
    columns: tuple[str, ...]
    rows: Sequence[Values]


@dataclass(frozen=True, slots=True)
class GoneBatch:
    """Rows that left an audience (sync.md 6): values of the key, the audience, the seq."""

    table: str
    rows: Sequence[tuple[Values, bytes, int]]


@dataclass(frozen=True, slots=True)
class Decided:
    """A verdict: `state` is accepted, refused or failed; `refusal` the verdict's own JSON."""

    id: UUID
    state: str
    seq: int = 0
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """From where a file asks for changes; what comes back is good only while this holds (7)."""

    epoch: UUID
    cursor: int
    held: frozenset[UUID]
    unanswered: tuple[UUID, ...] = ()
    check_all: bool = False


@dataclass(frozen=True, slots=True)
class Pulled:
    """All pages of one pull. `batches` gives them from the first each time it is called.

    `audiences` are all that the person may hold now, None where they are those of `asked`.
    `differing` names the audiences whose rows here are not those on the server; it is called
    when everything is applied and no pending command has an effect (sync.md 18), with a function
    to call between its steps.
    """

    asked: Asked
    ceiling: int
    batches: Callable[[], Iterable[RowBatch | GoneBatch]]
    rows: int
    audiences: frozenset[UUID] | None = None
    verdicts: tuple[Decided, ...] = ()
    differing: Callable[[Connection, Callable[[], None]], frozenset[UUID]] = field(
        default=lambda _connection, _step: frozenset()
    )
    safe_seq: int = 0

    @property
    def final(self) -> frozenset[UUID]:
        """The audiences to hold from now on."""
        return self.asked.held if self.audiences is None else self.audiences
