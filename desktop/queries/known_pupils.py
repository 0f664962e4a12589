"""The pupils of a school year as an import compares with them: nobody is entered twice."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.pupil import Pupil
from desktop.models.people import Enrolment, Student
from desktop.models.school import SchoolClass
from desktop.queries.pupil_care import class_care
from desktop.rules.permissions import Capability, Person, Place, may


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
    care = class_care(session, class_id, today) if with_care else {}
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
            Pupil(*facts, **care.get(student_id, {})) if of == class_id else Pupil(*facts),
        )
        for of, name, student_id, *facts in rows
    ]
    return KnownPupils(school_class.name, may_edit=True, with_care=with_care, pupils=tuple(pupils))
