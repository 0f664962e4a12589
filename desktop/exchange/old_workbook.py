"""Knows whether the sizes that an .xls file states can be true, before a reader trusts them.

The reader reserves memory for whatever a damaged size record says, and a process that is refused
hundreds of gigabytes does not live to tell. Only the records that make it reserve are looked at.
"""

import struct
from collections.abc import Iterator
from itertools import islice
from typing import Final

ROWS: Final = 65_536
COLUMNS: Final = 256
_SECTOR: Final = 512
_HEADER: Final = 512
_ENTRY: Final = 128
_LAST: Final = 0xFFFFFFFA
"""Sector numbers from here on mean free, end of chain and the like."""

_STREAMS: Final = frozenset({"Workbook", "Book"})
_PASSWORD: Final = 0x002F
_FIRST_RECORDS: Final = 5
"""The password record follows the first one of the file."""

_DIMENSIONS: Final = 0x0200
_STRINGS: Final = 0x00FC
_CELLS: Final = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x00D6, 0x027E, 0x00FD, 0x00BD})
_WIDE: Final = 14
"""The size record has four-byte rows from Excel 97 on."""


def has_password(content: bytes) -> bool:
    """Whether the workbook is scrambled; the reader knows only the newer of the two ways."""
    try:
        records = islice(_records(_workbook_stream(content)), _FIRST_RECORDS)
        return any(kind == _PASSWORD for kind, _body in records)
    except (struct.error, IndexError):
        return False


def is_plausible(content: bytes) -> bool:
    """Whether every stated size fits an .xls sheet; an unreadable container is not plausible."""
    try:
        stream = _workbook_stream(content)
        return all(_fits(kind, body, len(stream)) for kind, body in _records(stream))
    except (struct.error, IndexError):
        return False


def _fits(kind: int, body: bytes, size: int) -> bool:
    if kind == _DIMENSIONS:
        first, last, left, right = struct.unpack_from(
            "<IIHH" if len(body) >= _WIDE else "<4H", body
        )
        return bool(first <= last <= ROWS and left <= right <= COLUMNS)
    if kind == _STRINGS:
        return bool(struct.unpack_from("<I", body, 4)[0] <= size)
    if kind in _CELLS:
        return bool(struct.unpack_from("<H", body, 2)[0] < COLUMNS)
    return True


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _workbook_stream(content: bytes) -> bytes:
    """The stream of the compound file that holds the workbook; empty where there is none."""
    count, first_directory = struct.unpack_from("<II", content, 44)
    table_sectors = struct.unpack_from("<109I", content, 76)[: min(count, 109)]
    table = b"".join(_sector(content, number) for number in table_sectors)
    fat = struct.unpack(f"<{len(table) // 4}I", table)
    directory = _chain(content, fat, first_directory)
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        entry = directory[at : at + _ENTRY]
        length = struct.unpack_from("<H", entry, 64)[0]
        name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", entry, 116)
        if name in _STREAMS and size:
            return _chain(content, fat, start)[:size]
    return b""


def _chain(content: bytes, fat: tuple[int, ...], start: int) -> bytes:
    parts: list[bytes] = []
    number = start
    while number < _LAST and len(parts) <= len(fat):
        parts.append(_sector(content, number))
        number = fat[number]
    return b"".join(parts)


def _sector(content: bytes, number: int) -> bytes:
    at = _HEADER + number * _SECTOR
    return content[at : at + _SECTOR]
