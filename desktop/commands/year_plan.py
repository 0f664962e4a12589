"""The plan from which a school year starts: the calendar of the rules in the words of commands."""

from datetime import date, timedelta
from typing import Final

from desktop.commands.school import DayOff, TermPlan, WeekPlan, YearPlan
from desktop.rules.calendar import DayKind, SchoolCalendar, default_year
from desktop.rules.terms import Term

_EXAM_WEEKS: Final = timedelta(days=13)  # final tests take the last two weeks of a term


def default_plan(start_year: int) -> YearPlan:
    """35 weeks, two terms and the public holidays of a year; all of it can be edited."""
    return plan_from(start_year, default_year(start_year))


def plan_from(start_year: int, calendar: SchoolCalendar) -> YearPlan:
    """The plan of a year as a command carries it."""
    terms = tuple(_term(calendar, term) for term in Term)
    return YearPlan(
        start_year=start_year,
        starts_on=terms[0].starts_on,
        ends_on=max(terms[-1].ends_on, date(start_year + 1, 5, 31)),
        terms=terms,
        weeks=tuple(
            WeekPlan(week.monday, week.term, week.kind.value, week.number)
            for week in calendar.weeks
        ),
        days_off=(
            *(DayOff(day, reason) for day, reason in calendar.holidays.items()),
            *(
                DayOff(day, override.reason, off=override.kind is DayKind.OFF)
                for day, override in calendar.overrides.items()
            ),
        ),
    )


def _term(calendar: SchoolCalendar, term: Term) -> TermPlan:
    days = calendar.term_days(term)
    if days is None:
        raise ValueError(f"no week is planned in term {term}")
    return TermPlan(term, days[0], days[1], exams_from=days[1] - _EXAM_WEEKS)
