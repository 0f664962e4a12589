"""What the page of transfers needs of a class: who is in it, where to, and what one may record."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.school import SchoolClass
from desktop.queries.courses import CLASS_GONE
from desktop.queries.pupils import ClassPupil, class_pupils
from desktop.queries.years import YearFacts, school_years, year_of
from desktop.rules.permissions import Capability, Person, Place, may

_TO_SEE = "Danh sách lớp này không mở cho thầy cô."


@dataclass(frozen=True, slots=True)
class MovesFrame:
    """A class with its pupils, the other classes of the grade, and the asker's rights."""

    class_id: UUID
    refusal: str = ""
    class_name: str = ""
    year: YearFacts | None = None
    pupils: tuple[ClassPupil, ...] = ()
    siblings: tuple[tuple[UUID, str], ...] = ()
    may_record: bool = False
    may_move: bool = False
    may_bring_in: bool = False

    @property
    def present(self) -> tuple[ClassPupil, ...]:
        """Who has not left."""
        return tuple(pupil for pupil in self.pupils if not pupil.has_left)

    @property
    def gone(self) -> tuple[ClassPupil, ...]:
        """Who has."""
        return tuple(pupil for pupil in self.pupils if pupil.has_left)

    def pupil(self, student_id: UUID | None) -> ClassPupil | None:
        """A pupil of the class."""
        return next((one for one in self.pupils if one.student_id == student_id), None)


def moves_frame(session: Session, by: Person, class_id: UUID, today: date) -> MovesFrame:
    """The class as it stands today."""
    school_class = session.get(SchoolClass, class_id)
    if school_class is None:
        return MovesFrame(class_id, CLASS_GONE)
    place = Place(class_id=class_id)
    if not may(by, Capability.ROSTER_SEE, place, today):
        return MovesFrame(class_id, _TO_SEE)
    rows = session.execute(
        select(SchoolClass.id, SchoolClass.name)
        .where(
            SchoolClass.school_year_id == school_class.school_year_id,
            SchoolClass.grade == school_class.grade,
            SchoolClass.id != class_id,
        )
        .order_by(SchoolClass.name)
    )
    return MovesFrame(
        class_id,
        class_name=school_class.name,
        year=year_of(school_years(session), school_class.school_year_id),
        pupils=class_pupils(session, class_id),
        siblings=tuple((row.id, row.name) for row in rows),
        may_record=may(by, Capability.TRANSFER_RECORD, place, today),
        may_move=may(by, Capability.CLASS_PROMOTE, place, today),
        may_bring_in=may(by, Capability.MARKS_BRING_IN, place, today),
    )
