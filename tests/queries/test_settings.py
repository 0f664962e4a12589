"""What the school has chosen reaches the rules; what cannot be read leaves the default."""

from datetime import date

import pytest

from desktop.commands.school import ChangeSetting, DayOff, GiveDayOff
from desktop.queries.calendar import school_calendar
from desktop.queries.settings import load_settings, rule_set
from desktop.queries.years import school_years, year_on
from desktop.rules.calendar import SchoolCalendar, Weekday, WorkingWeek
from desktop.rules.rule_set import CIRCULAR_22, OneTerm, RegularNumber, SingleSubject
from desktop.rules.terms import Term
from tests.school_builder import BuiltSchool


def choose(school: BuiltSchool, name: str, value: str) -> None:
    school.do(ChangeSetting(name=name, value=value), "hieutruong")


def calendar(school: BuiltSchool) -> SchoolCalendar:
    return school_calendar(school.session, school.year_id, load_settings(school.session))


def test_without_settings_the_circular_stands_as_it_is(school: BuiltSchool):
    assert rule_set(school.session, 2026) == CIRCULAR_22


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("regular_number", '"minimum"', RegularNumber.MINIMUM),
        ("regular_most", "6", 6),
        ("single_subject", '"lenient"', SingleSubject.LENIENT),
        ("reassess_after_training", "true", True),
        ("one_term", '"manual"', OneTerm.MANUAL),
    ],
)
def test_a_setting_reaches_the_rules(school: BuiltSchool, name: str, value: str, read: object):
    choose(school, name, value)
    assert getattr(rule_set(school.session, 2026), name) == read


@pytest.mark.parametrize(
    ("name", "value"),
    [("single_subject", '"of the future"'), ("single_subject", "{"), ("one_term", "7"),
     ("second_language_counts", '"yes"')],
)  # fmt: skip
def test_what_cannot_be_read_leaves_the_default(school: BuiltSchool, name: str, value: str):
    choose(school, name, value)
    assert rule_set(school.session, 2026) == CIRCULAR_22


def test_x13_the_working_week_and_the_weeks_of_marks_reach_the_calendar(school: BuiltSchool):
    assert calendar(school).week_ends_on is Weekday.SATURDAY
    choose(school, "working_week", '"mon_sat"')
    choose(school, "week_ends_on", "4")
    choose(school, "mark_weeks", "[[7, 16], [25, 33]]")
    found = calendar(school)
    assert (found.working_week, found.week_ends_on) == (WorkingWeek.MON_SAT, Weekday.FRIDAY)
    assert found.mark_weeks == {Term.I: (7, 16), Term.II: (25, 33)}


def test_x14_a_day_given_by_the_office_goes_before_the_holiday_table(school: BuiltSchool):
    day = date(2026, 11, 24)
    assert not calendar(school).is_working_day(day)
    school.do(GiveDayOff(day=day, given=DayOff(day, "Học bình thường", off=False)), "hieutruong")
    assert calendar(school).is_working_day(day)
    assert calendar(school).day_note(day) == "Học bình thường"


@pytest.mark.parametrize(
    ("today", "term"),
    [
        (date(2026, 9, 1), Term.I),
        (date(2027, 1, 10), Term.I),
        (date(2027, 1, 30), Term.II),
        (date(2027, 7, 15), Term.II),
    ],
)
def test_each_day_has_a_year_and_a_term(school: BuiltSchool, today: date, term: Term):
    year = year_on(school_years(school.session), today)
    assert year is not None
    assert (year.name, year.term_on(today)) == ("2026–2027", term)
