"""Leaving nothing of a withdrawn audience in a file but what its owner has not settled (19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from sqlalchemy import select

from desktop.commands.execute import DONE
from desktop.commands.journal import ERASED
from desktop.models.journal import Journal
from desktop.store.outbox import FAILED, REFUSED

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from desktop.store.link import Link

KEPT: Final = "kept"  # settled so: the author keeps what was typed, for a correction by procedure
_GONE: Final = (
    "Nơi này không còn thuộc phần được phân công nên chi tiết đã được xóa khỏi máy. "
    "Nội dung đã nhập vẫn còn ở đây và trong nhật kí của máy chủ."
)


def erase_commands(session: Session, link: Link) -> Link:
    """Take from the journal what it says of audiences that were withdrawn.

    Payloads of done and settled commands go, the digest stays; of a refusal that waits for its
    author's decision the details go, what was typed stays; what has no verdict yet stays whole.
    Returns the link with those audiences of which something is left to be erased later.
    """
    if not link.withdrawn:
        return link
    gone = {audience.hex: audience for audience in link.withdrawn}
    left: set[UUID] = set()
    to_wipe = link.to_wipe
    rows = session.execute(
        select(Journal.number, Journal.audiences).where(Journal.settled != ERASED)
    ).all()
    for number, audiences in rows:
        # One that changed nothing does not say where: it might tell of any of them.
        told = audiences.split() or gone
        touched = {gone[audience] for audience in told if audience in gone}
        if touched and _erase(session.get_one(Journal, number)):
            to_wipe = True
        elif touched:
            left |= touched
    session.flush()
    return msgspec.structs.replace(link, withdrawn=tuple(sorted(left)), to_wipe=to_wipe)


def _erase(row: Journal) -> bool:
    """Whether nothing is left to be erased later."""
    if row.state == DONE or (row.state in (REFUSED, FAILED) and row.settled not in ("", KEPT)):
        row.payload, row.packed, row.refusal, row.settled = b"", False, "", ERASED
        return True
    if row.state in (REFUSED, FAILED) and row.refusal:
        row.refusal = _without_details(row.refusal)
    return False


def _without_details(refusal: str) -> str:
    """The verdict with its code, in words that name nobody and no value."""
    told = msgspec.json.decode(refusal)
    kept = {name: told[name] for name in ("id", "outcome", "seq", "code") if name in told}
    return msgspec.json.encode({**kept, "message": _GONE}).decode()
