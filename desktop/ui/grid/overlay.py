"""What lies over the cells: frozen columns, the red line of who left, the frame of the cursor."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen

from desktop.ui.theme import ink, ink_pen

if TYPE_CHECKING:
    from desktop.ui.grid.view import SheetView

_MARGIN = 6  # pixels between the left edge and the red line


def paint_over(view: "SheetView", painter: QPainter) -> None:
    """Paint on the finished cells, in this order."""
    if view.frozen and view.horizontalScrollBar().value():
        _paint_frozen(view, painter)
    _paint_struck(view, painter)
    if view.current[0] >= 0:
        _paint_frame(view, painter)


def _visible_rows(view: "SheetView") -> range:
    last = view.rowAt(view.viewport().height() - 1)
    return range(max(0, view.rowAt(0)), last + 1 if last >= 0 else len(view.sheet_model.rows))


def _paint_frozen(view: "SheetView", painter: QPainter) -> None:
    for row in _visible_rows(view):
        for column in range(view.frozen):
            view.cells.paint_at(painter, view.cell_rect(row, column), row, column)


def _paint_struck(view: "SheetView", painter: QPainter) -> None:
    """Draw the line through the rows of pupils who have left, up to their last entry."""
    model = view.sheet_model
    keys = [column.key for column in model.columns]
    painter.setPen(ink_pen("red"))
    for row in _visible_rows(view):
        until = model.rows[row].struck_to
        if until:
            last = view.cell_rect(row, keys.index(until) if until in keys else len(keys) - 1)
            y = last.y() + last.height() // 2
            painter.drawLine(_MARGIN, y, last.right(), y)


def _paint_frame(view: "SheetView", painter: QPainter) -> None:
    """Draw the 2 px frame of the current cell with its handle, and the edge of a block."""
    if view.frozen and view.current[1] >= view.frozen:
        painter.setClipRect(view.viewport().rect().adjusted(view.fixed_width() - 1, 0, 0, 0))
    colour = "accent" if view.hasFocus() or view.entry.is_open else "edge"
    block = view.block
    if not block.single:
        one = view.cell_rect(block.top, block.left)
        other = view.cell_rect(block.bottom, block.right)
        painter.setPen(ink_pen(colour))
        painter.drawRect(one.united(other).adjusted(-1, -1, 0, 0))
    pen = QPen(ink(colour), 2)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.drawRect(view.cell_rect(*view.current))
    if not view.entry.is_open:
        foot = view.pointer.handle_rect()
        painter.fillRect(foot.adjusted(-1, -1, 0, 0), ink("page"))
        painter.fillRect(foot, ink(colour))
