"""Refused rolls, meals and profiles in the outbox: cell by cell, each with its ways out."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from desktop.commands.absences import EnterAbsences
from desktop.commands.attendance import TakeRoll
from desktop.commands.books import Books
from desktop.commands.command import Command, Refused
from desktop.commands.journal import append
from desktop.commands.meals import EnterMeals, MealCell, MealValue
from desktop.commands.profile import EditProfile, FieldChange
from desktop.commands.refusals import Choice, StoredRefusal
from desktop.commands.roll_months import WithdrawConfirmation
from desktop.models.people import StudentCare
from desktop.queries.outbox import OutboxLine, decision, turned_down
from desktop.rules.instants import instant_of_day
from desktop.rules.meals import Meal
from desktop.rules.profile import ProfileField
from tests.rolls import MONDAY, TODAY, cell, class_id, confirm, enter, letters, roll, states
from tests.school_builder import BuiltSchool

ME = "cn6a"
OTHER = "vanphong"


@pytest.fixture
def school(school: BuiltSchool) -> BuiltSchool:
    school.at = instant_of_day(TODAY) + 10 * 3_600_000_000
    return school


def refuse(school: BuiltSchool, command: Command) -> UUID:
    """Have it refused as the server does, and note that as the author's file does."""
    books = Books(school.session, command_id=school.next_id(), at=school.at)
    school.at, school.count = school.at + 1_000_000, school.count + 1
    with pytest.raises(Refused) as caught:
        command.check(books, school.person(ME))
    told = StoredRefusal(caught.value.code, caught.value.message, tuple(caught.value.detail))
    row = append(books, command, school.person(ME).staff_id, None, "refused")
    row.refusal = msgspec.json.encode(told).decode()
    school.session.commit()
    return row.id


def only(school: BuiltSchool) -> OutboxLine:
    school.session.expunge_all()
    (line,) = turned_down(school.session, school.person(ME))
    return line


def chosen(school: BuiltSchool, choice: Choice) -> Any:
    """The command that the choice leads to."""
    found = decision(school.session, school.person(ME), only(school), choice)
    assert found is not None
    return found.further


def told(line: OutboxLine) -> list[tuple[str, str, str, str]]:
    return [(one.column, one.old, one.new, one.stands) for one in line.cells]


def test_a_roll_with_one_clash_keeps_its_other_cells(school: BuiltSchool):
    school.do(roll(school, {0: "P ốm"}), OTHER)
    refuse(school, roll(school, {0: "K", 1: "M"}))
    line = only(school)
    assert told(line) == [("Sáng 05/10", "có mặt", "K (nghỉ không phép)", "P (nghỉ có phép) · ốm")]
    assert line.choices == (Choice.THEIRS, Choice.AGAIN, Choice.DISCARDED)
    assert (line.count, line.rest, line.cells[0].who) == (2, 1, "Cao Thị Thơm")
    rest, mine = chosen(school, Choice.THEIRS), chosen(school, Choice.AGAIN)
    assert [one.student_id for one in rest.cells] == [school.pupil(1)]
    school.do(rest, ME)
    assert set(letters(school).values()) == {"P ốm", "M"}
    school.do(mine, ME)
    assert set(letters(school).values()) == {"K", "M"}


def test_who_keeps_the_others_cell_has_taken_the_roll_all_the_same(school: BuiltSchool):
    school.do(enter(school, cell(school, 0, "P")), OTHER)
    refuse(school, roll(school, {0: "K"}))
    further = chosen(school, Choice.THEIRS)
    assert isinstance(further, TakeRoll)
    assert further.cells == ()
    school.do(further, ME)
    assert list(states(school).values()) == ["taken"]


def test_cells_of_a_month_that_was_confirmed_are_kept_until_it_is_open(school: BuiltSchool):
    confirm(school)
    refuse(school, enter(school, cell(school, 0, "P"), cell(school, 1, "K")))
    line = only(school)
    assert line.choices == (Choice.KEPT, Choice.DISCARDED)
    assert [one.new for one in line.cells] == ["P (nghỉ có phép)", "K (nghỉ không phép)"]
    school.do(
        WithdrawConfirmation(class_id=class_id(school), year=2026, month=10, reason="Sót"), ME
    )
    assert only(school).choices == (Choice.KEPT, Choice.AGAIN, Choice.DISCARDED)
    again = chosen(school, Choice.AGAIN)
    assert isinstance(again, EnterAbsences)
    school.do(again, ME)
    assert set(letters(school).values()) == {"P", "K"}


def edit(school: BuiltSchool, *changes: FieldChange) -> EditProfile:
    return EditProfile(class_id=class_id(school), student_id=school.pupil(0), changes=changes)


def care(school: BuiltSchool) -> StudentCare:
    school.session.expunge_all()
    return school.session.get_one(StudentCare, school.pupil(0))


def test_a_profile_with_one_clash_keeps_its_other_field(school: BuiltSchool):
    address, note = ProfileField.ADDRESS, ProfileField.NOTE
    school.do(edit(school, FieldChange(address, "xóm Trong")), OTHER)
    refuse(school, edit(school, FieldChange(address, "xóm Ngoài"), FieldChange(note, "dị ứng")))
    line = only(school)
    assert told(line)[0] == (address.label, "để trống", "xóm Ngoài", "xóm Trong")
    assert (line.choices, line.rest) == ((Choice.THEIRS, Choice.AGAIN, Choice.DISCARDED), 1)
    rest, mine = chosen(school, Choice.THEIRS), chosen(school, Choice.AGAIN)
    school.do(rest, ME)
    assert (care(school).address, care(school).note) == ("xóm Trong", "dị ứng")
    school.do(mine, ME)
    assert (care(school).address, care(school).note) == ("xóm Ngoài", "dị ứng")


def test_a_value_that_does_not_fit_is_shown_and_not_sent_again(school: BuiltSchool):
    phone = FieldChange(ProfileField.PHONE, "12")
    refuse(school, edit(school, phone, FieldChange(ProfileField.NOTE, "dị ứng")))
    line = only(school)
    assert [one[2] for one in told(line)] == ["12", "dị ứng"]
    assert (line.choices, line.rest) == ((Choice.DISCARDED,), 0)


def test_meals_are_told_day_by_day(school: BuiltSchool):
    def meals(*of: Meal) -> EnterMeals:
        one = MealCell(school.pupil(0), MONDAY, MealValue(of))
        return EnterMeals(class_id=class_id(school), cells=(one,))

    school.do(meals(Meal.LUNCH), OTHER)
    refuse(school, meals(Meal.BREAKFAST, Meal.LUNCH))
    line = only(school)
    assert told(line) == [("Suất ăn 05/10", "theo điểm danh", "Sáng, Trưa", "Trưa")]
    again = chosen(school, Choice.AGAIN)
    assert isinstance(again, EnterMeals)
    assert again.cells[0].seen == MealValue((Meal.LUNCH,))
    assert line.cells[0].who
