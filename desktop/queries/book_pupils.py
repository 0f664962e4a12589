"""The pupils of a class as the printed books list them, and who teaches them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.people import Enrolment, Guardian, RoleAssignment, Staff, Student, StudentCare
from desktop.rules.names import NameKey, name_key
from desktop.rules.permissions import Role

_SEX: Final = {"nam": "Nam", "nu": "Nữ"}


@dataclass(frozen=True, slots=True)
class PupilParent:
    """Father, mother or guardian, as the profile pages print them in one cell."""

    name: str = ""
    occupation: str = ""
    phone: str = ""
    email: str = ""


_NOBODY: Final = PupilParent()


@dataclass(frozen=True, slots=True)
class BookPupil:
    """A line of the book; `number` is the same on every page (B-2)."""

    id: UUID
    number: int
    name: str
    code: str = ""
    birth_date: date | None = None
    sex: str = ""
    birth_place: str = ""
    ethnicity: str = ""
    priority_group: str = ""
    address: str = ""
    father: PupilParent = _NOBODY
    mother: PupilParent = _NOBODY
    guardian: PupilParent = _NOBODY
    changes: str = ""
    joined_on: date | None = None
    came_from: str = ""
    left_on: date | None = None
    leave_reason: str = ""


def pupils_of(session: Session, class_id: UUID, *, with_care: bool) -> tuple[BookPupil, ...]:
    """Everybody who is or was in the class, numbered; families only `with_care` (D-2)."""
    rows = session.execute(
        select(Student, Enrolment)
        .join(Enrolment, Enrolment.student_id == Student.id)
        .where(Enrolment.class_id == class_id)
    ).all()
    listed = sorted(rows, key=lambda row: place_in_list(*row))
    ids = [student.id for student, _ in listed]
    care = _care_of(session, ids) if with_care else {}
    guardians = _guardians_of(session, ids) if with_care else {}
    return tuple(
        _pupil(number, student, enrolment, care.get(student.id), guardians.get(student.id, {}))
        for number, (student, enrolment) in enumerate(listed, 1)
    )


def place_in_list(student: Student, enrolment: Enrolment) -> tuple[date, NameKey, date, UUID]:
    """In Vietnamese order; who came later follows at the end, so that no number ever moves."""
    return (
        enrolment.joined_on or date.min,
        name_key(student.full_name),
        student.birth_date or date.min,
        student.id,
    )


def _care_of(session: Session, ids: list[UUID]) -> dict[UUID, StudentCare]:
    rows = session.scalars(select(StudentCare).where(StudentCare.student_id.in_(ids)))
    return {row.student_id: row for row in rows}


def _guardians_of(session: Session, ids: list[UUID]) -> dict[UUID, dict[str, PupilParent]]:
    found: dict[UUID, dict[str, PupilParent]] = defaultdict(dict)
    for row in session.scalars(select(Guardian).where(Guardian.student_id.in_(ids))):
        found[row.student_id][row.relation] = PupilParent(
            row.full_name, row.occupation, row.phone, row.email
        )
    return found


def _pupil(
    number: int,
    student: Student,
    enrolment: Enrolment,
    care: StudentCare | None,
    guardians: Mapping[str, PupilParent],
) -> BookPupil:
    return BookPupil(
        student.id,
        number,
        student.full_name,
        student.code,
        student.birth_date,
        _SEX.get(student.sex, ""),
        birth_place=care.birth_place if care else "",
        ethnicity=care.ethnicity if care else "",
        priority_group=care.priority_group if care else "",
        address=care.address if care else "",
        father=guardians.get("father", _NOBODY),
        mother=guardians.get("mother", _NOBODY),
        guardian=guardians.get("guardian", _NOBODY),
        changes=care.note if care else "",
        joined_on=enrolment.joined_on,
        came_from=enrolment.came_from,
        left_on=enrolment.left_on,
        leave_reason=enrolment.leave_reason,
    )


def holders(
    session: Session, role: Role, reach_ids: Iterable[UUID] | None, today: date
) -> dict[UUID | None, tuple[str, ...]]:
    """Names of who has a role today, by what it reaches; None asks for the whole school."""
    asked = select(RoleAssignment.reach_id, RoleAssignment.to_day, Staff.full_name).join(
        Staff, Staff.id == RoleAssignment.staff_id
    )
    asked = asked.where(RoleAssignment.role == role.value, RoleAssignment.from_day <= today)
    if reach_ids is not None:
        asked = asked.where(RoleAssignment.reach_id.in_(list(reach_ids)))
    found: dict[UUID | None, list[str]] = defaultdict(list)
    for reach_id, to_day, name in session.execute(asked.order_by(RoleAssignment.from_day)):
        if (to_day is None or to_day >= today) and name not in found[reach_id]:
            found[reach_id].append(name)
    return {reach_id: tuple(names) for reach_id, names in found.items()}
