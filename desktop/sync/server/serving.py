"""One request on its way: read within its limits, its sender known, done in a thread, answered."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from hmac import compare_digest
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import parse_qsl

from litestar.types import Receive, Scope

from desktop.sync.protocol import SCHOOL_HEADER, ProblemCode
from desktop.sync.server.answers import JSON, Answer, refusal
from desktop.sync.server.intake import read_body, read_json, refuse_announced, stretches
from desktop.sync.server.lanes import Lanes
from desktop.sync.server.problems import AWAY, BAD_MEDIA, Unserved, unserved
from desktop.sync.server.routes import Access, Route
from desktop.sync.server.sessions import Server, Visit, require_protocol, session_of, token_in
from desktop.sync.server.troubles import EXPECTED, told_as

_SCHOOL: Final = SCHOOL_HEADER.lower()

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request before anything of it is believed."""

    route: Route
    headers: Mapping[str, str]
    query: Mapping[str, str]
    path: Mapping[str, str]
    address: str
    receive: Receive


def asked(route: Route, scope: Scope, receive: Receive, path: Mapping[str, Any]) -> Asked:
    """A request from the web server's; of a name that comes twice the last counts."""
    client = scope.get("client")
    return Asked(
        route,
        {n.decode("latin-1").lower(): v.decode("latin-1") for n, v in scope["headers"]},
        dict(parse_qsl(scope["query_string"].decode("latin-1"))),
        {name: str(value) for name, value in path.items()},
        client[0] if client else "",
        receive,
    )


async def serve(server: Server, lanes: Lanes, asked: Asked) -> Answer:
    """The answer to a request, also where it was not served; a fault of ours goes through."""
    try:
        if asked.route.access is Access.ANYONE:
            return _begun(asked.route.run(server))
        if asked.route.access is Access.WATCHER:
            _require_watcher(server, asked)
            return _begun(asked.route.run(server))
        require_protocol(asked.headers)
        if asked.route.streams:
            return await _serve_stream(server, lanes, asked)
        body = await _body(asked)
        return await lanes.run(asked.route.lane, partial(_serve, server, asked, body))
    except Unserved as refused:
        return refusal(refused)
    except EXPECTED as trouble:
        return refusal(told_as(trouble))
    except AWAY as error:
        logger.warning("the database did not answer: %s", type(error))
        return refusal(unserved(ProblemCode.UNAVAILABLE))


def _serve(server: Server, asked: Asked, body: bytes) -> Answer:
    """In a thread: the sender first, then what was sent."""
    visit, route = _visit(server, asked), asked.route
    if route.takes is None:
        return _begun(route.run(visit))
    return _begun(route.run(visit, read_json(body, route.takes, nul=route.nul)))


def _begun(answer: Answer) -> Answer:
    """With the first piece of a stream made: what is in its way can still be told."""
    return answer if answer.stream is None else replace(answer, content=next(answer.stream, b""))


async def _serve_stream(server: Server, lanes: Lanes, asked: Asked) -> Answer:
    refuse_announced(asked.headers, asked.route.largest)
    in_thread = partial(lanes.run, asked.route.lane)
    visit = await in_thread(partial(_visit, server, asked))
    answer: Answer = await asked.route.run(
        visit, stretches(asked.receive, asked.route.largest), in_thread
    )
    return answer


async def _body(asked: Asked) -> bytes:
    if asked.route.takes is None:
        return b""
    media = asked.headers.get("content-type", JSON).partition(";")[0].strip().lower()
    if media != JSON:
        raise unserved(ProblemCode.MALFORMED, status=BAD_MEDIA)
    return await read_body(asked.receive, asked.headers, asked.route.largest)


def _require_watcher(server: Server, asked: Asked) -> None:
    """Counters are for this machine, and for who has the token of the settings."""
    wanted = server.opened.premises.settings.metrics_token
    given = asked.headers.get("authorization", "").removeprefix("Bearer ").strip()
    knows = bool(wanted) and compare_digest(given.encode(), wanted.encode())
    if not knows and not is_loopback(asked.address):
        raise unserved(ProblemCode.NOT_PERMITTED)


def is_loopback(address: str) -> bool:
    """Whether an address of the network is this machine itself."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _visit(server: Server, asked: Asked) -> Visit:
    place = server.place(asked.headers.get(_SCHOOL, ""))
    bearer = None
    if asked.route.access is not Access.SCHOOL:
        bearer = session_of(
            server,
            place,
            token_in(asked.headers),
            may_change_only=asked.route.access is Access.FIRST_PASSWORD,
        )
    return Visit(server, place, bearer, asked.address, asked.path, asked.query, asked.headers)
