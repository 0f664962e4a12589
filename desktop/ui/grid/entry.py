"""Typing into a sheet: the open cell, and everything that writes; one act is one undo step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from desktop.ui.grid.blocks import Block, TooLargeError, fill_edits, paste_edits
from desktop.ui.grid.clipboard import from_text, to_text
from desktop.ui.grid.editor import CellEditor
from desktop.ui.grid.moves import next_problem
from desktop.ui.grid.sheet import Edit, Kind, Outcome, Result, Sheet, State

if TYPE_CHECKING:
    from desktop.ui.grid.view import SheetView

_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_OWN = (
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Paste,
    QKeySequence.StandardKey.SelectAll,
    QKeySequence.StandardKey.Delete,
)
_OWN_KEYS = frozenset(
    {
        Qt.Key.Key_F2,
        Qt.Key.Key_F8,
        Qt.Key.Key_Delete,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
    }
)
_CURSOR = frozenset(
    {
        Qt.Key.Key_Escape,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
    }
)
_QUIET = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


@dataclass(frozen=True, slots=True)
class Offer:
    """Something was not done; `act` does the part that can be done."""

    sentence: str
    button: str = ""
    act: Callable[[], None] | None = None


class Entry:
    """Holds the one editor; every method that writes calls `Sheet.commit` once."""

    def __init__(self, view: "SheetView") -> None:
        self._view = view
        self._sheet: Sheet | None = None
        self._closing = False
        self.editor = CellEditor(view.viewport())
        self.replaced = False  # opened by typing: arrows leave the cell, as in a spreadsheet

    def show(self, sheet: Sheet | None) -> None:
        self.close()
        self._sheet = sheet

    @property
    def is_open(self) -> bool:
        return self.editor.is_open

    # ---- the open cell

    def open_cell(self, text: str | None = None) -> bool:
        """Open the current cell: with its own text (F2), or with `text` in its place."""
        view = self._view
        if self._sheet is None or view.current[0] < 0 or self.is_open:
            return self.is_open
        row, column = view.current
        model = view.sheet_model
        cell = model.cell(row, column)
        if not model.can_type(row, column):
            view.told.emit(self._why_closed(row, column))
            return False
        view.go(row, column)
        head = model.columns[column]
        left = head.kind in {Kind.TEXT, Kind.NAME}
        self.replaced = text is not None
        shown = cell.plain if text is None else text
        limit = head.max_length
        self.editor.open_at(view.cell_rect(row, column), shown, _LEFT if left else _CENTRE, limit)
        view.opened.emit(True)
        return True

    def _why_closed(self, row: int, column: int) -> str:
        model = self._view.sheet_model
        head = model.rows[row]
        if head.struck_to and not head.struck_open:
            return "Chưa ghi gì: em này không còn học ở lớp."
        said = model.cell(row, column).sentence
        if said:
            return f"Chưa ghi gì: {said}"
        return "Chưa ghi gì: cột này không nhập trực tiếp."

    def close(self, *, keep: bool = True) -> None:
        """Close the open cell; with `keep` its text is committed before anything else happens."""
        if not self.is_open or self._closing:
            return
        self._closing = True  # committing a half-composed word re-enters through the input method
        row, column = self._view.current
        text = self.editor.close_cell()
        self._closing = False
        self._view.opened.emit(False)
        if keep and text.strip() != self._view.sheet_model.cell(row, column).plain:
            self.write([Edit(row, column, text.strip())])
        self._view.viewport().update(self._view.cell_rect(row, column).adjusted(-3, -3, 4, 4))

    def drop(self) -> None:
        """Close the cell of a pupil or a column that is gone, and say what was not written."""
        if self.is_open:
            typed = self.editor.text()
            self.close(keep=False)
            self._view.told.emit(
                f"“{typed}” chưa được ghi: dòng hoặc cột này không còn trong bảng."
            )

    def follow(self) -> None:
        """Keep the open editor on its cell when the grid scrolls or grows."""
        if self.is_open:
            self.editor.place(self._view.cell_rect(*self._view.current))

    def type_key(self, event: QKeyEvent) -> bool:
        """Take a key that carries text; the first one replaces what the cell held."""
        if self.is_open:
            return self.editor.feed(event)
        text = event.text()
        if not text or not text.isprintable():
            return False
        if self.open_cell(""):
            self.editor.insert(text)
        return True

    def compose(self, event: QInputMethodEvent) -> None:
        """Take composed text: an input method's letters, with or without a preview."""
        starts = bool(event.commitString() or event.preeditString())
        if self.is_open or (starts and self.open_cell("")):
            self.editor.feed(event)
        event.accept()

    def claims(self, event: QKeyEvent) -> bool:
        """Tell whether a key belongs to the grid although it is a shortcut elsewhere."""
        modifiers = event.modifiers() & ~_QUIET
        typed = bool(event.text()) and event.text().isprintable()
        if modifiers == Qt.KeyboardModifier.NoModifier:
            busy = self.is_open or not self._view.block.single
            return typed or event.key() in _OWN_KEYS or (busy and event.key() in _CURSOR)
        act_of_page = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if act_of_page and modifiers == Qt.KeyboardModifier.ControlModifier:
            self.close()  # the act of the page must see what was typed last
            return False
        return any(event.matches(key) for key in _OWN)

    # ---- what writes

    def write(self, edits: Sequence[Edit]) -> None:
        """Commit edits as one step and show what became of them."""
        if self._sheet is None or not edits:
            return
        outcomes = list(self._sheet.commit(edits))
        self._view.refresh(sorted({edit.row for edit in edits}))
        self._view.written.emit(outcomes)
        self._tell(outcomes)

    def _tell(self, outcomes: Sequence[Outcome]) -> None:
        refused = [one for one in outcomes if one.result is Result.REFUSED]
        kept = sum(1 for one in outcomes if one.result is Result.KEPT)
        if len(outcomes) == 1:
            if refused:
                self._view.offered.emit(Offer(refused[0].sentence))
            return
        parts = [f"Đã ghi {sum(1 for o in outcomes if o.result is Result.WRITTEN)} ô."]
        if kept:
            parts.append(f"{kept} ô chưa ghi vào sổ, chữ được giữ nguyên trong ô (F8 để xem lại).")
        if refused:
            parts.append(f"{len(refused)} ô không đổi: {refused[0].sentence}")
        if kept or refused:
            self._view.offered.emit(Offer(" ".join(parts)))

    def _write_free(self, edits: Sequence[Edit], what: str) -> None:
        """Write a block; where some cells are closed write nothing yet and offer the rest."""
        model = self._view.sheet_model
        meant = [e for e in edits if e.text != model.cell(e.row, e.column).plain]
        free = [e for e in meant if model.can_type(e.row, e.column)]
        closed = len(meant) - len(free)
        if not closed:
            self.write(free)
            return
        if not free:
            self._view.offered.emit(
                Offer(
                    f"{what}: cả {closed} ô đều đã khóa hoặc không nhập trực tiếp. Chưa ghi ô nào."
                )
            )
            return
        self._view.offered.emit(
            Offer(
                f"{what}: {closed} ô đã khóa hoặc không nhập trực tiếp. Chưa ghi ô nào.",
                f"Ghi {len(free)} ô còn trống, để lại {closed} ô đã khóa"
                if all(not model.cell(e.row, e.column).text for e in free)
                else f"Ghi {len(free)} ô còn mở, để lại {closed} ô đã khóa",
                lambda: self.write(free),
            )
        )

    def copy(self) -> None:
        block, model = self._view.block, self._view.sheet_model
        rows = range(block.top, block.bottom + 1)
        columns = range(block.left, block.right + 1)
        text = to_text([[model.cell(row, column).plain for column in columns] for row in rows])
        QApplication.clipboard().setText(text)

    def cut(self) -> None:
        self.copy()
        self.clear()

    def paste(self) -> None:
        """Paste the clipboard at the chosen block: all of it, or nothing and a sentence."""
        texts = from_text(QApplication.clipboard().text())
        model = self._view.sheet_model
        if not texts or not model.rows:
            self._view.told.emit("Chưa có gì để dán: hãy chép một khối ô trước.")
            return
        block = self._view.block
        try:
            edits = paste_edits(texts, block, len(model.rows), len(model.columns))
        except TooLargeError as large:
            self._view.offered.emit(Offer(large.sentence))
            return
        last = edits[-1]
        self._view.choose(Block(block.top, block.left, last.row, last.column))
        self._write_free(edits, "Khối dán")

    def clear(self) -> None:
        """Delete: empty the chosen block."""
        self.put("", "Xóa")

    def put(self, text: str, what: str) -> None:
        """One text into every cell of the chosen block."""
        edits = [Edit(row, column, text) for row, column in self._view.block.cells()]
        self._write_free(edits, what)

    def fill_down(self) -> None:
        """Ctrl+D: the first row of the block into those below; in one cell, what stands above."""
        view = self._view
        block = view.block
        if block.height == 1:
            if block.top == 0:
                return
            block = Block(block.top - 1, block.left, block.bottom, block.right)
        model = view.sheet_model
        self._write_free(fill_edits(block, lambda r, c: model.cell(r, c).plain), "Điền xuống")

    def undo(self) -> None:
        self._step(self._sheet.undo if self._sheet else None, "Không còn bước nào để hoàn tác.")

    def redo(self) -> None:
        self._step(self._sheet.redo if self._sheet else None, "Không còn bước nào để làm lại.")

    def _step(self, step: Callable[[], str | None] | None, nothing: str) -> None:
        if step is None:
            return
        said = step()
        self._view.refresh()
        self._view.told.emit(said or nothing)

    def next_problem(self) -> None:
        """F8: go to the next cell that asks for a decision."""
        view = self._view
        model = view.sheet_model
        found = next_problem(
            view.shape_now(),
            view.current,
            lambda row, column: bool(model.cell(row, column).state & State.PROBLEM),
        )
        if found is None:
            view.told.emit("Không còn ô nào cần xem lại.")
        else:
            view.go(*found)
