"""One task: icon, what, where and how much, until when, and the one verb that leads there."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.queries.task import Task, TaskKind
from desktop.ui import icons
from desktop.ui.kit.buttons import button
from desktop.ui.kit.page import Elided
from desktop.ui.kit.words import column, label, row

HEIGHT: Final = 56
VERB_WIDTH: Final = 118
_ICONS: Final = {
    TaskKind.MARKS: "ri.book-open-line",
    TaskKind.MAKEUP: "ri.calendar-2-line",
    TaskKind.COMMENTS: "ri.chat-3-line",
    TaskKind.CONDUCT: "ri.award-line",
    TaskKind.OVERDUE: "ri.time-line",
    TaskKind.REPRINT: "ri.printer-line",
    TaskKind.PASSWORDS: "ri.key-2-line",
    TaskKind.PROFILE: "ri.profile-line",
    TaskKind.ROLL: "ri.user-follow-line",
    TaskKind.MONTH: "ri.check-double-line",
    TaskKind.SHEETS: "ri.printer-line",
    TaskKind.SIGN: "ri.quill-pen-line",
    TaskKind.AWAY: "ri.user-unfollow-line",
    TaskKind.ALTERED: "ri.history-line",
}
_ICON_PIXELS: Final = 18


class TaskRow(QWidget):
    """The verb is the only control; arrows go from row to row."""

    wanted = Signal(object)  # Task
    stepped = Signal(int)  # 1 down, -1 up

    def __init__(self, task: Task, tone: str, *, first: bool = False) -> None:
        """`tone` colours icon and day: red, amber or text2; `first` makes the verb the primary."""
        super().__init__()
        self.task = task
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(f"{task.title}. {task.detail}. {task.when}")
        self._tone = tone
        self._icon = label("")
        self._icon.setFixedWidth(_ICON_PIXELS + 8)
        self._show_icon()
        when = label(task.when, "amber" if tone == "amber" or task.late else "second")
        when.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.verb = button(task.verb, lambda: self.wanted.emit(task), k="primary" if first else "")
        self.verb.setMinimumWidth(VERB_WIDTH)
        self.verb.setAccessibleName(f"{task.verb}: {task.title}, {task.detail}")
        self.verb.installEventFilter(self)
        words = column(Elided(task.title, "strong"), Elided(task.detail), gap=2)
        line = row(self._icon, words, when, self.verb, margins=(16, 6, 12, 6), gap=12)
        line.setStretch(1, 1)
        self.setLayout(line)

    def _show_icon(self) -> None:
        picture = icons.pixmap(
            _ICONS[self.task.kind], _ICON_PIXELS, self._tone, icons.device_ratio()
        )
        self._icon.setPixmap(picture)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_icon()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.verb.click()
                return True
        return super().eventFilter(watched, event)
