"""The pupils of a school year as an import compares with them: nobody is entered twice."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.pupil import CARE_FIELDS, RELATIONS, Parent, Pupil
from desktop.models.people import Enrolment, Guardian, Student, StudentCare
from desktop.models.school import SchoolClass
from desktop.rules.permissions import Capability, Person, Place, may

_CARE = tuple(name for name in CARE_FIELDS if name not in RELATIONS)


@dataclass(frozen=True, slots=True)
class ExistingPupil:
    """A pupil whom the school has: who, in which class, with what."""

    student_id: UUID
    class_name: str
    pupil: Pupil


@dataclass(frozen=True, slots=True)
class KnownPupils:
    """The year's pupils for an import into one class; nothing where `may_edit` is false.

    Those of other classes only with what tells one pupil from another. `with_care` says whether
    the asker may change the class's care (D-2); without it that part is empty.
    """

    class_name: str = ""
    may_edit: bool = False
    with_care: bool = False
    pupils: tuple[ExistingPupil, ...] = ()


def known_pupils(session: Session, by: Person, class_id: UUID, today: date) -> KnownPupils:
    """Everybody of the class's school year: four SELECTs, however many classes."""
    school_class = session.get(SchoolClass, class_id)
    place = Place(class_id=class_id)
    if school_class is None or not may(by, Capability.ROSTER_EDIT, place, today):
        return KnownPupils(school_class.name if school_class else "")
    with_care = may(by, Capability.CARE_EDIT, place, today)
    care = _care(session, class_id) if with_care else {}
    parents = _parents(session, class_id) if with_care else {}
    rows = session.execute(
        select(
            SchoolClass.id, SchoolClass.name, Student.id, Student.full_name, Student.birth_date,
            Student.sex, Student.code, Student.moet_id, Enrolment.joined_on, Enrolment.came_from,
            Enrolment.left_on, Enrolment.leave_reason,
        )
        .join(Enrolment, Enrolment.class_id == SchoolClass.id)
        .join(Student, Student.id == Enrolment.student_id)
        .where(SchoolClass.school_year_id == school_class.school_year_id)
    )  # fmt: skip
    pupils = [
        ExistingPupil(
            student_id,
            name,
            Pupil(*facts, **_own(student_id, care, parents)) if of == class_id else Pupil(*facts),
        )
        for of, name, student_id, *facts in rows
    ]
    return KnownPupils(school_class.name, may_edit=True, with_care=with_care, pupils=tuple(pupils))


def _own(
    student_id: UUID, care: dict[UUID, dict[str, str]], parents: dict[UUID, dict[str, Parent]]
) -> dict[str, Any]:
    return {**care.get(student_id, {}), **parents.get(student_id, {})}


def _care(session: Session, class_id: UUID) -> dict[UUID, dict[str, str]]:
    rows = session.scalars(
        select(StudentCare)
        .join(Enrolment, Enrolment.student_id == StudentCare.student_id)
        .where(Enrolment.class_id == class_id)
    )
    return {row.student_id: {name: getattr(row, name) for name in _CARE} for row in rows}


def _parents(session: Session, class_id: UUID) -> dict[UUID, dict[str, Parent]]:
    found: dict[UUID, dict[str, Parent]] = {}
    rows = session.scalars(
        select(Guardian)
        .join(Enrolment, Enrolment.student_id == Guardian.student_id)
        .where(Enrolment.class_id == class_id)
    )
    for row in rows:
        found.setdefault(row.student_id, {})[row.relation] = Parent(
            row.full_name, row.occupation, row.phone, row.email
        )
    return found
