"""The tables made again from the journal: how a restore goes beyond its backup (sync.md 16, 25).

Accepted commands are applied under their old numbers and instants, never checked; the conflicts
that refused ones left are noted again; every row goes into the journal there.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from desktop.models.journal import Journal
from desktop.sync.server.turns import take_turn


def replay(connection: Connection, rows: Iterable[Journal]) -> int:
    """Follow a journal in the school's schema, in the caller's transaction; returns the commands.

    Raises Unlinked at the first row that does not follow on the one before, TooNew.
    """
    turn = take_turn(connection, _no_clock)
    count = 0
    for row in rows:
        turn.follow(row)
        count += 1
    turn.end()
    return count


def follow(connection: Connection, row: Journal) -> None:
    """One more row."""
    replay(connection, (row,))


def _no_clock() -> int:
    raise RuntimeError("replay reads no clock (sync.md 25)")
