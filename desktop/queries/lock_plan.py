"""What a lock would close and what is still missing there; and the locks that are in force."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models.gradebook import Comment, Conduct
from desktop.models.people import Enrolment
from desktop.models.school import Course, SchoolClass
from desktop.queries.conflicts import OpenConflict, open_conflicts
from desktop.queries.courses import CourseFacts, course_facts
from desktop.queries.frame import TermFrame, term_frame
from desktop.queries.locks import locks_in_force
from desktop.queries.pupils import counted_in
from desktop.queries.standing import pupils_expected, standings
from desktop.queries.years import school_years, year_of
from desktop.rules.locks import Lock, LockKind, LockReach, Shelf, kind_of_column
from desktop.rules.permissions import SCHOOL, Capability, Person, may
from desktop.rules.terms import Term

NOT_YOURS = (
    "Khóa sổ và mở khóa là việc của hiệu trưởng, phó hiệu trưởng chuyên môn, "
    "và quản trị CSDL theo quyết định của hiệu trưởng."
)


@dataclass(frozen=True, slots=True)
class LockScope:
    """What a lock is to cover, as the dialog holds it."""

    term: Term
    reach: LockReach
    kinds: frozenset[LockKind]
    grade: int | None = None
    reach_id: UUID | None = None

    def holds(self, shelf: Shelf) -> bool:
        """Whether the book would be locked."""
        return {
            LockReach.SCHOOL: True,
            LockReach.GRADE: self.grade == shelf.grade,
            LockReach.CLASS: self.reach_id == shelf.class_id,
            LockReach.COURSE: shelf.course_id is not None and self.reach_id == shelf.course_id,
        }[self.reach]


@dataclass(frozen=True, slots=True)
class BookOfPlan:
    """A course, or with `course` None a class's conduct: empty cells by kind of column."""

    class_id: UUID
    class_name: str
    grade: int
    course: CourseFacts | None = None
    empty: Mapping[LockKind, int] = field(default_factory=dict)

    @property
    def shelf(self) -> Shelf:
        course_id = self.course.course_id if self.course else None
        return Shelf(self.grade, self.class_id, course_id)


@dataclass(frozen=True, slots=True)
class LockPlan:
    """A term of a year with all its books; `refusal` says why this person may not lock."""

    school_year_id: UUID
    term: Term
    refusal: str = ""
    books: tuple[BookOfPlan, ...] = ()
    locks: tuple[Lock, ...] = ()
    conflicts: tuple[OpenConflict, ...] = ()
    """Columns in which two people still want different values, the oldest first."""

    @property
    def courses(self) -> tuple[CourseFacts, ...]:
        return tuple(book.course for book in self.books if book.course)

    @property
    def grades(self) -> tuple[int, ...]:
        return tuple(sorted({book.grade for book in self.books}))

    @property
    def classes(self) -> Mapping[UUID, str]:
        """Name by id, in the order of the school."""
        return {book.class_id: book.class_name for book in self.books}

    def closed_by(self, scope: LockScope) -> tuple[str, ...]:
        """The classes in which something would be locked."""
        found = {b.class_id: b.class_name for b in self.books if scope.holds(b.shelf)}
        return tuple(found.values())

    def gaps(self, scope: LockScope) -> tuple[tuple[str, int], ...]:
        """Class and number of empty cells in what would be locked; make-up tests count."""
        found: dict[str, int] = defaultdict(int)
        for book in self.books:
            if scope.holds(book.shelf):
                cells = sum(n for kind, n in book.empty.items() if kind in scope.kinds)
                found[book.class_name] += cells
        return tuple((name, cells) for name, cells in found.items() if cells)

    def conflicts_in(self, scope: LockScope) -> tuple[OpenConflict, ...]:
        """Those that the lock would close."""
        return tuple(
            conflict
            for conflict in self.conflicts
            if scope.holds(conflict.shelf) and conflict.kind in scope.kinds
        )


def lock_plan(
    session: Session, by: Person, school_year_id: UUID, term: Term, today: date
) -> LockPlan:
    """Everything that the lock dialog asks and tells, read once."""
    year = year_of(school_years(session), school_year_id)
    if year is None or not may(by, Capability.BOOK_LOCK, SCHOOL, today):
        return LockPlan(school_year_id, term, NOT_YOURS)
    frame = term_frame(session, year, term, today)
    courses = course_facts(session, SchoolClass.school_year_id == school_year_id, today)
    expected = pupils_expected(session, frame, {course.class_id for course in courses})
    books = [*_course_books(session, frame, courses, expected)]
    books += _conduct_books(session, frame, school_year_id, expected)
    return LockPlan(
        school_year_id, term, books=tuple(books), locks=tuple(_all_locks(session, school_year_id)),
        conflicts=tuple(open_conflicts(session, school_year_id, term)),
    )  # fmt: skip


def _all_locks(session: Session, school_year_id: UUID) -> Iterable[Lock]:
    """Of both terms, the latest first."""
    return sorted(locks_in_force(session, school_year_id), key=lambda lock: -lock.at)


def _course_books(
    session: Session,
    frame: TermFrame,
    courses: Iterable[CourseFacts],
    expected: Mapping[UUID, int],
) -> Iterable[BookOfPlan]:
    listed = list(courses)
    found = standings(session, frame, listed)
    comments = _comments(session, frame)
    for course in listed:
        empty: dict[LockKind, int] = defaultdict(int)
        for column in found[course.course_id].columns:
            empty[kind_of_column(column.column)] += column.missing + column.waiting
        written = comments.get(course.course_id, 0)
        empty[LockKind.COMMENT] = expected.get(course.class_id, 0) - written
        yield BookOfPlan(course.class_id, course.class_name, course.grade, course, empty)


def _comments(session: Session, frame: TermFrame) -> dict[UUID, int]:
    """How many awaited pupils have a comment, by course."""
    rows = session.execute(
        select(Comment.course_id, func.count())
        .join(Course, Course.id == Comment.course_id)
        .join(
            Enrolment,
            (Enrolment.student_id == Comment.student_id) & (Enrolment.class_id == Course.class_id),
        )
        .where(Comment.term == int(frame.term), counted_in(frame.span, frame.today))
        .group_by(Comment.course_id)
    )
    return dict(rows.all())


def _conduct_books(
    session: Session, frame: TermFrame, school_year_id: UUID, expected: Mapping[UUID, int]
) -> list[BookOfPlan]:
    rows = session.execute(
        select(Conduct.class_id, func.count())
        .join(
            Enrolment,
            (Enrolment.student_id == Conduct.student_id) & (Enrolment.class_id == Conduct.class_id),
        )
        .where(
            Conduct.term == int(frame.term),
            Conduct.level.is_not(None),
            counted_in(frame.span, frame.today),
        )
        .group_by(Conduct.class_id)
    )
    rated = dict(rows.all())
    classes = session.execute(
        select(SchoolClass.id, SchoolClass.name, SchoolClass.grade)
        .where(SchoolClass.school_year_id == school_year_id)
        .order_by(SchoolClass.grade, SchoolClass.name)
    )
    return [
        BookOfPlan(
            class_id, name, grade,
            empty={LockKind.CONDUCT: expected.get(class_id, 0) - rated.get(class_id, 0)},
        )
        for class_id, name, grade in classes
    ]  # fmt: skip
