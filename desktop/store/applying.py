"""Writing the server's rows into a file: plain executemany, the newer seq wins (sync.md 6, 31)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import UUID

from desktop.commands.images import plain_row
from desktop.models import Base
from desktop.models.base import Key, Synced
from desktop.store.pulled import GoneBatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Table

    from desktop.commands.execute import Change
    from desktop.store.pulled import RowBatch, Values

    _Step = tuple[str, list[Values], Iterable[Values]]

T = TypeVar("T")
_AT_ONCE: Final = 1_000  # rows between two looks whether somebody waits
MOST_TOLD: Final = 2_000  # rows told one by one; of more the first part of the key is told


@cache
def synced_tables() -> dict[str, Table]:
    """Every table that travels, by name."""
    return {
        mapper.local_table.name: mapper.local_table  # type: ignore[attr-defined, misc]
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Synced)
    }


def key_columns(table: Table) -> tuple[Any, ...]:
    """The columns of the primary key."""
    return tuple(table.primary_key.columns)


@dataclass(slots=True)
class Touched:
    """The rows that a pull touches; not `whole`: only the first value of each key is noted."""

    whole: bool = True
    keys: dict[str, set[Values]] = field(default_factory=lambda: defaultdict(set))

    @property
    def tables(self) -> set[str]:
        """Their names."""
        return {table for table, keys in self.keys.items() if keys}

    def note(self, table: str, keys: Iterable[Values]) -> None:
        """In the driver's values."""
        self.keys[table].update(keys if self.whole else (key[:1] for key in keys))

    def changes(self) -> set[Change]:
        """The same as the models have it; takes 5 µs a row, so it is done after the transaction."""
        tables = synced_tables()
        return {
            (name, model_key(tables[name], key)) for name, keys in self.keys.items() for key in keys
        }


def apply(
    connection: Connection,
    batches: Iterable[RowBatch | GoneBatch],
    touched: Touched,
    make_way: Callable[[], None] | None = None,
) -> None:
    """Write rows as they come, and take away what left an audience; in the caller's transaction."""
    tables = synced_tables()
    for batch in batches:
        table = tables.get(batch.table)
        if table is None:  # of a newer server: nothing here reads it
            continue
        steps = _remove(table, batch) if isinstance(batch, GoneBatch) else _put(table, batch)
        for statement, values, keys in steps:
            if make_way is not None:
                make_way()
            connection.exec_driver_sql(statement, values)
            touched.note(table.name, keys)


def _put(table: Table, batch: RowBatch) -> Iterator[_Step]:
    known = [at for at, name in enumerate(batch.columns) if name in table.columns]
    columns = [batch.columns[at] for at in known]
    key = itemgetter(*(columns.index(column.name) for column in key_columns(table)))
    one = len(key_columns(table)) == 1
    statement = _upsert(table, columns)
    for some in _in_parts(batch.rows):
        rows = some
        if len(known) < len(batch.columns):  # a newer server's column
            rows = [tuple(row[at] for at in known) for row in some]
        yield statement, rows, ((key(row),) if one else key(row) for row in rows)


def _remove(table: Table, batch: GoneBatch) -> Iterator[_Step]:
    same = " AND ".join(f'"{column.name}" = ?' for column in key_columns(table))
    statement = f'DELETE FROM "{table.name}" WHERE {same} AND audience = ? AND seq <= ?'  # noqa: S608 - ours
    for some in _in_parts(batch.rows):
        gone = [(*key, audience, seq) for key, audience, seq in some]
        yield statement, gone, (key for key, _, _ in some)


def model_key(table: Table, key: tuple[Any, ...]) -> tuple[Any, ...]:
    """A key, or its beginning, as models have it: ids as UUID; days stay the driver's text."""
    return tuple(
        _uuid(value) if is_id and isinstance(value, bytes) else value
        for is_id, value in zip(_are_ids(table), key, strict=False)
    )


@cache
def _are_ids(table: Table) -> tuple[bool, ...]:
    return tuple(isinstance(column.type, Key) for column in key_columns(table))


@lru_cache(maxsize=8192)
def _uuid(raw: bytes) -> UUID:
    return UUID(bytes=raw)


def image_key(table: str, row_key: str) -> tuple[Any, ...]:
    """The key of a before-image as the models have it."""
    of = synced_tables()[table]
    values = plain_row(row_key)
    return model_key(of, tuple(values[column.name] for column in key_columns(of)))


def erase_all_but(connection: Connection, audiences: Iterable[UUID], touched: Touched) -> None:
    """Delete every synced row of another audience (sync.md 8)."""
    wanted = tuple(audience.bytes for audience in audiences)
    places = ", ".join("?" * len(wanted))
    for name, table in synced_tables().items():
        key = ", ".join(f'"{column.name}"' for column in key_columns(table))
        statement = f'DELETE FROM "{name}" WHERE audience NOT IN ({places}) RETURNING {key}'  # noqa: S608 - ours
        touched.note(name, map(tuple, connection.exec_driver_sql(statement, wanted)))


def _in_parts(rows: Sequence[T]) -> Iterator[list[T]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield list(rows[start : start + _AT_ONCE])


def _upsert(table: Table, columns: list[str]) -> str:
    """A row applies only if its seq is not below the one that is here."""
    keys = {column.name for column in key_columns(table)}
    named = ", ".join(f'"{name}"' for name in columns)
    key = ", ".join(f'"{column.name}"' for column in key_columns(table))
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name not in keys)
    return (
        f'INSERT INTO "{table.name}" ({named}) VALUES ({", ".join("?" * len(columns))})'  # noqa: S608 - ours
        f" ON CONFLICT ({key}) DO UPDATE SET {sets}"
        f' WHERE excluded.seq >= "{table.name}".seq'
    )
