"""The pupils of a class as the printed books list them, with their families."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.people import Guardian, StudentCare
from desktop.queries.pupils import ClassPupil, class_pupils

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
    listed = class_pupils(session, class_id)
    ids = [pupil.student_id for pupil in listed] if with_care else []
    care, guardians = _care_of(session, ids), _guardians_of(session, ids)
    return tuple(
        _pupil(pupil, care.get(pupil.student_id), guardians.get(pupil.student_id, {}))
        for pupil in listed
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
    pupil: ClassPupil, care: StudentCare | None, guardians: Mapping[str, PupilParent]
) -> BookPupil:
    return BookPupil(
        pupil.student_id,
        pupil.number,
        pupil.full_name,
        pupil.code,
        pupil.birth_date,
        _SEX.get(pupil.sex, ""),
        birth_place=care.birth_place if care else "",
        ethnicity=care.ethnicity if care else "",
        priority_group=care.priority_group if care else "",
        address=care.address if care else "",
        father=guardians.get("father", _NOBODY),
        mother=guardians.get("mother", _NOBODY),
        guardian=guardians.get("guardian", _NOBODY),
        changes=care.note if care else "",
        joined_on=pupil.joined_on,
        came_from=pupil.came_from,
        left_on=pupil.left_on,
        leave_reason=pupil.leave_reason,
    )
