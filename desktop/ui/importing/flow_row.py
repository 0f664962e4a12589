"""A row of controls that goes on in the next line where the room ends."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

GAP = 8


class FlowRow(QWidget):
    """Places its parts itself; its height follows from its width."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[QWidget] = []
        self._height = 32
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, part: QWidget) -> None:
        """Put a part at the end."""
        part.setParent(self)
        self._parts.append(part)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(width, move=False)

    def sizeHint(self) -> QSize:
        return QSize(240, self._height)

    def minimumSizeHint(self) -> QSize:
        widest = max((part.sizeHint().width() for part in self._parts), default=0)
        return QSize(min(widest, 160), 32)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        height = self._place(self.width(), move=True)
        if height != self._height:
            self._height = height
            self.updateGeometry()

    def _place(self, width: int, *, move: bool) -> int:
        """Lay the parts out in lines; returns the height that they take."""
        x = y = tall = 0
        for part in self._parts:
            part.ensurePolished()
            size = part.sizeHint().expandedTo(part.minimumSize()).boundedTo(part.maximumSize())
            wide = min(size.width(), width)
            if x and x + wide > width:
                x, y, tall = 0, y + tall + GAP - 2, 0
            if move:
                part.setGeometry(x, y, wide, size.height())
                part.show()
            x, tall = x + wide + GAP, max(tall, size.height())
        return y + tall
