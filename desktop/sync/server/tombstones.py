"""Which rows left which audience (sync.md 6): gathered over a transaction, written set-wise."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Connection, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT, TEXT
from sqlalchemy.dialects.postgresql import UUID as NATIVE

from desktop.commands.execute import Trace

Grave = tuple[UUID, str, str]  # audience, table, key as JSON
_WHERE: Final = (
    bindparam("audiences", type_=ARRAY(NATIVE)),
    bindparam("tables", type_=ARRAY(TEXT)),
    bindparam("keys", type_=ARRAY(TEXT)),
)
_PUT: Final = text(
    "INSERT INTO tombstone (audience, table_name, row_key, seq)"
    " SELECT * FROM unnest(:audiences, :tables, :keys, :seqs)"
    " ON CONFLICT (audience, table_name, row_key) DO UPDATE SET seq = excluded.seq"
).bindparams(*_WHERE, bindparam("seqs", type_=ARRAY(BIGINT)))
_TAKE: Final = text(
    "DELETE FROM tombstone USING unnest(:audiences, :tables, :keys) AS w (audience, name, row_key)"
    " WHERE tombstone.audience = w.audience AND table_name = w.name"
    " AND tombstone.row_key = w.row_key"
).bindparams(*_WHERE)


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
        connection.execute(_PUT, {**_columns(put), "seqs": list(put.values())})
    if take:
        connection.execute(_TAKE, _columns(take))


def _columns(graves: Iterable[Grave]) -> dict[str, list[Any]]:
    audiences, tables, keys = zip(*graves, strict=True)
    return {"audiences": list(audiences), "tables": list(tables), "keys": list(keys)}


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    return value.isoformat() if isinstance(value, date) else value
