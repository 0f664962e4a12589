"""A sheet as pages use it: cell line over grid, ways out of a wrong cell, facts for the foot."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.grid.cell_line import CellLine, Line, line_of
from desktop.ui.grid.facts import Facts, facts
from desktop.ui.grid.moves import Cell
from desktop.ui.grid.sheet import Edit, Sheet, State
from desktop.ui.grid.view import SheetView
from desktop.ui.grid.ways import Way, WaysPopover


class SheetPane(QWidget):
    """Wires the parts; what the page has to do itself comes as signals."""

    facts = Signal(str)  # for the right of the status bar
    action_asked = Signal(int, int)  # the link in the cell line: Vì sao? and its like

    def __init__(self, name: str = "Bảng điểm", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = CellLine(self)
        self.view = SheetView(self, name)
        self.ways = WaysPopover(self, self.view)
        self._told = ""
        self._said: str | None = None  # None: whatever comes next is told
        self._dismissed = False  # Esc closed the ways of the cell that is still the current one
        self.facts_of: Facts = facts  # of a sheet that holds no marks, its page says them
        self.offers_ways = True  # a page that shows the ways elsewhere puts this off
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.line)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self.view.moved.connect(self._on_move)
        self.view.selected.connect(self._say)
        self.view.told.connect(self._tell)
        self.view.opened.connect(self._on_open)
        self.view.ways_asked.connect(self._enter_ways)
        self.view.verticalScrollBar().valueChanged.connect(self.ways.hide)
        self.view.horizontalScrollBar().valueChanged.connect(self.ways.hide)
        self.view.installEventFilter(self)
        self.line.asked.connect(self._ask)
        self.ways.left.connect(self._dismiss)

    def show_sheet(
        self,
        sheet: Sheet | None,
        *,
        widths: Mapping[str, int] | None = None,
        keep_widths: Callable[[dict[str, int]], None] | None = None,
        at: Cell | None = None,
    ) -> None:
        """Show a sheet; None empties the grid."""
        self._told, self._said = "", None
        self.ways.hide()
        self.view.show_sheet(sheet, widths=widths, keep_widths=keep_widths, at=at)
        if not self.view.sheet_model.rows:
            self.line.say(Line())
            self.facts.emit("")

    def _on_move(self) -> None:
        self._told = ""
        self._dismissed = False
        self._say()

    def _on_open(self, is_open: bool) -> None:
        if is_open:
            self._told = ""
            self._dismissed = False
        self._say()

    def _tell(self, sentence: str) -> None:
        self._told = sentence
        self._say()

    def _say(self) -> None:
        view, model = self.view, self.view.sheet_model
        if not model.rows or view.current[0] < 0:
            return
        row, column = view.current
        cell = model.cell(row, column)
        is_open = view.entry.is_open
        self.line.say(
            line_of(model.rows[row], model.columns[column], cell, is_open=is_open, told=self._told)
        )
        said = self.facts_of(model, view.block)
        if said != self._said:
            self._said = said
            self.facts.emit(said)
        wrong = bool(cell.state & State.INVALID) and view.block.single and not is_open
        if wrong and self.offers_ways and view.isVisible() and not self._dismissed:
            self._show_ways(row, column)
        else:
            self.ways.hide()

    def _show_ways(self, row: int, column: int) -> None:
        view, entry = self.view, self.view.entry
        cell = view.sheet_model.cell(row, column)
        ways: list[Way] = [("Gõ lại", self._type_again)]
        ways += [
            (words, lambda text=text: entry.write([Edit(row, column, text)]))  # type: ignore[misc]
            for words, text in cell.ways
        ]
        ways.append(("Xóa ô", lambda: entry.write([Edit(row, column, "")])))
        shown = cell.text if len(cell.text) <= 16 else f"{cell.text[:15]}…"  # noqa: PLR2004 - fits
        origin = view.viewport().mapTo(self, view.cell_rect(row, column).topLeft())
        place = QRect(origin, view.cell_rect(row, column).size())
        title = f"{shown} chưa được ghi vào sổ"
        reason = cell.sentence.removeprefix(title).lstrip(". ")  # the title has said it
        self.ways.show_at(place, title, reason or cell.sentence, ways)

    def _type_again(self) -> None:
        self.view.entry.open_cell()
        self.view.entry.editor.selectAll()

    def _enter_ways(self) -> None:
        self._dismissed = False
        self._say()
        if self.ways.isVisible():
            self.ways.enter()

    def _dismiss(self) -> None:
        self._dismissed = True
        self.ways.hide()

    def _ask(self) -> None:
        self.action_asked.emit(*self.view.current)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the ways when the grid gets the keyboard; Esc closes them."""
        if event.type() == QEvent.Type.FocusIn:
            self._say()
        if self.ways.isVisible() and _is_escape(event):
            self._dismiss()
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.ways.hide()


def _is_escape(event: QEvent) -> bool:
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
        return False
    return event.key() == Qt.Key.Key_Escape
