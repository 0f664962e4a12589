"""The window of one signed-in person: makes the tabs and connects them; holds no rule."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QStackedWidget, QWidget

from desktop.device import IDLE_MINUTES, THEME, Device
from desktop.queries.people import PERSON_TABLES
from desktop.ui.acts import Act
from desktop.ui.keys_page import KeysPage
from desktop.ui.kit.words import column
from desktop.ui.lock_screen import IdleWatch, LockScreen
from desktop.ui.palette import Palette
from desktop.ui.places import OUTBOX, Destination
from desktop.ui.status_bar import StatusBar
from desktop.ui.tab_band import TabBand
from desktop.ui.theme import apply_theme

if TYPE_CHECKING:
    from desktop.commands.execute import Done
    from desktop.store.school import School
    from desktop.sync.worker import Worker
    from desktop.ui.sync.side import ServerSide

LAST_TAB = "last_tab"
IDLE_CHOICES = (0, 5, 10, 15, 30)
COUNT_AFTER_MS = 2000  # when the first tab has long been painted


class Window(QWidget):
    """Tabs, status bar, palette and lock screen around an open school."""

    leaving = Signal()  # the person wants to switch or sign out

    def __init__(
        self, school: "School", device: Device, kinds: Sequence[Any],
        prove: Callable[[str], None], worker: "Worker | None" = None,
    ) -> None:  # fmt: skip
        """Show the tabs of `kinds` in which this person has work; `worker` of a connected school.

        It is started here, and stopped by `close_book`.
        """
        super().__init__()
        self.school, self.device = school, device
        self._all_kinds = kinds
        self.kinds = [kind for kind in kinds if kind.has_work(school)]
        self.tabs: list[QWidget | None] = [None] * len(self.kinds)
        self.stack = QStackedWidget()
        self.status = StatusBar(connected=worker is not None)
        self.band = self._make_band()
        self._column = column(self.band, self.stack, self.status, gap=0)
        self.setLayout(self._column)
        self.server = self._serve(worker)
        self.lock = LockScreen(self, school.person.name, prove)
        self.lock.given_up.connect(self.leaving)
        self.idle = IdleWatch(self, device.get(IDLE_MINUTES))
        self.idle.idle.connect(self.lock.cover)
        self._forget = school.on_change(self._changed)
        self._shortcuts()
        self._start()

    def _make_band(self) -> TabBand:
        tabs = [(kind.TITLE, kind.ICON) for kind in self.kinds]
        band = TabBand(tabs, self.school.person.name, self._menu())
        band.chosen.connect(self.show_tab)
        band.search_wanted.connect(self.open_palette)
        return band

    def _serve(self, worker: "Worker | None") -> "ServerSide | None":
        if worker is None:
            return None
        from desktop.ui.sync.side import ServerSide

        return ServerSide(self, self.school, self.status, self.stack, worker)

    # ---- tabs

    def _start(self) -> None:
        wanted = self.school.preference(LAST_TAB, "")
        keys = [kind.KEY for kind in self.kinds]
        self.current = -1
        self.show_tab(keys.index(wanted) if wanted in keys else 0)
        self._counting = QTimer(self, singleShot=True, interval=COUNT_AFTER_MS)
        self._counting.timeout.connect(self._count)
        self._counting.start()

    def _count(self) -> None:
        """Let tabs count what waits in them, though nobody has opened them yet."""
        for at, kind in enumerate(self.kinds):
            if hasattr(kind, "start_counting"):
                tab: Any = self.tabs[at] or self._make(at)
                tab.start_counting()

    @property
    def tab(self) -> Any:
        """The tab in front."""
        return self.tabs[self.current]

    def show_tab(self, at: int) -> None:
        """Bring a tab to front; it is made when it is first wanted."""
        if not 0 <= at < len(self.kinds):
            return
        if self.current >= 0 and at != self.current and not self._settled():
            self.band.show_current(self.current)
            return
        self.current = at
        self.band.show_current(at)
        self.stack.setCurrentWidget(self.tabs[at] or self._make(at))
        self.status.say_facts("")
        self.tab.activate()
        self._take_keyboard()
        self.school.keep_preference(LAST_TAB, self.kinds[at].KEY)

    def _take_keyboard(self) -> None:
        """Typing goes to the sheet of the tab, unless the tab has found a better place itself."""
        focus, sheet = QApplication.focusWidget(), self.tab.focusProxy()
        if sheet is not None and (focus is None or not self.tab.isAncestorOf(focus)):
            self.tab.setFocus()

    def _make(self, at: int) -> QWidget:
        tab: QWidget = self.kinds[at](self.school)
        self.tabs[at] = tab
        self.stack.addWidget(tab)
        for name, receiver in (
            ("counted", lambda waiting: self._count_at(tab, waiting)),
            ("facts", lambda facts: self._facts(tab, facts)),
            ("wanted", self.go),
        ):
            if hasattr(tab, name):
                getattr(tab, name).connect(receiver)
        return tab

    def _count_at(self, tab: QWidget, waiting: int) -> None:
        if tab in self.tabs:
            self.band.count(self.tabs.index(tab), waiting)

    def _facts(self, tab: QWidget, facts: str) -> None:
        if tab is self.tab and self.stack.currentWidget() is tab:  # not behind the panel
            self.status.say_facts(facts)

    def _settled(self) -> bool:
        settle = getattr(self.tab, "settle", None)
        return settle is None or bool(settle())

    def go(self, place: Destination) -> bool:
        """Follow a task, a search result or a link."""
        if place.tab == OUTBOX:
            return self.server is not None and self.server.show_outbox(place.command_id)
        for at, kind in enumerate(self.kinds):
            if place.tab == kind.KEY:
                self.show_tab(at)
                return self.current == at and bool(self.tab.go(place))
        return False

    def _changed(self, done: "Done") -> None:
        if done.command is not None:
            self.status.say_saved(done.at)
        elif done.tables & PERSON_TABLES:
            self._fit_kinds()

    def _fit_kinds(self) -> None:
        """Somebody else has given this person a duty, or taken one away: the tabs follow."""
        kinds = [kind for kind in self._all_kinds if kind.has_work(self.school)]
        if kinds == self.kinds or not kinds:
            return
        made = dict(zip(self.kinds, self.tabs, strict=True))
        front = self.kinds[self.current]
        for kind in set(self.kinds) - set(kinds):
            self._give_up(made[kind])
        self.kinds, self.tabs = kinds, [made.get(kind) for kind in kinds]
        old, self.band = self.band, self._make_band()
        self._column.replaceWidget(old, self.band)
        old.deleteLater()
        self.lock.raise_()
        self.current = kinds.index(front) if front in kinds else -1
        self.band.show_current(self.current)
        if self.current < 0:
            self.show_tab(0)

    def _give_up(self, tab: QWidget | None) -> None:
        if tab is not None:
            getattr(tab, "leave", lambda: None)()
            self.stack.removeWidget(tab)
            tab.deleteLater()

    # ---- palette, keys, theme

    def _shortcuts(self) -> None:
        for at in range(len(self.kinds)):
            self._key(f"Alt+{at + 1}", partial(self.show_tab, at))
        for keys, act in (
            ("Ctrl+K", self.open_palette), ("F1", self.show_keys), ("Ctrl+L", self.lock_now),
            ("F6", lambda: self._walk(1)), ("Shift+F6", lambda: self._walk(-1)),
        ):  # fmt: skip
            self._key(keys, act)

    def _key(self, keys: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(lambda: None if self.lock.isVisible() else act())

    def acts(self) -> list[Act]:
        """All that can be done here."""
        here = getattr(self.tab, "actions_here", lambda: ())()
        tabs = [
            Act(f"Mở {kind.TITLE}", partial(self.show_tab, at), f"Alt+{at + 1}")
            for at, kind in enumerate(self.kinds)
        ]
        general = [
            Act("Khóa màn hình", self.lock_now, "Ctrl+L"),
            Act("Giao diện sáng", lambda: self.choose_theme("light")),
            Act("Giao diện tối", lambda: self.choose_theme("dark")),
            Act("Phím tắt của trang này", self.show_keys, "F1"),
            Act("Đổi người dùng", self.leaving.emit),
        ]
        server = self.server.acts() if self.server is not None else ()
        return [*here, *tabs, *server, *general]

    def open_palette(self) -> None:
        """Search pupils and acts."""
        from desktop.ui.roster.search import pupil_acts

        find = pupil_acts(self.school, self.go, [kind.KEY for kind in self.kinds])
        Palette(self, self.acts(), find).open()

    def lock_now(self) -> None:
        """Cover the window until the password is given."""
        self.lock.cover()

    def show_keys(self) -> None:
        """The page of keys."""
        KeysPage(self, self.acts()).open()

    def choose_theme(self, choice: str) -> None:
        """Light or dark, remembered on this computer for the sign-in too."""
        self.device.keep(THEME, choice)
        apply_theme(choice)
        self.update()

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for words, act in (
            ("Đổi mật khẩu…", self._change_password),
            ("Giao diện sáng", lambda: self.choose_theme("light")),
            ("Giao diện tối", lambda: self.choose_theme("dark")),
            ("Khóa màn hình (Ctrl+L)", self.lock_now),
            ("Đổi người dùng", self.leaving.emit),
        ):
            menu.addAction(words).triggered.connect(lambda _checked=False, act=act: act())
        self._idle_menu(menu.addMenu("Tự khóa màn hình"))
        return menu

    def _idle_menu(self, menu: QMenu) -> None:
        """After how many idle minutes the screen locks: a choice of this computer."""
        group, now = QActionGroup(menu), self.device.get(IDLE_MINUTES)
        for minutes in sorted({*IDLE_CHOICES, now}):
            words = f"Sau {minutes} phút" if minutes else "Không tự khóa"
            action = group.addAction(menu.addAction(words))
            action.setCheckable(True)
            action.setChecked(minutes == now)
            action.triggered.connect(partial(self._lock_after, minutes))

    def _lock_after(self, minutes: int, *_checked: bool) -> None:
        self.device.keep(IDLE_MINUTES, minutes)
        self.idle.wait_for(minutes)

    def _change_password(self) -> None:
        from desktop.ui.own_password import change_own_password

        change_own_password(self, self.school)

    def _walk(self, by: int) -> None:
        """F6: from area to area; each direct child of the tab that takes focus, and the band."""
        areas = [self.band.tabs[self.current], *_areas(self.tab)]
        focus = QApplication.focusWidget()
        inside = [
            n for n, area in enumerate(areas)
            if focus is not None and (area is focus or area.isAncestorOf(focus))
        ]  # fmt: skip
        at = inside[0] if inside else -1
        areas[(at + by) % len(areas)].setFocus(Qt.FocusReason.TabFocusReason)

    # ---- closing

    def take_leave(self, then: Callable[[], object]) -> None:
        """Settle what is open, send what waits if that is quick, and go on with `then`."""
        if not self._settled():
            return
        if self.server is None:
            then()
        else:
            self.server.say_farewell(then)

    def close_book(self) -> bool:
        """Settle what is open and let go of the school; false when a tab is not ready."""
        if not self._settled():
            return False
        self.lock.leave()
        if self.server is not None:
            self.server.stop()
        self._counting.stop()
        for tab in self.tabs:
            leave = getattr(tab, "leave", None)
            if leave is not None:
                leave()
        self._forget()
        self.school.close()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lock.setGeometry(self.rect())
        if self.server is not None:
            self.server.farewell.setGeometry(self.rect())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.lock.isVisible():
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.band.show_current(self.current)


def _areas(tab: QWidget) -> list[QWidget]:
    """The parts of a tab that take focus, from left to right and top to bottom."""
    strong = Qt.FocusPolicy.TabFocus
    found = [
        w for w in tab.findChildren(QWidget)
        if w.isVisible() and w.focusPolicy() & strong and w.isEnabled() and w.width() > 120  # noqa: PLR2004
    ]  # fmt: skip
    return found or [tab]
