"""The list as one reads it: what is missing, absences, notes; all columns on wish; out to Excel."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.commands.conduct import ConductCell, ConductValue, RateConduct
from desktop.exchange.roster_export import RosterLayout
from desktop.rules.terms import Term
from desktop.ui.roster.class_page import ClassPage
from desktop.ui.roster.export_dialog import ExportDialog
from tests.ui.class_school import ClassSchool
from tests.ui.keys import press, type_text
from tests.ui.roster.conftest import Opened
from tests.ui.test_fits import cut_off, nameless, unexplained

Key = Qt.Key


@pytest.fixture
def page(read_by: Opened) -> ClassPage:
    shown: ClassPage = read_by("ha")[1].page
    return shown


def line(page: ClassPage, name: str) -> list[str]:
    model = page.view.sheet_model
    row = [one.name for one in model.rows].index(name)
    return [model.cell(row, at).text for at in range(len(model.columns))]


def at(page: ClassPage, key: str) -> int:
    return [column.key for column in page.view.sheet_model.columns].index(key)


def test_the_list_says_what_is_missing_and_what_the_book_says(
    page: ClassPage, hoa_sen: ClassSchool
) -> None:
    titles = [column.title for column in page.view.sheet_model.columns]
    assert titles == [
        "STT", "Họ và tên", "Ngày sinh", "Nữ", "Nghỉ P", "Nghỉ K", "Hồ sơ", "Ghi chú",
    ]  # fmt: skip
    assert line(page, "Lê Quỳnh Anh")[6] == "đủ"
    row = [one.name for one in page.view.sheet_model.rows].index("Trần Bảo An")
    cell = page.view.sheet_model.cell(row, 6)
    assert cell.text == "thiếu 4 mục"
    assert cell.sentence.startswith("dân tộc, địa chỉ thường trú, cha, mẹ hoặc người giám hộ")
    assert line(page, "Lê Thanh Hà")[6:] == ["đã rời lớp", "Chuyển khỏi trường 30/10"]
    value = ConductValue(excused=3, unexcused=1)
    of = ConductCell(hoa_sen.pupil("Trần Bảo An"), value)
    page.school.do(RateConduct(class_id=hoa_sen.classes["6C"], term=Term.I, cells=(of,)))
    page._look_again()
    assert line(page, "Trần Bảo An")[4:6] == ["3", "1"]


def test_typing_works_as_in_a_spreadsheet(page: ClassPage) -> None:
    view = page.view
    view.go(1, at(page, "girl"))
    type_text(view, "x")
    press(view, Key.Key_Return)
    assert line(page, "Trần Bảo An")[3] == "x"
    assert page.book is not None
    assert page.book.lines[1].pupil.sex == "nu"
    view.go(1, at(page, "girl"))
    press(view, Key.Key_Delete)
    assert page.book.lines[1].pupil.sex == "nam"
    view.go(1, at(page, "note"))
    type_text(view, "Dị ứng hải sản")
    press(view, Key.Key_Return)
    assert line(page, "Trần Bảo An")[-1] == "Dị ứng hải sản"
    assert page.card.isHidden()


def test_a_double_click_on_the_name_opens_the_card_and_on_the_note_the_cell(
    page: ClassPage,
) -> None:
    view = page.view

    def double(column: int) -> None:
        place = view.cell_rect(2, column).center()
        QTest.mouseDClick(
            view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place.x(), place.y())
        )

    view.go(2, at(page, "note"))
    double(at(page, "note"))
    assert view.entry.is_open
    assert page.card.isHidden()
    press(view, Key.Key_Escape)
    view.go(2, 1)
    double(1)
    assert page.card.isVisible()
    assert page.card.head.name.words == "Lê Quỳnh Anh"


def test_all_columns_are_shown_on_wish_and_remembered(page: ClassPage, qtbot: QtBot) -> None:
    acts = {act.name: act for act in page.actions_here()}
    acts["Hiện đủ cột để nhập như bảng tính"].run()
    assert "address" in {column.key for column in page.view.sheet_model.columns}
    press(page.view, Key.Key_Return)
    assert page.card.isHidden()
    page.open_card()
    assert page.card.isVisible()
    again = ClassPage(page.school)
    qtbot.addWidget(again)
    assert page.book is not None
    again.show_class(page.book.class_id)
    assert again.book is not None
    assert not again.book.short
    again.leave()


@pytest.mark.parametrize("size", [(1366, 620), (1093, 468)])
def test_list_and_card_fit_beside_each_other(page: ClassPage, size: tuple[int, int]) -> None:
    tab = page.window()
    page.open_card()
    tab.resize(*size)
    QApplication.processEvents()
    assert (tab.width(), tab.height()) == size
    assert page.card.geometry().right() <= page.width()
    assert page.view.width() >= 600
    assert page.card.pages.minimumSizeHint().width() <= page.card.width()
    for at, made in enumerate(page.card.tabs.buttons):
        page.card.turn(at)
        QApplication.processEvents()
        assert cut_off(tab) == [], made.text()
        assert nameless(tab) == [], made.text()
        assert unexplained(tab) == [], made.text()


@pytest.mark.parametrize(
    ("layout", "sheet"), [(RosterLayout.SCHOOL, "Danh sách"), (RosterLayout.UPDATE, "DANH MUC")]
)
def test_the_list_goes_out_and_that_is_written_down(
    page: ClassPage, tmp_path: Path, layout: RosterLayout, sheet: str
) -> None:
    dialog = ExportDialog(page, page.school, page.book)
    dialog.layouts.setCurrentIndex(dialog.layouts.findData(layout))
    assert dialog.consequence.text().startswith("8 học sinh. Lần xuất này được ghi vào nhật kí")
    done: list[object] = []
    stop = page.school.on_change(lambda one: done.append(one.command))
    assert dialog.export_to(tmp_path / "6C.xlsx") == ""
    stop()
    assert sheet in load_workbook(tmp_path / "6C.xlsx").sheetnames
    assert dialog.told.startswith("Đã xuất 8 học sinh vào tệp 6C.xlsx.")
    (command,) = done
    assert [(look.count, look.note) for look in command.looks] == [(8, layout.label)]  # type: ignore[attr-defined]
    dialog.deleteLater()


def test_without_the_right_the_update_file_is_not_offered(read_by: Opened) -> None:
    page = read_by("lan")[1].page
    dialog = ExportDialog(page, page.school, page.book)
    assert "không có gia đình, địa chỉ" in dialog.consequence.text()
    dialog.layouts.setCurrentIndex(dialog.layouts.findData(RosterLayout.UPDATE))
    assert dialog.act.toolTip() == "Mẫu này cần quyền xem gia đình, địa chỉ của mọi lớp được chọn"
    dialog.deleteLater()
