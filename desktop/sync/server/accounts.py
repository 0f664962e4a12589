"""Who can sign in at the server: accounts opened and closed, passwords compared and changed.

Argon2id is computed between two short transactions, never within one.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection, Engine, select, update
from sqlalchemy.dialects.postgresql import insert

from desktop.models.central import Account
from desktop.models.people import Staff
from desktop.rules.passwords import FREE_TRIES, check_password, same_account, wait_after
from desktop.rules.trouble import Trouble
from desktop.sync.server.argon import Argon
from desktop.sync.server.postgres import school_transaction
from desktop.sync.server.throttle import (
    MustWait,
    charge_account,
    charge_address,
    charge_name,
    forgive_address,
    look_at_address,
)
from desktop.sync.server.tokens import Issued, issue_token, revoke_tokens


class SignInRefused(Trouble):
    """Account or password is not right; which of the two is not told."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(
            "Tên đăng nhập hoặc mật khẩu chưa đúng. "
            f"Còn {tries_left} lần thử trước khi phải chờ. "
            "Xem lại phím Caps Lock và bộ gõ tiếng Việt rồi gõ lại."
        )
        self.tries_left = tries_left


class NotOnTheList(Trouble):
    """No member of staff of that account or id, or one who is no longer active."""

    def __init__(self, who: str) -> None:
        super().__init__(
            f"Trong danh sách cán bộ của trường chưa có {who}, hoặc người ấy đã nghỉ. "
            "Các tài khoản giữ nguyên. Xem lại tên đăng nhập, hoặc thêm người ấy vào danh sách."
        )


class NoAccount(Trouble):
    """The person is on the list but cannot sign in."""

    def __init__(self, who: str) -> None:
        super().__init__(
            f"{who} chưa có tài khoản đăng nhập, hoặc tài khoản đã đóng. Không có gì bị thay đổi. "
            "Mở tài khoản cho người ấy trước."
        )


class AccountOpen(Trouble):
    """The person can sign in already."""

    def __init__(self, who: str) -> None:
        super().__init__(
            f"{who} đã có tài khoản đăng nhập; tài khoản và mật khẩu được giữ nguyên. "
            "Nếu người ấy quên mật khẩu, đặt lại mật khẩu."
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """Where people sign in to one school."""

    engine: Engine
    schema: str
    argon: Argon

    def transaction(self, *, read_only: bool = False) -> AbstractContextManager[Connection]:
        """A short one in the school's schema."""
        return school_transaction(self.engine, self.schema, read_only=read_only)


@dataclass(frozen=True, slots=True)
class Verified:
    """Somebody who gave the right password."""

    staff_id: UUID
    account: str
    name: str
    must_change: bool


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """One member of staff and their account; `changed_at` in UTC microseconds, 0 without one."""

    staff_id: UUID
    account: str
    name: str
    active: bool
    opened: bool
    closed: bool
    must_change: bool
    changed_at: int


@dataclass(frozen=True, slots=True)
class _Listed:
    """Somebody on the staff list."""

    account: str
    full_name: str


@dataclass(frozen=True, slots=True)
class _Known:
    """Somebody who may sign in."""

    verified: Verified
    phc: str = field(repr=False)


def sign_in(
    desk: Desk, account: str, password: str, *, address: str, now: int, device: UUID | None = None
) -> tuple[Verified, Issued]:
    """The person of an account and its password, and a session; ``address`` is the caller's.

    Raises SignInRefused, MustWait, TooBusy. An account that does not exist, that is closed, or
    whose owner has left is answered like a wrong password.
    """
    known = _verify(desk, account, password, address, now)
    with desk.transaction() as connection:
        _forgive(connection, known, address)
        return known.verified, issue_token(connection, known.verified.staff_id, now, device)


def change_password(  # noqa: PLR0913 - who, from what to what, from where, when, and which stays
    desk: Desk, staff_id: UUID, old: str, new: str, *, address: str, now: int, keep: bytes = b""
) -> None:
    """The owner's own change; all sessions end but the one whose token has the hash ``keep``.

    Raises WeakPassword before anything is tried, then what ``sign_in`` raises.
    """
    with desk.transaction(read_only=True) as connection:
        account = _staff(connection, staff_id).account
    check_password(account, new, old)
    known = _verify(desk, account, old, address, now)
    phc = desk.argon.hash(new)
    with desk.transaction() as connection:
        _forgive(connection, known, address)
        _write(connection, staff_id, phc, now, must_change=False)
        revoke_tokens(connection, staff_id, but=keep)


def reset_password(desk: Desk, staff_id: UUID, first: str, now: int) -> None:
    """A new first password for who has forgotten theirs; it ends waits and all sessions.

    Raises NotOnTheList, NoAccount, WeakPassword.
    """
    phc = _first(desk, staff_id, first)
    with desk.transaction() as connection:
        if not _write(connection, staff_id, phc, now, must_change=True):
            raise NoAccount(_staff(connection, staff_id).full_name)
        revoke_tokens(connection, staff_id)


def open_account(desk: Desk, staff_id: UUID, first: str, now: int) -> None:
    """Let a member of staff sign in with a first password, also one whose account was closed.

    Raises NotOnTheList, AccountOpen, WeakPassword.
    """
    phc = _first(desk, staff_id, first)
    with desk.transaction() as connection:
        if not add_account(connection, staff_id, phc, now, must_change=True):
            raise AccountOpen(_staff(connection, staff_id).full_name)


def add_account(
    connection: Connection, staff_id: UUID, phc: str, now: int, *, must_change: bool
) -> bool:
    """Write an account within the caller's transaction; False where there is an open one."""
    values = {"password": phc, "must_change": must_change, "changed_at": now,
              "wrong_tries": 0, "wait_until": 0, "closed": False}  # fmt: skip
    written = connection.execute(
        insert(Account)
        .values(staff_id=staff_id, **values)
        .on_conflict_do_update(
            index_elements=["staff_id"], set_=values, where=Account.closed.is_(True)
        )
        .returning(Account.staff_id)
    )
    return written.first() is not None


def close_account(desk: Desk, staff_id: UUID) -> None:
    """Take the way in away and end all sessions; what was entered stays. Raises NoAccount."""
    with desk.transaction() as connection:
        closed = connection.execute(
            update(Account)
            .where(Account.staff_id == staff_id, Account.closed.is_(False))
            .values(closed=True)
        )
        if closed.rowcount == 0:
            raise NoAccount(_name(connection, staff_id))
        revoke_tokens(connection, staff_id)


def accounts(connection: Connection) -> tuple[AccountFacts, ...]:
    """Every member of staff, with or without an account, by the name of the account."""
    rows = connection.execute(
        select(
            Staff.id, Staff.account, Staff.full_name, Staff.active,
            Account.closed, Account.must_change, Account.changed_at,
        ).join(Account, Account.staff_id == Staff.id, isouter=True)
    )  # fmt: skip
    found = (
        AccountFacts(
            staff_id=row.id, account=row.account, name=row.full_name, active=row.active,
            opened=row.closed is not None, closed=bool(row.closed),
            must_change=bool(row.must_change), changed_at=row.changed_at or 0,
        )
        for row in rows
    )  # fmt: skip
    return tuple(sorted(found, key=lambda one: same_account(one.account)))


def staff_of(connection: Connection, account: str) -> UUID:
    """Who has that account on the staff list; raises NotOnTheList."""
    rows = connection.execute(select(Staff.id, Staff.account)).all()
    at = _index_of(account, [row.account for row in rows])
    if at is None:
        raise NotOnTheList(account.strip())
    found: UUID = rows[at].id
    return found


def _verify(desk: Desk, account: str, password: str, address: str, now: int) -> _Known:
    """Somebody who gave the right password, not yet forgiven the try."""
    with desk.transaction() as connection:
        look_at_address(connection, address, now)
        known = _known(connection, account)
        if known is None:
            tries = charge_name(connection, same_account(account), now)
        else:
            tries = charge_account(connection, known.verified.staff_id, now)
    if desk.argon.fits(password, known.phc if known else None) and known is not None:
        return known
    with desk.transaction() as connection:
        charge_address(connection, address, now)
    raise _wrong(tries)


def _wrong(tries: int) -> Trouble:
    wait = wait_after(tries)
    return MustWait(wait, tries) if wait else SignInRefused(FREE_TRIES - tries)


def _forgive(connection: Connection, known: _Known, address: str) -> None:
    """Begin anew; raises SignInRefused where the password was reset or the account closed since."""
    still = connection.execute(
        update(Account)
        .where(
            Account.staff_id == known.verified.staff_id,
            Account.password == known.phc,
            Account.closed.is_(False),
        )
        .values(wrong_tries=0, wait_until=0)
    )
    if still.rowcount == 0:
        raise SignInRefused(FREE_TRIES)
    forgive_address(connection, address)


def _known(connection: Connection, account: str) -> _Known | None:
    rows = connection.execute(
        select(
            Staff.id, Staff.account, Staff.full_name,
            Account.must_change, Account.password,
        )
        .join(Account, Account.staff_id == Staff.id)
        .where(Account.closed.is_(False), Staff.active.is_(True))
    ).all()  # fmt: skip
    at = _index_of(account, [row.account for row in rows])
    if at is None:
        return None
    row = rows[at]
    who = Verified(row.id, row.account, row.full_name, row.must_change)
    return _Known(who, row.password)


def _first(desk: Desk, staff_id: UUID, first: str) -> str:
    """The hash of a first password for somebody who is on the list."""
    with desk.transaction(read_only=True) as connection:
        staff = _staff(connection, staff_id)
    check_password(staff.account, first)
    return desk.argon.hash(first)


def _write(
    connection: Connection, staff_id: UUID, phc: str, now: int, *, must_change: bool
) -> bool:
    """A new password; False where there is no open account."""
    written = connection.execute(
        update(Account)
        .where(Account.staff_id == staff_id, Account.closed.is_(False))
        .values(password=phc, must_change=must_change, changed_at=now, wrong_tries=0, wait_until=0)
    )
    return written.rowcount == 1


def _staff(connection: Connection, staff_id: UUID) -> _Listed:
    """Somebody of the staff list who is active."""
    row = connection.execute(
        select(Staff.account, Staff.full_name).where(Staff.id == staff_id, Staff.active.is_(True))
    ).first()
    if row is None:
        raise NotOnTheList("người này")
    return _Listed(row.account, row.full_name)


def _name(connection: Connection, staff_id: UUID) -> str:
    found = connection.scalar(select(Staff.full_name).where(Staff.id == staff_id))
    return found or "Người này"


def _index_of(account: str, accounts: Sequence[str]) -> int | None:
    """Whose account it is: written just so, else in other letters."""
    if account in accounts:
        return accounts.index(account)
    wanted = same_account(account)
    alike = (at for at, one in enumerate(accounts) if same_account(one) == wanted)
    return next(alike, None)
