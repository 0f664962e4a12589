"""One sealed file that holds a whole school: made, proved by reading it back, and restored.

Inside lie a manifest, the key slots, and an online copy of the database under a key of its own.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.commands.command import Code, Refused
from desktop.durable import discard, replace_durably, sync_file
from desktop.rules.instants import school_day
from desktop.rules.passwords import MIN_PASSWORD
from desktop.rules.permissions import SCHOOL, Capability, may
from desktop.sealed import (
    CHUNK,
    WITH_FILES,
    Header,
    new_seal,
    open_seal,
    read_header,
    read_sealed,
    write_sealed,
)
from desktop.store.contents import Contents, Head, contents_of
from desktop.store.engine import copy_database, opened, remove_database
from desktop.store.files import kept_files
from desktop.store.keys import new_file_key
from desktop.store.packing import pack_files, unpack_files
from desktop.store.slots import COPY as KEYS_COPY
from desktop.store.slots import DATABASE, KEYS, KdfCost, KeyFile, read_keys
from desktop.store.trouble import BackupDamaged, BackupUnproved, NotABackup, WeakPassword, in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop.store.school import School

_COPY: Final = "backup.tmp"
_PROOF: Final = "backup.proof"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself, sealed: how much, up to which command, and the keys."""

    counts: dict[str, int]
    head: Head
    revision: str
    file_key: bytes
    copy_key: bytes
    size: int
    keys: KeyFile
    files: int = 0
    files_size: int = 0

    @property
    def contents(self) -> Contents:
        """What the database in it must hold."""
        return Contents(self.counts, self.head, self.revision)


class BackupFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A backup in figures; instants in UTC microseconds."""

    school: str
    made_at: int
    head: Head
    counts: dict[str, int]
    revision: str


def back_up(
    school: School,
    target: Path,
    passphrase: str,
    progress: Callable[[int, int], None] | None = None,
) -> BackupFacts:
    """Back up an open school as the person who signed in; raises Refused without the right."""
    if not may(school.person, Capability.BACKUP_MAKE, SCHOOL, school_day(school.now())):
        raise Refused(
            Code.NOT_PERMITTED,
            "Việc sao lưu cần hiệu trưởng hoặc quản trị CSDL. Chưa có tệp nào được ghi.",
        )
    key = school.unlocked.file_key
    return make_backup(school.folder, key, target, passphrase, school.now(), progress=progress)


def make_backup(  # noqa: PLR0913 - one act, each part of it given
    folder: Path,
    file_key: bytes,
    target: Path,
    passphrase: str,
    now: int,
    *,
    cost: KdfCost | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> BackupFacts:
    """Write the backup beside its name, prove it by reading it back, then give it its name.

    ``progress`` hears bytes done and in all (written, then read back); raising in it stops the
    work and leaves nothing. Raises WeakPassword, DiskFull, ReadOnlyFolder, BackupUnproved.
    """
    if len(passphrase) < MIN_PASSWORD:
        raise WeakPassword(
            f"Mật khẩu của bản sao lưu cần ít nhất {MIN_PASSWORD} kí tự. "
            "Chưa có tệp nào được ghi. Chọn một mật khẩu dài hơn và cất giữ cẩn thận."
        )
    if target.resolve() in {(folder / name).resolve() for name in (DATABASE, KEYS, KEYS_COPY)}:
        raise NotABackup(target)
    copy, part = folder / _COPY, target.with_name(target.name + ".part")
    with ExitStack() as on_exit:
        remove_database(copy)
        on_exit.callback(remove_database, copy)
        with in_words(folder):
            manifest = _copy(folder, file_key, copy)
        tell = _Told(progress, 2 * (manifest.size + manifest.files_size))
        form = WITH_FILES if manifest.files else 1
        seal = new_seal(manifest.keys.school, now, passphrase, cost or KdfCost(), form)
        with in_words(target):
            on_exit.callback(discard, part)
            with part.open("wb") as out:
                write_sealed(out, seal, _content(manifest, copy, folder, tell))
                sync_file(out)
        _prove(part, passphrase, folder / _PROOF, manifest, tell)
        with in_words(target):
            replace_durably(part, target)
    return _facts(seal.header, manifest)


def read_facts(file: Path, passphrase: str) -> BackupFacts:
    """What a backup holds; raises NotABackup, WrongPassphrase, BackupDamaged."""
    with in_words(file), file.open("rb") as source:
        header = read_header(source, file)
        pieces = read_sealed(source, open_seal(header, passphrase), file)
        return _facts(header, _manifest(pieces, file))


def extract(
    file: Path, passphrase: str, target: Path, tell: _Told | None = None,
    files_to: Path | None = None,
) -> tuple[BackupFacts, Manifest]:  # fmt: skip
    """Write the database of a backup to a file, under the backup's own key, and compare it.

    Scans and photographs go into the folder ``files_to``, sealed as they are; without one they
    are only counted. Raises NotABackup, WrongPassphrase, BackupDamaged; then nothing is left at
    ``target``.
    """
    with ExitStack() as on_failure:
        remove_database(target)
        on_failure.callback(remove_database, target)
        with in_words(file), file.open("rb") as source:
            header = read_header(source, file)
            pieces = read_sealed(source, open_seal(header, passphrase), file)
            manifest = _manifest(pieces, file)
            told = tell or _Told(None, 0)
            with in_words(target), target.open("wb") as out:
                for piece in _taken(pieces, manifest.size, told):
                    out.write(piece)
                sync_file(out)
            if unpack_files(pieces, files_to, told.more) != (manifest.files, manifest.files_size):
                raise BackupDamaged(file)
        with opened(target, manifest.copy_key) as driver:
            if contents_of(driver) != manifest.contents:
                raise BackupDamaged(file)
        on_failure.pop_all()
    return _facts(header, manifest), manifest


class _Told:
    """Adds up what is done and passes it on."""

    def __init__(self, progress: Callable[[int, int], None] | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def more(self, size: int) -> None:
        self._done += size
        if self._progress:
            self._progress(self._done, self._total)


def _copy(folder: Path, file_key: bytes, copy: Path) -> Manifest:
    copy_key = new_file_key()
    files = list(kept_files(folder))
    held = copy_database(folder / DATABASE, file_key, copy, copy_key, contents_of)
    return Manifest(
        counts=held.counts,
        head=held.head,
        revision=held.revision,
        file_key=file_key,
        copy_key=copy_key,
        size=copy.stat().st_size,
        keys=read_keys(folder),
        files=len(files),
        files_size=sum(path.stat().st_size for path in files),
    )


def _content(manifest: Manifest, copy: Path, folder: Path, tell: _Told) -> Iterator[bytes]:
    """The manifest as a piece of its own, then the database, then the files beside it."""
    yield msgspec.json.encode(manifest)
    with copy.open("rb") as source:
        while piece := source.read(CHUNK):
            yield piece
            tell.more(len(piece))
    yield from pack_files(folder, tell.more)


def _taken(pieces: Iterator[bytes], size: int, tell: _Told) -> Iterator[bytes]:
    """The pieces of the database: of so many bytes in all."""
    while size > 0:
        piece = next(pieces, b"")
        if not piece:
            return
        yield piece
        tell.more(len(piece))
        size -= len(piece)


def _manifest(pieces: Iterator[bytes], file: Path) -> Manifest:
    try:
        return msgspec.json.decode(next(pieces), type=Manifest)
    except (StopIteration, msgspec.MsgspecError) as error:
        raise BackupDamaged(file) from error


def _prove(part: Path, passphrase: str, proof: Path, manifest: Manifest, tell: _Told) -> None:
    """Open what was just written and compare rows by table and the journal's head."""
    try:
        _, found = extract(part, passphrase, proof, tell)
    except BackupDamaged as error:
        raise BackupUnproved(part) from error
    finally:
        remove_database(proof)
    if found != manifest:
        raise BackupUnproved(part)


def _facts(header: Header, manifest: Manifest) -> BackupFacts:
    return BackupFacts(
        school=header.school,
        made_at=header.made_at,
        head=manifest.head,
        counts=manifest.counts,
        revision=manifest.revision,
    )
