"""The stepper: where an import stands, with what under each step; painted in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import icons
from desktop.ui.theme import face, ink, ink_pen

HEIGHT = 60
_DISC, _GAP, _JOIN = 24, 8, 96
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Stand(Enum):
    """How far a step is."""

    DONE = "đã xong"
    NOW = "đang làm"
    NEXT = "chưa tới"


@dataclass(frozen=True, slots=True)
class Step:
    """A step and the second line under it."""

    title: str
    second: str
    stand: Stand


class Stepper(QWidget):
    """Three discs with words, joined by lines."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.steps: Sequence[Step] = ()
        self._name = name
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show other steps."""
        if steps == self.steps:
            return
        self.steps = steps
        said = "; ".join(f"{step.title}, {step.second}: {step.stand.value}" for step in steps)
        self.setAccessibleDescription(said)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), ink("page"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        widths = [_words_width(step) for step in self.steps]
        joins = max(1, len(self.steps) - 1)
        taken = sum(widths) + len(self.steps) * (_DISC + _GAP) + 2 * joins * _GAP + 32
        join = max(16, min(_JOIN, (self.width() - taken) // joins))
        x = 20
        for at, (step, width) in enumerate(zip(self.steps, widths, strict=True)):
            self._paint_disc(painter, QPoint(x, 14), at + 1, step.stand)
            x += _DISC + _GAP
            self._paint_words(painter, QRect(x, 8, self.width() - x, 44), step)
            x += width
            if at < len(self.steps) - 1:
                self._paint_join(painter, x + _GAP, join, step.stand)
                x += join + 2 * _GAP

    def _paint_join(self, painter: QPainter, x: int, width: int, stand: Stand) -> None:
        pen = QPen(ink("accent" if stand is Stand.DONE else "line5"), 2)
        if stand is not Stand.DONE:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawLine(x, 26, x + width, 26)

    @staticmethod
    def _paint_disc(painter: QPainter, at: QPoint, number: int, stand: Stand) -> None:
        box = QRect(at, QSize(_DISC, _DISC))
        if stand is Stand.DONE:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink("accent"))
            painter.drawEllipse(box)
            icons.paint(painter, at + QPoint(5, 5), "ri.check-line", 14, "on_accent")
            return
        now = stand is Stand.NOW
        painter.setPen(QPen(ink("accent" if now else "edge"), 2 if now else 1))
        painter.setBrush(ink("tint" if now else "page"))
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        painter.setFont(face(strong=True))
        painter.setPen(ink("accent" if now else "text2"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(number))

    @staticmethod
    def _paint_words(painter: QPainter, box: QRect, step: Step) -> None:
        now = step.stand is Stand.NOW
        painter.setFont(face(strong=now))
        token = "accent" if now else "text" if step.stand is Stand.DONE else "text2"
        painter.setPen(ink_pen(token))
        room = box.width() - 8
        painter.drawText(
            QRect(box.x(), box.y(), room, 20), _LEFT, _short(painter, step.title, room)
        )
        painter.setFont(face())
        painter.setPen(ink_pen("text2"))
        under = QRect(box.x(), box.y() + 21, room, 20)
        painter.drawText(under, _LEFT, _short(painter, step.second, room))


def _short(painter: QPainter, text: str, room: int) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room)


def _words_width(step: Step) -> int:
    plain, strong = QFontMetrics(face()), QFontMetrics(face(strong=True))
    return max(strong.horizontalAdvance(step.title), plain.horizontalAdvance(step.second)) + 4
