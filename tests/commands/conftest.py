"""A school of one class in a database, and people who do things in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from desktop.commands.books import Books, new_id
from desktop.commands.classes import AddClasses, ClassFacts
from desktop.commands.command import Command
from desktop.commands.courses import CourseCell, CourseValue, PlanCourses
from desktop.commands.execute import DONE, Done, execute
from desktop.commands.pupil import Pupil
from desktop.commands.roster import NewPupil, UpdateRoster
from desktop.commands.school import FoundSchool, SchoolFacts, TermPlan, YearPlan
from desktop.commands.staff import AddStaff, StaffFacts
from desktop.commands.subjects import AddSubjects, SubjectFacts
from desktop.models.school import Course, SchoolYear
from desktop.rules.instants import instant
from desktop.rules.permissions import Assignment, Person, ReachKind, Role
from desktop.rules.terms import Assessment, Term
from tests.founded_once import copied_engine

YEAR = YearPlan(
    start_year=2026,
    starts_on=date(2026, 9, 5),
    ends_on=date(2027, 5, 31),
    terms=(
        TermPlan(Term.I, date(2026, 9, 5), date(2027, 1, 15)),
        TermPlan(Term.II, date(2027, 1, 18), date(2027, 5, 31)),
    ),
)
SUBJECTS = (
    SubjectFacts("toan", "Toán", "Toán", Assessment.SCORE, 1),
    SubjectFacts("gdtc", "Giáo dục thể chất", "GDTC", Assessment.COMMENT, 2),
)


@dataclass
class World:
    """A database with a founded school; `do` executes as somebody, one second later each time."""

    engine: Engine
    at: int = instant(datetime(2026, 10, 1, 8, tzinfo=UTC))
    count: int = 0
    ids: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    pupils: tuple[UUID, ...] = ()

    def next_id(self) -> UUID:
        return new_id(self.at + 1_000_000, (self.count + 1).to_bytes(10, "big"))

    def do(
        self, command: Command, by: Person | str = "admin", state: str = DONE,
        undoes: UUID | None = None,
    ) -> Any:  # fmt: skip
        command_id = self.next_id()
        self.at += 1_000_000
        self.count += 1
        who = self.people[by] if isinstance(by, str) else by
        with Session(self.engine) as session, session.begin():
            return execute(
                Books(session), command, who, self.at,
                command_id=command_id, state=state, undoes=undoes,
            )  # fmt: skip

    def undo(self, done: Done, by: Person | str = "admin") -> Any:
        inverse = done.command and done.command.inverse(done.command_id)
        assert inverse is not None
        return self.do(inverse, by, undoes=done.command_id)

    def session(self) -> Session:
        return Session(self.engine)


def found(world: World, pupils: int = 5) -> World:
    founding = FoundSchool(
        school=SchoolFacts("Trường THCS Hoa Sen", "thcs"), year=YEAR, account="quantri",
        full_name="Trần Quản Trị", roles=(Role.DATA_ADMIN, Role.PRINCIPAL),
    )  # fmt: skip
    admin_id = founding.founder_id(world.next_id())
    roles = (Assignment(Role.DATA_ADMIN), Assignment(Role.PRINCIPAL))
    world.people["admin"] = Person(admin_id, "Trần Quản Trị", roles)
    world.do(founding)
    with world.session() as session:
        world.ids["year"] = session.scalars(select(SchoolYear.id)).one()
    staff = world.do(AddStaff(people=(StaffFacts("ha", "Nguyễn Thu Hà", "nu"),)))
    classes = world.do(
        AddClasses(
            school_year_id=world.ids["year"], classes=(ClassFacts(6, "6A"), ClassFacts(6, "6B"))
        )
    )
    subjects = world.do(AddSubjects(subjects=SUBJECTS))
    (teacher,) = staff.command.ids(staff.command_id)
    world.ids["6A"], world.ids["6B"] = classes.command.ids(classes.command_id)
    world.ids["toan"], world.ids["gdtc"] = subjects.command.ids(subjects.command_id)
    _plan(world, teacher)
    names = [f"Học Sinh {n}" for n in range(1, pupils + 1)]
    added = world.do(
        UpdateRoster(
            class_id=world.ids["6A"],
            add=tuple(NewPupil(Pupil(full_name=n, code=f"{i:06}")) for i, n in enumerate(names, 1)),
        )
    )
    world.pupils = added.command.new_ids(added.command_id)
    return world


def _plan(world: World, teacher: UUID) -> None:
    place, places = world.ids["6A"], ("toan", "gdtc")
    values = (CourseValue(140, 4, (teacher,)), CourseValue(70, 2, (teacher,)))
    world.do(
        PlanCourses(
            cells=tuple(
                CourseCell(place, world.ids[subject], value)
                for subject, value in zip(places, values, strict=True)
            )
        )
    )
    with world.session() as session:
        courses = {c.subject_id: c.id for c in session.scalars(select(Course))}
    for subject in places:
        world.ids[f"{subject} 6A"] = courses[world.ids[subject]]
    world.people["ha"] = Person(
        teacher,
        "Nguyễn Thu Hà",
        tuple(
            Assignment(Role.SUBJECT_TEACHER, ReachKind.COURSE, course, place)
            for course in courses.values()
        ),
    )
    world.people["stranger"] = Person(UUID(int=99), "Người Lạ")
    world.people["office"] = Person(UUID(int=98), "Văn Phòng", (Assignment(Role.OFFICE),))
    world.people["homeroom"] = Person(
        UUID(int=97),
        "Chủ Nhiệm",
        (Assignment(Role.HOMEROOM_TEACHER, ReachKind.CLASS, place),),
    )


@pytest.fixture
def world() -> Iterator[World]:
    world = founded()
    yield world
    world.engine.dispose()


def founded(pupils: int = 5) -> World:
    """`found` in a database of its own, which the test disposes of."""

    def once(engine: Engine) -> dict[str, Any]:
        made = vars(found(World(engine), pupils))
        return {name: value for name, value in made.items() if name != "engine"}

    engine, facts = copied_engine(f"world of {pupils}", once)
    return World(engine, **facts)
