"""Who has a file of a connected school on this computer; imports no SQLAlchemy, as the sign-in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from desktop.rules.passwords import same_account
from desktop.store import keys
from desktop.store.slots import DATABASE
from desktop.store.trouble import KeysUnreadable, NotASchool
from desktop.store.unsent_word import unsent_left
from desktop.sync.reach import read_reach

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.store.keys import KeySlot


@dataclass(frozen=True, slots=True)
class PersonHere:
    """Somebody who has a file here; `unsent` commands waited when it was closed last."""

    slot: KeySlot
    folder: Path
    unsent: int


def is_connected(folder: Path) -> bool:
    """Whether the school in a folder has a server."""
    return read_reach(folder) is not None


def people_here(folder: Path) -> tuple[PersonHere, ...]:
    """Everybody who has a file of this school on this computer, by name."""
    found: list[PersonHere] = []
    for own in folder.iterdir() if folder.is_dir() else ():
        if _is_person(own.name) and (own / DATABASE).is_file():
            with suppress(NotASchool, KeysUnreadable):  # one damaged file keeps nobody else out
                found += [PersonHere(slot, own, unsent_left(own)) for slot in keys.people(own)]
    return tuple(sorted(found, key=lambda one: one.slot.name))


def own_folder(folder: Path, account: str) -> Path | None:
    """Where the file of that account lies on this computer."""
    wanted = same_account(account)
    here = (one.folder for one in people_here(folder) if same_account(one.slot.account) == wanted)
    return next(here, None)


def _is_person(name: str) -> bool:
    try:
        return UUID(hex=name).hex == name
    except ValueError:
        return False
