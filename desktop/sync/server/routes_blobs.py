"""Sending files in, also in pieces, and giving them out, to those who hold their audience."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import Connection, select

from desktop.models.central import Counter
from desktop.rules.instants import school_day
from desktop.sync.protocol import LARGEST_BLOB, BlobReceived, ProblemCode
from desktop.sync.server import blobs
from desktop.sync.server.answers import Answer, told
from desktop.sync.server.blobs import STRETCH, BlobName, BlobState
from desktop.sync.server.intake import Disconnected
from desktop.sync.server.problems import BAD_MEDIA, NOT_THERE, unserved
from desktop.sync.server.rights import held_audiences
from desktop.sync.server.routes import Parameter, Route
from desktop.sync.server.sessions import Visit
from desktop.sync.server.sniffing import KIND_OF, MEDIA_TYPES, BlobKind

InThread = Callable[[Callable[[], Any]], Awaitable[Any]]

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_CONTENT_RANGE: Final = re.compile(r"bytes (\d{1,9})-(\d{1,9})/(\d{1,9})")
_RANGE: Final = re.compile(r"bytes=(\d{1,9})-(\d{0,9})")
_CLOSED: Final = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-disposition": "attachment",
}


@dataclass(frozen=True, slots=True)
class Span:
    """Which bytes of how many."""

    start: int
    size: int
    total: int


async def put_blob(visit: Visit, body: AsyncIterator[bytes], in_thread: InThread) -> Answer:
    """Take bytes in and keep them as they come, so that a broken line costs none of them."""
    name, kind, span = _named(visit), _announced(visit), _span(visit)
    state: BlobState = await in_thread(partial(_begin, visit, name, kind, span.total))
    if span.start > state.received:
        raise unserved(ProblemCode.GAP, expected=state.received)
    at, waiting = span.start, bytearray()
    try:
        async for stretch in body:
            waiting += stretch
            if at + len(waiting) > span.start + span.size:
                raise unserved(ProblemCode.TOO_LARGE)
            while len(waiting) > STRETCH:
                await in_thread(partial(_keep, visit, name, at, bytes(waiting[:STRETCH])))
                at, waiting = at + STRETCH, waiting[STRETCH:]
    except Disconnected:
        await in_thread(partial(_keep, visit, name, at, bytes(waiting)))
        raise
    state = await in_thread(partial(_end, visit, name, at, bytes(waiting)))
    return told(BlobReceived(state.received, state.size, state.whole), packed=False)


def head_blob(visit: Visit) -> Answer:
    """How much of a file is there: an upload goes on from `Upload-Offset`."""
    state = _state(visit, _named(visit))
    headers = {
        "content-type": state.kind.media_type,
        "upload-offset": str(state.received),
        "upload-length": str(state.size),
        "upload-complete": "?1" if state.whole else "?0",
        **_CLOSED,
    }
    return Answer(200, headers=headers)


def get_blob(visit: Visit) -> Answer:
    """The bytes of a whole file, from any place on."""
    name = _named(visit)
    state = _state(visit, name)
    if not state.whole:
        raise unserved(ProblemCode.NOT_FOUND)
    wanted = _wanted(visit, state.size)
    headers = {
        "content-type": state.kind.media_type,
        "content-length": str(wanted.size),
        "accept-ranges": "bytes",
        **_CLOSED,
    }
    if wanted.size == wanted.total:
        return Answer(200, headers=headers, stream=_bytes(visit, name, wanted))
    last = wanted.start + wanted.size - 1
    headers["content-range"] = f"bytes {wanted.start}-{last}/{wanted.total}"
    return Answer(206, headers=headers, stream=_bytes(visit, name, wanted))


def _begin(visit: Visit, name: BlobName, kind: BlobKind, size: int) -> BlobState:
    with visit.transaction() as connection:
        _require_held(visit, connection, name)
        return blobs.begin(connection, name, kind, size, visit.member.staff_id, visit.now)


def _keep(visit: Visit, name: BlobName, start: int, content: bytes) -> BlobState:
    with visit.transaction() as connection:
        return blobs.keep(connection, name, start, content, visit.now)


def _end(visit: Visit, name: BlobName, start: int, content: bytes) -> BlobState:
    """The last stretch of a request; with it the file may be complete."""
    with visit.transaction() as connection:
        state = blobs.keep(connection, name, start, content, visit.now)
        if state.whole or state.received < state.size:
            return state
        agrees = blobs.finish(connection, name)
    if not agrees:
        raise unserved(ProblemCode.WRONG_CONTENT)
    return BlobState(state.kind, state.size, state.received, whole=True)


def _state(visit: Visit, name: BlobName) -> BlobState:
    with visit.snapshot() as connection:
        _require_held(visit, connection, name)
        state = blobs.state_of(connection, name)
    if state is None:
        raise unserved(ProblemCode.NOT_FOUND)
    return state


def _bytes(visit: Visit, name: BlobName, wanted: Span) -> Generator[bytes, None, None]:
    """Part by part, each in a transaction of its own: a slow line holds no connection."""
    with visit.transaction(read_only=True) as connection:
        starts = blobs.parts(connection, name)
    end = wanted.start + wanted.size
    for first, following in pairwise((*starts, wanted.total)):
        if following <= wanted.start or first >= end:
            continue
        with visit.transaction(read_only=True) as connection:
            content = blobs.part(connection, name, first)
        yield content[max(wanted.start - first, 0) : end - first]


def _require_held(visit: Visit, connection: Connection, name: BlobName) -> None:
    known = select(Counter.epoch, Counter.rights_seq, Counter.last_at)
    counter = connection.execute(known).one()
    held = held_audiences(
        connection,
        counter.epoch,
        counter.rights_seq,
        visit.member.staff_id,
        school_day(max(visit.now, counter.last_at)),  # as for pulls: no clock goes back
    )
    if name.audience not in held:
        raise unserved(ProblemCode.NOT_PERMITTED)


def _named(visit: Visit) -> BlobName:
    said = visit.path["sha256"]
    if not _HASH.fullmatch(said):
        raise unserved(ProblemCode.MALFORMED)
    return BlobName(bytes.fromhex(said), visit.id_in("audience", visit.query))


def _announced(visit: Visit) -> BlobKind:
    said = visit.headers.get("content-type", "").partition(";")[0].strip().lower()
    if said not in KIND_OF:
        raise unserved(ProblemCode.WRONG_CONTENT, status=BAD_MEDIA)
    return KIND_OF[said]


def _span(visit: Visit) -> Span:
    """Which bytes the body is to have; without Content-Range, all of the file."""
    length = visit.headers.get("content-length", "")
    told_range = visit.headers.get("content-range")
    if told_range is None:
        if not length.isdecimal():
            raise unserved(ProblemCode.MALFORMED)
        return Span(0, int(length), int(length))
    found = _CONTENT_RANGE.fullmatch(told_range)
    first, last, total = map(int, found.groups()) if found else (1, 0, 0)
    if not first <= last < total:
        raise unserved(ProblemCode.MALFORMED)
    return Span(first, last - first + 1, total)


def _wanted(visit: Visit, size: int) -> Span:
    """The part that is asked for; one that is said in any other way is the whole."""
    found = _RANGE.fullmatch(visit.headers.get("range", ""))
    if found is None:
        return Span(0, size, size)
    start, last = int(found[1]), min(int(found[2] or size), size - 1)
    if start > last:
        raise unserved(ProblemCode.MALFORMED, status=NOT_THERE)
    return Span(start, last - start + 1, size)


_SHA256 = Parameter(
    "sha256", "SHA-256 of the file.", {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "path"
)
_AUDIENCE = Parameter("audience", "Who may hold the file.", {"type": "string", "format": "uuid"})
_CONTENT_RANGE_TOLD = Parameter(
    "Content-Range",
    "Which bytes of the file the body has; left out: all of them.",
    {"type": "string", "pattern": r"^bytes [0-9]{1,9}-[0-9]{1,9}/[0-9]{1,9}$"},
    "header",
    required=False,
)
_RANGE_TOLD = Parameter(
    "Range",
    "Which bytes of the file are wanted; left out: all of them.",
    {"type": "string", "pattern": "^bytes=[0-9]{1,9}-[0-9]{0,9}$"},
    "header",
    required=False,
)
_PATH: Final = "/v1/blobs/{sha256}"
_MEDIA: Final = tuple(MEDIA_TYPES.values())

ROUTES = (
    Route(
        method="PUT",
        path=_PATH,
        told="Send a file or the next bytes of it, to an audience that one holds.",
        run=put_blob,
        gives=BlobReceived,
        problems=(ProblemCode.NOT_PERMITTED, ProblemCode.GAP, ProblemCode.WRONG_CONTENT),
        parameters=(_SHA256, _AUDIENCE, _CONTENT_RANGE_TOLD),
        statuses=(200, BAD_MEDIA),
        media=_MEDIA,
        streams=True,
        largest=LARGEST_BLOB,
    ),
    Route(
        method="HEAD",
        path=_PATH,
        told="How much of a file has come: Upload-Offset, Upload-Length, Upload-Complete.",
        run=head_blob,
        problems=(ProblemCode.NOT_PERMITTED, ProblemCode.NOT_FOUND),
        parameters=(_SHA256, _AUDIENCE),
    ),
    Route(
        method="GET",
        path=_PATH,
        told="A file of an audience that one holds.",
        run=get_blob,
        problems=(ProblemCode.NOT_PERMITTED, ProblemCode.NOT_FOUND),
        parameters=(_SHA256, _AUDIENCE, _RANGE_TOLD),
        statuses=(200, 206, NOT_THERE),
        media=_MEDIA,
    ),
)
