"""What system and driver raise is told in words; a bug is not."""

import errno
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from desktop.durable import write_durably
from desktop.store import trouble
from desktop.store.trouble import (
    Busy,
    CorruptFile,
    DiskFull,
    DriveTrouble,
    InUse,
    MustWait,
    ReadOnlyFolder,
    Trouble,
    in_words,
)

PATH = Path("Hoa Sen") / "school.db"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EFBIG, DiskFull),
        (errno.EROFS, ReadOnlyFolder),
        (errno.EACCES, ReadOnlyFolder),
        (errno.EIO, DriveTrouble),
    ],
)
def test_errors_of_the_system(number: int, kind: type[Trouble]):
    with pytest.raises(kind) as caught, in_words(PATH):
        raise OSError(number, "as the system says it")
    assert "school.db" in caught.value.sentence
    assert isinstance(caught.value.__cause__, OSError)


def test_a_bug_is_no_trouble():
    with pytest.raises(FileNotFoundError), in_words(PATH):
        raise FileNotFoundError(errno.ENOENT, "a bug")
    with pytest.raises(KeyError), in_words(PATH):
        raise KeyError


def test_a_trouble_within_passes_through_unchanged():
    first = InUse("Lan", 0)
    with pytest.raises(InUse) as caught, in_words(PATH):
        raise first
    assert caught.value is first


def test_a_full_file_of_the_real_driver(tmp_path: Path):
    driver = sqlcipher.connect(str(tmp_path / "a.db"), isolation_level=None)
    driver.execute("PRAGMA max_page_count=2")
    driver.execute("CREATE TABLE t (x)")
    with pytest.raises(DiskFull), in_words(PATH):
        driver.execute("INSERT INTO t VALUES (zeroblob(100000))")
    driver.close()


def test_a_locked_file_of_the_real_driver(tmp_path: Path):
    first, second = (
        sqlcipher.connect(str(tmp_path / "a.db"), isolation_level=None, timeout=0) for _ in "12"
    )
    first.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Busy), in_words(PATH):
        second.execute("BEGIN EXCLUSIVE")
    first.close()
    second.close()


def test_a_file_that_is_no_database(tmp_path: Path):
    (tmp_path / "a.db").write_bytes(b"?" * 5000)
    driver = sqlcipher.connect(str(tmp_path / "a.db"))
    with pytest.raises(CorruptFile), in_words(PATH):
        driver.execute("SELECT * FROM sqlite_master")
    driver.close()


@pytest.mark.parametrize(
    ("seconds", "said"), [(30, "30 giây"), (60, "1 phút"), (75, "1 phút 15 giây"), (900, "15 phút")]
)
def test_waits_are_said_in_minutes(seconds: int, said: str):
    assert f"Chờ {said} rồi" in MustWait(seconds, 5).sentence


def test_in_use_says_what_is_known():
    assert "của Lan từ 16:00 ngày 21/12/2026" in InUse("Lan", 1_797_843_600_000_000).sentence
    assert "cửa sổ khác." in InUse().sentence


def test_every_trouble_has_a_sentence_of_its_own():
    made = [
        kind(PATH).sentence
        for kind in {*trouble._BY_SQLITE_CODE.values(), *trouble._BY_ERRNO.values()}
    ]
    assert len(set(made)) == len(made)
    for sentence in made:
        assert sentence.endswith(".")
        assert sentence.count(". ") >= 1


def test_a_file_is_replaced_as_a_whole(tmp_path: Path):
    path = tmp_path / "a.json"
    write_durably(path, b"old")
    write_durably(path, b"new")
    assert path.read_bytes() == b"new"
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]


def test_a_crash_before_the_rename_leaves_the_old_file(tmp_path: Path):
    """What is written first lies beside it under another name."""
    path = tmp_path / "a.json"
    write_durably(path, b"old")
    (tmp_path / "a.json.new").mkdir()  # the write cannot even begin
    with pytest.raises(OSError, match=r"a\.json\.new"):
        write_durably(path, b"new")
    assert path.read_bytes() == b"old"
