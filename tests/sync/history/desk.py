"""One person at one computer: an open file, its clock, its line, and how it can be killed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfile, copytree, rmtree
from typing import Any
from uuid import UUID

from sqlalchemy import event, select

from desktop.commands.command import Command, Refused
from desktop.commands.execute import Done
from desktop.models.journal import Journal
from desktop.queries.outbox import turned_down, waiting
from desktop.store.school import School, open_school
from desktop.store.slots import DATABASE
from desktop.store.trouble import DiskFull, SignInDue
from desktop.sync.client import Client
from desktop.sync.joining import Guest, choose_password, come, enter
from desktop.sync.once import SyncReport, sync_once
from desktop.sync.problems import ServerProblem, Unreachable
from desktop.sync.protocol import ProblemCode
from desktop.sync.reach import Reach
from tests.sync.history.line import Killed, Line
from tests.sync.online import CHEAP

SIGN_IN = (ProblemCode.SIGN_IN, ProblemCode.MUST_CHANGE)
LATER = (ProblemCode.UNAVAILABLE, ProblemCode.WAIT)
_LOG = DATABASE + "-wal"
_MOST = 10_000


@dataclass
class Desk:
    """Everything a person sees and does goes through here; `entered` was saved for certain."""

    name: str
    account: str
    folder: Path
    reach: Reach
    line: Line
    world_clock: Callable[[], int]
    skew: int  # µs that this computer's clock is ahead
    password: str
    new_password: Callable[[], None]  # the office resets it, and tells the person
    entered: list[Done] = field(default_factory=list)
    is_online: bool = True
    deaths: int = 0
    _school: School | None = None
    _countdown: int = 0
    settled: set[UUID] = field(default_factory=set)  # decided on by the person, or about to be
    _copied: list[Done] | None = None

    @property
    def school(self) -> School:
        assert self._school is not None
        return self._school

    @property
    def client(self) -> Client:
        return Client(self.reach, transport=self.line)

    def clock(self) -> int:
        return self.world_clock() + self.skew

    # ---- opening and closing

    def arrive(self) -> None:
        """Sign in at the server, change a first password, open the file."""
        self.line.faults.clear()
        try:
            guest = self._come()
        except ServerProblem as problem:
            if problem.code is not ProblemCode.WRONG_PASSWORD:
                raise
            self.new_password()  # the server was restored to a day when there was another
            guest = self._come()
        if guest.signed_in is None:
            return  # the server is away: what is open stays open
        if guest.must_change:
            choose_password(guest, f"{self.password} mới")
            self.password = guest.password
        self.leave()
        self._opened(enter(guest, self.clock, CHEAP))

    def _come(self) -> Guest:
        return come(self.folder, self.reach, self.account, self.password, self.line)

    def leave(self) -> None:
        if self._school is not None:
            self._school.close()
            self._school = None

    def die_at(self, nth: int) -> None:
        """The process will be killed at the nth statement from now that the writer executes."""
        self._countdown = nth

    def die(self) -> None:
        """End without a word: what lies on the disk now is what the next start finds."""
        school, folder = self.school, self.school.folder
        left = [folder / name for name in (DATABASE, _LOG) if (folder / name).exists()]
        kept = [copyfile(path, path.with_name(path.name + ".kept")) for path in left]
        school._writer.abandon()
        school._readers.dispose()
        school._hold.release()
        for path, copy in zip(left, kept, strict=True):
            copy.replace(path)
        self._countdown = 0
        self.deaths += 1
        self.line.faults.clear()
        self._school = None
        self._opened(open_school(folder, school.unlocked, self.clock, to_send=True))

    # ---- copies of the file

    @property
    def _copy(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}-copy")

    def copy_file(self) -> None:
        """Keep a copy of the person's folder, as a backup program does over night."""
        folder, unlocked = self.school.folder, self.school.unlocked
        self.leave()
        rmtree(self._copy, ignore_errors=True)
        copytree(folder, self._copy)
        self._copied = list(self.entered)
        self._opened(open_school(folder, unlocked, self.clock, to_send=True))

    def put_back(self) -> None:
        """Put the copy in the place of the folder; what was entered since is not in it."""
        if self._copied is None:
            return
        folder, unlocked = self.school.folder, self.school.unlocked
        self.leave()
        rmtree(folder)
        copytree(self._copy, folder)
        self.entered = list(self._copied)
        self._opened(open_school(folder, unlocked, self.clock, to_send=True))

    def _opened(self, school: School) -> None:
        school._writer._pause = 0.0  # nobody types here
        event.listen(school._writer._engine, "before_cursor_execute", self._count)
        self._school = school

    def _count(self, *_statement: object) -> None:
        if self._countdown:
            self._countdown -= 1
            if not self._countdown:
                self._countdown = -1
        if self._countdown < 0:
            raise Killed

    # ---- what is done

    def do(self, command: Command) -> Done | None:
        """Save it here; None where the file refuses it, is sealed or full, or dies meanwhile."""
        return self._saved(lambda: self.school.do(command))

    def undo(self, done: Done) -> Done | None:
        return self._saved(lambda: self.school.undo(done))

    def _saved(self, work: Callable[[], Done]) -> Done | None:
        try:
            done = work()
        except (Refused, SignInDue, DiskFull):
            return None
        except Killed:
            self.die()
            return None
        self.entered.append(done)
        return done

    def settle(self, command_id: UUID, how: str) -> None:
        self.settled.add(command_id)
        try:
            assert self.school.connected is not None
            self.school.connected.settle(command_id, how)
        except Killed:
            self.die()
        except DiskFull:
            pass

    def sync(self, *faults: str) -> SyncReport | None:
        """One try; what is in the way of it is met as the program meets it."""
        self.line.faults.extend(faults)
        try:
            return self._agree()
        except (Unreachable, DiskFull):
            return None
        except ServerProblem as problem:
            self._meet(problem)
            return None
        except Killed:
            self.die()
            return None
        finally:
            self.line.faults.clear()

    def _agree(self) -> SyncReport:
        report = sync_once(self.school, self.client)
        assert not report.repaired, "rows had come to differ and were fetched again"
        return report

    def _meet(self, problem: ServerProblem) -> None:
        if problem.code in SIGN_IN:
            self.come_again()
        elif problem.code not in LATER:
            raise problem

    def come_again(self) -> None:
        """Sign in, if the server can be asked now."""
        try:
            self.arrive()
        except Unreachable:
            pass
        except ServerProblem as problem:
            if problem.code not in LATER:
                raise

    @property
    def is_sealed(self) -> bool:
        """Whether the days without a sign-in are over."""
        return self.school._sealed

    def states(self) -> dict[UUID, str]:
        """Of every command in the file's journal."""
        query = select(Journal.id, Journal.state)
        return {row.id: row.state for row in self.school.read(lambda s: s.execute(query).all())}

    def told(self) -> set[UUID]:
        """The commands that the page of what waits and what was turned down lists."""
        by = self.school.person
        waits = self.school.read(waiting, by, _MOST)
        undecided = self.school.read(turned_down, by, "", _MOST)
        kept = self.school.read(turned_down, by, "kept", _MOST)
        return {line.command_id for line in (*waits, *undecided, *kept)}

    def fill_disk(self) -> None:
        """From now on the file can take no more pages."""
        self._pages("1")

    def free_disk(self) -> None:
        self._pages("1073741823")

    def _pages(self, most: str) -> None:
        driver: Any = self.school._connection.connection.driver_connection
        driver.execute(f"PRAGMA max_page_count={most}").fetchall()
