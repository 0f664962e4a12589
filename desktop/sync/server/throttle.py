"""Waits after wrong sign-ins, kept in the database so that all processes of a server agree.

An account is charged before its password is compared, so that many tries at once cannot be more
than the free ones; the right password forgives them. An address is charged afterwards: behind
one address there may be a whole school, and all of it signs in at a quarter to seven.
"""

from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from desktop.models.central import Account, Caller
from desktop.rules.passwords import FREE_TRIES, wait_after
from desktop.rules.trouble import Trouble

FREE_TRIES_OF_AN_ADDRESS: Final = 20
_SECOND: Final = 1_000_000
_FORGOTTEN_AFTER: Final = 24 * 3600 * _SECOND


class MustWait(Trouble):
    """Too many wrong tries: nothing is compared for another ``seconds``."""

    def __init__(self, seconds: int, wrong_tries: int) -> None:
        super().__init__(
            f"Đã đăng nhập chưa đúng {wrong_tries} lần liền. Dữ liệu vẫn nguyên vẹn. "
            f"Chờ {_span(seconds)} rồi đăng nhập lại; nếu quên mật khẩu, nhờ quản trị CSDL đặt lại."
        )
        self.seconds = seconds


def charge_account(connection: Connection, staff_id: UUID, now: int) -> int:
    """Count a try at an account before it is made; returns all in a row. Raises MustWait."""
    row = connection.execute(
        select(Account.wrong_tries, Account.wait_until)
        .where(Account.staff_id == staff_id)
        .with_for_update()
    ).one()
    tries, wait_until = _counted(row.wrong_tries, row.wait_until, now, FREE_TRIES)
    connection.execute(
        update(Account)
        .where(Account.staff_id == staff_id)
        .values(wrong_tries=tries, wait_until=wait_until)
    )
    return tries


def charge_name(connection: Connection, account: str, now: int) -> int:
    """The same for a name that nobody has, so that the answers are alike."""
    return _charge(connection, _of_name(account), now, FREE_TRIES)


def charge_address(connection: Connection, address: str, now: int) -> None:
    """Count a wrong sign-in from an address, and forget those of yesterday."""
    connection.execute(delete(Caller).where(Caller.last_at < now - _FORGOTTEN_AFTER))
    try:
        _charge(connection, address, now, FREE_TRIES_OF_AN_ADDRESS)
    except MustWait:
        return  # others from there were wrong meanwhile; it waits already


def look_at_address(connection: Connection, address: str, now: int) -> None:
    """Raises MustWait while the address has to wait."""
    row = connection.execute(
        select(Caller.wrong_tries, Caller.wait_until).where(Caller.address == address)
    ).first()
    if row is not None:
        _wait(row.wrong_tries, row.wait_until, now, FREE_TRIES_OF_AN_ADDRESS)


def forgive_address(connection: Connection, address: str) -> None:
    """Somebody there gave the right password: it begins anew."""
    connection.execute(delete(Caller).where(Caller.address == address))


def _charge(connection: Connection, key: str, now: int, free: int) -> int:
    connection.execute(
        insert(Caller)
        .values(address=key, wrong_tries=0, wait_until=0, last_at=now)
        .on_conflict_do_nothing()
    )
    row = connection.execute(
        select(Caller.wrong_tries, Caller.wait_until).where(Caller.address == key).with_for_update()
    ).one()
    tries, wait_until = _counted(row.wrong_tries, row.wait_until, now, free)
    connection.execute(
        update(Caller)
        .where(Caller.address == key)
        .values(wrong_tries=tries, wait_until=wait_until, last_at=now)
    )
    return tries


def _counted(tries: int, wait_until: int, now: int, free: int) -> tuple[int, int]:
    """Tries and the end of the wait after one more; raises MustWait."""
    _wait(tries, wait_until, now, free)
    wait = wait_after(tries + 1, free)
    return tries + 1, now + wait * _SECOND if wait else 0


def _wait(tries: int, wait_until: int, now: int, free: int) -> None:
    left = wait_until - now
    longest = wait_after(tries, free) * _SECOND
    if 0 < left <= longest:  # a longer one: the clock was set back, and the wait is over
        raise MustWait(-(-left // _SECOND), tries)


def _of_name(account: str) -> str:
    """Not the name itself: people type their password into the wrong field."""
    return f"account:{sha256(account.encode()).hexdigest()[:32]}"


def _span(seconds: int) -> str:
    return f"{seconds} giây" if seconds < 90 else f"{-(-seconds // 60)} phút"  # noqa: PLR2004
