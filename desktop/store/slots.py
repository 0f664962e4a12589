"""keys.json: one slot a person, each with the file's key wrapped under that person's password."""

from __future__ import annotations

import os
import unicodedata
from base64 import b64encode
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from filelock import FileLock, Timeout

from desktop.durable import write_durably
from desktop.sealed import KdfCost as KdfCost  # noqa: PLC0414 - told from here
from desktop.store.trouble import Busy, KeysUnreadable, NotASchool, in_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEYS = "keys.json"
COPY = "keys.json.bak"
DATABASE = "school.db"
_LOCK = "keys.lock"
_LOCK_SECONDS = 5.0
_FORMAT = 1


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """One person's way to the file's key; instants are UTC microseconds."""

    staff_id: UUID
    account: str
    name: str
    caption: str
    cost: KdfCost
    salt: bytes
    nonce: bytes
    wrapped: bytes
    must_change: bool
    changed_at: int
    wrong_tries: int = 0
    wait_until: int = 0


class KeyFile(msgspec.Struct, frozen=True, kw_only=True):
    """All that keys.json holds; the school's name is shown at the sign-in."""

    format: int = _FORMAT
    file_id: UUID = msgspec.field(default_factory=uuid4)
    school: str
    slots: tuple[Slot, ...] = ()


def read_keys(folder: Path) -> KeyFile:
    """The key file, or its copy where it cannot be read."""
    with in_words(folder):
        for name in (KEYS, COPY):
            keys = _read(folder / name)
            if keys is not None:
                return keys
    if not (folder / KEYS).exists() and not (folder / DATABASE).exists():
        raise NotASchool(folder)
    raise KeysUnreadable(folder)


def write_keys(folder: Path, keys: KeyFile) -> None:
    """Both files; the copy last, so that one of the two is whole at any moment.

    The copy gets the new content too: an older one would still open with an old password.
    """
    content = msgspec.json.format(msgspec.json.encode(keys), indent=1)
    with in_words(folder):
        write_durably(folder / KEYS, content)
        write_durably(folder / COPY, content)


@contextmanager
def keys_locked(folder: Path) -> Iterator[None]:
    """Hold the key file for reading and writing; a sign-in elsewhere may want it meanwhile."""
    lock = FileLock(folder / _LOCK, timeout=_LOCK_SECONDS, thread_local=False)
    try:
        with in_words(folder):
            lock.acquire()
    except Timeout as error:
        raise Busy(folder / KEYS) from error
    try:
        yield
    finally:
        lock.release()


def wrap(keys: KeyFile, slot: Slot, password: str, file_key: bytes) -> Slot:
    """The slot with the file's key under a new salt, nonce and password."""
    slot = msgspec.structs.replace(slot, salt=os.urandom(16), nonce=os.urandom(12))
    sealed = AESGCM(_derive(slot, password)).encrypt(
        slot.nonce, file_key, _identity(keys.file_id, slot)
    )
    return msgspec.structs.replace(slot, wrapped=sealed)


def unwrap(keys: KeyFile, slot: Slot, password: str) -> bytes | None:
    """The file's key (32 bytes); None when it is another password or the slot was altered."""
    try:
        return AESGCM(_derive(slot, password)).decrypt(
            slot.nonce, slot.wrapped, _identity(keys.file_id, slot)
        )
    except InvalidTag:
        return None


def _read(path: Path) -> KeyFile | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=KeyFile)
    except (FileNotFoundError, NotADirectoryError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _derive(slot: Slot, password: str) -> bytes:
    kdf = Argon2id(
        salt=slot.salt,
        length=32,
        iterations=slot.cost.iterations,
        lanes=slot.cost.lanes,
        memory_cost=slot.cost.memory_kib,
    )
    return kdf.derive(unicodedata.normalize("NFC", password).encode())


def _identity(file_id: UUID, slot: Slot) -> bytes:
    """What a slot's seal binds: moved to another person or file, or its flags altered, it fails."""
    return msgspec.json.encode(
        (
            _FORMAT,
            file_id,
            slot.staff_id,
            slot.cost,
            b64encode(slot.salt).decode(),
            slot.must_change,
            slot.changed_at,
        )
    )
