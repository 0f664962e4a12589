"""The list of a class by keys: who sees what, one edit one command, coming, going, mistakes."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.roster import UpdateRoster
from desktop.exchange.roster_fields import Field
from desktop.rules.marks import Mark
from desktop.rules.terms import Term
from desktop.ui.grid.sheet import State
from desktop.ui.kit.ask import Ask
from desktop.ui.moves.leave import LeaveForm
from desktop.ui.moves.within import ReturnForm
from desktop.ui.places import Destination
from desktop.ui.roster.class_book import ClassBook
from desktop.ui.roster.columns import STATUS
from desktop.ui.roster.dialogs import LeaveDialog, NewPupilDialog
from desktop.ui.roster.tab import LAST, RosterTab
from tests.ui.class_school import ClassSchool
from tests.ui.importing.conftest import EXPORT
from tests.ui.keys import CONTROL, SHIFT, press, type_text
from tests.ui.roster.conftest import Opened
from tests.ui.test_calm import when_open

Key = Qt.Key


def book(tab: RosterTab) -> ClassBook:
    book: ClassBook = tab.page.book
    return book


def names(tab: RosterTab) -> list[str]:
    return [row.name for row in tab.page.view.sheet_model.rows]


def column(tab: RosterTab, key: str) -> int:
    return [c.key for c in book(tab).columns].index(key)


def go(tab: RosterTab, name: str, key: str) -> tuple[int, int]:
    place = names(tab).index(name), column(tab, key)
    tab.page.view.go(*place)
    return place


def text(tab: RosterTab, name: str, key: str) -> str:
    shown: str = tab.page.view.sheet_model.cell(names(tab).index(name), column(tab, key)).text
    return shown


def test_the_list_stands_in_the_order_of_given_names(tab: RosterTab):
    assert names(tab) == [
        "Nguyễn Hoài An", "Trần Bảo An", "Lê Quỳnh Anh", "Phạm Tuấn Anh", "Vũ Ngọc Ánh",
        "Đặng Thái Bình", "Nguyễn Đức Bình", "Lê Thanh Hà",
    ]  # fmt: skip
    model = tab.page.view.sheet_model
    assert [model.cell(row, 0).text for row in range(8)] == [str(n) for n in range(1, 9)]
    assert [r.name for r in model.rows if r.struck_to] == ["Lê Thanh Hà"]
    assert text(tab, "Lê Thanh Hà", STATUS) == "Chuyển khỏi trường 30/10/2026"
    assert tab.page.totals.words.startswith("7 học sinh · 3 nữ · 4 nam · 1 em đã rời lớp")
    assert tab.page.head.title.text() == "Lớp 6C"


def test_care_stands_there_only_for_who_cares(opened: Opened):
    keys = {c.key for c in book(opened("ha")[1]).columns}
    assert {str(Field.ADDRESS), str(Field.MOTHER_PHONE), str(Field.ETHNICITY)} <= keys
    _school, tab = opened("lan")
    assert str(Field.ADDRESS) not in {c.key for c in book(tab).columns}
    assert not any(c.editable for c in book(tab).columns)
    assert not tab.page.add.isEnabled()
    assert tab.page.add.toolTip() == "Danh sách do giáo viên chủ nhiệm và văn phòng cập nhật"
    type_text(tab.page.view, "x")
    assert not tab.page.view.entry.is_open


def test_one_edit_is_one_command_that_ctrl_z_takes_back(opened: Opened):
    school, tab = opened("ha")
    done: list[object] = []
    school.on_change(lambda one: done.append(one.command))
    view = tab.page.view
    go(tab, "Trần Bảo An", str(Field.BIRTH))
    type_text(view, "25-4-14")
    press(view, Key.Key_Return)
    assert text(tab, "Trần Bảo An", str(Field.BIRTH)) == "25/04/2014"
    (command,) = done
    assert isinstance(command, UpdateRoster)
    assert [change.pupil.birth_date for change in command.change] == [date(2014, 4, 25)]
    press(view, Key.Key_Z, CONTROL)
    assert text(tab, "Trần Bảo An", str(Field.BIRTH)) == "25/04/2015"
    press(view, Key.Key_Y, CONTROL)
    assert text(tab, "Trần Bảo An", str(Field.BIRTH)) == "25/04/2014"


def test_a_parent_and_a_phone_are_typed_as_they_are_read_from_files(tab: RosterTab):
    view = tab.page.view
    go(tab, "Lê Quỳnh Anh", str(Field.MOTHER_PHONE))
    type_text(view, "983 411 208")
    press(view, Key.Key_Return)
    assert text(tab, "Lê Quỳnh Anh", str(Field.MOTHER_PHONE)) == "0983411208"
    line = next(x for x in book(tab).lines if x.pupil.full_name == "Lê Quỳnh Anh")
    assert line.pupil.mother.full_name == "Hoàng Thị Mến"
    press(view, Key.Key_Up)
    press(view, Key.Key_Delete)
    assert text(tab, "Lê Quỳnh Anh", str(Field.MOTHER_PHONE)) == ""


def test_what_cannot_be_read_is_kept_as_typed_until_it_is_settled(opened: Opened):
    _school, tab = opened("ha")
    view = tab.page.view
    row, at = go(tab, "Phạm Tuấn Anh", str(Field.BIRTH))
    type_text(view, "31/02/2015")
    press(view, Key.Key_Return)
    cell = view.sheet_model.cell(row, at)
    assert (cell.text, cell.state) == ("31/02/2015", State.INVALID)
    assert cell.sentence.startswith("Không có ngày 31/02/2015")
    assert book(tab).lines[row].pupil.birth_date == date(2015, 10, 4)
    _school, tab = opened("ha")
    again = tab.page.view.sheet_model.cell(row, at)
    assert (again.text, again.ways) == ("31/02/2015", (("Giữ như cũ", "04/10/2015"),))
    tab.page.view.go(row, at)
    type_text(tab.page.view, "4/10/2015")
    press(tab.page.view, Key.Key_Return)
    assert tab.page.view.sheet_model.cell(row, at).state == State.NORMAL


def test_a_code_of_another_pupil_is_kept_with_the_reason(tab: RosterTab):
    row, at = go(tab, "Trần Bảo An", str(Field.CODE))
    type_text(tab.page.view, "HS001")
    press(tab.page.view, Key.Key_Return)
    cell = tab.page.view.sheet_model.cell(row, at)
    assert cell.state == State.INVALID
    assert "đã là mã của Nguyễn Hoài An, lớp 6C" in cell.sentence
    assert book(tab).lines[row].pupil.code == "HS002"


def test_a_pasted_block_is_one_step(tab: RosterTab):
    view = tab.page.view
    QApplication.clipboard().setText("Kinh\nTày\nThái")
    go(tab, "Nguyễn Hoài An", str(Field.ETHNICITY))
    press(view, Key.Key_V, CONTROL)
    assert [text(tab, n, str(Field.ETHNICITY)) for n in names(tab)[:3]] == ["Kinh", "Tày", "Thái"]
    press(view, Key.Key_Z, CONTROL)
    assert [text(tab, n, str(Field.ETHNICITY)) for n in names(tab)[:3]] == ["", "", "Kinh"]


def test_a_new_name_moves_the_line_and_the_cursor_with_it(tab: RosterTab):
    view = tab.page.view
    go(tab, "Vũ Ngọc Ánh", str(Field.NAME))
    press(view, Key.Key_F2)
    view.entry.editor.selectAll()
    type_text(view, "Vũ Ngọc Yến")
    view.entry.close()
    assert names(tab)[-1] == "Vũ Ngọc Yến"
    assert view.sheet_model.rows[view.current[0]].name == "Vũ Ngọc Yến"


def test_filter_without_tones(tab: RosterTab):
    tab.page.filter.setFocus()
    type_text(tab.page.filter, "duc")
    assert names(tab) == ["Nguyễn Đức Bình"]
    assert tab.page.totals.words.startswith("Đang lọc: 1/8 dòng")
    type_text(tab.page.filter, "zz")
    assert tab.page.unfound.isVisible()
    assert tab.page.unfound.sentence.text() == "Không có em nào khớp “duczz”."
    tab.page.unfound.act.click()
    assert len(names(tab)) == 8


def test_a_pupil_is_added_and_the_cursor_goes_there(tab: RosterTab):
    def fill(dialog: Ask) -> None:
        assert isinstance(dialog, NewPupilDialog)
        assert not dialog.act.isEnabled()
        dialog.full_name.setText("Bùi Gia Khôi")
        dialog.birth.setText("31/02/2015")
        dialog.act.click()
        assert dialog.said.text().startswith("Không có ngày 31/02/2015")
        dialog.birth.setText("3/2/2015")
        dialog.sex.setCurrentText("Nam")
        dialog.act.click()

    when_open(fill)
    press(tab.page.view, Key.Key_N, CONTROL | SHIFT)
    assert names(tab)[-1] == "Bùi Gia Khôi"
    assert tab.page.view.current[0] == 8
    assert tab.page.notice.text.text() == "Đã thêm Bùi Gia Khôi vào danh sách."
    tab.page.notice.act.click()
    assert "Bùi Gia Khôi" not in names(tab)


def list_again(tab: RosterTab) -> None:
    tab._choose_page(0)
    assert tab.page.KEY == "list"


def test_a_pupil_who_left_is_struck_through_and_may_come_back(tab: RosterTab, qtbot: QtBot):
    go(tab, "Trần Bảo An", str(Field.NAME))

    def leaves(dialog: Ask) -> None:
        assert isinstance(dialog, LeaveForm)
        assert dialog.pupil.currentText().endswith("Trần Bảo An")
        dialog.day.setText("20/11/2026")
        dialog.place.setText("THCS Bình Minh")
        dialog.act.click()

    when_open(leaves)
    act = tab.page.pupil_acts()[0]
    assert act.name == "Ghi Trần Bảo An chuyển đi, thôi học…"
    act.run()
    assert tab.page.lines[0].full_name == "Trần Bảo An"  # it is recorded among the moves
    list_again(tab)
    row = names(tab).index("Trần Bảo An")
    qtbot.waitUntil(lambda: bool(tab.page.view.sheet_model.rows[row].struck_to))
    tab.page.view.go(row, 1)

    def returns(dialog: Ask) -> None:
        assert isinstance(dialog, ReturnForm)
        dialog.day.setText("23/11/2026")
        dialog.act.click()

    when_open(returns)
    acts = {one.name: one for one in tab.page.pupil_acts()}
    acts["Ghi Trần Bảo An học lại…"].run()
    list_again(tab)
    qtbot.waitUntil(lambda: text(tab, "Trần Bảo An", STATUS) == "Đang học")


def test_a_leaving_that_came_with_a_file_is_put_right(tab: RosterTab):
    go(tab, "Lê Thanh Hà", str(Field.NAME))

    def fill(dialog: Ask) -> None:
        assert isinstance(dialog, LeaveDialog)
        assert dialog.day.text() == "30/10/2026"
        dialog.day.setText("28/10/2026")
        dialog.reason.setCurrentText("Bỏ học")
        dialog.act.click()

    when_open(fill)
    acts = {one.name: one for one in tab.page.pupil_acts()}
    acts["Sửa ngày rời lớp của Lê Thanh Hà…"].run()
    assert text(tab, "Lê Thanh Hà", STATUS) == "Bỏ học 28/10/2026"


def test_a_pupil_with_marks_is_not_taken_out(opened: Opened, hoa_sen: ClassSchool):
    school, tab = opened("ha")
    student = hoa_sen.pupil("Trần Bảo An")
    cell = MarkCell(student, 1, Mark(tenths=80))
    course = hoa_sen.courses["6C", "TOAN"]
    school.do(EnterMarks(course_id=course, term=Term.I, cells=(cell,)))
    go(tab, "Trần Bảo An", str(Field.NAME))
    said: list[str] = []

    def refuse(dialog: Ask) -> None:
        dialog.act.click()
        said.append(dialog.said.text())
        dialog.leave.click()

    when_open(refuse)
    tab.page.acts.take_out()
    assert said[0].startswith("Trần Bảo An đã có điểm hoặc nhận xét")
    assert "Trần Bảo An" in names(tab)
    go(tab, "Phạm Tuấn Anh", str(Field.NAME))
    when_open(lambda dialog: dialog.act.click())
    tab.page.acts.take_out()
    assert "Phạm Tuấn Anh" not in names(tab)
    press(tab.page.view, Key.Key_Z, CONTROL)
    assert "Phạm Tuấn Anh" in names(tab)


def test_an_import_from_the_tab_comes_back_to_the_list_and_is_one_step(
    opened: Opened, qtbot: QtBot, hoa_sen: ClassSchool
):
    _school, tab = opened("thom")
    tab._show(hoa_sen.classes["6A"])
    assert tab.page.nobody.isVisible()
    assert tab.page.nobody.sentence.text() == "Lớp 6A chưa có học sinh."
    tab.page.nobody.act.click()
    page = tab.importing
    assert page.isVisible()
    page.open_file(EXPORT)
    qtbot.waitUntil(lambda: not page.task.running)
    press(page.review.view, Key.Key_Return, CONTROL)
    assert tab.lists.isVisible()
    assert len(names(tab)) == 44
    assert tab.page.notice.text.text() == "Đã ghi 44 dòng từ tệp roster-export-6A.xlsx vào lớp 6A."
    press(tab.page.view, Key.Key_Z, CONTROL)
    assert book(tab).facts.lines == ()
    assert tab.page.nobody.isVisible()


def test_go_leads_to_a_pupil_also_through_a_filter(tab: RosterTab, hoa_sen: ClassSchool):
    tab.page.filter.setText("quynh")
    student = hoa_sen.pupil("Đặng Thái Bình")
    place = Destination("roster", class_id=hoa_sen.classes["6C"], student_id=student)
    assert tab.go(place)
    view = tab.page.view
    assert view.sheet_model.rows[view.current[0]].name == "Đặng Thái Bình"
    assert not tab.go(Destination("gradebook"))


def test_the_last_class_and_widths_are_remembered(opened: Opened, hoa_sen: ClassSchool):
    school, tab = opened("thom")
    tab._show(hoa_sen.classes["7B"])
    assert school.preference(LAST, "") == str(hoa_sen.classes["7B"])
    tab._show(hoa_sen.classes["6C"])
    at = column(tab, str(Field.BIRTH))
    tab.page.view.setColumnWidth(at, 140)
    tab.page.view._keep_widths()
    _school, tab = opened("thom")
    assert tab.page.view.columnWidth(at) == 140


@pytest.mark.parametrize("size", [(1366, 697), (1093, 545)])
def test_the_tab_fits_the_window(tab: RosterTab, size: tuple[int, int]):
    band_and_bar = 46 + 31
    assert tab.minimumSizeHint().width() <= size[0]
    assert tab.minimumSizeHint().height() <= size[1] - band_and_bar


def test_health_staff_see_the_lists_without_care_and_change_nothing(opened: Opened):
    _school, tab = opened("tram")
    assert len(names(tab)) == 8
    assert str(Field.PHONE) not in {c.key for c in book(tab).columns}
    assert tab.page.pupil_acts()[0].reason.startswith("Danh sách do giáo viên chủ nhiệm")
