"""How many profiles of a class are whole, as a bar; pressing it leads to the next gap (T-16)."""

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton

from desktop.queries.completeness import ClassCompleteness
from desktop.ui.theme import face, ink, ink_pen
from desktop.ui.theme.fonts import text_width

KEYS: Final = "Ctrl+G"
_PAD: Final = 10
_BAR: Final = 4


class GapBar(QPushButton):
    """hồ sơ đủ 29/41 over a bar of the items filled."""

    def __init__(self) -> None:
        super().__init__()
        self.setAutoDefault(False)
        self.words = ""
        self._share = 1.0
        self._whole = True

    def show_class(self, found: ClassCompleteness | None) -> None:
        """Show a class; hidden for who does not see what is missing."""
        self.setVisible(found is not None and found.pupils > 0)
        if found is None:
            return
        self.words = f"hồ sơ đủ {found.whole}/{found.pupils}"
        self._share = found.filled / found.wanted if found.wanted else 1.0
        self._whole = not found.gaps
        following = found.next_gap
        told = f"Mục còn thiếu tiếp theo ({KEYS})"
        if following is not None:
            told = f"{told}: {following.full_name}, {following.missing[0].label}"
        self.setToolTip("Hồ sơ của cả lớp đã đủ" if self._whole else told)
        self.setAccessibleName(f"{self.words}. {self.toolTip()}")
        self.setFixedWidth(text_width(self.words) + 2 * _PAD + 2)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(text_width(self.words) + 2 * _PAD + 2, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setFont(face())
        painter.setPen(ink("text"))
        words = QRect(_PAD, 2, self.width() - 2 * _PAD, self.height() - _BAR - 7)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), self.words)
        frame = QRect(_PAD, self.height() - _BAR - 6, self.width() - 2 * _PAD - 1, _BAR)
        filled = round(frame.width() * self._share)
        painter.fillRect(frame, ink("page"))
        token = "green" if self._whole else "accent"
        painter.fillRect(QRect(frame.left(), frame.top(), filled, _BAR), ink(token))
        painter.setPen(ink_pen("edge"))
        painter.drawRect(frame)
