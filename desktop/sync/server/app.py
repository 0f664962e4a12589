"""The web application: all routes, what is counted and logged of each request, and its end."""

import logging
import re
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

import msgspec
from litestar import HttpMethod, Litestar, Request, Response
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send

from desktop.sync.protocol import ProblemCode
from desktop.sync.server import (
    routes_accounts,
    routes_blobs,
    routes_changes,
    routes_commands,
    routes_escrow,
    routes_health,
    routes_signing_in,
)
from desktop.sync.server.access_log import AccessLog
from desktop.sync.server.answers import JSON, Answer, refusal
from desktop.sync.server.intake import Disconnected
from desktop.sync.server.lanes import Lanes
from desktop.sync.server.metrics import CONTENT_TYPE, Metrics
from desktop.sync.server.openapi import document
from desktop.sync.server.problems import FAULT, NO_ROUTE, TOO_SLOW, unserved
from desktop.sync.server.routes import Access, Lane, Route
from desktop.sync.server.serving import asked, serve
from desktop.sync.server.sessions import Server

ROUTES: Final = (
    *routes_signing_in.ROUTES,
    *routes_accounts.ROUTES,
    *routes_commands.ROUTES,
    *routes_changes.ROUTES,
    *routes_blobs.ROUTES,
    *routes_escrow.ROUTES,
    *routes_health.ROUTES,
)
OTHER: Final = "other"  # what a request is called that found no route

_NOTE: Final = "so_truong_note"  # the key in an ASGI scope
_FAULT: Final = (
    "Máy chủ gặp một việc ngoài dự kiến và chưa trả lời được. Mọi thay đổi trên máy này vẫn còn "
    "và sẽ tự gửi lại. Nếu việc này lặp lại, báo người quản trị mã sự cố %s."
)

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Note:
    """What is told of a request once it is answered."""

    route: str = OTHER
    status: int = 500
    incident: str = ""


class Front:
    """The ASGI application of one process.

    `folder` is the process's own, for log and counters; `at_end` is closed when it ends.
    """

    def __init__(self, server: Server, folder: Path, at_end: ExitStack | None = None) -> None:
        self.server = server
        self.folder = folder
        self.at_end = at_end or ExitStack()
        watched = Route(
            method="GET",
            path="/metrics",
            told="Counters in Prometheus' text format, for loopback or with the token.",
            run=self._counters,
            access=Access.WATCHER,
            problems=(ProblemCode.NOT_PERMITTED,),
            media=("text/plain",),
        )
        documented = (*ROUTES, watched)
        text = msgspec.json.encode(document(documented))
        described = Route(
            method="GET",
            path="/v1/openapi.json",
            told="This document.",
            run=lambda _server: Answer(200, text, {"content-type": JSON}),
            access=Access.ANYONE,
        )
        self.routes = (*documented, described)
        self._metrics = Metrics(folder, [*(route.name for route in self.routes), OTHER])
        self._log = AccessLog(folder, server.clock)
        self._lanes: Lanes | None = None
        self._app = Litestar(
            [self._handler(route) for route in self.routes],
            exception_handlers={HTTPException: _no_route, Exception: _unexpected},
            lifespan=[self._open],
            openapi_config=None,
            logging_config=None,
            request_max_body_size=None,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        note, began = _Note(), time.perf_counter()
        cast("dict[str, Any]", scope)[_NOTE] = note

        async def noting(message: Any) -> None:
            if message["type"] == "http.response.start":
                note.status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            seconds = time.perf_counter() - began
            self._metrics.served(note.route, note.status, seconds)
            self._metrics.in_use(self.server.connections_in_use)
            self._log.served(note.route, note.status, seconds, note.incident)

    def _handler(self, route: Route) -> HTTPRouteHandler:
        path = re.sub(r"\{(\w+)\}", r"{\1:str}", route.path)

        async def handle(request: Request[Any, Any, Any]) -> ASGIApp:
            scope = request.scope
            _note(scope).route = route.name
            try:
                question = asked(route, scope, request.receive, request.path_params)
                answer = await serve(self.server, self._running, question)
            except Disconnected:
                answer = refusal(unserved(ProblemCode.MALFORMED, status=TOO_SLOW))
            self._count(answer)
            return partial(_send, answer, self._running)

        method = HttpMethod(route.method)
        return HTTPRouteHandler(path, http_method=method, status_code=200)(handle)

    @asynccontextmanager
    async def _open(self, _app: Litestar) -> AsyncIterator[None]:
        """From the first request to the last one: then the threads end and the counters close."""
        with self.at_end, closing(self._log), closing(self._metrics), closing(Lanes()) as lanes:
            self._lanes = lanes
            yield

    @property
    def _running(self) -> Lanes:
        if self._lanes is None:
            raise RuntimeError("the application was not started: its lifespan has not begun")
        return self._lanes

    def counters(self) -> str:
        """What all processes of this server have counted, in Prometheus' text format."""
        return self._metrics.text()

    def _counters(self, _server: Server) -> Answer:
        return Answer(200, self.counters().encode(), {"content-type": CONTENT_TYPE})

    def _count(self, answer: Answer) -> None:
        for outcome in answer.outcomes:
            self._metrics.decided(outcome)
        if answer.rows:
            self._metrics.pulled(answer.rows)


def _note(scope: Scope) -> _Note:
    note: _Note = cast("dict[str, Any]", scope)[_NOTE]
    return note


async def _send(answer: Answer, lanes: Lanes, _scope: Scope, _receive: Receive, send: Send) -> None:
    headers = [(name.encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if answer.stream is not None:
        with closing(answer.stream) as stream:
            piece = answer.content
            while piece:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await lanes.run(Lane.USUAL, partial(next, stream, b""))
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    else:
        await send({"type": "http.response.body", "body": answer.content, "more_body": False})


def _no_route(_request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """What Litestar itself refuses: a path or a method that is not there."""
    code = ProblemCode.NOT_FOUND if error.status_code == NO_ROUTE else ProblemCode.MALFORMED
    return _as_response(refusal(unserved(code, status=error.status_code), more=error.headers))


def _unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A fault of ours: the log has its place under a number, the client the number."""
    number = secrets.randbelow(10**9)
    logger.error("incident %d: a request came to nothing, %s", number, type(error), exc_info=error)
    incident = f"{number:09}"
    _note(request.scope).incident = incident
    return _as_response(refusal(unserved(ProblemCode.UNAVAILABLE, _FAULT % incident, status=FAULT)))


def _as_response(answer: Answer) -> Response[bytes]:
    return Response(
        answer.content, status_code=answer.status, headers=answer.headers, media_type=JSON
    )
