"""A founded school behind the web application, and people who are signed in there."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec
from httpx import Response
from litestar.testing import TestClient
from sqlalchemy import Engine

from desktop.sync.protocol import (
    PROTOCOL,
    PROTOCOL_HEADER,
    SCHOOL_HEADER,
    Line,
    PageEnd,
    Problem,
    ProblemCode,
    Pull,
    Push,
    SignedIn,
    SignIn,
    Verdicts,
)
from desktop.sync.server.accounts import add_account
from desktop.sync.server.app import Front
from desktop.sync.server.argon import Argon, Cost
from desktop.sync.server.opening import OpenServer
from desktop.sync.server.registry import create_school, find_school
from desktop.sync.server.sessions import Server
from tests.sync.conftest import CODE, NOW
from tests.sync.server.central_school import CentralSchool, found_central_school

QUICK = Cost(memory_kib=8, iterations=1, lanes=1)
ARGON = Argon(QUICK)
OTHER_CODE = "hoa-lan"


def password_of(name: str) -> str:
    return f"mật khẩu của {name}"


@dataclass
class Reached:
    """One school over HTTP; `client` is anything with httpx's or requests' `request`."""

    client: Any
    school: CentralSchool
    code: str = CODE
    front: Front | None = None
    tokens: dict[str, str] = field(default_factory=dict)

    def headers(self, name: str = "", **more: str) -> dict[str, str]:
        """Of a person of the school, who is signed in if need be; without a name, of nobody."""
        headers = {SCHOOL_HEADER: self.code, PROTOCOL_HEADER: str(PROTOCOL)}
        if name:
            headers["Authorization"] = f"Bearer {self.token(name)}"
        return headers | more

    def token(self, name: str) -> str:
        if name not in self.tokens:
            self.tokens[name] = self.sign_in(name).token
        return self.tokens[name]

    def sign_in(self, name: str, password: str = "") -> SignedIn:
        account = "quantri" if name == "admin" else name
        answer = self.post("sign-in", SignIn(account, password or password_of(name)))
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=SignedIn)

    def post(self, path: str, value: Any, name: str = "", **more: str) -> Response:
        content = value if isinstance(value, bytes) else msgspec.json.encode(value)
        return self.ask("POST", path, name, content, **{"Content-Type": "application/json"} | more)

    def ask(
        self, method: str, path: str, name: str = "", content: bytes | None = None, **more: str
    ) -> Response:
        how: dict[str, Any] = {"headers": self.headers(name, **more)}
        if content is not None:
            how["content"] = content
        answer: Response = self.client.request(method, f"/v1/{path}", **how)
        return answer

    def push(self, name: str, *commands: Any) -> Verdicts:
        """Push commands from the person's file."""
        file = self.school.file(name)
        envelopes = tuple(self.school.envelope(name, command) for command in commands)
        answer = self.post("commands", Push(self.school.epoch, file.device, envelopes), name)
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=Verdicts)

    def pull(self, name: str, pull: Pull | None = None) -> tuple[list[Line], PageEnd]:
        asked = pull or Pull(epoch=self.school.epoch, held=())
        answer = self.post("changes", asked, name)
        assert answer.status_code == 200, answer.text
        lines = [msgspec.json.decode(line, type=Line) for line in answer.content.splitlines()]
        assert isinstance(lines[-1], PageEnd)
        return lines[:-1], lines[-1]


def told_piecewise(
    web: Reached, method: str, path: str, headers: Mapping[str, str], *messages: Mapping[str, Any]
) -> list[Any]:
    """What the application sends to a client whose body comes in just these messages."""
    left, sent = list(messages), list[Any]()
    plain, _, query = path.partition("?")
    scope = {
        "type": "http", "method": method, "path": f"/v1/{plain}", "raw_path": b"", "root_path": "",
        "query_string": query.encode(), "http_version": "1.1", "scheme": "https",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("192.0.2.7", 1), "server": ("localhost", 1), "state": {},
    }  # fmt: skip

    async def receive() -> Any:
        return left.pop(0) if left else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    web.client.blocking_portal.call(web.front, scope, receive, send)
    return sent


def problem(answer: Response, status: int, code: ProblemCode) -> Problem:
    """The problem of an answer, which is this one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    told = msgspec.json.decode(answer.content, type=Problem)
    assert told.code is code
    assert told.sentence
    return told


def open_school(server: OpenServer, code: str = CODE) -> CentralSchool:
    """A founded school, all of whose people can sign in."""
    school = found_central_school(server.engine, find_school(server.engine, code).schema)
    with school.begin() as connection:
        for name, staff_id in school.people.items():
            phc = ARGON.hash(password_of(name))
            add_account(connection, staff_id, phc, NOW, must_change=False)
    return school


def furnish(opened: OpenServer) -> dict[str, CentralSchool]:
    """Two schools with their people."""
    create_school(opened.engine, OTHER_CODE, "Trường THCS Hoa Lan", NOW)
    return {code: open_school(opened, code) for code in (CODE, OTHER_CODE)}


def moved(school: CentralSchool, engine: Engine) -> CentralSchool:
    """The same school in a copy of its database."""
    return replace(school, engine=engine, files=deepcopy(school.files), written=[])


@contextmanager
def behind(
    server: Server, schools: Mapping[str, CentralSchool], folder: Path, *, there: bool = False
) -> Iterator[tuple[Reached, ...]]:
    """The application, and each school over it."""
    folder.mkdir(parents=True, exist_ok=there)
    front = Front(server, folder)
    with TestClient(front) as client:
        yield tuple(Reached(client, school, code, front) for code, school in schools.items())
