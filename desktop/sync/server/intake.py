"""Reading what was sent: bounded in size, time and depth, unpacked, and in proper UTF-8."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from io import BytesIO
from typing import Any, Final, TypeVar

import msgspec
import zstandard

from desktop.sync.protocol import ProblemCode
from desktop.sync.server.problems import BAD_MEDIA, TOO_SLOW, unserved

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
T = TypeVar("T")

DEEPEST: Final = 32  # brackets within brackets; a command has 6
PATIENCE: Final = 30.0  # seconds until a body must have begun to come …
SLOWEST: Final = 500  # … and then bytes a second on average: half of a line of 8 kbit/s
_WINDOW: Final = 8 * 1024 * 1024  # bytes; what a zstd frame may ask to be kept in memory

_NOT_BRACKETS: Final = bytes(sorted(set(range(256)) - set(b'[]{}"')))
_STRING: Final = re.compile(rb'"[^"]*"')
_PAIR: Final = re.compile(rb"\[\]|\{\}")


class Disconnected(Exception):
    """The client went away; nobody waits for an answer."""


async def stretches(receive: Receive, most: int) -> AsyncIterator[bytes]:
    """The body as it comes in; raises Unserved when it is too long or too slow, Disconnected."""
    loop = asyncio.get_running_loop()
    began, size = loop.time(), 0
    while True:
        try:
            async with asyncio.timeout_at(began + PATIENCE + size / SLOWEST):
                message = await receive()
        except TimeoutError:
            raise unserved(ProblemCode.MALFORMED, status=TOO_SLOW) from None
        if message["type"] == "http.disconnect":
            raise Disconnected
        body: bytes = message.get("body", b"")
        size += len(body)
        if size > most:
            raise unserved(ProblemCode.TOO_LARGE)
        if body:
            yield body
        if not message.get("more_body", False):
            return


async def read_body(receive: Receive, headers: Mapping[str, str], most: int) -> bytes:
    """The whole body, unpacked; neither it nor what it unpacks to is longer than `most` bytes."""
    refuse_announced(headers, most)
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "zstd"):
        raise unserved(ProblemCode.MALFORMED, status=BAD_MEDIA)
    sent = b"".join([stretch async for stretch in stretches(receive, most)])
    return _unpacked(sent, most) if packing == "zstd" else sent


def refuse_announced(headers: Mapping[str, str], most: int) -> None:
    """Refuse a body that says itself that it is too long, before any of it is read."""
    announced = headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most:
        raise unserved(ProblemCode.TOO_LARGE)


def _unpacked(sent: bytes, most: int) -> bytes:
    unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    try:
        with unpacker.stream_reader(BytesIO(sent)) as reader:
            body = reader.read(most + 1)
    except zstandard.ZstdError as error:
        raise unserved(ProblemCode.MALFORMED) from error
    if len(body) > most:
        raise unserved(ProblemCode.TOO_LARGE)
    return body


def read_json(body: bytes, kind: type[T], *, nul: bool = False) -> T:
    """A value of that type; raises Unserved for anything else.

    Without `nul` no text may hold U+0000, which the database cannot keep.
    """
    try:
        body.decode()
        if too_deep(body) or (not nul and _holds_nul(body)):
            raise unserved(ProblemCode.MALFORMED)
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise unserved(ProblemCode.MALFORMED) from error


def too_deep(body: bytes) -> bool:
    """Whether brackets stand in each other deeper than allowed, also in parts read later.

    Told without recursion: of the text only brackets stay, and empty pairs are taken out, layer
    by layer.
    """
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return False
    plain = body.replace(rb"\\", b"").replace(rb"\"", b"")  # no quote is escaped any more
    left = _STRING.sub(b"", plain.translate(None, _NOT_BRACKETS))
    for _ in range(DEEPEST):
        if not left:
            return False
        left = _PAIR.sub(b"", left)
    return bool(left)


def _holds_nul(body: bytes) -> bool:
    return rb"\u0000" in body.replace(rb"\\", b"")
