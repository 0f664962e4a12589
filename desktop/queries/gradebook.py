"""One course in one term as the gradebook shows it, and the history of a cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models.gradebook import Comment, MarkColumn, MarkRevision
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.people import Staff
from desktop.queries.calendar import school_calendar
from desktop.queries.courses import COURSE_GONE, CourseFacts, one_course
from desktop.queries.locks import locks_in_force
from desktop.queries.marks import mark_of
from desktop.queries.own_entries import OwnEntries, own_entries
from desktop.queries.people import GONE
from desktop.queries.pupils import ClassPupil, class_pupils
from desktop.queries.results import (
    Outcome,
    Outcomes,
    demanded_columns,
    term_outcome,
    year_outcome,
)
from desktop.queries.settings import load_settings
from desktop.queries.years import TermFacts, YearFacts, school_years, year_of
from desktop.rules.calendar import SchoolCalendar
from desktop.rules.deadlines import Deadline, column_deadline
from desktop.rules.locks import Lock, LockKind, kind_of_column, lock_over, locked_sentence
from desktop.rules.marks import Column, Mark, MarkState, column_name, required_columns
from desktop.rules.permissions import Capability, Person, may
from desktop.rules.rule_set import CIRCULAR_22, RuleSet
from desktop.rules.terms import Term

_TO_SEE = "Sổ điểm này mở cho giáo viên bộ môn, giáo viên chủ nhiệm, tổ trưởng và ban giám hiệu."


@dataclass(frozen=True, slots=True)
class CellFact:
    """What stands in a cell; `mark` is None in a cell that was cleared and left revisions."""

    mark: Mark | None
    entered_by: str = ""
    entered_at: int = 0  # UTC microseconds
    revisions: int = 0


@dataclass(frozen=True, slots=True)
class CommentFact:
    """A comment with its writer."""

    text: str
    entered_by: str
    entered_at: int


@dataclass(frozen=True, slots=True)
class ColumnFact:
    """A column: its dates, the lock over it, and how far it has come.

    `missing` counts empty cells of pupils whom the term waits for, `waiting` make-up tests.
    """

    column: Column
    title: str
    test_date: date | None = None
    deadline: Deadline | None = None
    working_days_left: int | None = None
    lock: Lock | None = None
    lock_sentence: str = ""
    entered: int = 0
    missing: int = 0
    waiting: int = 0
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class CourseSheet:
    """A course in a term. Where `refusal` says why, nothing else of the sheet is filled in."""

    course: CourseFacts
    term: Term
    refusal: str = ""
    year: YearFacts | None = None
    span: TermFacts | None = None
    columns: tuple[ColumnFact, ...] = ()
    pupils: tuple[ClassPupil, ...] = ()
    cells: Mapping[tuple[UUID, Column], CellFact] = field(default_factory=dict)
    results: Mapping[UUID, Outcome] = field(default_factory=dict)
    first_results: Mapping[UUID, Outcome] = field(default_factory=dict)
    """Term I's results and the year's, in term II only."""
    year_results: Mapping[UUID, Outcome] = field(default_factory=dict)
    comments: Mapping[UUID, CommentFact] = field(default_factory=dict)
    comments_missing: int = 0
    comment_lock: Lock | None = None
    comment_lock_sentence: str = ""
    may_enter: bool = False
    may_bring_in: bool = False
    may_see_history: bool = False
    read_only_reason: str = ""
    """Why this person may not enter here; empty for who may."""
    rules: RuleSet = CIRCULAR_22
    own: OwnEntries = field(default_factory=dict)
    """Entries of this person that are on their way to the server or came back."""

    def column(self, column: Column) -> ColumnFact | None:
        """The column of that code."""
        return next((c for c in self.columns if c.column == column), None)

    @property
    def present(self) -> tuple[ClassPupil, ...]:
        """Those who have not left."""
        return tuple(pupil for pupil in self.pupils if not pupil.has_left)


CellsOfTerm = dict[tuple[UUID, Column], CellFact]


def course_sheet(
    session: Session, by: Person, course_id: UUID, term: Term, today: date
) -> CourseSheet:
    """The sheet of a course in a term, with all that is computed from it."""
    course = one_course(session, course_id, today)
    if course is None:
        return CourseSheet(CourseFacts(), term, COURSE_GONE)
    if not may(by, Capability.MARKS_SEE, course.place, today):
        return CourseSheet(course, term, _TO_SEE)
    year = year_of(school_years(session), course.school_year_id)
    if year is None:
        return CourseSheet(course, term, COURSE_GONE)
    settings = load_settings(session)
    rules, span = settings.rules(year.start_year), year.span(term)
    pupils = class_pupils(session, course.class_id)
    cells = _cells(session, course, term)
    results = _outcomes(course, rules, pupils, cells[term])
    first = _outcomes(course, rules, pupils, cells[Term.I]) if term is Term.II else {}
    locks = locks_in_force(session, year.school_year_id, term)
    comments = _comments(session, course_id, term)
    comment_lock = lock_over(locks, course.shelf, term, LockKind.COMMENT)
    awaited = [pupil for pupil in pupils if pupil.was_in(span, today)]
    facts = _ColumnsOf(
        course, rules, term, locks, _test_dates(session, course_id, term),
        school_calendar(session, year.school_year_id, settings), today,
    )  # fmt: skip
    may_enter = may(by, Capability.MARKS_ENTER, course.place, today)
    return CourseSheet(
        course=course,
        term=term,
        year=year,
        span=span,
        columns=tuple(
            facts.column(c, cells[term], awaited) for c in required_columns(course.regular)
        ),
        pupils=pupils,
        cells=cells[term],
        results=results,
        first_results=first,
        year_results=_year_outcomes(course, rules, first, results),
        comments=comments,
        comments_missing=sum(pupil.student_id not in comments for pupil in awaited),
        comment_lock=comment_lock,
        comment_lock_sentence=locked_sentence(comment_lock, "Cột nhận xét") if comment_lock else "",
        may_enter=may_enter,
        may_bring_in=may(by, Capability.MARKS_BRING_IN, course.place, today),
        may_see_history=may(by, Capability.HISTORY_SEE, course.place, today),
        read_only_reason="" if may_enter else read_only_reason(course),
        rules=rules,
        own=own_entries(session, by, course_id, term),
    )


def read_only_reason(course: CourseFacts) -> str:
    """Who enters marks in this course, for somebody who does not."""
    if not course.teachers:
        return (
            "Lớp–môn này chưa phân công giáo viên nên chưa ai nhập điểm được. "
            "Quản trị CSDL phân công ở thẻ Quản trị."
        )
    return f"Sổ này mở để xem. Người nhập điểm: {', '.join(course.teachers)}."


@dataclass(frozen=True, slots=True)
class _ColumnsOf:
    """What all columns of a course share."""

    course: CourseFacts
    rules: RuleSet
    term: Term
    locks: Sequence[Lock]
    test_dates: Mapping[Column, date | None]
    calendar: SchoolCalendar
    today: date

    def column(
        self, column: Column, cells: CellsOfTerm, awaited: Sequence[ClassPupil]
    ) -> ColumnFact:
        lock = lock_over(self.locks, self.course.shelf, self.term, kind_of_column(column))
        test_date = self.test_dates.get(column)
        deadline = column_deadline(column, self.term, test_date, self.calendar, self.course.regular)
        marks = [_mark(cells.get((pupil.student_id, column))) for pupil in awaited]
        waiting = sum(mark is not None and mark.state is MarkState.MAKEUP for mark in marks)
        demanded = column in demanded_columns(self.course, self.rules)
        missing = sum(mark is None for mark in marks) if demanded else 0
        return ColumnFact(
            column=column,
            title=column_name(column),
            test_date=test_date,
            deadline=deadline,
            working_days_left=days_left(self.calendar, self.today, deadline),
            lock=lock,
            lock_sentence=locked_sentence(lock, f"Cột {column_name(column)}") if lock else "",
            entered=sum(mark is not None for mark in marks) - waiting,
            missing=missing,
            waiting=waiting,
            overdue=deadline is not None and self.today > deadline.day and missing > 0,
        )


def days_left(calendar: SchoolCalendar, today: date, deadline: Deadline | None) -> int | None:
    """Working days after today up to the deadline; None without one or when it is past."""
    if deadline is None or deadline.day < today:
        return None
    days = (today + timedelta(days=n) for n in range(1, (deadline.day - today).days + 1))
    return sum(calendar.is_working_day(day) for day in days)


def _mark(cell: CellFact | None) -> Mark | None:
    return cell.mark if cell else None


def _cells(session: Session, course: CourseFacts, term: Term) -> dict[Term, CellsOfTerm]:
    """The cells of the term, and in term II also those of term I, of which the year is made."""
    cells: dict[Term, CellsOfTerm] = {each: {} for each in Term}
    revised = _revision_counts(session, course.course_id, term)
    rows = session.execute(
        select(
            MarkRow.term, MarkRow.student_id, MarkRow.column, MarkRow.state, MarkRow.tenths,
            MarkRow.passed, MarkRow.reason, MarkRow.due, MarkRow.brought_in, Staff.full_name,
            MarkRow.entered_at,
        )
        .join(Staff, Staff.id == MarkRow.entered_by, isouter=True)
        .where(MarkRow.course_id == course.course_id, MarkRow.term <= int(term))
    )  # fmt: skip
    for of_term, student_id, column, *value, name, at in rows:
        revisions = revised.pop((student_id, column), 0) if of_term == term else 0
        fact = CellFact(mark_of(*value), name or GONE, at, revisions)
        cells[Term(of_term)][student_id, column] = fact
    for cell, revisions in revised.items():  # cleared: only the history tells of them
        cells[term][cell] = CellFact(None, revisions=revisions)
    return cells


def _revision_counts(
    session: Session, course_id: UUID, term: Term
) -> dict[tuple[UUID, Column], int]:
    rows = session.execute(
        select(MarkRevision.student_id, MarkRevision.column, func.count())
        .where(MarkRevision.course_id == course_id, MarkRevision.term == int(term))
        .group_by(MarkRevision.student_id, MarkRevision.column)
    )
    return {(student_id, column): count for student_id, column, count in rows}


def _outcomes(
    course: CourseFacts, rules: RuleSet, pupils: Sequence[ClassPupil], cells: CellsOfTerm
) -> Outcomes:
    marks: dict[UUID, dict[Column, Mark]] = {pupil.student_id: {} for pupil in pupils}
    for (student_id, column), cell in cells.items():
        if cell.mark is not None and student_id in marks:
            marks[student_id][column] = cell.mark
    return {pupil: term_outcome(course, rules, given) for pupil, given in marks.items()}


def _year_outcomes(
    course: CourseFacts, rules: RuleSet, first: Outcomes, second: Outcomes
) -> Outcomes:
    return {
        pupil: year_outcome(course, rules, outcome, second[pupil])
        for pupil, outcome in first.items()
    }


def _test_dates(session: Session, course_id: UUID, term: Term) -> dict[Column, date | None]:
    rows = session.execute(
        select(MarkColumn.column, MarkColumn.test_date).where(
            MarkColumn.course_id == course_id, MarkColumn.term == int(term)
        )
    )
    return dict(rows.all())


def _comments(session: Session, course_id: UUID, term: Term) -> dict[UUID, CommentFact]:
    rows = session.execute(
        select(Comment.student_id, Comment.text, Staff.full_name, Comment.entered_at)
        .join(Staff, Staff.id == Comment.entered_by, isouter=True)
        .where(Comment.course_id == course_id, Comment.term == int(term))
    )
    return {pupil: CommentFact(text, name or GONE, at) for pupil, text, name, at in rows}
