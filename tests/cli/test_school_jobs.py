"""demo, check, backup, restore, and what they share: signing in, JSON, exit status."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.store import clock
from desktop.store.engine import opened
from desktop.store.keys import unlock
from tests.cli.conftest import ROOT, Run


def test_demo_makes_a_school_and_tells_how_to_sign_in(run: Run, tmp_path: Path):
    made = run("demo", tmp_path / "s", "--classes", 4, "--students", 2, "--seed", 5, "--json")

    assert made.status == 0
    assert made.json["classes"] == 4
    accounts = {one["account"]: one for one in made.json["accounts"]}
    assert accounts["hieutruong"]["caption"] == "Hiệu trưởng"
    signed = unlock(tmp_path / "s", "hieutruong", accounts["hieutruong"]["password"], clock.now())
    assert not signed.must_change


def test_demo_leaves_a_school_that_is_there_alone(run: Run, school: Path):
    before = (school / "school.db").read_bytes()

    again = run("demo", school, "--classes", 4, "--students", 2)

    assert again.status == 1
    assert again.out == ""
    assert str(school) in again.err
    assert (school / "school.db").read_bytes() == before


def test_a_demo_that_is_stopped_leaves_no_school(tmp_path: Path):
    folder = tmp_path / "s"
    program = subprocess.Popen(
        [sys.executable, "-m", "desktop", "demo", str(folder), "--classes", "40"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
    )
    with program:
        assert program.stderr is not None
        program.stderr.readline()  # it has begun to write
        program.send_signal(signal.SIGINT)
        said = program.stderr.read()

    assert program.returncode == 1
    assert "Đã dừng theo yêu cầu" in said
    assert "Traceback" not in said
    assert not (folder / "school.db").exists()


def test_check_finds_the_school_whole(run: Run, school: Path):
    found = run("check", school, "--as", "hieutruong", "--json")

    assert found.status == 0
    assert found.json["whole"] is True
    assert found.json["rows"] > 100
    assert found.json["findings"] == []


def test_check_names_the_row_that_was_altered(run: Run, school: Path):
    key = unlock(school, "hieutruong", "hoa-sen-2026", clock.now()).file_key
    with opened(school / "school.db", key) as driver:
        driver.execute("UPDATE journal SET at = at + 1 WHERE number = 20")

    found = run("check", school, "--as", "hieutruong", "--json")
    in_words = run("check", school, "--as", "hieutruong")

    assert found.status == in_words.status == 1
    assert [finding["number"] for finding in found.json["findings"]] == [20]
    assert "Dòng 20" in in_words.out


def test_a_wrong_password_is_told_in_words(run: Run, school: Path):
    refused = run("check", school, "--as", "hieutruong", SO_TRUONG_PASSWORD="not this one")

    assert refused.status == 1
    assert refused.out == ""
    assert "Mật khẩu chưa đúng" in refused.err


def test_without_a_password_and_nobody_to_ask_nothing_happens(run: Run, school: Path):
    refused = run("check", school, "--as", "hieutruong", "--json", SO_TRUONG_PASSWORD="")

    assert refused.status == 1
    assert "SO_TRUONG_PASSWORD" in refused.json["refused"]["sentence"]


def test_an_unknown_account_and_an_empty_folder_are_told(run: Run, school: Path, tmp_path: Path):
    nobody = run("check", school, "--as", "nobody")
    nothing = run("check", tmp_path / "nothing", "--as", "hieutruong")

    assert nobody.status == nothing.status == 1
    assert "nobody" in nobody.err
    assert nothing.err


def test_backup_and_restore_bring_the_same_school_back(run: Run, school: Path, tmp_path: Path):
    file, other = tmp_path / "school.backup", tmp_path / "other"

    backed_up = run("backup", school, file, "--as", "quantri", "--json")
    restored = run("restore", file, other, "--json")
    checked = run("check", other, "--as", "hieutruong", "--json")

    assert (backed_up.status, restored.status, checked.status) == (0, 0, 0)
    assert restored.json["chain"] == backed_up.json["chain"]
    assert checked.json["rows"] == backed_up.json["journal"]


def test_restore_asks_before_it_replaces(run: Run, school: Path, tmp_path: Path):
    file = tmp_path / "school.backup"
    assert run("backup", school, file, "--as", "quantri").status == 0

    refused = run("restore", file, school, "--json")
    told_to = run("restore", file, school, "--overwrite")

    assert refused.status == 1
    assert refused.json["refused"]["code"] == "SchoolInPlace"
    assert told_to.status == 0


def test_one_flipped_byte_of_a_backup_is_noticed(run: Run, school: Path, tmp_path: Path):
    file = tmp_path / "school.backup"
    assert run("backup", school, file, "--as", "quantri").status == 0
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    refused = run("restore", file, tmp_path / "other")

    assert refused.status == 1
    assert not (tmp_path / "other" / "school.db").exists()


def test_a_teacher_may_not_back_up(run: Run, school: Path, tmp_path: Path):
    refused = run("backup", school, tmp_path / "b", "--as", "yte", "--json")

    assert refused.status == 1
    assert refused.json["refused"]["code"] == "not_permitted"
    assert not (tmp_path / "b").exists()


def test_wrong_usage_says_so_and_ends_with_2(run: Run):
    for wrong in (
        ["frobnicate"],
        ["import"],
        ["demo"],
        ["check", "x"],
        ["demo", "x", "--classes=0"],
    ):
        ended = run(*wrong)
        assert ended.status == 2, wrong
        assert "Câu lệnh chưa đúng" in ended.err
        assert ended.out == ""


def test_help_and_version_need_no_school(run: Run):
    assert "backup" in run("--help").out
    assert run("--version").out.startswith("Sổ Trường ")


def test_no_job_but_the_window_imports_qt(school: Path, monkeypatch: pytest.MonkeyPatch):
    """Start-up counts in scripts, and a server without libGL must be able to print and back up."""
    program = (
        "import sys; from desktop.cli.main import main; status = main(sys.argv[1:]); "
        "sys.exit(3 if any(name.startswith(('PySide6', 'qtawesome')) for name in sys.modules) "
        "else status)"
    )
    monkeypatch.setenv("SO_TRUONG_PASSWORD", "hoa-sen-2026")
    pdf = school.parent / "6A.pdf"
    for job in (
        ["check", str(school), "--as", "hieutruong"],
        ["print", "class-book", "--school", str(school), "--class", "6A", "--as", "hieutruong",
         "-o", str(pdf)],
    ):  # fmt: skip
        ended = subprocess.run([sys.executable, "-c", program, *job], check=False)
        assert ended.returncode == 0


def test_the_program_tests_itself(run: Run):
    ended = run("--self-test")

    assert ended.status == 0
    assert "mọi phần đều chạy được" in ended.out
