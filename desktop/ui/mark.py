"""The mark of the program: a ruled book in ink, painted."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from desktop.ui.theme import ink


def paint_mark(painter: QPainter, box: QRectF) -> None:
    """Draw the mark into a square."""
    unit = box.width() / 20
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink("accent"))
    painter.drawRoundedRect(box, 2 * unit, 2 * unit)
    left, top = box.left(), box.top()
    painter.setBrush(ink("on_accent"))
    painter.drawRect(QRectF(left + 3.2 * unit, top + 2 * unit, 1.4 * unit, 16 * unit))
    painter.setPen(QPen(ink("on_accent"), max(1.0, unit)))
    for y in (6, 10, 14):
        start = QPointF(left + 6.5 * unit, top + y * unit)
        painter.drawLine(start, QPointF(left + 17 * unit, top + y * unit))
    middle = left + 11.5 * unit
    painter.drawLine(QPointF(middle, top + 4 * unit), QPointF(middle, top + 16 * unit))
    painter.restore()


class AppMark(QWidget):
    """The mark as a widget of fixed size."""

    def __init__(self, side: int = 24) -> None:
        super().__init__()
        self.setFixedSize(side, side)
        self.setAccessibleName("Sổ Trường")

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_mark(QPainter(self), QRectF(self.rect()))


def app_icon() -> QIcon:
    """The window's icon."""
    made = QIcon()
    for side in (16, 32, 48, 256):
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_mark(painter, QRectF(0, 0, side, side))
        painter.end()
        made.addPixmap(picture)
    return made
