"""All that a school with a server adds to the window: status, password, a farewell, the panel."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.store.school import School
from desktop.sync.worker import Contact, SyncState, Worker
from desktop.ui.acts import Act
from desktop.ui.outbox.page import OutboxPage
from desktop.ui.status_bar import StatusBar
from desktop.ui.sync.farewell import Farewell
from desktop.ui.sync.link_popover import LinkPopover
from desktop.ui.sync.password_ask import PasswordAsk
from desktop.ui.sync_bridge import SyncBridge


class ServerSide(QObject):
    """Starts the worker; shows its states in the status bar of `window`."""

    def __init__(
        self, window: QWidget, school: School, status: StatusBar, stack: QStackedWidget,
        worker: Worker,
    ) -> None:  # fmt: skip
        """`stack` holds the tabs; the panel of what waits comes in front of them."""
        super().__init__(window)
        self._stack = stack
        self._under: QWidget | None = None
        self._facts = ""  # of the tab below the panel
        self._window, self._school, self._status = window, school, status
        self.bridge = SyncBridge(worker, school, self)
        self.bridge.changed.connect(self._show)
        self.popover = LinkPopover(window, school, self.sync_now, self.ask_password)
        self.farewell = Farewell(window, school.person.name)
        self._then: Callable[[], object] | None = None
        self.farewell.over.connect(self._over)
        self._outbox: OutboxPage | None = None
        status.link_wanted.connect(self.show_link)
        for wanted in (status.waiting_wanted, status.refused_wanted):
            wanted.connect(self.show_outbox)
        self._show(worker.state)
        worker.start()

    @property
    def state(self) -> SyncState:
        """How things stand now."""
        return self.bridge.state

    def _show(self, state: SyncState) -> None:
        self._status.show_state(state, self._school.now())
        if self.popover.isVisible():
            self.popover.show_state(state, self._school.now())
        if self._outbox is not None and self._outbox.isVisible():
            self._outbox.refresh()

    # ---- what the person may do

    def acts(self) -> Sequence[Act]:
        """For the palette and the page of keys."""
        asks = self.state.contact is Contact.NEEDS_PASSWORD
        why = "" if asks else "Máy chủ chưa hỏi lại mật khẩu."
        return (
            Act("Đồng bộ ngay", self.sync_now),
            Act("Máy chủ của trường", self.show_link),
            Act("Cần xử lý và chờ gửi", self.show_outbox),
            Act("Nhập mật khẩu để gửi tiếp", self.ask_password, "", why),
        )

    def sync_now(self) -> None:
        """Try at once."""
        self.popover.hide()
        self.bridge.worker.try_now()

    def show_link(self) -> None:
        """Which server, and how things stand; a second click takes it away."""
        if self.popover.isVisible():
            self.popover.leave()
            return
        self.popover.show_state(self.state, self._school.now())
        self.popover.show_above(self._status.link)

    def show_outbox(self, command_id: UUID | None = None) -> bool:
        """What waits for the server, and what waits for a decision, in front of the tabs."""
        if self._outbox is None:
            self._outbox = OutboxPage(self._school, self.leave_outbox)
            self._stack.addWidget(self._outbox)
        if self._stack.currentWidget() is not self._outbox:
            self._under, self._facts = self._stack.currentWidget(), self._status.facts.words
            self._status.say_facts("")
        self._stack.setCurrentWidget(self._outbox)
        self._outbox.refresh(command_id)
        self._outbox.setFocus()
        return True

    def leave_outbox(self) -> None:
        """Back to the tab that was in front."""
        if self._under is not None:
            self._stack.setCurrentWidget(self._under)
            self._status.say_facts(self._facts)
            self._under.setFocus()

    def ask_password(self) -> None:
        """Ask for the password; when the server takes it, sending goes on."""
        self.popover.hide()
        dialog = PasswordAsk(self._window, self._school, self.state.sentence)
        if dialog.exec() == PasswordAsk.DialogCode.Accepted:
            self.bridge.worker.try_now()
        dialog.deleteLater()

    # ---- closing

    def say_farewell(self, then: Callable[[], object]) -> None:
        """Send what waits if that is quick, tell what stays, and go on with `then`."""
        connected = self._school.connected
        waiting = connected.count_unsent() if connected else 0
        if not waiting or self.farewell.isVisible() or _shutting_down():
            then()
            return
        self._then = then
        self.farewell.begin(self.bridge.worker, waiting)

    def _over(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    def stop(self) -> None:
        """End the worker, before the school is closed."""
        self.bridge.stop()
        self.farewell.let_go()


def _shutting_down() -> bool:
    """Whether the computer is being switched off: nobody reads anything then."""
    app = QGuiApplication.instance()
    return isinstance(app, QGuiApplication) and app.isSavingSession()
