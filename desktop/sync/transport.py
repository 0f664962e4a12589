"""Requests over HTTPS as bytes: the certificate pinned, time-outs, and an end from outside."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from desktop.sync.problems import CertificateChanged, Stopped, Unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.sync.reach import Reach

CONNECTING: Final = 5.0  # seconds until somebody must have answered the call
ANSWERING: Final = 60.0  # … between two pieces of an answer; a first pull is put together first
_PIECE: Final = 64 * 1024
_RETRIED: Final = 2


@dataclass(frozen=True, slots=True)
class Question:
    """One request; the body as it goes over the line."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, packed as it came; names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpsTransport:
    """Carries questions to one server on connections that stay open; for one thread at a time.

    `stop` may be called from another.
    """

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._lines = _Lines()
        self._session = requests.Session()
        self._session.trust_env = False  # no .netrc in the place of our token
        if not reach.fingerprint:
            self._session.proxies.update(requests.utils.get_environ_proxies(reach.url))
        self._session.mount("https://", _Adapter(reach.fingerprint, self._lines))

    def __call__(self, question: Question) -> Reply:
        """Raises Unreachable, CertificateChanged, Stopped."""
        for tries in range(1, _RETRIED + 1):
            try:
                return self._ask(question)
            except requests.exceptions.SSLError as error:
                raise self._about(error) from error
            except (requests.RequestException, HTTPError, OSError) as error:
                if self._lines.stopped:
                    raise Stopped from error
                # A kept connection that the server has closed meanwhile: once more on a new one.
                if tries == _RETRIED or not _is_stale(error):
                    raise Unreachable(self._reach.address) from error
        raise AssertionError("the loop returns or raises")

    def stop(self) -> None:
        """End what waits for the network, now and from now on."""
        self._lines.stop()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _ask(self, question: Question) -> Reply:
        if self._lines.stopped:
            raise Stopped
        with self._session.request(
            question.method,
            self._reach.url + question.path,
            headers=dict(question.headers),
            data=question.body,
            timeout=(CONNECTING, ANSWERING),
            stream=True,
            allow_redirects=False,
            verify=not self._reach.fingerprint,
        ) as answer:
            body = bytearray()
            while piece := answer.raw.read(_PIECE, decode_content=False):
                body += piece
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Reply(answer.status_code, headers, bytes(body))

    def _about(self, error: BaseException) -> Exception:
        if self._lines.stopped:
            return Stopped()
        told = str(error)
        if "Fingerprints did not match" in told or "CERTIFICATE_VERIFY_FAILED" in told:
            return CertificateChanged(self._reach.address)
        return Unreachable(self._reach.address)


def _is_stale(error: BaseException) -> bool:
    return isinstance(error, requests.ConnectionError) and not isinstance(
        error, requests.exceptions.ConnectTimeout | requests.exceptions.ReadTimeout
    )


class _Lines:
    """The sockets that are open, so that another thread can end what waits on them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sockets: WeakSet[socket.socket] = WeakSet()
        self.stopped = False

    def add(self, line: socket.socket) -> None:
        with self._lock:
            self._sockets.add(line)
            stopped = self.stopped
        if stopped:
            _end(line)

    def stop(self) -> None:
        with self._lock:
            self.stopped = True
            sockets = list(self._sockets)
        for line in sockets:
            _end(line)


def _end(line: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)  # not TLS's own: another thread is in it


class _Adapter(HTTPAdapter):
    """Pools whose connections pin a certificate and are known to the transport."""

    def __init__(self, fingerprint: str, lines: _Lines) -> None:
        self._fingerprint, self._lines = fingerprint, lines
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        if self._fingerprint:
            kwargs["assert_fingerprint"] = self._fingerprint
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"https": _pool_class(self._lines)}


def _pool_class(lines: _Lines) -> type[HTTPSConnectionPool]:
    class Known(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            if self.sock is not None:
                lines.add(self.sock)

    class Pool(HTTPSConnectionPool):
        ConnectionCls = Known

    return Pool
