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
_WORTH_PACKING = 200


def link(before: bytes, row: Journal) -> bytes:
    """The chain hash of a row (32 bytes), over its fields, plain payload and the link before."""
    fields = (
        str(row.number), row.id.hex, row.kind, str(row.schema), row.by.hex, str(row.at),
        row.undoes.hex if row.undoes else "",
    )  # fmt: skip
    digest = sha256(before)
    for field in fields:
        digest.update(len(field).to_bytes(4, "big") + field.encode())
    digest.update(payload_of(row))
    return digest.digest()


def payload_of(row: Journal) -> bytes:
    """The command's JSON."""
    return zlib.decompress(row.payload) if row.packed else row.payload


def command_of(row: Journal) -> Command:
    """The command of a row, upgraded to its present form."""
    return decode(row.kind, row.schema, payload_of(row))


def append(books: Books, command: Command, by: UUID, undoes: UUID | None, state: str) -> Journal:
    """Write the row of a command that was carried out, and move the head of the chain."""
    session = books.session
    number, before = head(session)
    payload = msgspec.json.encode(command)
    packed = len(payload) > _WORTH_PACKING
    row = Journal(
        number=number + 1, id=books.command_id, kind=kind_of(command), schema=command.schema(),
        by=by, at=books.at, payload=zlib.compress(payload) if packed else payload, packed=packed,
        undoes=undoes, state=state, chain=FIRST_LINK,
    )  # fmt: skip
    row.chain = link(before, row)
    session.add(row)
    session.merge(FileFact(name=HEAD, value=f"{row.number} {row.chain.hex()}"))
    return row


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
    """The rows, in order of number, whose number or hash does not follow from the one before."""
    number, before = 0, FIRST_LINK
    for row in rows:
        if row.number != number + 1 or link(before, row) != row.chain:
            yield row
        number, before = row.number, row.chain
