"""Putting a backup in the place of a school, never over a newer one without being told to."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

import sqlcipher3.dbapi2 as sqlcipher

from desktop.durable import replace_durably, sync_folder
from desktop.models.migrate import REVISIONS
from desktop.rules.instants import show_moment
from desktop.store.backup import BackupFacts, extract
from desktop.store.contents import contents_of
from desktop.store.engine import copy_database, opened, remove_database
from desktop.store.hold import Hold
from desktop.store.joined import become_another
from desktop.store.slots import COPY, DATABASE, KEYS, write_keys
from desktop.store.trouble import NewerFile, Trouble, in_words

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.store.contents import Head

REPLACED: Final = ".replaced"
_UNPACKED: Final = "restore.tmp"
_FRESH: Final = DATABASE + ".restored"


class SchoolInPlace(Trouble):
    """The folder holds a school already; the facts of both, so that a person can decide.

    ``present`` is None where the backup's key does not open what is there.
    """

    def __init__(self, folder: Path, present: Head | None, backup: BackupFacts) -> None:
        super().__init__(_in_place(folder, present, backup))
        self.present = present
        self.backup = backup

    @property
    def newer(self) -> bool:
        """Whether the file there has, or may have, commands that the backup lacks."""
        return self.present is None or self.present.number > self.backup.head.number


def restore(
    file: Path, folder: Path, passphrase: str, now: int, *, overwrite: bool = False
) -> BackupFacts:
    """Put the school of a backup into a folder; what it replaces stays beside it.

    Raises SchoolInPlace where there is one and ``overwrite`` was not said; NotABackup,
    WrongPassphrase, BackupDamaged, NewerFile, InUse, DiskFull, ReadOnlyFolder.
    """
    with ExitStack() as on_exit, in_words(folder):
        folder.mkdir(parents=True, exist_ok=True)
        hold = Hold(folder, "", now)
        on_exit.callback(hold.release)
        unpacked, fresh = folder / _UNPACKED, folder / _FRESH
        for each in (unpacked, fresh):
            remove_database(each)
            on_exit.callback(remove_database, each)
        facts, manifest = extract(file, passphrase, unpacked, files_to=folder)
        if facts.revision not in REVISIONS:
            raise NewerFile
        path = folder / DATABASE
        if path.exists() and not overwrite:
            raise SchoolInPlace(folder, _present(path, manifest.file_key), facts)
        copy_database(unpacked, manifest.copy_key, fresh, manifest.file_key, contents_of)
        become_another(fresh, manifest.file_key)
        if path.exists():
            _keep_replaced(folder)
        write_keys(folder, manifest.keys)
        replace_durably(fresh, path)
    return facts


def _present(path: Path, key: bytes) -> Head | None:
    """The journal's head of the file there, if it is the same school."""
    try:
        with opened(path, key) as driver:
            return contents_of(driver).head
    except sqlcipher.DatabaseError:
        return None


def _keep_replaced(folder: Path) -> None:
    """Give the old files a second name first, so that at no moment there is no school."""
    for name in (DATABASE, KEYS, COPY):
        old = folder / name
        if old.exists():
            _second_name(old, folder / (name + REPLACED))
    log = folder / (DATABASE + "-wal")
    if log.exists():  # goes with its own database: over another one it would be poison
        log.replace(folder / (DATABASE + REPLACED + "-wal"))
    (folder / (DATABASE + "-shm")).unlink(missing_ok=True)
    sync_folder(folder)


def _second_name(old: Path, new: Path) -> None:
    new.unlink(missing_ok=True)
    try:
        os.link(old, new)
    except OSError:  # FAT and some network shares know no links
        shutil.copyfile(old, new)


def _in_place(folder: Path, present: Head | None, backup: BackupFacts) -> str:
    upto = f"bản sao lưu ghi đến {_upto(backup.head)}"
    if present is None:
        there = f"Thư mục {folder} đang có sổ của một trường khác, còn {upto}"
    else:
        age = "mới hơn bản sao lưu" if present.number > backup.head.number else "của trường này"
        there = f"Thư mục {folder} đang có sổ {age}: sổ ghi đến {_upto(present)}, {upto}"
    return (
        f"{there}. Chưa có gì bị thay đổi. Khôi phục vào một thư mục khác, "
        "hoặc đồng ý thay sổ đang có; sổ cũ khi ấy được giữ lại bên cạnh."
    )


def _upto(head: Head) -> str:
    return f"{show_moment(head.at)} (dòng {head.number})"
