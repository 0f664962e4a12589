"""Clicks on a column's head, apart from drags that change its width."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent

from desktop.ui.grid.head import SheetHead

_STILL = 4


class HeadClicks(QObject):
    """Tells the column whose head was clicked."""

    clicked = Signal(int)

    def __init__(self, head: SheetHead) -> None:
        super().__init__(head)
        self._head = head
        self._pressed: QPoint | None = None
        self._width = 0
        head.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            at = event.position().toPoint()
            if event.type() == QEvent.Type.MouseButtonPress:
                self._pressed, self._width = at, self._head.length()
            elif event.type() == QEvent.Type.MouseButtonRelease and self._is_click(at):
                self.clicked.emit(self._head.logicalIndexAt(at))
        return super().eventFilter(watched, event)

    def _is_click(self, at: QPoint) -> bool:
        pressed, self._pressed = self._pressed, None
        still = pressed is not None and (at - pressed).manhattanLength() < _STILL
        return still and self._width == self._head.length() and self._head.logicalIndexAt(at) >= 0
