"""What goes back: JSON of the protocol's structs, packed where that pays, or a stream of bytes."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import zstandard

from desktop.sync.server.problems import RETRY_SOON, Unserved

JSON: Final = "application/json"
_PACKED_FROM: Final = 1_000  # bytes
_LEVEL: Final = 3
_NOT_SIGNED_IN: Final = 401
_COME_AGAIN: Final = (429, 503)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer ready to be sent: its content, or a stream whose pieces are made as it is sent.

    The first piece of a stream is its content. `rows` and `outcomes` are for the counters.
    """

    status: int
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    stream: Generator[bytes, None, None] | None = None
    rows: int = 0
    outcomes: tuple[str, ...] = ()


def told(
    value: msgspec.Struct | tuple[Any, ...], *, packed: bool, outcomes: tuple[str, ...] = ()
) -> Answer:
    """A struct as JSON; with `packed` the client reads zstd."""
    content = msgspec.json.encode(value)
    headers = {"content-type": JSON, "cache-control": "no-store", "vary": "accept-encoding"}
    if packed and len(content) > _PACKED_FROM:
        content = zstandard.ZstdCompressor(level=_LEVEL).compress(content)
        headers["content-encoding"] = "zstd"
    return Answer(200, content, {**headers, "content-length": str(len(content))}, outcomes=outcomes)


def nothing(status: int = 204) -> Answer:
    """Done, and nothing to tell."""
    return Answer(status, headers={"cache-control": "no-store"})


def refusal(refused: Unserved, more: Mapping[str, str] | None = None) -> Answer:
    """The one shape of every answer that is not 2xx; `more` are further headers."""
    problem, status = refused.problem, refused.status
    headers = {"content-type": JSON, "cache-control": "no-store", **(more or {})}
    if status == _NOT_SIGNED_IN:
        headers["www-authenticate"] = "Bearer"
    if status in _COME_AGAIN:
        headers["retry-after"] = str(problem.seconds or RETRY_SOON)
    content = msgspec.json.encode(problem)
    return Answer(status, content, {**headers, "content-length": str(len(content))})
