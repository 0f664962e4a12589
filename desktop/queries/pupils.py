"""The pupils of a class in the order of the book, as every page numbers them (B-2)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from desktop.models.people import Enrolment, Student
from desktop.queries.years import TermFacts
from desktop.rules.names import name_key


@dataclass(frozen=True, slots=True)
class ClassPupil:
    """A line of the class; `number` is the same on every page."""

    student_id: UUID
    number: int
    full_name: str
    birth_date: date | None = None
    sex: str = ""
    code: str = ""
    moet_id: str = ""
    joined_on: date | None = None
    came_from: str = ""
    left_on: date | None = None
    leave_reason: str = ""

    @property
    def has_left(self) -> bool:
        return self.left_on is not None

    def was_in(self, span: TermFacts, today: date) -> bool:
        """Whether the book of that term waits for this pupil's entries.

        Not for who joined after it or left before it ended; a leave dated ahead still counts.
        """
        if self.joined_on is not None and self.joined_on > span.ends_on:
            return False
        return self.left_on is None or self.left_on > min(today, span.ends_on)


def class_pupils(session: Session, class_id: UUID) -> tuple[ClassPupil, ...]:
    """All who are or were in the class: by given name, then who came during the year, by day.

    Somebody who comes late stands at the end, so that pages signed before keep their numbers.
    """
    ordered = sorted(_read(session, Enrolment.class_id == class_id), key=_place)
    return tuple(replace(pupil, number=number) for number, pupil in enumerate(ordered, 1))


def some_pupils(session: Session, class_id: UUID, ids: Collection[UUID]) -> dict[UUID, ClassPupil]:
    """Those of these pupils who are or were in the class; without their numbers."""
    mine = (Enrolment.class_id == class_id) & Enrolment.student_id.in_(list(ids))
    return {pupil.student_id: pupil for pupil in _read(session, mine)}


def _read(session: Session, where: ColumnElement[bool]) -> list[ClassPupil]:
    rows = session.execute(
        select(
            Enrolment.student_id,
            _known(Student.full_name, Enrolment.book_name),
            _known(Student.birth_date, Enrolment.book_birth_date),
            _known(Student.sex, Enrolment.book_sex),
            _known(Student.code, Enrolment.book_code),
            _known(Student.moet_id, Enrolment.book_moet_id),
            Enrolment.joined_on,
            Enrolment.came_from,
            Enrolment.left_on,
            Enrolment.leave_reason,
        )
        .outerjoin(Student, Student.id == Enrolment.student_id)
        .where(where)
    )
    return [_pupil(row) for row in rows]


def _known(own: Any, kept: Any) -> Any:
    """From the pupil's row, or where it lies with another class, as this class's book kept it."""
    return case((Student.id.is_not(None), own), else_=kept)


def _place(pupil: ClassPupil) -> tuple[Any, ...]:
    return (
        pupil.joined_on or date.min,
        name_key(pupil.full_name),
        pupil.birth_date or date.max,
        pupil.student_id,
    )


def _pupil(row: Any) -> ClassPupil:
    """The columns above are in the order of the fields; the number comes with the order."""
    return ClassPupil(row[0], 0, *row[1:])


def counted_in(span: TermFacts, today: date) -> ColumnElement[bool]:
    """`ClassPupil.was_in` as a condition on enrolments, for counting many classes at once."""
    joined = or_(Enrolment.joined_on.is_(None), Enrolment.joined_on <= span.ends_on)
    staying = or_(Enrolment.left_on.is_(None), Enrolment.left_on > min(today, span.ends_on))
    return joined & staying


def class_sizes(session: Session, school_year_classes: list[UUID], today: date) -> dict[UUID, int]:
    """How many pupils each class has today."""
    staying = or_(Enrolment.left_on.is_(None), Enrolment.left_on > today)
    rows = session.execute(
        select(Enrolment.class_id, func.count())
        .where(Enrolment.class_id.in_(school_year_classes), staying)
        .group_by(Enrolment.class_id)
    )
    return dict(rows.all())
