"""The grid of classes and subjects, the lists beside it, and its Excel."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.queries.course_grid import TeacherOfGrid
from desktop.ui.admin.course_sheet import NOBODY
from desktop.ui.admin.tab import AdminTab
from desktop.ui.admin.teachers import UnclearTeacher, matching, short_names, teachers_meant
from desktop.ui.admin.teaching_dialogs import class_names
from desktop.ui.admin.teaching_page import TeachingPage
from desktop.ui.grid.sheet import State
from tests.ui.admin.conftest import Dialogs, Opener
from tests.ui.keys import press, type_text

CONTROL = Qt.KeyboardModifier.ControlModifier


def page_of(tab: AdminTab) -> TeachingPage:
    assert isinstance(tab.page, TeachingPage)
    return tab.page


def type_at(page: Any, row: int, column: int, text: str) -> None:
    view = page.pane.view
    view.setFocus()
    view.go(row, column)
    type_text(view, text)
    press(view, Qt.Key.Key_Return)


def shown(page: TeachingPage, row: int, column: int) -> str:
    return page.pane.view.sheet_model.cell(row, column).text


def test_the_grid_shows_who_teaches(opened: Opener):
    page = page_of(opened(page="teaching"))
    assert page.head.facts.words == "2 lớp · 2 môn · 4 lớp–môn, đều có giáo viên"
    assert [shown(page, row, 0) for row in (0, 1)] == ["6A", "6B"]
    assert shown(page, 0, 1) == "Thị Lan"
    cell = page.pane.view.sheet_model.cell(0, 1)
    assert cell.sentence == "Nguyễn Thị Lan · 35 tiết cả năm · 2 ĐĐGtx mỗi học kì"


@pytest.mark.parametrize("typed", ["minh", "Minh", "đỗ quang minh", "cô minh", "do q m"])
def test_a_teacher_is_typed_without_tones(opened: Opener, typed: str):
    tab = opened(page="teaching")
    page = page_of(tab)
    type_at(page, 1, 2, typed)
    assert shown(page, 1, 2) == "Quang Minh"
    press(page.pane.view, Qt.Key.Key_Z, CONTROL)
    assert shown(page, 1, 2) == "Thị Lan"


def test_an_unclear_name_is_kept_with_ways_out(opened: Opener):
    page = page_of(opened(page="teaching"))
    type_at(page, 0, 1, "t")
    cell = page.pane.view.sheet_model.cell(0, 1)
    assert cell.state & State.INVALID
    assert cell.text == "t"
    assert [words for words, _ in cell.ways] == [
        "Trần Thu Hương (huong)", "Nguyễn Thị Lan (lan)", "Cao Thị Thơm (thom)",
    ]  # fmt: skip
    page.pane.view.go(0, 1)
    page.pane.view.entry.write([_edit(0, 1, cell.ways[0][1])])
    assert shown(page, 0, 1) == "Thu Hương"


def _edit(row: int, column: int, text: str) -> Any:
    from desktop.ui.grid.sheet import Edit

    return Edit(row, column, text)


def test_periods_and_regular_marks_in_the_same_grid(opened: Opener):
    page = page_of(opened(page="teaching"))
    page.aspects.buttons["periods"].click()
    assert shown(page, 0, 1) == "35"
    type_at(page, 0, 1, "140")
    page.aspects.buttons["regular"].click()
    type_at(page, 0, 1, "4")
    assert page.pane.view.sheet_model.cell(0, 1).sentence == (
        "Nguyễn Thị Lan · 140 tiết cả năm · 4 ĐĐGtx mỗi học kì"
    )
    type_at(page, 0, 1, "1")  # there are marks in the second one
    assert shown(page, 0, 1) == "4"
    assert page.notice.notice is not None
    assert "đã có điểm" in page.notice.notice.text
    type_at(page, 0, 1, "bốn")
    cell = page.pane.view.sheet_model.cell(0, 1)
    assert (cell.text, bool(cell.state & State.INVALID)) == ("bốn", True)


def test_first_the_teacher_goes_then_the_course_unless_it_has_marks(opened: Opener):
    page = page_of(opened(page="teaching"))
    view = page.pane.view
    view.setFocus()
    view.go(0, 1)
    press(view, Qt.Key.Key_Delete)
    assert shown(page, 0, 1) == NOBODY
    assert "1 chưa có giáo viên" in page.head.facts.words
    press(view, Qt.Key.Key_Delete)
    assert shown(page, 0, 1) == NOBODY
    assert page.notice.notice is not None
    assert "đã có điểm" in page.notice.notice.text


def test_a_new_class_gets_its_courses_by_typing_teachers(opened: Opener, dialogs: Dialogs):
    page = page_of(opened(page="teaching"))
    page.parts.buttons["classes"].click()
    dialogs.answer(lambda d: type_text(d.names, "6C-6D"))
    page.add_class.click()
    assert [shown(page, n, 0) for n in range(4)] == ["6A", "6B", "6C", "6D"]
    page.parts.buttons["courses"].click()
    assert shown(page, 3, 1) == ""
    type_at(page, 3, 1, "minh")
    assert shown(page, 3, 1) == "Quang Minh"
    page.aspects.buttons["periods"].click()
    assert shown(page, 3, 1) == "35"  # as in the other classes of the grade


def test_a_block_is_one_step(opened: Opener, qtbot: QtBot):
    page = page_of(opened(page="teaching"))
    view = page.pane.view
    view.setFocus()
    view.go(0, 1)
    view.go(1, 2, extend=True)
    from PySide6.QtGui import QGuiApplication

    QGuiApplication.clipboard().setText("minh")
    press(view, Qt.Key.Key_V, CONTROL)
    assert {shown(page, r, c) for r in (0, 1) for c in (1, 2)} == {"Quang Minh"}
    assert page.courses is not None
    assert len(page.courses.past) == 1
    press(view, Qt.Key.Key_Z, CONTROL)
    assert {shown(page, r, c) for r in (0, 1) for c in (1, 2)} == {"Thị Lan"}


def test_a_class_is_renamed_and_an_empty_one_removed(opened: Opener, dialogs: Dialogs):
    page = page_of(opened(page="teaching"))
    page.parts.buttons["classes"].click()
    type_at(page, 0, 0, "6A1")
    assert shown(page, 0, 0) == "6A1"
    page.pane.view.go(1, 0)
    page.remove.click()
    assert page.notice.notice is not None
    assert "còn học sinh" in page.notice.notice.text
    dialogs.answer(lambda d: type_text(d.names, "6Z"))
    page.add_class.click()
    page.pane.view.go(2, 0)
    page.remove.click()
    assert len(page.pane.view.sheet_model.rows) == 2


def test_subjects_from_the_circular_and_their_facts(opened: Opener, dialogs: Dialogs):
    page = page_of(opened(page="teaching"))
    page.parts.buttons["subjects"].click()
    page.add_subject.click()
    names = [shown(page, row, 1) for row in range(len(page.pane.view.sheet_model.rows))]
    assert names[:2] == ["Toán", "Ngữ văn"]
    assert "Khoa học tự nhiên" in names
    assert "Ngoại ngữ 2" not in names
    row = names.index("Giáo dục thể chất")
    assert shown(page, row, 4) == "nhận xét (Đ/CĐ)"
    type_at(page, row, 5, "khong")
    assert shown(page, row, 5) == "không"
    type_at(page, 0, 4, "nhận xét")
    assert shown(page, 0, 4) == "điểm số"
    assert page.notice.notice is not None
    assert "đã có điểm" in page.notice.notice.text


def test_a_team_is_added_and_taken(opened: Opener, dialogs: Dialogs):
    page = page_of(opened(page="teaching"))
    page.parts.buttons["subjects"].click()
    dialogs.answer(lambda d: type_text(d.name, "Toán – Tin"))
    page.add_team.click()
    team = [column.key for column in page.pane.view.sheet_model.columns].index("team")
    type_at(page, 0, team, "toan – tin")
    assert shown(page, 0, team) == "Toán – Tin"


def test_excel_out_and_in_again(
    opened: Opener, qtbot: QtBot, choose_files: dict[str, str], tmp_path: Path
):
    from openpyxl import load_workbook

    page = page_of(opened(page="teaching"))
    choose_files["save"] = str(tmp_path / "phan cong")
    page.take_out.click()
    path = tmp_path / "phan cong.xlsx"
    workbook = load_workbook(path)
    sheet: Any = workbook.active
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "6B")
    sheet.cell(cell.row, cell.column + 1).value = "Đỗ Quang Minh"
    workbook.save(path)
    page.import_courses()
    assert page.stack.currentWidget() is page.importing
    page.importing.open_file(path)
    qtbot.waitUntil(lambda: not page.importing.task.running)
    page.importing.write()
    assert page.stack.currentIndex() == 0
    assert shown(page, 1, 1) == "Quang Minh"


def test_vice_principals_share_courses_out_but_do_not_manage_staff(opened: Opener):
    keys = [kind.KEY for kind in opened().kinds]
    assert keys == ["school", "staff", "teaching", "locks", "backup", "journal", "access"]


TEACHERS = [
    TeacherOfGrid(UUID(int=n), name, account)
    for n, (name, account) in enumerate(
        [("Nguyễn Thị Lan", "lan"), ("Trần Lan", "lant"), ("Đỗ Đức Minh", "minhdd")], 1
    )
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lan", [1]), ("Thị Lan", [1]), ("tran lan", [2]), ("LANT", [2]), ("duc minh", [3]),
        ("d d m", [3]), ("lan t", []), ("Hoa", []), ("", []),
    ],
)  # fmt: skip
def test_matching(typed: str, found: list[int]):
    assert [t.staff_id.int for t in matching(typed, TEACHERS)] == found


def test_names_are_as_short_as_they_can_be_told_apart():
    names = ("Lê Thị Lan", "Hà Văn Minh", "Đỗ Văn Minh", "Hồ Thu An", "Hà Thu An")
    several = [TeacherOfGrid(UUID(int=n), name, "") for n, name in enumerate(names)]
    assert list(short_names(several).values()) == [
        "Thị Lan", "H. Văn Minh", "Đ. Văn Minh", "Hồ Thu An", "Hà Thu An",
    ]  # fmt: skip


def test_several_teachers_and_nobody():
    assert teachers_meant("minhdd; lant", TEACHERS) == (UUID(int=2), UUID(int=3))
    assert teachers_meant(" ; ", TEACHERS) == ()
    with pytest.raises(UnclearTeacher) as caught:
        teachers_meant("Hoa", TEACHERS)
    assert "Không có ai tên Hoa" in caught.value.sentence


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("6A, 6B", ("6A", "6B")), ("6A-6C", ("6A", "6B", "6C")), ("6A–C", ("6A", "6B", "6C")),
        ("10A1 10A1", ("10A1",)), ("", ()),
    ],
)  # fmt: skip
def test_class_names(text: str, names: tuple[str, ...]):
    assert class_names(text) == names
