"""Making the file of one person at a school that has a server: keys, tables, and the link."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy.orm import Session

from desktop.durable import replace_durably
from desktop.models.migrate import migrate
from desktop.store import keys
from desktop.store.engine import remove_database, writing
from desktop.store.hold import Hold
from desktop.store.keys import Unlocked
from desktop.store.link import new_device, read_link, write_link
from desktop.store.outbox import number_anew
from desktop.store.slots import DATABASE
from desktop.store.trouble import in_words

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.store.keys import NewAccount
    from desktop.store.link import Link
    from desktop.store.slots import KdfCost

_UNFINISHED = DATABASE + ".new"


def create_joined_file(
    folder: Path,
    school: str,
    person: NewAccount,
    link: Link,
    now: int,
    cost: KdfCost | None = None,
) -> Unlocked:
    """An empty file in the person's own folder, under a random key with this one slot.

    The file gets its name last. Raises SchoolExists, InUse, DiskFull, ReadOnlyFolder.
    """
    with ExitStack() as on_exit, in_words(folder):
        folder.mkdir(parents=True, exist_ok=True)
        hold = Hold(folder, person.name, now)
        on_exit.callback(hold.release)
        keys.create_keys(folder, school)
        unfinished = folder / _UNFINISHED
        remove_database(unfinished)  # what was broken off
        on_exit.callback(remove_database, unfinished)
        file_key = keys.new_file_key()
        with writing(unfinished, file_key) as connection:
            migrate(connection)
            with Session(connection) as session:
                write_link(session, link)
                session.commit()
        keys.add_slots(folder, file_key, (person,), now, cost)
        replace_durably(unfinished, folder / DATABASE)
    return Unlocked(person.staff_id, file_key)


def become_another(path: Path, key: bytes) -> None:
    """Give a file that was restored a device id of its own (sync.md 20); nobody has it open."""
    with writing(path, key) as connection, Session(connection) as session:
        link = read_link(session)
        if link is not None:
            number_anew(connection)
            write_link(session, msgspec.structs.replace(link, device=new_device()))
