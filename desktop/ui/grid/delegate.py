"""The one delegate: puts a cell's layers in order; what the view knows comes as plain ints."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.grid.blocks import Block
from desktop.ui.grid.model import SheetModel
from desktop.ui.grid.painting import paint_cell, paint_ground
from desktop.ui.grid.sheet import Kind
from desktop.ui.theme import ink, ink_pen

FIFTH = 5  # every fifth line is solid, as in the printed book


class CellDelegate(QStyledItemDelegate):
    """Paints cells; `block` is the chosen range, `current` the cell with the frame."""

    def __init__(self, model: SheetModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.block = Block(-1, -1, -1, -1)
        self.current = (-1, -1)
        self.group_ends: frozenset[int] = frozenset()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect = QRect(option.rect)
        self.paint_at(painter, rect, index.row(), index.column())

    def paint_at(self, painter: QPainter, rect: QRect, row: int, column: int) -> None:
        """Paint one cell; also called for the frozen columns over a scrolled grid."""
        model = self._model
        cell, head = model.cell(row, column), model.columns[column]
        here = row == self.current[0]
        single = self.block.single
        ranged = not single and self.block.holds(row, column) and self.current != (row, column)
        if here and (head.kind is Kind.NAME or column == 0):
            painter.fillRect(rect, ink("tint2"))
        else:
            paint_ground(painter, rect, cell, ranged=ranged)
        struck = bool(model.rows[row].struck_to)
        paint_cell(painter, rect, head, cell, struck=struck)
        self._paint_edges(painter, rect, row, column)

    def _paint_edges(self, painter: QPainter, rect: QRect, row: int, column: int) -> None:
        painter.setPen(ink_pen("line5" if (row + 1) % FIFTH == 0 else "line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(ink_pen("line5" if column in self.group_ends else "line"))
        painter.drawLine(rect.topRight(), rect.bottomRight())

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(64, 26)
