"""Knows what an import or export of marks needs of one course in one term, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

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
