"""The list of a class, as its teacher and the office read and edit it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.pupil import Pupil
from desktop.models.school import SchoolClass
from desktop.queries.courses import CLASS_GONE, homeroom_teachers
from desktop.queries.pupil_care import class_care
from desktop.queries.pupils import ClassPupil, class_pupils
from desktop.queries.years import YearFacts, school_years, year_of
from desktop.rules.permissions import Capability, Person, Place, may

_TO_SEE = "Danh sách này mở cho giáo viên của lớp, văn phòng, y tế và ban giám hiệu."


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A pupil of the list; `pupil` is what commands carry, its care part empty without the right.

    A command's `seen` must hold the care part: edit only where `ClassList.with_care`.
    """

    student_id: UUID
    number: int
    pupil: Pupil

    @property
    def has_left(self) -> bool:
        return self.pupil.left_on is not None


@dataclass(frozen=True, slots=True)
class ClassList:
    """A class with its pupils in the order of the book. `refusal` says why it is empty."""

    class_id: UUID
    refusal: str = ""
    class_name: str = ""
    grade: int = 0
    year: YearFacts | None = None
    homeroom: tuple[str, ...] = ()
    lines: tuple[RosterLine, ...] = ()
    with_care: bool = False
    may_edit: bool = False
    may_edit_care: bool = False

    @property
    def present(self) -> int:
        """How many have not left."""
        return sum(not line.has_left for line in self.lines)


def class_list(session: Session, by: Person, class_id: UUID, today: date) -> ClassList:
    """The list of a class; family and address only for who cares for the class (D-2)."""
    row = session.execute(
        select(SchoolClass.name, SchoolClass.grade, SchoolClass.school_year_id).where(
            SchoolClass.id == class_id
        )
    ).first()
    if row is None:
        return ClassList(class_id, CLASS_GONE)
    place = Place(class_id=class_id)
    year = year_of(school_years(session), row.school_year_id)
    if not may(by, Capability.ROSTER_SEE, place, today):
        return ClassList(class_id, _TO_SEE, row.name, row.grade, year)
    with_care = may(by, Capability.CARE_SEE, place, today)
    care = class_care(session, class_id, today) if with_care else {}
    return ClassList(
        class_id=class_id,
        class_name=row.name,
        grade=row.grade,
        year=year,
        homeroom=homeroom_teachers(session, [class_id], today).get(class_id, ()),
        lines=tuple(
            RosterLine(p.student_id, p.number, _pupil(p, care.get(p.student_id, {})))
            for p in class_pupils(session, class_id)
        ),
        with_care=with_care,
        may_edit=may(by, Capability.ROSTER_EDIT, place, today),
        may_edit_care=may(by, Capability.CARE_EDIT, place, today),
    )


def _pupil(pupil: ClassPupil, care: dict[str, Any]) -> Pupil:
    return Pupil(
        full_name=pupil.full_name, birth_date=pupil.birth_date, sex=pupil.sex, code=pupil.code,
        moet_id=pupil.moet_id, joined_on=pupil.joined_on, came_from=pupil.came_from,
        left_on=pupil.left_on, leave_reason=pupil.leave_reason, **care,
    )  # fmt: skip
