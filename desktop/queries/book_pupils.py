"""The pupils of a class as the printed books list them, with their families."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.commands.pupil import Parent
from desktop.queries.pupil_care import care_of
from desktop.queries.pupils import ClassPupil, class_pupils
from desktop.rules.places import whole_address

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


def pupils_of(
    session: Session, class_id: UUID, *, care_on: date | None = None
) -> tuple[BookPupil, ...]:
    """Everybody who is or was in the class, numbered.

    Families and addresses only with the day `care_on`, on which policy groups are in force (D-2);
    also of those who went on to another class, as far as their care lies here.
    """
    listed = class_pupils(session, class_id)
    ids = [pupil.student_id for pupil in listed]
    care = care_of(session, ids, care_on) if care_on is not None else {}
    return tuple(_pupil(pupil, care.get(pupil.student_id, {})) for pupil in listed)


def _pupil(pupil: ClassPupil, care: Mapping[str, Any]) -> BookPupil:
    return BookPupil(
        pupil.student_id,
        pupil.number,
        pupil.full_name,
        pupil.code,
        pupil.birth_date,
        _SEX.get(pupil.sex, ""),
        birth_place=care.get("birth_place", ""),
        ethnicity=care.get("ethnicity", ""),
        priority_group=care.get("priority_group", ""),
        address=whole_address(*(care.get(name, "") for name in ("address", "commune", "province"))),
        father=_parent(care.get("father")),
        mother=_parent(care.get("mother")),
        guardian=_parent(care.get("guardian")),
        changes=care.get("note", ""),
        joined_on=pupil.joined_on,
        came_from=pupil.came_from,
        left_on=pupil.left_on,
        leave_reason=pupil.leave_reason,
    )


def _parent(parent: Parent | None) -> PupilParent:
    if parent is None:
        return _NOBODY
    return PupilParent(parent.full_name, parent.occupation, parent.phone, parent.email)
