"""A server that takes calls and questions, and never answers."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from tests.sync.states import PATIENCE


@contextmanager
def silent_server(certificate: Path) -> Iterator[tuple[str, Event]]:
    """Its address; the event: it has heard a question. It ends when its caller hangs up."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    heard = Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def listen() -> None:
            plain, _address = listening.accept()
            with context.wrap_socket(plain, server_side=True) as line:
                while line.recv(4096):
                    heard.set()

        thread = Thread(target=listen, name="silent")
        thread.start()
        try:
            yield f"127.0.0.1:{listening.getsockname()[1]}", heard
        finally:
            thread.join(PATIENCE)
