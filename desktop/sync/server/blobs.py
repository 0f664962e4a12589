"""Files by their SHA-256: taken in stretch by stretch, kept sealed, and whole only when they agree.

Every function works within a transaction of the caller's, in the school's schema. An upload
that broke off goes on where it stopped; one that nobody went on with for a week is forgotten.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, delete, insert, select, update

from desktop.models.central import Blob, BlobPart
from desktop.sync.protocol import LARGEST_BLOB, ProblemCode
from desktop.sync.server.problems import unserved
from desktop.sync.server.sniffing import ENOUGH, BlobKind, begins_as, sniff

STRETCH: Final = 256 * 1024  # bytes of a part, and what an upload keeps in memory
FORGOTTEN: Final = 7 * 24 * 3600 * 1_000_000  # microseconds until an unfinished one is removed

_blob = cast("Table", Blob.__table__)
_part = cast("Table", BlobPart.__table__)


@dataclass(frozen=True, slots=True)
class BlobName:
    """A file in an audience; the same file in two audiences is kept twice."""

    sha256: bytes
    audience: UUID


@dataclass(frozen=True, slots=True)
class BlobState:
    """What is there of a file: all of it when `whole`."""

    kind: BlobKind
    size: int
    received: int
    whole: bool


def state_of(connection: Connection, name: BlobName) -> BlobState | None:
    """What is there of a file; None when nothing is."""
    row = connection.execute(select(_blob).where(_is(_blob, name))).first()
    return None if row is None or not row.received else _state(row)


def begin(
    connection: Connection, name: BlobName, kind: BlobKind, size: int, by: UUID, at: int
) -> BlobState:
    """The state from which an upload goes on.

    Where another size or kind was announced for it before, one of the two was wrong: what came
    so far is thrown away, unless the file is whole.
    """
    if not ENOUGH <= size <= LARGEST_BLOB:
        code = ProblemCode.TOO_LARGE if size > LARGEST_BLOB else ProblemCode.WRONG_CONTENT
        raise unserved(code)
    _forget_unfinished(connection, at)
    found = connection.execute(select(_blob).where(_is(_blob, name)).with_for_update()).first()
    if found is not None and (found.whole or (found.size, found.kind) == (size, kind)):
        return _state(found)
    _remove(connection, name)
    connection.execute(
        insert(_blob).values(
            sha256=name.sha256, audience=name.audience, kind=str(kind), size=size, received=0,
            whole=False, by=by, at=at,
        )
    )  # fmt: skip
    return BlobState(kind, size, 0, whole=False)


def keep(connection: Connection, name: BlobName, start: int, content: bytes, at: int) -> BlobState:
    """Keep a stretch of an upload that was begun.

    Bytes that are there already are passed over. Raises Unserved: GAP when bytes before it are
    missing, WRONG_CONTENT when it cannot be of the kind that was announced.
    """
    row = connection.execute(select(_blob).where(_is(_blob, name)).with_for_update()).first()
    if row is None:
        raise unserved(ProblemCode.GAP, expected=0)
    known = _state(row)
    if known.whole:
        return known
    if start > known.received:
        raise unserved(ProblemCode.GAP, expected=known.received)
    new = content[known.received - start :][: known.size - known.received]
    if not new:
        return known
    if known.received == 0 and not begins_as(known.kind, new):
        raise unserved(ProblemCode.WRONG_CONTENT)
    received = known.received + len(new)
    part = {"start": known.received, "content": new}
    connection.execute(insert(_part).values(sha256=name.sha256, audience=name.audience, **part))
    connection.execute(update(_blob).where(_is(_blob, name)).values(received=received, at=at))
    return BlobState(known.kind, known.size, received, whole=False)


def put(connection: Connection, name: BlobName, content: bytes, by: UUID, at: int) -> bool:
    """A whole file at once; False where it is none that is kept, or not what its name says."""
    kind = sniff(content)
    if kind is None or not ENOUGH <= len(content) <= LARGEST_BLOB:
        return False
    begin(connection, name, kind, len(content), by, at)
    for start in range(0, len(content), STRETCH):
        keep(connection, name, start, content[start : start + STRETCH], at)
    return finish(connection, name)


def finish(connection: Connection, name: BlobName) -> bool:
    """Complete a file of which all bytes are there; a wrong one is removed, and then False."""
    row = connection.execute(select(_blob).where(_is(_blob, name)).with_for_update()).first()
    if row is None:
        return False
    content = b"".join(part(connection, name, start) for start in parts(connection, name))
    if sha256(content).digest() != name.sha256 or sniff(content) != row.kind:
        _remove(connection, name)
        return False
    connection.execute(update(_blob).where(_is(_blob, name)).values(whole=True))
    return True


def parts(connection: Connection, name: BlobName) -> tuple[int, ...]:
    """Where each part of a file begins; each ends where the next one begins."""
    query = select(_part.c.start).where(_is(_part, name)).order_by(_part.c.start)
    return tuple(connection.scalars(query))


def part(connection: Connection, name: BlobName, start: int) -> bytes:
    """The bytes of a part; none where the file was removed meanwhile."""
    content = connection.scalar(
        select(_part.c.content).where(_is(_part, name), _part.c.start == start)
    )
    return b"" if content is None else bytes(content)


def _state(row: Row[Any]) -> BlobState:
    return BlobState(BlobKind(row.kind), row.size, row.received, row.whole)


def _is(table: Table, name: BlobName) -> ColumnElement[bool]:
    return and_(table.c.sha256 == name.sha256, table.c.audience == name.audience)


def _remove(connection: Connection, name: BlobName) -> None:
    connection.execute(delete(_part).where(_is(_part, name)))
    connection.execute(delete(_blob).where(_is(_blob, name)))


def _forget_unfinished(connection: Connection, now: int) -> None:
    old = connection.execute(
        delete(_blob)
        .where(_blob.c.whole.is_(False), _blob.c.at < now - FORGOTTEN)
        .returning(_blob.c.sha256, _blob.c.audience)
    )
    for row in old.all():
        connection.execute(delete(_part).where(_is(_part, BlobName(*row))))
