"""After a rotation: sealing anew, under the current key, what lies under older ones.

Batch by batch, each a short transaction that holds the school's counter row like every other
writer's, so that a server may go on serving meanwhile and nobody's rows are taken crosswise.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, text

from desktop.models import Base
from desktop.models.central import Central
from desktop.models.sealing import SealedBytes, SealedText
from desktop.sync.server.keyring import Keyring
from desktop.sync.server.postgres import school_transaction

_BATCH: Final = 64  # rows: of a blob's parts that is 16 MB in memory
_TAKE_COUNTER: Final = text("SELECT seq FROM counter FOR UPDATE")


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column that lies sealed, and the label that its values are bound to."""

    name: str
    label: str


def sealed_columns() -> dict[Table, tuple[SealedColumn, ...]]:
    """Every table with sealed columns."""
    found = {}
    for table in (*Base.metadata.sorted_tables, *Central.metadata.sorted_tables):
        columns = tuple(
            SealedColumn(column.name, column.type.label)
            for column in table.columns
            if isinstance(column.type, SealedText | SealedBytes)
        )
        if columns:
            found[table] = columns
    return found


def reseal(
    engine: Engine, schema: str, keys: Keyring, progress: Callable[[int], None] | None = None
) -> int:
    """Seal anew what is not under the current key in one school; returns how many values.

    Broken off, it goes on where it was when it is called again. Raises SealBroken, UnknownKey.
    """
    done = 0
    for table, columns in sealed_columns().items():
        for changed in _batches(engine, schema, keys, table, columns):
            done += changed
            if progress is not None:
                progress(done)
    return done


def stale_values(connection: Connection, keys: Keyring) -> int:
    """How many values of the school lie under older keys, within a transaction of its schema."""
    return sum(
        connection.scalar(
            text(f'SELECT count(*) FROM "{table.name}" WHERE {_stale(column)}'),  # noqa: S608 - names of our own tables
            {"front": keys.current_front},
        )
        or 0
        for table, columns in sealed_columns().items()
        for column in columns
    )


def _batches(
    engine: Engine, schema: str, keys: Keyring, table: Table, columns: Sequence[SealedColumn]
) -> Iterator[int]:
    """Seal one table anew, by its key; yields how many values each transaction has changed."""
    last: Sequence[Any] | None = None
    while True:
        with school_transaction(engine, schema) as connection:
            connection.execute(_TAKE_COUNTER)
            rows = _stale_rows(connection, keys, table, columns, last)
            changed = sum(_seal_row(connection, keys, table, columns, row) for row in rows)
        if not rows:
            return
        last = rows[-1][: len(table.primary_key.columns)]
        yield changed


def _stale_rows(
    connection: Connection,
    keys: Keyring,
    table: Table,
    columns: Sequence[SealedColumn],
    last: Sequence[Any] | None,
) -> Sequence[Sequence[Any]]:
    """The next rows with a value under an older key: their key, then the sealed columns."""
    key = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    sealed = ", ".join(f'"{column.name}"' for column in columns)
    stale = " OR ".join(_stale(column) for column in columns)
    values: dict[str, Any] = {"front": keys.current_front}
    behind = ""
    if last is not None:
        behind = f"({key}) > ({', '.join(f':k{at}' for at in range(len(last)))}) AND "
        values |= {f"k{at}": value for at, value in enumerate(last)}
    query = f'SELECT {key}, {sealed} FROM "{table.name}" WHERE {behind}({stale})'  # noqa: S608
    return connection.execute(text(f"{query} ORDER BY {key} LIMIT {_BATCH}"), values).all()


def _seal_row(
    connection: Connection,
    keys: Keyring,
    table: Table,
    columns: Sequence[SealedColumn],
    row: Sequence[Any],
) -> int:
    """Write the row's stale values under the current key; returns how many."""
    key = [column.name for column in table.primary_key.columns]
    fresh = {
        column.name: keys.seal(column.label, keys.open(column.label, bytes(value)))
        for column, value in zip(columns, row[len(key) :], strict=True)
        if value and not keys.is_current(bytes(value))
    }
    written = ", ".join(f'"{name}" = :{name}' for name in fresh)
    which = " AND ".join(f'"{name}" = :key_{name}' for name in key)
    values = {f"key_{name}": value for name, value in zip(key, row, strict=False)}
    connection.execute(
        text(f'UPDATE "{table.name}" SET {written} WHERE {which}'),  # noqa: S608
        {**fresh, **values},
    )
    return len(fresh)


def _stale(column: SealedColumn) -> str:
    """An empty text is not sealed, and nothing is nothing."""
    return (
        f'("{column.name}" IS NOT NULL AND octet_length("{column.name}") > 0'
        f' AND substr("{column.name}", 1, 5) <> :front)'
    )
