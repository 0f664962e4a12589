"""Knows the school year's weeks, terms and working days."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Final

from desktop.rules.holidays_vn import vietnamese_holidays, weekend_workdays
from desktop.rules.terms import Term

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)

OPENING: Final = (9, 5)
"""Month and day of the opening ceremony."""
_HOLIDAYS_THAT_MAKE_A_BREAK: Final = 3
_LAST_MONTH_OF_TET: Final = 2


class Weekday(IntEnum):
    """As date.weekday()."""

    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class WorkingWeek(StrEnum):
    """X-13: the days that count as working days."""

    MON_FRI = "mon_fri"
    MON_SAT = "mon_sat"


class WeekKind(StrEnum):
    TEACHING = "teaching"
    BREAK = "break"
    RESERVE = "reserve"


class DayKind(StrEnum):
    OFF = "off"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Week:
    """One week of the plan; only teaching weeks have a number."""

    number: int | None
    monday: date
    sunday: date
    term: Term
    kind: WeekKind = WeekKind.TEACHING


@dataclass(frozen=True, slots=True)
class Override:
    """A day that the office has set by hand; it goes before everything else (X-14)."""

    kind: DayKind
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """A school year: its weeks and which days are worked."""

    weeks: tuple[Week, ...]
    holidays: Mapping[date, str] = field(default_factory=dict)
    overrides: Mapping[date, Override] = field(default_factory=dict)
    working_week: WorkingWeek = WorkingWeek.MON_FRI
    week_ends_on: Weekday = Weekday.SATURDAY
    """The last day of "by week n" (X-13)."""
    test_day_counts: bool = False
    """Whether the test day is the first of its working days (X-13)."""
    mark_weeks: Mapping[Term, tuple[int, ...]] = field(
        default_factory=lambda: {Term.I: (8, 17), Term.II: (26, 34)}
    )
    """By these weeks regular marks are entered; the principal's plan (T-1)."""

    def is_working_day(self, day: date) -> bool:
        override = self.overrides.get(day)
        if override is not None:
            return override.kind is DayKind.WORK
        last = Weekday.FRIDAY if self.working_week is WorkingWeek.MON_FRI else Weekday.SATURDAY
        return day.weekday() <= last and day not in self.holidays

    def day_note(self, day: date) -> str:
        """Why the day is special: the office's reason, or the holiday's name."""
        override = self.overrides.get(day)
        return self.holidays.get(day, "") if override is None else override.reason

    def working_days_from(self, day: date) -> Iterator[date]:
        """All working days from this one on."""
        while True:
            if self.is_working_day(day):
                yield day
            day += _DAY

    def nth_working_day_after(self, day: date, count: int) -> date:
        """The last of `count` working days, of which the next is the first (T-2, T-3)."""
        days = self.working_days_from(day if self.test_day_counts else day + _DAY)
        last = day
        for _ in range(count):
            last = next(days)
        return last

    def week(self, number: int) -> Week | None:
        """The teaching week of that number."""
        return next((week for week in self.weeks if week.number == number), None)

    def week_of(self, day: date) -> Week | None:
        return next((week for week in self.weeks if week.monday <= day <= week.sunday), None)

    def end_of_week(self, number: int) -> date | None:
        """The last day of "by week n" (X-13)."""
        week = self.week(number)
        return None if week is None else week.monday + timedelta(days=self.week_ends_on)

    def term_of(self, day: date) -> Term:
        """The term a day belongs to: I until its last week is over, then II, summer included."""
        last = max((w.sunday for w in self.weeks if w.term is Term.I), default=date.min)
        return Term.I if day <= last else Term.II

    def term_days(self, term: Term) -> tuple[date, date] | None:
        """First and last day of a term; None where no week is planned."""
        weeks = [week for week in self.weeks if week.term is term]
        return (weeks[0].monday, weeks[-1].sunday) if weeks else None


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def plan_weeks(
    first_monday: date,
    breaks: Collection[date] = (),
    weeks_term_1: int = 18,
    weeks_term_2: int = 17,
    reserve: int = 0,
) -> tuple[Week, ...]:
    """The week table of a year; a week that holds one of `breaks` is kept free and not counted.

    `reserve` weeks follow the last teaching week. Raises ValueError when not given a Monday.
    """
    if first_monday.weekday() != 0:
        raise ValueError(f"{first_monday} is no Monday")
    free = {monday_of(day) for day in breaks}
    weeks: list[Week] = []
    monday, number = first_monday, 0
    while number < weeks_term_1 + weeks_term_2:
        term = Term.I if number < weeks_term_1 else Term.II
        if monday in free:
            weeks.append(_week(None, monday, term, WeekKind.BREAK))
        else:
            number += 1
            weeks.append(_week(number, monday, term, WeekKind.TEACHING))
        monday += _WEEK
    mondays = (monday + n * _WEEK for n in range(reserve))
    return (*weeks, *(_week(None, day, Term.II, WeekKind.RESERVE) for day in mondays))


def default_year(start_year: int) -> SchoolCalendar:
    """What a new school starts from: 35 weeks from the Monday on or after 5 September.

    Weeks of which Tết takes three weekdays or more are a break. The days
    off and the swaps are those known to this version of the program; the office edits them.
    """
    years = (start_year, start_year + 1)
    holidays = {
        day: name
        for year in years
        for day, name in vietnamese_holidays(year).items()
        if school_year_of(day) == start_year
    }
    swaps = {
        day: Override(DayKind.WORK, "Làm bù")
        for year in years
        for day in sorted(weekend_workdays(year))
        if school_year_of(day) == start_year
    }
    opening = date(start_year, *OPENING)
    first = monday_of(opening + timedelta(days=6))
    return SchoolCalendar(plan_weeks(first, _tet_weeks(holidays)), holidays, swaps)


def school_year_of(day: date) -> int:
    """The year in which the school year of this day began; it turns on 1 August."""
    return day.year if day.month >= OPENING[0] - 1 else day.year - 1


def school_year_name(start_year: int) -> str:
    return f"{start_year}–{start_year + 1}"


def _week(number: int | None, monday: date, term: Term, kind: WeekKind) -> Week:
    return Week(number, monday, monday + timedelta(days=6), term, kind)


def _tet_weeks(holidays: Collection[date]) -> list[date]:
    mondays = [
        monday_of(day)
        for day in holidays
        if day.month <= _LAST_MONTH_OF_TET and day.weekday() <= Weekday.FRIDAY
    ]
    return [m for m in mondays if mondays.count(m) >= _HOLIDAYS_THAT_MAKE_A_BREAK]
