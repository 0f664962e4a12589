"""The foot of the class view: how many pupils have which level, in ink and shape."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.rules.terms import Level
from desktop.ui.grid.painting import paint_steps
from desktop.ui.theme import face, ink, ink_pen
from desktop.ui.theme.fonts import text_width

HEIGHT = 34
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Totals = Mapping[Level | None, int]


class ClassFoot(QWidget):
    """Painted in one line; its accessible description says the same in words."""

    def __init__(self) -> None:
        super().__init__()
        self._groups: tuple[tuple[str, Totals], ...] = ()
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Tổng hợp của lớp")

    def show_totals(self, groups: tuple[tuple[str, Totals], ...]) -> None:
        """Show groups, each a caption and how many have which level."""
        self._groups = groups
        self.setAccessibleDescription(in_words(groups))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), ink("chrome"))
        x = 14
        for at, (caption, totals) in enumerate(self._groups):
            if at:
                painter.setPen(ink_pen("line5"))
                painter.drawLine(x, 8, x, HEIGHT - 8)
                x += 14
            x = _words(painter, x, caption, "text2", strong=True) + 16
            x = _counts(painter, x, totals)
        painter.end()


def _counts(painter: QPainter, x: int, totals: Totals) -> int:
    for level in reversed(Level):
        if not totals.get(level):
            continue
        paint_steps(painter, QPoint(x, HEIGHT // 2 + 5), int(level))
        x = _words(painter, x + 22, level.label, "text2") + 6
        x = _words(painter, x, str(totals[level]), "text", strong=True) + 16
    if totals.get(None):
        x = _words(painter, x, "chưa có", "text3") + 6
        x = _words(painter, x, str(totals[None]), "text", strong=True) + 16
    return x


def _words(painter: QPainter, x: int, words: str, token: str, *, strong: bool = False) -> int:
    painter.setFont(face(strong=strong))
    painter.setPen(ink(token))
    width = text_width(words, strong=strong)
    painter.drawText(QRect(x, 0, width + 4, HEIGHT), _LEFT, words)
    return x + width


def in_words(groups: tuple[tuple[str, Totals], ...]) -> str:
    """The totals as a sentence for each group, such as Học tập: Tốt 9, Khá 16."""
    said = []
    for caption, totals in groups:
        counts = [
            f"{level.label} {totals[level]}" for level in reversed(Level) if totals.get(level)
        ]
        if totals.get(None):
            counts.append(f"chưa có {totals[None]}")
        said.append(f"{caption}: {', '.join(counts) or 'chưa có em nào'}.")
    return " ".join(said)
