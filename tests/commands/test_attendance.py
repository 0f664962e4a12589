"""Taking rolls: who may, what is refused and why, how two hands meet, what undo leaves."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.commands import journal
from desktop.commands.absences import EnterAbsences
from desktop.commands.attendance import NotHeld, RollCell, TakeBackRoll
from desktop.commands.books import Books
from desktop.commands.class_parts import SetClassParts
from desktop.commands.command import Code, Command, decode, kind_of
from desktop.commands.moving import MoveClass
from desktop.commands.roll_cells import LONGEST_NOTE
from desktop.commands.roll_notes import RollState, RollValue
from desktop.commands.school import DayOff, GiveDayOff
from desktop.commands.transfers import Circumstances, DropOut
from desktop.models.attendance import Absence, AbsenceChange, Roll
from desktop.rules.attendance import AbsenceMark
from desktop.rules.permissions import AudienceKind, ReachKind, Role, audience
from desktop.rules.school_days import read_week
from tests.life import everything, life, refused
from tests.rolls import (
    AM,
    MONDAY,
    PM,
    TODAY,
    alter,
    cell,
    class_id,
    confirm,
    enter,
    letters,
    not_held,
    roll,
    states,
    value,
)
from tests.school_builder import BuiltSchool

TUESDAY = MONDAY + timedelta(1)
SUNDAY = MONDAY - timedelta(1)


@pytest.fixture
def school() -> Iterator[BuiltSchool]:
    with life() as built:
        yield built.on(TODAY)


def test_who_is_not_named_was_there(school: BuiltSchool):
    done = school.do(roll(school, {0: "P ốm", 2: "M"}), "cn6a")
    assert letters(school) == {(0, MONDAY, AM): "P ốm", (2, MONDAY, AM): "M"}
    row = school.session.scalars(select(Roll)).one()
    assert (row.state, row.taken_by, row.taken_at) == ("taken", school.staff["cn6a"], done.at)
    kept = school.session.scalars(select(Absence)).all()
    assert {r.audience for r in kept} == {audience(AudienceKind.ROLL, class_id(school))}
    assert done.tables == {"roll", "absence"}


@pytest.mark.parametrize(
    ("by", "may"),
    [
        ("cn6a", True), ("vanphong", True), ("quantri", True),
        ("cn6b", False), ("toan", False), ("hieutruong", False), ("yte", False),
    ],
)  # fmt: skip
def test_who_takes_rolls(school: BuiltSchool, by: str, *, may: bool):
    for command in (roll(school), enter(school, cell(school, 0, "P")), not_held(school, TUESDAY)):
        if may:
            school.do(command, by)
        else:
            assert refused(school, command, by).code is Code.NOT_PERMITTED


def test_a_substitute_takes_the_rolls_of_the_class_while_the_assignment_lasts(school: BuiltSchool):
    place: dict[str, object] = {"reach": ReachKind.CLASS, "reach_id": class_id(school)}
    school.assign("toan", Role.SUBSTITUTE_TEACHER, to_day=TODAY, **place)
    assert school.do(roll(school, {0: "K"}), "toan").tables == {"roll", "absence"}
    confirming = refused(school, alter(school, cell(school, 0, "P")), "toan")
    assert confirming.code is Code.NOT_PERMITTED
    school.on(TODAY + timedelta(3))
    assert refused(school, roll(school, day=TODAY), "toan").code is Code.NOT_PERMITTED


# ---- days and pupils


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (SUNDAY, "Chủ nhật"),
        (MONDAY - timedelta(2), "Thứ Bảy"),
        (date(2026, 9, 4), "Ngoài năm học"),
    ],
)
def test_a_roll_on_a_day_without_lessons_asks_for_a_reason(
    school: BuiltSchool, day: date, reason: str
):
    told = refused(school, roll(school, {0: "K"}, day), "cn6a")
    assert told.code is Code.NEEDS_REASON
    assert reason in told.message
    assert "ghi lí do rồi lưu lại" in told.message
    school.do(roll(school, {0: "K"}, day, anyway="Học bù bão"), "cn6a")
    assert school.session.scalars(select(Roll.reason)).one() == "Học bù bão"
    school.do(enter(school, cell(school, 1, "P", day)), "cn6a")  # now there are lessons
    assert len(letters(school)) == 2


def test_absences_on_a_holiday_ask_too_and_a_reason_makes_it_a_day_with_a_roll(school: BuiltSchool):
    off = DayOff(MONDAY, "Nghỉ chống bão", given=True)
    school.do(GiveDayOff(day=MONDAY, given=off))
    wanted = enter(school, cell(school, 0, "P"), cell(school, 1, "K", TUESDAY))
    told = refused(school, wanted, "cn6a")
    assert (told.code, [d.student_id for d in told.detail]) == (
        Code.NEEDS_REASON, [school.pupil(0)],
    )  # fmt: skip
    assert "Nghỉ chống bão" in told.message
    assert (told.detail[0].day, told.detail[0].part) == (MONDAY, 1)
    school.do(msgspec.structs.replace(wanted, anyway="Lớp 6A vẫn học"), "cn6a")
    assert states(school) == {(MONDAY, AM): "taken"}


def test_a_part_that_the_class_does_not_have(school: BuiltSchool):
    told = refused(school, roll(school, part=PM), "cn6a")
    assert told.code is Code.NEEDS_REASON
    assert "không có buổi Chiều" in told.message
    week = read_week("12,12,12,12,12,,")
    school.do(SetClassParts(class_id=class_id(school), from_day=MONDAY, week=week), "cn6a")
    school.do(roll(school, {0: "P"}, part=PM), "cn6a")
    before = roll(school, day=date(2026, 10, 2), part=PM)
    assert refused(school, before, "cn6a").code is Code.NEEDS_REASON


def test_a_day_still_to_come_is_refused(school: BuiltSchool):
    ahead = TODAY + timedelta(3)
    for command in (
        roll(school, day=ahead),
        enter(school, cell(school, 0, "P", ahead)),
        EnterAbsences(class_id=class_id(school), taken=((ahead, AM),)),
    ):
        told = refused(school, command, "cn6a")
        assert told.code is Code.INVALID
        assert "chưa đến" in told.message


def test_before_joining_and_after_leaving_the_class(school: BuiltSchool):
    leave = DropOut(
        class_id=class_id(school), student_id=school.pupil(0), day=TUESDAY,
        about=Circumstances(reason="Theo gia đình"),
    )  # fmt: skip
    school.do(leave, "vanphong")
    school.do(roll(school, {0: "P"}), "cn6a")
    after = refused(school, roll(school, {0: "P"}, TUESDAY), "cn6a")
    assert (after.code, "rời lớp 6A từ ngày 06/10/2026" in after.message) == (Code.INVALID, True)
    move = MoveClass(
        class_id=class_id(school), student_id=school.pupil(1),
        to_class_id=class_id(school, "6B"), day=TUESDAY,
    )  # fmt: skip
    school.do(move, "vanphong")
    joined = EnterAbsences(class_id=class_id(school, "6B"), cells=(cell(school, 1, "K"),))
    told = refused(school, joined, "cn6b")
    assert (told.code, "vào lớp 6B từ ngày 06/10/2026" in told.message) == (Code.INVALID, True)


def test_what_stands_there_after_leaving_can_still_be_cleared(school: BuiltSchool):
    school.do(roll(school, {0: "K"}, TUESDAY), "cn6a")
    leave = DropOut(
        class_id=class_id(school), student_id=school.pupil(0), day=MONDAY,
        about=Circumstances(reason="Theo gia đình"),
    )  # fmt: skip
    school.do(leave, "vanphong")
    school.do(enter(school, cell(school, 0, None, TUESDAY, seen="K")), "cn6a")
    assert letters(school) == {}


def test_somebody_of_another_class_and_a_note_that_is_too_long(school: BuiltSchool):
    stranger = cell(school, 0, "P", of="6B")
    long = cell(school, 0, "P " + "x" * (LONGEST_NOTE + 1))
    told = refused(school, enter(school, stranger, long, cell(school, 1, "K")), "cn6a")
    assert [d.code for d in told.detail] == [Code.MISSING, Code.INVALID]
    assert "2 trong 3 ô" in told.message
    assert "Còn 1 ô ghi được" in told.message


# ---- two hands


def test_two_people_take_the_same_roll_and_both_are_kept(school: BuiltSchool):
    first = school.do(roll(school, {0: "P"}), "cn6a")
    school.do(roll(school, {1: "K"}), "vanphong")
    assert letters(school) == {(0, MONDAY, AM): "P", (1, MONDAY, AM): "K"}
    row = school.session.scalars(select(Roll)).one()
    assert (row.taken_by, row.taken_at) == (school.staff["cn6a"], first.at)


def test_they_meet_as_a_conflict_by_cell(school: BuiltSchool):
    school.do(roll(school, {0: "P", 1: "K"}), "cn6a")
    told = refused(school, roll(school, {0: "K", 1: "K", 2: "M"}), "vanphong")
    (bad,) = told.detail
    assert (told.code, bad.student_id, bad.stands) == (Code.CONFLICT, school.pupil(0), "P")
    assert (bad.day, bad.part, bad.who) == (MONDAY, 1, "Chủ Nhiệm 6A")
    assert "P (nghỉ có phép), do Chủ Nhiệm 6A ghi" in bad.sentence
    school.do(roll(school, {1: "K", 2: "M"}), "vanphong")  # the rest goes in


def test_a_cell_that_was_cleared_meanwhile_is_a_conflict_as_well(school: BuiltSchool):
    school.do(roll(school, {0: "P"}), "cn6a")
    school.do(roll(school, {0: None}, seen={0: "P"}), "cn6a")
    told = refused(school, roll(school, {0: "K"}, seen={0: "P"}), "vanphong")
    assert (told.code, told.detail[0].stands) == (Code.CONFLICT, "")
    assert "trong sổ là có mặt" in told.message


def test_the_same_mark_with_fewer_words_is_there_already(school: BuiltSchool):
    school.do(roll(school, {0: "P sốt"}), "cn6a")
    assert school.do(roll(school, {0: "P"}), "vanphong").changes == frozenset()
    assert letters(school) == {(0, MONDAY, AM): "P sốt"}
    school.do(roll(school, {0: "P"}, seen={0: "P sốt"}), "cn6a")
    assert letters(school) == {(0, MONDAY, AM): "P"}


def test_twice_the_same_has_no_second_effect(school: BuiltSchool):
    school.do(roll(school, {0: "P", 3: "M"}), "cn6a")
    assert school.do(roll(school, {0: "P", 3: "M"}), "cn6a").changes == frozenset()


def said_and_refused(school: BuiltSchool, command: Command, by: str) -> object:
    """A command that the server has turned down: it is in the journal and wrote nothing."""
    command_id = school.next_id()
    school.at, school.count = school.at + 1_000_000, school.count + 1
    books = Books(school.session, command_id=command_id, at=school.at)
    row = journal.new_row(
        books, kind_of(command), command.schema(), msgspec.json.encode(command), school.staff[by]
    )
    row.number, row.state = journal.head(school.session)[0] + 1, "refused"
    school.session.add(row)
    school.session.commit()
    return command_id


def test_an_edit_after_a_refused_one_expects_what_that_one_saw(school: BuiltSchool):
    school.do(roll(school, {0: "P"}), "vanphong")
    first = said_and_refused(school, roll(school, {0: "K"}, seen={0: "P"}), "cn6a")
    own = msgspec.structs.replace(cell(school, 0, "M", seen="K"), after=first)
    school.do(enter(school, own), "cn6a")
    assert letters(school) == {(0, MONDAY, AM): "M"}
    lost = said_and_refused(school, enter(school, cell(school, 1, "K", seen="P")), "cn6a")
    own = msgspec.structs.replace(cell(school, 1, "M", seen="K"), after=lost)
    assert refused(school, enter(school, own), "cn6a").code is Code.CONFLICT


# ---- did not take place


def test_a_session_that_did_not_take_place_is_something_else_than_not_taken(school: BuiltSchool):
    school.do(not_held(school), "cn6a")
    assert states(school) == {(MONDAY, AM): "not_held"}
    told = refused(school, roll(school, {0: "P"}), "vanphong")
    assert (told.code, "Cả lớp đi trải nghiệm" in told.message) == (Code.CONFLICT, True)
    seen = RollValue(RollState.NOT_HELD, "Cả lớp đi trải nghiệm")
    school.do(msgspec.structs.replace(roll(school, {0: "P"}), seen=seen), "vanphong")
    assert states(school) == {(MONDAY, AM): "taken"}


def test_not_held_needs_a_reason_a_session_and_nobody_absent(school: BuiltSchool):
    assert refused(school, not_held(school, reason=" "), "cn6a").code is Code.INVALID
    assert "dài quá" in refused(school, not_held(school, reason="x" * 501), "cn6a").message
    sunday = refused(school, not_held(school, SUNDAY), "cn6a")
    assert (sunday.code, "không cần ghi gì thêm" in sunday.message) == (Code.INVALID, True)
    school.do(roll(school, {0: "P"}), "cn6a")
    taken = refused(school, not_held(school), "vanphong")
    assert (taken.code, "Chủ Nhiệm 6A điểm danh" in taken.message) == (Code.CONFLICT, True)
    known = msgspec.structs.replace(not_held(school), seen=RollValue(RollState.TAKEN))
    told = refused(school, known, "cn6a")
    assert told.code is Code.IN_USE
    assert school.classes["6A"].names[0] in told.message


# ---- undo


def commands(school: BuiltSchool) -> list[Command]:
    return [
        roll(school, {0: "P ốm", 1: "M"}),
        roll(school),
        roll(school, {0: "K"}, SUNDAY, anyway="Học bù"),
        not_held(school),
        enter(school, cell(school, 0, "P"), cell(school, 1, "K", TUESDAY)),
        EnterAbsences(
            class_id=class_id(school), cells=(cell(school, 0, "K"),),
            taken=((MONDAY, AM), (TUESDAY, AM)),
        ),
    ]  # fmt: skip


@pytest.mark.parametrize("nth", range(6))
def test_undo_leaves_the_books_as_they_were_and_redo_does_it_again(school: BuiltSchool, nth: int):
    command = commands(school)[nth]
    before = everything(school.session)
    done = school.do(command, "cn6a")
    there = letters(school), states(school)
    back = school.undo(done, "cn6a")
    assert everything(school.session) == before
    school.undo(back, "cn6a")
    assert (letters(school), states(school)) == there


def test_undo_of_the_second_one_leaves_the_roll_of_the_first(school: BuiltSchool):
    school.do(roll(school, {0: "P"}), "cn6a")
    second = school.do(roll(school, {1: "K"}), "vanphong")
    school.undo(second, "vanphong")
    assert letters(school) == {(0, MONDAY, AM): "P"}
    assert states(school) == {(MONDAY, AM): "taken"}


def test_undo_meets_what_somebody_changed_since(school: BuiltSchool):
    done = school.do(roll(school, {0: "P"}), "cn6a")
    school.do(roll(school, {0: "K"}, seen={0: "P"}), "vanphong")
    inverse = done.command and done.command.inverse(done.command_id)
    assert isinstance(inverse, TakeBackRoll)
    assert refused(school, inverse, "cn6a").code is Code.CONFLICT


def test_a_session_said_not_to_take_place_after_a_roll_goes_back_to_taken(school: BuiltSchool):
    school.do(roll(school), "cn6a")
    known = msgspec.structs.replace(not_held(school), seen=RollValue(RollState.TAKEN))
    done = school.do(known, "cn6a")
    assert states(school) == {(MONDAY, AM): "not_held"}
    school.undo(done, "cn6a")
    assert states(school) == {(MONDAY, AM): "taken"}


def test_commands_travel_as_bytes(school: BuiltSchool):
    for command in (*commands(school), alter(school, cell(school, 0, "P", seen="K"))):
        packed = msgspec.json.encode(command)
        assert decode(kind_of(command), command.schema(), packed) == command
    inverse = NotHeld(class_id=class_id(school), day=MONDAY, part=AM, reason="x").inverse(
        school.next_id()
    )
    assert inverse.inverse(school.next_id()) is not None


# ---- confirmed months and other classes


def test_a_confirmed_month_is_changed_with_a_reason_and_both_values_are_kept(school: BuiltSchool):
    school.do(roll(school, {0: "K"}), "cn6a")
    confirm(school)
    for command in (
        roll(school, {1: "P"}), not_held(school, TUESDAY), enter(school, cell(school, 0, "P")),
        EnterAbsences(class_id=class_id(school), taken=((TUESDAY, AM),)),
    ):  # fmt: skip
        told = refused(school, command, "cn6a")
        assert (told.code, "Sửa sau xác nhận" in told.message) == (Code.LOCKED, True)
    wanted = cell(school, 0, "P đơn", seen="K")
    assert refused(school, alter(school, wanted, reason=""), "cn6a").code is Code.INVALID
    done = school.do(alter(school, wanted, reason="Phụ huynh nộp đơn muộn"), "cn6a")
    assert letters(school) == {(0, MONDAY, AM): "P đơn"}
    kept = school.session.scalars(select(AbsenceChange)).one()
    assert (kept.mark_before, kept.note_before, kept.mark_after, kept.note_after) == (
        "K", "", "P", "đơn",
    )  # fmt: skip
    assert (kept.reason, kept.changed_by) == ("Phụ huynh nộp đơn muộn", school.staff["cn6a"])
    school.undo(done, "cn6a")
    assert letters(school) == {(0, MONDAY, AM): "K"}
    reasons = list(school.session.scalars(select(AbsenceChange.reason)))
    assert sorted(reasons) == ["Hoàn tác lần sửa: Phụ huynh nộp đơn muộn", "Phụ huynh nộp đơn muộn"]


def test_an_open_month_needs_no_reason_and_a_conflict_stays_one(school: BuiltSchool):
    told = refused(school, alter(school, cell(school, 0, "P")), "cn6a")
    assert (told.code, "sửa thẳng trong bảng tháng" in told.message) == (Code.INVALID, True)
    school.do(roll(school, {0: "K"}), "cn6a")
    confirm(school)
    assert refused(school, alter(school, cell(school, 0, "P")), "vanphong").code is Code.CONFLICT
    assert refused(school, alter(school, cell(school, 0, "P")), "toan").code is Code.NOT_PERMITTED


def test_what_is_altered_in_the_old_class_is_altered_in_the_copies(school: BuiltSchool):
    school.do(roll(school, {0: "K", 1: "K"}), "cn6a")
    move = MoveClass(
        class_id=class_id(school), student_id=school.pupil(0),
        to_class_id=class_id(school, "6B"), day=TUESDAY,
    )  # fmt: skip
    school.do(move, "vanphong")
    assert letters(school, "6B") == {(0, MONDAY, AM): "K"}
    school.do(
        enter(school, cell(school, 0, "P", seen="K"), cell(school, 1, None, seen="K")), "cn6a"
    )
    assert letters(school, "6B") == {(0, MONDAY, AM): "P"}
    thursday = date(2026, 10, 1)
    school.do(enter(school, cell(school, 0, "M", thursday)), "cn6a")
    assert letters(school, "6B")[0, thursday, AM] == "M"
    school.do(enter(school, cell(school, 0, None, thursday, seen="M")), "cn6a")
    assert letters(school, "6B") == {(0, MONDAY, AM): "P"}


letter_or_none = st.sampled_from([None, "P", "K", "M", "P ốm"])


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 3), letter_or_none, st.booleans()), max_size=12))
def test_no_hand_silently_replaces_another(steps: list[tuple[int, str | None, bool]]):
    """Two people write over what they last saw; each refusal leaves the other's value."""
    with life() as school:
        school.on(TODAY)
        views: dict[str, dict[int, str | None]] = {"cn6a": {}, "vanphong": {}}
        truth: dict[int, str | None] = {}
        for nth, wanted, first in steps:
            by = "cn6a" if first else "vanphong"
            seen = views[by].get(nth)
            command = roll(school, {nth: wanted}, seen={nth: seen} if seen else None)
            current = truth.get(nth)
            less = bool(wanted and current and current.startswith(wanted + " ") and seen != current)
            if current in (seen, wanted) or less:
                school.do(command, by)
                truth[nth] = current if less else wanted
                views[by][nth] = truth[nth]
            else:
                assert refused(school, command, by).detail[0].student_id == school.pupil(nth)
                views[by][nth] = current
            stands = {n: text for (n, _, _), text in letters(school).items()}
            assert stands == {n: text for n, text in truth.items() if text}


def test_a_roll_cell_is_small_on_the_wire(school: BuiltSchool):
    packed = msgspec.json.encode(RollCell(school.pupil(0), value("P")))
    assert b'"value":{"mark":"P"}' in packed
    assert b"seen" not in packed
    assert AbsenceMark.EXCUSED.label == "nghỉ có phép"
