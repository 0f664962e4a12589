"""Serving a server's folder over TLS, in one process or several, until it is told to end.

serve(premises, "0.0.0.0", 8743, workers=1, ready=print)    # until SIGTERM or Ctrl+C
with serving(folder) as running: ...                        # in a thread of this process
"""

import signal
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, Final

import uvicorn
from uvicorn.supervisors.multiprocess import Multiprocess

from desktop.rules.trouble import Trouble
from desktop.sync.server.app import Front
from desktop.sync.server.argon import Argon
from desktop.sync.server.fronts import now, open_front, open_logged_front, prepare
from desktop.sync.server.opening import open_server
from desktop.sync.server.premises import Premises, open_premises
from desktop.sync.server.sessions import Clock
from desktop.sync.server.slow_heads import Protocol

KEEP_ALIVE: Final = 75  # seconds between two requests; a new TLS connection costs both sides
GRACE: Final = 30  # seconds that requests under way have at the end
HEALTH: Final = 60  # seconds in which a worker must say that it lives
MOST_CONNECTIONS: Final = 2_000
_STARTING: Final = 1.0  # seconds between two looks at a worker that starts

Ready = Callable[[str], None]


class PortTaken(Trouble):
    """The address cannot be listened at."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"Chưa nghe được ở địa chỉ {host}, cổng {port} ({reason}). Máy chủ chưa chạy, dữ liệu "
            "vẫn nguyên. Xem có máy chủ khác đang chạy không, hoặc chọn cổng khác."
        )


def serve(premises: Premises, host: str, port: int, workers: int, ready: Ready) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are finished first.

    ``ready`` is told the address (``https://host:port``) once it answers; port 0 is any free
    one. Raises the Trouble of whatever is in the way of beginning.
    """
    premises.read_certificate()
    with listen(host, port) as listening, _signals_only_end():
        tell = partial(ready, address_of(listening))
        if workers > 1:
            _serve_with(workers, premises, listening, tell)
        else:
            _serve_alone(premises, listening, tell)


def _serve_alone(premises: Premises, listening: socket.socket, tell: Callable[[], None]) -> None:
    front = open_logged_front(premises.folder)
    with front.at_end:
        prepare(front.server.opened)
        _Announcing(_config(front, premises), tell).run([listening])


def _serve_with(
    workers: int, premises: Premises, listening: socket.socket, tell: Callable[[], None]
) -> None:
    """This process serves nobody: it keeps the database running and its workers alive."""
    with open_server(premises.folder) as opened:
        prepare(opened)
        opened.engine.dispose()
        app = partial(open_logged_front, premises.folder)
        _Supervisor(_config(app, premises, workers), [listening], tell).run()


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    address: str
    fingerprint: bytes
    front: Front


@contextmanager
def serving(
    folder: Path, *, port: int = 0, clock: Clock = now, argon: Argon | None = None
) -> Iterator[Running]:
    """The server of a folder on 127.0.0.1, in a thread; it answers when this returns."""
    premises = open_premises(folder)
    certificate = premises.read_certificate()
    with listen("127.0.0.1", port) as listening:
        front = open_front(folder, clock=clock, argon=argon)
        answers = threading.Event()
        with front.at_end:
            prepare(front.server.opened)
            server = _Announcing(_config(front, premises), answers.set)
            with _thread(server, listening, answers):
                yield Running(address_of(listening), certificate.fingerprint, front)


@contextmanager
def _thread(
    server: uvicorn.Server, listening: socket.socket, answers: threading.Event
) -> Iterator[None]:
    def run() -> None:
        try:
            server.run([listening])
        finally:
            answers.set()

    thread = threading.Thread(target=run, name="so-truong-server")
    thread.start()
    try:
        answers.wait()
        if not server.started:
            raise RuntimeError("the web server did not start")
        yield
    finally:
        server.should_exit = True
        thread.join()


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named: asyncio sends small answers at once only on sockets that say TCP.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform == "win32":  # there SO_REUSEADDR would let two servers share a port
        made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise PortTaken(host, port, error.strerror or "") from error
    return made


def address_of(listening: socket.socket) -> str:
    """How a client on this machine calls it."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - it is compared
    return f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}"


class _Announcing(uvicorn.Server):
    """Tells when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


class _Supervisor(Multiprocess):
    """Tells when all of its workers answer."""

    def __init__(
        self, config: uvicorn.Config, sockets: list[socket.socket], ready: Callable[[], None]
    ) -> None:
        super().__init__(config, sockets)
        self._ready = ready

    def init_processes(self) -> None:
        super().init_processes()
        for process in self.processes:
            while not process.is_ready(_STARTING):
                self.handle_signals()
                if self.should_exit.is_set() or not process.process.is_alive():
                    return
        self._ready()


def _config(app: Any, premises: Premises, workers: int = 1) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=not isinstance(app, Front),
        http=Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        workers=workers,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE,
        timeout_worker_healthcheck=HEALTH,
        ssl_certfile=premises.certificate,
        ssl_keyfile=premises.certificate_key,
        ssl_context_factory=_tls,
    )


def _tls(config: uvicorn.Config, _usual: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(str(config.ssl_certfile), str(config.ssl_keyfile))
    return context


@contextmanager
def _signals_only_end() -> Iterator[None]:
    """What the web server raises again once it has ended must not end us before we tidied up."""

    def noted(_number: int, _frame: FrameType | None) -> None:
        return

    numbers = [signal.SIGINT, signal.SIGTERM]
    if sys.platform == "win32":
        numbers.append(signal.SIGBREAK)
    before = {number: signal.signal(number, noted) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
