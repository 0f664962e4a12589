"""What a file that is connected to the school's server knows of that: one JSON in its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import delete, select

from desktop.models.journal import FileFact, Holding
from desktop.models.school import SchoolSetting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

LINK: Final = "server"
OFFLINE_DAYS: Final = "offline_days"  # the school's setting
USUAL_DAYS: Final = 14
_DAY: Final = 86_400 * 1_000_000


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """Which school's server, which of its epochs, how far this file has come; instants in µs.

    `device` names this very file to the server (sync.md 14, 20); `signed_in_at` is by this
    computer's clock. `resent` were accepted before the server was restored, and are pending
    again, `turned` those of them that were refused then; `withdrawn` are audiences of which
    commands may still have to be erased. `awaited` were held and are asked for from zero: those
    that do not come back were withdrawn meanwhile.
    """

    school: str
    staff_id: UUID
    epoch: UUID
    device: UUID
    cursor: int = 0
    token: str = ""
    token_until: int = 0
    signed_in_at: int = 0
    synced_at: int = 0
    checked_at: int = 0
    safe_seq: int = 0
    resent: tuple[UUID, ...] = ()
    turned: tuple[UUID, ...] = ()
    withdrawn: tuple[UUID, ...] = ()
    awaited: tuple[UUID, ...] = ()
    to_wipe: bool = False


def new_device() -> UUID:
    """An id for a file that the server has not seen yet."""
    return uuid4()


def read_link(session: Session) -> Link | None:
    """The link of a file; None for a school on one computer."""
    told = session.scalar(select(FileFact.value).where(FileFact.name == LINK))
    return msgspec.json.decode(told, type=Link) if told is not None else None


def write_link(session: Session, link: Link) -> None:
    """Keep it, within the caller's transaction."""
    session.merge(FileFact(name=LINK, value=msgspec.json.encode(link).decode()))
    session.flush()


def read_holdings(session: Session) -> frozenset[UUID]:
    """The audiences whose rows lie here, all of them up to the cursor."""
    return frozenset(session.scalars(select(Holding.audience)))


def write_holdings(session: Session, held: Iterable[UUID]) -> None:
    """Keep them, within the caller's transaction."""
    session.execute(delete(Holding))
    session.add_all(Holding(audience=audience) for audience in held)
    session.flush()


def reading_ends(session: Session, link: Link) -> int:
    """Until when the file may be read without signing in at the server (DESIGN §5)."""
    value = session.scalar(select(SchoolSetting.value).where(SchoolSetting.name == OFFLINE_DAYS))
    days = int(value) if value is not None and value.isdecimal() else USUAL_DAYS
    return link.signed_in_at + days * _DAY
