"""The journal: one hash-chained row a command, appended in the command's own transaction."""

import zlib
from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.books import Books
from desktop.commands.command import Command, decode, kind_of
from desktop.models.journal import FileFact, Journal

FIRST_LINK = bytes(32)
HEAD = "chain_head"  # the file fact that holds the last number and hash: a cut end is noticed
ERASED = "erased"  # settled so: the payload went with an audience that was withdrawn
_WORTH_PACKING = 200


def link(before: bytes, row: Journal) -> bytes:
    """The chain hash of a row (32 bytes), over its fields, its payload and the link before.

    Of the payload the digest counts, so that the chain holds where a payload had to be erased
    (rows of older files have no digest). On the server the outcome is part of the link.
    """
    fields = (
        str(row.number), row.id.hex, row.kind, str(row.schema), row.by.hex, str(row.at),
        row.undoes.hex if row.undoes else "",
    )  # fmt: skip
    digest = sha256(before)
    for field in fields:
        digest.update(len(field).to_bytes(4, "big") + field.encode())
    if row.device is not None:  # on the server: what was said when, and what became of it
        for field in (row.device.hex, str(row.said_at), row.state, str(row.seq), row.refusal):
            digest.update(len(field.encode()).to_bytes(4, "big") + field.encode())
    digest.update(payload_of(row) if row.digest is None else row.digest)
    return digest.digest()


def payload_of(row: Journal) -> bytes:
    """The command's JSON."""
    return zlib.decompress(row.payload) if row.packed else row.payload


def is_whole(row: Journal) -> bool:
    """Whether the payload is the one that was said; an erased one (sync.md 19) counts as whole."""
    if row.digest is None or (row.settled == ERASED and not row.payload):
        return True
    return sha256(payload_of(row)).digest() == row.digest


def command_of(row: Journal) -> Command:
    """The command of a row, upgraded to its present form."""
    return decode(row.kind, row.schema, payload_of(row))


def append(
    books: Books, command: Command, by: UUID, undoes: UUID | None, state: str, audiences: str = ""
) -> Journal:
    """Write the row of a command that was carried out here, and move the head of the chain."""
    session = books.session
    number, before = head(session)
    row = new_row(books, kind_of(command), command.schema(), msgspec.json.encode(command), by)
    row.number, row.undoes, row.state, row.audiences = number + 1, undoes, state, audiences
    row.chain = link(before, row)
    session.add(row)
    session.merge(FileFact(name=HEAD, value=f"{row.number} {row.chain.hex()}"))
    return row


def new_row(books: Books, kind: str, schema: int, payload: bytes, by: UUID) -> Journal:
    """A row for the books' present command, not yet numbered and linked."""
    packed, content = pack(payload)
    return Journal(
        number=0, id=books.command_id, kind=kind, schema=schema, by=by, at=books.at,
        payload=content, packed=packed,
        digest=sha256(payload).digest(), state="", chain=FIRST_LINK,
    )  # fmt: skip


def pack(payload: bytes) -> tuple[bool, bytes]:
    """Whether a row's payload is deflated, and what the row holds."""
    packed = len(payload) > _WORTH_PACKING
    return packed, zlib.compress(payload) if packed else payload


def head(session: Session) -> tuple[int, bytes]:
    """Number and hash of the last row; (0, zeros) in an empty journal."""
    last = session.execute(
        select(Journal.number, Journal.chain).order_by(Journal.number.desc()).limit(1)
    ).first()
    return (last.number, last.chain) if last else (0, FIRST_LINK)


def find(session: Session, command_id: UUID) -> Journal | None:
    """The row of a command, if it was executed here before."""
    return session.scalar(select(Journal).where(Journal.id == command_id))


def last_instant(session: Session) -> int:
    """The instant of the newest row (UTC microseconds), 0 for none."""
    return session.scalar(select(func.max(Journal.at))) or 0


def broken_links(rows: Iterable[Journal]) -> Iterable[Journal]:
    """The rows, in order, whose number, hash or payload is not what the one before leads to."""
    number, before = 0, FIRST_LINK
    for row in rows:
        if row.number != number + 1 or not _is_linked(before, row):
            yield row
        number, before = row.number, row.chain


def _is_linked(before: bytes, row: Journal) -> bool:
    try:
        return link(before, row) == row.chain and is_whole(row)
    except zlib.error:  # not what was deflated
        return False
