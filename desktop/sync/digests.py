"""Digests by which the two ends notice that they hold different rows (sync.md 18).

A row counts as the text ``table|key values|seq``, ids as 32 hex figures; an audience's digest is
the sum, modulo 2**64, of the first eight bytes of the MD5 of its rows' texts: it does not depend
on the order, and PostgreSQL computes it by itself. It finds faults, not attackers.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from hashlib import md5, sha256
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table, bindparam, text
from sqlalchemy.engine import Connection

from desktop.models import Base
from desktop.models.base import Key, Synced

_MODULUS: Final = 2**64
Count = tuple[int, str]  # rows, digest as 16 hex figures


def synced_tables() -> tuple[Table, ...]:
    """Every table that travels, by name."""
    tables = {
        mapper.local_table for mapper in Base.registry.mappers if issubclass(mapper.class_, Synced)
    }
    ours = [table for table in tables if isinstance(table, Table)]
    return tuple(sorted(ours, key=lambda table: table.name))


def holdings_digest(audiences: Iterable[UUID]) -> str:
    """Which audiences a file holds, in 16 hex figures."""
    return sha256(b"".join(sorted(a.bytes for a in audiences))).hexdigest()[:16]


def counts_there(connection: Connection, audiences: Collection[UUID]) -> dict[UUID, Count]:
    """Rows and digest of each audience in the central database; (0, zeros) for an empty one."""
    one = " UNION ALL ".join(
        f"SELECT audience, count(*) AS n, sum(('x' || left(md5({_text(t, _hex_there)}), 16))"  # noqa: S608 - names of our own tables
        f'::bit(64)::bigint) AS s FROM "{t.name}" WHERE audience = ANY(:audiences)'
        " GROUP BY audience"
        for t in synced_tables()
    )
    query = text(f"SELECT audience, sum(n), sum(s) FROM ({one}) AS all_rows GROUP BY audience")  # noqa: S608
    found = connection.execute(query.bindparams(bindparam("audiences", list(audiences))))
    counted = {row[0]: (int(row[1]), _hex(int(row[2]))) for row in found}
    return {audience: counted.get(audience, (0, _hex(0))) for audience in audiences}


def counts_here(connection: Connection, audiences: Collection[UUID]) -> dict[UUID, Count]:
    """The same over a local file, within a transaction that sees no pending command's effect."""
    numbers: dict[bytes, int] = defaultdict(int)
    sums: dict[bytes, int] = defaultdict(int)
    from_bytes = int.from_bytes
    wanted = [audience.bytes for audience in audiences]
    places = ", ".join("?" * len(wanted))
    for table in synced_tables():
        query = (
            f'SELECT audience, {_text(table, _hex_here)} FROM "{table.name}"'  # noqa: S608
            f" WHERE audience IN ({places})"
        )
        values = wanted
        if table.primary_key.columns.keys()[0] == "course_id":  # is the audience, and the way in
            query, values = f"{query} AND course_id IN ({places})", wanted * 2
        for audience, row in _driver_rows(connection, query, values):
            numbers[audience] += 1
            digest = md5(row.encode(), usedforsecurity=False).digest()
            sums[audience] += from_bytes(digest[:8], "big")
    return {a: (numbers[a.bytes], _hex(sums[a.bytes])) for a in audiences}


def _driver_rows(connection: Connection, query: str, values: list[bytes]) -> Iterator[Any]:
    """Past SQLAlchemy's rows: of 300,000 these take a third of the time."""
    driver: Any = connection.connection.driver_connection
    cursor = driver.cursor()
    try:
        yield from cursor.execute(query, values)
    finally:
        cursor.close()


def _hex(total: int) -> str:
    return f"{total % _MODULUS:016x}"


def _text(table: Table, shown: Any) -> str:
    values = [
        f"'{table.name}'",
        *(shown(c) for c in table.primary_key.columns),
        "CAST(seq AS text)",
    ]
    return " || '|' || ".join(values)


def _hex_there(column: Any) -> str:
    if isinstance(column.type, Key):
        return f"replace(CAST(\"{column.name}\" AS text), '-', '')"
    return f'CAST("{column.name}" AS text)'


def _hex_here(column: Any) -> str:
    if isinstance(column.type, Key):
        return f'lower(hex("{column.name}"))'
    return f'CAST("{column.name}" AS text)'
