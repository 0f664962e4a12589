"""The server of a history: in a thread of the test, or in a process that can be killed."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import event

from desktop.sync.server.serve import Running, serving
from tests.sync.server.central_school import START
from tests.sync.server.reached import ARGON

PATIENCE = 60.0  # seconds until a process must have begun


class Host(Protocol):
    """Serves a folder at an address that stays; `die` is an end without any tidying up."""

    address: str
    fingerprint: bytes

    def start(self) -> None: ...
    def die(self) -> None: ...
    def stop(self) -> None: ...
    def cut_database(self, nth: int) -> None: ...


@dataclass
class ThreadHost:
    """In this process: quick to start; it can lose its database at any statement."""

    folder: Path
    clock: Callable[[], int]
    address: str = ""
    fingerprint: bytes = b""
    _stack: ExitStack = field(default_factory=ExitStack)
    _countdown: int = 0

    def start(self) -> None:
        port = int(self.address.rpartition(":")[2] or 0)
        running: Running = self._stack.enter_context(
            serving(self.folder, port=port, clock=self.clock, argon=ARGON)
        )
        self.address, self.fingerprint = running.address, running.fingerprint
        event.listen(running.front.server.opened.engine, "before_cursor_execute", self._count)

    def die(self) -> None:
        """A thread cannot be killed: it ends as it is told to, and what it remembers is gone."""
        self.stop()

    def stop(self) -> None:
        self._countdown = 0
        self._stack.close()

    def cut_database(self, nth: int) -> None:
        """Lose the connection at the nth statement from now."""
        self._countdown = nth

    def _count(self, connection: Any, *_rest: object) -> None:
        if self._countdown:
            self._countdown -= 1
            if not self._countdown:
                connection.connection.dbapi_connection.close()


@dataclass
class ProcessHost:
    """A process of its own, killed without a word."""

    folder: Path
    address: str = ""
    fingerprint: bytes = b""
    _process: Any = None
    _said: Connection | None = None

    def start(self) -> None:
        port = int(self.address.rpartition(":")[2] or 0)
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        self._process = context.Process(target=serve_until_told, args=(there, self.folder, port))
        self._process.start()
        there.close()
        self._said = here
        if not here.poll(PATIENCE):
            raise TimeoutError("the server did not begin")
        self.address, self.fingerprint = here.recv()

    def die(self) -> None:
        self._process.kill()
        self._end()

    def stop(self) -> None:
        if self._said is not None:
            self._said.send("end")
            self._end()

    def cut_database(self, nth: int) -> None:
        """Its connections are cut from outside; see ``History.cut_database``."""

    def _end(self) -> None:
        assert self._said is not None
        self._process.join()
        self._process.close()
        self._said.close()
        self._said = None


def serve_until_told(said: Connection, folder: Path, port: int) -> None:
    """In the child process; its clock goes by calls, and begins anew with each process."""
    with serving(folder, port=port, clock=_clock(), argon=ARGON) as running:
        said.send((running.address, running.fingerprint))
        said.recv()


def _clock() -> Callable[[], int]:
    at = START

    def now() -> int:
        nonlocal at
        at += 1_000
        return at

    return now


@contextmanager
def hosted(host: Host) -> Iterator[Host]:
    """Begun, and ended whatever happens."""
    try:
        host.start()
        yield host
    finally:
        host.stop()
