"""The routes over HTTP: signing in, commands, changes, accounts, counters, logs."""

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import zstandard
from sqlalchemy import text

from desktop.models.central import Token
from desktop.sync.protocol import (
    PROTOCOL_HEADER,
    AccountAct,
    AccountLine,
    ChangePassword,
    Health,
    ManageAccount,
    Outcome,
    ProblemCode,
    Push,
    SignIn,
    Verdicts,
)
from desktop.sync.server.app import ROUTES as SERVED
from desktop.sync.server.app import Front
from desktop.sync.server.opening import OpenServer
from desktop.sync.server.routes import Access
from desktop.sync.server.sessions import Server
from desktop.sync.server.tokens import LIFETIME
from tests.sync.conftest import CODE
from tests.sync.server.central_school import SECOND, CentralSchool
from tests.sync.server.reached import ARGON, Reached, behind, password_of, problem

pytestmark = pytest.mark.postgres
FIRST = "mật khẩu ban đầu"
ROUTES = [
    ("POST", "sign-out"), ("POST", "password"), ("GET", "accounts"), ("POST", "accounts"),
    ("POST", "commands"), ("POST", "changes"), ("POST", "after-restore"),
    ("PUT", f"blobs/{'0' * 64}?audience={'0' * 32}"), ("HEAD", f"blobs/{'0' * 64}"),
    ("GET", f"blobs/{'0' * 64}"), ("PUT", f"escrow/{'0' * 32}"), ("GET", f"escrow/{'0' * 32}"),
]  # fmt: skip


def test_the_server_tells_its_clock_to_anybody(web: Reached):
    answer = web.client.get("/v1/health")
    told = msgspec.json.decode(answer.content, type=Health)
    assert (told.now, told.protocol) == (web.school.at, 1)


# ---- sessions


def test_a_wrong_password_opens_nothing(web: Reached):
    told = problem(web.post("sign-in", SignIn("ha", "không phải")), 401, ProblemCode.WRONG_PASSWORD)
    assert "lần thử" in told.sentence
    problem(web.post("sign-in", SignIn("khong.co", "gì")), 401, ProblemCode.WRONG_PASSWORD)


def test_who_guesses_has_to_wait_and_is_told_how_long(web: Reached):
    guesses = [web.post("sign-in", SignIn("ha", "đoán")) for _ in range(5)]
    assert [guess.status_code for guess in guesses] == [401, 401, 401, 401, 429]
    right = web.post("sign-in", SignIn("ha", password_of("ha")))
    told = problem(right, 429, ProblemCode.WAIT)
    assert right.headers["retry-after"] == str(told.seconds) != "0"
    web.school.at += told.seconds * 1_000_000
    assert web.sign_in("ha").token


def test_a_session_ends_when_its_owner_signs_out(web: Reached):
    token = web.token("ha")
    assert web.ask("POST", "sign-out", "ha").status_code == 204
    del web.tokens["ha"]
    problem(web.ask("POST", "sign-out", Authorization=f"Bearer {token}"), 401, ProblemCode.SIGN_IN)


def test_a_session_expires(web: Reached):
    web.token("ha")
    web.school.at += LIFETIME
    problem(web.ask("POST", "changes", "ha", b"{}"), 401, ProblemCode.SIGN_IN)


def test_a_first_password_opens_nothing_but_its_own_change(web: Reached):
    reset = ManageAccount(web.school.people["ha"], AccountAct.RESET, FIRST)
    assert web.post("accounts", reset, "admin").status_code == 204
    signed_in = web.sign_in("ha", FIRST)
    assert signed_in.must_change
    web.tokens["ha"] = signed_in.token
    tried = [ask for ask in ROUTES if ask != ("POST", "password") and ask[0] != "HEAD"]
    for method, path in tried:
        told = web.ask(method, path, "ha", b"{}", **{"Content-Type": "application/json"})
        problem(told, 403, ProblemCode.MUST_CHANGE)
    weak = web.post("password", ChangePassword(FIRST, "ngắn"), "ha")
    problem(weak, 422, ProblemCode.WEAK_PASSWORD)
    assert web.post("password", ChangePassword(FIRST, "mật khẩu mới"), "ha").status_code == 204
    lines, _ = web.pull("ha")
    assert lines


def test_a_change_of_password_ends_all_other_sessions(web: Reached):
    elsewhere = web.sign_in("ha").token
    change = ChangePassword(password_of("ha"), "mật khẩu khác hẳn")
    assert web.post("password", change, "ha").status_code == 204
    assert web.ask("POST", "sign-out", "ha").status_code == 204
    gone = web.ask("POST", "sign-out", Authorization=f"Bearer {elsewhere}")
    problem(gone, 401, ProblemCode.SIGN_IN)


@pytest.mark.parametrize("said", ["", "Bearer", "Bearer ", "Basic aGE6aGE=", "Bearer không-phải"])
def test_without_a_session_there_is_nothing(web: Reached, said: str):
    answer = web.client.post(
        "/v1/changes", content=b"{}", headers=web.headers() | {"Authorization": said.encode()}
    )
    problem(answer, 401, ProblemCode.SIGN_IN)
    assert answer.headers["www-authenticate"] == "Bearer"


# ---- two schools


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_token_opens_no_other_school(both: tuple[Reached, Reached], method: str, path: str):
    one, other = both
    stolen = f"Bearer {one.token('admin')}"
    answer = other.ask(
        method, path, "", b"{}",
        **{"Authorization": stolen, "Content-Type": "application/json"},
    )  # fmt: skip
    assert answer.status_code == 401
    if method != "HEAD":
        problem(answer, 401, ProblemCode.SIGN_IN)


def test_the_routes_tried_are_all_that_need_a_session():
    tried = {(method, path.partition("?")[0].split("/")[0]) for method, path in ROUTES}
    served = {
        (route.method, route.path.split("/")[2])
        for route in SERVED
        if route.access in (Access.MEMBER, Access.FIRST_PASSWORD)
    }
    assert served == tried


def test_what_is_said_in_one_school_is_not_heard_in_the_other(both: tuple[Reached, Reached]):
    one, other = both
    before = other.pull("admin")[1].ceiling
    one.push("ha", one.school.marks({0: 80}))
    assert other.pull("admin")[1].ceiling == before


def test_a_school_that_is_not_there(web: Reached):
    headers = web.headers("ha", **{"So-Truong-School": "khong-co"})
    problem(
        web.client.post("/v1/changes", content=b"{}", headers=headers), 404, ProblemCode.NOT_FOUND
    )


# ---- commands and changes


def test_what_one_pushes_another_pulls(web: Reached):
    verdicts = web.push("ha", web.school.marks({0: 80, 1: 75}))
    assert [v.outcome for v in verdicts.verdicts] == [Outcome.ACCEPTED]
    lines, end = web.pull("cn")
    assert end.ceiling == verdicts.verdicts[0].seq
    assert {line.table for line in lines if hasattr(line, "table")} >= {"student", "mark"}


def test_the_same_push_again_gets_the_same_answer(web: Reached):
    file = web.school.file("ha")
    envelope = web.school.envelope("ha", web.school.marks({0: 80}))
    push = Push(web.school.epoch, file.device, (envelope,))
    first = web.post("commands", push, "ha")
    assert web.post("commands", push, "ha").content == first.content


def test_bodies_and_answers_travel_packed(web: Reached):
    file = web.school.file("ha")
    envelopes = tuple(
        web.school.envelope("ha", web.school.marks({0: tenths}, {0: tenths - 1}))
        for tenths in range(1, 30)
    )
    push = msgspec.json.encode(Push(web.school.epoch, file.device, envelopes))
    answer = web.post(
        "commands", zstandard.compress(push), "ha",
        **{"Content-Encoding": "zstd", "Accept-Encoding": "zstd"},
    )  # fmt: skip
    assert answer.headers["content-encoding"] == "zstd"
    verdicts = msgspec.json.decode(answer.content, type=Verdicts)  # httpx unpacks it
    assert len(verdicts.verdicts) == 29
    plain = web.post("commands", push, "ha", **{"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == answer.content


def test_another_epoch_is_refused_whole(web: Reached):
    file = web.school.file("ha")
    envelope = web.school.envelope("ha", web.school.marks({0: 80}))
    push = Push(web.school.people["ha"], file.device, (envelope,))
    told = problem(web.post("commands", push, "ha"), 409, ProblemCode.EPOCH)
    assert told.epoch == web.school.epoch


def test_a_gap_is_refused_with_the_number_that_is_awaited(web: Reached):
    web.push("ha", web.school.marks({0: 80}))
    file = web.school.file("ha")
    file.number += 1
    envelope = web.school.envelope("ha", web.school.marks({1: 80}))
    push = Push(web.school.epoch, file.device, (envelope,))
    told = problem(web.post("commands", push, "ha"), 409, ProblemCode.GAP)
    assert told.expected == 2


# ---- accounts


def test_accounts_are_for_who_manages_the_staff(web: Reached):
    closing = ManageAccount(web.school.people["binh"], AccountAct.CLOSE)
    problem(web.ask("GET", "accounts", "ha"), 403, ProblemCode.NOT_PERMITTED)
    problem(web.post("accounts", closing, "ha"), 403, ProblemCode.NOT_PERMITTED)
    assert web.sign_in("binh").token


def test_a_clock_that_was_set_back_takes_no_rights(web: Reached):
    """The server's day is that of its last command where its clock says an earlier one."""
    binh, admin = web.school.people["binh"], web.token("admin")
    web.school.at -= 3 * 86_400 * SECOND  # before the day on which the administrator began
    reset = ManageAccount(binh, AccountAct.RESET, FIRST)
    assert web.token("admin") == admin
    assert web.post("accounts", reset, "admin").status_code == 204
    assert web.sign_in("binh", FIRST).must_change


def test_accounts_are_listed_closed_and_opened_again(web: Reached):
    binh = web.school.people["binh"]
    session = web.token("binh")
    assert web.post("accounts", ManageAccount(binh, AccountAct.CLOSE), "admin").status_code == 204
    problem(web.ask("GET", "accounts", "binh"), 401, ProblemCode.SIGN_IN)
    lines = msgspec.json.decode(
        web.ask("GET", "accounts", "admin").content, type=tuple[AccountLine, ...]
    )
    assert {line.staff_id for line in lines} == set(web.school.people.values())
    assert [line.staff_id for line in lines if line.closed] == [binh]
    opening = ManageAccount(binh, AccountAct.OPEN, FIRST)
    assert web.post("accounts", opening, "admin").status_code == 204
    problem(web.post("accounts", opening, "admin"), 409, ProblemCode.NOT_PERMITTED)
    assert web.sign_in("binh", FIRST).must_change
    problem(
        web.ask("POST", "sign-out", Authorization=f"Bearer {session}"), 401, ProblemCode.SIGN_IN
    )


def test_accounts_that_cannot_be(web: Reached):
    nobody = ManageAccount(web.school.epoch, AccountAct.OPEN, FIRST)
    problem(web.post("accounts", nobody, "admin"), 404, ProblemCode.NOT_FOUND)
    weak = ManageAccount(web.school.people["ha"], AccountAct.RESET, "ngắn")
    problem(web.post("accounts", weak, "admin"), 422, ProblemCode.WEAK_PASSWORD)
    own = ManageAccount(web.school.people["admin"], AccountAct.CLOSE)
    problem(web.post("accounts", own, "admin"), 403, ProblemCode.NOT_PERMITTED)
    assert web.sign_in("admin").token


# ---- old and new programs


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ("0", 426, ProblemCode.CLIENT_TOO_OLD),
        ("2", 422, ProblemCode.SERVER_TOO_OLD),
        ("", 400, ProblemCode.MALFORMED),
        ("một", 400, ProblemCode.MALFORMED),
        ("9" * 5000, 400, ProblemCode.MALFORMED),
    ],
)
def test_a_client_of_another_protocol(web: Reached, said: str, status: int, code: ProblemCode):
    headers: dict[str, str | bytes] = {**web.headers("ha"), PROTOCOL_HEADER: said.encode()}
    problem(web.client.post("/v1/changes", content=b"{}", headers=headers), status, code)


# ---- what is counted and written down


def test_counters_are_for_this_machine_and_for_who_has_the_token(
    opened: OpenServer, schools: dict[str, CentralSchool], tmp_path: Path
):
    settings = msgspec.structs.replace(opened.premises.settings, metrics_token="bi-mat")
    watched = replace(opened, premises=replace(opened.premises, settings=settings))
    server = Server(watched, schools[CODE].clock, ARGON)
    with behind(server, schools, tmp_path / "w" / "worker-0") as (web, _):
        web.push("ha", web.school.marks({0: 80}), web.school.marks({0: 90}))
        pulled, _ = web.pull("ha")
        problem(web.client.get("/metrics"), 403, ProblemCode.NOT_PERMITTED)
        wrong = {"Authorization": "Bearer bí mật".encode()}
        problem(web.client.get("/metrics", headers=wrong), 403, ProblemCode.NOT_PERMITTED)
        answer = web.client.get("/metrics", headers={"Authorization": "Bearer bi-mat"})
    told = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if line[0] != "#")
    assert told['so_truong_requests_total{route="POST /v1/commands",status="200"}'] == "1"
    assert told['so_truong_commands_total{outcome="accepted"}'] == "1"
    assert told['so_truong_commands_total{outcome="refused"}'] == "1"
    rows = sum(len(line.values[0]) for line in pulled if hasattr(line, "values"))
    assert told["so_truong_pulled_rows_total"] == str(rows)
    assert told['so_truong_request_seconds_count{route="POST /v1/changes"}'] == "1"
    assert told["so_truong_workers"] == "1"


def test_counters_of_all_workers_are_added_up(
    opened: OpenServer, schools: dict[str, CentralSchool], tmp_path: Path
):
    server = Server(opened, schools[CODE].clock, ARGON)
    for number in (0, 1, 1):  # the third goes on where the second ended
        with behind(server, schools, tmp_path / "w" / f"worker-{number}", there=True) as (web, _):
            web.client.get("/v1/health")
    told = Front(server, tmp_path / "w" / "worker-0").counters()
    assert 'so_truong_requests_total{route="GET /v1/health",status="200"} 3' in told
    assert "so_truong_workers 2" in told


def test_the_log_tells_routes_and_times_and_nothing_of_anybody(web: Reached, tmp_path: Path):
    web.push("ha", web.school.marks({0: 80}))
    web.post("sign-in", SignIn("ha", "mật khẩu bí mật"))
    web.client.get("/v1/ở đâu/Nguyễn Thị Ha")
    written = (tmp_path / "log" / "worker-0" / "access.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in written.splitlines()]
    assert [(line["route"], line["status"]) for line in lines] == [
        ("POST /v1/sign-in", 200), ("POST /v1/commands", 200), ("POST /v1/sign-in", 401),
        ("other", 404),
    ]  # fmt: skip
    assert all(set(line) == {"at", "route", "status", "ms"} for line in lines)
    for secret in ("ha", "Nguy", "bí mật", web.tokens["ha"], "testclient"):
        assert secret not in written.replace("/v1/changes", "")


def test_a_fault_is_told_under_a_number_that_the_log_has(
    web: Reached, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    web.token("ha")
    with web.school.begin() as connection:
        connection.execute(text(f"DROP TABLE {Token.__tablename__}"))
    answer = web.ask("POST", "changes", "ha", b"{}", **{"Content-Type": "application/json"})
    told = problem(answer, 500, ProblemCode.UNAVAILABLE)
    written = (tmp_path / "log" / "worker-0" / "access.jsonl").read_text(encoding="utf-8")
    incident = json.loads(written.splitlines()[-1])["incident"]
    assert incident in told.sentence
    assert any(incident.lstrip("0") in record.getMessage() for record in caplog.records)


def test_paths_and_methods_that_are_not_there(web: Reached):
    problem(web.client.get("/v1/khong-co"), 404, ProblemCode.NOT_FOUND)
    answer = web.client.delete("/v1/commands")
    problem(answer, 405, ProblemCode.MALFORMED)
    assert "POST" in answer.headers["allow"]
