"""What only the carers of a class may know of its pupils (D-2): origin, address, family."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.pupil import CARE_FIELDS, RELATIONS, Parent
from desktop.models.people import Enrolment, Guardian, StudentCare

_CARE = tuple(name for name in CARE_FIELDS if name not in RELATIONS)


def class_care(session: Session, class_id: UUID) -> dict[UUID, dict[str, Any]]:
    """The care fields of a Pupil by pupil; who asks has made sure that they may be seen."""
    found: dict[UUID, dict[str, Any]] = {}
    care = session.scalars(
        select(StudentCare)
        .join(Enrolment, Enrolment.student_id == StudentCare.student_id)
        .where(Enrolment.class_id == class_id)
    )
    for row in care:
        found[row.student_id] = {name: getattr(row, name) for name in _CARE}
    parents = session.scalars(
        select(Guardian)
        .join(Enrolment, Enrolment.student_id == Guardian.student_id)
        .where(Enrolment.class_id == class_id)
    )
    for parent in parents:
        found.setdefault(parent.student_id, {})[parent.relation] = Parent(
            parent.full_name, parent.occupation, parent.phone, parent.email
        )
    return found
