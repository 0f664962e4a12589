"""Which books a person may print: classes of this year, and teachers with their courses."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.models.attendance import ClassMeals
from desktop.models.people import RoleAssignment, Staff
from desktop.models.school import SchoolClass
from desktop.queries.courses import CourseFacts, course_facts
from desktop.queries.years import YearFacts, school_years, year_on
from desktop.rules.names import name_key
from desktop.rules.permissions import Capability, Person, Place, Role, may
from desktop.rules.school_days import months_between


@dataclass(frozen=True, slots=True)
class PrintableClass:
    """A class of which something may be printed."""

    class_id: UUID
    name: str
    grade: int
    may_contacts: bool = False
    """Whether the person may see families, for lists with telephones."""


@dataclass(frozen=True, slots=True)
class PrintableTeacher:
    """A teacher whose own book may be printed, with the courses that will stand in it."""

    staff_id: UUID
    name: str
    courses: tuple[CourseFacts, ...]


@dataclass(frozen=True, slots=True)
class Printable:
    """What one person may print today; `year` is the school year of today."""

    year: YearFacts | None = None
    classes: tuple[PrintableClass, ...] = ()
    """Whose book and monthly sheets may be printed."""
    listed: tuple[PrintableClass, ...] = ()
    """Whose list may be printed: also for those who only teach there."""
    fed: tuple[PrintableClass, ...] = ()
    """Those of `classes` that have meals."""
    months: tuple[tuple[int, int], ...] = ()
    """The months (year, month) of the school year, for the sheets."""
    teachers: tuple[PrintableTeacher, ...] = ()

    def class_of_course(self) -> dict[UUID, UUID]:
        """The class of every course that stands in somebody's book."""
        return {c.course_id: c.class_id for t in self.teachers for c in t.courses}


def printable(session: Session, by: Person, today: date) -> Printable:
    """This year's books that the person may print: classes and teachers by name, oneself first."""
    year = year_on(school_years(session), today)
    if year is None:
        return Printable()
    rows = session.execute(
        select(SchoolClass.id, SchoolClass.name, SchoolClass.grade)
        .where(SchoolClass.school_year_id == year.school_year_id)
        .order_by(SchoolClass.grade, SchoolClass.name)
    )
    listed = tuple(
        PrintableClass(*row, may(by, Capability.CARE_SEE, Place(class_id=row[0]), today))
        for row in rows
        if may(by, Capability.ROSTER_SEE, Place(class_id=row[0]), today)
    )
    classes = tuple(
        one for one in listed if may(by, Capability.BOOK_PRINT, Place(class_id=one.class_id), today)
    )
    with_meals = set(session.scalars(select(ClassMeals.class_id).distinct()))
    return Printable(
        year,
        classes,
        listed,
        tuple(one for one in classes if one.class_id in with_meals),
        tuple(months_between(year.starts_on, year.ends_on)),
        _teachers(session, by, year, today),
    )


def _teachers(
    session: Session, by: Person, year: YearFacts, today: date
) -> tuple[PrintableTeacher, ...]:
    courses = {
        course.course_id: course
        for course in course_facts(
            session, SchoolClass.school_year_id == year.school_year_id, today
        )
        if may(by, Capability.TEACHER_BOOK_PRINT, course.place, today)
    }
    taught: dict[tuple[UUID, str], set[UUID]] = defaultdict(set)
    rows = session.execute(
        select(Staff.id, Staff.full_name, RoleAssignment.reach_id)
        .join(RoleAssignment, RoleAssignment.staff_id == Staff.id)
        .where(
            RoleAssignment.role == Role.SUBJECT_TEACHER.value,
            RoleAssignment.from_day <= today,
            or_(RoleAssignment.to_day.is_(None), RoleAssignment.to_day >= today),
        )
    )
    for staff_id, name, course_id in rows:
        if course_id in courses:
            taught[staff_id, name].add(course_id)
    return tuple(
        PrintableTeacher(
            staff_id,
            name,
            tuple(c for c in courses.values() if c.course_id in taught[staff_id, name]),
        )
        for staff_id, name in sorted(
            taught, key=lambda who: (who[0] != by.staff_id, name_key(who[1]))
        )
    )
