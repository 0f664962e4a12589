"""Who a person of this school is: name, assignments with their reach, and words for the sign-in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.models.people import RoleAssignment, Staff
from desktop.models.school import Course, SchoolClass, Subject
from desktop.rules.permissions import Assignment, Person, Portfolio, ReachKind, Role

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

PERSON_TABLES = frozenset({"staff", "role_assignment", "course"})
LABEL_TABLES = PERSON_TABLES | {"school", "school_class", "subject"}
_COURTESY = {"nam": "thầy", "nu": "cô"}


def person_of(session: Session, staff_id: UUID) -> Person:
    """The person with all assignments; without any where the file does not know them yet."""
    staff = session.execute(
        select(Staff.full_name, Staff.sex, Staff.active).where(Staff.id == staff_id)
    ).first()
    if staff is None:
        return Person(staff_id, "")
    rows = session.execute(
        select(RoleAssignment, Course.class_id)
        .join(Course, Course.id == RoleAssignment.reach_id, isouter=True)
        .where(RoleAssignment.staff_id == staff_id)
        .order_by(RoleAssignment.from_day, RoleAssignment.id)
    ).all()
    assignments = tuple(_assignment(*row) for row in rows) if staff.active else ()
    return Person(staff_id, staff.full_name, assignments, _COURTESY.get(staff.sex, "thầy cô"))


def caption_of(session: Session, person: Person, today: date) -> str:
    """What the sign-in shows below the name: ``Giáo viên bộ môn · Toán, chủ nhiệm 6A``."""
    held = [a for a in person.assignments if a.holds_on(today)]
    roles = [role.label for role in Role if any(a.role is role for a in held)]
    if any(a.role is Role.SUBJECT_TEACHER for a in held):  # says it already, and better below
        roles = [label for label in roles if label != Role.HOMEROOM_TEACHER.label]
    more = [*_subjects(session, held), *_homeroom(session, held)]
    return " · ".join(filter(None, (", ".join(roles), ", ".join(more))))


def _assignment(stored: RoleAssignment, class_of_course: UUID | None) -> Assignment:
    reach = ReachKind(stored.reach)
    return Assignment(
        role=Role(stored.role),
        reach=reach,
        reach_id=stored.reach_id,
        class_id=stored.reach_id if reach is ReachKind.CLASS else class_of_course,
        portfolio=Portfolio(stored.portfolio) if stored.portfolio else None,
        from_day=stored.from_day,
        to_day=stored.to_day or date.max,
    )


def _subjects(session: Session, held: list[Assignment]) -> list[str]:
    courses = [a.reach_id for a in held if a.role is Role.SUBJECT_TEACHER]
    names = session.execute(
        select(Subject.name, Subject.position)
        .join(Course, Course.subject_id == Subject.id)
        .where(Course.id.in_(courses))
        .distinct()
        .order_by(Subject.position)
    )
    return [name for name, _ in names]


def _homeroom(session: Session, held: list[Assignment]) -> list[str]:
    classes = [a.reach_id for a in held if a.role is Role.HOMEROOM_TEACHER]
    names = session.scalars(
        select(SchoolClass.name).where(SchoolClass.id.in_(classes)).order_by(SchoolClass.name)
    )
    return [f"chủ nhiệm {name}" for name in names]
