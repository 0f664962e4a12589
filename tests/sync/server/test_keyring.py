"""Sealed values: what opens them, what does not, and how keys follow each other."""

import os
import stat
import sys
from pathlib import Path

import pytest

from desktop.sync.server import keyring
from desktop.sync.server.keyring import (
    Keyring,
    KeysThere,
    KeysUnreadable,
    SealBroken,
    UnknownKey,
    create_keyring,
    key_number,
)

PHONE = b"0912 345 678"
LABEL = "guardian.phone"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


@pytest.fixture
def keys(path: Path) -> Keyring:
    return create_keyring(path)


def test_a_sealed_value_shows_nothing_and_opens_again(keys: Keyring):
    sealed = keys.seal(LABEL, PHONE)
    assert PHONE not in sealed
    assert sealed != keys.seal(LABEL, PHONE)
    assert keys.open(LABEL, sealed) == PHONE
    assert keys.open(LABEL, keys.seal(LABEL, b"")) == b""


def test_every_altered_byte_is_noticed(keys: Keyring):
    sealed = keys.seal(LABEL, PHONE)
    for at in range(len(sealed)):
        altered = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises((SealBroken, UnknownKey)):
            keys.open(LABEL, altered)
    for size in range(len(sealed)):
        with pytest.raises(SealBroken):
            keys.open(LABEL, sealed[:size])


def test_a_value_belongs_to_its_column(keys: Keyring):
    with pytest.raises(SealBroken) as refusal:
        keys.open("guardian.email", keys.seal(LABEL, PHONE))
    assert "guardian.email" in refusal.value.sentence


def test_after_a_rotation_old_values_open_and_new_ones_are_under_the_new_key(keys: Keyring):
    old = keys.seal(LABEL, PHONE)
    assert keys.is_current(old)
    assert keys.add_key() == 2
    new = keys.seal(LABEL, PHONE)
    assert (key_number(old), key_number(new)) == (1, 2)
    assert (keys.is_current(old), keys.is_current(new)) == (False, True)
    assert keys.open(LABEL, old) == keys.open(LABEL, new) == PHONE
    assert keys.numbers == (1, 2)


def test_another_process_learns_of_a_new_key_by_meeting_it(
    path: Path, keys: Keyring, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(keyring, "_LOOK_AGAIN", 3600.0)
    other = Keyring(path)
    keys.add_key()
    assert key_number(other.seal(LABEL, PHONE)) == 1
    assert other.open(LABEL, keys.seal(LABEL, PHONE)) == PHONE
    assert key_number(other.seal(LABEL, PHONE)) == 2


def test_another_process_takes_to_the_new_key_by_itself(
    path: Path, keys: Keyring, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(keyring, "_LOOK_AGAIN", 0.0)
    other = Keyring(path)
    keys.add_key()
    assert key_number(other.seal(LABEL, PHONE)) == 2


def test_two_processes_that_add_keys_lose_none(path: Path, keys: Keyring):
    other = Keyring(path)
    first = keys.seal(LABEL, PHONE)
    assert (keys.add_key(), other.add_key()) == (2, 3)
    second = other.seal(LABEL, PHONE)
    fresh = Keyring(path)
    assert fresh.numbers == (1, 2, 3)
    assert fresh.open(LABEL, first) == fresh.open(LABEL, second) == PHONE


def test_another_servers_key_file_does_not_open_it(keys: Keyring, tmp_path: Path):
    stranger = create_keyring(tmp_path / "other.json")
    with pytest.raises(SealBroken):
        stranger.open(LABEL, keys.seal(LABEL, PHONE))
    keys.add_key()
    with pytest.raises(UnknownKey) as refusal:
        stranger.open(LABEL, keys.seal(LABEL, PHONE))
    assert refusal.value.number == 2


def test_a_key_file_is_never_replaced(path: Path, keys: Keyring):
    before = path.read_bytes()
    with pytest.raises(KeysThere):
        create_keyring(path)
    assert path.read_bytes() == before


def test_only_its_owner_reads_the_file(path: Path, keys: Keyring):
    keys.add_key()
    wanted = 0o600 if sys.platform != "win32" else 0o666
    assert stat.S_IMODE(path.stat().st_mode) == wanted
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"format": 2, "current": 1, "keys": {"1": "' + b"A" * 43 + b'="}}',
        b'{"format": 1, "current": 2, "keys": {"1": "' + b"A" * 43 + b'="}}',
        b'{"format": 1, "current": 1, "keys": {"1": "AAAA"}}',
        b'{"format": 1, "current": 1, "keys": {"1": "?"}}',
        b"\xff\xfe",
    ],
)
def test_a_file_that_is_none_gets_a_sentence(path: Path, content: bytes):
    path.write_bytes(content)
    with pytest.raises(KeysUnreadable):
        Keyring(path)


def test_a_missing_file_gets_a_sentence(path: Path):
    with pytest.raises(KeysUnreadable):
        Keyring(path)


def test_a_file_that_disappears_while_serving_costs_no_value(path: Path, keys: Keyring):
    sealed = keys.seal(LABEL, PHONE)
    os.remove(path)  # noqa: PTH107 - as somebody would from outside
    assert keys.open(LABEL, sealed) == PHONE
