"""`server account`: who can sign in, and accounts opened, closed or given a first password."""

from argparse import Namespace
from uuid import UUID

from desktop.cli.outcome import Report
from desktop.rules.instants import show_moment
from desktop.store import clock
from desktop.store.keys import first_password
from desktop.store.trouble import Trouble
from desktop.sync.server import accounts
from desktop.sync.server.accounts import AccountFacts, Desk
from desktop.sync.server.argon import Argon
from desktop.sync.server.opening import open_server
from desktop.sync.server.registry import find_school


def run(arguments: Namespace) -> Report:
    with open_server(arguments.folder.resolve()) as server:
        place = find_school(server.engine, arguments.code)
        desk = Desk(server.engine, place.schema, Argon())
        if arguments.act == "list":
            return _list(desk)
        if not arguments.account:
            raise Trouble(
                "Chưa rõ tài khoản nào nên chưa làm gì cả. Ghi tên tài khoản ở cuối lệnh; "
                "lệnh account … list cho xem danh sách."
            )
        return _ACTS[arguments.act](desk, arguments.account)


def _list(desk: Desk) -> Report:
    with desk.transaction(read_only=True) as connection:
        found = accounts.accounts(connection)
    width = max((len(one.account) for one in found), default=0)
    return Report(
        lines=tuple(f"{one.account:<{width}}  {one.name} · {_state(one)}" for one in found),
        data={
            "accounts": [
                {
                    "account": one.account,
                    "name": one.name,
                    "active": one.active,
                    "opened": one.opened,
                    "closed": one.closed,
                    "must_change": one.must_change,
                    "changed_at": one.changed_at,
                }
                for one in found
            ]
        },
    )


def _state(one: AccountFacts) -> str:
    if not one.active:
        return "đã nghỉ"
    if not one.opened:
        return "chưa có tài khoản"
    if one.closed:
        return "tài khoản đã đóng"
    if one.must_change:
        return "chưa đổi mật khẩu đầu tiên"
    return f"đổi mật khẩu lúc {show_moment(one.changed_at)}"


def _open(desk: Desk, account: str) -> Report:
    password = first_password()
    accounts.open_account(desk, _staff(desk, account), password, clock.now())
    return _with_password(f"Đã mở tài khoản {account}", account, password)


def _reset(desk: Desk, account: str) -> Report:
    password = first_password()
    accounts.reset_password(desk, _staff(desk, account), password, clock.now())
    return _with_password(f"Đã đặt lại mật khẩu của {account}", account, password)


def _close(desk: Desk, account: str) -> Report:
    accounts.close_account(desk, _staff(desk, account))
    return Report(
        lines=(
            f"Đã đóng tài khoản {account}; mọi phiên làm việc của người ấy đã kết thúc.",
            "Những gì người ấy đã nhập vẫn nguyên trong sổ.",
        ),
        data={"account": account, "closed": True},
    )


_ACTS = {"open": _open, "reset": _reset, "close": _close}


def _staff(desk: Desk, account: str) -> UUID:
    with desk.transaction(read_only=True) as connection:
        return accounts.staff_of(connection, account)


def _with_password(done: str, account: str, password: str) -> Report:
    return Report(
        lines=(done, f"Mật khẩu đầu tiên: {password} (phải đổi ở lần đăng nhập đầu)"),
        data={"account": account, "first_password": password},
    )
