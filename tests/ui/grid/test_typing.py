"""Typing into the sheet: replace, edit, leave; each cell is written before the cursor goes."""

import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.ui.grid.pane import SheetPane
from desktop.ui.grid.sheet import Outcome, Result
from desktop.ui.grid.view import SheetView
from tests.ui.grid.marks_sheet import AVERAGE, COMMENT, FINAL, TX1, TX2, MarksSheet
from tests.ui.keys import CONTROL, NONE, SHIFT, ime_commit, ime_preview, press, resend, type_text

Key = Qt.Key


def test_typing_replaces_and_enter_goes_down(view: SheetView, sheet: MarksSheet):
    sheet.texts[0, TX1] = "5"
    view.refresh()
    type_text(view, "7,5")
    assert view.entry.editor.text() == "7,5"
    press(view, Key.Key_Return)
    assert sheet.texts[0, TX1] == "7,5"
    assert view.current == (1, TX1)
    assert not view.entry.is_open


def test_a_column_is_typed_with_one_commit_a_cell(view: SheetView, sheet: MarksSheet):
    for mark in ("8", "8,5", "8.5", "10"):
        type_text(view, mark)
        press(view, Key.Key_Return)
    assert sheet.column_texts(TX1)[:4] == ["8", "8,5", "8,5", "10"]
    assert [len(edits) for edits in sheet.commits] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("key", "modifiers", "target"),
    [
        (Key.Key_Return, NONE, (3, TX2)),
        (Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, (3, TX2)),
        (Key.Key_Return, SHIFT, (1, TX2)),
        (Key.Key_Tab, NONE, (2, FINAL)),
        (Key.Key_Backtab, SHIFT, (2, TX1)),
        (Key.Key_Up, NONE, (1, TX2)),
        (Key.Key_Down, NONE, (3, TX2)),
        (Key.Key_Left, NONE, (2, TX1)),
        (Key.Key_Right, NONE, (2, FINAL)),
    ],
)
def test_every_key_that_leaves_writes_first(
    view: SheetView,
    sheet: MarksSheet,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier,
    target: tuple[int, int],
):
    written_at: list[str | None] = []
    view.moved.connect(lambda *_at: written_at.append(sheet.texts.get((2, TX2))))
    view.go(2, TX2)
    written_at.clear()
    type_text(view, "9")
    press(view, key, modifiers)
    assert view.current == target
    assert written_at == ["9"]


def test_f2_opens_what_stands_there_and_arrows_stay_inside(view: SheetView, sheet: MarksSheet):
    sheet.texts[0, TX1] = "7,5"
    view.refresh()
    press(view, Key.Key_F2)
    assert view.entry.editor.text() == "7,5"
    press(view, Key.Key_Backspace, NONE, "\b")
    press(view, Key.Key_Left)
    assert view.entry.is_open
    press(view, Key.Key_End)
    type_text(view, "0")
    press(view, Key.Key_Return)
    assert sheet.texts[0, TX1] == "7"


def test_escape_writes_nothing(view: SheetView, sheet: MarksSheet):
    sheet.texts[0, TX1] = "7,5"
    view.refresh()
    type_text(view, "3")
    press(view, Key.Key_Escape)
    assert sheet.commits == []
    assert not view.entry.is_open
    assert view.current == (0, TX1)


def test_nothing_is_committed_when_nothing_changed(view: SheetView, sheet: MarksSheet):
    sheet.texts[0, TX1] = "7,5"
    view.refresh()
    press(view, Key.Key_F2)
    press(view, Key.Key_Return)
    assert sheet.commits == []


def test_unreadable_text_is_kept_as_typed(view: SheetView, pane: SheetPane, sheet: MarksSheet):
    outcomes: list[list[Outcome]] = []
    view.written.connect(outcomes.append)
    type_text(view, "8,75")
    press(view, Key.Key_Return)
    assert outcomes[0][0].result is Result.KEPT
    assert sheet.kept[0, TX1][0] == "8,75"
    assert view.current == (1, TX1)
    view.go(0, TX1)
    assert view.sheet_model.cell(0, TX1).text == "8,75"
    assert pane.ways.isVisible()
    assert [made.text() for made in pane.ways.buttons] == ["Gõ lại", "Ghi 8,8 (làm tròn)", "Xóa ô"]


@pytest.mark.parametrize("text", ["10,5", "-1", "8,75", "8.0.5", "vắng", "=6+2", "🙂"])
def test_what_is_no_mark_stays_in_the_cell(view: SheetView, sheet: MarksSheet, text: str):
    type_text(view, text)
    press(view, Key.Key_Return)
    assert sheet.kept[0, TX1][0] == text
    assert (0, TX1) not in sheet.texts


def test_ten_thousand_characters_are_held_at_the_columns_limit(view: SheetView, sheet: MarksSheet):
    QApplication.clipboard().setText("9" * 10_000)
    press(view, Key.Key_F2)
    press(view, Key.Key_V, CONTROL)
    press(view, Key.Key_Return)
    assert len(sheet.kept[0, TX1][0]) == 200


def test_a_locked_cell_takes_nothing_and_says_why(
    view: SheetView, pane: SheetPane, sheet: MarksSheet
):
    sheet.texts[0, TX1] = "6"
    sheet.locked.add((0, TX1))
    view.refresh()
    type_text(view, "9")
    assert not view.entry.is_open
    assert sheet.commits == []
    assert pane.line.line.sentence == "Chưa ghi gì: đã khóa 21/12, cô Hương"


def test_a_computed_column_takes_nothing(view: SheetView, pane: SheetPane, sheet: MarksSheet):
    view.go(0, AVERAGE)
    type_text(view, "9")
    ime_commit(view, "9")
    assert sheet.commits == []
    assert pane.line.line.sentence.startswith("Chưa ghi gì")


def test_a_refusal_while_writing_is_told(view: SheetView, sheet: MarksSheet):
    offers: list[str] = []
    view.offered.connect(lambda offer: offers.append(offer.sentence))
    type_text(view, "9")
    sheet.locked.add((0, TX1))  # locked by somebody else after the cell was opened
    press(view, Key.Key_Return)
    assert offers == ["Ô đã khóa."]
    assert view.sheet_model.cell(0, TX1).text == ""


def test_an_accented_first_letter_opens_the_cell(view: SheetView, sheet: MarksSheet):
    view.go(0, COMMENT)
    type_text(view, "Điểm tốt, Nguyễn")
    press(view, Key.Key_Return)
    assert sheet.texts[0, COMMENT] == "Điểm tốt, Nguyễn"


def test_letters_taken_back_and_typed_again(view: SheetView, sheet: MarksSheet):
    view.go(0, COMMENT)
    type_text(view, "t")
    type_text(view, "i")
    type_text(view, "e")
    resend(view, 1, "ế")
    type_text(view, "n")
    type_text(view, " bo")
    resend(view, 1, "ộ")
    press(view, Key.Key_Return)
    assert sheet.texts[0, COMMENT] == "tiến bộ"


def test_the_very_first_letter_is_taken_back(view: SheetView, sheet: MarksSheet):
    view.go(0, COMMENT)
    type_text(view, "d")
    resend(view, 1, "đ")
    type_text(view, "i")
    press(view, Key.Key_Return)
    assert sheet.texts[0, COMMENT] == "đi"


def test_a_composed_word_opens_the_cell(view: SheetView, sheet: MarksSheet):
    view.go(0, COMMENT)
    ime_preview(view, "t")
    ime_preview(view, "ti")
    ime_preview(view, "tiế")
    assert view.entry.is_open
    assert view.hasFocus()
    ime_commit(view, "tiến")
    ime_commit(view, " bộ")
    press(view, Key.Key_Return)
    assert sheet.texts[0, COMMENT] == "tiến bộ"


def test_a_commit_without_preview_replaces_the_cell(view: SheetView, sheet: MarksSheet):
    sheet.texts[0, COMMENT] = "cũ"
    view.refresh()
    view.go(0, COMMENT)
    ime_commit(view, "Mới")
    press(view, Key.Key_Tab)
    assert sheet.texts[0, COMMENT] == "Mới"


def test_the_editor_never_takes_the_keyboard(view: SheetView):
    type_text(view, "8")
    assert view.entry.is_open
    assert QApplication.focusWidget() is view


def test_another_window_in_front_keeps_the_half_typed_cell(view: SheetView, sheet: MarksSheet):
    type_text(view, "8,")
    view.clearFocus()  # a plain loss of focus writes
    assert sheet.commits != []
    view.setFocus()
    view.go(1, TX1)
    type_text(view, "7,")
    before = len(sheet.commits)
    cover = QLineEdit(view.window())
    cover.show()
    cover.setFocus(Qt.FocusReason.PopupFocusReason)  # as the lock screen does
    assert len(sheet.commits) == before
    assert view.entry.editor.text() == "7,"


def test_enter_passes_over_a_pupil_who_left(view: SheetView, sheet: MarksSheet):
    sheet.leave(1)
    view.refresh()
    type_text(view, "8")
    press(view, Key.Key_Return)
    assert view.current == (2, TX1)
    press(view, Key.Key_Up)
    type_text(view, "8")
    assert not view.entry.is_open


def test_choices_are_not_confused_with_ways_out(view: SheetView, pane: SheetPane):
    type_text(view, "vắng")
    press(view, Key.Key_Return)
    view.go(0, TX1)
    press(view, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert pane.ways.buttons[0].hasFocus()
    press(pane.ways, Key.Key_Escape)
    assert view.hasFocus()
    assert not pane.ways.isVisible()


def test_a_way_out_writes_its_text(view: SheetView, pane: SheetPane, sheet: MarksSheet):
    type_text(view, "8,75")
    press(view, Key.Key_Return)
    view.go(0, TX1)
    pane.ways.buttons[1].click()
    assert sheet.texts[0, TX1] == "8,8"
    assert sheet.kept == {}
    assert not pane.ways.isVisible()
    assert view.hasFocus()


def shortcut(view: SheetView, keys: str) -> list[str]:
    """A shortcut of the window around the grid; what it saw is appended."""
    seen: list[str] = []
    made = QShortcut(QKeySequence(keys), view.window())
    made.activated.connect(lambda: seen.append(view.entry.editor.text()))
    return seen


def test_the_act_of_the_page_sees_the_last_cell(view: SheetView, sheet: MarksSheet):
    seen = shortcut(view, "Ctrl+Return")
    type_text(view, "9")
    QTest.keyClick(view, Key.Key_Return, CONTROL)
    assert seen == ["9"]
    assert sheet.texts[0, TX1] == "9"
    assert view.current == (0, TX1)


@pytest.mark.parametrize("keys", ["F1", "Ctrl+K", "Alt+2", "Ctrl+L"])
def test_the_windows_keys_work_while_a_cell_is_open(view: SheetView, sheet: MarksSheet, keys: str):
    seen = shortcut(view, keys)
    type_text(view, "9")
    QTest.keySequence(view, QKeySequence(keys))
    assert seen == ["9"]
    assert sheet.commits == []  # locking the screen must not end what is being typed


@pytest.mark.parametrize("keys", ["8", "F2", "F8", "Ctrl+Z", "Ctrl+V", "Delete", "Return"])
def test_the_grids_own_keys_are_not_taken_away(view: SheetView, keys: str):
    seen = shortcut(view, keys)
    QTest.keySequence(view, QKeySequence(keys))
    assert seen == []


def test_escape_is_left_to_the_dialog_around(view: SheetView):
    seen = shortcut(view, "Esc")
    view.go(3, TX1, extend=True)
    press(view, Key.Key_Escape)
    assert view.block.single
    QTest.keyClick(view, Key.Key_Escape)
    assert seen == [""]


def test_a_key_that_nobody_knows_ends_nowhere(view: SheetView):
    type_text(view, "9")
    press(view, Key.Key_F12)
    press(view, Key.Key_Menu)
    assert view.entry.editor.text() == "9"


def test_an_input_method_finds_the_cell(view: SheetView):
    view.go(2, TX1)
    query = Qt.InputMethodQuery.ImCursorRectangle
    cell = view.cell_rect(2, TX1).translated(view.viewport().pos())
    assert view.inputMethodQuery(query) == cell
    type_text(view, "8")
    cursor = view.inputMethodQuery(query)
    assert isinstance(cursor, QRect | QRectF)
    assert QRectF(cell).contains(QRectF(cursor).center())
    assert view.inputMethodQuery(Qt.InputMethodQuery.ImSurroundingText) == "8"
    assert view.inputMethodQuery(Qt.InputMethodQuery.ImEnabled) is True
