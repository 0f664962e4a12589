"""How far the marks of courses have come in a term: counted for many courses at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models.gradebook import Mark as MarkRow
from desktop.models.gradebook import MarkColumn
from desktop.models.people import Enrolment
from desktop.models.school import Course
from desktop.queries.courses import CourseFacts
from desktop.queries.frame import TermFrame
from desktop.queries.pupils import counted_in
from desktop.queries.results import demanded_columns
from desktop.rules.deadlines import Deadline, column_deadline
from desktop.rules.instants import school_day
from desktop.rules.locks import Lock, LockKind, kind_of_column, lock_over
from desktop.rules.marks import Column, MarkState, column_name
from desktop.rules.terms import Assessment

_MARK_KINDS = (LockKind.REGULAR, LockKind.MIDTERM, LockKind.FINAL)


class StandingKind(StrEnum):
    """The state of a course in a term, as its icon in lists."""

    EMPTY = "empty"  # nobody in the class
    NOT_STARTED = "not_started"
    OPEN = "open"
    WAITING = "waiting"  # only make-up tests are awaited
    COMPLETE = "complete"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class ColumnStanding:
    """A column in which an empty cell is something missing."""

    column: Column
    expected: int
    entered: int
    waiting: int
    deadline: Deadline | None = None
    lock: Lock | None = None
    overdue: bool = False

    @property
    def missing(self) -> int:
        """Cells that nobody has filled, make-up tests apart."""
        return self.expected - self.entered - self.waiting


@dataclass(frozen=True, slots=True)
class Standing:
    """A course in a term."""

    kind: StandingKind
    columns: tuple[ColumnStanding, ...]
    line: str
    locked_at: int = 0  # UTC microseconds, of the last of the locks

    @property
    def missing(self) -> int:
        """Empty cells, make-up tests apart."""
        return sum(column.missing for column in self.columns)

    @property
    def waiting(self) -> int:
        """Make-up tests that are awaited."""
        return sum(column.waiting for column in self.columns)

    @property
    def next_column(self) -> ColumnStanding | None:
        """Where to go on: an overdue column first, else the first one with empty cells."""
        wanted = [column for column in self.columns if column.missing]
        return next((c for c in wanted if c.overdue), wanted[0] if wanted else None)


Counts = dict[tuple[UUID, Column], dict[str, int]]


def standings(
    session: Session, frame: TermFrame, courses: Sequence[CourseFacts]
) -> dict[UUID, Standing]:
    """The standing of each course, in three SELECTs for all of them."""
    counts = _mark_counts(session, frame, courses)
    dates = test_dates(session, frame, courses)
    expected = pupils_expected(session, frame, {course.class_id for course in courses})
    return {
        course.course_id: _standing(
            course, frame, _columns(course, frame, counts, dates, expected.get(course.class_id, 0))
        )
        for course in courses
    }


def pupils_expected(session: Session, frame: TermFrame, classes: set[UUID]) -> dict[UUID, int]:
    """Of how many pupils of each class the term's books await entries."""
    rows = session.execute(
        select(Enrolment.class_id, func.count())
        .where(Enrolment.class_id.in_(list(classes)), counted_in(frame.span, frame.today))
        .group_by(Enrolment.class_id)
    )
    return dict(rows.all())


def test_dates(
    session: Session, frame: TermFrame, courses: Sequence[CourseFacts]
) -> dict[tuple[UUID, Column], date]:
    """The test dates that are known."""
    rows = session.execute(
        select(MarkColumn.course_id, MarkColumn.column, MarkColumn.test_date).where(
            MarkColumn.course_id.in_([course.course_id for course in courses]),
            MarkColumn.term == int(frame.term),
        )
    )
    return {(course_id, column): day for course_id, column, day in rows if day is not None}


def _mark_counts(session: Session, frame: TermFrame, courses: Sequence[CourseFacts]) -> Counts:
    """How many pupils whom the term waits for have something in each column, by state."""
    rows = session.execute(
        select(MarkRow.course_id, MarkRow.column, MarkRow.state, func.count())
        .join(Course, Course.id == MarkRow.course_id)
        .join(
            Enrolment,
            (Enrolment.student_id == MarkRow.student_id) & (Enrolment.class_id == Course.class_id),
        )
        .where(
            MarkRow.course_id.in_([course.course_id for course in courses]),
            MarkRow.term == int(frame.term),
            counted_in(frame.span, frame.today),
        )
        .group_by(MarkRow.course_id, MarkRow.column, MarkRow.state)
    )
    counts: Counts = defaultdict(dict)
    for course_id, column, state, count in rows:
        counts[course_id, column][state] = count
    return counts


def _columns(
    course: CourseFacts,
    frame: TermFrame,
    counts: Counts,
    dates: dict[tuple[UUID, Column], date],
    expected: int,
) -> tuple[ColumnStanding, ...]:
    found = []
    for column in demanded_columns(course, frame.rules):
        states = counts.get((course.course_id, column), {})
        waiting = states.get(MarkState.MAKEUP.value, 0)
        entered = sum(states.values()) - waiting
        tested_on = dates.get((course.course_id, column))
        deadline = column_deadline(column, frame.term, tested_on, frame.calendar, course.regular)
        lock = lock_over(frame.locks, course.shelf, frame.term, kind_of_column(column))
        late = deadline is not None and frame.today > deadline.day
        found.append(
            ColumnStanding(
                column, expected, entered, waiting, deadline, lock,
                overdue=late and expected > entered + waiting,
            )
        )  # fmt: skip
    return tuple(found)


def _standing(
    course: CourseFacts, frame: TermFrame, columns: tuple[ColumnStanding, ...]
) -> Standing:
    locks = [lock_over(frame.locks, course.shelf, frame.term, kind) for kind in _MARK_KINDS]
    in_force = [lock.at for lock in locks if lock is not None]
    locked_at = max(in_force) if len(in_force) == len(_MARK_KINDS) else 0
    bare = Standing(_kind(columns, locked_at), columns, "", locked_at)
    return Standing(bare.kind, columns, _line(course, bare), locked_at)


def _kind(columns: tuple[ColumnStanding, ...], locked_at: int) -> StandingKind:
    if locked_at:
        return StandingKind.LOCKED
    if not any(column.expected for column in columns):
        return StandingKind.EMPTY
    if not any(column.entered or column.waiting for column in columns):
        return StandingKind.NOT_STARTED
    if any(column.missing for column in columns):
        return StandingKind.OPEN
    waiting = any(column.waiting for column in columns)
    return StandingKind.WAITING if waiting else StandingKind.COMPLETE


def unit_of(course: CourseFacts) -> str:
    """What is entered: marks or levels."""
    return "mức" if course.assessment is Assessment.COMMENT else "điểm"


def _line(course: CourseFacts, standing: Standing) -> str:
    unit = unit_of(course)
    if standing.kind is StandingKind.OPEN:
        return _open_line(unit, standing)
    if standing.kind is StandingKind.LOCKED:
        left = standing.missing + standing.waiting
        more = f" · thiếu {left}" if left else ""
        return f"đã khóa {school_day(standing.locked_at):%d/%m}{more}"
    return {
        StandingKind.EMPTY: "lớp chưa có học sinh",
        StandingKind.NOT_STARTED: f"chưa có {unit}",
        StandingKind.WAITING: f"còn {standing.waiting} {unit} chờ bù",
        StandingKind.COMPLETE: f"đã đủ {unit}",
    }[standing.kind]


def _open_line(unit: str, standing: Standing) -> str:
    column = standing.next_column
    if column is None:
        return ""
    late = "quá hạn" if column.overdue else "còn"
    return f"{late} {column.missing} {unit} {column_name(column.column)}"
