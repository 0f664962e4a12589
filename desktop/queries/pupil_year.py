"""What counts of a pupil in a school year, through all classes in which the pupil was.

A pupil who changed class has marks in the books of both: those of the old class stay there, and
were copied into the new one. Here each cell counts once, as the latest class has it.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.attendance import Absence, AbsenceBefore
from desktop.models.gradebook import Comment, Conduct
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.people import Enrolment
from desktop.models.school import Course, SchoolClass
from desktop.rules.marks import Column, MarkState

Cell = tuple[UUID, int, Column]
"""Subject, term, column."""


@dataclass(frozen=True, slots=True)
class PupilYear:
    """The rows that count: marks by subject, term and column, and so on."""

    marks: dict[Cell, MarkRow] = field(default_factory=dict)
    comments: dict[tuple[UUID, int], Comment] = field(default_factory=dict)
    conduct: dict[int, Conduct] = field(default_factory=dict)
    absences: dict[tuple[date, int], Absence] = field(default_factory=dict)
    """By day and part of the day."""
    absences_before: dict[int, AbsenceBefore] = field(default_factory=dict)
    """By term: from before rolls were taken here, or at the former school."""


@dataclass(frozen=True, slots=True)
class PupilTotals:
    """Sums over a year that no transfer within the school may change."""

    marks: int
    tenths: int
    passed: int
    zeros: int
    waiting: int
    comments: int
    rated_terms: int
    excused: int
    unexcused: int
    absences: int
    absences_before: int


def pupil_year(
    session: Session, student_id: UUID, school_year_id: UUID, *, only: UUID | None = None,
    without: UUID | None = None,
) -> PupilYear:  # fmt: skip
    """The year of a pupil in seven SELECTs, whatever lies here of it.

    `only` and `without` narrow it to one class, or to the others.
    """
    classes = [
        class_id
        for class_id in _classes(session, student_id, school_year_id)
        if only in (None, class_id) and class_id != without
    ]
    found = PupilYear()
    place = {class_id: n for n, class_id in enumerate(classes)}
    courses = {
        course_id: (place[class_id], subject_id)
        for course_id, class_id, subject_id in session.execute(
            select(Course.id, Course.class_id, Course.subject_id).where(
                Course.class_id.in_(classes)
            )
        )
    }

    def of_courses(table: Any) -> list[Any]:
        rows = session.scalars(
            select(table).where(table.student_id == student_id, table.course_id.in_(list(courses)))
        )
        return sorted(rows, key=lambda row: courses[row.course_id])

    def of_classes(table: Any) -> list[Any]:
        rows = session.scalars(
            select(table).where(table.student_id == student_id, table.class_id.in_(classes))
        )
        return sorted(rows, key=lambda row: place[row.class_id])

    for row in of_courses(MarkRow):
        found.marks.setdefault((courses[row.course_id][1], row.term, row.column), row)
    for row in of_courses(Comment):
        found.comments.setdefault((courses[row.course_id][1], row.term), row)
    for row in of_classes(Conduct):
        found.conduct.setdefault(row.term, row)
    for row in of_classes(Absence):
        found.absences.setdefault((row.day, row.part), row)
    for row in of_classes(AbsenceBefore):
        found.absences_before.setdefault(row.term, row)
    return found


def totals_of(year: PupilYear) -> PupilTotals:
    """The sums of a year."""
    marks, conduct = list(year.marks.values()), list(year.conduct.values())
    return PupilTotals(
        marks=len(marks),
        tenths=sum(mark.tenths or 0 for mark in marks),
        passed=sum(mark.passed is True for mark in marks),
        zeros=sum(mark.state == MarkState.ZERO.value for mark in marks),
        waiting=sum(mark.state == MarkState.MAKEUP.value for mark in marks),
        comments=len(year.comments),
        rated_terms=sum(one.level is not None for one in conduct),
        excused=sum(one.excused or 0 for one in conduct),
        unexcused=sum(one.unexcused or 0 for one in conduct),
        absences=len(year.absences),
        absences_before=sum(b.excused + b.unexcused for b in year.absences_before.values()),
    )


def _classes(session: Session, student_id: UUID, school_year_id: UUID) -> list[UUID]:
    """The pupil's classes of the year: that of now first, then the one that was left last."""
    rows = session.execute(
        select(Enrolment.class_id, Enrolment.left_on)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .where(Enrolment.student_id == student_id, SchoolClass.school_year_id == school_year_id)
    ).all()
    latest = sorted(rows, key=lambda row: (row.left_on or date.max, row.class_id), reverse=True)
    return [row.class_id for row in latest]
