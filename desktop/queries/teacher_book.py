"""What a teacher's own book (4.4) is drawn from, and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from desktop.queries.class_book import BookHeading, BookPupil, SchoolLevel, TermMarks, YearMark
from desktop.rules.terms import Assessment, Term


@dataclass(frozen=True, slots=True)
class TeacherSheet:
    """One course of the teacher in one term."""

    code: str
    """Stable name of the course in keys of pages, such as 6A/toan."""
    class_name: str
    subject: str
    term: Term
    term_end: date | None
    assessment: Assessment
    regular: int
    pupils: tuple[BookPupil, ...]
    marks: Mapping[UUID, TermMarks] = field(default_factory=dict)
    year: Mapping[UUID, YearMark] = field(default_factory=dict)
    comments: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TeacherBook:
    """Sổ theo dõi và đánh giá học sinh (của giáo viên) of one teacher and year."""

    heading: BookHeading
    level: SchoolLevel
    teacher: str
    year: str
    sheets: tuple[TeacherSheet, ...]
