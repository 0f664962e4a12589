"""A small school built through real commands, with ids that are the same in every run.

    school = build_school(session, classes=2, pupils=40)
    school.enter("6A", "TOAN", {(0, 1): "8,5", (0, MIDTERM): "7"})
    sheet = course_sheet(session, school.person("toan"), school.course("6A", "TOAN"), ...)

Accounts: `quantri` (data admin, who founds the school), `hieutruong`, `phohieutruong` (academic),
`vanphong`, `yte`; a subject teacher named by the small letters of the subject's code, such as
`toan`, for all classes; a homeroom teacher for each class, such as `cn6a`, who teaches nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.books import NO_COMMAND, Books, new_id
from desktop.commands.classes import AddClasses, ClassFacts
from desktop.commands.command import Command
from desktop.commands.courses import CourseCell, CourseValue, PlanCourses
from desktop.commands.execute import Done, execute
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.pupil import Pupil
from desktop.commands.roster import NewPupil, UpdateRoster
from desktop.commands.school import FoundSchool, SchoolFacts, YearPlan
from desktop.commands.staff import AddStaff, AssignRole, StaffFacts
from desktop.commands.subjects import AddSubjects, SubjectFacts
from desktop.commands.year_plan import default_plan
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.school import Course
from desktop.queries.marks import mark_value
from desktop.queries.people import person_of
from desktop.rules.instants import VIETNAM, instant
from desktop.rules.marks import Column, Mark, parse_mark, required_columns
from desktop.rules.permissions import Person, Portfolio, ReachKind, Role
from desktop.rules.subjects import SchoolLevel, SubjectPreset, regular_count, subject_presets
from desktop.rules.terms import Assessment, Term

SECOND: Final = 1_000_000
FOUNDER: Final = "quantri"
_FAMILY: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đặng", "Bùi")
_MIDDLE: Final = ("Thị", "Văn", "Minh", "Ngọc", "Gia")
_GIVEN: Final = ("An", "Ánh", "Bình", "Chi", "Dũng", "Đức", "Hà", "Khôi", "Linh", "Yến", "Ân")
_LEADERS: Final = (
    ("hieutruong", "Lý Thu Hương", Role.PRINCIPAL, None),
    ("phohieutruong", "Mai Quốc Toản", Role.VICE_PRINCIPAL, Portfolio.ACADEMIC),
    ("vanphong", "Cao Thị Thơm", Role.OFFICE, None),
    ("yte", "Hồ Bảo Trâm", Role.HEALTH_STAFF, None),
)


@dataclass
class BuiltClass:
    """A class; `pupils` in the order in which they were entered, which is not that of the list."""

    class_id: UUID
    name: str
    pupils: tuple[UUID, ...] = ()
    names: tuple[str, ...] = ()


@dataclass
class BuiltSchool:
    """The school so far. `do` executes as somebody, a second later each time, and commits."""

    session: Session
    at: int
    count: int = 0
    founder: UUID = NO_COMMAND
    staff: dict[str, UUID] = field(default_factory=dict)
    classes: dict[str, BuiltClass] = field(default_factory=dict)
    courses: dict[tuple[str, str], UUID] = field(default_factory=dict)
    presets: dict[str, SubjectPreset] = field(default_factory=dict)
    subjects: dict[str, UUID] = field(default_factory=dict)
    year_id: UUID = NO_COMMAND

    def next_id(self) -> UUID:
        return new_id(self.at + SECOND, (self.count + 1).to_bytes(10, "big"))

    def do(self, command: Command, by: str | Person = FOUNDER) -> Done:
        who = self.person(by) if isinstance(by, str) else by
        command_id = self.next_id()
        self.at, self.count = self.at + SECOND, self.count + 1
        self.session.expunge_all()
        done = execute(Books(self.session), command, who, self.at, command_id=command_id)
        self.session.commit()
        return done

    def undo(self, done: Done, by: str = FOUNDER) -> Done:
        inverse = done.command and done.command.inverse(done.command_id)
        assert inverse is not None
        return self.do(inverse, by)

    def on(self, day: date) -> "BuiltSchool":
        """Go on at eight in the morning of that day, which may not lie behind."""
        at = instant(datetime(day.year, day.month, day.day, 8, tzinfo=VIETNAM))
        assert at >= self.at
        self.at = at
        return self

    def person(self, account: str) -> Person:
        return person_of(self.session, self.staff[account])

    def course(self, class_name: str, code: str) -> UUID:
        return self.courses[class_name, code]

    def pupil(self, nth: int, class_name: str = "6A") -> UUID:
        return self.classes[class_name].pupils[nth]

    def enter(
        self, class_name: str, code: str, cells: Mapping[tuple[int, Column], str | Mark | None],
        term: Term = Term.I, by: str = "",
    ) -> Done:  # fmt: skip
        """Enter what a teacher would type, or a Mark, by (nth pupil, column)."""
        course_id, assessment = self.course(class_name, code), self.presets[code].assessment
        there = self._there(course_id, term)
        wanted = []
        for (nth, column), typed in cells.items():
            pupil = self.pupil(nth, class_name)
            mark = parse_mark(typed, assessment) if isinstance(typed, str) else typed
            wanted.append(MarkCell(pupil, column, mark, there.get((pupil, column))))
        command = EnterMarks(course_id=course_id, term=term, cells=tuple(wanted))
        return self.do(command, by or code.lower())

    def fill(
        self, class_name: str, code: str, text: str = "", term: Term = Term.I,
        columns: Sequence[Column] = (), skip: Sequence[int] = (),
    ) -> Done:  # fmt: skip
        """Enter the same text for every pupil in all columns (`8`, `Đ` if not said otherwise)."""
        usual = "Đ" if self.presets[code].assessment is Assessment.COMMENT else "8"
        columns = columns or required_columns(self.regular(code))
        pupils = [n for n in range(len(self.classes[class_name].pupils)) if n not in skip]
        return self.enter(
            class_name, code, {(n, c): text or usual for n in pupils for c in columns}, term
        )

    def regular(self, code: str) -> int:
        """The number of ĐĐGtx of a subject."""
        preset = self.presets[code]
        return regular_count(preset.periods[0], preset.assessment)

    def assign(self, account: str, role: Role, **more: object) -> Done:
        """Give a role from the first day of the year on."""
        command = AssignRole(
            staff_id=self.staff[account], role=role, from_day=date(2026, 8, 1),
            **more,  # type: ignore[arg-type]
        )  # fmt: skip
        return self.do(command)

    def add_pupils(self, class_name: str, *pupils: Pupil) -> tuple[UUID, ...]:
        """Put further pupils on the list of a class."""
        of = self.classes[class_name]
        command = UpdateRoster(class_id=of.class_id, add=tuple(NewPupil(p) for p in pupils))
        ids = command.new_ids(self.do(command).command_id)
        of.pupils += ids
        of.names += tuple(p.full_name for p in pupils)
        return ids

    def _there(self, course_id: UUID, term: Term) -> dict[tuple[UUID, Column], Mark | None]:
        rows = self.session.scalars(
            select(MarkRow).where(MarkRow.course_id == course_id, MarkRow.term == int(term))
        )
        return {(row.student_id, row.column): mark_value(row) for row in rows}


def build_school(
    session: Session,
    *,
    classes: int = 1,
    pupils: int = 5,
    subjects: Sequence[str] = ("TOAN", "VAN", "GDTC"),
    level: SchoolLevel = SchoolLevel.THCS,
    plan: YearPlan | None = None,
    day: date = date(2026, 9, 7),
) -> BuiltSchool:
    """A school of 2026–2027 on that day: staff, classes 6A, 6B, …, courses, pupils, no marks."""
    at = instant(datetime(day.year, day.month, day.day, 7, tzinfo=VIETNAM))
    school = BuiltSchool(session, at)
    _found(school, level, plan or default_plan(2026))
    presets = {p.code: p for p in subject_presets(level)}
    school.presets = {code: presets[code] for code in subjects}
    names = [f"{level.grades[n // 10]}{'ABCDEGHIKL'[n % 10]}" for n in range(classes)]
    _add_staff(school, names)
    _add_classes(school, names)
    _add_courses(school)
    for number, name in enumerate(names):
        school.add_pupils(name, *(_pupil(number * pupils + n) for n in range(pupils)))
    return school


def all_subjects(level: SchoolLevel = SchoolLevel.THCS) -> tuple[str, ...]:
    """The codes of all subjects that are not optional."""
    return tuple(p.code for p in subject_presets(level) if not p.optional)


def pupil_name(number: int) -> str:
    return f"{_FAMILY[number % 7]} {_MIDDLE[number % 5]} {_GIVEN[number % 11]}"


def _pupil(number: int) -> Pupil:
    return Pupil(
        full_name=pupil_name(number), birth_date=date(2015, 1 + number % 12, 1 + number % 28),
        sex="nu" if number % 2 else "nam", code=f"HS{number:05}",
    )  # fmt: skip


def _found(school: BuiltSchool, level: SchoolLevel, plan: YearPlan) -> None:
    founding = FoundSchool(
        school=SchoolFacts("Trường THCS Hoa Sen", level.value, authority="UBND xã Hoa Sen"),
        year=plan, account=FOUNDER, full_name="Đỗ Quang Vinh", sex="nam",
    )  # fmt: skip
    school.founder = founding.founder_id(school.next_id())
    school.staff[FOUNDER] = school.founder
    done = school.do(founding, Person(school.founder, "Đỗ Quang Vinh"))
    school.year_id = Books(school.session, command_id=done.command_id).derive("year")


def _add_staff(school: BuiltSchool, class_names: Sequence[str]) -> None:
    people = [StaffFacts(account, name, "nu") for account, name, *_ in _LEADERS]
    people += [
        StaffFacts(code.lower(), f"Giáo Viên {preset.short_name.replace('|', ' ')}", "nu")
        for code, preset in school.presets.items()
    ]
    people += [StaffFacts(f"cn{name.lower()}", f"Chủ Nhiệm {name}", "nam") for name in class_names]
    command = AddStaff(people=tuple(people))
    ids = command.ids(school.do(command).command_id)
    school.staff |= {p.account: staff_id for p, staff_id in zip(people, ids, strict=True)}
    for account, _, role, portfolio in _LEADERS:
        school.assign(account, role, portfolio=portfolio)


def _add_classes(school: BuiltSchool, names: Sequence[str]) -> None:
    facts = tuple(ClassFacts(int(name[:-1]), name) for name in names)
    command = AddClasses(school_year_id=school.year_id, classes=facts)
    ids = command.ids(school.do(command).command_id)
    for name, class_id in zip(names, ids, strict=True):
        school.classes[name] = BuiltClass(class_id, name)
        school.assign(
            f"cn{name.lower()}", Role.HOMEROOM_TEACHER, reach=ReachKind.CLASS, reach_id=class_id
        )


def _add_courses(school: BuiltSchool) -> None:
    facts = tuple(
        SubjectFacts(p.code, p.name, p.short_name, p.assessment, n, ranked=not p.second_language)
        for n, p in enumerate(school.presets.values(), 1)
    )
    command = AddSubjects(subjects=facts)
    ids = command.ids(school.do(command).command_id)
    school.subjects = dict(zip(school.presets, ids, strict=True))
    school.do(
        PlanCourses(
            cells=tuple(
                CourseCell(
                    of.class_id,
                    subject_id,
                    CourseValue(
                        school.presets[code].periods[0],
                        school.regular(code),
                        (school.staff[code.lower()],),
                    ),
                )
                for of in school.classes.values()
                for code, subject_id in school.subjects.items()
            )
        )
    )
    codes = {subject_id: code for code, subject_id in school.subjects.items()}
    names = {of.class_id: of.name for of in school.classes.values()}
    rows = school.session.execute(select(Course.id, Course.class_id, Course.subject_id))
    for course_id, class_id, subject_id in rows:
        school.courses[names[class_id], codes[subject_id]] = course_id
