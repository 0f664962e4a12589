"""Sessions: a random text that the client holds, of which the database knows only the hash."""

import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from desktop.models.central import Account, Token
from desktop.models.people import Staff
from desktop.rules.trouble import Trouble

_DAY: Final = 24 * 3600 * 1_000_000
LIFETIME: Final = 14 * _DAY
_SIZE: Final = 32


class SignInAgain(Trouble):
    """No session of this school: never was one, expired, revoked, or the account is closed."""

    def __init__(self) -> None:
        super().__init__(
            "Phiên làm việc với máy chủ đã hết. Những gì đã nhập trên máy này vẫn còn nguyên "
            "và sẽ được gửi tiếp. Đăng nhập lại để tiếp tục."
        )


@dataclass(frozen=True, slots=True)
class Issued:
    """A new session as its owner gets it, this once."""

    token: str = field(repr=False)
    expires_at: int = 0


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose session it is; with ``must_change`` it opens nothing but the change of the password."""

    staff_id: UUID
    device: UUID | None
    must_change: bool
    token_hash: bytes = field(repr=False)


def issue_token(
    connection: Connection, staff_id: UUID, now: int, device: UUID | None = None
) -> Issued:
    """A session of fourteen days; it gets longer only by signing in again."""
    connection.execute(delete(Token).where(Token.expires_at < now - LIFETIME))
    issued = Issued(secrets.token_urlsafe(_SIZE), now + LIFETIME)
    connection.execute(
        insert(Token).values(
            hash=_hash(issued.token), staff_id=staff_id, device=device, made_at=now,
            expires_at=issued.expires_at, revoked=False,
        )
    )  # fmt: skip
    return issued


def bearer_of(connection: Connection, token: str, now: int) -> Bearer:
    """Whose session this is; raises SignInAgain."""
    row = connection.execute(
        select(Token.staff_id, Token.device, Account.must_change)
        .join(Account, Account.staff_id == Token.staff_id)
        .join(Staff, Staff.id == Token.staff_id)
        .where(
            Token.hash == _hash(token),
            Token.revoked.is_(False),
            Token.expires_at > now,
            Account.closed.is_(False),
            Staff.active.is_(True),
        )
    ).first()
    if row is None:
        raise SignInAgain
    return Bearer(row.staff_id, row.device, row.must_change, _hash(token))


def revoke_token(connection: Connection, token_hash: bytes) -> None:
    """End one session: signing out."""
    connection.execute(update(Token).where(Token.hash == token_hash).values(revoked=True))


def revoke_tokens(connection: Connection, staff_id: UUID, *, but: bytes = b"") -> int:
    """End all sessions of a person, but the one of that hash; returns how many."""
    ended = connection.execute(
        update(Token)
        .where(Token.staff_id == staff_id, Token.revoked.is_(False), Token.hash != but)
        .values(revoked=True)
    )
    return ended.rowcount


def _hash(token: str) -> bytes:
    return sha256(token.encode(errors="replace")).digest()
