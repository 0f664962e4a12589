"""The band at the top: mark, the tabs as index tabs of a ledger, search, and the person."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from desktop.ui import icons
from desktop.ui.kit.buttons import button
from desktop.ui.kit.words import label
from desktop.ui.mark import AppMark
from desktop.ui.theme import bold, ink, ink_pen

HEIGHT = 46
FEW_TABS = 6
ICON_ROOM, PADDING = 24, 14
WORDMARK_FROM, SEARCH_FROM = 1180, 1180  # logical pixels of width from which they have room


class TabBand(QWidget):
    """Shows the tabs of this person; tells which one is wanted."""

    chosen = Signal(int)
    search_wanted = Signal()

    def __init__(self, tabs: Sequence[tuple[str, str]], person: str, menu: QMenu) -> None:
        """Show `tabs` as (title, icon); `menu` opens from the person's name."""
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self._titles = [title for title, _icon in tabs]
        self.tabs = [self._tab(at, title, icon) for at, (title, icon) in enumerate(tabs)]
        self._icons = [icon for _title, icon in tabs]
        self.wordmark = label("Sổ Trường", "wordmark")
        self.search = button("", self.search_wanted.emit, k="search", icon="ri.search-line")
        self.search.setAccessibleName("Tìm học sinh, lệnh")
        self.search.setToolTip("Tìm học sinh, lệnh (Ctrl+K)")
        self.person = button(person, k="person", icon="ri.user-3-line")
        self.person.setMenu(menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(0)
        layout.addWidget(AppMark(24))
        layout.addSpacing(8)
        layout.addWidget(self.wordmark)
        layout.addSpacing(14)
        for tab in self.tabs:
            layout.addWidget(tab, alignment=Qt.AlignmentFlag.AlignBottom)
        layout.addStretch(1)
        layout.addWidget(self.search)
        layout.addSpacing(8)
        layout.addWidget(self.person)
        self._fit(self.width())

    def _tab(self, at: int, title: str, icon: str) -> QPushButton:
        made = button(title, lambda: self.chosen.emit(at), k="tab", icon=icon)
        made.setCheckable(True)
        made.setAutoExclusive(True)
        made.setToolTip(f"{title} (Alt+{at + 1})")
        _give_room(made)
        return made

    def show_current(self, at: int) -> None:
        """Mark the tab that is in front."""
        for number, tab in enumerate(self.tabs):
            tab.setChecked(number == at)
            token = "accent" if number == at else "text2"
            tab.setIcon(icons.icon(self._icons[number], token))
        self.update()

    def count(self, at: int, waiting: int) -> None:
        """Write how much waits behind a tab's name; zero takes the figure away."""
        title = self._titles[at]
        self.tabs[at].setText(f"{title}  {waiting}" if waiting else title)
        self.tabs[at].setAccessibleName(f"{title}, {waiting} việc chờ" if waiting else title)
        _give_room(self.tabs[at])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        """What gives way first when it is narrow (look §3)."""
        self.wordmark.setVisible(width >= WORDMARK_FROM)
        wide = width >= SEARCH_FROM
        self.search.setText("Tìm học sinh, lệnh      Ctrl+K" if wide else "")
        self.search.setFixedWidth(224 if wide else 36)
        for tab in self.tabs:
            tab.setIconSize(QSize(20, 16) if wide or len(self.tabs) <= FEW_TABS else QSize(0, 0))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), ink("cover"))
        painter.setPen(ink_pen("line5"))
        bottom = self.height() - 1
        painter.drawLine(0, bottom, self.width(), bottom)
        current = next((tab for tab in self.tabs if tab.isChecked()), None)
        if current is not None:  # the current tab is joined to the page
            painter.setPen(ink_pen("page"))
            box = current.geometry()
            painter.drawLine(box.left() + 1, bottom, box.right() - 1, bottom)


def _give_room(tab: QPushButton) -> None:
    """A tab is bold when it is in front: its size hint knows the regular width only."""
    words = QFontMetrics(bold()).horizontalAdvance(tab.text())
    tab.setMinimumWidth(words + ICON_ROOM + 2 * PADDING)
