"""Months on their way: confirmed, withdrawn, printed, received, signed; parts, meals, numbers."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
import pytest
from sqlalchemy import select

from desktop.commands.absences_before import BeforeCell, BeforeValue, BringInAbsences
from desktop.commands.class_parts import SetClassParts
from desktop.commands.command import Code, Command, decode, kind_of
from desktop.commands.meals import EnterMeals, MealCell, MealValue, SetClassMeals
from desktop.commands.roll_months import (
    ConfirmMonth,
    PrintSheets,
    ReceiveSheets,
    SheetStep,
    SignSheets,
    TakeBackSheets,
    WithdrawConfirmation,
)
from desktop.models.attendance import (
    AbsenceBefore,
    AbsenceChange,
    ClassMeals,
    ClassParts,
    MealDay,
    MonthConfirmation,
)
from desktop.rules.attendance import DayPart
from desktop.rules.meals import Meal
from desktop.rules.permissions import ReachKind, Role
from desktop.rules.school_days import USUAL_WEEK, read_week
from desktop.rules.terms import Term
from tests.life import everything, life, refused
from tests.rolls import MONDAY, TODAY, alter, cell, class_id, confirm, enter, letters, roll, states
from tests.school_builder import BuiltSchool

AFTERNOONS = read_week("12,1,12,1,1,,")


@pytest.fixture
def school() -> Iterator[BuiltSchool]:
    with life() as built:
        yield built.on(TODAY)


def october(school: BuiltSchool, *, fill: bool = False) -> ConfirmMonth:
    return ConfirmMonth(class_id=class_id(school), year=2026, month=10, fill=fill)


def withdraw(school: BuiltSchool, reason: str = "Còn sót một đơn xin phép") -> WithdrawConfirmation:
    return WithdrawConfirmation(class_id=class_id(school), year=2026, month=10, reason=reason)


def sheets(
    school: BuiltSchool, kind: type[PrintSheets | ReceiveSheets | SignSheets], *of: str
) -> PrintSheets | ReceiveSheets | SignSheets:
    ids = tuple(class_id(school, name) for name in of or ("6A",))
    return kind(class_ids=ids, year=2026, month=10)


def row(school: BuiltSchool) -> MonthConfirmation:
    return school.session.get_one(MonthConfirmation, (class_id(school), 2026, 10))


# ---- confirming


def test_a_month_with_rolls_missing_says_which_and_can_be_filled(school: BuiltSchool):
    school.do(roll(school, {0: "P"}), "cn6a")
    told = refused(school, october(school), "cn6a")
    assert told.code is Code.NEEDS_REASON
    assert "còn 21 buổi chưa điểm danh: 01/10 (Sáng), 02/10 (Sáng)" in told.message
    done = school.do(october(school, fill=True), "cn6a")
    assert (row(school).confirmed_by, row(school).confirmed_at) == (school.staff["cn6a"], done.at)
    assert len(states(school)) == 22
    assert set(states(school).values()) == {"taken"}


def test_a_month_with_all_rolls_is_confirmed_as_it_is(school: BuiltSchool):
    day = date(2026, 10, 1)
    while day <= TODAY:
        if day.weekday() < 5:
            school.do(roll(school, day=day), "cn6a")
        day += timedelta(1)
    school.do(october(school), "cn6a")
    assert row(school).confirmed_at is not None


def test_a_month_is_confirmed_from_its_last_school_day_on(school: BuiltSchool):
    november = ConfirmMonth(class_id=class_id(school), year=2026, month=11, fill=True)
    told = refused(school, november, "cn6a")
    assert (told.code, "còn buổi học đến ngày 30/11" in told.message) == (Code.INVALID, True)
    july = ConfirmMonth(class_id=class_id(school), year=2027, month=7)
    assert "không có buổi học nào" in refused(school, july, "cn6a").message
    gone = ConfirmMonth(class_id=school.year_id, year=2026, month=10)
    assert refused(school, gone, "quantri").code is Code.NOT_PERMITTED


@pytest.mark.parametrize("by", ["cn6b", "vanphong", "hieutruong", "quantri", "toan"])
def test_only_the_homeroom_teacher_confirms(school: BuiltSchool, by: str):
    assert refused(school, october(school, fill=True), by).code is Code.NOT_PERMITTED


def test_twice_is_once_and_somebody_elses_is_told(school: BuiltSchool):
    confirm(school)
    assert school.do(october(school), "cn6a").changes == frozenset()
    school.assign("toan", Role.HOMEROOM_TEACHER, reach=ReachKind.CLASS, reach_id=class_id(school))
    told = refused(school, october(school), "toan")
    assert (told.code, "Chủ Nhiệm 6A đã xác nhận" in told.message) == (Code.CONFLICT, True)


def test_a_confirmation_is_withdrawn_with_a_reason_and_stays_in_sight(school: BuiltSchool):
    school.do(roll(school, {0: "K"}), "cn6a")
    assert refused(school, withdraw(school), "cn6a").code is Code.MISSING
    confirm(school)
    assert refused(school, withdraw(school, " "), "cn6a").code is Code.INVALID
    school.do(withdraw(school), "cn6a")
    assert (row(school).confirmed_at, row(school).withdrawn_by) == (None, school.staff["cn6a"])
    school.do(enter(school, cell(school, 0, "P", seen="K")), "cn6a")
    change = school.session.scalars(select(AbsenceChange)).one()
    assert (change.mark_before, change.mark_after, change.reason) == (
        "K", "P", "Còn sót một đơn xin phép",
    )  # fmt: skip
    school.do(october(school), "cn6a")
    assert row(school).confirmed_at is not None
    assert row(school).withdraw_reason == "Còn sót một đơn xin phép"


def test_undo_of_a_confirmation_withdraws_it(school: BuiltSchool):
    done = confirm(school)
    back = school.undo(done, "cn6a")
    assert row(school).confirmed_at is None
    assert row(school).withdraw_reason.startswith("Hoàn tác")
    school.undo(back, "cn6a")
    assert row(school).confirmed_at is not None


# ---- the paper


def test_t10_printed_received_signed_in_this_order(school: BuiltSchool):
    told = refused(school, sheets(school, ReceiveSheets), "vanphong")
    assert "Lớp 6A chưa xác nhận điểm danh tháng 10/2026" in told.message
    confirm(school)
    unsigned = refused(school, sheets(school, SignSheets), "hieutruong")
    assert "chưa nhận" in unsigned.message
    for kind, by in (
        (PrintSheets, "vanphong"), (ReceiveSheets, "vanphong"), (SignSheets, "hieutruong"),
    ):  # fmt: skip
        school.do(sheets(school, kind), by)
    of = row(school)
    assert [of.printed_by, of.received_by, of.signed_by] == [
        school.staff[who] for who in ("vanphong", "vanphong", "hieutruong")
    ]
    again = school.do(sheets(school, ReceiveSheets), "vanphong")
    assert again.changes == frozenset()


@pytest.mark.parametrize(
    ("kind", "by"),
    [
        (PrintSheets, "cn6a"), (ReceiveSheets, "cn6a"), (ReceiveSheets, "hieutruong"),
        (SignSheets, "vanphong"), (SignSheets, "phohieutruong"),
    ],
)  # fmt: skip
def test_whose_steps_they_are(
    school: BuiltSchool, kind: type[PrintSheets | ReceiveSheets | SignSheets], by: str
):
    confirm(school)
    assert refused(school, sheets(school, kind), by).code is Code.NOT_PERMITTED


def test_all_classes_that_are_not_that_far_are_listed(school: BuiltSchool):
    confirm(school)
    told = refused(school, sheets(school, ReceiveSheets, "6A", "6B", "6C"), "vanphong")
    assert (told.code, len(told.detail)) == (Code.MISSING, 2)
    assert "2 trong 3 lớp" in told.message
    assert {d.sentence.split()[1] for d in told.detail} == {"6B", "6C"}


def test_what_the_office_has_is_no_longer_withdrawn(school: BuiltSchool):
    school.do(roll(school, {0: "K"}), "cn6a")
    confirm(school)
    school.do(sheets(school, ReceiveSheets), "vanphong")
    told = refused(school, withdraw(school), "cn6a")
    assert (told.code, "Sửa sau xác nhận" in told.message) == (Code.LOCKED, True)
    school.do(alter(school, cell(school, 0, "P", seen="K")), "cn6a")


def test_a_step_noted_by_mistake_is_taken_back(school: BuiltSchool):
    confirm(school)
    before = everything(school.session)
    done = school.do(sheets(school, PrintSheets), "vanphong")
    back = school.undo(done, "vanphong")
    assert everything(school.session) == before
    school.undo(back, "vanphong")
    assert row(school).printed_at is not None
    school.do(sheets(school, ReceiveSheets), "vanphong")
    school.do(sheets(school, SignSheets), "hieutruong")
    unreceive = TakeBackSheets(
        class_ids=(class_id(school),), year=2026, month=10, step=SheetStep.RECEIVED
    )
    assert refused(school, unreceive, "vanphong").code is Code.LOCKED
    unsign = msgspec.structs.replace(unreceive, step=SheetStep.SIGNED)
    school.do(unsign, "hieutruong")
    school.do(unreceive, "vanphong")
    assert refused(school, unreceive, "vanphong").code is Code.MISSING


# ---- parts of the day


def test_a_classs_week_is_set_changed_and_taken_back(school: BuiltSchool):
    command = SetClassParts(class_id=class_id(school), from_day=MONDAY, week=AFTERNOONS)
    before = everything(school.session)
    done = school.do(command, "cn6a")
    assert school.session.scalars(select(ClassParts.week)).one() == "12,1,12,1,1,,"
    other = msgspec.structs.replace(command, week=USUAL_WEEK)
    assert refused(school, other, "vanphong").code is Code.CONFLICT
    school.do(msgspec.structs.replace(other, seen=AFTERNOONS), "vanphong")
    school.do(msgspec.structs.replace(command, seen=USUAL_WEEK), "cn6a")
    school.undo(done, "cn6a")
    assert everything(school.session) == before


def test_a_week_has_seven_days_and_some_session(school: BuiltSchool):
    command = SetClassParts(class_id=class_id(school), from_day=MONDAY, week=((),) * 7)
    assert refused(school, command, "cn6a").code is Code.INVALID
    short = msgspec.structs.replace(command, week=((DayPart.MORNING,),))
    assert refused(school, short, "cn6a").code is Code.INVALID
    fine = msgspec.structs.replace(command, week=AFTERNOONS)
    assert refused(school, fine, "cn6b").code is Code.NOT_PERMITTED
    assert refused(school, fine, "hieutruong").code is Code.NOT_PERMITTED


# ---- meals


def served(school: BuiltSchool, *meals: Meal) -> SetClassMeals:
    return SetClassMeals(class_id=class_id(school), from_day=MONDAY, meals=meals)


def test_meals_of_a_class_and_of_a_pupil_are_set_and_taken_back(school: BuiltSchool):
    before = everything(school.session)
    meals = school.do(served(school, Meal.SNACK, Meal.LUNCH), "cn6a")
    assert school.session.scalars(select(ClassMeals.meals)).one() == "23"
    assert refused(school, served(school, Meal.LUNCH), "vanphong").code is Code.CONFLICT
    less = MealCell(school.pupil(0), MONDAY, MealValue((Meal.LUNCH,), "Về sớm"))
    done = school.do(EnterMeals(class_id=class_id(school), cells=(less,)), "cn6a")
    stored = school.session.scalars(select(MealDay)).one()
    assert (stored.meals, stored.note) == ("2", "Về sớm")
    none = MealCell(school.pupil(0), MONDAY, MealValue(), seen=less.value, after=done.command_id)
    nothing = school.do(EnterMeals(class_id=class_id(school), cells=(none,)), "cn6a")
    school.undo(nothing, "cn6a")
    school.undo(done, "cn6a")
    school.undo(meals, "cn6a")
    assert everything(school.session) == before


def test_meals_of_somebody_else_two_hands_and_a_long_note(school: BuiltSchool):
    mine = MealCell(school.pupil(0), MONDAY, MealValue((Meal.LUNCH,)))
    school.do(EnterMeals(class_id=class_id(school), cells=(mine,)), "cn6a")
    other = MealCell(school.pupil(0), MONDAY, MealValue())
    stranger = MealCell(school.pupil(0, "6B"), MONDAY, MealValue())
    long = MealCell(school.pupil(1), MONDAY, MealValue(note="x" * 201))
    command = EnterMeals(class_id=class_id(school), cells=(other, stranger, long))
    told = refused(school, command, "vanphong")
    assert [d.code for d in told.detail] == [Code.CONFLICT, Code.MISSING, Code.INVALID]
    assert refused(school, command, "toan").code is Code.NOT_PERMITTED


# ---- numbers from before


def brought(school: BuiltSchool, *cells: BeforeCell) -> BringInAbsences:
    return BringInAbsences(class_id=class_id(school), term=Term.I, cells=cells)


def test_numbers_from_the_former_school_are_entered_and_taken_back(school: BuiltSchool):
    before = everything(school.session)
    value = BeforeValue(3, 1, "Theo học bạ")
    done = school.do(brought(school, BeforeCell(school.pupil(0), value)), "vanphong")
    kept = school.session.scalars(select(AbsenceBefore)).one()
    assert (kept.excused, kept.unexcused, kept.note) == (3, 1, "Theo học bạ")
    again = brought(school, BeforeCell(school.pupil(0), BeforeValue(9)))
    told = refused(school, again, "cn6a")
    assert (told.code, told.detail[0].who) == (Code.CONFLICT, "Cao Thị Thơm")
    school.undo(done, "vanphong")
    assert everything(school.session) == before


def test_numbers_that_cannot_be_and_pupils_who_are_not_there(school: BuiltSchool):
    told = refused(
        school,
        brought(
            school,
            BeforeCell(school.pupil(0), BeforeValue(-1)),
            BeforeCell(school.pupil(1), BeforeValue(0, 251)),
            BeforeCell(school.pupil(2), BeforeValue(note="x" * 201)),
            BeforeCell(school.pupil(0, "6B"), BeforeValue(1)),
        ),
    )
    assert [d.code for d in told.detail] == [Code.INVALID] * 3 + [Code.MISSING]
    fine = brought(school, BeforeCell(school.pupil(0), BeforeValue(1)))
    assert refused(school, fine, "toan").code is Code.NOT_PERMITTED


def test_commands_travel_as_bytes(school: BuiltSchool):
    commands: tuple[Command, ...] = (
        october(school, fill=True), withdraw(school), sheets(school, SignSheets),
        served(school, Meal.LUNCH), brought(school, BeforeCell(school.pupil(0), BeforeValue(1))),
        SetClassParts(class_id=class_id(school), from_day=MONDAY, week=AFTERNOONS),
        EnterMeals(class_id=class_id(school), cells=(MealCell(school.pupil(0), MONDAY),)),
    )  # fmt: skip
    for command in commands:
        packed = msgspec.json.encode(command)
        assert decode(kind_of(command), command.schema(), packed) == command
    assert letters(school) == {}
