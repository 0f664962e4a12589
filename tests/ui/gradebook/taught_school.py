"""A school of one class in a real encrypted file: who teaches, leads, and works in the office."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.commands.books import derived_id
from desktop.commands.classes import AddClasses, ClassFacts
from desktop.commands.courses import CourseCell, CourseValue, PlanCourses
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.locks import LockBooks
from desktop.commands.pupil import Pupil
from desktop.commands.roster import NewPupil, UpdateRoster
from desktop.commands.school import FoundSchool, SchoolFacts
from desktop.commands.staff import AddStaff, AssignRole, StaffFacts
from desktop.commands.subjects import AddSubjects, SubjectFacts
from desktop.commands.year_plan import default_plan
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.marks import Column, Mark, parse_mark, required_columns
from desktop.rules.permissions import ReachKind, Role
from desktop.rules.terms import Assessment, Term
from desktop.store.founding import Scribe, create_school
from desktop.store.keys import unlock
from desktop.store.school import School, open_school
from desktop.store.slots import KdfCost

CHEAP = KdfCost(memory_kib=64, iterations=1)
SECOND = 1_000_000
START = 1_789_000_000 * SECOND  # September 2026
LATER = START + 60 * 86_400 * SECOND
PASSWORD = "hoa sen 2026"
SCORED = ("TOAN", "VAN", "ANH", "SU", "KHTN", "GDCD", "TIN", "CN")
TITLES = ("Toán", "Ngữ|văn", "NN 1", "LS &|ĐL", "KHTN", "GDCD", "Tin|học", "Công|nghệ")
FULL = 52
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đặng", "Bùi")
_GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khôi", "Linh", "Minh", "Yến")


class Clock:
    """Moves on by a second at each look."""

    def __init__(self, at: int = LATER) -> None:
        self.at = at

    def __call__(self) -> int:
        self.at += SECOND
        return self.at


@dataclass(frozen=True)
class TaughtSchool:
    """Hà teaches all subjects of 6A and is its homeroom teacher; Hương is principal."""

    folder: Path
    founder: UUID
    year_id: UUID
    class_id: UUID
    staff: Mapping[str, UUID]
    courses: Mapping[str, UUID]
    pupils: tuple[UUID, ...]
    clock: Clock = field(default_factory=Clock)

    def opened(self, account: str = "ha") -> School:
        now = self.clock()
        return open_school(self.folder, unlock(self.folder, account, PASSWORD, now), self.clock)

    def copied(self, folder: Path) -> "TaughtSchool":
        shutil.copytree(self.folder, folder)
        return replace(self, folder=folder, clock=Clock())

    def enter(
        self, school: School, code: str, pupil: UUID, texts: Sequence[str], term: Term = Term.I
    ) -> None:
        """Enter a row of marks as a teacher would type them, in the order of the columns."""
        comment = code == "GDTC"
        columns = required_columns(2 if comment else 3)
        assessment = Assessment.COMMENT if comment else Assessment.SCORE
        school.do(
            EnterMarks(
                course_id=self.courses[code], term=term,
                cells=tuple(
                    MarkCell(pupil, column, parse_mark(text, assessment))
                    for column, text in zip(columns, texts, strict=True)
                ),
            )
        )  # fmt: skip

    def put(
        self, school: School, pupil: UUID, column: Column, mark: Mark | None,
        seen: Mark | None = None,
    ) -> None:  # fmt: skip
        """Write one mark of Toán past the screen."""
        cell = MarkCell(pupil, column, mark, seen)
        school.do(EnterMarks(course_id=self.courses["TOAN"], term=Term.I, cells=(cell,)))

    def lock(self, kinds: tuple[LockKind, ...]) -> None:
        """As the principal, on a computer of her own."""
        with self.opened("huong") as school:
            school.do(
                LockBooks(
                    school_year_id=self.year_id, reach=LockReach.CLASS, term=Term.I, kinds=kinds,
                    reason="Cuối kì", reach_id=self.class_id,
                )
            )  # fmt: skip


def found_taught_school(folder: Path, pupils: int = FULL) -> TaughtSchool:
    made: dict[str, Any] = {}
    founding = FoundSchool(
        school=SchoolFacts(name="THCS Hoa Sen", level="thcs"), year=default_plan(2026),
        account="huong", full_name="Trần Thu Hương", sex="nu",
        roles=(Role.DATA_ADMIN, Role.PRINCIPAL),
    )  # fmt: skip
    unlocked = create_school(
        folder, founding, PASSWORD, lambda scribe: made.update(_history(scribe, pupils)),
        clock=Clock(START), cost=CHEAP,
    )  # fmt: skip
    return TaughtSchool(folder, unlocked.staff_id, **made)


def _history(scribe: Scribe, pupils: int) -> dict[str, Any]:
    year_id = derived_id(scribe.founded.command_id, "year")
    classes = AddClasses(school_year_id=year_id, classes=(ClassFacts(6, "6A"),))
    (class_id,) = classes.ids(scribe.do(classes).command_id)
    people = AddStaff(
        people=(StaffFacts("ha", "Nguyễn Thu Hà", "nu"), StaffFacts("thom", "Cao Thị Thơm", "nu"))
    )
    staff = dict(zip(("ha", "thom"), people.ids(scribe.do(people).command_id), strict=True))
    for staff_id in staff.values():
        scribe.open_account(staff_id, PASSWORD, must_change=False)
    first = date(2026, 8, 1)
    scribe.do(AssignRole(staff_id=staff["thom"], role=Role.OFFICE, from_day=first))
    scribe.do(
        AssignRole(
            staff_id=staff["ha"], role=Role.HOMEROOM_TEACHER, reach=ReachKind.CLASS,
            reach_id=class_id, from_day=first,
        )
    )  # fmt: skip
    roster = UpdateRoster(
        class_id=class_id, add=tuple(NewPupil(Pupil(full_name=_name(n))) for n in range(pupils))
    )
    ids = roster.new_ids(scribe.do(roster).command_id)
    return {
        "year_id": year_id, "class_id": class_id, "staff": staff,
        "courses": _courses(scribe, class_id, staff["ha"]), "pupils": ids,
    }  # fmt: skip


def _courses(scribe: Scribe, class_id: UUID, teacher: UUID) -> dict[str, UUID]:
    facts = [
        SubjectFacts(code, title.replace("|", " "), title, Assessment.SCORE, n)
        for n, (code, title) in enumerate(zip(SCORED, TITLES, strict=True))
    ]
    facts.append(SubjectFacts("GDTC", "Giáo dục thể chất", "GDTC", Assessment.COMMENT, 20))
    subjects = AddSubjects(subjects=tuple(facts))
    ids = subjects.ids(scribe.do(subjects).command_id)
    codes = (*SCORED, "GDTC")
    plan = PlanCourses(
        cells=tuple(
            CourseCell(class_id, subject, CourseValue(70, 2 if code == "GDTC" else 3, (teacher,)))
            for code, subject in zip(codes, ids, strict=True)
        )
    )
    done = scribe.do(plan)
    return {code: derived_id(done.command_id, f"course/{n}") for n, code in enumerate(codes)}


def _name(number: int) -> str:
    return f"{_FAMILY[number % 7]} {'Văn' if number % 2 else 'Thị'} {_GIVEN[number * 10 // FULL]}"
