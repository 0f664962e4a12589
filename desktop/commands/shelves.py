"""Where things stand: courses, classes, who is in them, and the locks over them, read set-wise."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, select

from desktop.commands.books import Books
from desktop.commands.command import Code, Refused
from desktop.models.base import Key
from desktop.models.people import Enrolment
from desktop.models.school import Course, SchoolClass, Subject
from desktop.queries.locks import locks_in_force
from desktop.rules.locks import Lock, LockKind, Shelf
from desktop.rules.permissions import Place
from desktop.rules.terms import Assessment, Term

# Put together once: every entry asks for these.
_COURSE: Final = (
    select(Course, SchoolClass, Subject)
    .join(SchoolClass, SchoolClass.id == Course.class_id)
    .join(Subject, Subject.id == Course.subject_id)
    .where(Course.id == bindparam("course_id", type_=Key))
)
_PUPILS: Final = select(Enrolment.student_id).where(
    Enrolment.class_id == bindparam("class_id", type_=Key)
)


@dataclass(frozen=True, slots=True)
class CourseShelf:
    """A course with its class and subject."""

    course: Course
    school_class: SchoolClass
    subject: Subject

    @property
    def place(self) -> Place:
        """The place that permissions are asked for."""
        return Place(
            class_id=self.school_class.id,
            course_id=self.course.id,
            team_id=self.subject.team_id,
        )

    @property
    def shelf(self) -> Shelf:
        """The book that locks are asked for."""
        return Shelf(self.school_class.grade, self.school_class.id, self.course.id)

    @property
    def assessment(self) -> Assessment:
        """Score or comment."""
        return Assessment(self.subject.assessment)


def course_shelf(books: Books, course_id: UUID) -> CourseShelf:
    """The course, or Refused(MISSING)."""
    found = books.session.execute(_COURSE, {"course_id": course_id}).first()
    if found is None:
        raise Refused(
            Code.MISSING, "Lớp–môn này không còn trong sổ. Mở lại danh sách lớp–môn để chọn."
        )
    return CourseShelf(*found)


def class_of(books: Books, class_id: UUID) -> SchoolClass:
    """The class, or Refused(MISSING)."""
    found = books.session.get(SchoolClass, class_id)
    if found is None:
        raise Refused(Code.MISSING, "Lớp này không còn trong sổ. Mở lại danh sách lớp để chọn.")
    return found


def enrolled(books: Books, class_id: UUID) -> frozenset[UUID]:
    """The pupils who are or were in a class."""
    return frozenset(books.session.scalars(_PUPILS, {"class_id": class_id}))


def locks_of(books: Books, school_year_id: UUID, term: Term) -> list[Lock]:
    """The locks in force in a term of a year, anywhere in the school."""
    return locks_in_force(books.session, school_year_id, term)


def kinds_text(kinds: Iterable[LockKind]) -> str:
    """Kinds of column as a lock row stores them, always in the same order."""
    wanted = set(kinds)
    return " ".join(kind.value for kind in LockKind if kind in wanted)
