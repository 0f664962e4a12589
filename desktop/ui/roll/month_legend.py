"""The line under the month: what the letters and the hatching mean."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.rules.attendance import AbsenceMark
from desktop.ui.kit.words import ground, label, row

HEIGHT: Final = 34
_QUIET: Final = ("để trống: có mặt", "ô gạch chéo: không có buổi học")
_FOOTNOTE: Final = "¹ sửa sau khi xác nhận: xem lần sửa ở dòng ô"


class Legend(QWidget):
    """Gives way in a narrow window: the cell line says the same of each cell."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.footnote = label(_FOOTNOTE, "second")
        parts: list[QWidget | int | None] = []
        for mark in AbsenceMark:
            parts += [label(mark.value, "strong"), 6, label(mark.label, "second"), 14]
        two = row(label("K/P", "strong"), 6, label("sáng/chiều", "second"), 14, gap=0)
        self._two = ground(two, "chrome")
        parts.append(self._two)
        for words in _QUIET:
            parts += [label(words, "second"), 14]
        self.setLayout(row(*parts, None, self.footnote, gap=0, margins=(14, 0, 14, 0)))

    def show_two(self, shown: bool) -> None:
        """Tell how two sessions stand in one cell, where a class has several a day."""
        self._two.setVisible(shown)

    def show_footnote(self, shown: bool) -> None:
        """Tell of the small numbers, where there are some."""
        self.footnote.setVisible(shown)
