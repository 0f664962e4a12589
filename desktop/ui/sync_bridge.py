"""Carries what the worker tells into the thread of the window, and the network to the worker."""

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtNetwork import QNetworkInformation

from desktop.sync.worker import Contact, SyncState, Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.commands.execute import Done
    from desktop.store.school import School

_UP = frozenset(
    {
        QNetworkInformation.Reachability.Local,
        QNetworkInformation.Reachability.Site,
        QNetworkInformation.Reachability.Online,
    }
)  # the school's server may be in the next room, with no internet at all


_AWAY = frozenset({Contact.OFFLINE, Contact.NEEDS_PASSWORD, Contact.MUST_UPDATE, Contact.REFUSED})
_BRIDGES: "WeakKeyDictionary[School, SyncBridge]" = WeakKeyDictionary()


def bridge_of(school: "School") -> "SyncBridge | None":
    """The bridge of an open file; None for a school on one computer."""
    return _BRIDGES.get(school)


def why_offline(school: "School") -> str:
    """Why something that the server has to do cannot be done now; "" when it can be tried."""
    bridge = bridge_of(school)
    if bridge is None or bridge.state.contact not in _AWAY:
        return ""
    return f"Việc này làm ở máy chủ của trường. {bridge.state.sentence}".strip()


class SyncBridge(QObject):
    """Between one worker, its open school and one window; all arrives in the window's thread."""

    changed = Signal(object)  # SyncState
    _told = Signal(object)  # from the worker's thread
    _delivered = Signal(object)  # a function to call, as School.deliver has it

    def __init__(self, worker: Worker, school: "School", parent: QObject) -> None:
        super().__init__(parent)
        self.worker, self.school = worker, school
        self.state: SyncState = worker.state  # as the window has heard last
        self._told.connect(self._arrived, Qt.ConnectionType.QueuedConnection)
        self._delivered.connect(self._take, Qt.ConnectionType.QueuedConnection)
        school.deliver = self._delivered.emit
        self._stops = [worker.on_state(self._told.emit), school.on_change(self._saved)]
        _BRIDGES[school] = self
        self._network = _network()
        if self._network is not None:
            self._network.reachabilityChanged.connect(self._reached)

    def _saved(self, done: "Done") -> None:
        """What was carried out here goes to the server in a moment; what came from there stays."""
        if done.command is not None:
            self.worker.nudge()

    def stop(self) -> None:
        """End the worker; nothing is told any more."""
        if self._network is not None:
            self._network.reachabilityChanged.disconnect(self._reached)
            self._network = None
        for stop in self._stops:
            stop()
        self._stops.clear()
        _BRIDGES.pop(self.school, None)
        self.worker.stop()

    @Slot(object)
    def _arrived(self, state: SyncState) -> None:
        self.state = state
        self.changed.emit(state)

    @Slot(object)
    def _take(self, tell: "Callable[[], None]") -> None:
        tell()

    def _reached(self, reach: QNetworkInformation.Reachability) -> None:
        if reach in _UP:
            self.worker.try_now()


def _network() -> QNetworkInformation | None:
    """What the operating system knows of the network; None where it tells nothing."""
    reachability = QNetworkInformation.Feature.Reachability
    if not QNetworkInformation.loadBackendByFeatures(reachability):
        return None
    return QNetworkInformation.instance()
