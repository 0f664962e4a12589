"""A popover: explains a cell beside or below it, never over it; Esc closes, focus goes back."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

GAP = 8


class Popover(QFrame):
    """A bordered sheet inside the window that points at a place of another widget."""

    def __init__(self, window: QWidget, name: str) -> None:
        super().__init__(window)
        self.setProperty("k", "float")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 12, 16, 12)
        self.body.setSpacing(6)
        self._room = window
        self._back: QWidget | None = None
        self.hide()

    def show_at(self, widget: QWidget, cell: QRect, back: QWidget | None = None) -> None:
        """Show beside `cell` (in the coordinates of `widget`): right, left, below or above it."""
        self._back = back or widget
        room = self._room
        top_left = widget.mapTo(room, cell.topLeft())
        target = QRect(top_left, cell.size())
        self.adjustSize()
        self.move(self._place(target, room.rect()))
        self.show()
        self.raise_()
        self.setFocus()

    def _place(self, target: QRect, room: QRect) -> QPoint:
        width, height = self.width(), self.height()
        top = max(4, min(target.top() - 20, room.bottom() - height - 4))
        if target.right() + GAP + width <= room.right():
            return QPoint(target.right() + GAP, top)
        if target.left() - GAP - width >= room.left():
            return QPoint(target.left() - GAP - width, top)
        left = max(4, min(target.left(), room.right() - width - 4))
        if target.bottom() + GAP + height <= room.bottom():
            return QPoint(left, target.bottom() + GAP)
        return QPoint(left, max(4, target.top() - GAP - height))

    def leave(self) -> None:
        """Close, and give the focus back."""
        self.hide()
        if self._back is not None:
            self._back.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)
