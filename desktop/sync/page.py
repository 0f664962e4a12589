"""A page of a pull as it came over the line: kept packed, read line by line as often as wanted."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec
import zstandard

from desktop.models.base import Key
from desktop.store.applying import key_columns, synced_tables
from desktop.store.pulled import GoneBatch, RowBatch
from desktop.sync.problems import Unreachable
from desktop.sync.protocol import Gone, Line, PageEnd, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Table

_END: Final = b'{"t":"end"'
_ROWS: Final = b'{"t":"rows"'
_PIECE: Final = 256 * 1024
_line: Final = msgspec.json.Decoder(Line)


class _Columns(msgspec.Struct, array_like=True):
    first: list[Any]


class _RowsLine(msgspec.Struct):
    values: _Columns


class _GoneLine(msgspec.Struct):
    rows: list[msgspec.Raw]


_counted: Final = msgspec.json.Decoder(_RowsLine)
_counted_gone: Final = msgspec.json.Decoder(_GoneLine)


class Page:
    """One answer. Whatever is wrong with its bytes is told as Unreachable when it is looked at."""

    def __init__(self, content: bytes, *, packed: bool, address: str) -> None:
        self._content = content
        self._packed = packed
        self._address = address

    @property
    def size(self) -> int:
        """Bytes as they came."""
        return len(self._content)

    @cached_property
    def end(self) -> PageEnd:
        """The last line."""
        return self._ends[0]

    @cached_property
    def rows(self) -> int:
        """How many rows and tombstones."""
        return self._ends[1]

    def batches(self) -> Iterator[RowBatch | GoneBatch]:
        """What is to be applied, in order, in the values of the local file's driver."""
        tables = synced_tables()
        for raw in self._lines():
            if raw.startswith(_END):
                return
            line = self._decoded(raw, _line.decode)
            table = tables.get(line.table)
            if table is not None:  # else of a newer server: nothing here reads it
                yield _batch(line, table)

    @cached_property
    def _ends(self) -> tuple[PageEnd, int]:
        rows = 0
        for raw in self._lines():
            if raw.startswith(_END):
                return cast("PageEnd", self._decoded(raw, _line.decode)), rows
            if raw.startswith(_ROWS):
                rows += len(self._decoded(raw, _counted.decode).values.first)
            else:
                rows += len(self._decoded(raw, _counted_gone.decode).rows)
        raise Unreachable(self._address)  # cut off before its end

    def _decoded(self, raw: bytes, decode: Callable[[bytes], Any]) -> Any:
        try:
            return decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Unreachable(self._address) from error

    def _lines(self) -> Iterator[bytes]:
        if not self._packed:
            yield from self._content.splitlines()
            return
        rest = b""
        try:
            for piece in zstandard.ZstdDecompressor().read_to_iter(
                self._content, write_size=_PIECE
            ):
                *whole, rest = (rest + piece).split(b"\n")
                yield from whole
        except zstandard.ZstdError as error:
            raise Unreachable(self._address) from error
        if rest:
            yield rest


def _batch(line: Rows | Gone, table: Table) -> RowBatch | GoneBatch:
    if isinstance(line, Gone):
        keys = [isinstance(column.type, Key) for column in key_columns(table)]
        return GoneBatch(
            line.table,
            [(_key(key, keys), audience.bytes, seq) for key, audience, seq in line.rows],
        )
    ids = [one.bytes for one in line.ids]
    columns = [
        _ids(values, ids) if _holds_ids(table, name) else values
        for name, values in zip(line.columns, line.values, strict=True)
    ]
    return RowBatch(line.table, line.columns, list(zip(*columns, strict=True)))


def _holds_ids(table: Table, name: str) -> bool:
    return name in table.columns and isinstance(table.columns[name].type, Key)


def _ids(values: tuple[Any, ...], ids: list[bytes]) -> list[bytes | None]:
    return [None if value is None else ids[value] for value in values]


def _key(key: tuple[Any, ...], is_id: list[bool]) -> tuple[Any, ...]:
    return tuple(
        bytes.fromhex(value) if wanted else value for value, wanted in zip(key, is_id, strict=True)
    )
