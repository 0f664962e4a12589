"""Who is who: the names of the staff, and a person with all that they are assigned to."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.people import RoleAssignment, Staff
from desktop.models.school import Course
from desktop.rules.permissions import Assignment, Person, Portfolio, ReachKind, Role

GONE = "một người không còn trong danh sách"
PERSON_TABLES = frozenset({"staff", "role_assignment", "course"})
_COURTESY = {"nam": "thầy", "nu": "cô"}


def staff_names(session: Session) -> dict[UUID, str]:
    """Name by id, of all who were ever on the list."""
    return dict(session.execute(select(Staff.id, Staff.full_name)).all())


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
