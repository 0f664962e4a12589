"""Courses with their class, subject and teachers, as every screen of the gradebook names them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from desktop.models.people import RoleAssignment, Staff
from desktop.models.school import Course, SchoolClass, Subject
from desktop.rules.locks import Shelf
from desktop.rules.permissions import Place, ReachKind, Role
from desktop.rules.terms import Assessment

NOBODY = UUID(int=0)
CLASS_GONE = "Lớp này không còn trong sổ. Mở lại danh sách lớp để chọn."
COURSE_GONE = "Lớp–môn này không còn trong sổ. Mở lại danh sách lớp–môn để chọn."


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """A subject in a class; `short_name` marks with | where a narrow head may break."""

    course_id: UUID = NOBODY
    class_id: UUID = NOBODY
    class_name: str = ""
    grade: int = 0
    school_year_id: UUID = NOBODY
    subject_id: UUID = NOBODY
    subject_code: str = ""
    subject: str = ""
    short_name: str = ""
    assessment: Assessment = Assessment.SCORE
    position: int = 0
    ranked: bool = True
    team_id: UUID | None = None
    periods: int = 0
    regular: int = 0
    teachers: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The subject's short name on one line."""
        return self.short_name.replace("|", " ")

    @property
    def title(self) -> str:
        """Toán · 6A."""
        return f"{self.label} · {self.class_name}"

    @property
    def place(self) -> Place:
        """The place that permissions are asked for."""
        return Place(class_id=self.class_id, course_id=self.course_id, team_id=self.team_id)

    @property
    def shelf(self) -> Shelf:
        """The book that locks are asked for."""
        return Shelf(self.grade, self.class_id, self.course_id)


def course_facts(
    session: Session, where: ColumnElement[bool], today: date
) -> tuple[CourseFacts, ...]:
    """The courses that meet a condition on course, class or subject, with teachers of today.

    In the order of grade, class name and subject position.
    """
    rows = session.execute(
        select(
            Course.id,
            Course.class_id,
            SchoolClass.name,
            SchoolClass.grade,
            SchoolClass.school_year_id,
            Subject.id,
            Subject.code,
            Subject.name,
            Subject.short_name,
            Subject.assessment,
            Subject.position,
            Subject.ranked,
            Subject.team_id,
            Course.periods,
            Course.regular,
        )
        .join(SchoolClass, SchoolClass.id == Course.class_id)
        .join(Subject, Subject.id == Course.subject_id)
        .where(where)
        .order_by(SchoolClass.grade, SchoolClass.name, Subject.position, Subject.name)
    ).all()
    teachers = course_teachers(session, [row[0] for row in rows], today)
    return tuple(_facts(row, teachers.get(row[0], ())) for row in rows)


def _facts(row: Any, teachers: tuple[str, ...]) -> CourseFacts:
    """The columns above are in the order of the fields."""
    values: tuple[Any, ...] = (*row[:9], Assessment(row[9]), *row[10:], teachers)
    return CourseFacts(*values)


def one_course(session: Session, course_id: UUID, today: date) -> CourseFacts | None:
    """A course by its id."""
    return next(iter(course_facts(session, Course.id == course_id, today)), None)


def course_teachers(
    session: Session, course_ids: Iterable[UUID], today: date
) -> dict[UUID, tuple[str, ...]]:
    """Who teaches each course on that day, by name."""
    return _assigned(session, Role.SUBJECT_TEACHER, ReachKind.COURSE, list(course_ids), today)


def homeroom_teachers(
    session: Session, class_ids: Iterable[UUID], today: date
) -> dict[UUID, tuple[str, ...]]:
    """Who is homeroom teacher of each class on that day."""
    return _assigned(session, Role.HOMEROOM_TEACHER, ReachKind.CLASS, list(class_ids), today)


def _assigned(
    session: Session, role: Role, reach: ReachKind, ids: list[UUID], today: date
) -> dict[UUID, tuple[str, ...]]:
    rows = session.execute(
        select(RoleAssignment.reach_id, Staff.full_name)
        .join(Staff, Staff.id == RoleAssignment.staff_id)
        .where(
            RoleAssignment.role == role.value,
            RoleAssignment.reach == reach.value,
            RoleAssignment.reach_id.in_(ids),
            RoleAssignment.from_day <= today,
            or_(RoleAssignment.to_day.is_(None), RoleAssignment.to_day >= today),
        )
        .order_by(RoleAssignment.from_day, RoleAssignment.id)
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for reach_id, name in rows:
        if reach_id is not None:
            found[reach_id].append(name)
    return {reach_id: tuple(names) for reach_id, names in found.items()}
