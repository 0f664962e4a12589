"""What the marks of a roll come to, by X-11 and G-27, and on which days a class has lessons."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.attendance import (
    AbsenceMark,
    AttendanceRules,
    DayPart,
    Entry,
    HalfDays,
    Nearness,
    NotAnAbsence,
    Sums,
    day_letter,
    days_running,
    nearness,
    nearness_sentence,
    parse_absence,
    sums,
)
from desktop.rules.calendar import (
    DayKind,
    Override,
    SchoolCalendar,
    Week,
    WeekKind,
    WorkingWeek,
    default_year,
)
from desktop.rules.meals import Meal, meals_taken, read_meals, write_meals
from desktop.rules.school_days import (
    ClassCalendar,
    NoLessons,
    PartsFrom,
    month_span,
    months_between,
    read_week,
    was_in_class,
    write_week,
)
from desktop.rules.terms import Term

P, K, M = AbsenceMark
AM, PM, CLUB = DayPart
MONDAY = date(2026, 10, 5)
SEPARATE = AttendanceRules(half_days=HalfDays.SEPARATE)

entries = st.lists(
    st.builds(
        Entry,
        st.dates(date(2026, 9, 7), date(2027, 5, 28)),
        st.sampled_from(DayPart),
        st.sampled_from(AbsenceMark),
    ),
    max_size=60,
    unique_by=lambda e: e[:2],
)
rule_sets = st.builds(
    AttendanceRules, late_makes_one=st.integers(0, 5), half_days=st.sampled_from(HalfDays)
)


@pytest.mark.parametrize(
    ("typed", "mark"),
    [
        ("P", P), ("p", P), ("cp", P), ("K", K), (" k ", K), ("KP", K), ("M", M), ("m", M),
        ("", None), (" ", None), ("x", None), ("+", None),
    ],
)  # fmt: skip
def test_a_letter_is_a_mark(typed: str, mark: AbsenceMark | None):
    assert parse_absence(typed) is mark


@pytest.mark.parametrize("typed", ["Q", "8", "nghỉ", "PK", "-"])
def test_anything_else_is_told_with_what_would_do(typed: str):
    with pytest.raises(NotAnAbsence) as told:
        parse_absence(typed)
    assert told.value.sentence.startswith(f"{typed} chưa được ghi")
    assert "P (nghỉ có phép)" in told.value.sentence


def test_a_long_text_is_quoted_short():
    with pytest.raises(NotAnAbsence) as told:
        parse_absence("nghỉ vì " + "rất " * 40 + "ốm")
    assert "…" in told.value.sentence
    assert len(told.value.sentence) < 150


def test_late_is_counted_apart_and_is_no_absence():
    found = sums([Entry(MONDAY, AM, P), Entry(MONDAY + timedelta(1), AM, M)])
    assert (found.total, found.excused, found.unexcused, found.late) == (1, 1, 0, 1)


@pytest.mark.parametrize(
    ("marks", "usual", "separate"),
    [
        ((P, P), (1, 0), (2, 0)),
        ((P, K), (0, 1), (1, 1)),  # the graver mark says of what kind the day is
        ((K, K), (0, 1), (0, 2)),
        ((P, M), (1, 0), (1, 0)),
        ((M, M), (0, 0), (0, 0)),
    ],
)
def test_x11_both_halves_of_a_day(
    marks: Sequence[AbsenceMark], usual: tuple[int, int], separate: tuple[int, int]
):
    day = [Entry(MONDAY, part, mark) for part, mark in zip((AM, PM), marks, strict=True)]
    for rules, expected in ((AttendanceRules(), usual), (SEPARATE, separate)):
        found = sums(day, rules)
        assert (found.excused, found.unexcused) == expected


def test_a_club_is_outside_the_plan():
    assert sums([Entry(MONDAY, CLUB, K), Entry(MONDAY, CLUB, M)]) == Sums()
    assert day_letter({CLUB: K}) is None
    assert day_letter({AM: P, CLUB: K}) is P


def test_x11_every_third_time_late_is_an_absence():
    rules = AttendanceRules(late_makes_one=3)
    late = [Entry(MONDAY + timedelta(n), AM, M) for n in range(4)]
    assert sums(late[:2], rules) == Sums(0, 0, 2)
    assert sums(late, rules) == Sums(0, 1, 4)
    assert sums(late[:1], rules, late_before=2) == Sums(0, 1, 1)


@given(entries, rule_sets)
def test_the_sums_of_the_months_add_up_to_the_year(found: list[Entry], rules: AttendanceRules):
    late, added = 0, Sums()
    for year, month in months_between(date(2026, 9, 1), date(2027, 5, 31)):
        first, last = month_span(year, month)
        of = [e for e in found if first <= e.day <= last]
        added += sums(of, rules, late)
        late += sum(e.mark is M and e.part.counts for e in of)
    assert added == sums(found, rules)


@given(entries)
def test_at_most_one_a_day_and_never_more_than_the_cells(found: list[Entry]):
    counted = [e for e in found if e.part.counts and e.mark.is_absent]
    assert sums(found).total == len({e.day for e in counted})
    assert sums(found, SEPARATE).total == len(counted)


@given(entries, entries)
def test_more_absences_never_count_less(some: list[Entry], more: list[Entry]):
    known = {e[:2] for e in some}
    both = [*some, *(e for e in more if e[:2] not in known)]
    assert sums(both).total >= sums(some).total
    assert sums(both).late >= sums(some).late


@pytest.mark.parametrize(
    ("total", "where"),
    [
        (0, Nearness.FAR), (29, Nearness.FAR), (30, Nearness.EARLY), (39, Nearness.EARLY),
        (40, Nearness.CLOSE), (44, Nearness.CLOSE), (45, Nearness.AT_LIMIT), (46, Nearness.OVER),
    ],
)  # fmt: skip
def test_g27_warnings_at_30_40_and_at_the_limit(total: int, where: Nearness):
    assert nearness(total) is where
    assert bool(nearness_sentence(total)) is (where is not Nearness.FAR)


def test_g27_sentences_say_what_is_left():
    assert "chỉ còn được nghỉ 14 buổi" in nearness_sentence(31)
    assert "bằng số buổi nhiều nhất" in nearness_sentence(45)
    assert "chưa đủ điều kiện lên lớp" in nearness_sentence(46)
    assert "quá 20 buổi" in nearness_sentence(21, replace(AttendanceRules(), allowed=20))


def test_three_school_days_running_jump_over_a_weekend():
    days = [date(2026, 10, n) for n in (6, 7, 8, 9, 12)]
    assert days_running(days, {date(2026, 10, n) for n in (8, 9, 12)}) == 3
    assert days_running(days, {date(2026, 10, n) for n in (8, 12)}) == 1
    assert days_running(days, {date(2026, 10, 9)}) == 0
    assert days_running([], set()) == 0


@pytest.mark.parametrize(
    ("marks", "letter"),
    [({AM: P, PM: K}, K), ({AM: M, PM: P}, P), ({AM: M}, M), ({}, None)],
)
def test_the_one_letter_of_a_day(marks: dict[DayPart, AbsenceMark], letter: AbsenceMark | None):
    assert day_letter(marks) is letter


YEAR = ClassCalendar(
    SchoolCalendar(
        weeks=tuple(
            Week(n, monday, monday + timedelta(6), Term.I, kind)
            for n, (monday, kind) in enumerate(
                (
                    (MONDAY, WeekKind.TEACHING),
                    (MONDAY + timedelta(7), WeekKind.BREAK),
                    (MONDAY + timedelta(14), WeekKind.RESERVE),
                    (MONDAY + timedelta(21), WeekKind.TEACHING),
                )
            )
        ),
        holidays={MONDAY + timedelta(1): "Ngày hội"},
        overrides={
            MONDAY + timedelta(2): Override(DayKind.OFF, "Nghỉ bão"),
            MONDAY + timedelta(5): Override(DayKind.WORK, "Làm bù"),
        },
    ),
    first=date(2026, 9, 7),
    last=date(2027, 5, 31),
)


@pytest.mark.parametrize(
    ("after", "why", "reason"),
    [
        (1, NoLessons.HOLIDAY, "Ngày hội"),
        (2, NoLessons.HOLIDAY, "Nghỉ bão"),
        (6, NoLessons.WEEKEND, "Chủ nhật"),
        (7, NoLessons.BREAK, "Tuần nghỉ"),
        (14, NoLessons.BREAK, "Tuần dự phòng"),
        (-7, NoLessons.OUTSIDE, "Ngoài kế hoạch năm học"),
        (-100, NoLessons.OUTSIDE, "Ngoài năm học"),
    ],
)
def test_a_day_without_lessons_says_why(after: int, why: NoLessons, reason: str):
    found = YEAR.day(MONDAY + timedelta(after))
    assert (found.parts, found.why, found.reason) == ((), why, reason)
    assert not found.is_school_day


def test_school_days_and_a_saturday_worked_in_exchange():
    assert YEAR.day(MONDAY).parts == (AM,)
    assert YEAR.day(MONDAY + timedelta(5)).parts == (AM,)
    days = [d.day.day for d in YEAR.school_days(MONDAY, MONDAY + timedelta(27))]
    assert days == [5, 8, 9, 10, 26, 27, 28, 29, 30]
    assert YEAR.last_school_days(MONDAY + timedelta(20), 3) == [
        date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10),
    ]  # fmt: skip
    assert YEAR.last_school_days(MONDAY, 3) == [MONDAY]


def test_a_class_with_a_week_of_its_own_from_a_day_on():
    week = read_week("1,12,1,12,1,3,")
    own = replace(YEAR, plans=(PartsFrom(MONDAY + timedelta(21), week),))
    assert own.day(MONDAY).parts == (AM,)
    assert own.day(MONDAY + timedelta(22)).parts == (AM, PM)
    assert own.day(MONDAY + timedelta(26)).parts == (CLUB,)


def test_a_weekday_that_is_free_for_this_class_says_so():
    own = replace(YEAR, plans=(PartsFrom(date(2026, 9, 1), read_week("1,1,1,,1,,")),))
    assert own.day(MONDAY + timedelta(3)).reason == "Lớp không học thứ Năm"


def test_the_working_week_of_the_school_is_the_usual_one_of_a_class():
    six = replace(YEAR, calendar=replace(YEAR.calendar, working_week=WorkingWeek.MON_SAT))
    saturday = MONDAY + timedelta(26)
    assert YEAR.day(saturday).why is NoLessons.WEEKEND
    assert six.day(saturday).parts == (AM,)


def test_without_a_plan_of_weeks_every_working_day_of_the_year_counts():
    bare = ClassCalendar(SchoolCalendar(()), date(2026, 9, 5), date(2027, 5, 31))
    assert bare.day(MONDAY).parts == (AM,)
    assert bare.day(date(2027, 6, 1)).why is NoLessons.OUTSIDE


def test_a_usual_year_has_175_school_days_and_some_holidays_less():
    calendar = default_year(2026)
    year = ClassCalendar(calendar, calendar.weeks[0].monday, date(2027, 5, 31))
    days = year.school_days(year.first, year.last)
    assert 165 <= len(days) <= 177


weeks = st.tuples(*[st.sets(st.sampled_from(DayPart)).map(lambda s: tuple(sorted(s)))] * 7)


@given(weeks)
def test_a_week_is_stored_and_read_back(week: tuple[tuple[DayPart, ...], ...]):
    assert read_week(write_week(week)) == week


def test_a_part_of_a_later_program_is_left_out():
    assert read_week("19,1") == ((AM,), (AM,), (), (), (), (), ())


@pytest.mark.parametrize(
    ("joined", "left", "day", "there"),
    [
        (None, None, 5, True), (5, None, 5, True), (6, None, 5, False), (None, 5, 5, False),
        (None, 6, 5, True), (4, 5, 4, True),
    ],
)  # fmt: skip
def test_a_pupil_belongs_from_joining_until_the_day_of_leaving(
    joined: int | None, left: int | None, day: int, *, there: bool
):
    days = [None if n is None else date(2026, 10, n) for n in (joined, left)]
    assert was_in_class(days[0], days[1], date(2026, 10, day)) is there


def test_months():
    assert month_span(2026, 12) == (date(2026, 12, 1), date(2026, 12, 31))
    assert month_span(2027, 2) == (date(2027, 2, 1), date(2027, 2, 28))
    spanned = months_between(date(2026, 9, 7), date(2027, 5, 31))
    assert (spanned[0], spanned[4], spanned[-1], len(spanned)) == ((2026, 9), (2027, 1),
                                                                  (2027, 5), 9)  # fmt: skip


ALL = tuple(Meal)


@pytest.mark.parametrize(
    ("parts", "marks", "said", "taken"),
    [
        ((AM, PM), {}, None, ALL),
        ((AM, PM), {AM: P}, None, (Meal.SNACK,)),
        ((AM, PM), {PM: K}, None, (Meal.BREAKFAST, Meal.LUNCH)),
        ((AM,), {AM: K}, None, ()),
        ((AM,), {AM: M}, None, ALL),
        ((AM,), {AM: K}, (Meal.LUNCH,), (Meal.LUNCH,)),
        ((AM,), {}, (), ()),
    ],
)
def test_m8_who_takes_which_meal(
    parts: tuple[DayPart, ...], marks: dict[DayPart, AbsenceMark],
    said: tuple[Meal, ...] | None, taken: tuple[Meal, ...],
):  # fmt: skip
    assert meals_taken(ALL, parts, marks, said) == taken


def test_only_what_is_served_is_taken_and_stored_in_order():
    assert meals_taken((Meal.LUNCH,), (AM,), {}) == (Meal.LUNCH,)
    assert meals_taken((Meal.LUNCH,), (AM,), {}, ALL) == (Meal.LUNCH,)
    assert read_meals(write_meals((Meal.SNACK, Meal.LUNCH, Meal.SNACK))) == (
        Meal.LUNCH, Meal.SNACK,
    )  # fmt: skip
    assert read_meals("92") == (Meal.LUNCH,)
