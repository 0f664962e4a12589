"""Writes the demonstration school, each step as a command of the person whose work it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

from desktop.commands.books import derived_id
from desktop.commands.classes import AddClasses, ClassFacts
from desktop.commands.courses import CourseCell, CourseValue, PlanCourses
from desktop.commands.school import FoundSchool, PlanYear, SchoolFacts
from desktop.commands.staff import AddStaff, AssignRole
from desktop.commands.subjects import AddSubjects, AddTeams, SubjectFacts
from desktop.commands.year_plan import default_plan
from desktop.demo.accounts import PASSWORD, DemoAccount
from desktop.demo.course import CourseBook
from desktop.demo.names import PROVINCE
from desktop.demo.plan import DemoPlan, at
from desktop.demo.staff import ACADEMIC_VICE, SHARED, TEAMS, Duty, Faculty, faculty
from desktop.demo.year import ClassBook, YearWriter
from desktop.rules.calendar import default_year
from desktop.rules.permissions import ReachKind, Role
from desktop.rules.subjects import (
    SchoolLevel,
    SubjectPreset,
    periods_in,
    regular_count,
    subject_presets,
)
from desktop.store.founding import Scribe, create_school
from desktop.store.keys import people
from desktop.store.slots import KdfCost

NAME: Final = "Trường THCS Hoa Sen"
FACTS: Final = SchoolFacts(
    name=NAME,
    level=SchoolLevel.THCS.value,
    authority="UBND xã Hoa Sen",
    commune="xã Hoa Sen",
    province=PROVINCE,
)
FOUNDED: Final = (8, 3)  # month and day, in the first year

Progress = Callable[[str], None]


def make_demo(
    folder: Path,
    plan: DemoPlan | None = None,
    progress: Progress = lambda _what: None,
    cost: KdfCost | None = None,
) -> tuple[DemoAccount, ...]:
    """Make the school in a folder that holds none yet; returns how everybody signs in.

    Raises SchoolExists and the other troubles of `create_school`. `cost` is that of the
    passwords, which tests keep low.
    """
    history = History(plan or DemoPlan(), progress)
    create_school(
        folder,
        history.founding(),
        PASSWORD,
        history.write,
        clock=lambda: at(date(history.years[0], *FOUNDED)),
        cost=cost,
        chance=history.plan.chance("ids").randbytes,
    )
    return tuple(DemoAccount(slot.account, slot.name, slot.caption) for slot in people(folder))


@dataclass
class History:
    """What has been written so far: the ids that later steps speak of."""

    plan: DemoPlan
    progress: Progress
    faculty: Faculty = field(init=False)
    staff: list[UUID] = field(default_factory=list)
    teams: dict[str, UUID] = field(default_factory=dict)
    subjects: dict[str, UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.faculty = faculty(self.plan.chance("staff"), self.plan.classes)
        self.years = self.plan.first_years()
        self.presets = [p for p in subject_presets(SchoolLevel.THCS) if not p.optional]

    def founding(self) -> FoundSchool:
        admin = self.faculty.people[self.faculty.admin]
        return FoundSchool(
            school=FACTS,
            year=default_plan(self.years[0]),
            account=admin.account,
            full_name=admin.full_name,
            sex=admin.sex,
            position=admin.position,
            roles=(Role.DATA_ADMIN,),
        )

    def write(self, scribe: Scribe) -> None:
        """Go through the years, after staff, teams and subjects are there."""
        self.progress("Cán bộ, tổ, môn học")
        self._add_staff(scribe)
        self._add_subjects(scribe)
        for start_year in self.years:
            self.progress(f"Năm học {start_year}–{start_year + 1}")
            year_id, books = self._begin_year(scribe, start_year)
            YearWriter(
                scribe, self.plan, self.staff, start_year, year_id, default_year(start_year)
            ).write(books)

    def _day(self, start_year: int, day: int) -> date:
        """A day of the August in which a year is prepared."""
        return date(start_year, 8, day)

    def _add_staff(self, scribe: Scribe) -> None:
        made, day = self.faculty, self._day(self.years[0], 4)
        others = [n for n in range(len(made.people)) if n != made.admin]
        add = AddStaff(people=tuple(made.people[n] for n in others))
        ids = dict(zip(others, add.ids(scribe.do(add, at=at(day)).command_id), strict=True))
        self.staff = [ids.get(n, scribe.founder) for n in range(len(made.people))]
        teams = AddTeams(names=tuple(TEAMS))
        team_ids = teams.ids(scribe.do(teams, at=at(day, 9)).command_id)
        self.teams = dict(zip(TEAMS, team_ids, strict=True))
        for duty in made.duties:
            scribe.do(self._assign(duty, day))
        for staff_id in self.staff:
            scribe.open_account(staff_id, PASSWORD, must_change=False)

    def _assign(self, duty: Duty, day: date) -> AssignRole:
        return AssignRole(
            staff_id=self.staff[duty.who],
            role=duty.role,
            from_day=day,
            reach=ReachKind.TEAM if duty.team else ReachKind.SCHOOL,
            reach_id=self.teams.get(duty.team),
            portfolio=duty.portfolio,
        )

    def _add_subjects(self, scribe: Scribe) -> None:
        team_of = {code: self.teams[name] for name, codes in TEAMS.items() for code in codes}
        add = AddSubjects(
            subjects=tuple(
                SubjectFacts(
                    code=preset.code,
                    name=preset.name,
                    short_name=preset.short_name,
                    assessment=preset.assessment,
                    position=n,
                    team_id=team_of[preset.code],
                )
                for n, preset in enumerate(self.presets, start=1)
            )
        )
        ids = add.ids(scribe.do(add, at=at(self._day(self.years[0], 5))).command_id)
        self.subjects = dict(zip((p.code for p in self.presets), ids, strict=True))

    def _begin_year(self, scribe: Scribe, start_year: int) -> tuple[UUID, list[ClassBook]]:
        """Year, classes, homerooms and courses; the vice-principal shares the courses out."""
        year_id = self._plan_year(scribe, start_year)
        names, day = self.plan.class_names(), self._day(start_year, 6)
        classes = tuple(ClassFacts(grade, name) for grade, name in names)
        add = AddClasses(school_year_id=year_id, classes=classes)
        class_ids = add.ids(scribe.do(add, at=at(day)).command_id)
        books = [
            ClassBook(n, class_id, grade, name, self.faculty.homeroom[n])
            for n, (class_id, (grade, name)) in enumerate(zip(class_ids, names, strict=True))
        ]
        for book in books:
            scribe.do(
                AssignRole(
                    staff_id=self.staff[book.homeroom],
                    role=Role.HOMEROOM_TEACHER,
                    from_day=day,
                    to_day=date(start_year + 1, 8, 1),
                    reach=ReachKind.CLASS,
                    reach_id=book.class_id,
                )
            )
            self._share_out_courses(scribe, start_year, book)
        return year_id, books

    def _plan_year(self, scribe: Scribe, start_year: int) -> UUID:
        """The first year came with the founding; later ones are planned in their August."""
        if start_year == self.years[0]:
            return derived_id(scribe.founded.command_id, "year")
        plan = PlanYear(plan=default_plan(start_year))
        return derived_id(scribe.do(plan, at=at(self._day(start_year, 4))).command_id, "year")

    def _share_out_courses(self, scribe: Scribe, start_year: int, book: ClassBook) -> None:
        cells = [self._course(book, preset) for preset in self.presets]
        done = scribe.do(
            PlanCourses(cells=tuple(cells)),
            by=self.staff[ACADEMIC_VICE],
            at=at(self._day(start_year, 7)),
        )
        book.courses = [
            CourseBook(
                derived_id(done.command_id, f"course/{n}"),
                preset,
                self._regular(book, preset),
                self.staff[self._teacher(book, preset)],
            )
            for n, preset in enumerate(self.presets)
        ]

    def _course(self, book: ClassBook, preset: SubjectPreset) -> CourseCell:
        return CourseCell(
            class_id=book.class_id,
            subject_id=self.subjects[preset.code],
            value=CourseValue(
                periods=periods_in(preset, SchoolLevel.THCS, book.grade),
                regular=self._regular(book, preset),
                teachers=self._teachers(book, preset),
            ),
        )

    def _regular(self, book: ClassBook, preset: SubjectPreset) -> int:
        periods = periods_in(preset, SchoolLevel.THCS, book.grade)
        return regular_count(periods, preset.assessment)

    def _teacher(self, book: ClassBook, preset: SubjectPreset) -> int:
        return self.faculty.taught[book.number, preset.code]

    def _teachers(self, book: ClassBook, preset: SubjectPreset) -> tuple[UUID, ...]:
        shared = self.plan.shared and (book.number, preset.code) == SHARED
        numbers = self.faculty.sharing if shared else (self._teacher(book, preset),)
        return tuple(self.staff[number] for number in numbers)
