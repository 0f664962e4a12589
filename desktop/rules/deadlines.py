"""Knows by when marks are entered and until when they may be corrected."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from desktop.rules.calendar import SchoolCalendar
from desktop.rules.marks import MIDTERM, Column, is_regular
from desktop.rules.terms import Term

WORKING_DAYS_TO_MARK: Final = 10
"""From the test to the last mark of it, in score and comment subjects alike (T-2, T-3, X-25)."""
_NO_CORRECTION_BEFORE_EXAM: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day, and the rule it comes from."""

    day: date
    rule: str


def column_deadline(
    column: Column, term: Term, test_date: date | None, calendar: SchoolCalendar, regular: int
) -> Deadline | None:
    """The last day to enter a column of a course with `regular` regular columns.

    Regular columns are spread over the weeks of the plan: of three, the first is due by week 8
    and two by week 17 (T-1). Midterm and final have none before their test date is known.
    """
    if is_regular(column):
        return _regular_deadline(column, term, calendar, regular)
    if test_date is None:
        return None
    day = calendar.nth_working_day_after(test_date, WORKING_DAYS_TO_MARK)
    return Deadline(day, "T-2" if column == MIDTERM else "T-3")


def last_correction_day(first_exam: date) -> date:
    """A week before the end-of-term examination ordinary corrections end (T-6)."""
    return first_exam - _NO_CORRECTION_BEFORE_EXAM


def last_summer_day(start_year: int) -> date:
    """Summer training and re-assessment are finished before 31 August (T-5, G-32)."""
    return date(start_year + 1, 8, 30)


def _regular_deadline(
    column: Column, term: Term, calendar: SchoolCalendar, regular: int
) -> Deadline | None:
    weeks = calendar.mark_weeks.get(term, ())
    for nth, week in enumerate(weeks, 1):
        # so many columns are due by the nth of the weeks; a column beyond the plan by the last
        if column <= regular * nth // len(weeks) or nth == len(weeks):
            day = calendar.end_of_week(week)
            return None if day is None else Deadline(day, "T-1")
    return None
