"""A popover that explains a cell: beside it or below it, never over its row; gone when left."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.buttons import button
from desktop.ui.kit.popover import GAP, Popover
from desktop.ui.kit.words import label, row


class CellPopover(Popover):
    """As high as its words need at a fixed width; made anew for each question."""

    def __init__(self, window: QWidget, name: str, width: int) -> None:
        super().__init__(window, name)
        self._wide = width
        self.setFixedWidth(width)

    def add_title(self, title: str) -> None:
        """The question, with a button that closes."""
        close = button("", self.leave, k="quiet", icon="ri.close-line")
        close.setAccessibleName("Đóng")
        close.setToolTip("Đóng (Esc)")
        close.setFixedSize(28, 28)
        self.body.addLayout(row(label(title, "panel"), None, close))

    def show_at(self, widget: QWidget, cell: QRect, back: QWidget | None = None) -> None:
        self.ensurePolished()
        self.body.activate()
        wraps = self.body.hasHeightForWidth()
        high = self.body.heightForWidth(self._wide) if wraps else self.body.sizeHint().height()
        self.setFixedHeight(high)
        super().show_at(widget, cell, back)

    def _place(self, target: QRect, room: QRect) -> QPoint:
        """Right of the cell, else below or above its row, else where there is room at all."""
        width, height = self.width(), self.height()
        beside = max(4, min(target.top() - 20, room.bottom() - height - 4))
        if target.right() + GAP + width <= room.right():
            return QPoint(target.right() + GAP, beside)
        left = max(4, min(target.left(), room.right() - width - 4))
        if target.bottom() + GAP + height <= room.bottom():
            return QPoint(left, target.bottom() + GAP)
        if target.top() - GAP - height >= 0:
            return QPoint(left, target.top() - GAP - height)
        return QPoint(max(4, target.left() - GAP - width), beside)

    def leave(self) -> None:
        super().leave()
        self.deleteLater()
