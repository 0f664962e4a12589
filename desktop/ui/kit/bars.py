"""Bars with their value written at the right: how much of something is there."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import face, ink, ink_pen

LINE = 38


@dataclass(frozen=True)
class Bar:
    """One line: words, and how many of how many."""

    words: str
    done: int
    of: int


class Bars(QWidget):
    """A list of bars, ink on hairlines."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.bars: Sequence[Bar] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show other bars."""
        self.bars = bars
        said = "; ".join(f"{bar.words}: {bar.done}/{bar.of}" for bar in bars)
        self.setAccessibleDescription(said)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, LINE * len(self.bars))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for at, bar in enumerate(self.bars):
            self._paint_bar(painter, QRect(0, at * LINE, self.width(), LINE), bar)

    def _paint_bar(self, painter: QPainter, box: QRect, bar: Bar) -> None:
        count = f"{bar.done}/{bar.of}"
        painter.setPen(ink("text"))
        painter.setFont(face(strong=True))
        words = QRect(box.left(), box.top(), box.width() - 1, 20)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignRight), count)
        room = box.width() - painter.fontMetrics().horizontalAdvance(count) - 8
        painter.setFont(face())
        shown = painter.fontMetrics().elidedText(bar.words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft), shown)
        frame = QRect(box.left(), box.top() + 23, box.width() - 1, 8)
        painter.fillRect(frame, ink("page"))
        filled = round(frame.width() * bar.done / bar.of) if bar.of else 0
        painter.fillRect(QRect(frame.left(), frame.top(), filled, frame.height()), ink("accent"))
        painter.setPen(ink_pen("edge"))
        painter.drawRect(frame)
