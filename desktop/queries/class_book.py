"""What the class book of Circular 22 is drawn from, and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from desktop.rules.marks import Column, Mark
from desktop.rules.terms import Assessment, Level, Term


class SchoolLevel(StrEnum):
    THCS = "thcs"
    THPT = "thpt"


@dataclass(frozen=True, slots=True)
class BookHeading:
    """The lines at the head of covers: who is above the school, the school, and where it is."""

    authority: str
    school: str
    commune: str
    province: str
    former_district: str = ""


@dataclass(frozen=True, slots=True)
class PupilParent:
    """Father, mother or guardian, as the profile pages print them in one cell."""

    name: str = ""
    occupation: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class BookPupil:
    """A line of the book; `number` is the same on every page (B-2)."""

    id: UUID
    number: int
    name: str
    code: str = ""
    birth_date: date | None = None
    sex: str = ""
    birth_place: str = ""
    ethnicity: str = ""
    priority_group: str = ""
    address: str = ""
    father: PupilParent = PupilParent()
    mother: PupilParent = PupilParent()
    guardian: PupilParent = PupilParent()
    changes: str = ""
    joined_on: date | None = None
    came_from: str = ""
    left_on: date | None = None
    leave_reason: str = ""


@dataclass(frozen=True, slots=True)
class TermMarks:
    """What a pupil has in one course in one term; scored subjects have `average` in tenths."""

    marks: Mapping[Column, Mark] = field(default_factory=dict)
    average: int | None = None
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class YearMark:
    """A pupil's year result in one course, and what a summer re-assessment made of it (G-30)."""

    average: int | None = None
    passed: bool | None = None
    again: Mark | None = None


@dataclass(frozen=True, slots=True)
class BookCourse:
    """A subject of the class with everybody's marks, by pupil."""

    code: str
    name: str
    short_name: str
    assessment: Assessment
    regular: int
    teachers: tuple[str, ...]
    terms: Mapping[Term, Mapping[UUID, TermMarks]]
    year: Mapping[UUID, YearMark]
    corrections: Mapping[Term, int] = field(default_factory=dict)
    """How many marks of a term were corrected by procedure; absent: not known."""


@dataclass(frozen=True, slots=True)
class PupilResult:
    """Levels of a pupil: each term's and the year's, and what follows from them."""

    learning: Mapping[Term, Level] = field(default_factory=dict)
    conduct: Mapping[Term, Level] = field(default_factory=dict)
    year_learning: Level | None = None
    year_conduct: Level | None = None
    summer_learning: Level | None = None
    summer_conduct: Level | None = None
    absences: int | None = None
    promoted: bool | None = None
    after_summer: bool = False
    """Promoted only after the summer's training or re-assessment."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class ClassBook:
    """Sổ theo dõi và đánh giá học sinh (theo lớp học) of one class and year."""

    heading: BookHeading
    level: SchoolLevel
    class_name: str
    year: str
    """As it is printed: 2026 – 2027."""
    homeroom_teacher: str
    term_ends: Mapping[Term, date]
    pupils: tuple[BookPupil, ...]
    courses: tuple[BookCourse, ...]
    results: Mapping[UUID, PupilResult] = field(default_factory=dict)
    principal: str = ""
