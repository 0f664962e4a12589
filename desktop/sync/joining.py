"""Coming to a school's server from this computer: first start, every morning, a new password.

    guest = come(folder, reach, "lan", password, clock=now)   # at the server, or offline
    if guest.must_change: choose_password(guest, new)
    school = enter(guest)                       # the person's own file, made where there is none
    sync_once(school, guest.client, watch)      # the first time: all that the person may hold

A connected school's folder holds `server.json` and one folder a person, each with a file, a random
key and one slot of its own: who signs in touches nobody else's unsent work.
"""

from __future__ import annotations

from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.rules.passwords import check_password
from desktop.rules.trouble import Trouble
from desktop.store import clock as system_clock
from desktop.store import keys
from desktop.store.engine import opens
from desktop.store.joined import create_joined_file
from desktop.store.keys import NewAccount, Unlocked
from desktop.store.link import Link, new_device
from desktop.store.school import ServerSession, open_school
from desktop.store.slots import DATABASE
from desktop.store.trouble import MustWait, NoAccount, WrongPassword
from desktop.sync.client import Client
from desktop.sync.here import own_folder
from desktop.sync.once import Watch, sync_once
from desktop.sync.problems import CertificateChanged, ServerProblem, Unreachable
from desktop.sync.protocol import ProblemCode
from desktop.sync.reach import reach_of, write_reach

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.store.clock import Clock
    from desktop.store.school import School
    from desktop.store.slots import KdfCost
    from desktop.sync.connection_code import ConnectionCode
    from desktop.sync.protocol import SignedIn
    from desktop.sync.reach import Reach
    from desktop.sync.transport import Question, Reply

    Transport = Callable[[Question], Reply]

# The server's answer stands for itself; after these one may go on with what lies here.
_GO_ON_OFFLINE: Final = frozenset(
    {ProblemCode.UNAVAILABLE, ProblemCode.CLIENT_TOO_OLD, ProblemCode.SERVER_TOO_OLD}
)


@dataclass(slots=True)
class Guest:
    """Somebody who gave account and password; `signed_in` is None where the server is away.

    `why` says then what is in the way of it.
    """

    folder: Path
    client: Client
    account: str
    password: str = field(repr=False)
    signed_in: SignedIn | None = None
    why: Trouble | None = None

    @property
    def must_change(self) -> bool:
        """Whether the password has to be changed before anything else."""
        return self.signed_in is not None and self.signed_in.must_change


def meet(code: ConnectionCode) -> Reach:
    """The server that a connection code names; raises Unreachable, CertificateChanged."""
    return reach_of(code)


def come(
    folder: Path,
    reach: Reach,
    account: str,
    password: str,
    transport: Transport | None = None,
) -> Guest:
    """Sign in at the server; where it is away, who has a file here may go on with that.

    Raises ServerProblem for what the server refuses (wrong password, wait), and Unreachable or
    CertificateChanged where there is no file of that account here.
    """
    guest = Guest(folder, Client(reach, transport=transport), account.strip(), password)
    try:
        guest.signed_in = guest.client.sign_in(guest.account, password)
    except (ServerProblem, Unreachable, CertificateChanged) as trouble:
        refused = isinstance(trouble, ServerProblem) and trouble.code not in _GO_ON_OFFLINE
        if refused or own_folder(folder, account) is None:
            guest.client.close()
            raise
        guest.why = trouble
    return guest


def choose_password(guest: Guest, new: str) -> None:
    """Change the first password at the server; raises WeakPassword, ServerProblem."""
    check_password(guest.account, new, guest.password)
    guest.client.change_password(guest.password, new)
    guest.password = new
    if guest.signed_in is not None:
        guest.signed_in = msgspec.structs.replace(guest.signed_in, must_change=False)


def enter(
    guest: Guest,
    clock: Clock = system_clock.now,
    cost: KdfCost | None = None,
    *,
    former: str = "",
) -> School:
    """Open the person's own file; at the server's word it is made, or its key given back.

    Where the password was changed elsewhere the key comes from the server's escrow, and the slot
    gets the new password: unsent work survives. Raises KeyNotKept where the server has none; then
    the `former` password opens the file. Raises WrongPassword, MustWait, SignInDue (offline),
    InUse, DiskFull and the like.
    """
    if guest.signed_in is None:
        own = own_folder(guest.folder, guest.account)
        if own is None:
            raise NoAccount(guest.account)
        account = keys.people(own)[0].account
        return open_school(own, keys.unlock(own, account, guest.password, clock()), clock)
    signed_in = guest.signed_in
    own = guest.folder / signed_in.staff_id.hex
    now = clock()
    if (own / DATABASE).is_file():
        unlocked = _unlocked(guest, own, former, now, cost)
    else:
        unlocked = _new_file(guest, signed_in, own, now, cost)
    with suppress(ServerProblem, Unreachable):  # it is tried again at each sign-in
        guest.client.keep_key(keys.file_id(own), unlocked.file_key)
    session = ServerSession(signed_in.token, signed_in.expires_at)
    return open_school(own, unlocked, clock, session=session)


def join(  # noqa: PLR0913 - where to, who, and what stands in for network, clock and screen
    folder: Path,
    code: ConnectionCode,
    account: str,
    password: str,
    *,
    new_password: str = "",
    clock: Clock = system_clock.now,
    cost: KdfCost | None = None,
    transport: Transport | None = None,
    watch: Watch | None = None,
) -> School:
    """All steps of a first start: meet, sign in, first password, file, escrow, first pull.

    Raises what they raise. Broken off, also by `watch`, it leaves a file with which the next
    sign-in goes on.
    """
    reach = meet(code)
    guest = come(folder, reach, account, password, transport)
    with closing(guest.client):
        if guest.must_change:
            choose_password(guest, new_password)
        school = enter(guest, clock, cost)
        with ExitStack() as on_failure:
            on_failure.callback(school.close)
            sync_once(school, guest.client, watch)
            on_failure.pop_all()
    return school


def change_password(
    school: School, client: Client, old: str, new: str, cost: KdfCost | None = None
) -> None:
    """The signed-in person's own, at the server and then here.

    Raises WeakPassword, ServerProblem, Unreachable; then the old one holds. Broken off between
    the two, the next sign-in finds the file's key in the escrow.
    """
    slot = keys.people(school.folder)[0]
    check_password(slot.account, new, old)
    client.change_password(old, new)
    key = school.unlocked.file_key
    keys.give_password(school.folder, key, slot.account, new, school.now(), cost)


class KeyNotKept(Trouble):
    """The password was changed elsewhere, and the server has no key of this file."""

    def __init__(self) -> None:
        super().__init__(
            "Mật khẩu đã được đổi ở nơi khác và máy chủ không giữ khóa của sổ trên máy này. "
            "Sổ và những việc chưa gửi vẫn còn nguyên. "
            "Nhập mật khẩu cũ đã dùng trên máy này để mở sổ."
        )


def _unlocked(guest: Guest, own: Path, former: str, now: int, cost: KdfCost | None) -> Unlocked:
    """The key of the file there, from its slot or from the server; the slot follows the server."""
    slot = keys.people(own)[0]
    with suppress(WrongPassword, MustWait):
        return keys.unlock(own, slot.account, guest.password, now)
    known = keys.unlock(own, slot.account, former, now) if former else None
    key = known.file_key if known else _escrowed(guest, own)
    keys.give_password(own, key, slot.account, guest.password, now, cost)
    return Unlocked(slot.staff_id, key)


def _escrowed(guest: Guest, own: Path) -> bytes:
    try:
        key = guest.client.kept_key(keys.file_id(own))
    except ServerProblem as problem:
        if problem.code is ProblemCode.NOT_FOUND:
            raise KeyNotKept from problem
        raise
    if not opens(own / DATABASE, key):
        raise KeyNotKept
    return key


def _new_file(
    guest: Guest, signed_in: SignedIn, own: Path, now: int, cost: KdfCost | None
) -> Unlocked:
    person = NewAccount(
        signed_in.staff_id, signed_in.account, signed_in.name, "", guest.password,
        must_change=False,
    )  # fmt: skip
    link = Link(
        school=guest.client.reach.school, staff_id=signed_in.staff_id, epoch=signed_in.epoch,
        device=new_device(), token=signed_in.token, token_until=signed_in.expires_at,
        signed_in_at=now,
    )  # fmt: skip
    write_reach(guest.folder, msgspec.structs.replace(guest.client.reach, name=signed_in.school))
    return create_joined_file(own, signed_in.school, person, link, now, cost)
