"""Sign-in, accounts and passwords on real key files."""

import json
import subprocess
import sys
import unicodedata
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from desktop.store import keys
from desktop.store.keys import Label, NewAccount
from desktop.store.slots import COPY, DATABASE, KEYS, KdfCost, read_keys, write_keys
from desktop.store.trouble import (
    AccountTaken,
    KeysUnreadable,
    LastAccount,
    MustWait,
    NoAccount,
    NotASchool,
    SchoolExists,
    WeakPassword,
    WrongPassword,
)

CHEAP = KdfCost(memory_kib=64, iterations=1)
SECOND = 1_000_000
DAY = 86_400 * SECOND
NOW = 1_800_000_000 * SECOND
FILE_KEY = bytes(range(32))
OLD = "hoa sen 2026"


def someone(account: str) -> NewAccount:
    return NewAccount(uuid4(), account, f"Người {account}", "Giáo viên", OLD)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keys.create_keys(tmp_path, "THCS Hoa Sen")
    keys.add_slots(tmp_path, FILE_KEY, [someone("lan"), someone("Đức")], NOW, CHEAP)
    return tmp_path


def opens(folder: Path, account: str = "lan", now: int = NOW) -> bool:
    return keys.unlock(folder, account, OLD, now).file_key == FILE_KEY


def wrong(folder: Path, times: int, now: int = NOW) -> list[Exception]:
    met: list[Exception] = []
    for _ in range(times):
        with pytest.raises((WrongPassword, MustWait)) as caught:
            keys.unlock(folder, "lan", "không phải", now)
        met.append(caught.value)
    return met


def test_the_right_password_gives_the_files_key(folder: Path):
    unlocked = keys.unlock(folder, " LAN ", OLD, NOW)
    assert unlocked.file_key == FILE_KEY
    assert unlocked.must_change
    assert unlocked.staff_id == keys.people(folder)[0].staff_id
    assert "file_key" not in repr(unlocked)


def test_password_and_account_count_the_same_in_either_unicode_form(folder: Path):
    decomposed = unicodedata.normalize("NFD", "Đức")
    keys.reset_password(folder, FILE_KEY, "Đức", "mật khẩu đầu", NOW, CHEAP)
    password = unicodedata.normalize("NFD", "mật khẩu đầu")
    assert keys.unlock(folder, decomposed, password, NOW).file_key == FILE_KEY


def test_people_and_school_are_shown_without_a_password(folder: Path):
    assert [(p.account, p.name, p.caption) for p in keys.people(folder)] == [
        ("lan", "Người lan", "Giáo viên"),
        ("Đức", "Người Đức", "Giáo viên"),
    ]
    assert keys.school_name(folder) == "THCS Hoa Sen"


def test_an_unknown_account_is_named(folder: Path):
    with pytest.raises(NoAccount) as caught:
        keys.unlock(folder, "mai", OLD, NOW)
    assert "mai" in caught.value.sentence


def test_wrong_passwords_count_down_then_wait_and_the_waits_grow(folder: Path):
    met = wrong(folder, 5)
    assert [e.tries_left for e in met[:4] if isinstance(e, WrongPassword)] == [4, 3, 2, 1]
    waits = []
    now = NOW
    fifth = met[4]
    assert isinstance(fifth, MustWait)
    waits.append(fifth.seconds)
    for _ in range(6):
        now += waits[-1] * SECOND
        (last,) = wrong(folder, 1, now)
        assert isinstance(last, MustWait)
        waits.append(last.seconds)
    assert waits == [30, 60, 120, 300, 900, 900, 900]


def test_while_waiting_not_even_the_right_password_is_tried(folder: Path):
    wrong(folder, 5)
    with pytest.raises(MustWait) as caught:
        keys.unlock(folder, "lan", OLD, NOW + 10 * SECOND)
    assert caught.value.seconds == 20
    assert "20 giây" in caught.value.sentence
    assert opens(folder, now=NOW + 30 * SECOND)
    assert read_keys(folder).slots[0].wrong_tries == 0


def test_another_person_need_not_wait(folder: Path):
    wrong(folder, 5)
    assert opens(folder, "Đức")


def test_a_clock_set_back_two_days_lengthens_no_wait(folder: Path):
    wrong(folder, 5)
    earlier = NOW - 2 * DAY
    with pytest.raises(MustWait) as caught:
        keys.unlock(folder, "lan", OLD, earlier)
    assert caught.value.seconds == 30
    assert opens(folder, now=earlier + 30 * SECOND)


def test_a_changed_password_replaces_the_old_one_in_both_files(folder: Path):
    keys.change_password(folder, "lan", OLD, "trang vở ô li", NOW + 1, CHEAP)
    unlocked = keys.unlock(folder, "lan", "trang vở ô li", NOW)
    assert (unlocked.file_key, unlocked.must_change) == (FILE_KEY, False)
    (folder / KEYS).unlink()  # the copy must not open with the old one either
    with pytest.raises(WrongPassword):
        keys.unlock(folder, "lan", OLD, NOW)


@pytest.mark.parametrize(
    ("new", "why"),
    [("ngắn quá", None), ("ngắn", "4 kí tự"), (OLD, "mật khẩu cũ"), ("", "0 kí tự")],
)
def test_the_policy_for_a_new_password(folder: Path, new: str, why: str | None):
    if why is None:
        keys.change_password(folder, "lan", OLD, new, NOW, CHEAP)
        return
    with pytest.raises(WeakPassword) as caught:
        keys.change_password(folder, "lan", OLD, new, NOW, CHEAP)
    assert why in caught.value.sentence
    assert opens(folder)


def test_the_account_is_no_password(folder: Path):
    keys.add_slots(folder, FILE_KEY, [someone("thuhuong")], NOW, CHEAP)
    with pytest.raises(WeakPassword) as caught:
        keys.change_password(folder, "thuhuong", OLD, "ThuHuong", NOW, CHEAP)
    assert "tên tài khoản" in caught.value.sentence


def test_guessing_through_the_change_dialog_is_throttled_too(folder: Path):
    for _ in range(4):
        with pytest.raises(WrongPassword):
            keys.change_password(folder, "lan", "đoán mò", "trang vở ô li", NOW, CHEAP)
    with pytest.raises(MustWait):
        keys.change_password(folder, "lan", "đoán mò", "trang vở ô li", NOW, CHEAP)


def test_a_reset_gives_a_first_password_and_ends_the_wait(folder: Path):
    wrong(folder, 5)
    first = keys.first_password()
    keys.reset_password(folder, FILE_KEY, "lan", first, NOW, CHEAP)
    unlocked = keys.unlock(folder, "lan", first, NOW)
    assert (unlocked.file_key, unlocked.must_change) == (FILE_KEY, True)


def test_accounts_and_people_are_unique_and_a_refused_list_adds_nobody(folder: Path):
    with pytest.raises(AccountTaken):
        keys.add_slots(folder, FILE_KEY, [someone("mai"), someone("LAN")], NOW, CHEAP)
    assert [p.account for p in keys.people(folder)] == ["lan", "Đức"]


def test_a_removed_person_opens_nothing_and_the_last_one_stays(folder: Path):
    first, second = keys.people(folder)
    keys.remove_slot(folder, first.staff_id)
    with pytest.raises(NoAccount):
        keys.unlock(folder, "lan", OLD, NOW)
    with pytest.raises(LastAccount):
        keys.remove_slot(folder, second.staff_id)
    assert opens(folder, "Đức")


def test_names_at_the_sign_in_follow_the_staff_list(folder: Path):
    person = keys.people(folder)[0]
    label = Label("lanhuong", "Lan Hương", "Tổ trưởng · Toán")
    keys.describe(folder, "THCS Hoa Sen 2", {person.staff_id: label})
    shown = keys.people(folder)[0]
    assert (shown.account, shown.name, shown.caption) == ("lanhuong", "Lan Hương", label.caption)
    assert keys.school_name(folder) == "THCS Hoa Sen 2"
    assert opens(folder, "lanhuong")
    assert opens(folder, "Đức")


@pytest.mark.parametrize("field", ["staff_id", "must_change", "changed_at", "wrapped", "salt"])
def test_an_altered_slot_opens_nothing(folder: Path, field: str):
    key_file = read_keys(folder)
    slot = key_file.slots[0]
    value = getattr(slot, field)
    altered = {
        "staff_id": key_file.slots[1].staff_id,
        "must_change": False,
        "changed_at": slot.changed_at + 1,
        "wrapped": slot.wrapped[:-1] + bytes([slot.wrapped[-1] ^ 1]),
        "salt": bytes(16),
    }[field]
    assert altered != value
    slots = (msgspec.structs.replace(slot, **{field: altered}), key_file.slots[1])
    write_keys(folder, msgspec.structs.replace(key_file, slots=slots))
    with pytest.raises(WrongPassword):
        keys.unlock(folder, "lan", OLD, NOW)


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b'{"format": 1}'])
def test_the_copy_serves_when_the_key_file_is_unreadable(folder: Path, damage: bytes):
    (folder / KEYS).write_bytes(damage)
    assert opens(folder)
    keys.describe(folder, "THCS Hoa Sen 2", {})  # the next write heals it
    assert json.loads((folder / KEYS).read_text(encoding="utf-8"))["school"] == "THCS Hoa Sen 2"


def test_both_unreadable_has_a_sentence_of_its_own(folder: Path):
    for name in (KEYS, COPY):
        (folder / name).write_bytes(b"?")
    with pytest.raises(KeysUnreadable):
        keys.people(folder)


def test_a_folder_without_a_school(tmp_path: Path):
    with pytest.raises(NotASchool):
        keys.people(tmp_path)


def test_a_new_school_never_takes_the_place_of_another(folder: Path):
    (folder / DATABASE).touch()
    with pytest.raises(SchoolExists):
        keys.create_keys(folder, "THCS Khác")
    assert keys.school_name(folder) == "THCS Hoa Sen"


def test_a_slot_costs_what_the_design_says(tmp_path: Path):
    keys.create_keys(tmp_path, "THCS Hoa Sen")
    dear = KdfCost(memory_kib=65536, iterations=3, lanes=1)
    keys.add_slot(tmp_path, FILE_KEY, someone("lan"), NOW)
    keys.add_slots(tmp_path, FILE_KEY, [someone("mai")], NOW, CHEAP)
    keys.change_password(tmp_path, "mai", OLD, "trang vở ô li", NOW)  # no cheaper than a new one
    assert [slot.cost for slot in read_keys(tmp_path).slots] == [dear, dear]
    assert FILE_KEY.hex() not in (tmp_path / KEYS).read_bytes().hex()


def test_the_sign_in_loads_neither_sqlalchemy_nor_qt():
    code = (
        "import sys, desktop.store.keys;"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'sqlalchemy','PySide6','alembic'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
