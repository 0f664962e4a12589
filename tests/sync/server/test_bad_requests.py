"""What somebody could send in the place of a request: each is refused in words, nothing breaks."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import msgspec
import pytest
import zstandard

from desktop.sync.protocol import (
    LARGEST_BODY,
    MOST_COMMANDS,
    AfterRestore,
    ChangePassword,
    Envelope,
    Outcome,
    ProblemCode,
    Pull,
    Push,
    SignIn,
    Verdicts,
)
from desktop.sync.server import intake
from desktop.sync.server.intake import DEEPEST, too_deep
from tests.sync.server.reached import Reached, problem, told_piecewise

pytestmark = pytest.mark.postgres
MB = 1024 * 1024


def pushed(web: Reached, *envelopes: Envelope) -> Any:
    file = web.school.file("ha")
    return web.post("commands", Push(web.school.epoch, file.device, envelopes), "ha")


def envelope(web: Reached) -> Envelope:
    return web.school.envelope("ha", web.school.marks({0: 80}))


# ---- size


def test_a_body_of_50_mb_is_refused_before_it_is_read(web: Reached):
    sent = told_piecewise(
        web, "POST", "commands",
        web.headers("ha", **{"Content-Length": str(50 * MB), "Content-Type": "application/json"}),
    )  # fmt: skip
    assert sent[0]["status"] == 413


def test_a_body_of_50_mb_that_does_not_say_so(web: Reached):
    read = 0

    def body() -> Iterator[bytes]:
        nonlocal read
        for _ in range(50):
            read += 1
            yield bytes(MB)

    headers = web.headers("ha", **{"Content-Type": "application/json"})
    answer = web.client.post("/v1/commands", content=body(), headers=headers)
    problem(answer, 413, ProblemCode.TOO_LARGE)


def test_a_body_that_unpacks_to_gigabytes(web: Reached):
    packer = zstandard.ZstdCompressor(level=19).compressobj()
    bomb = b"".join([*(packer.compress(bytes(MB)) for _ in range(512)), packer.flush()])
    assert len(bomb) < MB
    web.token("ha")
    tracemalloc.start()
    answer = web.post("commands", bomb, "ha", **{"Content-Encoding": "zstd"})
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    problem(answer, 413, ProblemCode.TOO_LARGE)
    assert used < 4 * LARGEST_BODY


@pytest.mark.parametrize("body", [b"not zstd", zstandard.compress(b"{}")[:-3], b""])
def test_a_body_that_does_not_unpack(web: Reached, body: bytes):
    answer = web.post("changes", body, "ha", **{"Content-Encoding": "zstd"})
    problem(answer, 400, ProblemCode.MALFORMED)


def test_10_000_commands_in_one_push(web: Reached):
    one = envelope(web)
    problem(pushed(web, *[one] * 10_000), 413, ProblemCode.TOO_LARGE)
    problem(pushed(web, *[one] * (MOST_COMMANDS + 1)), 413, ProblemCode.TOO_LARGE)
    assert len(msgspec.json.decode(pushed(web, *[one] * MOST_COMMANDS).content)["verdicts"]) == 200


def test_more_ids_than_anybody_has(web: Reached):
    ids = tuple(uuid4() for _ in range(10_001))
    problem(web.post("changes", Pull(unanswered=ids), "ha"), 413, ProblemCode.TOO_LARGE)
    problem(web.post("changes", Pull(held=ids), "ha"), 413, ProblemCode.TOO_LARGE)
    problem(web.post("after-restore", AfterRestore(ids), "ha"), 413, ProblemCode.TOO_LARGE)
    assert web.post("after-restore", AfterRestore(ids[:-1]), "ha").status_code == 200
    assert web.post("changes", Pull(held=(), unanswered=ids[:-1]), "ha").status_code == 200


# ---- time


def test_a_body_that_does_not_come(web: Reached, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(intake, "PATIENCE", 0.02)
    headers = web.headers("ha", **{"Content-Type": "application/json"})
    part = {"type": "http.request", "body": b'{"epoch"', "more_body": True}
    sent = told_piecewise(web, "POST", "commands", headers, part)
    assert sent[0]["status"] == 408


# ---- form


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"{}",
        b"NaN",
        b'{"epoch":1}',
        b'{"account":"a","password":"b"}',
        b"\xff\xfe{\x00}\x00",
        b'{"epoch":"\xc3\x28"}',
        b"\x00" * 100,
        "{“epoch”:1}".encode(),
    ],
)
@pytest.mark.parametrize("path", ["commands", "after-restore", "password", "accounts"])
def test_what_is_no_json_of_this_kind(web: Reached, path: str, body: bytes):
    problem(web.post(path, body, "admin"), 400, ProblemCode.MALFORMED)


def test_invalid_utf8_within_a_command(web: Reached):
    one = msgspec.structs.replace(envelope(web), payload=msgspec.Raw(b'{"x":"\xc3\x28"}'))
    problem(pushed(web, one), 400, ProblemCode.MALFORMED)


@pytest.mark.parametrize("pair", [b"[]", b'{"a":}'])
def test_json_deeper_than_any_command(web: Reached, pair: bytes):
    opening, closing = pair[:-1], pair[-1:]
    deep = opening * 100_000 + b"1" + closing * 100_000
    problem(web.post("changes", deep, "ha"), 400, ProblemCode.MALFORMED)
    payload = msgspec.Raw(opening * 200 + b"1" + closing * 200)
    one = msgspec.structs.replace(envelope(web), payload=payload)
    problem(pushed(web, one), 400, ProblemCode.MALFORMED)


@pytest.mark.parametrize(
    ("body", "deep"),
    [
        (b"[" * DEEPEST + b"]" * DEEPEST, False),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), True),
        (b"[" + b"{}," * 5_000 + b"[]]", False),
        (b'["' + b"[" * 500 + b'"]', False),
        (rb'["\"' + b"[" * 500 + rb'\\"]', False),
        (rb'["\\",' + b"[" * 500 + b"]" * 500 + b"]", True),
        (b"]" * 500 + b"[" * 500, True),
    ],
)
def test_depth_is_told_without_reading(body: bytes, deep: bool):
    assert too_deep(body) is deep


def test_a_nul_is_no_letter(web: Reached):
    problem(web.post("sign-in", SignIn("ha\x00", "gì")), 400, ProblemCode.MALFORMED)
    change = ChangePassword("mật khẩu của ha", "mật\x00khẩu mới")
    problem(web.post("password", change, "ha"), 400, ProblemCode.MALFORMED)
    spelled = SignIn("ha", "\\u0000")
    assert web.post("sign-in", spelled).status_code == 401  # six letters, not one


def test_media_and_packing_that_are_not_read(web: Reached):
    form = web.post(
        "changes", b"a=1", "ha", **{"Content-Type": "application/x-www-form-urlencoded"}
    )
    problem(form, 415, ProblemCode.MALFORMED)
    packed = web.post("changes", b"{}", "ha", **{"Content-Encoding": "gzip"})
    problem(packed, 415, ProblemCode.MALFORMED)


# ---- commands


def test_an_unknown_command_waits_for_a_newer_server(web: Reached):
    known = envelope(web)
    unknown = msgspec.structs.replace(envelope(web), kind="fly")
    newer = msgspec.structs.replace(envelope(web), schema=99)
    answer = msgspec.json.decode(pushed(web, known, unknown, newer).content, type=Verdicts)
    assert [verdict.outcome for verdict in answer.verdicts] == [Outcome.ACCEPTED]
    assert answer.problem is not None
    assert answer.problem.code is ProblemCode.SERVER_TOO_OLD
    problem(pushed(web, unknown), 422, ProblemCode.SERVER_TOO_OLD)


def test_a_command_that_cannot_be_read_costs_no_other(web: Reached):
    broken = msgspec.structs.replace(envelope(web), payload=msgspec.Raw(b'{"cells":7}'))
    sound = envelope(web)
    answer = msgspec.json.decode(pushed(web, broken, sound).content, type=Verdicts)
    assert [v.outcome for v in answer.verdicts] == [Outcome.REFUSED, Outcome.ACCEPTED]


@pytest.mark.parametrize("number", [-1, 0, 2**70])
def test_numbers_that_no_file_has(web: Reached, number: int):
    one = msgspec.structs.replace(envelope(web), number=number, at=number)
    problem(pushed(web, one), 400, ProblemCode.MALFORMED)


@pytest.mark.parametrize("far", [-(2**80), -1, 2**63, 2**80])
def test_cursors_that_no_file_has(web: Reached, far: int):
    asked = Pull(held=(), cursor=far, position=far, limit=far)
    assert web.post("changes", asked, "ha").status_code in (200, 400)


def test_another_persons_file(web: Reached):
    one = envelope(web)
    push = Push(web.school.epoch, web.school.file("ha").device, (one,))
    assert web.post("commands", push, "ha").status_code == 200
    stolen = replace(web.school.file("ha"), staff_id=web.school.people["binh"])
    more = stolen.envelope(uuid4(), web.school.marks({1: 50}), web.school.at)
    answer = web.post("commands", Push(web.school.epoch, stolen.device, (more,)), "binh")
    problem(answer, 403, ProblemCode.NOT_PERMITTED)
