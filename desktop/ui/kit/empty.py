"""The empty state: an icon, one sentence, one hint, at most one button."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui import icons
from desktop.ui.kit.buttons import button
from desktop.ui.kit.words import label

ICON_PIXELS = 40


class Empty(QWidget):
    """Why nothing is here: done, filtered, no right, or not loaded yet are different sentences."""

    def __init__(
        self, icon: str, sentence: str, hint: str = "", act: str = "",
        on_act: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.setProperty("k", "page")
        self._icon_name = icon
        self.icon = label("")
        self.sentence = label(sentence, "panel", wrap=True)
        self.hint = label(hint, "second", wrap=True)
        self.act = button(act, on_act)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addStretch(1)
        for part in (self.icon, self.sentence, self.hint):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(part)
        layout.addWidget(self.act, alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(2)
        self.say(sentence, hint)
        self.act.setVisible(bool(act))

    def say(self, sentence: str, hint: str = "") -> None:
        """Change the words."""
        picture = icons.pixmap(self._icon_name, ICON_PIXELS, "text3", icons.device_ratio())
        self.icon.setPixmap(picture)
        self.sentence.setText(sentence)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
