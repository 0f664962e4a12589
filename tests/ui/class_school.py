"""A school in a real encrypted file for the tabs of teachers: a full class and two empty ones.

6A and 7B wait for their lists from Excel; 6C has eight pupils with addresses and parents, one of
whom left. `ha` is homeroom teacher of 6A, 6C and 7B and teaches Toán in all; `lan` teaches Ngữ
văn only; `thom` is the office; `huong` leads and administers.
"""

import shutil
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.commands.books import derived_id
from desktop.commands.classes import AddClasses, ClassFacts
from desktop.commands.courses import CourseCell, CourseValue, PlanCourses
from desktop.commands.pupil import Parent, Pupil
from desktop.commands.roster import NewPupil, UpdateRoster
from desktop.commands.school import FoundSchool, SchoolFacts
from desktop.commands.staff import AddStaff, AssignRole, StaffFacts
from desktop.commands.subjects import AddSubjects, SubjectFacts
from desktop.commands.year_plan import default_plan
from desktop.rules.instants import VIETNAM, instant
from desktop.rules.permissions import ReachKind, Role
from desktop.rules.terms import Assessment
from desktop.store.founding import Scribe, create_school
from desktop.store.keys import Unlocked, unlock
from desktop.store.school import School, open_school
from desktop.store.slots import KdfCost

CHEAP = KdfCost(memory_kib=64, iterations=1)
SECOND = 1_000_000
PASSWORD = "hoa sen 2026"
FOUNDED = instant(datetime(2026, 8, 3, 8, tzinfo=VIETNAM))
NOW = instant(datetime(2026, 11, 23, 9, tzinfo=VIETNAM))
CLASSES = (("6A", 6), ("6C", 6), ("7B", 7))
STAFF = (
    ("ha", "Nguyễn Thị Thu Hà"), ("lan", "Nguyễn Thị Lan"), ("thom", "Cao Thị Thơm"),
    ("tram", "Hồ Bảo Trâm"),
)  # fmt: skip
PUPILS = (
    Pupil(full_name="Vũ Ngọc Ánh", birth_date=date(2015, 5, 14), sex="nu", code="HS005"),
    Pupil(full_name="Nguyễn Hoài An", birth_date=date(2015, 6, 24), sex="nu", code="HS001"),
    Pupil(full_name="Trần Bảo An", birth_date=date(2015, 4, 25), sex="nam", code="HS002"),
    Pupil(
        full_name="Lê Quỳnh Anh", birth_date=date(2015, 8, 12), sex="nu", code="HS003",
        address="Thôn Đông, xã Vũ Thư", ethnicity="Kinh", phone="0912345678",
        mother=Parent(full_name="Hoàng Thị Mến", phone="0983411207"),
    ),
    Pupil(full_name="Phạm Tuấn Anh", birth_date=date(2015, 10, 4), sex="nam", code="HS004"),
    Pupil(full_name="Nguyễn Đức Bình", birth_date=date(2015, 3, 5), sex="nam", code="HS006"),
    Pupil(
        full_name="Lê Thanh Hà", birth_date=date(2015, 7, 28), sex="nu", code="HS007",
        left_on=date(2026, 10, 30), leave_reason="Chuyển khỏi trường",
    ),
    Pupil(full_name="Đặng Thái Bình", birth_date=date(2015, 3, 7), sex="nam", code="HS008"),
)  # fmt: skip


class Clock:
    """Moves on by a second at each look."""

    def __init__(self, at: int = NOW) -> None:
        self.at = at

    def __call__(self) -> int:
        self.at += SECOND
        return self.at


@dataclass(frozen=True)
class ClassSchool:
    folder: Path
    year_id: UUID
    staff: dict[str, UUID]
    classes: dict[str, UUID]
    courses: dict[tuple[str, str], UUID]
    pupils: tuple[UUID, ...]
    clock: Clock = field(default_factory=Clock)

    def unlocked(self, account: str) -> Unlocked:
        return unlock(self.folder, account, PASSWORD, self.clock())

    def opened(self, account: str) -> School:
        return open_school(self.folder, self.unlocked(account), self.clock)

    def copied(self, folder: Path) -> "ClassSchool":
        shutil.copytree(self.folder, folder)
        return replace(self, folder=folder, clock=Clock())

    def pupil(self, name: str) -> UUID:
        """A pupil of 6C."""
        return next(i for i, p in zip(self.pupils, PUPILS, strict=True) if p.full_name == name)


def found_class_school(folder: Path) -> ClassSchool:
    made: dict[str, Any] = {}
    founding = FoundSchool(
        school=SchoolFacts(name="THCS Hoa Sen", level="thcs", authority="UBND xã Hoa Sen"),
        year=default_plan(2026), account="huong", full_name="Trần Thu Hương", sex="nu",
        roles=(Role.DATA_ADMIN, Role.PRINCIPAL),
    )  # fmt: skip
    create_school(
        folder, founding, PASSWORD, lambda scribe: made.update(_history(scribe)),
        clock=Clock(FOUNDED), cost=CHEAP,
    )  # fmt: skip
    return ClassSchool(folder, **made)


def _history(scribe: Scribe) -> dict[str, Any]:
    year_id = derived_id(scribe.founded.command_id, "year")
    add = AddClasses(
        school_year_id=year_id, classes=tuple(ClassFacts(grade, name) for name, grade in CLASSES)
    )
    names = [name for name, _ in CLASSES]
    classes = dict(zip(names, add.ids(scribe.do(add).command_id), strict=True))
    facts = (
        SubjectFacts("TOAN", "Toán", "Toán", Assessment.SCORE, 1),
        SubjectFacts("VAN", "Ngữ văn", "Ngữ|văn", Assessment.SCORE, 2),
    )
    subjects_added = AddSubjects(subjects=facts)
    ids = subjects_added.ids(scribe.do(subjects_added).command_id)
    subjects = dict(zip(("TOAN", "VAN"), ids, strict=True))
    people = AddStaff(people=tuple(StaffFacts(account, name, "nu") for account, name in STAFF))
    accounts = [account for account, _ in STAFF]
    staff = dict(zip(accounts, people.ids(scribe.do(people).command_id), strict=True))
    for staff_id in staff.values():
        scribe.open_account(staff_id, PASSWORD, must_change=False)
    _assign(scribe, staff, classes)
    places = [(c, s) for c in classes for s in subjects]
    teachers = {"TOAN": staff["ha"], "VAN": staff["lan"]}
    plan = PlanCourses(
        cells=tuple(
            CourseCell(classes[c], subjects[s], CourseValue(140, 4, (teachers[s],)))
            for c, s in places
        )
    )
    done = scribe.do(plan)
    courses = {at: derived_id(done.command_id, f"course/{n}") for n, at in enumerate(places)}
    roster = UpdateRoster(class_id=classes["6C"], add=tuple(NewPupil(p) for p in PUPILS))
    pupils = roster.new_ids(scribe.do(roster).command_id)
    return {
        "year_id": year_id, "staff": staff, "classes": classes, "courses": courses,
        "pupils": pupils,
    }  # fmt: skip


def _assign(scribe: Scribe, staff: dict[str, UUID], classes: dict[str, UUID]) -> None:
    first = date(2026, 8, 1)
    scribe.do(AssignRole(staff_id=staff["thom"], role=Role.OFFICE, from_day=first))
    scribe.do(AssignRole(staff_id=staff["tram"], role=Role.HEALTH_STAFF, from_day=first))
    for class_id in classes.values():
        scribe.do(
            AssignRole(
                staff_id=staff["ha"], role=Role.HOMEROOM_TEACHER, from_day=first,
                reach=ReachKind.CLASS, reach_id=class_id,
            )
        )  # fmt: skip
