"""Backup and restore with real files: proved when made, no altered byte passes, nothing is lost."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.commands.command import Code, Refused
from desktop.store import keys
from desktop.store.backup import BackupFacts, back_up, make_backup, read_facts
from desktop.store.check import check_file
from desktop.store.contents import contents_of
from desktop.store.engine import opened
from desktop.store.restore import REPLACED, SchoolInPlace, restore
from desktop.store.school import School, open_school
from desktop.store.slots import DATABASE, KEYS
from desktop.store.trouble import (
    BackupDamaged,
    DiskFull,
    DriveTrouble,
    InUse,
    NotABackup,
    ReadOnlyFolder,
    Trouble,
    WeakPassword,
    WrongPassphrase,
)
from tests.store.conftest import CHEAP, DAY, PASSWORD, START, Clock, Founded

PASSPHRASE = "cất ở tủ hiệu trưởng"


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    folder = tmp_path / "USB"
    folder.mkdir()
    return folder


def made(hoa_sen: Founded, target: Path) -> BackupFacts:
    key = hoa_sen.unlocked.file_key
    return make_backup(hoa_sen.folder, key, target, PASSPHRASE, START, cost=CHEAP)


def enter(hoa_sen: Founded, *pupils: int) -> None:
    lan = keys.unlock(hoa_sen.folder, "lan", PASSWORD, START)
    with open_school(hoa_sen.folder, lan, Clock(START + DAY)) as school:
        for pupil in pupils:
            school.do(hoa_sen.marks(75, pupil=pupil))


def counts(folder: Path, key: bytes) -> dict[str, int]:
    with opened(folder / DATABASE, key) as driver:
        return contents_of(driver).counts


def test_a_backup_restores_to_the_same_school(hoa_sen: Founded, usb: Path, tmp_path: Path):
    enter(hoa_sen, 0, 1, 2)
    facts = made(hoa_sen, usb / "hoa-sen.backup")
    assert (facts.school, facts.made_at, facts.counts["mark"]) == ("THCS Hoa Sen", START, 3)
    elsewhere = tmp_path / "máy khác"
    assert restore(usb / "hoa-sen.backup", elsewhere, PASSPHRASE, START) == facts
    key = hoa_sen.unlocked.file_key
    assert counts(elsewhere, key) == counts(hoa_sen.folder, key)
    assert check_file(elsewhere, key).whole
    lan = keys.unlock(elsewhere, "lan", PASSWORD, START)
    with open_school(elsewhere, lan, Clock(START + DAY)) as school:
        school.do(hoa_sen.marks(80, pupil=5))


def test_a_backup_leaves_one_file_and_nothing_beside(hoa_sen: Founded, usb: Path):
    before = sorted(path.name for path in hoa_sen.folder.iterdir())
    made(hoa_sen, usb / "a.backup")
    made(hoa_sen, usb / "a.backup")
    assert [path.name for path in usb.iterdir()] == ["a.backup"]
    assert sorted(path.name for path in hoa_sen.folder.iterdir()) == before


def test_a_backup_tells_nothing_without_its_passphrase(hoa_sen: Founded, usb: Path):
    made(hoa_sen, usb / "a.backup")
    content = (usb / "a.backup").read_bytes()
    for secret in (b"SQLite format", "Lê Văn".encode(), b"huong", hoa_sen.unlocked.file_key):
        assert secret not in content
    with pytest.raises(WrongPassphrase):
        read_facts(usb / "a.backup", "cất ở tủ khác")


def test_every_flipped_byte_is_noticed(hoa_sen: Founded, usb: Path, tmp_path: Path):
    made(hoa_sen, usb / "a.backup")
    whole = (usb / "a.backup").read_bytes()
    chance = random.Random(20261121)  # noqa: S311 - places, not secrets
    places = [*range(0, 600, 7), len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(60))]
    for place in places:
        altered = bytearray(whole)
        altered[place] ^= 1 << chance.randrange(8)
        bad = usb / "bad.backup"
        bad.write_bytes(altered)
        with pytest.raises((BackupDamaged, NotABackup)):
            restore(bad, tmp_path / "elsewhere", PASSPHRASE, START)
        assert not (tmp_path / "elsewhere" / DATABASE).exists(), place


@pytest.mark.parametrize("change", ["cut", "longer", "last chunk", "empty"])
def test_a_backup_copied_in_part_is_noticed(
    hoa_sen: Founded, usb: Path, tmp_path: Path, change: str
):
    made(hoa_sen, usb / "a.backup")
    whole = (usb / "a.backup").read_bytes()
    altered = {"cut": whole[:-500], "longer": whole + b"x", "last chunk": whole[:-20], "empty": b""}
    (usb / "a.backup").write_bytes(altered[change])
    with pytest.raises((BackupDamaged, NotABackup)):
        restore(usb / "a.backup", tmp_path / "elsewhere", PASSPHRASE, START)


def test_something_else_is_not_a_backup(hoa_sen: Founded, usb: Path):
    (usb / "bảng điểm.xlsx").write_bytes(b"PK\x03\x04" * 100)
    with pytest.raises(NotABackup) as caught:
        read_facts(usb / "bảng điểm.xlsx", PASSPHRASE)
    assert "bảng điểm.xlsx" in caught.value.sentence


def test_a_newer_school_is_not_overwritten_without_asking(hoa_sen: Founded, usb: Path):
    facts = made(hoa_sen, usb / "a.backup")
    enter(hoa_sen, 0, 1)
    with pytest.raises(SchoolInPlace) as caught:
        restore(usb / "a.backup", hoa_sen.folder, PASSPHRASE, START)
    trouble = caught.value
    assert trouble.newer
    assert trouble.present is not None
    assert trouble.present.number == facts.head.number + 2
    assert f"dòng {facts.head.number}" in trouble.sentence
    assert counts(hoa_sen.folder, hoa_sen.unlocked.file_key)["mark"] == 2


def test_what_is_overwritten_stays_beside_it(hoa_sen: Founded, usb: Path):
    made(hoa_sen, usb / "a.backup")
    enter(hoa_sen, 0, 1)
    key = hoa_sen.unlocked.file_key
    restore(usb / "a.backup", hoa_sen.folder, PASSPHRASE, START, overwrite=True)
    assert counts(hoa_sen.folder, key)["mark"] == 0
    with opened(hoa_sen.folder / (DATABASE + REPLACED), key) as driver:
        assert contents_of(driver).counts["mark"] == 2
    assert (hoa_sen.folder / (KEYS + REPLACED)).exists()


def test_the_log_of_a_crashed_file_is_not_poured_over_the_restored_one(
    hoa_sen: Founded, usb: Path, tmp_path: Path
):
    made(hoa_sen, usb / "a.backup")
    crashed = tmp_path / "crashed"
    lan = keys.unlock(hoa_sen.folder, "lan", PASSWORD, START)
    with open_school(hoa_sen.folder, lan, Clock(START + DAY)) as school:
        school.do(hoa_sen.marks(75))
        shutil.copytree(hoa_sen.folder, crashed)  # as after a power cut: with its log
    assert (crashed / f"{DATABASE}-wal").stat().st_size
    (crashed / DATABASE).write_bytes(b"?" * 9000)  # and damaged, so that nothing folds the log in
    restore(usb / "a.backup", crashed, PASSPHRASE, START, overwrite=True)
    key = hoa_sen.unlocked.file_key
    assert counts(crashed, key)["mark"] == 0
    assert check_file(crashed, key).whole


def test_another_school_in_place_is_told_from_the_same(hoa_sen: Founded, usb: Path):
    made(hoa_sen, usb / "a.backup")
    path = hoa_sen.folder / DATABASE
    path.write_bytes(b"?" * 9000)
    with pytest.raises(SchoolInPlace) as caught:
        restore(usb / "a.backup", hoa_sen.folder, PASSPHRASE, START)
    assert caught.value.present is None
    assert caught.value.newer
    assert path.read_bytes() == b"?" * 9000


def test_an_open_school_is_not_restored_over(school: School, hoa_sen: Founded, usb: Path):
    made(hoa_sen, usb / "a.backup")
    with pytest.raises(InUse):
        restore(usb / "a.backup", hoa_sen.folder, PASSPHRASE, START, overwrite=True)
    assert school.do(hoa_sen.marks(75)).tables == {"mark"}


def test_only_who_may_makes_a_backup_from_the_window(school: School, hoa_sen: Founded, usb: Path):
    with pytest.raises(Refused) as caught:
        back_up(school, usb / "a.backup", PASSPHRASE)
    assert caught.value.code is Code.NOT_PERMITTED
    assert not list(usb.iterdir())


def test_an_open_school_is_backed_up_while_work_goes_on(hoa_sen: Founded, usb: Path, clock: Clock):
    told: list[tuple[int, int]] = []
    with open_school(hoa_sen.folder, hoa_sen.unlocked, clock) as school:
        facts = back_up(school, usb / "a.backup", PASSPHRASE, lambda *done: told.append(done))
    assert read_facts(usb / "a.backup", PASSPHRASE) == facts
    done, total = told[-1]
    assert done == total
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_backup_that_is_stopped_leaves_nothing(hoa_sen: Founded, usb: Path):
    class StoppedError(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise StoppedError

    key = hoa_sen.unlocked.file_key
    with pytest.raises(StoppedError):
        make_backup(hoa_sen.folder, key, usb / "a", PASSPHRASE, START, cost=CHEAP, progress=stop)
    assert not list(usb.iterdir())
    assert not list(hoa_sen.folder.glob("backup*"))


def test_a_short_passphrase_is_refused_before_anything_is_written(hoa_sen: Founded, usb: Path):
    with pytest.raises(WeakPassword) as caught:
        make_backup(hoa_sen.folder, hoa_sen.unlocked.file_key, usb / "a", "ngắn", START)
    assert "8 kí tự" in caught.value.sentence
    assert not list(usb.iterdir())


@pytest.mark.parametrize("name", [DATABASE, KEYS])
def test_a_backup_never_takes_the_name_of_the_school_itself(hoa_sen: Founded, name: str):
    before = (hoa_sen.folder / name).read_bytes()
    with pytest.raises(NotABackup):
        made(hoa_sen, hoa_sen.folder / "." / name)
    assert (hoa_sen.folder / name).read_bytes() == before


def test_a_place_that_cannot_be_written(hoa_sen: Founded, usb: Path):
    (usb / "a file").write_text("no folder", encoding="utf-8")
    with pytest.raises(ReadOnlyFolder):
        made(hoa_sen, usb / "a file" / "a.backup")
    assert not list(hoa_sen.folder.glob("backup*"))


FULL = """
import resource, signal, sys
from pathlib import Path
from desktop.store.backup import make_backup
from desktop.store.slots import KdfCost
from desktop.store.trouble import Trouble
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), resource.RLIM_INFINITY))
try:
    make_backup(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), Path(sys.argv[3]),
                "cất ở tủ hiệu trưởng", 0, cost=KdfCost(memory_kib=64, iterations=1))
except Trouble as trouble:
    print(type(trouble).__name__)
"""


@pytest.mark.parametrize(("room", "said"), [("little", DriveTrouble), ("nearly all", DiskFull)])
def test_a_full_disk_leaves_no_half_backup(
    hoa_sen: Founded, usb: Path, room: str, said: type[Trouble]
):
    """The system itself refuses to write on: a limit of the child process."""
    made(hoa_sen, usb / "whole.backup")
    size = (usb / "whole.backup").stat().st_size
    key = hoa_sen.unlocked.file_key.hex()
    limit = size - 100 if room == "nearly all" else 20_000
    done = subprocess.run(
        [sys.executable, "-c", FULL, *map(str, (hoa_sen.folder, key, usb / "part.backup", limit))],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == said.__name__
    assert [path.name for path in usb.iterdir()] == ["whole.backup"]
    assert not list(hoa_sen.folder.glob("backup*"))
    assert check_file(hoa_sen.folder, hoa_sen.unlocked.file_key).whole


def test_all_troubles_speak_in_three_steps():
    for trouble in (BackupDamaged(Path("a")), NotABackup(Path("a")), WrongPassphrase()):
        assert isinstance(trouble, Trouble)
        assert trouble.sentence.count(". ") >= 2
