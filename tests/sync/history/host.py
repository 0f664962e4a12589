"""The server of a history: in a thread of the test, or in a process that can be killed."""

import multiprocessing
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import event

from desktop.sync.server.serve import Running, serving
from tests.sync.history.clocks import Clocks
from tests.sync.server.reached import ARGON

PATIENCE: Final = 60.0  # seconds until a process must have begun
FULL: Final = "DO $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$"


class Host(Protocol):
    """Serves a folder at an address that stays; `die` is an end without any tidying up."""

    address: str
    fingerprint: bytes

    def start(self) -> None: ...
    def die(self) -> None: ...
    def stop(self) -> None: ...
    def cut_database(self, nth: int, *, full: bool = False) -> None: ...


@dataclass
class ThreadHost:
    """In this process: quick to start; it can lose its database at any statement."""

    folder: Path
    clocks: Clocks
    address: str = ""
    fingerprint: bytes = b""
    _stack: ExitStack = field(default_factory=ExitStack)
    _countdown: int = 0
    _full: bool = False

    def start(self) -> None:
        port = int(self.address.rpartition(":")[2] or 0)
        running: Running = self._stack.enter_context(
            serving(self.folder, port=port, clock=self.clocks.look_at_server, argon=ARGON)
        )
        self.address, self.fingerprint = running.address, running.fingerprint
        engine = running.front.server.opened.engine
        event.listen(engine, "before_cursor_execute", self._count, retval=True)

    def die(self) -> None:
        """A thread cannot be killed: it ends as it is told to, and what it remembers is gone."""
        self.stop()

    def stop(self) -> None:
        self._countdown = 0
        self._stack.close()

    def cut_database(self, nth: int, *, full: bool = False) -> None:
        """At the nth statement from now lose the connection, or have the disk full."""
        self._countdown, self._full = nth, full

    def _count(
        self, connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any,
        many: bool,
    ) -> tuple[str, Any]:  # fmt: skip
        if self._countdown:
            self._countdown -= 1
            if not self._countdown:
                if self._full:
                    return FULL, [()] if many else ()
                connection.connection.dbapi_connection.close()
        return statement, parameters


@dataclass
class ProcessHost:
    """A process of its own, killed without a word."""

    folder: Path
    clocks: Clocks
    address: str = ""
    fingerprint: bytes = b""
    _process: Any = None
    _said: Connection | None = None

    def start(self) -> None:
        port = int(self.address.rpartition(":")[2] or 0)
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        self._process = context.Process(
            target=serve_until_told, args=(there, self.folder, port, self.clocks)
        )
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

    def cut_database(self, nth: int, *, full: bool = False) -> None:
        """Its connections are cut from outside."""

    def _end(self) -> None:
        assert self._said is not None
        self._process.join()
        self._process.close()
        self._said.close()
        self._said = None


def serve_until_told(said: Connection, folder: Path, port: int, clocks: Clocks) -> None:
    """In the child process."""
    with serving(folder, port=port, clock=clocks.look_at_server, argon=ARGON) as running:
        said.send((running.address, running.fingerprint))
        said.recv()


@contextmanager
def hosted(host: Host) -> Iterator[Host]:
    """Begun, and ended whatever happens."""
    try:
        host.start()
        yield host
    finally:
        host.stop()
