"""The days that matter soon: deadlines, tests, the ends of terms, days off."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from desktop.queries.frame import TermFrame
from desktop.queries.missing import MissingItem
from desktop.queries.task import Milestone, Task
from desktop.rules.calendar import DayKind, SchoolCalendar
from desktop.rules.deadlines import last_correction_day
from desktop.rules.marks import MIDTERM, is_regular

_AHEAD = timedelta(days=45)
_MOST = 8
_DAY = timedelta(days=1)
_SATURDAY = 5


def milestones(
    frame: TermFrame, items: Sequence[MissingItem], makeups: Sequence[Task]
) -> tuple[Milestone, ...]:
    """The nearest days from today on, each fact once."""
    found = {
        *_of_year(frame),
        *_of_weeks(frame),
        *_of_columns(items),
        *(Milestone(t.due, f"Kiểm tra bù {t.detail}") for t in makeups if t.due),
        *_days_off(frame.calendar, frame.today),
    }
    near = [m for m in found if frame.today < m.day <= frame.today + _AHEAD]
    ordered = sorted(near, key=lambda m: (m.day, m.text))
    return (Milestone(frame.today, "Hôm nay"), *ordered[:_MOST])


def _of_year(frame: TermFrame) -> Iterator[Milestone]:
    for span in frame.year.terms:
        name = f"học kì {span.term.name}"
        yield Milestone(span.starts_on, f"Vào {name}")
        yield Milestone(span.ends_on, f"Kết thúc {name}")
        if span.exams_from is not None:
            yield Milestone(span.exams_from, f"Bắt đầu kiểm tra cuối {name}")
            last = last_correction_day(span.exams_from)
            yield Milestone(last, f"Hạn cuối sửa điểm {name}")


def _of_weeks(frame: TermFrame) -> Iterator[Milestone]:
    """T-1, for everybody."""
    for weeks in frame.calendar.mark_weeks.values():
        for week in weeks:
            day = frame.calendar.end_of_week(week)
            if day is not None:
                yield Milestone(day, f"Hết hạn ĐĐGtx đến tuần {week}")


def _of_columns(items: Sequence[MissingItem]) -> Iterator[Milestone]:
    """T-2 and T-3 of my own courses, those of a day in one line."""
    groups: dict[tuple[date, str], list[str]] = defaultdict(list)
    for item in items:
        if item.deadline is None or item.column is None or is_regular(item.column):
            continue
        if item.course is not None and (item.missing or item.waiting):
            what = "giữa kì" if item.column == MIDTERM else "cuối kì"
            groups[item.deadline.day, what].append(f"{item.course.label} {item.class_name}")
    for (day, what), courses in groups.items():
        more = f" và {len(courses) - 1} lớp–môn khác" if len(courses) > 1 else ""
        yield Milestone(day, f"Hết hạn điểm {what} {courses[0]}{more}")


def _days_off(calendar: SchoolCalendar, today: date) -> Iterator[Milestone]:
    """The first day of each run of days off that takes a lesson away."""
    given = {d: o.reason for d, o in calendar.overrides.items() if o.kind is DayKind.OFF}
    off = {**calendar.holidays, **given}
    for day, reason in off.items():
        if day > today and day.weekday() < _SATURDAY and off.get(day - _DAY) != reason:
            yield Milestone(day, f"Nghỉ: {reason}")
