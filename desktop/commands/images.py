"""Before-images of pending commands: each row as it was, so that a rebase can undo (sync.md 9).

Local files only. Rows are kept as the driver's own values by column name and put back with
plain statements: no model is asked, so this also works before the tables are altered.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, inspect
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from desktop.models.base import Base

Plain = dict[str, Any]  # a row or a key as the driver knows it: column -> int, str, bytes, None
_AT_ONCE = 500  # keys in one SELECT; SQLite takes 32,766 values


def keep_images(session: Session, number: int, rows: Iterable[Base]) -> None:
    """Store each row's state on disk under the command's number; the first image wins.

    A plain SELECT, not the attribute history: that is empty after expire and shows middle
    values at a second flush.
    """
    by_table: dict[str, dict[str, Plain]] = defaultdict(dict)
    for row in rows:
        mapper = inspect(type(row))
        table = cast("Table", mapper.local_table)
        values = mapper.primary_key_from_instance(row)
        key = {
            column.name: driver_value(value)
            for column, value in zip(mapper.primary_key, values, strict=True)
        }
        by_table[table.name][_text(key)] = key
    with session.no_autoflush:
        connection = session.connection()
        for name, keys in by_table.items():
            _keep(connection, number, name, keys)


def _keep(connection: Connection, number: int, table: str, keys: dict[str, Plain]) -> None:
    seen = {
        text
        for (text,) in connection.exec_driver_sql(
            "SELECT row_key FROM image WHERE number = ? AND table_name = ?", (number, table)
        )
    }
    wanted = [text for text in keys if text not in seen]
    stored: dict[str, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        stored |= _rows_of(connection, table, [keys[t] for t in wanted[start : start + _AT_ONCE]])
    if wanted:
        connection.exec_driver_sql(
            "INSERT INTO image (number, table_name, row_key, row) VALUES (?, ?, ?, ?)",
            [(number, table, text, stored.get(text)) for text in wanted],
        )


def _rows_of(connection: Connection, table: str, keys: list[Plain]) -> dict[str, str]:
    """The rows there, as image text by key text."""
    names = list(keys[0])
    columns = ", ".join(f'"{name}"' for name in names)
    places = ", ".join(f"({', '.join('?' * len(names))})" for _ in keys)
    found = connection.exec_driver_sql(
        f'SELECT * FROM "{table}" WHERE ({columns}) IN (VALUES {places})',  # noqa: S608 - ours
        tuple(value for key in keys for value in key.values()),
    ).mappings()
    return {_text({name: row[name] for name in names}): _text(dict(row)) for row in found}


def undo_images(connection: Connection) -> int:
    """Put back every row that pending commands touched, as it was before the first of them.

    Returns how many rows were put back. The images are spent.
    """
    oldest: dict[tuple[str, str], str | None] = {}
    for table, key, row in connection.exec_driver_sql(
        "SELECT table_name, row_key, row FROM image ORDER BY number"
    ):
        oldest.setdefault((table, key), row)
    taken: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = defaultdict(list)
    given: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = defaultdict(list)
    for (table, key), row in oldest.items():
        plain = plain_row(key)
        taken[table, tuple(plain)].append(tuple(plain.values()))
        if row is not None:
            whole = plain_row(row)
            given[table, tuple(whole)].append(tuple(whole.values()))
    for (table, names), keys in taken.items():
        same = " AND ".join(f'"{name}" = ?' for name in names)
        connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE {same}', keys)  # noqa: S608 - ours
    for (table, names), rows in given.items():
        columns = ", ".join(f'"{name}"' for name in names)
        places = ", ".join("?" * len(names))
        connection.exec_driver_sql(
            f'INSERT INTO "{table}" ({columns}) VALUES ({places})',  # noqa: S608 - ours
            rows,
        )
    connection.exec_driver_sql("DELETE FROM image")
    return len(oldest)


def driver_value(value: Any) -> Any:
    """What the local file's driver is given for a value of a model: ids as bytes, days as text."""
    if isinstance(value, UUID):
        return value.bytes
    if isinstance(value, date):
        return value.isoformat()
    return value


def _text(row: Mapping[str, Any]) -> str:
    return json.dumps(
        {
            name: {"b": value.hex()} if isinstance(value, bytes) else value
            for name, value in row.items()
        },
        ensure_ascii=False,
    )


def plain_row(text: str) -> Plain:
    """A row or key of an image as the driver knows it."""
    return {
        name: bytes.fromhex(value["b"]) if isinstance(value, dict) else value
        for name, value in json.loads(text).items()
    }
