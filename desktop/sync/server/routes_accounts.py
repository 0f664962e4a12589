"""The accounts of a school, for those who manage its staff."""

from uuid import UUID

from sqlalchemy import Connection, select

from desktop.models.central import Counter
from desktop.rules.instants import school_day
from desktop.rules.permissions import SCHOOL, Capability, may
from desktop.sync.protocol import AccountAct, AccountLine, ManageAccount, ProblemCode
from desktop.sync.server import accounts
from desktop.sync.server.answers import Answer, nothing, told
from desktop.sync.server.problems import unserved
from desktop.sync.server.rights import known_person
from desktop.sync.server.routes import Lane, Route
from desktop.sync.server.sessions import Visit


def list_accounts(visit: Visit) -> Answer:
    """Who can sign in, and since when with which password."""
    with visit.snapshot() as connection:
        _require_manager(visit, connection)
        found = accounts.accounts(connection)
    lines = tuple(
        AccountLine(one.staff_id, one.must_change, one.changed_at, one.closed)
        for one in found
        if one.opened
    )
    return told(lines, packed=visit.packed)


def manage_account(visit: Visit, data: ManageAccount) -> Answer:
    """Open, reset or close an account; the first password has to be changed by its owner."""
    with visit.snapshot() as connection:
        _require_manager(visit, connection)
    _ACTS[data.act](visit, data.staff_id, data.password)
    return nothing()


def _open(visit: Visit, staff_id: UUID, password: str) -> None:
    accounts.open_account(visit.desk, staff_id, password, visit.now)


def _reset(visit: Visit, staff_id: UUID, password: str) -> None:
    accounts.reset_password(visit.desk, staff_id, password, visit.now)


def _close(visit: Visit, staff_id: UUID, _password: str) -> None:
    if staff_id == visit.member.staff_id:
        raise unserved(ProblemCode.NOT_PERMITTED, _OWN)
    accounts.close_account(visit.desk, staff_id)


_ACTS = {AccountAct.OPEN: _open, AccountAct.RESET: _reset, AccountAct.CLOSE: _close}
_OWN = (
    "Không ai tự đóng tài khoản của mình được: trường có thể không còn ai mở lại. "
    "Tài khoản giữ nguyên. Nhờ người quản trị khác đóng giúp."
)


def _require_manager(visit: Visit, connection: Connection) -> None:
    known = select(Counter.epoch, Counter.rights_seq, Counter.last_at)
    counter = connection.execute(known).one()
    person = known_person(connection, counter.epoch, counter.rights_seq, visit.member.staff_id)
    today = school_day(max(visit.now, counter.last_at))  # as for pulls: no clock goes back
    if not may(person, Capability.STAFF_EDIT, SCHOOL, today):
        raise unserved(ProblemCode.NOT_PERMITTED)


ROUTES = (
    Route(
        method="GET",
        path="/v1/accounts",
        told="All accounts of the school, for those who manage its staff.",
        run=list_accounts,
        gives=tuple[AccountLine, ...],
        problems=(ProblemCode.NOT_PERMITTED,),
    ),
    Route(
        method="POST",
        path="/v1/accounts",
        told="Open, reset or close somebody's account, for those who manage the school's staff.",
        run=manage_account,
        takes=ManageAccount,
        lane=Lane.PASSWORDS,
        problems=(ProblemCode.NOT_PERMITTED, ProblemCode.WEAK_PASSWORD),
        statuses=(204, 409),
    ),
)
