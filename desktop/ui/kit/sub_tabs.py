"""The row of sub-tabs below the tabs of the window."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from desktop.ui.kit.buttons import button
from desktop.ui.theme.fonts import text_width

HEIGHT: Final = 44


class SubTabs(QWidget):
    """The row of sub-tabs: words, the current one in ink with a bar below."""

    chosen = Signal(int)

    def __init__(self, titles: Sequence[str], name: str) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(0)
        self._group = QButtonGroup(self)
        self.buttons: list[QPushButton] = []
        for at, title in enumerate(titles):
            made = button(title, k="subtab")
            made.setCheckable(True)
            made.setFixedHeight(HEIGHT)
            made.setMinimumWidth(text_width(title, strong=True) + 26)  # bold while it is on
            made.clicked.connect(lambda _on=False, at=at: self.chosen.emit(at))
            self._group.addButton(made)
            self.buttons.append(made)
            layout.addWidget(made)
        layout.addStretch(1)

    def show_current(self, at: int) -> None:
        """Mark one as the current one, without telling."""
        self.buttons[at].setChecked(True)
