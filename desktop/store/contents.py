"""What a file holds, in numbers: rows of each table and the end of the journal's chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec


class Head(msgspec.Struct, frozen=True):
    """The last row of the journal: its number, its hash in hex, its instant."""

    number: int = 0
    chain: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Contents:
    """Rows by table, the head of the journal, and the revision of the tables."""

    counts: dict[str, int]
    head: Head
    revision: str


def contents_of(driver: Any) -> Contents:
    """What is in the database behind a bare connection, within its transaction if one is open."""
    names = [
        name
        for (name,) in driver.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            " AND name NOT LIKE 'sqlite%' AND name <> 'alembic_version' ORDER BY name"
        )
    ]
    counts = {
        name: driver.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - ours
        for name in names
    }
    revision = driver.execute("SELECT version_num FROM alembic_version").fetchone()
    return Contents(counts, _head(driver) if "journal" in counts else Head(), str(revision[0]))


def _head(driver: Any) -> Head:
    row = driver.execute(
        "SELECT number, chain, at FROM journal ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return Head(row[0], row[1].hex(), row[2]) if row else Head()
