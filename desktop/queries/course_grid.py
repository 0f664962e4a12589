"""Who teaches what in which class: the grid that the office edits, also in Excel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.commands.courses import CourseValue
from desktop.models.people import RoleAssignment, Staff
from desktop.models.school import Course, School, SchoolClass, Subject
from desktop.queries.years import school_years, year_of
from desktop.rules.permissions import SCHOOL, Capability, Person, ReachKind, Role, may
from desktop.rules.subjects import SchoolLevel, periods_in, regular_count, subject_presets
from desktop.rules.terms import Assessment

USUAL_PERIODS = 35
"""One period a week, where neither another class nor the programme says otherwise."""

Place = tuple[UUID, UUID]
"""Class and subject."""


@dataclass(frozen=True, slots=True)
class ClassOfGrid:
    """A line of the grid."""

    class_id: UUID
    name: str
    grade: int = 0


@dataclass(frozen=True, slots=True)
class SubjectOfGrid:
    """A column of the grid."""

    subject_id: UUID
    name: str
    code: str = ""
    assessment: Assessment = Assessment.SCORE
    short_name: str = ""


@dataclass(frozen=True, slots=True)
class TeacherOfGrid:
    """Somebody who can be assigned."""

    staff_id: UUID
    full_name: str
    account: str


@dataclass(frozen=True, slots=True)
class CourseGrid:
    """All classes, subjects and teachers of a year, and the courses by (class, subject).

    `usual` gives periods and number of ĐĐGtx that a new course there would get.
    """

    school_year: str = ""
    may_edit: bool = False
    classes: tuple[ClassOfGrid, ...] = ()
    subjects: tuple[SubjectOfGrid, ...] = ()
    teachers: tuple[TeacherOfGrid, ...] = ()
    cells: Mapping[Place, CourseValue] = field(default_factory=dict)
    usual: Mapping[Place, CourseValue] = field(default_factory=dict)
    school_name: str = ""


def course_grid(session: Session, by: Person, school_year_id: UUID, today: date) -> CourseGrid:
    """The grid of a year as it stands today; empty for who may not edit it."""
    year = year_of(school_years(session), school_year_id)
    if year is None or not may(by, Capability.COURSE_EDIT, SCHOOL, today):
        return CourseGrid(year.name if year else "")
    classes = tuple(
        ClassOfGrid(*row)
        for row in session.execute(
            select(SchoolClass.id, SchoolClass.name, SchoolClass.grade)
            .where(SchoolClass.school_year_id == school_year_id)
            .order_by(SchoolClass.grade, SchoolClass.name)
        )
    )
    subjects = tuple(
        SubjectOfGrid(subject_id, name, code, Assessment(assessment), short_name)
        for subject_id, name, code, assessment, short_name in session.execute(
            select(
                Subject.id, Subject.name, Subject.code, Subject.assessment, Subject.short_name
            ).order_by(Subject.position, Subject.name)
        )
    )
    people = session.execute(
        select(Staff.id, Staff.full_name, Staff.account)
        .where(Staff.active.is_(True))
        .order_by(Staff.account)
    )
    cells = _cells(session, {c.class_id for c in classes}, today)
    school = session.scalars(select(School)).first()
    return CourseGrid(
        school_year=year.name,
        may_edit=True,
        classes=classes,
        subjects=subjects,
        teachers=tuple(TeacherOfGrid(*row) for row in people),
        cells=cells,
        usual=_usual(classes, subjects, cells, SchoolLevel(school.level) if school else None),
        school_name=school.name if school else "",
    )


def _cells(session: Session, classes: set[UUID], today: date) -> dict[Place, CourseValue]:
    teachers: dict[UUID, list[UUID]] = {}
    rows = session.execute(
        select(RoleAssignment.reach_id, RoleAssignment.staff_id).where(
            RoleAssignment.role == Role.SUBJECT_TEACHER.value,
            RoleAssignment.reach == ReachKind.COURSE.value,
            or_(RoleAssignment.to_day.is_(None), RoleAssignment.to_day >= today),
        )
    )
    for course_id, staff_id in rows:
        if course_id is not None:
            teachers.setdefault(course_id, []).append(staff_id)
    return {
        (row.class_id, row.subject_id): CourseValue(
            row.periods, row.regular, tuple(sorted(teachers.get(row.id, ())))
        )
        for row in session.scalars(select(Course).where(Course.class_id.in_(classes)))
    }


def _usual(
    classes: tuple[ClassOfGrid, ...],
    subjects: tuple[SubjectOfGrid, ...],
    cells: Mapping[Place, CourseValue],
    level: SchoolLevel | None,
) -> dict[Place, CourseValue]:
    """As in another class of the grade, else as the programme has it (G-7, G-8)."""
    grades = {c.class_id: c.grade for c in classes}
    in_grade = {
        (grades[class_id], subject_id): value for (class_id, subject_id), value in cells.items()
    }
    found = {}
    for school_class in classes:
        for subject in subjects:
            like = in_grade.get((school_class.grade, subject.subject_id))
            periods = like.periods if like else _periods(subject, level, school_class.grade)
            regular = like.regular if like else regular_count(periods, subject.assessment)
            found[school_class.class_id, subject.subject_id] = CourseValue(periods, regular)
    return found


def _periods(subject: SubjectOfGrid, level: SchoolLevel | None, grade: int) -> int:
    if level is None or grade not in level.grades:
        return USUAL_PERIODS
    known = (p for p in subject_presets(level) if p.code == subject.code)
    preset = next(known, None)
    return periods_in(preset, level, grade) if preset else USUAL_PERIODS
