"""The files beside a database as pieces of a backup's stream: each with its name in front."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from desktop.durable import write_durably
from desktop.sealed import CHUNK
from desktop.store.files import FOLDER, kept_files
from desktop.store.trouble import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class PackedFile(msgspec.Struct, frozen=True):
    """What stands in front of a file: its name in the folder, and its size as it lies there."""

    name: str
    size: int


def pack_files(folder: Path, tell: Callable[[int], None]) -> Iterator[bytes]:
    """Every file of the folder, sealed as it is; ``tell`` hears the bytes that went out."""
    for path in kept_files(folder):
        content = path.read_bytes()
        yield msgspec.json.encode(PackedFile(path.name, len(content)))
        for start in range(0, len(content), CHUNK):
            piece = content[start : start + CHUNK]
            yield piece
            tell(len(piece))


def unpack_files(
    pieces: Iterator[bytes], into: Path | None, tell: Callable[[int], None]
) -> tuple[int, int]:
    """Write the files into a school's folder, or only count them; returns number and bytes.

    A file that is there already is written again: the same name means the same content.
    """
    count = size = 0
    for front in pieces:
        told = msgspec.json.decode(front, type=PackedFile)
        content = b"".join(_pieces(pieces, told.size, tell))
        count, size = count + 1, size + len(content)
        if into is not None:
            place = into / FOLDER
            with in_words(place):
                place.mkdir(exist_ok=True)
                write_durably(place / told.name, content, private=True)
    return count, size


def _pieces(pieces: Iterator[bytes], size: int, tell: Callable[[int], None]) -> Iterator[bytes]:
    while size > 0:
        piece = next(pieces, b"")
        if not piece:
            return
        yield piece
        tell(len(piece))
        size -= len(piece)
