"""The status bar: what is on the disk since when, and the facts of the selection."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop.rules.instants import moment
from desktop.ui import icons
from desktop.ui.kit.buttons import button
from desktop.ui.kit.page import Elided
from desktop.ui.kit.words import label

HEIGHT = 31


class StatusBar(QFrame):
    """A school on one computer has one thing to tell: saved here, at what time."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "statusbar")
        self.setFixedHeight(HEIGHT)
        self.saved = button("", k="status", icon="ri.check-line")
        self.saved.setIcon(icons.icon("ri.check-line", "green"))
        self.saved.setIconSize(QSize(16, 16))
        self.facts = Elided("", "second")
        self.facts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.keys = label("F1: phím tắt", "second")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 14, 0)
        layout.setSpacing(12)
        layout.addWidget(self.saved)
        layout.addWidget(self.facts, 1)
        layout.addWidget(self.keys)
        self.say_opened()

    def say_opened(self) -> None:
        """Nothing was written yet since the book was opened."""
        self._say("Mọi thay đổi được ghi ngay trên máy này")

    def say_saved(self, at: int) -> None:
        """A command was carried out at this instant (UTC microseconds): it is on the disk."""
        self._say(f"Đã lưu trên máy này lúc {moment(at):%H:%M}")

    def _say(self, words: str) -> None:
        self.saved.setText(words)
        self.saved.setAccessibleName(words)

    def say_facts(self, facts: str) -> None:
        """What is chosen: count, average, missing."""
        self.facts.set_words(facts)
        self.keys.setVisible(not facts)
