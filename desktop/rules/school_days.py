"""Knows on which days, and in which parts of them, a class has lessons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from desktop.rules.attendance import DayPart
from desktop.rules.calendar import DayKind, SchoolCalendar, Weekday, WeekKind, WorkingWeek

_DAY: Final = timedelta(days=1)
_WEEKDAYS: Final = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_SHORT: Final = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_LOOKS_BACK: Final = 120
"""So many days back, the long holidays included, school days are looked for."""


def weekday_word(day: date) -> str:
    """Thứ Ba, as it stands within a sentence."""
    return _WEEKDAYS[day.weekday()]


def weekday_short(day: date) -> str:
    """T2 … CN, as the head of a column has it."""
    return _SHORT[day.weekday()]


Parts = tuple[DayPart, ...]
WeekParts = tuple[Parts, Parts, Parts, Parts, Parts, Parts, Parts]
"""The parts of each weekday, Monday first."""

_MORNING: Final[Parts] = (DayPart.MORNING,)
USUAL_WEEK: Final[WeekParts] = (_MORNING,) * 5 + ((), ())
SATURDAY_WEEK: Final[WeekParts] = (_MORNING,) * 6 + ((),)


@dataclass(frozen=True, slots=True)
class PartsFrom:
    """The week of a class from a day on."""

    from_day: date
    week: WeekParts


class NoLessons(StrEnum):
    """Why a class has no lessons on a day."""

    WEEKEND = "weekend"  # a day of the week on which the class has none
    HOLIDAY = "holiday"
    BREAK = "break"  # a week of the plan that is kept free
    OUTSIDE = "outside"  # before or after the school year


@dataclass(frozen=True, slots=True)
class ClassDay:
    """A day of a class: its parts in order, or why there are none, in kind and in words."""

    day: date
    parts: Parts = ()
    why: NoLessons | None = None
    reason: str = ""

    @property
    def is_school_day(self) -> bool:
        return bool(self.parts)

    def has(self, part: DayPart) -> bool:
        return part in self.parts


@dataclass(frozen=True, slots=True)
class ClassCalendar:
    """The school's calendar as one class lives it; `plans` are its own weeks, in any order."""

    calendar: SchoolCalendar
    first: date
    last: date
    plans: tuple[PartsFrom, ...] = ()

    def week_on(self, day: date) -> WeekParts:
        """The week that the class has on that day: its own, or the school's usual one."""
        begun = [plan for plan in self.plans if plan.from_day <= day]
        if begun:
            return max(begun, key=lambda plan: plan.from_day).week
        mon_sat = self.calendar.working_week is WorkingWeek.MON_SAT
        return SATURDAY_WEEK if mon_sat else USUAL_WEEK

    def day(self, day: date) -> ClassDay:
        """The parts of a day, by plan, holiday table and week of the class."""
        if not self.first <= day <= self.last:
            return ClassDay(day, why=NoLessons.OUTSIDE, reason="Ngoài năm học")
        override = self.calendar.overrides.get(day)
        if override is not None and override.kind is DayKind.OFF:
            return ClassDay(day, why=NoLessons.HOLIDAY, reason=override.reason or "Nghỉ")
        if override is None and day in self.calendar.holidays:
            return ClassDay(day, why=NoLessons.HOLIDAY, reason=self.calendar.holidays[day])
        parts = self.week_on(day)[day.weekday()]
        if override is not None:  # worked in exchange for another day: like the fullest weekday
            return ClassDay(day, parts or max(self.week_on(day), key=len))
        return self._by_plan(day, parts)

    def _by_plan(self, day: date, parts: Parts) -> ClassDay:
        if self.calendar.weeks:
            week = self.calendar.week_of(day)
            if week is None:
                return ClassDay(day, why=NoLessons.OUTSIDE, reason="Ngoài kế hoạch năm học")
            if week.kind is WeekKind.BREAK:
                return ClassDay(day, why=NoLessons.BREAK, reason="Tuần nghỉ")
            if week.kind is WeekKind.RESERVE:
                return ClassDay(day, why=NoLessons.BREAK, reason="Tuần dự phòng")
        if parts:
            return ClassDay(day, parts)
        word = weekday_word(day)
        is_end = day.weekday() >= Weekday.SATURDAY
        reason = word[:1].upper() + word[1:] if is_end else f"Lớp không học {word}"
        return ClassDay(day, why=NoLessons.WEEKEND, reason=reason)

    def days(self, first: date, last: date) -> Iterator[ClassDay]:
        """All days between two, both included."""
        day = first
        while day <= last:
            yield self.day(day)
            day += _DAY

    def school_days(self, first: date, last: date) -> list[ClassDay]:
        """Those with lessons."""
        return [day for day in self.days(first, last) if day.is_school_day]

    def last_school_days(self, until: date, count: int) -> list[date]:
        """The last `count` days with lessons up to that day, in order."""
        found: list[date] = []
        day = min(until, self.last)
        for _ in range(_LOOKS_BACK):
            if len(found) == count or day < self.first:
                break
            if self.day(day).is_school_day:
                found.append(day)
            day -= _DAY
        return found[::-1]


def was_in_class(joined_on: date | None, left_on: date | None, day: date) -> bool:
    """Whether a pupil belongs to the class on a day: from joining on, until the day of leaving."""
    return (joined_on is None or joined_on <= day) and (left_on is None or day < left_on)


def month_span(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - _DAY


def months_between(first: date, last: date) -> list[tuple[int, int]]:
    """Year and month of every month that two days span, in order."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    start = first.year * 12 + first.month - 1
    return [((start + n) // 12, (start + n) % 12 + 1) for n in range(count)]


def write_week(week: Sequence[Parts]) -> str:
    """A week as a row stores it: the numbers of the parts of each weekday, `1,1,12,1,1,,`."""
    return ",".join("".join(str(int(part)) for part in sorted(set(parts))) for parts in week)


def read_week(text: str) -> WeekParts:
    """The week of a stored text; what a later version of the program wrote there is left out."""
    known = {str(int(part)): part for part in DayPart}
    days = [tuple(known[sign] for sign in day if sign in known) for day in text.split(",")]
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = (days + [()] * 7)[:7]
    return monday, tuesday, wednesday, thursday, friday, saturday, sunday
