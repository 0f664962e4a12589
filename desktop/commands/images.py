"""Before-images of pending commands: each row as it was, so that a rebase can undo (sync.md 9)."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, and_, inspect, select, tuple_
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from desktop.models.base import Base
from desktop.models.journal import Image


def keep_images(session: Session, number: int, rows: Iterable[Base]) -> None:
    """Store each row's state on disk under the command's number; the first image wins.

    A Core SELECT, not the attribute history: that is empty after expire and shows middle
    values at a second flush.
    """
    by_table: dict[Table, dict[str, Sequence[Any]]] = defaultdict(dict)
    for row in rows:
        mapper = inspect(type(row))
        values = mapper.primary_key_from_instance(row)
        by_table[cast("Table", mapper.local_table)][_text(values)] = values
    with session.no_autoflush:
        connection = session.connection()
        for table, keys in by_table.items():
            _keep(connection, number, table, keys)


def _keep(
    connection: Connection, number: int, table: Table, keys: dict[str, Sequence[Any]]
) -> None:
    known = select(Image.row_key).where(
        Image.number == number, Image.table_name == table.name, Image.row_key.in_(list(keys))
    )
    seen = set(connection.scalars(known))
    wanted = {text: values for text, values in keys.items() if text not in seen}
    if not wanted:
        return
    columns = list(table.primary_key.columns)
    found = connection.execute(
        select(table).where(tuple_(*columns).in_([tuple(v) for v in wanted.values()]))
    )
    stored = {
        _text([row._mapping[c] for c in columns]): _text(row)  # noqa: SLF001 - public name of Row
        for row in found
    }
    connection.execute(
        Image.__table__.insert(),  # type: ignore[attr-defined]
        [
            {"number": number, "table_name": table.name, "row_key": text, "row": stored.get(text)}
            for text in wanted
        ],
    )


def undo_pending(connection: Connection, tables: dict[str, Table], first: int) -> int:
    """Put back every row that commands from number `first` on touched, oldest image first.

    Returns how many rows were put back. The images are spent.
    """
    oldest: dict[tuple[str, str], str | None] = {}
    rows = connection.execute(
        select(Image.table_name, Image.row_key, Image.row)
        .where(Image.number >= first)
        .order_by(Image.number)
    )
    for name, key, row in rows:
        oldest.setdefault((name, key), row)
    for (name, key), row in oldest.items():
        table = tables[name]
        columns = list(table.primary_key.columns)
        same = and_(*(c == v for c, v in zip(columns, _values(key, columns), strict=True)))
        connection.execute(table.delete().where(same))
        if row is not None:
            connection.execute(table.insert().values(_values(row, list(table.columns))))
    connection.execute(Image.__table__.delete().where(Image.number >= first))  # type: ignore[attr-defined]
    return len(oldest)


def _text(values: Iterable[Any]) -> str:
    return json.dumps([_plain(value) for value in values], ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return {"u": value.hex}
    if isinstance(value, bytes):
        return {"b": value.hex()}
    if hasattr(value, "isoformat"):
        return {"d": value.isoformat()}
    return value


def _values(text: str, columns: list[Any]) -> list[Any]:
    return [_typed(value, column) for value, column in zip(json.loads(text), columns, strict=True)]


def _typed(value: Any, column: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "u" in value:
        return UUID(hex=value["u"])
    if "b" in value:
        return bytes.fromhex(value["b"])
    return column.type.python_type.fromisoformat(value["d"])
