"""Long work in a thread of its own, with progress and a way to stop it."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from desktop.ui.kit.buttons import button
from desktop.ui.kit.page import Elided

T = TypeVar("T")
SHOWN_AFTER_MS = 400


class Stopped(Exception):
    """The person asked to stop."""


class Reins:
    """What long work is given: to tell how far it is, and to learn that it shall stop."""

    def __init__(self, tell: Callable[[int, int, str], None]) -> None:
        self._tell = tell
        self._stop = Event()

    def step(self, done: int, of: int, what: str = "") -> None:
        """Tell progress; raises Stopped when the person asked for it."""
        if self._stop.is_set():
            raise Stopped
        self._tell(done, of, what)

    @property
    def stopped(self) -> bool:
        """Whether the person asked to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()


class _Runner(QObject):
    """Lives in the window's thread, so that its signals arrive there."""

    progressed = Signal(int, int, str)
    finished = Signal()

    def __init__(self, work: Callable[[Reins], Any], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._thread = Thread(target=self._run, name="task")
        self.reins = Reins(self.progressed.emit)
        self.result: Any = None
        self.error: BaseException | None = None
        self.start, self.wait = self._thread.start, self._thread.join

    def _run(self) -> None:
        try:
            self.result = self._work(self.reins)
        except BaseException as error:  # noqa: BLE001 - carried to the thread that asked
            self.error = error
        self.finished.emit()


class Task(QObject, Generic[T]):
    """One piece of long work at a time; its result or error comes back in the window's thread.

    `done(result)` is called when it ends well, `failed(error)` otherwise (also for Stopped).
    """

    started = Signal()
    progressed = Signal(int, int, str)
    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._runner: _Runner | None = None

    @property
    def running(self) -> bool:
        """Whether work is under way."""
        return self._runner is not None

    def start(
        self, work: Callable[[Reins], T], done: Callable[[T], object],
        failed: Callable[[BaseException], object],
    ) -> None:  # fmt: skip
        """Begin; work that is under way is asked to stop and waited for."""
        self.stop_and_wait()
        runner = _Runner(work, self)
        self._runner = runner
        runner.progressed.connect(self.progressed)
        runner.finished.connect(lambda: self._end(runner, done, failed))
        self.started.emit()
        runner.start()

    def stop(self) -> None:
        """Ask the work to stop."""
        if self._runner is not None:
            self._runner.reins.stop()

    def stop_and_wait(self) -> None:
        """Stop and wait until the thread is gone, for closing a window."""
        runner, self._runner = self._runner, None
        if runner is not None:
            runner.reins.stop()
            runner.wait()
            runner.deleteLater()
            self.ended.emit()

    def _end(
        self, runner: _Runner, done: Callable[[T], object],
        failed: Callable[[BaseException], object],
    ) -> None:  # fmt: skip
        if runner is not self._runner:
            return
        self._runner = None
        runner.deleteLater()
        self.ended.emit()
        if runner.error is None:
            done(runner.result)
        else:
            failed(runner.error)


class ProgressStrip(QWidget):
    """Name, k/n, current item and *Dừng*; nothing is shown for work under 0.4 s."""

    def __init__(self, task: "Task[Any]", name: str, stop_note: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._name, self._note = name, stop_note
        self._words = Elided(name, "")
        self.bar = QProgressBar()
        self.bar.setAccessibleName(name)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(220)
        self.stop = button("Dừng", task.stop)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 12, 6)
        layout.addWidget(self._words, 1)
        layout.addWidget(self.bar)
        layout.addWidget(self.stop)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._timer.timeout.connect(self.show)
        task.started.connect(self._begin)
        task.progressed.connect(self._tell)
        task.ended.connect(self._end)
        self.hide()

    def _begin(self) -> None:
        self.bar.setRange(0, 0)
        self._words.set_words(self._name)
        self._timer.start()

    def _tell(self, done: int, of: int, what: str) -> None:
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        said = f"{self._name} · {done}/{of}" + (f" · {what}" if what else "")
        self._words.set_words(f"{said} · {self._note}" if self._note else said)

    def _end(self) -> None:
        self._timer.stop()
        self.hide()
