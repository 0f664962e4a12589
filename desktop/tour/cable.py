"""The cable between a computer and the server: it carries bytes until it is pulled out."""

import socket
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector
from threading import Lock, Thread
from typing import Final, Self

PIECE: Final = 65_536
HOST: Final = "127.0.0.1"


class Cable:
    """Listens at `address` and carries each connection to the server, in a thread of its own.

    Pulled out, it ends what it carries, and whoever connects is turned away at once.
    """

    def __init__(self, server: str) -> None:
        host, _, port = server.rpartition(":")
        self._server = (host, int(port))
        self._listening = socket.create_server((HOST, 0))
        self.address = f"{HOST}:{self._listening.getsockname()[1]}"
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._plugged, self._lock = True, Lock()
        self._selector = DefaultSelector()
        self._bell, ear = socket.socketpair()
        self._ear = ear
        self._thread = Thread(target=self._run, name="cable")

    def __enter__(self) -> Self:
        for watched in (self._listening, self._ear):
            self._selector.register(watched, EVENT_READ)
        self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._bell.close()
        self._thread.join()
        for end in (self._listening, self._ear, *self._pairs):
            end.close()
        self._selector.close()

    def pull_out(self) -> None:
        """From now on nothing comes through."""
        with self._lock:
            self._plugged = False
            for end in self._pairs:
                with suppress(OSError):  # the other side was quicker
                    end.shutdown(socket.SHUT_RDWR)  # the thread finds its end, and lets go

    def plug_in(self) -> None:
        """The server can be reached again."""
        with self._lock:
            self._plugged = True

    def _run(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._ear:
                    return
                with self._lock:
                    if key.fileobj is self._listening:
                        self._connect()
                    elif isinstance(key.fileobj, socket.socket):
                        self._carry(key.fileobj)

    def _connect(self) -> None:
        near, _ = self._listening.accept()
        if not self._plugged:
            near.close()
            return
        far = socket.create_connection(self._server)
        for one, other in ((near, far), (far, near)):
            self._pairs[one] = other
            self._selector.register(one, EVENT_READ)

    def _carry(self, end: socket.socket) -> None:
        other = self._pairs.get(end)
        if other is None:  # let go of in this very round
            return
        try:
            piece = end.recv(PIECE)
            other.sendall(piece)
        except OSError:
            piece = b""
        if not piece:
            for one in (end, other):
                del self._pairs[one]
                self._selector.unregister(one)
                one.close()
