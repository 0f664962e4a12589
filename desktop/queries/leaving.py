"""What to look at before a pupil leaves or moves: gaps in the books, absences, things lent."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.books import Books
from desktop.commands.carrying import carrying, lock_in_the_way
from desktop.models.attendance import Roll
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.people import Enrolment, Student
from desktop.models.school import Course, SchoolClass
from desktop.queries.absence_totals import class_absences
from desktop.queries.conduct import NOT_RATED, class_conduct
from desktop.queries.courses import CLASS_GONE, CourseFacts, course_facts
from desktop.queries.marks import mark_of
from desktop.queries.results import demanded_columns
from desktop.queries.roll_classes import roll_classes
from desktop.queries.settings import rule_set
from desktop.queries.years import YearFacts, school_years, year_of
from desktop.rules.locks import Lock
from desktop.rules.marks import Column, Mark, MarkState, column_name
from desktop.rules.permissions import Capability, Person, Place, may
from desktop.rules.terms import Term
from desktop.rules.transfers import Item

_TO_SEE = "Bảng kiểm trước khi rời lớp mở cho giáo viên chủ nhiệm, văn phòng và ban giám hiệu."


@dataclass(frozen=True, slots=True)
class MissingCell:
    """A cell that others of the class have and this pupil lacks, or that waits for a make-up."""

    course: CourseFacts
    term: Term
    column: Column
    waiting: bool = False

    @property
    def words(self) -> str:
        """Toán · ĐĐGtx 2 (học kì I)."""
        wait = ", chờ bù" if self.waiting else ""
        return f"{self.course.label} · {column_name(self.column)} (học kì {self.term.name}{wait})"


@dataclass(frozen=True, slots=True)
class LeavingCheck:
    """The checklist of a pupil. `refusal` says why it is empty."""

    student_id: UUID
    refusal: str = ""
    full_name: str = ""
    missing: tuple[MissingCell, ...] = ()
    excused: int = 0
    unexcused: int = 0
    days_without_roll: tuple[date, ...] = ()
    items: tuple[Item, ...] = tuple(Item)

    @property
    def is_clear(self) -> bool:
        """Whether the books have all that they can have of the pupil."""
        return not self.missing and not self.days_without_roll


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What a move to another class would carry; `lock` is what needs a decision first."""

    carried_marks: int
    left_behind: int
    comments: int
    terms_of_conduct: int
    lock: Lock | None = None
    subjects_without: tuple[str, ...] = ()
    """Subjects of the old class that the new one does not have."""


@dataclass(frozen=True, slots=True)
class BringIn:
    """A course with the cells that may hold marks of the former school, and what is in them."""

    course: CourseFacts
    term: Term
    cells: tuple[tuple[Column, Mark | None], ...]


def leaving_check(
    session: Session, by: Person, class_id: UUID, student_id: UUID, today: date
) -> LeavingCheck:
    """The checklist for a pupil of a class, in the terms that have begun."""
    place = Place(class_id=class_id)
    if not may(by, Capability.CONDUCT_SEE, place, today):
        return LeavingCheck(student_id, _TO_SEE)
    year = _year(session, class_id)
    if year is None:
        return LeavingCheck(student_id, CLASS_GONE)
    name = session.scalar(select(Student.full_name).where(Student.id == student_id)) or ""
    begun = [span.term for span in year.terms if span.starts_on <= today]
    conduct = class_conduct(session, class_id)
    first, second = (conduct.get((student_id, term), NOT_RATED) for term in Term)
    missed = class_absences(session, class_id, year).of_year(student_id, first, second)
    return LeavingCheck(
        student_id,
        full_name=name,
        missing=_missing(session, year, (class_id, student_id), begun, today),
        excused=missed.excused or 0,
        unexcused=missed.unexcused or 0,
        days_without_roll=_days_without_roll(session, by, class_id, year, today),
    )


def move_preview(
    session: Session, by: Person, class_id: UUID, student_id: UUID, to_class_id: UUID, today: date
) -> MovePreview | None:
    """What `MoveClass` would do; None without the right, or where a class is gone."""
    from_class, to_class = (session.get(SchoolClass, one) for one in (class_id, to_class_id))
    places = [Place(class_id=one) for one in (class_id, to_class_id)]
    if from_class is None or to_class is None:
        return None
    if not all(may(by, Capability.CLASS_PROMOTE, place, today) for place in places):
        return None
    books = Books(session)
    carried = carrying(books, student_id, to_class)
    taught = {course.subject_id for course in carried.courses.values()}
    old = course_facts(session, Course.class_id == class_id, today)
    return MovePreview(
        carried_marks=len(list(carried.marks())),
        left_behind=carried.left_behind(),
        comments=len(list(carried.comments())),
        terms_of_conduct=len(list(carried.conduct())),
        lock=lock_in_the_way(books, carried, from_class),
        subjects_without=tuple(c.label for c in old if c.subject_id not in taught),
    )


def bring_in(
    session: Session, by: Person, class_id: UUID, student_id: UUID, today: date
) -> tuple[BringIn, ...]:
    """The cells for marks of the former school (G-36), of the terms that have begun."""
    year = _year(session, class_id)
    if year is None:
        return ()
    rules = rule_set(session, year.start_year)
    courses = [
        course
        for course in course_facts(session, Course.class_id == class_id, today)
        if may(by, Capability.MARKS_BRING_IN, course.place, today)
    ]
    marks = _marks(session, [c.course_id for c in courses], student_id)
    return tuple(
        BringIn(
            course,
            span.term,
            tuple(
                (column, marks.get((course.course_id, span.term, column)))
                for column in demanded_columns(course, rules)
            ),
        )
        for span in year.terms
        if span.starts_on <= today
        for course in courses
    )


def _days_without_roll(
    session: Session, by: Person, class_id: UUID, year: YearFacts, today: date
) -> tuple[date, ...]:
    """School days before today of which no roll is known; none where rolls are kept on paper."""
    seen = roll_classes(session, by, today, year).classes
    one = next((one for one in seen if one.class_id == class_id), None)
    rows = session.execute(select(Roll.day, Roll.part).where(Roll.class_id == class_id))
    known = {(day, part) for day, part in rows}
    if one is None or not known:
        return ()
    first = min(day for day, _ in known)
    days = one.calendar.school_days(first, today - timedelta(days=1))
    return tuple(
        of.day for of in days if any((of.day, int(part)) not in known for part in of.parts)
    )


def _year(session: Session, class_id: UUID) -> YearFacts | None:
    year_id = session.scalar(select(SchoolClass.school_year_id).where(SchoolClass.id == class_id))
    return year_of(school_years(session), year_id)


def _missing(
    session: Session, year: YearFacts, where: tuple[UUID, UUID], terms: list[Term], today: date
) -> tuple[MissingCell, ...]:
    """Columns in which half of the class or more has something and the pupil has nothing."""
    class_id, student_id = where
    rules = rule_set(session, year.start_year)
    courses = course_facts(session, Course.class_id == class_id, today)
    ids = [course.course_id for course in courses]
    mine = _marks(session, ids, student_id)
    entered = _entered(session, ids)
    staying = Enrolment.left_on.is_(None)
    size = session.scalar(
        select(func.count()).where(Enrolment.class_id == class_id, staying)
    ) or 0  # fmt: skip
    found = []
    for term in terms:
        for course in courses:
            for column in demanded_columns(course, rules):
                key = course.course_id, term, column
                mark = mine.get(key)
                waiting = mark is not None and mark.state is MarkState.MAKEUP
                if waiting or (mark is None and 0 < size <= 2 * entered.get(key, 0)):
                    found.append(MissingCell(course, term, column, waiting))
    return tuple(found)


def _marks(
    session: Session, courses: list[UUID], student_id: UUID
) -> dict[tuple[UUID, Term, Column], Mark]:
    rows = session.execute(
        select(
            MarkRow.course_id, MarkRow.term, MarkRow.column, MarkRow.state, MarkRow.tenths,
            MarkRow.passed, MarkRow.reason, MarkRow.due, MarkRow.brought_in,
        ).where(MarkRow.course_id.in_(courses), MarkRow.student_id == student_id)
    )  # fmt: skip
    return {
        (course_id, Term(term), column): mark_of(*value) for course_id, term, column, *value in rows
    }


def _entered(session: Session, courses: list[UUID]) -> dict[tuple[UUID, Term, Column], int]:
    rows = session.execute(
        select(MarkRow.course_id, MarkRow.term, MarkRow.column, func.count())
        .where(MarkRow.course_id.in_(courses))
        .group_by(MarkRow.course_id, MarkRow.term, MarkRow.column)
    )
    found: dict[tuple[UUID, Term, Column], int] = defaultdict(int)
    for course_id, term, column, count in rows:
        found[course_id, Term(term), column] = count
    return found
