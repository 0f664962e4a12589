"""The month grid by keyboard: letters, blocks, several sessions a day, what cannot be written."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.commands.absences import EnterAbsences
from desktop.commands.class_parts import SetClassParts
from desktop.commands.roll_cells import AbsenceCell, AbsenceValue
from desktop.commands.school import ChangeSetting
from desktop.rules.attendance import AbsenceMark
from desktop.ui.gradebook.choice_popover import ChoicePopover
from desktop.ui.grid.sheet import State
from desktop.ui.roll.confirm import ExtraDayDialog, NoteDialog
from desktop.ui.roll.month import MonthView
from desktop.ui.roll.month_cells import HELD, TAKEN
from tests.ui.class_school import ClassSchool
from tests.ui.keys import CONTROL, SHIFT, type_text
from tests.ui.roll.months import AM, CLUB, PM, Key, Month, month_of

AN, ANH, BINH, HA = "Nguyễn Hoài An", "Lê Quỳnh Anh", "Đặng Thái Bình", "Lê Thanh Hà"
DUC = "Nguyễn Đức Bình"
TUESDAY, WEDNESDAY = date(2026, 11, 17), date(2026, 11, 18)
SUNDAY, TO_COME = date(2026, 11, 22), date(2026, 11, 25)


@pytest.fixture
def month(qtbot: QtBot, hoa_sen: ClassSchool) -> Iterator[Month]:
    """November, as the homeroom teacher."""
    with month_of(qtbot, hoa_sen) as shown:
        yield shown


# ---- letters


def test_letters_go_down_the_day_and_are_on_the_disk(month: Month):
    month.to(AN, TUESDAY)
    month.type("p", "K", "m")
    assert [mark for (_, day, _), mark in sorted(month.stands().items()) if day == TUESDAY]
    assert sorted(month.stands().values()) == ["K", "M", "P"]
    assert month.stands()[AN, TUESDAY, AM] == "P"
    assert month.sums(AN) == ("1", "1", "", "")
    assert month.cell(AN, TUESDAY).text == "P"


def test_the_cell_line_says_who_entered_what(month: Month):
    month.to(AN, TUESDAY)
    month.type("k")
    month.to(AN, TUESDAY)
    said = month.line()
    assert said.startswith("Nguyễn Hoài An · thứ Ba 17/11, nghỉ không phép, Nguyễn Thị Thu Hà ghi")
    assert month.facts[-1] == "Thứ Ba 17/11: 1 nghỉ không phép"


def test_space_is_a_pupil_who_was_there(month: Month):
    month.to(AN, TUESDAY)
    month.type("k")
    month.to(AN, TUESDAY)
    month.press(Key.Key_Space)
    assert month.stands() == {}
    assert not month.page.view.entry.is_open
    assert month.sums(AN) == ("", "", "", "")


def test_a_block_is_filled_cleared_and_taken_back_as_one_step(month: Month):
    month.to(AN, TUESDAY)
    for _ in range(2):
        month.press(Key.Key_Down, SHIFT)
    month.press(Key.Key_Right, SHIFT)
    assert month.facts[-1] == "Đang chọn 6 ô · có mặt cả"
    month.type("P")
    assert len(month.stands()) == 6
    month.press(Key.Key_Z, CONTROL)
    assert month.stands() == {}
    month.press(Key.Key_Y, CONTROL)
    assert len(month.stands()) == 6


def test_a_block_is_pasted(month: Month):
    month.to(AN, TUESDAY)
    QApplication.clipboard().setText("P\t\n\tK\nM\tx")
    month.press(Key.Key_V, CONTROL)
    names = [row.name for row in month.book.rows]
    first = names.index(AN)
    found = {
        (names.index(who) - first, day): mark for (who, day, _), mark in month.stands().items()
    }
    assert found == {(0, TUESDAY): "P", (1, WEDNESDAY): "K", (2, TUESDAY): "M"}
    month.press(Key.Key_Delete)
    assert month.stands() == {}


def test_what_is_no_letter_stays_red_with_its_reason(month: Month):
    month.to(AN, TUESDAY)
    month.type("vắng")
    cell = month.cell(AN, TUESDAY)
    assert (cell.text, cell.state) == ("vắng", State.INVALID)
    assert cell.sentence.startswith("vắng chưa được ghi vào sổ. Gõ P")
    assert month.stands() == {}
    month.page.show_month(month.book.class_id, 2026, 10)
    month.page.show_month(month.book.class_id, 2026, 11)
    notice = month.page.notice.notice
    assert notice is not None
    assert notice.text.startswith("1 ô còn chữ chưa ghi vào sổ")
    month.page.view.go(0, 2)
    month.press(Key.Key_F8)
    month.type("p")
    assert month.stands() == {(AN, TUESDAY, AM): "P"}
    assert month.cell(AN, TUESDAY).state == State.NORMAL


# ---- days and pupils that are not to be entered


def test_a_day_without_lessons_is_hatched_and_opened_with_a_reason(month: Month):
    month.to(AN, SUNDAY)
    cell = month.cell(AN, SUNDAY)
    assert (cell.state, cell.value, cell.sentence) == (
        State.HATCHED, "không có buổi học", "Chủ nhật",
    )  # fmt: skip
    type_text(month.page.view, "k")
    assert "Chưa ghi gì: Chủ nhật" in month.line()
    month.to(AN, TUESDAY)
    month.to(AN, SUNDAY)
    assert month.page.pane.line.line.action == HELD
    month.page.pane.line.asked.emit()
    dialog = month.page.dialog
    assert isinstance(dialog, ExtraDayDialog)
    assert not dialog.act.isEnabled()
    dialog.reason.setText("Học bù ngày nghỉ bão")
    dialog.act.click()
    month.to(AN, SUNDAY)
    month.type("k")
    assert month.stands() == {(AN, SUNDAY, AM): "K"}


def test_a_day_to_come_is_not_entered_yet(month: Month):
    month.to(AN, TO_COME)
    type_text(month.page.view, "k")
    assert "Chưa ghi gì: ghi trong ngày hoặc sau ngày ấy" in month.line()
    assert month.stands() == {}


def test_who_left_is_struck_but_earlier_days_can_be_put_right(
    qtbot: QtBot, hoa_sen: ClassSchool
):  # fmt: skip
    with month_of(qtbot, hoa_sen, month=10) as october:
        row = october.book.rows[october.book.row_of(hoa_sen.pupil(HA))]
        assert row.struck_to
        october.to(HA, date(2026, 10, 29))
        october.type("p")
        assert october.stands() == {(HA, date(2026, 10, 29), AM): "P"}
        october.to(HA, date(2026, 10, 30))
        type_text(october.page.view, "p")
        assert len(october.stands()) == 1
        assert "rời lớp từ ngày 30/10" in october.line()
        october.page.show_month(october.book.class_id, 2026, 11)
        october.to(HA, TUESDAY)
        type_text(october.page.view, "p")
        assert "không còn học ở lớp" in october.line()
        assert october.stands() == {}


def test_a_day_that_nobody_took_is_amber_until_it_is_said_to_be_taken(month: Month):
    column = month.book.columns[month.book.column_of(TUESDAY)]
    assert column.lines[0].colour == "amber"
    month.to(AN, TUESDAY)
    assert "chưa điểm danh" in month.line()
    assert month.page.pane.line.line.action == TAKEN
    month.page.pane.line.asked.emit()
    column = month.book.columns[month.book.column_of(TUESDAY)]
    assert column.lines[0].colour == "text2"
    assert month.line().startswith("Nguyễn Hoài An · thứ Ba 17/11, có mặt")
    assert "đã điểm danh 1/" in month.page.head.facts.words
    month.press(Key.Key_Z, CONTROL)
    assert "đã điểm danh 0/" in month.page.head.facts.words


def test_who_may_not_see_the_roll_is_told_so(qtbot: QtBot, hoa_sen: ClassSchool):
    with hoa_sen.opened("lan") as school:
        page = MonthView(school)
        qtbot.addWidget(page)
        page.show()
        page.show_month(hoa_sen.classes["6C"], 2026, 11)
        assert not page.empty.isHidden()
        assert page.view.sheet_model.rows == ()
        page.leave()


def test_words_stand_beside_an_absence(month: Month):
    month.to(AN, TUESDAY)
    month.page.acts.ask_note()
    notice = month.page.notice.notice
    assert notice is not None
    assert notice.text.startswith("Chưa ghi gì: ghi chú đứng cạnh P, K hoặc M")
    month.type("p")
    month.to(AN, TUESDAY)
    month.page.acts.ask_note()
    dialog = month.page.dialog
    assert isinstance(dialog, NoteDialog)
    dialog.note.setText("ốm,  gia đình đã báo")
    dialog.act.click()
    assert month.cell(AN, TUESDAY).sentence.startswith("ốm, gia đình đã báo · ")
    month.to(AN, TUESDAY)
    month.type("k")
    assert month.cell(AN, TUESDAY).sentence.startswith("ốm, gia đình đã báo · ")
    month.page._undo()
    month.page._undo()
    assert month.cell(AN, TUESDAY).text == "P"
    assert "ốm" not in month.cell(AN, TUESDAY).sentence


def test_lateness_counts_as_the_school_has_set_it(qtbot: QtBot, hoa_sen: ClassSchool):
    with hoa_sen.opened("huong") as admin:
        admin.do(ChangeSetting(name="late_makes_one", value="3"))
    with month_of(qtbot, hoa_sen) as month:
        for day in (16, 17, 18):
            month.to(AN, date(2026, 11, day))
            month.type("m")
        assert month.sums(AN) == ("1", "", "1", "3")
        month.to(AN, TUESDAY)
        month.press(Key.Key_Space)
        assert month.sums(AN) == ("", "", "", "2")
        at = month.book.columns[-2].key
        assert at == "k"
        said = month.page.view.sheet_model.cell(0, len(month.book.columns) - 2).sentence
        assert said.endswith("3 lần muộn tính một buổi không phép")


# ---- several sessions a day


@pytest.fixture
def two(month: Month) -> Month:
    """Morning and afternoon from Monday to Friday, a club on Wednesday."""
    day = (AM, PM)
    week = (day, day, (AM, PM, CLUB), day, day, (), ())
    month.school.do(
        SetClassParts(class_id=month.book.class_id, from_day=date(2026, 11, 1), week=week)
    )
    month.book.reload()
    month.page._take(month.book)
    return month


def test_one_letter_is_the_whole_day_and_two_are_its_sessions(two: Month):
    two.to(AN, TUESDAY)
    two.type("K", "P/M", "-/k")
    names = [row.name for row in two.book.rows]
    first = names.index(AN)
    found = {
        (names.index(who) - first, part): mark for (who, _, part), mark in two.stands().items()
    }
    assert found == {(0, AM): "K", (0, PM): "K", (1, AM): "P", (1, PM): "M", (2, PM): "K"}
    assert two.sums(AN) == ("1", "", "1", "")  # of one day, X-11
    assert two.cell(names[first + 1], TUESDAY).text == "P/M"
    assert two.cell(names[first + 2], TUESDAY).value == "sáng: có mặt · chiều: nghỉ không phép"


def test_one_session_is_shown_alone(two: Month):
    views = two.page.head.views
    assert [views.itemText(at) for at in range(views.count())] == [
        "Cả ngày", "Sáng", "Chiều", "CLB",
    ]  # fmt: skip
    two.to(AN, WEDNESDAY)
    two.type("K")
    two.to(AN, WEDNESDAY)
    views.activated.emit(3)
    assert two.book.view is CLUB
    assert two.page.view.current == (two.book.row_of(two.hoa_sen.pupil(AN)),
                                     two.book.column_of(WEDNESDAY))  # fmt: skip
    assert two.cell(AN, WEDNESDAY).text == ""
    assert two.cell(AN, TUESDAY).state == State.HATCHED
    two.type("m")
    assert two.stands()[AN, WEDNESDAY, CLUB] == "M"
    assert two.sums(AN) == ("1", "", "1", "")  # clubs do not count
    views.activated.emit(2)
    assert two.cell(AN, WEDNESDAY).text == "K"


# ---- others, warnings


def test_many_absences_are_said_beside_the_pupil(month: Month):
    for day in (16, 17, 18):
        month.to(AN, date(2026, 11, day))
        month.type("k")
    month.to(AN, TUESDAY)
    assert month.page.pane.line.line.alert == "đã nghỉ không phép 3 buổi trong tháng"


def test_what_comes_from_elsewhere_appears(month: Month, qtbot: QtBot):
    month.take(TUESDAY, {AN: "P"})
    qtbot.waitUntil(lambda: month.cell(AN, TUESDAY).text == "P")
    assert "đã điểm danh 1/" in month.page.head.facts.words


def test_two_values_for_a_cell_are_both_kept_until_one_is_chosen(month: Month):
    who = month.hoa_sen.pupil(AN)
    cell = AbsenceCell(who, TUESDAY, AM, AbsenceValue(AbsenceMark.EXCUSED))
    month.to(AN, TUESDAY)
    month.school.do(EnterAbsences(class_id=month.book.class_id, cells=(cell,)))
    month.type("k")  # typed over what was shown before
    assert month.cell(AN, TUESDAY).state & State.CONFLICT
    assert month.stands() == {(AN, TUESDAY, AM): "P"}
    month.to(AN, TUESDAY)
    month.page.pane.line.asked.emit()
    popover = month.page.acts.popover
    assert isinstance(popover, ChoicePopover)
    popover.write.click()
    assert month.stands() == {(AN, TUESDAY, AM): "K"}
    assert month.cell(AN, TUESDAY).text == "K"
