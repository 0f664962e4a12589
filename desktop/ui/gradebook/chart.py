"""The painted bars of *Phổ điểm*: ink on hairlines, values on the bars, below 5,0 hatched."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.gradebook.spread import Bar, Spread
from desktop.ui.theme import face, ink, ink_pen

_HEIGHT = 176
_LABEL = 24
_VALUE = 20
_CENTRE = Qt.AlignmentFlag.AlignCenter


class SpreadChart(QWidget):
    """Bars of one `Spread`; its accessible description says the same in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self.setAccessibleName("Biểu đồ phổ điểm")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_spread(self, spread: Spread) -> None:
        self._bars = spread.bars
        self.setAccessibleDescription(spread.sentence)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(224, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        foot = self.height() - _LABEL
        room = foot - _VALUE
        painter.setPen(ink_pen("line"))
        for part in range(1, 4):
            y = foot - room * part // 3
            painter.drawLine(0, y, self.width(), y)
        highest = max((bar.count for bar in self._bars), default=0) or 1
        step = self.width() / max(1, len(self._bars))
        for at, bar in enumerate(self._bars):
            slot = QRect(round(at * step), 0, round(step), foot)
            self._paint_bar(painter, slot, bar, round(room * bar.count / highest))
        painter.setPen(ink_pen("line5"))
        painter.drawLine(0, foot, self.width(), foot)
        painter.end()

    def _paint_bar(self, painter: QPainter, slot: QRect, bar: Bar, high: int) -> None:
        wide = min(32, slot.width() - 12)
        box = QRect(slot.center().x() - wide // 2, slot.bottom() + 1 - high, wide, high)
        if bar.low:
            painter.fillRect(box, QBrush(ink("accent"), Qt.BrushStyle.BDiagPattern))
            painter.setPen(ink_pen("accent"))
            painter.drawRect(box.adjusted(0, 0, -1, -1 if high else 0))
        else:
            painter.fillRect(box.adjusted(0, 0, 0, 0 if high else 1), ink("accent"))
        painter.setFont(face(strong=True))
        painter.setPen(ink("text"))
        painter.drawText(
            QRect(slot.x(), box.y() - _VALUE, slot.width(), _VALUE), _CENTRE, str(bar.count)
        )
        painter.setFont(face())
        painter.setPen(ink("text2"))
        label = QRect(slot.x() - 4, slot.bottom() + 2, slot.width() + 8, _LABEL - 2)
        painter.drawText(label, _CENTRE, bar.label)
