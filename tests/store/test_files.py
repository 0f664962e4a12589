"""Scans and photographs beside the database: kept, sealed, read back, backed up, dropped."""

import hashlib
from base64 import b64decode
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from desktop.commands.papers import MOST_SMALL, RemovePhoto
from desktop.commands.staff import AssignRole
from desktop.rules.papers import FileKind, sniff
from desktop.rules.permissions import Role
from desktop.store.backup import make_backup, read_facts
from desktop.store.files import (
    FOLDER,
    FileDamaged,
    FileNotHere,
    UnfitFile,
    drop_unnamed,
    holds_file,
    keep_file,
    kept_files,
    read_file,
)
from desktop.store.photos import keep_photo, make_photograph
from desktop.store.restore import SchoolInPlace, restore
from desktop.store.school import School, open_school
from desktop.store.trouble import BackupDamaged
from tests.store.conftest import CHEAP, DAY, START, Clock, Founded

KEY = bytes(range(32))
SCAN = b"%PDF-1.7\n" + bytes(range(256)) * 6000  # 1.5 MB: more than one piece of a backup


def picture(kind: str = "JPEG", size: tuple[int, int] = (1600, 1200), mode: str = "RGB") -> bytes:
    image = Image.effect_noise(size, 90).convert(mode)
    kept = BytesIO()
    image.save(kept, kind)
    return kept.getvalue()


def test_a_file_is_kept_once_sealed_and_read_back(tmp_path: Path):
    kept = keep_file(tmp_path, KEY, SCAN, "giay.pdf")
    again = keep_file(tmp_path, KEY, SCAN, "ten-khac.pdf")
    assert kept == again
    assert (kept.sha256, kept.kind, kept.size) == (
        hashlib.sha256(SCAN).hexdigest(), FileKind.PDF, len(SCAN)
    )  # fmt: skip
    (path,) = kept_files(tmp_path)
    assert path == tmp_path / FOLDER / kept.sha256
    assert b"%PDF" not in path.read_bytes()
    assert holds_file(tmp_path, kept.sha256)
    assert read_file(tmp_path, KEY, kept.sha256) == SCAN


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"PK\x03\x04 bang tinh", "PDF, PNG"),
        (b"MZ\x90", "PDF, PNG"),
        (b"%PDF-" + bytes(11 * 1024 * 1024), "10 MB"),
        (b"", "PDF, PNG"),
    ],
)
def test_what_is_not_kept_leaves_nothing(tmp_path: Path, content: bytes, word: str):
    with pytest.raises(UnfitFile) as told:
        keep_file(tmp_path, KEY, content, "tep")
    assert word in told.value.sentence
    assert list(tmp_path.iterdir()) == []


def test_altered_bytes_other_keys_and_missing_files_are_told(tmp_path: Path):
    kept = keep_file(tmp_path, KEY, SCAN, "giay.pdf")
    with pytest.raises(FileDamaged):
        read_file(tmp_path, bytes(32), kept.sha256)
    path = tmp_path / FOLDER / kept.sha256
    altered = bytearray(path.read_bytes())
    altered[len(altered) // 2] ^= 1
    path.write_bytes(altered)
    with pytest.raises(FileDamaged):
        read_file(tmp_path, KEY, kept.sha256)
    path.write_bytes(b"")
    with pytest.raises(FileDamaged):
        read_file(tmp_path, KEY, kept.sha256)
    path.unlink()
    with pytest.raises(FileNotHere):
        read_file(tmp_path, KEY, kept.sha256)


@pytest.mark.parametrize("name", ["", "../school.db", "A" * 64, "ab" * 31])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str):
    with pytest.raises(FileNotHere):
        read_file(tmp_path, KEY, name)


def test_what_no_row_names_is_dropped_and_nothing_else(tmp_path: Path):
    one = keep_file(tmp_path, KEY, SCAN, "a.pdf")
    two = keep_file(tmp_path, KEY, SCAN + b"x", "b.pdf")
    stray = tmp_path / FOLDER / "ghi-chu.txt"
    stray.write_text("của người khác", encoding="utf-8")
    assert drop_unnamed(tmp_path, {one.sha256}) == 1
    assert [path.name for path in kept_files(tmp_path)] == [one.sha256]
    assert not holds_file(tmp_path, two.sha256)
    assert stray.exists()


# ---- photographs


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "L"),
        ("WEBP", "RGB"),
    ],
)
def test_any_image_becomes_a_photograph_of_two_sizes(kind: str, mode: str):
    made = make_photograph(picture(kind, mode=mode), "anh")
    whole, small = (Image.open(BytesIO(one)) for one in (made.whole, made.small))
    assert (whole.format, small.format) == ("JPEG", "JPEG")
    assert (whole.width, whole.height) == (900, 675)
    assert small.width <= 120
    assert len(made.small) <= MOST_SMALL


def test_where_it_was_taken_is_not_kept_and_it_stands_upright():
    image = Image.new("RGB", (400, 200), "red")
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned
    exif[0x8825] = {1: "N", 2: (21.0, 0.0, 0.0)}  # where
    kept = BytesIO()
    image.save(kept, "JPEG", exif=exif)
    assert b"Exif" in kept.getvalue()
    made = make_photograph(kept.getvalue(), "anh.jpg")
    whole = Image.open(BytesIO(made.whole))
    assert (whole.width, whole.height) == (200, 400)
    assert len(whole.getexif()) == 0
    assert b"Exif" not in made.whole + made.small


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7", "không phải ảnh"),
        (b"khong phai anh", "không phải ảnh"),
        (picture()[:2000], "không mở được"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "không mở được"),
        (b"\xff\xd8\xff" + bytes(40 * 1024 * 1024), "40 MB"),
    ],
)
def test_what_is_no_image_or_too_large_is_told(content: bytes, word: str):
    with pytest.raises(UnfitFile) as told:
        make_photograph(content, "anh.jpg")
    assert word in told.value.sentence


@pytest.mark.parametrize("side", [8_000, 10_000, 14_000])
def test_an_image_that_would_fill_the_memory_is_not_opened(side: int):
    kept = BytesIO()
    Image.new("1", (side, side)).save(kept, "PNG")
    with pytest.raises(UnfitFile) as told:
        make_photograph(kept.getvalue(), "to.png")
    assert "nhiều điểm ảnh" in told.value.sentence


# ---- with a school


def test_a_photograph_goes_into_the_school_and_its_backup(hoa_sen: Founded, tmp_path: Path):
    with open_school(hoa_sen.folder, hoa_sen.unlocked, Clock(START + DAY)) as school:
        command = keep_photo(school, (hoa_sen.class_id, hoa_sen.pupils[0]), picture(), "anh.jpg")
    whole = read_file(hoa_sen.folder, hoa_sen.unlocked.file_key, command.sha256)
    assert sniff(whole) is FileKind.JPEG
    assert sniff(b64decode(command.small)) is FileKind.JPEG
    keep_file(hoa_sen.folder, hoa_sen.unlocked.file_key, SCAN, "giay.pdf")
    backup, elsewhere = tmp_path / "a.backup", tmp_path / "nơi khác"
    key = hoa_sen.unlocked.file_key
    seen: list[tuple[int, int]] = []
    made = make_backup(
        hoa_sen.folder, key, backup, "cất ở tủ hiệu trưởng", START, cost=CHEAP,
        progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert seen[-1][0] == seen[-1][1]
    assert read_facts(backup, "cất ở tủ hiệu trưởng") == made
    restore(backup, elsewhere, "cất ở tủ hiệu trưởng", START)
    assert [path.name for path in kept_files(elsewhere)] == [
        path.name for path in kept_files(hoa_sen.folder)
    ]
    assert read_file(elsewhere, key, command.sha256) == whole
    with pytest.raises(SchoolInPlace):
        restore(backup, hoa_sen.folder, "cất ở tủ hiệu trưởng", START)


def test_a_backup_whose_end_is_cut_is_damaged(hoa_sen: Founded, tmp_path: Path):
    keep_file(hoa_sen.folder, hoa_sen.unlocked.file_key, SCAN, "giay.pdf")
    backup = tmp_path / "a.backup"
    key = hoa_sen.unlocked.file_key
    make_backup(hoa_sen.folder, key, backup, "cất ở tủ hiệu trưởng", START, cost=CHEAP)
    backup.write_bytes(backup.read_bytes()[:-700_000])
    with pytest.raises(BackupDamaged):
        restore(backup, tmp_path / "nơi khác", "cất ở tủ hiệu trưởng", START)


def test_a_file_that_nothing_names_goes_when_the_school_is_opened_again(hoa_sen: Founded):
    key = hoa_sen.unlocked.file_key
    class_id, pupil = hoa_sen.class_id, hoa_sen.pupils[0]
    with open_school(hoa_sen.folder, hoa_sen.unlocked, Clock(START + DAY)) as school:
        make_homeroom(school, hoa_sen)
        school.do(keep_photo(school, (class_id, pupil), picture(), "anh.jpg"))
        stray = keep_file(school.folder, key, SCAN, "khong-dinh-kem.pdf")
    with open_school(hoa_sen.folder, hoa_sen.unlocked, Clock(START + DAY)) as school:
        assert not holds_file(school.folder, stray.sha256)
        assert len(list(kept_files(school.folder))) == 1
        school.do(RemovePhoto(class_id=class_id, student_id=pupil))
    (hoa_sen.folder / "school.db.replaced").write_bytes(b"")
    with open_school(hoa_sen.folder, hoa_sen.unlocked, Clock(START + DAY)):
        assert len(list(kept_files(hoa_sen.folder))) == 1
    (hoa_sen.folder / "school.db.replaced").unlink()
    with open_school(hoa_sen.folder, hoa_sen.unlocked, Clock(START + DAY)):
        assert list(kept_files(hoa_sen.folder)) == []


def make_homeroom(school: School, hoa_sen: Founded) -> None:
    """The founder keeps the list as well."""
    role = AssignRole(
        staff_id=hoa_sen.unlocked.staff_id, role=Role.OFFICE, from_day=date(2020, 1, 1)
    )
    school.do(role)
