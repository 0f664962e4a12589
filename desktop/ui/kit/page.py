"""The head of a page: what am I looking at, three facts, actions at the right; and its parts."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.words import hairline, label

HEAD_HEIGHT = 58


class PageHead(QWidget):
    """Title and facts at the left, actions at the right; long facts are cut with an ellipsis."""

    def __init__(self, title: str = "", facts: str = "", actions: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEAD_HEIGHT)
        self.title = label(title, "title")
        self.facts = Elided(facts)
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.facts)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 4, 12, 6)
        layout.setSpacing(12)
        layout.addLayout(words, 1)
        layout.addLayout(self._actions)
        for action in actions:
            self.add_action(action)

    def add_action(self, widget: QWidget) -> None:
        """Put a control at the right end."""
        self._actions.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)

    def say(self, title: str, facts: str) -> None:
        """Change both lines."""
        self.title.setText(title)
        self.facts.set_words(facts)


class Elided(QLabel):
    """One line that never asks for more room than there is; the whole stands in its tooltip."""

    def __init__(self, words: str = "", k: str = "second") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("k", k)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.words = words
        self.set_words(words)

    def set_words(self, words: str) -> None:
        """Change the words."""
        self.words = words
        self.setAccessibleName(words)
        self._fit()

    def _fit(self) -> None:
        room = max(self.width(), 40)
        shown = self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, room)
        self.setText(shown)
        self.setToolTip(self.words if shown != self.words else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class Panel(QWidget):
    """A part on the chrome ground at the side of a page, with a title."""

    def __init__(self, title: str = "", width: int = 252) -> None:
        super().__init__()
        self.setProperty("k", "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(width)
        self.title = label(title, "panel")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(14, 12, 14, 12)
        self.body.setSpacing(8)
        if title:
            self.body.addWidget(self.title)


def stacked(*parts: QWidget) -> QWidget:
    """Parts one under the other with a hairline between; the last takes what room is left."""
    made = QWidget()
    made.setProperty("k", "page")
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for at, part in enumerate(parts):
        if at:
            layout.addWidget(hairline())
        layout.addWidget(part, 1 if at == len(parts) - 1 else 0)
    return made
