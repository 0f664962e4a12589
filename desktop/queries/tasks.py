"""Việc cần làm: what waits for a person, what is due this week, what comes after."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from desktop.models.school import SchoolClass
from desktop.queries.courses import CourseFacts, course_facts
from desktop.queries.frame import TermFrame, term_frame
from desktop.queries.milestones import milestones
from desktop.queries.missing import (
    MissingItem,
    MissingKind,
    comment_items,
    conduct_items,
    marks_items,
    rated_classes,
)
from desktop.queries.office_tasks import office_tasks
from desktop.queries.profile_tasks import profile_tasks
from desktop.queries.roll_tasks import roll_tasks
from desktop.queries.shelf import homeroom_classes
from desktop.queries.task import WEEK, Milestone, Progress, Task, TaskKind, weekday_name
from desktop.queries.task_items import done_tasks, makeup_tasks, marks_tasks, text_tasks
from desktop.queries.years import YearFacts, school_years, year_on
from desktop.rules.marks import column_name
from desktop.rules.permissions import Capability, Person, may
from desktop.rules.terms import Term


@dataclass(frozen=True, slots=True)
class TaskList:
    """The groups of the page, and its right panel. `headline`: day, week and term of today."""

    headline: str = ""
    term: Term = Term.I
    decide: tuple[Task, ...] = ()
    this_week: tuple[Task, ...] = ()
    later: tuple[Task, ...] = ()
    done: tuple[Task, ...] = ()
    progress: tuple[Progress, ...] = ()
    milestones: tuple[Milestone, ...] = ()

    @property
    def count(self) -> int:
        """The figure behind the tab's word."""
        return len(self.decide) + len(self.this_week) + len(self.later)


@dataclass
class _Found:
    """What is gathered over the terms."""

    tasks: list[Task] = field(default_factory=list)
    items: list[MissingItem] = field(default_factory=list)


def tasks(
    session: Session, by: Person, today: date, first_passwords: Sequence[str] = ()
) -> TaskList:
    """All that waits for this person today.

    `first_passwords` are the names of those who still have the password they were given; only
    the key slots know them, and only who manages staff is told.
    """
    year = year_on(school_years(session), today)
    if year is None:
        return TaskList()
    now = year.term_on(today)
    frame = term_frame(session, year, now, today)
    courses = _own_courses(session, by, year, today)
    found = _Found()
    if now is Term.II:  # what term I still lacks does not fall silent with its last day
        before = term_frame(session, year, Term.I, today)
        found.tasks += _of_term(session, by, before, courses, now).tasks
    present = _of_term(session, by, frame, courses, now)
    found.tasks += [
        *present.tasks,
        *profile_tasks(session, by, frame),
        *roll_tasks(session, by, frame),
        *office_tasks(session, by, frame, first_passwords),
    ]
    decide, week, later = _grouped(found.tasks, today)
    return TaskList(
        headline=_headline(frame),
        term=now,
        decide=decide,
        this_week=week,
        later=later,
        done=tuple(done_tasks(frame, present.items)),
        progress=_progress(courses, present.items),
        milestones=milestones(
            frame, present.items, [t for t in present.tasks if t.kind is TaskKind.MAKEUP]
        ),
    )


def _own_courses(
    session: Session, by: Person, year: YearFacts, today: date
) -> tuple[CourseFacts, ...]:
    where = SchoolClass.school_year_id == year.school_year_id
    return tuple(
        course
        for course in course_facts(session, where, today)
        if may(by, Capability.MARKS_ENTER, course.place, today)
    )


def _of_term(
    session: Session, by: Person, frame: TermFrame, courses: Sequence[CourseFacts], now: Term
) -> _Found:
    own = homeroom_classes(by, frame.today)
    classes = (
        [
            c
            for c in rated_classes(session, frame.year.school_year_id, frame.today)
            if c.class_id in own
        ]
        if own
        else []
    )
    marks = marks_items(session, frame, courses) if courses else []
    texts = [
        *(comment_items(session, frame, courses) if courses else ()),
        *(conduct_items(session, frame, classes) if classes else ()),
    ]
    return _Found(
        tasks=[
            *(makeup_tasks(session, frame, courses) if courses else ()),
            *marks_tasks(frame, marks, now),
            *text_tasks(frame, texts),
        ],
        items=[*marks, *texts],
    )


def _grouped(
    found: Sequence[Task], today: date
) -> tuple[tuple[Task, ...], tuple[Task, ...], tuple[Task, ...]]:
    """Cần quyết định, Đến hạn trong tuần, Sau đó; each by day."""
    ordered = sorted(found, key=lambda t: (t.due or date.max, t.title, t.detail))
    decide = [t for t in ordered if (t.kind is TaskKind.MAKEUP and t.late) or _is_office(t)]
    rest = [t for t in ordered if t not in decide]
    end = today + timedelta(days=WEEK)
    week = [t for t in rest if t.late or (t.due is not None and t.due <= end)]
    return tuple(decide), tuple(week), tuple(t for t in rest if t not in week)


_DECIDE = frozenset(
    {TaskKind.REPRINT, TaskKind.PASSWORDS, TaskKind.SIGN, TaskKind.AWAY, TaskKind.ALTERED}
)


def _is_office(task: Task) -> bool:
    return task.kind in _DECIDE


def _headline(frame: TermFrame) -> str:
    """Thứ Tư 06/01/2027 · tuần 17, học kì I."""
    week = frame.calendar.week_of(frame.today)
    number = f"tuần {week.number}, " if week and week.number else ""
    return f"{weekday_name(frame.today)} {frame.today:%d/%m/%Y} · {number}học kì {frame.term.name}"


def _progress(courses: Sequence[CourseFacts], items: Sequence[MissingItem]) -> tuple[Progress, ...]:
    """Of each course the column to go on with, or the emptiest one of a course without gaps."""
    bars = []
    for course in courses:
        columns = [
            i for i in items
            if i.kind is MissingKind.MARKS and i.course == course and i.expected
        ]  # fmt: skip
        if not columns:
            continue
        gaps = [i for i in columns if i.missing]
        shown = next((i for i in gaps if i.overdue), gaps[0] if gaps else None)
        least = shown or min(columns, key=lambda i: i.entered)
        name = f"{course.label} {course.class_name}"
        label = f"{name}, {column_name(shown.column)}" if shown and shown.column else name
        bars.append(Progress(label, least.entered, least.expected, course.course_id))
    return tuple(bars)
