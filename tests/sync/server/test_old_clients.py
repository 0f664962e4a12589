"""Clients of every protocol version that is still served: their requests, kept as files.

`tests/sync/recorded/<version>/` holds what a client of that version says, and the shapes that it
knew. With `--golden-update` the present version is written where there is nothing of it yet:
what was recorded once is never written anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema_rs
import msgspec
import pytest
import zstandard

from desktop.commands.comments import TextCell, WriteComments
from desktop.commands.conduct import ConductCell, ConductValue, RateConduct
from desktop.commands.locks import LockBooks
from desktop.commands.refusals import Choice, SettleRefusal
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.permissions import SCHOOL_AUDIENCE
from desktop.rules.terms import Level, Term
from desktop.sync import protocol
from desktop.sync.client import Client
from desktop.sync.digests import holdings_digest
from desktop.sync.problems import ServerProblem
from desktop.sync.protocol import (
    OLDEST_SERVED,
    PROTOCOL,
    PROTOCOL_HEADER,
    SCHOOL_HEADER,
    Pull,
    Push,
)
from desktop.sync.reach import Reach
from desktop.sync.transport import Question, Reply
from tests.sync.conftest import CODE
from tests.sync.server.reached import Reached, password_of

pytestmark = pytest.mark.postgres
RECORDED = Path(__file__).parents[1] / "recorded"
VERSIONS = range(OLDEST_SERVED, PROTOCOL + 1)
SHAPES = "shapes.json"
DEVICE = UUID(int=0xD0C5)
PDF = b"%PDF-1.7\n" + bytes(range(64))


class Exchange(msgspec.Struct, frozen=True):
    """A request as it went over the line, unpacked, and the answer that it got then.

    What differs from school to school stands as @name: ids, the epoch, tokens.
    """

    told: str
    method: str
    path: str
    headers: dict[str, str]
    body: str
    packed: bool
    gives: str  # the shape of the answer; "lines" for a pull
    status: int
    answer: list[str]


# ---- the names of what differs


@dataclass
class Names:
    """What @names stand for at one school."""

    values: dict[str, str] = field(default_factory=dict)

    def put_in(self, text: str) -> str:
        for name in sorted(self.values, key=len, reverse=True):
            text = text.replace(f"@{name}", self.values[name])
        return text

    def take_out(self, text: str) -> str:
        for name, value in self.values.items():
            text = text.replace(value, f"@{name}") if value else text
        return text


def names_of(web: Reached) -> Names:
    school = web.school
    named = {f"id {name}": one for name, one in (school.ids | school.people).items()}
    named |= {f"pupil {n}": one for n, one in enumerate(school.pupils)}
    named["epoch"] = school.epoch
    return Names({name.replace(" ", "-"): str(one) for name, one in named.items()})


# ---- over the line, without one


def carried(web: Reached, question: Question) -> Reply:
    answer = web.client.request(
        question.method, question.path, content=question.body, headers=dict(question.headers)
    )
    headers = {name.lower(): value for name, value in answer.headers.items()}
    headers.pop("content-encoding", None)  # the test's client has unpacked it
    return Reply(answer.status_code, headers, answer.content)


def plain(question: Question) -> tuple[str, bool]:
    body, packed = question.body or b"", question.headers.get("Content-Encoding") == "zstd"
    body = zstandard.ZstdDecompressor().decompressobj().decompress(body) if packed else body
    return body.decode(), packed


# ---- recording


@dataclass
class Recorder:
    """Stands between today's client and the application."""

    web: Reached
    names: Names
    told: str = ""
    gives: str = ""
    exchanges: list[Exchange] = field(default_factory=list)

    def __call__(self, question: Question) -> Reply:
        reply = carried(self.web, question)
        body, packed = plain(question)
        out = self.names.take_out
        answer = out(reply.body.decode()).strip().split("\n") if self.gives else []
        self.exchanges.append(
            Exchange(
                self.told, question.method, out(question.path),
                {name: out(value) for name, value in question.headers.items()}, out(body), packed,
                self.gives, reply.status, answer,
            )
        )  # fmt: skip
        return reply


def record(web: Reached) -> list[Exchange]:
    """A day of a client of the present version."""
    names = names_of(web)
    line = Recorder(web, names)
    client = Client(Reach("localhost:8743", CODE), transport=line)

    def say(told: str, gives: str = "") -> Client:
        line.told, line.gives = told, gives
        return client

    say("health", "Health").health()
    signed_in = say("sign in", "SignedIn").sign_in("ha", password_of("ha"), DEVICE)
    names.values["token"] = signed_in.token
    push = Push(web.school.epoch, web.school.file("ha").device, commands_of(web))
    names.values["device"] = str(push.device)
    say("push of several kinds", "Verdicts").push(push)
    say("the same push once more", "Verdicts").push(push)
    page = say("first pull", "lines").pull(Pull(web.school.epoch, held=()))
    held = page.end.audiences or ()
    names.values["holdings"] = holdings_digest(held)
    unanswered = tuple(one.id for one in push.commands)
    say("next pull", "lines").pull(
        Pull(web.school.epoch, 10, names.values["holdings"], unanswered=unanswered)
    )
    say("after a restore", "Lacking").after_restore((*unanswered, DEVICE))
    say("key kept").keep_key(DEVICE, bytes(range(32)))
    say("key asked for", "KeptKey").kept_key(DEVICE)
    blob = f"blobs/{sha256(PDF).hexdigest()}?audience={SCHOOL_AUDIENCE}"
    headers = {
        SCHOOL_HEADER: CODE, PROTOCOL_HEADER: str(PROTOCOL),
        "Authorization": f"Bearer {client.token}", "Content-Type": "application/pdf",
    }  # fmt: skip
    line.told, line.gives = "file sent", "BlobReceived"
    line(Question("PUT", f"/v1/{blob}", headers, PDF))
    line.told, line.gives = "file asked for", ""
    line(Question("GET", f"/v1/{blob}", headers))
    say("sign out").sign_out()
    return line.exchanges


def commands_of(web: Reached) -> tuple[Any, ...]:
    """Accepted ones of several kinds, a conflict, what she may not, and a decision."""
    school = web.school
    course, pupil = school.ids["toan 6A"], school.pupils[1]
    said = [
        school.envelope("ha", command)
        for command in (
            school.marks({0: 80, 1: None}),
            school.marks({0: 60}, seen={0: 50}),
            WriteComments(course_id=course, term=Term.I, cells=(TextCell(pupil, "Chăm chỉ"),)),
            RateConduct(
                class_id=school.ids["6A"], term=Term.I,
                cells=(ConductCell(pupil, ConductValue(Level.TOT)),),
            ),
            LockBooks(
                school_year_id=school.ids["year"], reach=LockReach.COURSE, reach_id=course,
                term=Term.I, kinds=(LockKind.REGULAR,), reason="Hết hạn",
            ),
        )
    ]  # fmt: skip
    settles = SettleRefusal(command_id=said[1].id, choice=Choice.THEIRS)
    return (*said, school.envelope("ha", settles))


def shapes() -> dict[str, Any]:
    """The JSON shape of every struct that travels today."""
    structs = [
        one
        for one in vars(protocol).values()
        if isinstance(one, type)
        and issubclass(one, msgspec.Struct)
        and one.__module__ == protocol.__name__
    ]
    _, found = msgspec.json.schema_components(structs, ref_template="#/$defs/{name}")
    for one in found.values():
        one.pop("description", None)  # words are no shape
    told: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(dict(sorted(found.items()))))
    return told


# ---- the tests


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> int:
    found: int = request.param
    return found


@pytest.fixture
def recorded(version: int) -> list[Exchange]:
    """In the order in which they were said."""
    files = sorted((RECORDED / str(version)).glob("[0-9]*.json"))
    return [msgspec.json.decode(file.read_bytes(), type=Exchange) for file in files]


def test_the_present_version_is_recorded(web: Reached, request: pytest.FixtureRequest):
    folder = RECORDED / str(PROTOCOL)
    if request.config.getoption("--golden-update") and not folder.exists():
        folder.mkdir(parents=True)
        for n, exchange in enumerate(record(web), 1):
            name = f"{n:02}-{exchange.told.replace(' ', '-')}.json"
            (folder / name).write_bytes(msgspec.json.format(msgspec.json.encode(exchange)) + b"\n")
        (folder / SHAPES).write_bytes(msgspec.json.format(msgspec.json.encode(shapes())) + b"\n")
    assert (folder / SHAPES).exists()


def test_what_an_old_client_says_is_served(web: Reached, version: int, recorded: list[Exchange]):
    assert len(recorded) >= 10
    names, knew = names_of(web), shapes_of(version)
    names.values["device"] = str(web.school.file("ha").device)
    for one in recorded:
        reply = carried(web, asked(one, names))
        assert reply.status == one.status, (one.told, reply.body)
        if one.told == "sign in":
            names.values["token"] = msgspec.json.decode(reply.body)["token"]
        if one.gives:
            lines = reply.body.splitlines()
            for line in lines:
                understood(line, one.gives, knew)
            assert meaning(lines) == meaning([line.encode() for line in one.answer])
            learn(names, lines)


def asked(one: Exchange, names: Names) -> Question:
    body = names.put_in(one.body).encode()
    headers = {name: names.put_in(value) for name, value in one.headers.items()}
    sent = zstandard.compress(body) if one.packed else body
    return Question(one.method, names.put_in(one.path), headers, sent or None)


def learn(names: Names, lines: list[bytes]) -> None:
    """What the old client went on with."""
    end = msgspec.json.decode(lines[-1])
    if end.get("t") == "end" and end.get("audiences"):
        names.values["holdings"] = holdings_digest(map(UUID, end["audiences"]))


def shapes_of(version: int) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode((RECORDED / str(version) / SHAPES).read_bytes())
    return found


def understood(line: bytes, gives: str, knew: dict[str, Any]) -> None:
    """A client of that version decodes it: whatever is new it does not look at."""
    if gives == "lines":
        gives = {"rows": "Rows", "gone": "Gone", "end": "PageEnd"}[msgspec.json.decode(line)["t"]]
    schema = {"$ref": f"#/$defs/{gives}", "$defs": knew}
    jsonschema_rs.validate(schema, msgspec.json.decode(line))


def meaning(lines: list[bytes]) -> list[Any]:
    """What an answer comes to, whatever the ids and instants are."""
    told: list[Any] = []
    for line in lines:
        found = msgspec.json.decode(line)
        told.append(found.get("table") or found.get("t") or sorted(found))
        told += [(v["outcome"], v.get("code", "")) for v in found.get("verdicts", ())]
    return told


# ---- no shape changes under a version that is out


def test_no_shape_of_a_version_that_is_served_changes(version: int):
    today = shapes()
    for name, old in shapes_of(version).items():
        assert name in today, f"{name} is gone: that needs a new protocol version"
        assert list(breaks(old, today[name])) == [], f"{name} needs a new protocol version"


def breaks(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """Why one side with the old shape and one with the new do not understand each other."""
    if "properties" not in old:
        if old != new:
            yield f"{old.get('title')} was {old} and is {new}"
        return
    for field_name, kind in old["properties"].items():
        if new.get("properties", {}).get(field_name) != kind:
            yield f"{field_name} was {kind} and is {new.get('properties', {}).get(field_name)}"
    if set(old.get("required", ())) != set(new.get("required", ())):
        yield "what is required changed"


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one["properties"].pop("seq"),
        lambda one: one["required"].append("seq"),
        lambda one: one["required"].remove("outcome"),
        lambda one: one["properties"].update(seq={"type": "string"}),
    ],
    ids=["gone", "required", "not required any more", "of another kind"],
)
def test_a_change_is_noticed(change: Any):
    old = shapes()["Verdict"]
    new = msgspec.json.decode(msgspec.json.encode(old))
    assert list(breaks(old, new)) == []
    new["properties"]["more"] = {"type": "string", "default": ""}
    assert list(breaks(old, new)) == []  # a client that does not know it goes on
    change(new)
    assert list(breaks(old, new))


# ---- neither too old nor too new


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (OLDEST_SERVED - 1, protocol.ProblemCode.CLIENT_TOO_OLD),
        (PROTOCOL + 1, protocol.ProblemCode.SERVER_TOO_OLD),
    ],
)
def test_another_version_is_told_so(web: Reached, said: int, code: protocol.ProblemCode):
    def line(question: Question) -> Reply:
        headers = {**question.headers, PROTOCOL_HEADER: str(said)}
        return carried(web, replace(question, headers=headers))

    client = Client(Reach("localhost:8743", CODE), transport=line)
    with pytest.raises(ServerProblem) as caught:
        client.sign_in("ha", password_of("ha"))
    assert caught.value.code is code
