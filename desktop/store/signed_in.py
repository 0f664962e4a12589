"""Words for the sign-in: what a person of this school is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.models.school import Course, SchoolClass, Subject
from desktop.queries.people import PERSON_TABLES
from desktop.rules.permissions import Assignment, Person, Role

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

LABEL_TABLES = PERSON_TABLES | {"school", "school_class", "subject"}


def caption_of(session: Session, person: Person, today: date) -> str:
    """What the sign-in shows below the name: ``Giáo viên bộ môn · Toán, chủ nhiệm 6A``."""
    held = [a for a in person.assignments if a.holds_on(today)]
    roles = [role.label for role in Role if any(a.role is role for a in held)]
    if any(a.role is Role.SUBJECT_TEACHER for a in held):  # says it already, and better below
        roles = [label for label in roles if label != Role.HOMEROOM_TEACHER.label]
    more = [*_subjects(session, held), *_homeroom(session, held)]
    return " · ".join(filter(None, (", ".join(roles), ", ".join(more))))


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
