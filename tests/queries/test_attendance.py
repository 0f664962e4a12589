"""What the pages of attendance read: the roll of a day, the month, the lists, the kitchen."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from desktop.commands.absences_before import BeforeCell, BeforeValue, BringInAbsences
from desktop.commands.class_parts import SetClassParts
from desktop.commands.conduct import ConductCell, ConductValue, RateConduct
from desktop.commands.meals import EnterMeals, MealCell, MealValue, SetClassMeals
from desktop.commands.moving import MoveClass
from desktop.commands.roll_months import (
    PrintSheets,
    ReceiveSheets,
    SignSheets,
    WithdrawConfirmation,
)
from desktop.commands.school import ChangeSetting, DayOff, GiveDayOff
from desktop.exchange.pupil_dossier import pupil_report
from desktop.models import Base
from desktop.queries.absence_lists import absence_lists
from desktop.queries.attendance import roll_sheet
from desktop.queries.class_book import class_book
from desktop.queries.class_view import class_view
from desktop.queries.irregularities import irregularities
from desktop.queries.kitchen import kitchen_day, meal_month
from desktop.queries.leaving import leaving_check
from desktop.queries.month_grid import MonthGrid, month_grid
from desktop.queries.month_status import month_status
from desktop.queries.pupil_absences import pupil_absences
from desktop.queries.pupil_dossier import pupil_dossier
from desktop.queries.task import Page, Task, TaskKind
from desktop.queries.tasks import tasks
from desktop.rules.attendance import AbsenceMark, Nearness, Sums
from desktop.rules.meals import Meal
from desktop.rules.permissions import ReachKind, Role
from desktop.rules.promotion import Decision
from desktop.rules.school_days import NoLessons, read_week
from desktop.rules.terms import Level, Term
from tests.queries.conftest import statements
from tests.rolls import AM, MONDAY, PM, TODAY, alter, cell, class_id, confirm, enter, not_held, roll
from tests.school_builder import BuiltSchool, build_school

TUESDAY = MONDAY + timedelta(1)
P, K, M = AbsenceMark
Build = Callable[..., BuiltSchool]


@pytest.fixture
def school(build: Build) -> BuiltSchool:
    return build(classes=2).on(TODAY)


def grid(school: BuiltSchool, by: str = "cn6a", month: int = 10, of: str = "6A") -> MonthGrid:
    return month_grid(school.session, school.person(by), class_id(school, of), 2026, month, TODAY)


# ---- the month


def test_a_month_has_its_days_its_marks_and_its_sums(school: BuiltSchool):
    school.do(roll(school, {0: "P ốm", 1: "M"}), "cn6a")
    school.do(roll(school, {0: "K"}, TUESDAY), "vanphong")
    school.do(not_held(school, MONDAY + timedelta(2)), "cn6a")
    found = grid(school)
    assert (found.class_name, found.homeroom, len(found.lines)) == ("6A", ("Chủ Nhiệm 6A",), 5)
    assert len(found.days) == 31
    assert (found.sessions, found.taken, len(found.not_taken)) == (22, 3, 19)
    line = found.line(school.pupil(0))
    assert line is not None
    assert (line.sums, line.year) == (Sums(1, 1, 0), Sums(1, 1, 0))
    first = line.cell(MONDAY, AM)
    assert first is not None
    assert (first.mark, first.note, first.by, first.changed) == (P, "ốm", "Chủ Nhiệm 6A", False)
    assert line.letter(TUESDAY) is K
    assert line.letter(MONDAY + timedelta(3)) is None
    assert found.day_totals()[MONDAY, AM] == {P: 1, M: 1}
    assert found.present_on(MONDAY) == 5
    head = next(h for h in found.days if h.day == MONDAY + timedelta(2))
    assert not head.rolls[AM].taken
    assert head.rolls[AM].reason == "Cả lớp đi trải nghiệm"


def test_days_without_lessons_are_shaded_and_say_why(school: BuiltSchool):
    school.do(GiveDayOff(day=MONDAY, given=DayOff(MONDAY, "Nghỉ bão", given=True)))
    saturday = MONDAY + timedelta(5)
    school.do(roll(school, {0: "P"}, saturday, anyway="Học bù bão"), "cn6a")
    heads = {head.day: head for head in grid(school).days}
    assert (heads[MONDAY].shaded, heads[MONDAY].why, heads[MONDAY].reason) == (
        True, NoLessons.HOLIDAY, "Nghỉ bão",
    )  # fmt: skip
    assert not heads[saturday].shaded
    assert heads[saturday].rolls[AM].reason == "Học bù bão"
    assert (heads[TUESDAY].weekday, heads[TUESDAY].shaded) == ("T3", False)
    assert heads[MONDAY + timedelta(6)].reason == "Chủ nhật"


def test_both_parts_of_a_day_count_once_unless_the_school_says_otherwise(school: BuiltSchool):
    week = read_week("12,12,12,12,12,,")
    school.do(
        SetClassParts(class_id=class_id(school), from_day=date(2026, 9, 1), week=week), "cn6a"
    )
    school.do(roll(school, {0: "P"}), "cn6a")
    school.do(roll(school, {0: "K"}, part=PM), "cn6a")
    found = grid(school)
    assert (found.parts, found.sessions) == ((AM, PM), 44)
    line = found.line(school.pupil(0))
    assert line is not None
    assert line.sums == Sums(0, 1, 0)
    school.do(ChangeSetting(name="half_days", value='"separate"'))
    line = grid(school).line(school.pupil(0))
    assert line is not None
    assert line.sums == Sums(1, 1, 0)


def test_n_times_late_make_one_absence_where_the_school_says_so(school: BuiltSchool):
    school.do(ChangeSetting(name="late_makes_one", value="2"))
    september = date(2026, 9, 30)
    for day in (september, MONDAY, TUESDAY):
        school.do(roll(school, {0: "M"}, day), "cn6a")
    lines = [grid(school, month=month).line(school.pupil(0)) for month in (9, 10)]
    assert [line.sums for line in lines if line] == [Sums(0, 0, 1), Sums(0, 1, 2)]
    assert lines[0] is not None
    assert lines[0].year == Sums(0, 1, 3)


def test_who_joined_or_left_has_no_cells_outside_and_what_was_missed_elsewhere_counts(
    school: BuiltSchool,
):
    school.do(roll(school, {0: "K", 1: "P"}, date(2026, 9, 30)), "cn6a")
    school.do(roll(school, {0: "P"}), "cn6a")
    move = MoveClass(
        class_id=class_id(school), student_id=school.pupil(0),
        to_class_id=class_id(school, "6B"), day=TUESDAY,
    )  # fmt: skip
    school.do(move, "vanphong")
    new = grid(school, "cn6b", of="6B").line(school.pupil(0))
    old = grid(school).line(school.pupil(0))
    assert new is not None
    assert old is not None
    assert (new.cell(MONDAY, AM), new.sums, new.year) == (None, Sums(), Sums(1, 1))
    assert (new.belongs(MONDAY), new.belongs(TUESDAY)) == (False, True)
    assert (old.sums, old.year, old.belongs(TUESDAY)) == (Sums(1), Sums(1, 1), False)


def test_how_far_the_month_is_and_what_the_person_may_do(school: BuiltSchool):
    assert grid(school).state.words == "chưa xác nhận"
    confirm(school)
    state = grid(school).state
    assert state.confirmed is not None
    assert state.confirmed.sentence == "Chủ Nhiệm 6A, 08:00 ngày 30/10/2026"
    rights = {
        by: (g.may_take, g.may_confirm, g.may_change, g.may_receive, g.may_sign)
        for by in ("cn6a", "vanphong", "hieutruong")
        for g in (grid(school, by),)
    }
    assert rights == {
        "cn6a": (True, True, True, False, False),
        "vanphong": (True, False, True, True, False),
        "hieutruong": (False, False, False, False, True),
    }


def test_a_cell_altered_after_confirmation_is_marked(school: BuiltSchool):
    school.do(roll(school, {0: "K"}), "cn6a")
    confirm(school)
    school.do(alter(school, cell(school, 0, "P", seen="K")), "cn6a")
    line = grid(school).line(school.pupil(0))
    assert line is not None
    found = line.cell(MONDAY, AM)
    assert found is not None
    assert found.changed


@pytest.mark.parametrize("by", ["cn6b", "toan", "yte"])
def test_others_see_nothing_of_it(school: BuiltSchool, by: str):
    school.do(roll(school, {0: "P"}), "cn6a")
    found = grid(school, by)
    assert found.refusal
    assert not found.lines
    assert roll_sheet(
        school.session, school.person(by), class_id(school), MONDAY, TODAY
    ).refusal  # fmt: skip
    of = pupil_absences(school.session, school.person(by), class_id(school), school.pupil(0), TODAY)
    assert (bool(of.refusal), of.cells) == (True, {})


def test_a_class_that_is_gone(school: BuiltSchool):
    gone = month_grid(school.session, school.person("cn6a"), school.year_id, 2026, 10, TODAY)
    assert "không còn trong sổ" in gone.refusal
    sheet = roll_sheet(school.session, school.person("cn6a"), school.year_id, TODAY, TODAY)
    assert "không còn trong sổ" in sheet.refusal


@pytest.mark.parametrize("query", ["grid", "sheet", "lists", "status", "kitchen"])
def test_the_number_of_statements_does_not_grow(engine: Engine, query: str):
    asked = []
    for size in (1, 4):
        Base.metadata.drop_all(engine)
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            school = build_school(session, classes=size, pupils=3 * size).on(TODAY)
            for name in school.classes:
                letters: dict[int, str | None] = dict.fromkeys(range(3 * size), "P")
                for day in (MONDAY, TUESDAY, TODAY):
                    school.do(roll(school, letters, day, of=name), "vanphong")
                confirm(school, by=f"cn{name.lower()}", of=name)
            person, of = school.person("vanphong"), class_id(school)
            session.expunge_all()
            with statements(session) as seen:
                if query == "grid":
                    month_grid(session, person, of, 2026, 10, TODAY)
                elif query == "sheet":
                    roll_sheet(session, person, of, MONDAY, TODAY)
                elif query == "lists":
                    absence_lists(session, person, TODAY)
                elif query == "status":
                    month_status(session, person, 2026, 10, TODAY)
                else:
                    kitchen_day(session, person, TODAY, TODAY)
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 17


# ---- the day


def test_the_roll_of_a_day(school: BuiltSchool):
    for day in (MONDAY - timedelta(4), MONDAY - timedelta(3)):
        school.do(roll(school, {0: "K"}, day), "cn6a")
    school.do(roll(school, {0: "K đau", 1: "M"}), "vanphong")
    sheet = roll_sheet(school.session, school.person("cn6a"), class_id(school), MONDAY, TODAY)
    assert (sheet.parts, sheet.weekday, sheet.may_take, sheet.confirmed) == (
        (AM,), "T2", True, False,
    )  # fmt: skip
    fact = sheet.roll(AM)
    assert fact is not None
    assert (fact.taken, fact.by) == (True, "Cao Thị Thơm")
    (away,) = sheet.absent(AM)
    assert (away.pupil.student_id, away.running, away.year) == (school.pupil(0), 2, Sums(0, 3))
    late = next(x for x in sheet.lines if x.pupil.student_id == school.pupil(1))
    found = late.cell(AM)
    assert found is not None
    assert (found.mark, late.warning) == (M, "")
    assert sheet.last_school_day == TODAY
    tuesday = roll_sheet(school.session, school.person("cn6a"), class_id(school), TUESDAY, TODAY)
    assert tuesday.roll(AM) is None
    assert [x.running for x in tuesday.lines if x.pupil.student_id == school.pupil(0)] == [3]
    sunday = roll_sheet(
        school.session, school.person("cn6a"), class_id(school), MONDAY - timedelta(1), TODAY
    )
    assert (sunday.parts, sunday.why, sunday.reason) == ((), NoLessons.WEEKEND, "Chủ nhật")


def test_one_pupils_year(school: BuiltSchool):
    school.do(roll(school, {0: "K"}, date(2026, 9, 30)), "cn6a")
    school.do(roll(school, {0: "P ốm"}), "cn6a")
    bring = BringInAbsences(
        class_id=class_id(school), term=Term.I,
        cells=(BeforeCell(school.pupil(0), BeforeValue(27, 1)),),
    )  # fmt: skip
    school.do(bring, "vanphong")
    found = pupil_absences(
        school.session, school.person("cn6a"), class_id(school), school.pupil(0), TODAY
    )
    assert [day for day, _ in found.cells] == [MONDAY, date(2026, 9, 30)]
    assert found.months == {(2026, 9): Sums(0, 1), (2026, 10): Sums(1)}
    assert (found.before, found.year, found.near) == (Sums(27, 1), Sums(28, 2), Nearness.EARLY)
    assert "chỉ còn được nghỉ 15 buổi" in found.warning


# ---- lists


def test_the_lists_of_the_day(school: BuiltSchool):
    for day in (28, 29, 30):
        letters: dict[int, str | None] = {0: "K", 1: "M"}
        school.do(roll(school, letters, date(2026, 10, day)), "cn6a")
    school.do(roll(school, {2: "P"}), "cn6a")
    found = absence_lists(school.session, school.person("hieutruong"), TODAY)
    assert [(n.class_name, n.parts, n.homeroom) for n in found.not_taken] == [
        ("6B", (AM,), ("Chủ Nhiệm 6B",)),
    ]
    assert (found.taken, found.sessions) == (1, 2)
    (away,) = found.running
    assert (away.student_id, away.running, away.since) == (
        school.pupil(0), 3, date(2026, 10, 28),
    )  # fmt: skip
    assert [x.student_id for x in found.most] == [school.pupil(0), school.pupil(2)]
    assert found.near == ()
    own = absence_lists(school.session, school.person("cn6b"), TODAY)
    assert [(n.class_name, n.own) for n in own.not_taken] == [("6B", True)]
    assert (own.running, own.most) == ((), ())
    assert absence_lists(school.session, school.person("toan"), TODAY).sessions == 0


def test_who_is_near_the_limit_of_g27_counts_what_was_missed_before(school: BuiltSchool):
    cells = tuple(
        BeforeCell(school.pupil(n), BeforeValue(n_before))
        for n, n_before in enumerate((29, 39, 45, 46))
    )
    bring = BringInAbsences(class_id=class_id(school), term=Term.I, cells=cells)
    school.do(bring, "vanphong")
    school.do(roll(school, {0: "P", 1: "K", 4: "K"}), "cn6a")
    found = absence_lists(school.session, school.person("phohieutruong"), TODAY)
    assert [(x.year.total, x.near) for x in found.near] == [
        (46, Nearness.OVER), (45, Nearness.AT_LIMIT), (40, Nearness.CLOSE), (30, Nearness.EARLY),
    ]  # fmt: skip
    assert [x.year.total for x in found.most] == [46, 45, 40, 30, 1]
    assert "quá 45 buổi" in found.near[0].warning


# ---- irregularities, the office's month


def test_m12_what_was_altered_after_confirmation_is_the_vice_principals_to_see(
    school: BuiltSchool,
):
    school.do(roll(school, {0: "K sốt"}), "cn6a")
    confirm(school)
    school.do(alter(school, cell(school, 0, None, seen="K sốt"), reason="Nhầm em"), "cn6a")
    withdraw = WithdrawConfirmation(class_id=class_id(school), year=2026, month=10, reason="Sót")
    school.do(withdraw, "cn6a")
    found = irregularities(school.session, school.person("phohieutruong"), TODAY)
    (one,) = found.alterations
    assert (one.class_name, one.student_id, one.day, one.reason) == (
        "6A", school.pupil(0), MONDAY, "Nhầm em",
    )  # fmt: skip
    assert (one.before, one.after, one.note_before, one.by) == (K, None, "sốt", "Chủ Nhiệm 6A")
    assert one.sentence == "K (nghỉ không phép) → có mặt"
    assert one.full_name == school.classes["6A"].names[0]
    (taken_back,) = found.withdrawals
    assert (taken_back.month, taken_back.reason, taken_back.confirmed_again) == (10, "Sót", False)
    assert irregularities(school.session, school.person("cn6a"), TODAY).refusal
    own = irregularities(school.session, school.person("cn6a"), TODAY, class_id(school))
    assert len(own.alterations) == 1
    other = irregularities(school.session, school.person("cn6b"), TODAY, class_id(school))
    assert other.refusal


def test_the_offices_month(school: BuiltSchool):
    confirm(school)
    confirm(school, by="cn6b", of="6B")
    ids = (class_id(school),)

    def steps() -> tuple[list[str], list[str], list[str]]:
        found = month_status(school.session, school.person("vanphong"), 2026, 10, TODAY)
        lists = (found.to_print, found.to_return, found.to_sign)
        return tuple([c.class_name for c in one] for one in lists)  # type: ignore[return-value]

    assert steps() == (["6A", "6B"], [], [])
    school.do(PrintSheets(class_ids=ids, year=2026, month=10), "vanphong")
    assert steps() == (["6B"], ["6A"], [])
    school.do(ReceiveSheets(class_ids=ids, year=2026, month=10), "vanphong")
    assert steps() == (["6B"], [], ["6A"])
    school.do(SignSheets(class_ids=ids, year=2026, month=10), "hieutruong")
    assert steps() == (["6B"], [], [])
    found = month_status(school.session, school.person("hieutruong"), 2026, 9, TODAY)
    assert [c.class_name for c in found.to_confirm] == ["6A", "6B"]
    assert (found.may_receive, found.may_sign) == (False, True)
    assert (found.months[0], found.months[-1]) == ((2026, 9), (2027, 5))
    assert [c.sessions for c in found.classes] == [18, 18]
    none = month_status(school.session, school.person("toan"), 2026, 10, TODAY)
    assert none.classes == ()


# ---- meals


def test_m8_the_kitchens_count_follows_the_roll(school: BuiltSchool):
    meals = SetClassMeals(
        class_id=class_id(school), from_day=MONDAY, meals=(Meal.LUNCH, Meal.SNACK)
    )
    school.do(meals, "cn6a")
    said = MealCell(school.pupil(1), MONDAY, MealValue((Meal.LUNCH,), "Về sớm"))
    school.do(EnterMeals(class_id=class_id(school), cells=(said,)), "cn6a")

    def count() -> tuple[int, bool, dict[Meal, int]]:
        day = kitchen_day(school.session, school.person("vanphong"), MONDAY, TODAY)
        (line,) = day.lines
        assert dict(day.totals) == dict(line.meals)
        assert (len(day.not_taken) == 0) is line.taken
        return line.present, line.taken, dict(line.meals)

    assert count() == (5, False, {Meal.LUNCH: 5, Meal.SNACK: 4})
    school.do(roll(school, {0: "P"}), "cn6a")
    assert count() == (4, True, {Meal.LUNCH: 4, Meal.SNACK: 3})
    before = kitchen_day(school.session, school.person("vanphong"), date(2026, 10, 2), TODAY)
    assert before.lines == ()


def test_m8_the_meals_of_a_month(school: BuiltSchool):
    meals = SetClassMeals(class_id=class_id(school), from_day=MONDAY, meals=(Meal.LUNCH,))
    school.do(meals, "cn6a")
    school.do(roll(school, {0: "P"}), "cn6a")
    said = MealCell(school.pupil(1), TUESDAY, MealValue())
    school.do(EnterMeals(class_id=class_id(school), cells=(said,)), "cn6a")
    found = meal_month(school.session, school.person("cn6a"), class_id(school), 2026, 10, TODAY)
    assert (found.served, len(found.days)) == ((Meal.LUNCH,), 22)
    lines = {line.pupil.student_id: line for line in found.lines}
    assert lines[school.pupil(0)].count[Meal.LUNCH] == 19  # served from the 5th, once absent
    assert lines[school.pupil(1)].days[TUESDAY] == ()
    assert lines[school.pupil(1)].said == {TUESDAY}
    assert found.day_total(MONDAY)[Meal.LUNCH] == 4
    other = meal_month(school.session, school.person("cn6b"), class_id(school), 2026, 10, TODAY)
    assert other.refusal


# ---- what counts elsewhere


def test_typed_numbers_stand_until_a_roll_is_taken_in_the_term(school: BuiltSchool):
    typed = ConductCell(school.pupil(0), ConductValue(Level.TOT, excused=4, unexcused=1))
    school.do(RateConduct(class_id=class_id(school), term=Term.I, cells=(typed,)), "cn6a")

    def seen(when: Term | None) -> tuple[int | None, int | None, bool]:
        view = class_view(school.session, school.person("cn6a"), class_id(school), when, TODAY)
        line = view.line(school.pupil(0))
        assert line is not None
        assert line.missed.from_rolls is view.counts_rolls
        return line.missed.excused, line.missed.unexcused, view.counts_rolls

    assert seen(Term.I) == seen(None) == (4, 1, False)
    school.do(roll(school, {0: "P"}), "cn6a")
    assert seen(Term.I) == seen(None) == (1, 0, True)
    assert seen(Term.II) == (None, None, False)
    bring = BringInAbsences(
        class_id=class_id(school), term=Term.I,
        cells=(BeforeCell(school.pupil(0), BeforeValue(2, 3)),),
    )  # fmt: skip
    school.do(bring, "vanphong")
    assert seen(Term.I) == (3, 3, True)


def test_g27_more_than_45_by_the_rolls_is_not_promoted_in_view_and_book(school: BuiltSchool):
    bring = BringInAbsences(
        class_id=class_id(school), term=Term.I,
        cells=tuple(
            BeforeCell(school.pupil(n), BeforeValue(45 - n)) for n in range(2)
        ),
    )  # fmt: skip
    school.do(bring, "vanphong")
    school.do(roll(school, {0: "P", 1: "P"}), "cn6a")
    view = class_view(school.session, school.person("cn6a"), class_id(school), None, TODAY)
    decisions = {
        n: line.promotion.decision
        for n in range(2)
        if (line := view.line(school.pupil(n))) and line.promotion
    }
    assert decisions == {0: Decision.NOT_PROMOTED, 1: Decision.UNDECIDED}
    book = class_book(school.session, school.person("cn6a"), class_id(school), TODAY)
    results = [book.results[school.pupil(n)] for n in range(3)]
    assert [(r.absences, r.promoted) for r in results] == [(46, False), (None, None), (None, None)]


def test_what_leaves_with_a_pupil_and_all_data_of_one_have_the_rolls(school: BuiltSchool):
    school.do(roll(school, {0: "P ốm"}), "cn6a")
    person, of = school.person("cn6a"), class_id(school)
    check = leaving_check(school.session, person, of, school.pupil(0), TODAY)
    assert (check.excused, check.unexcused) == (1, 0)
    report = pupil_report(pupil_dossier(school.session, person, school.pupil(0), TODAY, school.at))
    assert report["nam_hoc"][0]["diem_danh"] == [
        {"ngay": "05/10/2026", "buoi": "Sáng", "trang_thai": "nghỉ có phép", "ghi_chu": "ốm"}
    ]


# ---- Việc cần làm


def mine(school: BuiltSchool, by: str, today: date, *kinds: TaskKind) -> list[Task]:
    found = tasks(school.session, school.person(by), today)
    return [t for t in (*found.decide, *found.this_week, *found.later) if t.kind in kinds]


def test_t18_the_roll_of_today_is_a_task_until_it_is_taken(school: BuiltSchool):
    (task,) = mine(school, "cn6a", TODAY, TaskKind.ROLL)
    assert (task.title, task.detail, task.when, task.late) == (
        "Điểm danh hôm nay", "Lớp 6A · buổi sáng chưa điểm danh", "hôm nay", False,
    )  # fmt: skip
    assert (task.target.page, task.target.class_id, task.target.day) == (
        Page.ROLL, class_id(school), TODAY,
    )  # fmt: skip
    school.do(roll(school, day=TODAY), "vanphong")
    assert mine(school, "cn6a", TODAY, TaskKind.ROLL) == []
    assert mine(school, "vanphong", TODAY, TaskKind.ROLL) == []
    assert mine(school, "cn6a", TODAY + timedelta(1), TaskKind.ROLL) == []  # a Saturday


def test_days_before_that_were_forgotten_are_told_once_rolls_are_kept(school: BuiltSchool):
    school.do(roll(school, day=date(2026, 10, 26)), "cn6a")
    _, late = sorted(mine(school, "cn6a", TODAY, TaskKind.ROLL), key=lambda t: -t.late)[::-1]
    assert (late.title, late.detail, late.late) == (
        "Điểm danh còn thiếu", "Lớp 6A · ngày 23/10, 27/10, 28/10, 29/10", True,
    )  # fmt: skip
    assert late.target.day == date(2026, 10, 23)


def test_a_substitute_is_asked_for_the_roll_and_not_for_the_month(school: BuiltSchool):
    school.assign("toan", Role.SUBSTITUTE_TEACHER, reach=ReachKind.CLASS, reach_id=class_id(school))
    school.do(roll(school, day=MONDAY), "toan")
    kinds = {t.kind for t in mine(school, "toan", TODAY, *TaskKind)}
    assert TaskKind.ROLL in kinds
    assert TaskKind.MONTH not in kinds


def test_t10_the_month_is_confirmed_at_its_end_by_the_homeroom_teacher(school: BuiltSchool):
    assert mine(school, "cn6a", TODAY, TaskKind.MONTH) == []  # no rolls are kept here yet
    school.do(roll(school), "cn6a")
    assert mine(school, "cn6a", TODAY - timedelta(1), TaskKind.MONTH) == []
    (task,) = mine(school, "cn6a", TODAY, TaskKind.MONTH)
    assert (task.title, task.detail, task.due) == (
        "Xác nhận điểm danh tháng 10", "Lớp 6A · đã điểm danh 1/22 buổi", date(2026, 10, 31),
    )  # fmt: skip
    assert mine(school, "cn6a", date(2026, 11, 3), TaskKind.MONTH)[0].late
    confirm(school)
    assert mine(school, "cn6a", TODAY, TaskKind.MONTH) == []


def test_t10_the_office_prints_and_receives_and_the_principal_signs(school: BuiltSchool):
    day = date(2026, 11, 3)
    confirm(school)
    (task,) = mine(school, "vanphong", day, TaskKind.SHEETS)
    assert (task.title, task.detail, task.verb) == (
        "In sổ gọi tên tháng 10", "Lớp 6A · 1 lớp chưa xác nhận", "In sổ",
    )  # fmt: skip
    assert (task.due, task.target.page, task.target.day) == (
        date(2026, 11, 7), Page.SHEETS, date(2026, 10, 1),
    )  # fmt: skip
    ids = (class_id(school),)
    school.do(PrintSheets(class_ids=ids, year=2026, month=10), "vanphong")
    (task,) = mine(school, "vanphong", day, TaskKind.SHEETS)
    assert (task.title, task.verb) == ("Nhận lại sổ gọi tên tháng 10", "Ghi đã nhận")
    assert mine(school, "vanphong", date(2026, 11, 9), TaskKind.SHEETS)[0].late
    assert mine(school, "hieutruong", day, TaskKind.SIGN) == []
    school.do(ReceiveSheets(class_ids=ids, year=2026, month=10), "vanphong")
    assert mine(school, "vanphong", day, TaskKind.SHEETS) == []
    (task,) = mine(school, "hieutruong", day, TaskKind.SIGN)
    assert (task.title, task.detail) == ("Kí duyệt sổ gọi tên tháng 10", "Lớp 6A")
    school.do(SignSheets(class_ids=ids, year=2026, month=10), "hieutruong")
    assert mine(school, "hieutruong", day, TaskKind.SIGN) == []


def test_who_stays_away_and_what_was_altered_are_to_decide(school: BuiltSchool):
    for day in (28, 29, 30):
        school.do(roll(school, {0: "K"}, date(2026, 10, day)), "cn6a")
    found = tasks(school.session, school.person("cn6a"), TODAY)
    (away,) = [t for t in found.decide if t.kind is TaskKind.AWAY]
    assert away.title == f"{school.classes['6A'].names[0]} nghỉ 3 ngày học liền"
    assert (away.target.student_id, "từ 28/10" in away.detail) == (school.pupil(0), True)
    confirm(school)
    changed = cell(school, 0, "P", date(2026, 10, 28), seen="K")
    school.do(alter(school, changed), "cn6a")
    (altered,) = mine(school, "phohieutruong", TODAY, TaskKind.ALTERED)
    assert altered.detail == "1 ô ở 1 lớp trong 14 ngày qua"
    assert mine(school, "phohieutruong", date(2026, 11, 20), TaskKind.ALTERED) == []
    assert mine(school, "vanphong", TODAY, TaskKind.ALTERED) == []


def test_entering_nothing_new_changes_nothing(school: BuiltSchool):
    school.do(roll(school, {0: "P"}), "cn6a")
    assert school.do(enter(school, cell(school, 0, "P")), "cn6a").changes == frozenset()
