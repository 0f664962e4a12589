"""A real server over TLS on real PostgreSQL, and computers that join it; faults on the line.

online = ...                                   # the fixture
lan = online.join("ha")                        # a file of her own, after its first pull
lan.school.do(online.central.marks({0: 80}))
lan.sync()
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from desktop.store.pulled import Asked
from desktop.store.school import School
from desktop.store.slots import KdfCost
from desktop.sync.client import Client
from desktop.sync.connection_code import ConnectionCode, connection_code
from desktop.sync.joining import join
from desktop.sync.once import SyncReport, Watch, sync_once
from desktop.sync.problems import Unreachable
from desktop.sync.reach import reach_of
from desktop.sync.server.serve import Running, serving
from desktop.sync.transport import HttpsTransport, Question, Reply
from tests.sync.conftest import CODE, NOW
from tests.sync.server.central_school import CentralSchool
from tests.sync.server.reached import ARGON, open_school, password_of

CHEAP = KdfCost(memory_kib=64, iterations=1)
Fault = Callable[[Question, Callable[[Question], Reply]], Reply]


@dataclass
class Line:
    """The network between one client and the server; `faults` are met one after another."""

    carry: Callable[[Question], Reply]
    faults: list[Fault] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)

    def __call__(self, question: Question) -> Reply:
        self.asked.append(question)
        if self.faults:
            return self.faults.pop(0)(question, self.carry)
        return self.carry(question)


def fine(question: Question, carry: Callable[[Question], Reply]) -> Reply:
    return carry(question)


def request_lost(_question: Question, _carry: Callable[[Question], Reply]) -> Reply:
    raise Unreachable("the line")


def reply_lost(question: Question, carry: Callable[[Question], Reply]) -> Reply:
    carry(question)
    raise Unreachable("the line")


def doubled(question: Question, carry: Callable[[Question], Reply]) -> Reply:
    carry(question)
    return carry(question)


def fails_after_commit(question: Question, carry: Callable[[Question], Reply]) -> Reply:
    carry(question)
    return Reply(500, {}, b"<html>Internal Server Error</html>")


def cut_short(question: Question, carry: Callable[[Question], Reply]) -> Reply:
    whole = carry(question)
    return Reply(whole.status, whole.headers, whole.body[: len(whole.body) * 2 // 3])


@dataclass
class Computer:
    """One person's open file, and the line from it."""

    school: School
    client: Client
    line: Line

    @property
    def asked(self) -> Asked:
        assert self.school.connected is not None
        return self.school.connected.asked()

    def sync(self, *faults: Fault) -> SyncReport:
        self.line.faults[:] = faults
        return sync_once(self.school, self.client)


@dataclass
class Online:
    """The server, its school, and where the computers' folders lie."""

    running: Running
    central: CentralSchool
    folder: Path
    stack: ExitStack

    @property
    def code(self) -> ConnectionCode:
        return connection_code(
            self.running.address.removeprefix("https://"), CODE, self.running.fingerprint
        )

    def clock(self) -> int:
        self.central.at += 1_000
        return self.central.at

    def line(self) -> Line:
        https = HttpsTransport(reach_of(self.code))
        self.stack.callback(https.close)
        return Line(https)

    def join(self, name: str, computer: str = "computer", watch: Watch | None = None) -> Computer:
        line = self.line()
        school = join(
            self.folder / computer, self.code, name, password_of(name),
            clock=self.clock, cost=CHEAP, transport=line, watch=watch,
        )  # fmt: skip
        self.stack.callback(school.close)
        return Computer(school, Client(reach_of(self.code), transport=line), line)


@contextmanager
def online_school(
    server_folder: Path, folder: Path, made: CentralSchool | None = None
) -> Iterator[Online]:
    """A founded school whose people can sign in, behind a server that answers over TLS.

    `made` is the one that the database holds already.
    """
    founded: list[CentralSchool] = []
    with (
        serving(
            server_folder, clock=lambda: founded[0].at if founded else NOW, argon=ARGON
        ) as running,
        ExitStack() as computers,
    ):
        opened = running.front.server.opened
        central = replace(made, engine=opened.engine) if made else open_school(opened)
        founded.append(central)
        yield Online(running, central, folder, computers)
