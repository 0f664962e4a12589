"""The line of counters over the preview: how many lines are new, changed, the same, to be seen."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.exchange.plan import LineKind
from desktop.ui import icons
from desktop.ui.theme import face, ink
from desktop.ui.theme.fonts import text_width

HEIGHT = 38
_SHOWN: Final = (
    (LineKind.NEW, "ri.add-line", "green", "{unit} mới"),
    (LineKind.CHANGED, "ri.edit-line", "accent", "thay đổi"),
    (LineKind.UNCHANGED, "ri.subtract-line", "text2", "không đổi"),
    (LineKind.LOCKED, "ri.lock-2-line", "text2", "đã khóa"),
    (LineKind.SKIPPED, "ri.forbid-line", "text2", "bỏ qua"),
    (LineKind.PROBLEM, "ri.error-warning-line", "red", "cần xem"),
)
_ALWAYS: Final = {LineKind.NEW, LineKind.CHANGED, LineKind.UNCHANGED, LineKind.PROBLEM}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Counters(QWidget):
    """Painted in one go; spoken as one sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[tuple[str, str, int, str]] = []
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Mapping[LineKind, int], unit: str) -> None:
        """Show other numbers; what there is none of and nobody expects is left out."""
        self.parts = [
            (icon, tone, counts.get(kind, 0), words.format(unit=unit))
            for kind, icon, tone, words in _SHOWN
            if kind in _ALWAYS or counts.get(kind)
        ]
        self.setAccessibleName(", ".join(f"{n} {words}" for _i, _t, n, words in self.parts))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        x, gap = 18, 24
        for icon, tone, count, words in self.parts:
            icons.paint(painter, QPoint(x, 11), icon, 15, tone if count else "text3")
            x += 21
            x = self._words(
                painter, x, str(count), strong=True, colour="text" if count else "text2"
            )
            x = self._words(painter, x + 4, words, strong=False, colour="text2") + gap

    def _words(self, painter: QPainter, x: int, text: str, *, strong: bool, colour: str) -> int:
        painter.setFont(face(strong=strong))
        painter.setPen(ink(colour))
        width = text_width(text, strong=strong)
        painter.drawText(QRect(x, 0, width + 2, HEIGHT), _LEFT, text)
        return x + width
