"""A school of two classes in a real encrypted file, with marks, for the office's two tabs."""

import shutil
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from desktop.commands.books import derived_id
from desktop.commands.classes import AddClasses, ClassFacts
from desktop.commands.courses import CourseCell, CourseValue, PlanCourses
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.pupil import Pupil
from desktop.commands.roster import NewPupil, UpdateRoster
from desktop.commands.school import FoundSchool, SchoolFacts
from desktop.commands.staff import AddStaff, AssignRole, StaffFacts
from desktop.commands.subjects import AddSubjects, SubjectFacts
from desktop.commands.year_plan import default_plan
from desktop.rules.marks import FINAL, MIDTERM, Mark
from desktop.rules.permissions import Role
from desktop.rules.terms import Assessment, Term
from desktop.store.founding import Scribe, create_school
from desktop.store.keys import Unlocked, unlock
from desktop.store.school import School, open_school
from desktop.store.slots import KdfCost

if TYPE_CHECKING:
    from collections.abc import Callable

CHEAP = KdfCost(memory_kib=64, iterations=1)
SECOND = 1_000_000
START = 1_789_000_000 * SECOND  # September 2026
LATER = START + 30 * 86_400 * SECOND
PASSWORD = "hoa sen 2026"
PUPILS = ("Nguyễn Hoài An", "Trần Bảo Châu", "Lê Quỳnh Anh", "Phạm Tuấn Kiệt", "Vũ Ngọc Ánh")
STAFF = (("lan", "Nguyễn Thị Lan"), ("minh", "Đỗ Quang Minh"), ("thom", "Cao Thị Thơm"))
_COLUMNS = (1, 2, MIDTERM, FINAL)


class Clock:
    """Moves on by a second at each look."""

    def __init__(self, at: int) -> None:
        self.at = at

    def __call__(self) -> int:
        self.at += SECOND
        return self.at


@dataclass(frozen=True)
class OfficeSchool:
    folder: Path
    founder: UUID
    year_id: UUID
    staff: dict[str, UUID]
    classes: dict[str, UUID]
    subjects: dict[str, UUID]
    courses: dict[tuple[str, str], UUID]
    pupils: dict[str, tuple[UUID, ...]]
    clock: Clock = field(default_factory=lambda: Clock(LATER))

    def unlocked(self, account: str, password: str = PASSWORD) -> Unlocked:
        return unlock(self.folder, account, password, self.clock())

    def opened(self, account: str) -> School:
        return open_school(self.folder, self.unlocked(account), self.clock)

    def mark(self, class_name: str, code: str, pupil: int, tenths: int, seen: int) -> EnterMarks:
        """Change the first ĐĐGtx of a pupil in term I."""
        cell = MarkCell(self.pupils[class_name][pupil], 1, Mark(tenths=tenths), Mark(tenths=seen))
        return EnterMarks(course_id=self.courses[class_name, code], term=Term.I, cells=(cell,))

    def change_mark(self, class_name: str, code: str, pupil: int, tenths: int, seen: int) -> None:
        """As the teacher, in a window of her own."""
        with self.opened("lan") as school:
            school.do(self.mark(class_name, code, pupil, tenths, seen))

    def copied(self, folder: Path) -> "OfficeSchool":
        shutil.copytree(self.folder, folder)
        return replace(self, folder=folder, clock=Clock(LATER))


def found_office_school(folder: Path) -> OfficeSchool:
    """Lan teaches Toán and Văn in 6A and 6B; Thơm is the office; Hương leads and administers."""
    made: dict[str, Any] = {}
    founding = FoundSchool(
        school=SchoolFacts(name="THCS Hoa Sen", level="thcs", authority="UBND xã Hoa Sen"),
        year=default_plan(2026), account="huong", full_name="Trần Thu Hương", sex="nu",
        roles=(Role.DATA_ADMIN, Role.PRINCIPAL),
    )  # fmt: skip
    unlocked = create_school(
        folder, founding, PASSWORD, lambda scribe: made.update(_history(scribe)),
        clock=Clock(START), cost=CHEAP,
    )  # fmt: skip
    return OfficeSchool(folder, unlocked.staff_id, **made)


def _history(scribe: Scribe) -> dict[str, Any]:
    year_id = derived_id(scribe.founded.command_id, "year")
    classes = _add(
        scribe,
        AddClasses(
            school_year_id=year_id, classes=tuple(ClassFacts(6, name) for name in ("6A", "6B"))
        ),
        ("6A", "6B"),
    )
    subjects = _add(
        scribe,
        AddSubjects(
            subjects=(
                SubjectFacts("TOAN", "Toán", "Toán", Assessment.SCORE, 1),
                SubjectFacts("VAN", "Ngữ văn", "Ngữ|văn", Assessment.SCORE, 2),
            )
        ),
        ("TOAN", "VAN"),
    )
    people = AddStaff(people=tuple(StaffFacts(a, name, "nu") for a, name in STAFF))
    staff = _add(scribe, people, [account for account, _ in STAFF])
    for account in ("lan", "thom"):
        scribe.open_account(staff[account], PASSWORD, must_change=False)
    scribe.do(AssignRole(staff_id=staff["thom"], role=Role.OFFICE, from_day=date(2026, 8, 1)))
    places = [(c, s) for c in classes for s in subjects]
    value = CourseValue(35, 2, (staff["lan"],))
    plan = PlanCourses(cells=tuple(CourseCell(classes[c], subjects[s], value) for c, s in places))
    done = scribe.do(plan)
    courses = {at: derived_id(done.command_id, f"course/{n}") for n, at in enumerate(places)}
    pupils = {name: _roster(scribe, class_id) for name, class_id in classes.items()}
    for (class_name, code), course_id in courses.items():
        scribe.do(_marks(course_id, pupils[class_name], 60 if code == "TOAN" else 75), staff["lan"])
    return {
        "year_id": year_id, "staff": staff, "classes": classes, "subjects": subjects,
        "courses": courses, "pupils": pupils,
    }  # fmt: skip


def _add(scribe: Scribe, command: Any, names: Any) -> dict[str, UUID]:
    ids: Callable[[UUID], tuple[UUID, ...]] = command.ids
    return dict(zip(names, ids(scribe.do(command).command_id), strict=True))


def _roster(scribe: Scribe, class_id: UUID) -> tuple[UUID, ...]:
    roster = UpdateRoster(
        class_id=class_id, add=tuple(NewPupil(Pupil(full_name=name)) for name in PUPILS)
    )
    return roster.new_ids(scribe.do(roster).command_id)


def _marks(course_id: UUID, pupils: tuple[UUID, ...], tenths: int) -> EnterMarks:
    return EnterMarks(
        course_id=course_id, term=Term.I,
        cells=tuple(
            MarkCell(pupil, column, Mark(tenths=tenths + 5 * n))
            for n, pupil in enumerate(pupils)
            for column in _COLUMNS
        ),
    )  # fmt: skip
