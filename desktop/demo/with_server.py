"""The demonstration school behind a server of its own, and two computers that have joined it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from desktop.demo.accounts import PASSWORD, DemoAccount
from desktop.demo.plan import DemoPlan
from desktop.demo.school import make_demo
from desktop.demo.staff import ACADEMIC_VICE, faculty
from desktop.moving import adopt_file
from desktop.store import clock, keys
from desktop.store.moved import Moved, mark_moved
from desktop.store.slots import DATABASE, KdfCost
from desktop.sync.connection_code import DEFAULT_PORT, ConnectionCode, connection_code
from desktop.sync.joining import join
from desktop.sync.server.opening import open_server
from desktop.sync.server.premises import Premises, Settings, init, open_premises
from desktop.sync.server.serve import PortTaken, listen, serving

CODE: Final = "hoa-sen"
HOST: Final = "127.0.0.1"

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Roles:
    """Accounts: whose course it is, who shares it, and who locks its book."""

    teacher: str
    sharing: str
    vice: str


@dataclass(frozen=True)
class Computer:
    """A folder that has joined, and the accounts whose books lie in it."""

    folder: Path
    accounts: tuple[str, ...]


@dataclass(frozen=True)
class DemoServer:
    """A server that has the school, as its folder; how to reach it, and who signs in where."""

    premises: Premises
    code: ConnectionCode
    accounts: tuple[DemoAccount, ...]
    roles: Roles
    computers: tuple[Computer, ...] = ()


def _roles(plan: DemoPlan) -> Roles:
    """Who meets whom in the school of a plan."""
    made = faculty(plan.chance("staff"), plan.classes)
    teacher, sharing = (made.people[number].account for number in made.sharing)
    return Roles(teacher, sharing, made.people[ACADEMIC_VICE].account)


def make_demo_with_server(
    folder: Path,
    plan: DemoPlan,
    progress: Progress = lambda _what: None,
    cost: KdfCost | None = None,
) -> DemoServer:
    """Server, school and two joined computers in a folder; nothing of it runs afterwards.

    Raises ServerThere, SchoolExists and what else is in the way. `cost` is that of the passwords
    of the files, which tests keep low.
    """
    made = make_demo_server(folder / "server", folder / "truong", plan, progress, cost)
    computers = (
        Computer(folder / "may-a", (made.roles.teacher,)),
        Computer(folder / "may-b", (made.roles.sharing, made.roles.vice)),
    )
    with serving(made.premises.folder, port=made.premises.settings.port):
        for computer in computers:
            for account in computer.accounts:
                progress(f"{account} kết nối từ máy {computer.folder.name}")
                join(computer.folder, made.code, account, PASSWORD, cost=cost).close()
    return replace(made, computers=computers)


def make_demo_server(
    server: Path,
    school: Path,
    plan: DemoPlan,
    progress: Progress = lambda _what: None,
    cost: KdfCost | None = None,
) -> DemoServer:
    """A new server in one folder; the school is made in the other, and moves."""
    init(server, Settings(address=HOST, listen=HOST, port=_free_port()), clock.now())
    accounts = make_demo(school, replace(plan, shared=True), progress, cost)
    progress("Chuyển trường lên máy chủ")
    premises = open_premises(server)
    _move(school, server, accounts[0].account)
    code = connection_code(premises.public_address, CODE, premises.read_certificate().fingerprint)
    return DemoServer(premises, code, accounts, _roles(plan))


def _move(school: Path, server: Path, account: str) -> None:
    """Everybody keeps the one password; the file takes no more work."""
    file_key = keys.unlock(school, account, PASSWORD, clock.now()).file_key
    with open_server(server) as opened:
        adopt_file(
            opened, school, file_key, CODE, password=lambda _one: PASSWORD, must_change=False
        )
        moved = Moved(opened.premises.public_address, clock.now())
    mark_moved(school / DATABASE, file_key, moved)


def _free_port() -> int:
    """The usual one, or any where another server has it."""
    try:
        listening = listen(HOST, DEFAULT_PORT)
    except PortTaken:
        listening = listen(HOST, 0)
    with listening:
        return int(listening.getsockname()[1])
