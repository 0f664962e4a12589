"""`server adopt`, `check`, `backup`, `restore`: a school moves in, is saved, and comes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from desktop.cli.main import main
from desktop.commands.papers import KeepPaper, PaperFacts
from desktop.demo import PASSWORD
from desktop.models.central import Blob
from desktop.models.gradebook import Mark
from desktop.models.people import Enrolment
from desktop.store import clock
from desktop.store.files import keep_file
from desktop.store.keys import unlock
from desktop.store.school import open_school
from desktop.sync.server.accounts import Desk, sign_in
from desktop.sync.server.argon import Argon
from desktop.sync.server.opening import open_server
from desktop.sync.server.postgres import school_transaction
from desktop.sync.server.registry import find_school
from tests.cli.conftest import Ended, Run
from tests.postgres_server import Postgres

pytestmark = pytest.mark.postgres

NOW = 1_791_000_000_000_000


@pytest.fixture
def job(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("SO_TRUONG_PASSWORD", PASSWORD)
    monkeypatch.setenv("SO_TRUONG_PASSPHRASE", "sao lưu máy chủ")

    def run(*words: object) -> Ended:
        try:
            status = main([*map(str, words)])
        except SystemExit as ended:
            status = int(str(ended.code))
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    return run


@pytest.fixture
def folder(
    postgres: Postgres, tmp_path: Path, job: Run, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A server without schools, on a database that the variable names."""
    with postgres.new_database() as url:
        monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
        made = job("server", "init", tmp_path / "s", "--address", "192.168.1.20")
        assert made.status == 0, made.err
        yield tmp_path / "s"


@pytest.fixture
def adopted(folder: Path, job: Run, school: Path) -> Ended:
    moved = job(
        "server", "adopt", folder, school, "--code", "hoa-sen", "--as", "hieutruong", "--json"
    )
    assert moved.status == 0, moved.err
    return moved


def marks(folder: Path) -> int:
    with open_server(folder) as server:
        place = find_school(server.engine, "hoa-sen")
        with school_transaction(server.engine, place.schema) as connection:
            return connection.scalar(select(func.count()).select_from(Mark)) or 0


def test_everybody_signs_in_with_a_first_password(adopted: Ended, folder: Path):
    words = adopted.json["first_passwords"]
    assert "hieutruong" in words
    assert PASSWORD not in words.values()
    with open_server(folder) as server:
        desk = Desk(server.engine, find_school(server.engine, "hoa-sen").schema, Argon())
        verified, _ = sign_in(desk, "hieutruong", words["hieutruong"], address="::1", now=NOW)
    assert verified.must_change
    assert marks(folder) > 0


def test_scans_move_too(folder: Path, job: Run, school: Path):
    with open_school(school, unlock(school, "vanphong", PASSWORD, clock.now())) as opened:
        where = opened.read(lambda session: session.scalars(select(Enrolment)).first())
        assert where is not None
        kept = keep_file(school, opened.unlocked.file_key, b"%PDF-1.7\n" + bytes(99), "a.pdf")
        facts = PaperFacts("Giấy khai sinh", kept.sha256, kept.kind, kept.size)
        opened.do(KeepPaper(class_id=where.class_id, student_id=where.student_id, paper=facts))
    words = ("--code", "hoa-sen", "--as", "hieutruong", "--json")
    assert job("server", "adopt", folder, school, *words).status == 0
    with open_server(folder) as server:
        place = find_school(server.engine, "hoa-sen")
        with school_transaction(server.engine, place.schema) as connection:
            (blob,) = connection.execute(select(Blob.__table__)).all()
    assert (blob.sha256.hex(), blob.received, blob.whole) == (kept.sha256, kept.size, True)


def test_the_former_file_takes_no_more_work(adopted: Ended, job: Run, school: Path):
    ended = job("check", school, "--as", "hieutruong")
    assert ended.status == 1
    assert "đã chuyển lên máy chủ 192.168.1.20" in ended.err


def test_only_who_manages_the_staff_moves_a_school(folder: Path, job: Run, school: Path):
    ended = job("server", "adopt", folder, school, "--code", "hoa-sen", "--as", "vanphong")
    assert ended.status == 1
    assert "cần hiệu trưởng hoặc quản trị CSDL" in ended.err


def test_a_moved_school_checks_whole_and_an_altered_row_is_named(
    adopted: Ended, folder: Path, job: Run
):
    whole = job("server", "check", folder, "--json")
    assert (whole.status, whole.json["schools"][0]["whole"]) == (0, True)
    with open_server(folder) as server:
        place = find_school(server.engine, "hoa-sen")
        with school_transaction(server.engine, place.schema) as connection:
            connection.execute(text("UPDATE journal SET at = at + 1 WHERE number = 5"))
    broken = job("server", "check", folder, "--json")
    assert (broken.status, broken.json["schools"][0]["broken"][0]) == (1, 5)


def test_a_saved_server_comes_back(adopted: Ended, folder: Path, job: Run, tmp_path: Path):
    before = marks(folder)
    saved = job("server", "backup", folder, tmp_path / "m.sotruong", "--json")
    assert saved.status == 0, saved.err
    assert saved.json["schools"]["hoa-sen"]["mark"] == before
    with open_server(folder) as server:
        place = find_school(server.engine, "hoa-sen")
        with school_transaction(server.engine, place.schema) as connection:
            connection.execute(text("DELETE FROM mark"))
    assert job("server", "restore", folder, tmp_path / "m.sotruong").status == 1
    back = job("server", "restore", folder, tmp_path / "m.sotruong", "--overwrite", "--json")
    assert back.status == 0, back.err
    assert marks(folder) == before
    assert job("server", "check", folder).status == 0


def test_a_wrong_passphrase_restores_nothing(
    adopted: Ended, folder: Path, job: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    job("server", "backup", folder, tmp_path / "m.sotruong")
    monkeypatch.setenv("SO_TRUONG_PASSPHRASE", "không phải câu ấy")
    ended = job("server", "restore", folder, tmp_path / "m.sotruong", "--overwrite")
    assert ended.status == 1
    assert "Mật khẩu của bản sao lưu chưa đúng" in ended.err
