"""The states that a worker tells, and a way to wait for one."""

from collections.abc import Callable
from threading import Condition

from desktop.sync.worker import SyncState, Worker

PATIENCE = 20.0  # seconds until a test gives up


class Told:
    """Everything that was told, in order."""

    def __init__(self, worker: Worker) -> None:
        self.states: list[SyncState] = []
        self._changed = Condition()
        worker.on_state(self._take)

    def _take(self, state: SyncState) -> None:
        with self._changed:
            self.states.append(state)
            self._changed.notify_all()

    def wait_for(self, like: Callable[[SyncState], bool]) -> SyncState:
        """The first state of that kind, told before or from now on."""
        with self._changed:
            assert self._changed.wait_for(lambda: any(map(like, self.states)), PATIENCE), (
                self.states
            )
            return next(state for state in self.states if like(state))

    def forget(self) -> None:
        """What was told so far counts no longer."""
        with self._changed:
            self.states.clear()
