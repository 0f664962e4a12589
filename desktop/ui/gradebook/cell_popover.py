"""A popover that explains a cell: beside it or below it, never over its row; gone when left."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPolygon, QShowEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.ui.kit.buttons import button
from desktop.ui.kit.popover import GAP, Popover
from desktop.ui.kit.words import label, row
from desktop.ui.theme import ink, ink_pen

TIP, HALF, CORNER = GAP, 8, 12  # pixels: length and half width of the arrow, clear of the corners


class Arrow(QWidget):
    """The tip between a popover and what it explains; takes no mouse."""

    def __init__(self, room: QWidget, popover: QRect, target: QRect) -> None:
        """Lies against the side of the popover that is turned to the target."""
        super().__init__(room)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        x = _between(target.center().x(), popover.left() + CORNER, popover.right() - CORNER)
        y = _between(target.center().y(), popover.top() + CORNER, popover.bottom() - CORNER)
        left, top = popover.left() >= target.right(), popover.top() >= target.bottom()
        if left or popover.right() <= target.left():
            at = popover.left() - TIP if left else popover.right()
            self.setGeometry(at, y - HALF, TIP + 1, 2 * HALF + 1)
            tip, base = (0, TIP) if left else (TIP, 0)
            points = [(base, 0), (tip, HALF), (base, 2 * HALF)]
        else:
            at = popover.top() - TIP if top else popover.bottom()
            self.setGeometry(x - HALF, at, 2 * HALF + 1, TIP + 1)
            tip, base = (0, TIP) if top else (TIP, 0)
            points = [(0, base), (HALF, tip), (2 * HALF, base)]
        self._shape = QPolygon([QPoint(*point) for point in points])
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0.5, 0.5)
        painter.setBrush(ink("page"))
        painter.setPen(ink_pen("page"))
        painter.drawPolygon(self._shape)
        painter.setPen(ink_pen("edge"))
        painter.drawPolyline(self._shape)
        painter.end()


def _between(value: int, low: int, high: int) -> int:
    return max(low, min(value, high))


class CellPopover(Popover):
    """As high as its words need at a fixed width; made anew for each question."""

    def __init__(self, window: QWidget, name: str, width: int) -> None:
        super().__init__(window, name)
        self._wide = width
        self.arrow: Arrow | None = None
        self.setFixedWidth(width)

    def add_title(self, title: str) -> None:
        """The question, with a button that closes."""
        close = button("", self.leave, k="quiet", icon="ri.close-line")
        close.setAccessibleName("Đóng")
        close.setToolTip("Đóng (Esc)")
        close.setFixedSize(28, 28)
        self.body.addLayout(row(label(title, "panel"), None, close))

    def show_at(self, widget: QWidget, cell: QRect, back: QWidget | None = None) -> None:
        """Show beside or below `cell` (in the coordinates of `widget`), the arrow to it."""
        self.ensurePolished()
        self.body.activate()
        wraps = self.body.hasHeightForWidth()
        high = self.body.heightForWidth(self._wide) if wraps else self.body.sizeHint().height()
        self.setFixedHeight(high)
        super().show_at(widget, cell, back)
        target = QRect(widget.mapTo(self._room, cell.topLeft()), cell.size())
        arrow = Arrow(self._room, self.geometry(), target)
        self.destroyed.connect(arrow.deleteLater)
        self.arrow = arrow

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.arrow is not None and isValid(self.arrow):
            self.arrow.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.arrow is not None and isValid(self.arrow):
            self.arrow.show()

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
