"""The lock dialog: figures of what is missing, reasons, and the list of locks in force."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.models.gradebook import EntryConflict
from desktop.queries.gradebook import course_sheet
from desktop.rules.instants import school_day
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.terms import Term
from desktop.store.school import School
from desktop.ui.gradebook.lock_dialog import LiftDialog, LockDialog, may_lock
from tests.ui.gradebook.taught_school import LATER, SCORED, TaughtSchool


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


def disagree(hoa_sen: TaughtSchool, school: School, code: str, *, column: int = 10) -> None:
    """As the server writes it down when an entry of Hà's met one of Thơm's."""
    row = EntryConflict(
        command_id=hoa_sen.courses[code], column=column, course_id=hoa_sen.courses[code], term=1,
        cells=2, refused_by=hoa_sen.staff["ha"], stands_by=hoa_sen.staff["thom"],
        refused_at=LATER, audience=hoa_sen.courses[code],
    )  # fmt: skip

    def put() -> None:
        with school._writer.session() as session, session.begin():
            session.add(row)

    school.write(put)


def test_both_people_are_named_before_a_lock_closes_over_their_conflict(
    qtbot: QtBot, hoa_sen: TaughtSchool, principal: School
) -> None:
    """Who and who, which column, how many cells, since when; and a second word for it."""
    disagree(hoa_sen, principal, "TOAN")
    dialog = dialog_of(qtbot, principal, hoa_sen, course_id=hoa_sen.courses["TOAN"])
    dialog.reason.setText("Hết hạn")
    ahead = dialog.conflicts
    assert not ahead.isHidden()
    told = ahead.lines[0].text()
    assert told.startswith("ĐĐGgk · Toán · 6A (2 ô): Nguyễn Thu Hà và Cao Thị Thơm")
    assert "từ 07:26 09/11" in told
    assert not dialog.act.isEnabled()
    assert "Để hai người thống nhất trước" in dialog.hint.text()
    ahead.despite.click()
    assert dialog.act.isEnabled()
    dialog.act.click()
    sheet = principal.ask(
        course_sheet, hoa_sen.courses["TOAN"], Term.I, school_day(principal.now())
    )
    assert sheet.columns[3].lock


def test_the_second_word_counts_only_for_the_list_that_was_shown(
    qtbot: QtBot, hoa_sen: TaughtSchool, principal: School
) -> None:
    for code in ("TOAN", "VAN", "ANH", "SU"):
        disagree(hoa_sen, principal, code)
    dialog = dialog_of(qtbot, principal, hoa_sen, course_id=hoa_sen.courses["TOAN"])
    dialog.conflicts.despite.click()
    dialog.reach.buttons[LockReach.SCHOOL.value].click()
    assert not dialog.conflicts.despite.isChecked()
    assert dialog.conflicts.more.text() == "và 1 cột nữa"
    assert "ở 8 ô này" in dialog.conflicts.despite.text()
    only(dialog, LockKind.REGULAR)
    assert dialog.conflicts.isHidden()
    dialog.reason.setText("Hết hạn")
    assert dialog.act.isEnabled()


def test_a_conflict_that_came_while_the_dialog_was_open_stops_the_lock_and_is_shown(
    qtbot: QtBot, hoa_sen: TaughtSchool, principal: School
) -> None:
    dialog = dialog_of(qtbot, principal, hoa_sen, course_id=hoa_sen.courses["TOAN"])
    dialog.reason.setText("Hết hạn")
    assert dialog.conflicts.isHidden()
    disagree(hoa_sen, principal, "TOAN")
    told: list[object] = []
    principal.on_change(lambda done: told.append(done.command))
    dialog.act.click()
    assert told == []
    assert "Cao Thị Thơm" in dialog.said.text()
    assert not dialog.conflicts.isHidden()
    assert not dialog.act.isEnabled()
    dialog.conflicts.despite.click()
    dialog.act.click()
    assert len(told) == 1


def test_all_words_have_room_on_a_low_screen(
    qtbot: QtBot, hoa_sen: TaughtSchool, principal: School
) -> None:
    """At 125 % a dialog has 545 pixels; the list of conflicts may not run over itself."""
    for code in ("TOAN", "VAN", "ANH", "SU"):
        disagree(hoa_sen, principal, code)
    dialog = dialog_of(qtbot, principal, hoa_sen, class_id=hoa_sen.class_id)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.resize(dialog.width(), 400)
    ahead = dialog.conflicts
    for words in (ahead.head, *ahead.lines):
        assert words.height() >= words.heightForWidth(words.width())
    assert dialog.minimumHeight() <= 545
