"""Knows what an import or export of marks needs of one course in one term, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from desktop.queries.gradebook import CourseSheet
from desktop.rules.marks import Column, Mark, required_columns
from desktop.rules.terms import Assessment, Term


@dataclass(frozen=True, slots=True)
class CoursePupil:
    """One row of the book, in its order; `left_on` of a pupil who left the class."""

    student_id: UUID
    full_name: str
    birth_date: date | None = None
    code: str = ""
    moet_id: str = ""
    left_on: date | None = None
    marks: Mapping[Column, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CourseBook:
    """The marks of a course in a term.

    `locked` gives the sentence of the lock by column; `averages` the shown ĐTBmhk by pupil.
    """

    course_id: UUID
    class_name: str
    subject: str
    school_year: str
    term: Term
    assessment: Assessment
    regular: int
    pupils: tuple[CoursePupil, ...]
    locked: Mapping[Column, str] = field(default_factory=dict)
    averages: Mapping[UUID, str] = field(default_factory=dict)
    school_name: str = ""
    authority: str = ""
    teacher: str = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        return required_columns(self.regular)


def course_book_of(sheet: CourseSheet, *, school_name: str = "", authority: str = "") -> CourseBook:
    """The gradebook's sheet as import and export need it."""
    marks: dict[UUID, dict[Column, Mark]] = {}
    for (student_id, column), cell in sheet.cells.items():
        if cell.mark is not None:
            marks.setdefault(student_id, {})[column] = cell.mark
    course = sheet.course
    return CourseBook(
        course_id=course.course_id,
        class_name=course.class_name,
        subject=course.subject,
        school_year=sheet.year.name if sheet.year else "",
        term=sheet.term,
        assessment=course.assessment,
        regular=course.regular,
        pupils=tuple(
            CoursePupil(
                student_id=pupil.student_id,
                full_name=pupil.full_name,
                birth_date=pupil.birth_date,
                code=pupil.code,
                moet_id=pupil.moet_id,
                left_on=pupil.left_on,
                marks=marks.get(pupil.student_id, {}),
            )
            for pupil in sheet.pupils
        ),
        locked={fact.column: fact.lock_sentence for fact in sheet.columns if fact.lock},
        averages={pupil: outcome.shown for pupil, outcome in sheet.results.items()},
        school_name=school_name,
        authority=authority,
        teacher=", ".join(course.teachers),
    )
