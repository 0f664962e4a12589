"""The one thread that writes to a file: commands of a person first, long work in their pauses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Condition
from time import monotonic
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from desktop.store.engine import checkpoint, log_emptied, secure_deletes, writer_engine
from desktop.store.trouble import SchoolClosed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from sqlalchemy import Connection

P = ParamSpec("P")
T = TypeVar("T")

PAUSE: Final = 1.0  # seconds without a command: then long work may begin
LONGEST_PAUSE: Final = 8.0  # after it had to make way several times it waits for longer ones


class MadeWay(Exception):
    """Long work came upon somebody's command; its transaction is to be rolled back."""


class Writer:
    """Runs work one after another on a kept connection: opening one costs more than a command."""

    def __init__(self, path: Path, key: bytes, pause: float = PAUSE) -> None:
        self._engine = writer_engine(path, key)
        self._pause = pause
        with ExitStack() as on_failure:
            on_failure.callback(self._engine.dispose)
            self.connection: Connection = self._engine.connect()
            on_failure.pop_all()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._free = Condition()
        self._commands = 0  # given and not finished
        self._last = -LONGEST_PAUSE
        self._closed = False

    def session(self) -> Session:
        """A fresh session on the kept connection: an old one would not see a raw undo."""
        return Session(
            self.connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        )

    def leave_no_trace(self) -> None:
        """From now on what is deleted is overwritten (sync.md 19)."""
        secure_deletes(self.connection)

    def empty_log(self) -> bool:
        """Fold the log into the file and empty it, unless a reader is in its way."""
        return log_emptied(self.connection)

    def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do somebody's work as soon as the thread is free; long work makes way."""
        with self._somebody_waits():
            return self._submit(work, *args, **kwargs).result()

    def run_short(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do a few milliseconds' work that is nobody's: it does not count as typing."""
        return self._submit(work, *args, **kwargs).result()

    def run_long(self, work: Callable[[Callable[[], None]], T]) -> T:
        """Do long work in the person's pauses: as often begun anew as a command comes meanwhile.

        The work is handed a function to call between its steps; what that raises must roll its
        transaction back. Raises SchoolClosed when the file is closed meanwhile.
        """
        pause = self._pause
        while True:
            self._await_pause(pause)
            try:
                return self._submit(work, self._make_way).result()
            except MadeWay:
                pause = min(2 * pause, max(self._pause, LONGEST_PAUSE))

    def stop(self) -> None:
        """Finish what is being written; long work is given up."""
        with self._free:
            self._closed = True
            self._free.notify_all()
        self._thread.shutdown()

    def release(self) -> None:
        """Fold the log into the file and close the connection; no reader may be open."""
        with ExitStack() as steps:  # last named, first done
            steps.callback(self._engine.dispose)
            steps.callback(checkpoint, self._engine)
            steps.callback(self.connection.close)

    def abandon(self) -> None:
        """Let go of a file that could not be opened; nothing is written."""
        self._thread.shutdown()
        self.connection.close()
        self._engine.dispose()

    def _submit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        with self._free:
            if self._closed:
                raise SchoolClosed
            return self._thread.submit(work, *args, **kwargs)

    @contextmanager
    def _somebody_waits(self) -> Iterator[None]:
        with self._free:
            self._commands += 1
        try:
            yield
        finally:
            with self._free:
                self._commands -= 1
                self._last = monotonic()
                self._free.notify_all()

    def _make_way(self) -> None:
        if self._commands or self._closed:
            raise MadeWay

    def _await_pause(self, pause: float) -> None:
        with self._free:
            while True:
                if self._closed:
                    raise SchoolClosed
                left = self._last + pause - monotonic()
                if not self._commands and left <= 0:
                    return
                self._free.wait(None if self._commands else left)
