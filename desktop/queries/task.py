"""What a line of *Việc cần làm* says, and where it leads."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from desktop.queries.frame import TermFrame
from desktop.queries.gradebook import days_left
from desktop.rules.deadlines import Deadline
from desktop.rules.marks import Column
from desktop.rules.profile import ProfileField
from desktop.rules.terms import Term

WEEK = 7
_MENTION_DAYS = 3
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


class TaskKind(StrEnum):
    """What the icon of a task says."""

    MARKS = "marks"
    MAKEUP = "makeup"
    COMMENTS = "comments"
    CONDUCT = "conduct"
    OVERDUE = "overdue"  # of others: to remind them
    REPRINT = "reprint"
    PASSWORDS = "passwords"
    PROFILE = "profile"
    ROLL = "roll"
    MONTH = "month"  # to confirm
    SHEETS = "sheets"  # to print, to receive
    SIGN = "sign"
    AWAY = "away"  # a pupil who stays away
    ALTERED = "altered"  # after confirmation


class Page(StrEnum):
    """The page on which a task is done."""

    COURSE = "course"
    CLASS_VIEW = "class_view"
    MISSING = "missing"
    PRINT = "print"
    STAFF = "staff"
    ROSTER = "roster"
    ROLL = "roll"
    ROLL_MONTH = "roll_month"
    SHEETS = "sheets"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class Target:
    """The place to go to; a column without a pupil means its first empty cell.

    `comments` is the comment column of the course, `field` one of a pupil's profile,
    `day` that of a roll, or the first one of a month.
    """

    page: Page
    course_id: UUID | None = None
    class_id: UUID | None = None
    term: Term | None = None
    column: Column | None = None
    student_id: UUID | None = None
    comments: bool = False
    field: ProfileField | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A line: what, where and how much, until when, and the verb of its button."""

    kind: TaskKind
    title: str
    detail: str
    verb: str
    target: Target
    due: date | None = None
    when: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """A bar at the right: how many cells of how many."""

    label: str
    entered: int
    expected: int
    course_id: UUID


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day that matters soon."""

    day: date
    text: str


def when_words(frame: TermFrame, due: date | None) -> str:
    """Hôm nay · thứ Ba 12/01, còn 4 ngày làm việc · 30/01 · quá hạn từ 12/01; else nothing."""
    if due is None:
        return ""
    today = frame.today
    if due < today:
        return f"quá hạn từ {short_day(due, today)}"
    if due == today:
        return "hôm nay"
    if (due - today).days > WEEK:
        return short_day(due, today)
    left = days_left(frame.calendar, today, Deadline(due, "")) or 0
    more = f", còn {left} ngày làm việc" if left >= _MENTION_DAYS else ""
    return f"{_WEEKDAYS[due.weekday()]} {short_day(due, today)}{more}"


def short_day(day: date, today: date) -> str:
    """12/01, with the year if it is far from now."""
    near = abs((day - today).days) <= 180  # noqa: PLR2004 - within half a year nobody is in doubt
    return f"{day:%d/%m}" if near else f"{day:%d/%m/%Y}"


def weekday_name(day: date) -> str:
    """Thứ Tư, as a sentence begins with it."""
    name = _WEEKDAYS[day.weekday()]
    return name[:1].upper() + name[1:]
