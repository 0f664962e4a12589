"""`server init`, `create-school`, `account`, `code`, `certificate`, `rotate-keys`.

Most are run within this process, for each of them starts as one in a second.
"""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from desktop.cli.main import main
from desktop.sync.connection_code import read_code
from desktop.sync.server.accounts import Desk, sign_in
from desktop.sync.server.argon import Argon
from desktop.sync.server.opening import open_server
from desktop.sync.server.premises import open_premises
from desktop.sync.server.registry import find_school
from tests.cli.conftest import ROOT, Ended, Run
from tests.postgres_server import Postgres

pytestmark = pytest.mark.postgres

FOUNDING = ("--code", "hoa-sen", "--name", "Trường THCS Hoa Sen", "--account", "hieutruong",
            "--full-name", "Nguyễn Thị Hoa", "--principal")  # fmt: skip
NOW = 1_791_000_000_000_000


@pytest.fixture
def server(capsys: pytest.CaptureFixture[str]) -> Run:
    def job(*words: object) -> Ended:
        try:
            status = main(["server", *map(str, words)])
        except SystemExit as ended:
            status = int(str(ended.code))
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    return job


@pytest.fixture
def folder(
    postgres: Postgres, tmp_path: Path, server: Run, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A server without schools, on a database that the variable names."""
    with postgres.new_database() as url:
        monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
        made = server("init", tmp_path / "s", "--address", "192.168.1.20")
        assert made.status == 0, made.err
        yield tmp_path / "s"


def test_a_school_from_an_empty_folder_to_its_first_sign_in(
    folder: Path, server: Run, tmp_path: Path
):
    made = server("create-school", folder, *FOUNDING, "--json")
    assert made.status == 0, made.err
    code = read_code(made.json["connection_code"])
    assert (code.address, code.school_code) == ("192.168.1.20:8743", "hoa-sen")
    assert code.trusts(open_premises(folder).read_certificate().fingerprint)

    slip = tmp_path / "phieu.pdf"
    told = server("code", folder, "hoa-sen", "-o", slip)
    assert made.json["connection_code"] in told.out
    assert slip.read_bytes().startswith(b"%PDF")

    with open_server(folder) as opened:
        desk = Desk(opened.engine, find_school(opened.engine, "hoa-sen").schema, Argon())
        verified, _ = sign_in(
            desk, "HieuTruong", made.json["first_password"], address="::1", now=NOW
        )
    assert (verified.name, verified.must_change) == ("Nguyễn Thị Hoa", True)


def test_accounts_are_opened_reset_closed_and_listed(folder: Path, server: Run):
    server("create-school", folder, *FOUNDING)

    def account(*words: str):
        return server("account", folder, "hoa-sen", *words)

    assert "chưa đổi mật khẩu đầu tiên" in account("list").out
    assert account("open", "hieutruong").status == 1
    assert "Mật khẩu đầu tiên:" in account("reset", "hieutruong").out
    assert account("close", "hieutruong").status == 0
    assert "tài khoản đã đóng" in account("list").out
    reopened = account("open", "hieutruong", "--json")
    assert len(reopened.json["first_password"]) == 10
    assert account("reset", "khong-co").status == 1
    missing = account("close")
    assert missing.status == 1
    assert "Chưa rõ tài khoản nào" in missing.err


def test_what_is_refused_leaves_nothing(folder: Path, server: Run):
    server("create-school", folder, *FOUNDING)
    twice = server("create-school", folder, *FOUNDING, "--json")
    assert (twice.status, twice.json["refused"]["code"]) == (1, "CodeTaken")
    other = ["--code", "khac", "--name", " ", "--account", "a"]
    empty = server("create-school", folder, *other)
    assert empty.status == 1
    assert server("code", folder, "khac").status == 1
    again = server("init", folder, "--json")
    assert (again.status, again.json["refused"]["code"]) == (1, "ServerThere")


def test_a_database_that_does_not_answer_makes_no_server(
    tmp_path: Path, server: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATABASE_URL", f"postgresql://u:geheim@/d?host={tmp_path}")
    ended = server("init", tmp_path / "s")
    assert ended.status == 1
    assert "geheim" not in ended.err
    assert not (tmp_path / "s").exists()


def test_the_database_is_asked_for_where_the_settings_leave_it_to_the_variable(
    folder: Path, server: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("DATABASE_URL")
    ended = server("code", folder, "hoa-sen")
    assert ended.status == 1
    assert "DATABASE_URL" in ended.err


def test_a_renewed_certificate_means_a_new_code(folder: Path, server: Run):
    before = server("certificate", folder, "--json").json
    renewed = server("certificate", folder, "--renew")
    assert "in lại phiếu kết nối" in renewed.out
    after = server("certificate", folder, "--json").json
    assert before["fingerprint"] != after["fingerprint"]
    assert "192.168.1.20" in after["names"]


def test_keys_are_rotated_and_everything_is_sealed_anew(folder: Path, server: Run):
    server("create-school", folder, *FOUNDING)
    rotated = server("rotate-keys", folder, "--json").json
    assert (rotated["current"], rotated["keys"], rotated["schools"]) == (2, [1, 2], 1)
    assert rotated["resealed"] >= 2  # the payloads of the first two commands
    resumed = server("rotate-keys", folder, "--resume", "--json").json
    assert (resumed["current"], resumed["resealed"]) == (2, 0)


def test_without_a_variable_the_database_is_the_embedded_one(tmp_path: Path, run: Run):
    """As processes of their own: each starts the database and stops it."""
    made = run("server", "init", tmp_path / "s", DATABASE_URL="")
    assert made.status == 0, made.err
    founded = run("server", "create-school", tmp_path / "s", *FOUNDING, DATABASE_URL="")
    assert founded.status == 0, founded.err
    assert not (tmp_path / "s" / "postgres" / "postmaster.pid").exists()


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("init",),
        ("init", "x", "--port", "0"),
        ("serve", "x", "--workers", "0"),
        ("create-school", "x", "--code", "a"),
        ("account", "x", "a", "delete"),
        ("drop-school", "x"),
    ],
)
def test_wrong_usage_is_told(words: tuple[str, ...], server: Run):
    assert server(*words).status == 2


def test_a_folder_without_a_server_is_told(tmp_path: Path, server: Run):
    for job in (
        ("code", tmp_path, "a"),
        ("account", tmp_path, "a", "list"),
        ("rotate-keys", tmp_path),
    ):
        ended = server(*job)
        assert ended.status == 1
        assert "chưa có máy chủ nào" in ended.err


@pytest.mark.parametrize("workers", [1, 2])
def test_it_serves_until_it_is_told_to_end(folder: Path, server: Run, workers: int):
    server("create-school", folder, *FOUNDING)
    settings = folder / "server.toml"
    text = settings.read_text(encoding="utf-8").replace("port = 8743", "port = 0")
    text = text.replace("0.0.0.0", "127.0.0.1")  # noqa: S104 - it is taken away
    settings.write_text(text, encoding="utf-8")
    words = ["server", "serve", str(folder), "--workers", str(workers)]
    with requests.Session() as idle, subprocess.Popen(
        [sys.executable, "-m", "desktop", *words], cwd=ROOT, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        idle.trust_env = False  # a variable of this machine may name other authorities
        idle.verify = str(folder / "certificate-and-key.pem")
        try:
            assert process.stderr
            said = process.stderr.readline()
            assert "Máy chủ đang chạy ở" in said, said + process.stderr.read()
            address = said.split()[5].rstrip(";")
            answer = idle.get(f"{address}/v1/health", timeout=20)
            assert answer.status_code == 200
        finally:
            process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)  # a client that stays connected is no reason
    assert (process.returncode, err) == (0, "")
    assert "Máy chủ đã dừng" in out


def test_a_computer_without_the_servers_packages_is_told(tmp_path: Path, run: Run):
    """A stand-in for a missing package: one of that name that cannot be imported."""
    hollow = tmp_path / "psycopg.py"
    hollow.write_text("raise ModuleNotFoundError('psycopg')\n", encoding="utf-8")
    ended = run("server", "code", tmp_path, "a", PYTHONPATH=str(tmp_path))
    assert ended.status == 1
    assert "so-truong[server]" in ended.err
