"""The mouse in a sheet: choose cells, drag a block, pull the handle down, open the choices."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QMenu

from desktop.ui.grid.moves import Cell
from desktop.ui.grid.sheet import Edit, State

if TYPE_CHECKING:
    from desktop.ui.grid.blocks import Block
    from desktop.ui.grid.view import SheetView

_HANDLE = 5


class Pointer:
    """Remembers between press and release what the mouse is doing."""

    def __init__(self, view: "SheetView") -> None:
        self._view = view
        self._dragging = False
        self._filling: Block | None = None

    def handle_rect(self) -> QRect:
        """Return the small square at the right bottom corner of the chosen block."""
        block = self._view.block
        rect = self._view.cell_rect(block.bottom, block.right)
        return QRect(rect.right() - _HANDLE + 2, rect.bottom() - _HANDLE + 2, _HANDLE, _HANDLE)

    def press(self, event: QMouseEvent) -> None:
        view, at = self._view, event.position().toPoint()
        cell = self._cell_at(at)
        if cell is None:
            view.entry.close()
            return
        if event.button() == Qt.MouseButton.RightButton and view.block.holds(*cell):
            return
        handle = self.handle_rect().adjusted(-4, -4, 4, 4)
        if handle.contains(at) and view.block.holds(*cell) and not view.entry.is_open:
            self._filling = view.block
            return
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragging = True
        view.go(*cell, extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def move(self, event: QMouseEvent) -> None:
        if not (self._dragging or self._filling) or self._view.entry.is_open:
            return
        cell = self._nearest(event.position().toPoint())
        if self._filling is not None:
            cell = (max(cell[0], self._filling.bottom), self._filling.right)
        if cell != self._view.corner:
            self._view.go(*cell, extend=True)

    def release(self, _event: QMouseEvent) -> None:
        source, self._filling, self._dragging = self._filling, None, False
        if source is not None and self._view.block.height > source.height:
            self._view.entry.fill_down()

    def _cell_at(self, point: QPoint) -> Cell | None:
        index = self._view.indexAt(point)
        return (index.row(), index.column()) if index.isValid() else None

    def _nearest(self, point: QPoint) -> Cell:
        """Return the cell under the pointer, or the next one to it outside the grid."""
        view = self._view
        shape = view.shape_now()
        inside = self._cell_at(point)
        if inside is not None:
            return inside
        row, column = view.rowAt(point.y()), view.columnAt(point.x())
        if row < 0:
            row = view.corner[0] - 1 if point.y() < 0 else shape.rows - 1
        if column < 0:
            column = view.corner[1] - 1 if point.x() < 0 else shape.columns - 1
        return shape.clamp(row, column)

    def show_menu(self, event: QContextMenuEvent) -> None:
        """Right click or the menu key: what can be done with the chosen block."""
        view, entry = self._view, self._view.entry
        if not view.sheet_model.rows:
            return
        menu = QMenu(view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, keys, act in (
            ("Chép", "Ctrl+C", entry.copy),
            ("Cắt", "Ctrl+X", entry.cut),
            ("Dán", "Ctrl+V", entry.paste),
            ("Xóa nội dung", "Delete", entry.clear),
            ("Điền xuống", "Ctrl+D", entry.fill_down),
        ):
            menu.addAction(f"{words}\t{keys}").triggered.connect(lambda _on=False, act=act: act())
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        below = view.viewport().mapToGlobal(view.cell_rect(*view.current).bottomLeft())
        menu.popup(below if by_keys else event.globalPos())

    def show_choices(self) -> None:
        """Alt+↓: offer the words that the column knows, or the ways out of a wrong cell."""
        view = self._view
        row, column = view.current
        choices = view.sheet_model.columns[column].choices
        if not choices or view.sheet_model.cell(row, column).state & State.INVALID:
            view.ways_asked.emit()
            return
        if not view.entry.open_cell():
            return  # the cell line has said why
        view.entry.close(keep=False)
        menu = QMenu(view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for choice in choices:
            act = menu.addAction(choice)
            act.triggered.connect(
                lambda _checked=False, text=choice: view.entry.write([Edit(row, column, text)])
            )
        menu.popup(view.viewport().mapToGlobal(view.cell_rect(row, column).bottomLeft()))
