"""Who has not entered what: by course and column, comments, conduct (the *còn thiếu* list)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models.gradebook import Comment, Conduct
from desktop.models.people import Enrolment
from desktop.models.school import Course, SchoolClass
from desktop.queries.courses import CourseFacts, course_facts, homeroom_teachers
from desktop.queries.frame import TermFrame, term_frame
from desktop.queries.pupils import counted_in
from desktop.queries.standing import pupils_expected, standings
from desktop.queries.years import school_years, year_of, year_on
from desktop.rules.deadlines import Deadline
from desktop.rules.locks import LockKind, Shelf, lock_over
from desktop.rules.marks import Column, column_name
from desktop.rules.permissions import Capability, Person, Place, may
from desktop.rules.terms import Term

END_OF_TERM = "HK"
"""The rule of what is due when the term ends: comments, conduct."""


class MissingKind(StrEnum):
    MARKS = "marks"
    COMMENTS = "comments"
    CONDUCT = "conduct"


@dataclass(frozen=True, slots=True)
class MissingItem:
    """Something of a class that is not complete, and who owes it.

    `course` and `column` are empty where the item is not of that kind.
    """

    kind: MissingKind
    class_id: UUID
    class_name: str
    what: str
    who: tuple[str, ...]
    expected: int
    entered: int
    waiting: int = 0
    deadline: Deadline | None = None
    overdue: bool = False
    locked: bool = False
    course: CourseFacts | None = None
    column: Column | None = None

    @property
    def missing(self) -> int:
        """Nothing entered at all, make-up tests apart."""
        return self.expected - self.entered - self.waiting


def missing(
    session: Session, by: Person, today: date, class_id: UUID | None, term: Term
) -> tuple[MissingItem, ...]:
    """What is missing in a class, or with None in all that the person may see of this year.

    Overdue items first, then by deadline, class and column.
    """
    courses, frame = _visible(session, by, today, class_id, term)
    if frame is None:
        return ()
    classes = _rated_classes(session, by, frame, class_id)
    items = [
        *marks_items(session, frame, courses),
        *comment_items(session, frame, courses),
        *conduct_items(session, frame, classes),
    ]
    wanting = [item for item in items if item.missing or item.waiting]
    return tuple(sorted(wanting, key=_urgency))


def _urgency(item: MissingItem) -> tuple[bool, date, int, str, int]:
    due = item.deadline.day if item.deadline else date.max
    grade = item.course.grade if item.course else 0
    return not item.overdue, due, grade, item.class_name, item.column or 0


def _visible(
    session: Session, by: Person, today: date, class_id: UUID | None, term: Term
) -> tuple[tuple[CourseFacts, ...], TermFrame | None]:
    years = school_years(session)
    if class_id is None:
        year = year_on(years, today)
    else:
        year = year_of(
            years,
            session.scalar(select(SchoolClass.school_year_id).where(SchoolClass.id == class_id)),
        )
    if year is None:
        return (), None
    where = SchoolClass.school_year_id == year.school_year_id
    if class_id is not None:
        where &= Course.class_id == class_id
    courses = tuple(
        course
        for course in course_facts(session, where, today)
        if may(by, Capability.MARKS_SEE, course.place, today)
    )
    return courses, term_frame(session, year, term, today)


@dataclass(frozen=True, slots=True)
class RatedClass:
    """A class whose conduct is entered, and by whom."""

    class_id: UUID
    name: str
    grade: int
    who: tuple[str, ...] = ()


def _rated_classes(
    session: Session, by: Person, frame: TermFrame, class_id: UUID | None
) -> list[RatedClass]:
    classes = rated_classes(session, frame.year.school_year_id, frame.today)
    return [
        c
        for c in classes
        if class_id in (None, c.class_id)
        and may(by, Capability.CONDUCT_SEE, Place(class_id=c.class_id), frame.today)
    ]


def rated_classes(session: Session, school_year_id: UUID, today: date) -> list[RatedClass]:
    """The classes of a year, by grade and name, with their homeroom teachers."""
    rows = session.execute(
        select(SchoolClass.id, SchoolClass.name, SchoolClass.grade)
        .where(SchoolClass.school_year_id == school_year_id)
        .order_by(SchoolClass.grade, SchoolClass.name)
    ).all()
    teachers = homeroom_teachers(session, [row[0] for row in rows], today)
    return [RatedClass(*row, teachers.get(row[0], ())) for row in rows]


def marks_items(
    session: Session, frame: TermFrame, courses: Sequence[CourseFacts]
) -> list[MissingItem]:
    """Every column in which an empty cell is something missing, also the complete ones."""
    standing = standings(session, frame, courses)
    return [
        MissingItem(
            MissingKind.MARKS, course.class_id, course.class_name, column_name(column.column),
            course.teachers, column.expected, column.entered, column.waiting, column.deadline,
            column.overdue, column.lock is not None, course, column.column,
        )
        for course in courses
        for column in standing[course.course_id].columns
    ]  # fmt: skip


def comment_items(
    session: Session, frame: TermFrame, courses: Sequence[CourseFacts]
) -> list[MissingItem]:
    """The comments of each course, due when the term ends."""
    ids = [course.course_id for course in courses]
    rows = session.execute(
        select(Comment.course_id, func.count())
        .join(Course, Course.id == Comment.course_id)
        .join(
            Enrolment,
            (Enrolment.student_id == Comment.student_id) & (Enrolment.class_id == Course.class_id),
        )
        .where(
            Comment.course_id.in_(ids),
            Comment.term == int(frame.term),
            counted_in(frame.span, frame.today),
        )
        .group_by(Comment.course_id)
    )
    written = dict(rows.all())
    expected = pupils_expected(session, frame, {course.class_id for course in courses})
    return [
        _at_end(
            frame,
            RatedClass(course.class_id, course.class_name, course.grade, course.teachers),
            (expected.get(course.class_id, 0), written.get(course.course_id, 0)),
            course,
        )
        for course in courses
    ]


def conduct_items(
    session: Session, frame: TermFrame, classes: Sequence[RatedClass]
) -> list[MissingItem]:
    """The conduct levels of each class, due when the term ends."""
    ids = [c.class_id for c in classes]
    rows = session.execute(
        select(Conduct.class_id, func.count())
        .join(
            Enrolment,
            (Enrolment.student_id == Conduct.student_id) & (Enrolment.class_id == Conduct.class_id),
        )
        .where(
            Conduct.class_id.in_(ids),
            Conduct.term == int(frame.term),
            Conduct.level.is_not(None),
            counted_in(frame.span, frame.today),
        )
        .group_by(Conduct.class_id)
    )
    rated = dict(rows.all())
    expected = pupils_expected(session, frame, set(ids))
    return [
        _at_end(frame, c, (expected.get(c.class_id, 0), rated.get(c.class_id, 0))) for c in classes
    ]


def _at_end(
    frame: TermFrame, of: RatedClass, counts: tuple[int, int], course: CourseFacts | None = None
) -> MissingItem:
    """Comments of a course, else the conduct of the class: expected and entered."""
    expected, entered = counts
    shelf = course.shelf if course else Shelf(of.grade, of.class_id)
    lock_kind = LockKind.COMMENT if course else LockKind.CONDUCT
    return MissingItem(
        kind=MissingKind.COMMENTS if course else MissingKind.CONDUCT,
        class_id=of.class_id,
        class_name=of.name,
        what="Nhận xét" if course else "Kết quả rèn luyện",
        who=of.who,
        expected=expected,
        entered=entered,
        deadline=Deadline(frame.span.ends_on, END_OF_TERM),
        overdue=frame.today > frame.span.ends_on and entered < expected,
        locked=lock_over(frame.locks, shelf, frame.term, lock_kind) is not None,
        course=course,
    )
