"""Weeks, working days, and the deadlines that hang on them, with the published dates."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.calendar import (
    DayKind,
    Override,
    SchoolCalendar,
    Weekday,
    WeekKind,
    WorkingWeek,
    default_year,
    monday_of,
    plan_weeks,
    school_year_name,
    school_year_of,
)
from desktop.rules.deadlines import (
    Deadline,
    column_deadline,
    last_correction_day,
    last_summer_day,
)
from desktop.rules.holidays_vn import vietnamese_holidays, weekend_workdays
from desktop.rules.marks import FINAL, MIDTERM
from desktop.rules.terms import Term

YEAR = default_year(2025)
SWAP = {
    date(2026, 1, 2): Override(DayKind.OFF, "Nghỉ hoán đổi"),
    date(2026, 1, 10): Override(DayKind.WORK, "Làm bù"),
}
DAYS = st.dates(date(2025, 8, 1), date(2026, 7, 31))


@pytest.mark.parametrize(
    ("test_day", "overrides", "due"),
    [
        (date(2026, 4, 23), {}, date(2026, 5, 12)),
        (date(2025, 12, 25), {}, date(2026, 1, 9)),
        (date(2025, 12, 25), SWAP, date(2026, 1, 10)),
    ],
)
def test_t2_ten_working_days_after_the_test(test_day, overrides, due):
    assert replace(YEAR, overrides=overrides).nth_working_day_after(test_day, 10) == due


def test_x13_saturday_and_the_test_day_may_count():
    saturdays = replace(YEAR, working_week=WorkingWeek.MON_SAT)
    assert saturdays.nth_working_day_after(date(2025, 10, 1), 10) == date(2025, 10, 13)
    assert YEAR.nth_working_day_after(date(2025, 10, 1), 10) == date(2025, 10, 15)
    counting = replace(YEAR, test_day_counts=True)
    assert counting.nth_working_day_after(date(2025, 10, 1), 10) == date(2025, 10, 14)


def test_an_override_goes_before_holiday_and_weekday():
    worked = replace(YEAR, overrides={date(2026, 1, 1): Override(DayKind.WORK, "Dạy bù")})
    assert not YEAR.is_working_day(date(2026, 1, 1))
    assert YEAR.day_note(date(2026, 1, 1)) == "Tết Dương lịch"
    assert worked.is_working_day(date(2026, 1, 1))
    assert worked.day_note(date(2026, 1, 1)) == "Dạy bù"
    assert YEAR.day_note(date(2026, 1, 5)) == ""


@given(DAYS, st.integers(1, 30))
def test_the_nth_working_day_has_n_working_days_up_to_it(day, count):
    due = YEAR.nth_working_day_after(day, count)
    between = (day + timedelta(days=n) for n in range(1, (due - day).days + 1))
    assert sum(YEAR.is_working_day(d) for d in between) == count
    assert YEAR.is_working_day(due)


def test_no_working_days_is_the_day_itself():
    assert YEAR.nth_working_day_after(date(2026, 1, 3), 0) == date(2026, 1, 3)


def test_the_year_2025_2026():
    assert YEAR.term_days(Term.I) == (date(2025, 9, 8), date(2026, 1, 11))
    assert YEAR.term_days(Term.II) == (date(2026, 1, 12), date(2026, 5, 17))
    breaks = [w.monday for w in YEAR.weeks if w.kind is WeekKind.BREAK]
    assert breaks == [date(2026, 2, 16)]


@pytest.mark.parametrize("start", range(2021, 2036))
def test_a_default_year_keeps_the_frame_of_the_ministry(start):
    calendar = default_year(start)
    numbers = [w.number for w in calendar.weeks if w.number is not None]
    assert numbers == list(range(1, 36))
    first = calendar.term_days(Term.I)
    second = calendar.term_days(Term.II)
    assert first is not None
    assert second is not None
    assert date(start, 9, 5) <= first[0] <= date(start, 9, 11)
    assert first[1] < date(start + 1, 1, 18)
    assert second[1] < date(start + 1, 5, 31)
    assert sum(w.kind is WeekKind.BREAK for w in calendar.weeks) == 1
    assert all(school_year_of(day) == start for day in (*calendar.holidays, *calendar.overrides))


def test_a_swap_known_to_the_package_is_an_override_of_the_year_it_falls_in():
    assert weekend_workdays(2026) == {date(2026, 8, 22)}
    assert default_year(2026).is_working_day(date(2026, 8, 22))
    assert not default_year(2026).is_working_day(date(2026, 8, 31))
    assert YEAR.overrides == {}


def test_holidays_of_a_year_in_vietnamese():
    days = vietnamese_holidays(2026)
    assert days[date(2026, 4, 27)] == "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"
    assert days[date(2026, 11, 24)] == "Ngày Văn hóa Việt Nam"
    assert {day.year for day in days} == {2026}
    days.clear()
    assert vietnamese_holidays(2026)


def test_breaks_are_not_counted():
    weeks = plan_weeks(date(2025, 9, 8), [date(2025, 9, 18), date(2026, 2, 16)], reserve=2)
    assert [w.number for w in weeks[:3]] == [1, None, 2]
    assert weeks[1].kind is WeekKind.BREAK
    assert (weeks[18].number, weeks[18].term) == (18, Term.I)
    assert (weeks[19].number, weeks[19].term) == (19, Term.II)
    assert [w.kind for w in weeks[-3:]] == [WeekKind.TEACHING, WeekKind.RESERVE, WeekKind.RESERVE]
    assert all(b.monday - a.sunday == timedelta(days=1) for a, b in pairwise(weeks))


def test_weeks_begin_on_monday():
    with pytest.raises(ValueError, match="2025-09-05"):
        plan_weeks(date(2025, 9, 5))


@given(DAYS)
def test_every_day_lies_in_its_week_and_term(day):
    week = YEAR.week_of(day)
    if week is not None:
        assert week.monday == monday_of(day)
        assert YEAR.term_of(day) is week.term
    assert YEAR.term_of(day) is (Term.I if day <= date(2026, 1, 11) else Term.II)


def test_days_before_and_after_the_weeks():
    assert YEAR.term_of(date(2025, 8, 20)) is Term.I
    assert YEAR.term_of(date(2026, 7, 1)) is Term.II
    assert YEAR.week_of(date(2026, 7, 1)) is None
    assert SchoolCalendar(()).term_days(Term.I) is None


@pytest.mark.parametrize(
    ("term", "column", "due"),
    [
        (Term.I, 1, date(2025, 11, 1)),
        (Term.I, 2, date(2025, 11, 1)),
        (Term.I, 3, date(2026, 1, 3)),
        (Term.I, 4, date(2026, 1, 3)),
        (Term.II, 1, date(2026, 3, 14)),
        (Term.II, 4, date(2026, 5, 9)),
        (Term.II, 5, date(2026, 5, 9)),
    ],
)
def test_t1_regular_marks_by_weeks_8_17_26_34(term, column, due):
    assert column_deadline(column, term, None, YEAR, 4) == Deadline(due, "T-1")


def test_t1_of_two_and_of_three():
    def days(regular: int) -> list[date]:
        found = [column_deadline(c, Term.I, None, YEAR, regular) for c in range(1, regular + 1)]
        return [deadline.day for deadline in found if deadline]

    early, late = date(2025, 11, 1), date(2026, 1, 3)
    assert days(1) == [late]
    assert days(2) == [early, late]
    assert days(3) == [early, late, late]


@pytest.mark.parametrize(
    ("ends_on", "day"),
    [
        (Weekday.FRIDAY, date(2025, 10, 31)),
        (Weekday.SATURDAY, date(2025, 11, 1)),
        (Weekday.SUNDAY, date(2025, 11, 2)),
    ],
)
def test_x13_the_end_of_week_8(ends_on, day):
    assert replace(YEAR, week_ends_on=ends_on).end_of_week(8) == day


@pytest.mark.parametrize(("column", "rule"), [(MIDTERM, "T-2"), (FINAL, "T-3")])
def test_tests_are_due_ten_working_days_after_their_date(column, rule):
    due = column_deadline(column, Term.II, date(2026, 4, 23), YEAR, 4)
    assert due == Deadline(date(2026, 5, 12), rule)
    assert column_deadline(column, Term.II, None, YEAR, 4) is None


def test_there_is_no_deadline_without_a_plan():
    assert column_deadline(1, Term.I, None, SchoolCalendar(()), 2) is None
    assert column_deadline(1, Term.I, None, replace(YEAR, mark_weeks={}), 2) is None
    assert SchoolCalendar(()).end_of_week(8) is None


def test_t6_and_t5():
    assert last_correction_day(date(2025, 12, 29)) == date(2025, 12, 22)
    assert last_summer_day(2025) == date(2026, 8, 30)


def test_school_years():
    assert school_year_of(date(2026, 7, 31)) == 2025
    assert school_year_of(date(2026, 8, 1)) == 2026
    assert school_year_name(2025) == "2025–2026"
