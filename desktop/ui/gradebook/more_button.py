"""The button *…*: what has no room beside the title in a narrow window stands in its menu."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from desktop.ui.acts import Act
from desktop.ui.kit.buttons import icon_button

NARROW = 1200
"""Logical pixels of the window below which the right panel closes and actions move."""


class MoreButton:
    """Stands for the buttons in `folded` while the window is narrow."""

    def __init__(self, folded: Sequence[QWidget], acts: Callable[[], Sequence[Act]]) -> None:
        self._folded = tuple(folded)
        self._acts = acts
        self.button: QPushButton = icon_button("ri.more-line", "Việc khác")
        self._menu = QMenu(self.button)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill)
        self.button.setMenu(self._menu)
        self.button.hide()

    def fit(self, width: int) -> None:
        """Fold or unfold for a window of this width."""
        narrow = width < NARROW
        self.button.setVisible(narrow)
        for widget in self._folded:
            widget.setVisible(not narrow)

    def _fill(self) -> None:
        self._menu.clear()
        for act in self._acts():
            made = self._menu.addAction(act.name)
            made.setEnabled(not act.reason)
            made.setToolTip(act.reason or act.name)
            made.triggered.connect(lambda _checked=False, run=act.run: run())


def give_way(head: QWidget) -> None:
    """Let the window become narrow: only then can the head fold its actions."""
    head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
