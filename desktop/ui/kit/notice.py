"""The notice bar: what happened, what was kept, what to do; between page head and grid."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy

from desktop.ui import icons
from desktop.ui.kit.buttons import button, icon_button
from desktop.ui.kit.words import label, restyle

GREEN, ACCENT, AMBER, RED = "green", "accent", "amber", "red"
_ICONS: Final = {
    GREEN: "ri.check-line", ACCENT: "ri.information-line",
    AMBER: "ri.time-line", RED: "ri.error-warning-line",
}  # fmt: skip
STAYS_MS: Final = 8000


@dataclass(frozen=True)
class Notice:
    """One message; `act` are the words of its button, `on_act` what it does."""

    text: str
    tone: str = ACCENT
    act: str = ""
    on_act: Callable[[], object] | None = None


class NoticeBar(QFrame):
    """Shows one notice; the next waits. Green ones leave by themselves, amber and red stay."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "notice")
        self.setAccessibleName("Thông báo")
        self._waiting: deque[Notice] = deque()
        self.notice: Notice | None = None
        self._icon = label("")
        self._icon.setFixedWidth(18)
        self.text = label("", wrap=True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.act: QPushButton = button("", self._do)
        self._close = icon_button("ri.close-line", "Đóng thông báo", self.leave)
        self._timer = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._timer.timeout.connect(self.leave)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setSpacing(10)
        for part in (self._icon, self.text, self.act, self._close):
            layout.addWidget(part)
        self.hide()

    def tell(
        self, text: str, tone: str = ACCENT, act: str = "",
        on_act: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        """Show a notice now, or after the one that stays."""
        notice = Notice(text, tone, act, on_act)
        if self.notice is not None and self.notice.tone in (AMBER, RED) and tone != RED:
            if notice not in self._waiting:
                self._waiting.append(notice)
            return
        self._show(notice)

    def _show(self, notice: Notice) -> None:
        self.notice = notice
        self.setProperty("tone", notice.tone)
        restyle(self)
        token = "accent" if notice.tone == ACCENT else notice.tone
        self._icon.setPixmap(icons.pixmap(_ICONS[notice.tone], 16, token, icons.device_ratio()))
        self.text.setText(notice.text)
        self.setAccessibleDescription(notice.text)
        self.act.setText(notice.act)
        self.act.setAccessibleName(notice.act)
        self.act.setVisible(bool(notice.act))
        self.show()
        if notice.tone == GREEN:
            self._timer.start()
        else:
            self._timer.stop()

    def leave(self) -> None:
        """Take the notice away; the next one that waits comes."""
        self._timer.stop()
        self.notice = None
        if self._waiting:
            self._show(self._waiting.popleft())
        else:
            self.hide()

    def acted(self) -> None:
        """The person went on working: a green notice leaves."""
        if self.notice is not None and self.notice.tone == GREEN:
            self.leave()

    def _do(self) -> None:
        notice = self.notice
        self.leave()
        if notice is not None and notice.on_act is not None:
            notice.on_act()
