"""The status bar: what is on the disk, what is on its way to the server, and the selection."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from desktop.rules.instants import moment
from desktop.sync.worker import SyncState
from desktop.ui import icons
from desktop.ui.kit.buttons import button
from desktop.ui.kit.page import Elided
from desktop.ui.kit.words import hairline, label, restyle
from desktop.ui.sync.words import Segment, link_segment, refused_segment, waiting_segment

HEIGHT = 31
_RULE = 18  # the hairline between two segments


class StatusBar(QFrame):
    """A school on one computer has one thing to tell; one with a server has four, as buttons."""

    waiting_wanted = Signal()
    refused_wanted = Signal()
    link_wanted = Signal()

    def __init__(self, *, connected: bool = False) -> None:
        super().__init__()
        self.setProperty("k", "statusbar")
        self.setFixedHeight(HEIGHT)
        self.saved = button("", k="status", icon="ri.check-line")
        self.saved.setIcon(icons.icon("ri.check-line", "green"))
        self.saved.setIconSize(QSize(16, 16))
        self.facts = Elided("", "second")
        self.facts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.keys = label("F1: phím tắt", "second")
        self.waiting = button("", self.waiting_wanted.emit, k="status")
        self.refused = button("", self.refused_wanted.emit, k="status")
        self.link = button("", self.link_wanted.emit, k="status")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 14, 0)
        layout.setSpacing(4 if connected else 12)
        layout.addWidget(self.saved)
        for segment in (self.waiting, self.refused, self.link) if connected else ():
            rule = hairline(upright=True)
            rule.setFixedHeight(_RULE)
            layout.addWidget(rule)
            layout.addWidget(segment)
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

    def show_state(self, state: SyncState, now: int) -> None:
        """How things stand with the server, at this instant."""
        _show(self.waiting, waiting_segment(state))
        _show(self.refused, refused_segment(state))
        _show(self.link, link_segment(state, now))

    def say_facts(self, facts: str) -> None:
        """What is chosen: count, average, missing."""
        self.facts.set_words(facts)
        self.keys.setVisible(not facts)


def _show(shown: QPushButton, segment: Segment) -> None:
    if shown.text() == segment.words and shown.toolTip() == segment.tip:
        return
    shown.setText(segment.words)
    shown.setAccessibleName(segment.words)
    shown.setToolTip(segment.tip)
    shown.setIcon(icons.icon(segment.icon, segment.tone or "text2"))
    shown.setIconSize(QSize(20, 16))
    shown.setProperty("tone", segment.tone)
    restyle(shown)
