"""The lock dialog: figures of what is missing, reasons, and the list of locks in force."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.queries.gradebook import course_sheet
from desktop.rules.instants import school_day
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.terms import Term
from desktop.store.school import School
from desktop.ui.gradebook.lock_dialog import LiftDialog, LockDialog, may_lock
from tests.ui.gradebook.taught_school import SCORED, TaughtSchool


@pytest.fixture
def principal(hoa_sen: TaughtSchool) -> Iterator[School]:
    with hoa_sen.opened("huong") as opened:
        yield opened


def dialog_of(qtbot: QtBot, school: School, hoa_sen: TaughtSchool, **at: object) -> LockDialog:
    made = LockDialog(None, school, hoa_sen.year_id, Term.I, **at)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    return made


def only(dialog: LockDialog, *kinds: LockKind) -> None:
    for kind, box in dialog.kinds.items():
        box.setChecked(kind in kinds)


def test_the_question_says_what_is_missing_in_figures(
    qtbot: QtBot, hoa_sen: TaughtSchool, principal: School
) -> None:
    dialog = dialog_of(qtbot, principal, hoa_sen)
    dialog.reach.buttons[LockReach.GRADE.value].click()
    only(dialog, LockKind.FINAL)
    assert dialog.question.text() == "Khóa ĐĐGck của khối 6?"
    empty = 52 * (len(SCORED) + 1)
    assert f"Còn 1 lớp chưa đủ: 6A ({empty} ô)." in dialog.text.text()
    assert dialog.act.text() == "Khóa lớp 6A"
    only(dialog, LockKind.CONDUCT)
    assert "6A (52 ô)" in dialog.text.text()


def test_a_course_that_is_complete_is_said_to_be(
    qtbot: QtBot, hoa_sen: TaughtSchool, school: School
) -> None:
    for pupil in hoa_sen.pupils:
        hoa_sen.enter(school, "GDTC", pupil, ("Đ",) * 4)
    school.close()
    with hoa_sen.opened("huong") as opened:
        dialog = dialog_of(qtbot, opened, hoa_sen, course_id=hoa_sen.courses["GDTC"])
        only(dialog, LockKind.REGULAR, LockKind.MIDTERM, LockKind.FINAL)
        assert dialog.text.text().startswith("Mọi ô trong phần này đã đủ.")
        assert dialog.act.text() == "Khóa GDTC · 6A"
        assert not dialog.kinds[LockKind.CONDUCT].isEnabled()
        assert "của cả lớp" in dialog.kinds[LockKind.CONDUCT].toolTip()


def test_it_wants_a_reason_then_locks_and_can_be_lifted(
    qtbot: QtBot, hoa_sen: TaughtSchool, principal: School
) -> None:
    course_id = hoa_sen.courses["TOAN"]
    dialog = dialog_of(qtbot, principal, hoa_sen, course_id=course_id)
    only(dialog, LockKind.MIDTERM)
    assert not dialog.act.isEnabled()
    assert dialog.hint.text() == "Cần ghi lí do khóa"
    dialog.reason.setText("Hết hạn nhập điểm giữa kì")
    dialog.decision.setText("12/QĐ-THCS")
    dialog.act.click()
    today = school_day(principal.now())
    sheet = principal.ask(course_sheet, course_id, Term.I, today)
    locked = [fact.column for fact in sheet.columns if fact.lock]
    assert locked == [10]
    assert "12/QĐ-THCS" in sheet.columns[3].lock_sentence
    lift = LiftDialog(None, principal, hoa_sen.year_id, Term.I)
    qtbot.addWidget(lift)
    assert lift.list.items[0].title == "Toán · 6A · ĐĐGgk · học kì I"
    assert "Trần Thu Hương" in lift.list.items[0].second
    assert not lift.act.isEnabled()
    lift.reason.setText("Nhập nhầm cột")
    lift.act.click()
    sheet = principal.ask(course_sheet, course_id, Term.I, today)
    assert not any(fact.lock for fact in sheet.columns)


def test_nobody_else_is_offered_to_lock(
    qtbot: QtBot, hoa_sen: TaughtSchool, school: School
) -> None:
    assert not may_lock(school)
    dialog = dialog_of(qtbot, school, hoa_sen)
    dialog.reason.setText("Thử")
    assert not dialog.act.isEnabled()
    assert "việc của hiệu trưởng" in dialog.hint.text()
