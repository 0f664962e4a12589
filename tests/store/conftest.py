"""A small school, founded once and copied for each test that opens it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from desktop.commands.books import derived_id
from desktop.commands.classes import AddClasses, ClassFacts
from desktop.commands.courses import CourseCell, CourseValue, PlanCourses
from desktop.commands.execute import Done
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.pupil import Pupil
from desktop.commands.roster import NewPupil, UpdateRoster
from desktop.commands.school import FoundSchool, SchoolFacts, TermPlan, YearPlan
from desktop.commands.staff import AddStaff, StaffFacts
from desktop.commands.subjects import AddSubjects, SubjectFacts
from desktop.rules.marks import Mark
from desktop.rules.permissions import Role
from desktop.rules.terms import Assessment, Term
from desktop.store.founding import Scribe, create_school
from desktop.store.keys import Unlocked, unlock
from desktop.store.school import School, open_school
from desktop.store.slots import KdfCost

CHEAP = KdfCost(memory_kib=64, iterations=1)
SECOND = 1_000_000
DAY = 86_400 * SECOND
START = 1_789_000_000 * SECOND  # September 2026
PASSWORD = "hoa sen 2026"

FOUNDING = FoundSchool(
    school=SchoolFacts(name="THCS Hoa Sen", level="thcs"),
    year=YearPlan(
        start_year=2026,
        starts_on=date(2026, 9, 5),
        ends_on=date(2027, 5, 31),
        terms=(
            TermPlan(Term.I, date(2026, 9, 5), date(2027, 1, 15)),
            TermPlan(Term.II, date(2027, 1, 18), date(2027, 5, 31)),
        ),
    ),
    account="huong",
    full_name="Trần Thu Hương",
    sex="nu",
    roles=(Role.DATA_ADMIN, Role.PRINCIPAL),
)


class Clock:
    """A clock that a test sets; it moves on by a second at each look."""

    def __init__(self, at: int = START) -> None:
        self.at = at

    def __call__(self) -> int:
        self.at += SECOND
        return self.at


@dataclass(frozen=True)
class Founded:
    folder: Path
    unlocked: Unlocked
    year_id: UUID
    class_id: UUID
    course_id: UUID
    teacher: UUID
    pupils: tuple[UUID, ...]

    def marks(self, tenths: int, *, pupil: int = 0, seen: int | None = None) -> EnterMarks:
        """The command that puts one mark into the first column of Toán."""
        return EnterMarks(
            course_id=self.course_id,
            term=Term.I,
            cells=(
                MarkCell(
                    self.pupils[pupil],
                    1,
                    mark=Mark(tenths=tenths),
                    seen=None if seen is None else Mark(tenths=seen),
                ),
            ),
        )


def found(folder: Path, pupils: int = 10) -> Founded:
    """Class 6A with Toán, which cô Lan teaches; the founder is principal and data admin."""
    made: dict[str, Any] = {}

    def history(scribe: Scribe) -> None:
        year_id = derived_id(scribe.founded.command_id, "year")
        add_classes = AddClasses(school_year_id=year_id, classes=(ClassFacts(6, "6A"),))
        (class_id,) = add_classes.ids(scribe.do(add_classes).command_id)
        toan = SubjectFacts("toan", "Toán", "Toán", Assessment.SCORE, 1)
        add_subjects = AddSubjects(subjects=(toan,))
        (subject_id,) = add_subjects.ids(scribe.do(add_subjects).command_id)
        add_staff = AddStaff(people=(StaffFacts("lan", "Nguyễn Thị Lan", "nu"),))
        (teacher,) = add_staff.ids(scribe.do(add_staff).command_id)
        scribe.open_account(teacher, PASSWORD)
        value = CourseValue(periods=140, regular=4, teachers=(teacher,))
        plan = PlanCourses(cells=(CourseCell(class_id, subject_id, value),))
        course_id = course_ids(scribe.do(plan))[0]
        roster = UpdateRoster(
            class_id=class_id,
            add=tuple(NewPupil(Pupil(full_name=f"Lê Văn {n:02}")) for n in range(pupils)),
        )
        ids = roster.new_ids(scribe.do(roster).command_id)
        made.update(
            year_id=year_id, class_id=class_id, course_id=course_id, teacher=teacher, pupils=ids
        )

    unlocked = create_school(folder, FOUNDING, PASSWORD, history, clock=Clock(), cost=CHEAP)
    return Founded(folder, unlocked, **made)


def course_ids(done: Done) -> list[UUID]:
    return [key[0] for table, key in done.changes if table == "course"]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("template") / "school")


@pytest.fixture
def hoa_sen(template: Founded, tmp_path: Path) -> Founded:
    """A school of its own for each test, closed."""
    folder = tmp_path / "Hoa Sen"
    shutil.copytree(template.folder, folder)
    return replace(template, folder=folder)


@pytest.fixture
def lan(hoa_sen: Founded) -> Unlocked:
    """The teacher of Toán in 6A has given her password."""
    return unlock(hoa_sen.folder, "lan", PASSWORD, START)


@pytest.fixture
def clock() -> Clock:
    return Clock(START + DAY)


@pytest.fixture
def school(hoa_sen: Founded, lan: Unlocked, clock: Clock) -> Iterator[School]:
    """The school opened by the teacher."""
    with open_school(hoa_sen.folder, lan, clock) as opened:
        yield opened
