"""A small school in a central database, and people who push to it and pull from it.

    school.say("ha", school.marks({0: 80}))          # one command of hers, from her file
    school.pull("ha").rows("mark")                   # what her file would get

Class 6A (courses Toán and GDTC of teacher `ha`, homeroom `cn`) and 6B (Toán of `binh`), `vp` of
the office, `hieutruong`, and `admin` who founded the school.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from threading import Barrier
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from desktop.commands.books import derived_id, new_id
from desktop.commands.classes import AddClasses, ClassFacts
from desktop.commands.command import Command, kind_of
from desktop.commands.courses import CourseCell, CourseValue, PlanCourses
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.pupil import Pupil
from desktop.commands.roster import NewPupil, UpdateRoster
from desktop.commands.school import FoundSchool, SchoolFacts
from desktop.commands.staff import AddStaff, AssignRole, StaffFacts
from desktop.commands.subjects import AddSubjects
from desktop.models import Base, Key
from desktop.models.central import Counter
from desktop.models.school import Course
from desktop.rules.marks import Mark
from desktop.rules.permissions import ReachKind, Role
from desktop.rules.terms import Term
from desktop.sync.protocol import (
    Envelope,
    Gone,
    Line,
    Outcome,
    PageEnd,
    Pull,
    Push,
    Rows,
    Verdict,
    Verdicts,
)
from desktop.sync.server.executing import SchoolWriter, execute_as_server
from desktop.sync.server.feed import page
from desktop.sync.server.postgres import school_transaction
from tests.commands.conftest import SUBJECTS, YEAR

SECOND = 1_000_000
START = 1_791_000_000_000_000  # October 2026


@dataclass
class ClientFile:
    """One file's outbox as far as a push needs it."""

    device: UUID
    staff_id: UUID
    number: int = 0

    def envelope(
        self, command_id: UUID, command: Command, at: int, undoes: UUID | None = None
    ) -> Envelope:
        self.number += 1
        return Envelope(
            id=command_id, number=self.number, kind=kind_of(command), schema=command.schema(),
            at=at, payload=msgspec.Raw(msgspec.json.encode(command)), undoes=undoes,
        )  # fmt: skip


@dataclass(frozen=True)
class Pulled:
    """The answer to a pull, line by line."""

    lines: tuple[Line, ...]
    end: PageEnd

    def rows(self, table: str) -> list[dict[str, Any]]:
        found = []
        for line in self.lines:
            if isinstance(line, Rows) and line.table == table:
                columns = [
                    [line.ids[v] if v is not None and name in _ids_of(table) else v for v in values]
                    for name, values in zip(line.columns, line.values, strict=True)
                ]
                found += [
                    dict(zip(line.columns, row, strict=True)) for row in zip(*columns, strict=True)
                ]
        return found

    def gone(self, table: str) -> list[tuple[Any, UUID, int]]:
        return [
            row
            for line in self.lines
            if isinstance(line, Gone) and line.table == table
            for row in line.rows
        ]

    @property
    def tables(self) -> set[str]:
        return {line.table for line in self.lines if not isinstance(line, PageEnd)}


@dataclass
class CentralSchool:
    """A founded school; each command is said a second later than the one before."""

    engine: Engine
    schema: str
    writer: SchoolWriter = field(init=False)
    at: int = START
    count: int = 0
    epoch: UUID = field(init=False)
    ids: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    files: dict[str, ClientFile] = field(default_factory=dict)
    pupils: tuple[UUID, ...] = ()
    written: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.writer = self.new_writer()
        with self.begin() as connection:
            self.epoch = connection.execute(select(Counter.epoch)).scalar_one()

    def new_writer(self) -> SchoolWriter:
        """As in another process of the server."""
        return SchoolWriter(
            self.engine, self.schema, self.clock, lambda _, rows: self.written.extend(rows)
        )

    def clock(self) -> int:
        return self.at

    def begin(self, **how: Any) -> Any:
        return school_transaction(self.engine, self.schema, **how)

    def in_other(self, schema: str) -> Any:
        """A transaction in the tables of another school."""
        return school_transaction(self.engine, schema)

    def counter(self) -> Any:
        with self.begin() as connection:
            return connection.execute(select(Counter.__table__)).one()

    def scalars(self, query: Any) -> list[Any]:
        with self.begin() as connection, Session(connection) as session:
            found = list(session.scalars(query))
            session.expunge_all()
        return found

    def next_id(self) -> UUID:
        self.count += 1
        return new_id(self.at, self.count.to_bytes(10, "big"))

    # ---- saying something

    def file(self, name: str) -> ClientFile:
        if name not in self.files:
            self.files[name] = ClientFile(derived_id(self.next_id(), "device"), self.people[name])
        return self.files[name]

    def envelope(self, name: str, command: Command, undoes: UUID | None = None) -> Envelope:
        self.at += SECOND
        return self.file(name).envelope(self.next_id(), command, self.at, undoes)

    def push(self, name: str, *envelopes: Envelope, epoch: UUID | None = None) -> Verdicts:
        file = self.file(name)
        push = Push(epoch or self.epoch, file.device, tuple(envelopes))
        return self.writer.push(file.staff_id, push)

    def at_once(
        self, pushes: Sequence[tuple[str, Push]], writers: Sequence[SchoolWriter] = ()
    ) -> list[Verdicts]:
        """The answers to pushes that begin in the same moment, in threads of their own."""
        start = Barrier(len(pushes))
        through = writers or (self.writer,)

        def push(nth: int) -> Verdicts:
            name, what = pushes[nth]
            start.wait()
            return through[nth % len(through)].push(self.people[name], what)

        with ThreadPoolExecutor(len(pushes)) as threads:
            return list(threads.map(push, range(len(pushes))))

    def say(self, name: str, command: Command, undoes: UUID | None = None) -> Verdict:
        answer = self.push(name, self.envelope(name, command, undoes))
        assert answer.problem is None
        (verdict,) = answer.verdicts
        return verdict

    def do(self, name: str, command: Command) -> UUID:
        """Say it, and have it accepted; returns the command's id."""
        verdict = self.say(name, command)
        assert verdict.outcome is Outcome.ACCEPTED, verdict
        return verdict.id

    def marks(
        self, values: Mapping[int, int | None], seen: Mapping[int, int | None] | None = None,
        column: int = 1, course: str = "toan 6A", after: UUID | None = None,
    ) -> EnterMarks:  # fmt: skip
        """Tenths by nth pupil of 6A, None to clear."""
        before = seen or {}
        cells = tuple(
            MarkCell(self.pupils[n], column, _mark(tenths), _mark(before.get(n)), after)
            for n, tenths in values.items()
        )
        return EnterMarks(course_id=self.ids[course], term=Term.I, cells=cells)

    # ---- hearing

    def pull(self, name: str, pull: Pull | None = None, **how: Any) -> Pulled:
        """One page; the first of a first pull unless said otherwise."""
        with self.begin(read_only=True, isolation="REPEATABLE READ") as connection:
            return self.pull_in(connection, name, pull, **how)

    def pull_in(
        self, connection: Connection, name: str, pull: Pull | None = None, **how: Any
    ) -> Pulled:
        asked = pull or Pull(epoch=self.epoch, held=())
        lines = [
            msgspec.json.decode(line, type=Line)
            for line in page(connection, self.people[name], asked, self.at, **how)
        ]
        assert isinstance(lines[-1], PageEnd)
        return Pulled(tuple(lines[:-1]), lines[-1])


def _ids_of(table: str) -> set[str]:
    columns = Base.metadata.tables[table].columns
    return {column.name for column in columns if isinstance(column.type, Key)}


def found_central_school(engine: Engine, schema: str, pupils: int = 5) -> CentralSchool:
    """Through the very commands that people would say."""
    school = CentralSchool(engine, schema)
    founding = FoundSchool(
        school=SchoolFacts("Trường THCS Hoa Sen", "thcs"), year=YEAR, account="quantri",
        full_name="Trần Quản Trị", roles=(Role.DATA_ADMIN, Role.PRINCIPAL),
    )  # fmt: skip
    own_id = school.next_id()
    school.people["admin"] = founding.founder_id(own_id)
    with school.begin() as connection:
        execute_as_server(connection, founding, school.people["admin"], own_id, school.clock)
    school.ids["year"] = derived_id(own_id, "year")
    _hire(school, {"ha": "", "binh": "", "cn": "", "vp": "", "hieutruong": ""})
    classes = AddClasses(
        school_year_id=school.ids["year"], classes=(ClassFacts(6, "6A"), ClassFacts(6, "6B"))
    )
    school.ids["6A"], school.ids["6B"] = classes.ids(school.do("admin", classes))
    subjects = AddSubjects(subjects=SUBJECTS)
    school.ids["toan"], school.ids["gdtc"] = subjects.ids(school.do("admin", subjects))
    _plan(school)
    assign(school, "cn", Role.HOMEROOM_TEACHER, reach=ReachKind.CLASS, reach_id=school.ids["6A"])
    assign(school, "vp", Role.OFFICE)
    assign(school, "hieutruong", Role.PRINCIPAL)
    school.pupils = add_pupils(school, "6A", (f"Học Sinh {n}" for n in range(1, pupils + 1)))
    return school


def assign(school: CentralSchool, name: str, role: Role, **more: Any) -> UUID:
    """Give a role; returns the command's id."""
    return school.do(
        "admin",
        AssignRole(
            staff_id=school.people[name], role=role, from_day=date(2026, 9, 1), **more
        ),
    )  # fmt: skip


def add_pupils(school: CentralSchool, class_name: str, names: Iterable[str]) -> tuple[UUID, ...]:
    """Put pupils on the list of a class."""
    add = tuple(
        NewPupil(Pupil(full_name=name, code=f"{class_name}{n:04}", phone="0912345678"))
        for n, name in enumerate(names, 1)
    )
    command = UpdateRoster(class_id=school.ids[class_name], add=add)
    return command.new_ids(school.do("admin", command))


def _hire(school: CentralSchool, names: Mapping[str, str]) -> None:
    people = tuple(StaffFacts(name, f"Nguyễn Thị {name.title()}", "nu") for name in names)
    command = AddStaff(people=people)
    ids = command.ids(school.do("admin", command))
    school.people |= dict(zip(names, ids, strict=True))


def _plan(school: CentralSchool) -> None:
    cells = (
        ("6A", "toan", CourseValue(140, 4, (school.people["ha"],))),
        ("6A", "gdtc", CourseValue(70, 2, (school.people["ha"],))),
        ("6B", "toan", CourseValue(140, 4, (school.people["binh"],))),
        ("6B", "gdtc", CourseValue(70, 2)),
    )
    school.do(
        "admin",
        PlanCourses(
            cells=tuple(CourseCell(school.ids[c], school.ids[s], value) for c, s, value in cells)
        ),
    )
    names = {school.ids[name]: name for name in ("6A", "6B", "toan", "gdtc")}
    for course in school.scalars(select(Course)):
        school.ids[f"{names[course.subject_id]} {names[course.class_id]}"] = course.id


def _mark(tenths: int | None) -> Mark | None:
    return None if tenths is None else Mark(tenths=tenths)
