"""Rows of the central database as lines of a pull: by columns, ids written once a chunk.

Read from a cursor on the server's side: one chunk is all that lies in memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any, Final
from uuid import UUID

import msgspec
import psycopg
from psycopg.pq import Format
from sqlalchemy import Connection, Dialect, Table

from desktop.models.base import Key
from desktop.models.sealing import SealedBytes, SealedText
from desktop.sync.digests import synced_tables
from desktop.sync.protocol import Gone, Line, Rows
from desktop.sync.server.stretches import TOMBSTONES, Stretch, driver_of

CHUNK: Final = 5_000
_encoder: Final = msgspec.json.Encoder()
_cursor_numbers: Final = count(1)


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's columns as they travel: where ids are, and what lies sealed."""

    columns: tuple[str, ...]
    ids: tuple[int, ...]
    sealed: tuple[tuple[int, SealedText | SealedBytes], ...]


@cache
def shapes() -> dict[str, Shape]:
    """Every table that travels, by name."""
    return {table.name: _shape(table) for table in synced_tables()}


def row_lines(connection: Connection, table: str, stretch: Stretch) -> Iterator[bytes]:
    """The rows of a table in a stretch, as `Rows` lines."""
    shape = shapes()[table]
    names = ", ".join(f'"{name}"' for name in shape.columns)
    query = f'SELECT {names} FROM "{table}" WHERE {stretch.condition}'  # noqa: S608 - our own
    for rows in _chunks(connection, query, stretch):
        yield line(_by_columns(table, shape, rows, connection.dialect))


def tombstone_lines(connection: Connection, stretch: Stretch) -> Iterator[bytes]:
    """What left the audiences of a stretch, as `Gone` lines."""
    query = (
        f"SELECT table_name, row_key, audience, seq FROM {TOMBSTONES}"  # noqa: S608 - our own
        f" WHERE {stretch.condition} ORDER BY table_name"
    )
    for rows in _chunks(connection, query, stretch):
        by_table: dict[str, list[Any]] = {}
        for table, key, audience, seq in rows:
            left = (msgspec.Raw(key.encode()), UUID(bytes=audience), seq)
            by_table.setdefault(table, []).append(left)
        for table, gone in by_table.items():
            yield line(Gone(table, tuple(gone)))


def line(content: Line) -> bytes:
    """One line of the answer."""
    return _encoder.encode(content) + b"\n"


def _chunks(
    connection: Connection, query: str, stretch: Stretch
) -> Iterator[list[tuple[Any, ...]]]:
    with driver_of(connection).cursor(f"feed_{next(_cursor_numbers)}", binary=True) as cursor:
        raw = cursor.adapters.get_loader(psycopg.adapters.types["bytea"].oid, Format.BINARY)
        if raw is not None:  # ids as 16 bytes: making UUID objects takes longer than all else
            cursor.adapters.register_loader("uuid", raw)
        cursor.execute(query.encode(), stretch.values)
        while rows := cursor.fetchmany(CHUNK):
            yield rows


def _by_columns(
    table: str, shape: Shape, rows: Sequence[tuple[Any, ...]], dialect: Dialect
) -> Rows:
    columns: list[Any] = list(zip(*rows, strict=True))
    places: dict[bytes, int] = {}
    for n in shape.ids:
        columns[n] = tuple(
            None if raw is None else places.setdefault(raw, len(places)) for raw in columns[n]
        )
    for n, kind in shape.sealed:
        columns[n] = tuple(kind.process_result_value(value, dialect) for value in columns[n])
    ids = tuple(UUID(bytes=raw) for raw in places)
    return Rows(table, shape.columns, ids, tuple(columns))


def _shape(table: Table) -> Shape:
    kinds = [column.type for column in table.columns]
    return Shape(
        tuple(str(column.name) for column in table.columns),
        tuple(n for n, kind in enumerate(kinds) if isinstance(kind, Key)),
        tuple((n, k) for n, k in enumerate(kinds) if isinstance(k, SealedText | SealedBytes)),
    )
