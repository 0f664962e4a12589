"""What a backup of the server holds: messages in one packed and sealed stream, made and read."""

from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

import msgspec
import zstandard

from desktop.sealed import CHUNK

FORMAT: Final = 1
_LEVEL: Final = 3
_LONGEST: Final = 64 * 1024 * 1024  # bytes of one message; a COPY block is far shorter


class SchoolInside(msgspec.Struct, frozen=True, tag="school"):
    """A school's blocks follow: which, up to which change, and how many rows each table has."""

    code: str
    name: str
    created_at: int
    revision: str
    epoch: UUID
    seq: int
    number: int
    chain: bytes
    counts: dict[str, int]


class Manifest(msgspec.Struct, frozen=True, tag="manifest"):
    """The first message; `made_at` in UTC microseconds."""

    format: int
    made_at: int
    settings: bytes
    sealing_keys: bytes
    certificate: bytes  # empty where the server uses one that was given
    codes: tuple[str, ...]


class Block(msgspec.Struct, frozen=True, tag="block"):
    """A stretch of a table's rows as PostgreSQL copies them out, whole lines of text.

    They are those of the school that was named last.
    """

    table: str
    columns: tuple[str, ...]
    lines: bytes


Message = Manifest | SchoolInside | Block


def packed(messages: Iterable[Message]) -> Iterator[bytes]:
    """The stream of the messages in pieces for sealing, none empty or longer than CHUNK."""
    cutter = zstandard.ZstdCompressor(level=_LEVEL).compressobj()
    waiting = bytearray()
    for message in messages:
        content = msgspec.msgpack.encode(message)
        waiting += cutter.compress(len(content).to_bytes(4, "big") + content)
        while len(waiting) >= CHUNK:
            yield bytes(waiting[:CHUNK])
            del waiting[:CHUNK]
    waiting += cutter.flush()
    for start in range(0, len(waiting), CHUNK):
        yield bytes(waiting[start : start + CHUNK])


def unpacked(pieces: Iterable[bytes]) -> Iterator[Message]:
    """The messages of a stream; raises ValueError or MsgspecError where it is none."""
    reader = zstandard.ZstdDecompressor().decompressobj()
    waiting = bytearray()
    for piece in pieces:
        waiting += reader.decompress(piece)
        while len(waiting) >= 4:  # noqa: PLR2004 - the length in front
            size = int.from_bytes(waiting[:4], "big")
            if size > _LONGEST:
                raise ValueError(size)
            if len(waiting) < 4 + size:
                break
            yield msgspec.msgpack.decode(bytes(waiting[4 : 4 + size]), type=Message)
            del waiting[: 4 + size]
    if waiting:
        raise ValueError(len(waiting))
