"""Stretches of the feed: whose rows, between which changes; what lies in them; where a page ends.

Asked of the driver itself, past SQLAlchemy: an answer is made of these few statements.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, cast
from uuid import UUID

from psycopg import Connection as Driver
from sqlalchemy import Connection

from desktop.sync.digests import synced_tables

TOMBSTONES: Final = "tombstone"


@dataclass(frozen=True, slots=True)
class Stretch:
    """What changed in some audiences above `after`, and not above `until` where that is given.

    Without `graves` the client holds nothing of these audiences that could have gone.
    """

    audiences: frozenset[UUID]
    after: int
    graves: bool = True
    until: int | None = None

    @property
    def values(self) -> dict[str, Any]:
        """What the places in `condition` stand for."""
        return {"audiences": list(self.audiences), "after": self.after, "until": self.until}

    @property
    def tables(self) -> tuple[str, ...]:
        """Where it is looked for."""
        return (*travelling(), TOMBSTONES) if self.graves else travelling()

    @property
    def condition(self) -> str:
        """The WHERE of it, with the driver's named places."""
        upper = "" if self.until is None else " AND seq <= %(until)s"
        return f"audience = ANY(%(audiences)s) AND seq > %(after)s{upper}"

    def up_to(self, until: int | None) -> "Stretch":
        """The beginning of it."""
        return replace(self, until=until)


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in a stretch: rows by table, and the audiences that have any."""

    stretch: Stretch
    rows: Counter[str]
    audiences: frozenset[UUID]


@cache
def travelling() -> tuple[str, ...]:
    """The names of all tables that travel."""
    return tuple(str(table.name) for table in synced_tables())


def driver_of(connection: Connection) -> Driver[Any]:
    """The driver's connection, which is in the same transaction."""
    return cast("Driver[Any]", connection.connection.driver_connection)


def look_into(connection: Connection, stretch: Stretch) -> Found:
    """Count what lies in a stretch, in one statement over all tables."""
    query = " UNION ALL ".join(
        f"SELECT '{table}', audience, count(*) FROM {table}"  # noqa: S608 - our own tables
        f" WHERE {stretch.condition} GROUP BY audience"
        for table in stretch.tables
    )
    rows: Counter[str] = Counter()
    audiences = set()
    for table, audience, number in driver_of(connection).execute(query.encode(), stretch.values):
        rows[table] += number
        audiences.add(audience)
    return Found(stretch, rows, frozenset(audiences))


def end_of_page(connection: Connection, stretches: Sequence[Stretch], most: int) -> int | None:
    """The seq with which a page of `most` rows is full; None where there are not that many.

    A seq is never split, so the page may hold a few more (sync.md 4).
    """
    parts: list[str] = []
    values: dict[str, Any] = {"most": most - 1}
    for n, stretch in enumerate(stretches):
        values |= {f"{name}{n}": value for name, value in stretch.values.items()}
        where = stretch.condition.replace(")s", f"{n})s")
        parts += [f"SELECT seq FROM {table} WHERE {where}" for table in stretch.tables]  # noqa: S608
    query = (
        f"SELECT seq FROM ({' UNION ALL '.join(parts)}) AS s"  # noqa: S608 - our own tables
        " ORDER BY seq OFFSET %(most)s LIMIT 1"
    )
    found = driver_of(connection).execute(query.encode(), values).fetchone()
    return None if found is None else int(found[0])
