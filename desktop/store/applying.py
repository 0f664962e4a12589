"""Writing the server's rows into a file: plain executemany, the newer seq wins (sync.md 6, 31)."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
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
    from desktop.store.pulled import RowBatch

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


class Applying:
    """Applies batches within the caller's transaction, and gathers what they touch."""

    def __init__(
        self, connection: Connection, rows: int, make_way: Callable[[], None] | None
    ) -> None:
        self._connection = connection
        self._make_way = make_way
        self._whole = rows <= MOST_TOLD
        self._tables = synced_tables()
        self._touched: dict[str, set[tuple[Any, ...]]] = defaultdict(set)

    def apply(self, batches: Iterable[RowBatch | GoneBatch]) -> None:
        """All rows first as they come, tombstones where they stand among them."""
        for batch in batches:
            table = self._tables.get(batch.table)
            if table is None:  # of a newer server: nothing here reads it
                continue
            if isinstance(batch, GoneBatch):
                self._remove(table, batch)
            else:
                self._put(table, batch)

    def changes(self) -> set[Change]:
        """Table and key of every row that was touched; only the key's beginning where many are."""
        return {
            (name, model_key(self._tables[name], key))
            for name, keys in self._touched.items()
            for key in keys
        }

    def _put(self, table: Table, batch: RowBatch) -> None:
        known = [at for at, name in enumerate(batch.columns) if name in table.columns]
        rows = batch.rows
        if len(known) < len(batch.columns):  # a newer server's column
            rows = [tuple(row[at] for at in known) for row in rows]
        columns = [batch.columns[at] for at in known]
        key = [columns.index(column.name) for column in key_columns(table)]
        statement = _upsert(table, columns)
        for some in _in_parts(rows):
            self._go_on()
            self._connection.exec_driver_sql(statement, some)
            self._note(table, (tuple(row[at] for at in key) for row in some))

    def _remove(self, table: Table, batch: GoneBatch) -> None:
        same = " AND ".join(f'"{column.name}" = ?' for column in key_columns(table))
        statement = f'DELETE FROM "{table.name}" WHERE {same} AND audience = ? AND seq <= ?'  # noqa: S608 - ours
        for some in _in_parts(batch.rows):
            self._go_on()
            gone = [(*key, audience, seq) for key, audience, seq in some]
            self._connection.exec_driver_sql(statement, gone)
            self._note(table, (key for key, _, _ in some))

    def _note(self, table: Table, keys: Iterable[tuple[Any, ...]]) -> None:
        self._touched[table.name].update(keys if self._whole else (key[:1] for key in keys))

    def _go_on(self) -> None:
        if self._make_way is not None:
            self._make_way()


def model_key(table: Table, key: tuple[Any, ...]) -> tuple[Any, ...]:
    """A key, or its beginning, as models have it: ids as UUID; days stay the driver's text."""
    return tuple(
        UUID(bytes=value) if isinstance(column.type, Key) and isinstance(value, bytes) else value
        for column, value in zip(key_columns(table), key, strict=False)
    )


def image_key(table: str, row_key: str) -> tuple[Any, ...]:
    """The key of a before-image as the models have it."""
    of = synced_tables()[table]
    values = plain_row(row_key)
    return model_key(of, tuple(values[column.name] for column in key_columns(of)))


def erase_all_but(connection: Connection, audiences: Iterable[UUID]) -> set[Change]:
    """Delete every synced row of another audience (sync.md 8); returns the tables, keys empty."""
    wanted = tuple(audience.bytes for audience in audiences)
    places = ", ".join("?" * len(wanted))
    changed: set[Change] = set()
    for name in synced_tables():
        statement = f'DELETE FROM "{name}" WHERE audience NOT IN ({places})'  # noqa: S608 - ours
        if connection.exec_driver_sql(statement, wanted).rowcount:
            changed.add((name, ()))
    return changed


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
