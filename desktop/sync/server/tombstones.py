"""Which rows left which audience (sync.md 6): gathered over a transaction, written set-wise."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Connection, text

from desktop.commands.execute import Trace

Grave = tuple[UUID, str, str]  # audience, table, key as JSON
# Texts that PostgreSQL takes apart: the driver's own arrays take longer than all the rest. No key
# holds a line's end, for JSON escapes it.
_EACH: Final = (
    "unnest(CAST(:audiences AS uuid[]), string_to_array(:tables, ','),"
    " string_to_array(:keys, E'\\n')"
)
_PUT: Final = text(
    "INSERT INTO tombstone (audience, table_name, row_key, seq)"  # noqa: S608 - a constant
    f" SELECT * FROM {_EACH}, CAST(:seqs AS bigint[]))"
    " ON CONFLICT (audience, table_name, row_key) DO UPDATE SET seq = excluded.seq"
)
_TAKE: Final = text(
    f"DELETE FROM tombstone USING {_EACH}) AS w (audience, name, row_key)"  # noqa: S608 - a constant
    " WHERE tombstone.audience = w.audience AND table_name = w.name"
    " AND tombstone.row_key = w.row_key"
)


def key_text(key: Iterable[Any]) -> str:
    """A row's key as a JSON array: ids as 32 hex figures, days as text."""
    return msgspec.json.encode([_plain(value) for value in key]).decode()


def bury(graves: dict[Grave, int | None], trace: Trace, seq: int) -> None:
    """Note what one command did: the seq where a row left, None where one came in."""
    for change, after in trace.after.items():
        before = trace.before[change]
        if before == after:
            continue
        table, key = change
        name = key_text(key)
        if before is not None:
            graves[before, table, name] = seq
        if after is not None:
            graves[after, table, name] = None


def write_tombstones(connection: Connection, graves: dict[Grave, int | None]) -> None:
    """Put up and take away, one statement each."""
    put = {grave: seq for grave, seq in graves.items() if seq is not None}
    take = [grave for grave, seq in graves.items() if seq is None]
    if put:
        connection.execute(_PUT, {**_columns(put), "seqs": _array(put.values())})
    if take:
        connection.execute(_TAKE, _columns(take))


def _columns(graves: Iterable[Grave]) -> dict[str, str]:
    audiences, tables, keys = zip(*graves, strict=True)
    return {"audiences": _array(audiences), "tables": ",".join(tables), "keys": "\n".join(keys)}


def _array(values: Iterable[Any]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    return value.isoformat() if isinstance(value, date) else value
