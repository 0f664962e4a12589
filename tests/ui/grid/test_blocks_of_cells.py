"""Choosing, copying, pasting, clearing and filling blocks, with the clipboard of the system."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from desktop.ui.grid.blocks import Block
from desktop.ui.grid.entry import Offer
from desktop.ui.grid.pane import SheetPane
from desktop.ui.grid.view import SheetView
from tests.ui.grid.marks_sheet import AVERAGE, COMMENT, FINAL, TX1, TX2, MarksSheet
from tests.ui.keys import CONTROL, NONE, SHIFT, click, drag, mouse, press, type_text

Key = Qt.Key


@pytest.fixture
def offers(view: SheetView) -> list[Offer]:
    made: list[Offer] = []
    view.offered.connect(made.append)
    return made


def clip(text: str) -> None:
    QApplication.clipboard().setText(text)


def paste(view: SheetView, text: str) -> None:
    clip(text)
    press(view, Key.Key_V, CONTROL)


def centre(view: SheetView, row: int, column: int) -> QPoint:
    return view.cell_rect(row, column).center()


def test_a_column_from_excel_is_one_commit_and_one_undo_step(view: SheetView, sheet: MarksSheet):
    sheet.texts[0, TX1] = "3"
    view.refresh()
    paste(view, "8\r\n8,5\r\n8.5\r\n\r\n10\r\n")
    assert sheet.column_texts(TX1)[:6] == ["8", "8,5", "8,5", "", "10", ""]
    assert len(sheet.commits) == 1
    assert view.block == Block(0, TX1, 4, TX1)
    press(view, Key.Key_Z, CONTROL)
    assert sheet.column_texts(TX1) == ["3", *[""] * 9]
    press(view, Key.Key_Y, CONTROL)
    assert sheet.column_texts(TX1)[:2] == ["8", "8,5"]
    assert view.sheet_model.cell(1, TX1).text == "8,5"


def test_a_block_with_quotes_and_tabs(view: SheetView, sheet: MarksSheet):
    view.go(0, FINAL)
    view.go(0, COMMENT, extend=True)
    view.go(0, COMMENT)
    paste(view, '"Nói: ""tốt""\nvà đều"\n"Tốt" thật')
    assert sheet.column_texts(COMMENT)[:2] == ['Nói: "tốt" và đều', '"Tốt" thật']


def test_pasted_text_that_is_no_mark_is_kept_and_counted(
    view: SheetView, sheet: MarksSheet, offers: list[Offer]
):
    paste(view, "8\n8,75\nvắng\n9")
    assert sheet.column_texts(TX1)[:4] == ["8", "", "", "9"]
    assert [sheet.kept[row, TX1][0] for row in (1, 2)] == ["8,75", "vắng"]
    assert offers[0].sentence.startswith("Đã ghi 2 ô. 2 ô chưa ghi vào sổ")


@pytest.mark.parametrize("text", ["\n".join(["8"] * 11), "\t".join("8888888")])
def test_a_paste_larger_than_the_grid_does_nothing(
    view: SheetView, sheet: MarksSheet, offers: list[Offer], text: str
):
    paste(view, text)
    assert sheet.commits == []
    assert offers[0].act is None
    assert "Chưa ghi ô nào" in offers[0].sentence


def test_a_paste_over_locked_cells_offers_the_free_ones(
    view: SheetView, sheet: MarksSheet, offers: list[Offer]
):
    sheet.locked = {(1, TX1), (2, TX1)}
    view.refresh()
    paste(view, "5\n6\n7\n8")
    assert sheet.commits == []
    offer = offers[0]
    assert offer.sentence.startswith("Khối dán: 2 ô đã khóa")
    assert offer.button == "Ghi 2 ô còn trống, để lại 2 ô đã khóa"
    assert offer.act is not None
    offer.act()
    assert sheet.column_texts(TX1)[:4] == ["5", "", "", "8"]
    assert len(sheet.commits) == 1


def test_the_same_text_over_a_locked_cell_is_no_change(
    view: SheetView, sheet: MarksSheet, offers: list[Offer]
):
    sheet.texts[1, TX1] = "6"
    sheet.locked = {(1, TX1)}
    view.refresh()
    paste(view, "5\n6")
    assert sheet.column_texts(TX1)[:2] == ["5", "6"]
    assert offers == []


def test_only_closed_cells_offer_nothing(view: SheetView, sheet: MarksSheet, offers: list[Offer]):
    view.go(0, AVERAGE)
    paste(view, "9")
    assert sheet.commits == []
    assert offers[0].act is None


def test_one_value_fills_a_chosen_block(view: SheetView, sheet: MarksSheet):
    view.choose(Block(0, TX1, 2, TX2))
    paste(view, "7")
    assert sheet.column_texts(TX1)[:4] == ["7", "7", "7", ""]
    assert sheet.column_texts(TX2)[:4] == ["7", "7", "7", ""]


def test_an_empty_clipboard_says_so(view: SheetView, sheet: MarksSheet):
    said: list[str] = []
    view.told.connect(said.append)
    paste(view, "")
    assert sheet.commits == []
    assert said == ["Chưa có gì để dán: hãy chép một khối ô trước."]


def test_copy_gives_tab_separated_text(view: SheetView, sheet: MarksSheet):
    sheet.texts = {(0, TX1): "8", (0, TX2): "8,5", (1, TX2): "10", (1, COMMENT): "a\tb"}
    view.refresh()
    view.choose(Block(0, TX1, 1, TX2))
    press(view, Key.Key_C, CONTROL)
    assert QApplication.clipboard().text().replace("\r\n", "\n") == "8\t8,5\n\t10"


def test_cut_copies_and_clears_in_one_step(view: SheetView, sheet: MarksSheet):
    sheet.texts = {(0, TX1): "8", (1, TX1): "9"}
    view.refresh()
    view.choose(Block(0, TX1, 1, TX1))
    press(view, Key.Key_X, CONTROL)
    assert QApplication.clipboard().text().replace("\r\n", "\n") == "8\n9"
    assert sheet.column_texts(TX1) == [""] * 10
    assert len(sheet.commits) == 1


def test_delete_clears_the_block_and_what_was_kept(view: SheetView, sheet: MarksSheet):
    sheet.texts = {(0, TX1): "8"}
    sheet.kept = {(1, TX1): ("vắng", "Điểm là số.")}
    view.refresh()
    view.choose(Block(0, TX1, 1, TX1))
    press(view, Key.Key_Delete)
    assert sheet.kept == {}
    assert sheet.column_texts(TX1)[:2] == ["", ""]


def test_fill_down_copies_the_first_row(view: SheetView, sheet: MarksSheet):
    sheet.texts = {(0, TX1): "8", (0, TX2): "9"}
    view.refresh()
    view.choose(Block(0, TX1, 3, TX2))
    press(view, Key.Key_D, CONTROL)
    assert sheet.column_texts(TX1)[:5] == ["8", "8", "8", "8", ""]
    assert sheet.column_texts(TX2)[:5] == ["9", "9", "9", "9", ""]
    assert len(sheet.commits) == 1


def test_fill_down_in_one_cell_takes_the_one_above(view: SheetView, sheet: MarksSheet):
    sheet.texts = {(0, TX1): "8"}
    view.refresh()
    view.go(1, TX1)
    press(view, Key.Key_D, CONTROL)
    assert sheet.column_texts(TX1)[:3] == ["8", "8", ""]


def test_shift_and_arrows_stretch_the_block_from_the_current_cell(view: SheetView):
    view.go(2, TX1)
    press(view, Key.Key_Down, SHIFT)
    press(view, Key.Key_Right, SHIFT)
    assert view.block == Block(2, TX1, 3, TX2)
    assert view.current == (2, TX1)
    press(view, Key.Key_Down)
    assert view.block == Block(3, TX1, 3, TX1)


def test_control_a_takes_all_that_scrolls(view: SheetView):
    press(view, Key.Key_A, CONTROL)
    assert view.block == Block(0, TX1, 9, COMMENT)


def test_qt_knows_the_same_selection(view: SheetView):
    view.choose(Block(0, TX1, 2, TX2))
    chosen = {(index.row(), index.column()) for index in view.selectionModel().selectedIndexes()}
    assert chosen == set(Block(0, TX1, 2, TX2).cells())
    assert view.currentIndex().row() == 0


def test_the_mouse_chooses_a_cell_and_a_block(view: SheetView):
    click(view.viewport(), centre(view, 3, TX2))
    assert view.current == (3, TX2)
    click(view.viewport(), centre(view, 5, FINAL), SHIFT)
    assert view.block == Block(3, TX2, 5, FINAL)
    drag(view.viewport(), centre(view, 1, TX1), centre(view, 4, TX2))
    assert view.block == Block(1, TX1, 4, TX2)


def test_a_click_elsewhere_writes_the_open_cell(view: SheetView, sheet: MarksSheet):
    type_text(view, "9")
    click(view.viewport(), centre(view, 3, TX2))
    assert sheet.texts[0, TX1] == "9"


def test_a_double_click_opens_the_cell(view: SheetView, sheet: MarksSheet):
    sheet.texts[2, TX1] = "7"
    view.refresh()
    at = centre(view, 2, TX1)
    click(view.viewport(), at)
    mouse(view.viewport(), [(QEvent.Type.MouseButtonDblClick, at)])
    assert view.entry.editor.text() == "7"
    press(view, Key.Key_Escape)


def test_the_handle_pulls_a_mark_down(view: SheetView, sheet: MarksSheet):
    sheet.texts[0, TX1] = "8"
    view.refresh()
    view.go(0, TX1)
    drag(view.viewport(), view.pointer.handle_rect().center(), centre(view, 3, TX1))
    assert sheet.column_texts(TX1)[:5] == ["8", "8", "8", "8", ""]
    assert len(sheet.commits) == 1


@pytest.mark.parametrize(
    ("key", "modifiers", "start", "target"),
    [
        (Key.Key_Home, NONE, (3, COMMENT), (3, TX1)),
        (Key.Key_End, NONE, (3, TX1), (3, COMMENT)),
        (Key.Key_Home, CONTROL, (3, COMMENT), (0, TX1)),
        (Key.Key_End, CONTROL, (3, TX1), (9, COMMENT)),
        (Key.Key_Down, CONTROL, (0, TX1), (2, TX1)),
        (Key.Key_Down, CONTROL, (2, TX1), (5, TX1)),
        (Key.Key_Down, CONTROL, (5, TX1), (9, TX1)),
        (Key.Key_Up, CONTROL, (5, TX1), (2, TX1)),
        (Key.Key_Right, CONTROL, (0, TX1), (0, AVERAGE)),
    ],
)
def test_far_moves(
    view: SheetView,
    sheet: MarksSheet,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier,
    start: tuple[int, int],
    target: tuple[int, int],
):
    sheet.texts = {(row, TX1): "8" for row in (0, 1, 2, 5)}
    view.refresh()
    view.go(*start)
    press(view, key, modifiers)
    assert view.current == target


def test_tab_skips_what_cannot_be_typed_and_goes_to_the_next_row(view: SheetView):
    view.go(0, FINAL)
    press(view, Key.Key_Tab)
    assert view.current == (0, COMMENT)
    press(view, Key.Key_Tab)
    assert view.current == (1, TX1)
    press(view, Key.Key_Backtab, SHIFT)
    assert view.current == (0, COMMENT)


def test_f8_walks_the_problems_and_begins_again(view: SheetView, sheet: MarksSheet):
    sheet.kept = {(4, TX1): ("x", "?"), (2, FINAL): ("y", "?")}
    view.refresh()
    places = []
    for _ in range(3):
        press(view, Key.Key_F8)
        places.append(view.current)
    assert places == [(2, FINAL), (4, TX1), (2, FINAL)]


def test_f8_without_problems_says_so(view: SheetView):
    said: list[str] = []
    view.told.connect(said.append)
    press(view, Key.Key_F8)
    assert said == ["Không còn ô nào cần xem lại."]


def test_nothing_to_undo_is_said(view: SheetView):
    said: list[str] = []
    view.told.connect(said.append)
    press(view, Key.Key_Z, CONTROL)
    press(view, Key.Key_Y, CONTROL)
    assert said == ["Không còn bước nào để hoàn tác.", "Không còn bước nào để làm lại."]


def test_the_menu_acts_on_the_block(view: SheetView, sheet: MarksSheet):
    sheet.texts[0, TX1] = "8"
    view.refresh()
    at = centre(view, 0, TX1)
    place = view.viewport().mapToGlobal(at)
    QApplication.sendEvent(
        view.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, place)
    )
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [act.text().split("\t")[0] for act in menu.actions()]
    assert words == ["Chép", "Cắt", "Dán", "Xóa nội dung", "Điền xuống"]
    menu.actions()[3].trigger()
    menu.close()
    assert sheet.texts[0, TX1] == ""


def test_the_words_of_a_column_are_offered(pane: SheetPane, sheet: MarksSheet):
    sheet.columns = tuple(
        replace(column, choices=("8", "9")) if column.key == "tx1" else column
        for column in sheet.columns
    )
    pane.show_sheet(sheet, at=(0, TX1))
    press(pane.view, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.actions()[1].trigger()
    menu.close()
    assert sheet.texts[0, TX1] == "9"
