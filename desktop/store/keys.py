"""Who can open a school's file: sign-in, accounts, passwords, and the waits after wrong ones.

Imports neither SQLAlchemy nor Qt, for the sign-in has to be there at once.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from desktop.rules.passwords import FREE_TRIES, check_password, same_account, wait_after
from desktop.store.slots import (
    DATABASE,
    KdfCost,
    KeyFile,
    Slot,
    keys_locked,
    read_keys,
    unwrap,
    wrap,
    write_keys,
)
from desktop.store.trouble import (
    AccountTaken,
    LastAccount,
    MustWait,
    NoAccount,
    SchoolExists,
    WrongPassword,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from uuid import UUID

_SECOND = 1_000_000
_EASY_TO_READ = "abcdefghkmnpqrstuvwxyz23456789"  # neither l, 1, i, j nor o, 0


@dataclass(frozen=True, slots=True)
class KeySlot:
    """One person of this computer, as the sign-in shows them."""

    staff_id: UUID
    account: str
    name: str
    caption: str
    must_change: bool


@dataclass(frozen=True, slots=True)
class Label:
    """How a person stands in the list of the sign-in."""

    account: str
    name: str
    caption: str


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A person who has given the right password."""

    staff_id: UUID
    file_key: bytes = field(repr=False)
    must_change: bool = False


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A person who shall be able to sign in; ``caption`` e.g. "Giáo viên · Toán, chủ nhiệm 6A"."""

    staff_id: UUID
    account: str
    name: str
    caption: str
    password: str = field(repr=False)
    must_change: bool = True


def new_file_key() -> bytes:
    """A random key for a new school's file (32 bytes)."""
    return os.urandom(32)


def first_password() -> str:
    """A first password that can be read out and typed: ten letters and figures, 49 bits."""
    return "".join(secrets.choice(_EASY_TO_READ) for _ in range(10))


def create_keys(folder: Path, school: str) -> None:
    """An empty key file for a new school; raises SchoolExists.

    Keys without a database are what a founding that was broken off has left.
    """
    if (folder / DATABASE).exists():
        raise SchoolExists(folder)
    write_keys(folder, KeyFile(school=school))


def people(folder: Path) -> tuple[KeySlot, ...]:
    """Everybody who can sign in here, in the order in which they were added."""
    return tuple(
        KeySlot(slot.staff_id, slot.account, slot.name, slot.caption, slot.must_change)
        for slot in read_keys(folder).slots
    )


def school_name(folder: Path) -> str:
    """The name of the school that lies in the folder."""
    return read_keys(folder).school


def unlock(folder: Path, account: str, password: str, now: int) -> Unlocked:
    """The file's key for the right password; ``now`` in UTC microseconds.

    Raises NoAccount, WrongPassword, MustWait.
    """
    keys = read_keys(folder)
    slot = _find(keys, account)
    _wait_if_due(folder, slot, now)
    file_key = unwrap(keys, slot, password)
    if file_key is None:
        raise _wrong_try(folder, account, now)
    if slot.wrong_tries or slot.wait_until:
        _change_slot(folder, account, lambda s: _replace(s, wrong_tries=0, wait_until=0))
    return Unlocked(slot.staff_id, file_key, slot.must_change)


def add_slot(folder: Path, file_key: bytes, person: NewAccount, now: int) -> None:
    """Let one more person sign in; raises AccountTaken, WeakPassword."""
    add_slots(folder, file_key, (person,), now)


def add_slots(
    folder: Path,
    file_key: bytes,
    newcomers: Iterable[NewAccount],
    now: int,
    cost: KdfCost | None = None,
) -> None:
    """Let several people sign in: all of them or, when one is refused, none."""
    with keys_locked(folder):
        keys = read_keys(folder)
        for person in newcomers:
            keys = _with_slot(keys, file_key, person, now, cost or KdfCost())
        write_keys(folder, keys)


def remove_slot(folder: Path, staff_id: UUID) -> None:
    """Take a person's way in away; the last one is kept, for the key would be lost with it."""
    with keys_locked(folder):
        keys = read_keys(folder)
        rest = tuple(slot for slot in keys.slots if slot.staff_id != staff_id)
        if not rest:
            raise LastAccount
        write_keys(folder, _replace(keys, slots=rest))


def describe(folder: Path, school: str, labels: Mapping[UUID, Label]) -> None:
    """Let the sign-in follow the school's lists; writes only when something differs."""
    with keys_locked(folder):
        keys = read_keys(folder)
        slots = tuple(_labelled(slot, labels.get(slot.staff_id)) for slot in keys.slots)
        fresh = _replace(keys, school=school, slots=slots)
        if fresh != keys:
            write_keys(folder, fresh)


def change_password(
    folder: Path, account: str, old: str, new: str, now: int, cost: KdfCost | None = None
) -> None:
    """A person's own change; a wrong old password counts as a wrong try.

    Raises WeakPassword before anything else is tried, then what ``unlock`` raises.
    """
    check_password(account, new, old)
    unlocked = unlock(folder, account, old, now)
    changed = {"must_change": False, "changed_at": now, "cost": cost or KdfCost()}
    _set_password(folder, unlocked.file_key, account, new, changed)


def reset_password(
    folder: Path, file_key: bytes, account: str, first: str, now: int, cost: KdfCost | None = None
) -> None:
    """A new first password from somebody who has the file open; it must be changed at sign-in."""
    check_password(account, first)
    changed = {"must_change": True, "changed_at": now, "cost": cost or KdfCost()}
    _set_password(folder, file_key, account, first, changed)


def give_password(
    folder: Path, file_key: bytes, account: str, new: str, now: int, cost: KdfCost | None = None
) -> None:
    """Have a slot follow the password that the school's server knows; it ends a wait here."""
    changed = {"must_change": False, "changed_at": now, "cost": cost or KdfCost()}
    _set_password(folder, file_key, account, new, changed)


def file_id(folder: Path) -> UUID:
    """The id of the file there, under which the server keeps its key."""
    return read_keys(folder).file_id


def _set_password(
    folder: Path, file_key: bytes, account: str, new: str, changed: dict[str, Any]
) -> None:
    keys = read_keys(folder)
    fresh = _replace(_find(keys, account), wrong_tries=0, wait_until=0, **changed)
    sealed = wrap(keys, fresh, new, file_key)  # slow: outside the lock
    _change_slot(folder, account, lambda s: _labelled(sealed, Label(s.account, s.name, s.caption)))


def _labelled(slot: Slot, label: Label | None) -> Slot:
    if label is None:
        return slot
    return _replace(slot, account=label.account, name=label.name, caption=label.caption)


def _with_slot(
    keys: KeyFile, file_key: bytes, person: NewAccount, now: int, cost: KdfCost
) -> KeyFile:
    check_password(person.account, person.password)
    wanted = same_account(person.account)
    if any(s.staff_id == person.staff_id or same_account(s.account) == wanted for s in keys.slots):
        raise AccountTaken(person.account)
    slot = Slot(
        staff_id=person.staff_id,
        account=person.account.strip(),
        name=person.name,
        caption=person.caption,
        cost=cost,
        salt=b"",
        nonce=b"",
        wrapped=b"",
        must_change=person.must_change,
        changed_at=now,
    )
    return _replace(keys, slots=(*keys.slots, wrap(keys, slot, person.password, file_key)))


def _find(keys: KeyFile, account: str) -> Slot:
    wanted = same_account(account)
    for slot in keys.slots:
        if same_account(slot.account) == wanted:
            return slot
    raise NoAccount(account.strip())


def _change_slot(folder: Path, account: str, change: Callable[[Slot], Slot]) -> Slot:
    """Read again under the lock, change one slot, write."""
    with keys_locked(folder):
        keys = read_keys(folder)
        old = _find(keys, account)
        new = change(old)
        slots = tuple(new if slot is old else slot for slot in keys.slots)
        write_keys(folder, _replace(keys, slots=slots))
    return new


def _wait_if_due(folder: Path, slot: Slot, now: int) -> None:
    left = slot.wait_until - now
    if left <= 0:
        return
    longest = wait_after(slot.wrong_tries) * _SECOND
    if left > longest:  # the clock was set back: wait once more from what it shows now
        left = longest
        _change_slot(folder, slot.account, lambda s: _replace(s, wait_until=now + longest))
    raise MustWait(-(-left // _SECOND), slot.wrong_tries)


def _wrong_try(folder: Path, account: str, now: int) -> MustWait | WrongPassword:
    def count(slot: Slot) -> Slot:
        tries = slot.wrong_tries + 1
        wait = wait_after(tries)
        return _replace(slot, wrong_tries=tries, wait_until=now + wait * _SECOND if wait else 0)

    slot = _change_slot(folder, account, count)
    wait = wait_after(slot.wrong_tries)
    if wait:
        return MustWait(wait, slot.wrong_tries)
    return WrongPassword(FREE_TRIES - slot.wrong_tries)


_replace = msgspec.structs.replace
