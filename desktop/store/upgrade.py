"""Opening a file of an older program: copy, migrate the copy, prove it, swap."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from desktop.durable import replace_durably
from desktop.models.migrate import NEWEST, REVISIONS, migrate
from desktop.store.check import chain_findings
from desktop.store.contents import contents_of
from desktop.store.engine import copy_database, opened, reader_engine, remove_database, writing
from desktop.store.rebase import replay_pending, undo_pending
from desktop.store.trouble import CorruptFile, NewerFile, UpgradeUnproved, in_words

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from desktop.store.contents import Contents, Head

_COPY = ".upgrade"


def bring_up_to_date(
    path: Path,
    key: bytes,
    to: str = NEWEST,
    *,
    known: tuple[str, ...] = REVISIONS,
    more_versions: tuple[Path, ...] = (),
) -> None:
    """Leave the file at revision ``to``; on any trouble the old file stays as it was.

    Raises NewerFile for a revision that is not ``known``, CorruptFile, UpgradeUnproved, DiskFull.
    """
    with in_words(path):
        revision = _revision(path, key)
        if revision == to:
            return
        if revision not in known:
            raise NewerFile
        _upgrade(path, key, to, more_versions)


def _revision(path: Path, key: bytes) -> str:
    with opened(path, key) as driver:
        held = driver.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
        ).fetchone()
        if not held[0]:
            raise CorruptFile(path)
        return str(driver.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _upgrade(path: Path, key: bytes, to: str, more_versions: tuple[Path, ...]) -> None:
    copy = path.with_name(path.name + _COPY)
    remove_database(copy)  # what a crash may have left
    with ExitStack() as on_exit:
        on_exit.callback(remove_database, copy)
        held = copy_database(path, key, copy, key, contents_of)
        with writing(copy, key) as connection:
            _migrate(connection, to, more_versions)
        _prove(copy, key, held.head)
        replace_durably(copy, path)  # the old file's own log is empty: nobody has it open


def _migrate(connection: Connection, to: str, more_versions: tuple[Path, ...]) -> None:
    """Undo what waits for its verdict, migrate the rest, carry it out again (sync.md 32)."""
    connected = undo_pending(connection)
    before = _contents(connection)
    migrate(connection, to, more_versions=more_versions)
    _compare(before, _contents(connection))
    if connected:
        replay_pending(connection)


def _contents(connection: Connection) -> Contents:
    return contents_of(connection.connection.driver_connection)


def _compare(before: Contents, after: Contents) -> None:
    if after.head != before.head:
        raise UpgradeUnproved("nhật kí")
    for table, count in before.counts.items():
        if after.counts.get(table, count) != count:
            raise UpgradeUnproved(f"bảng {table}")


def _prove(copy: Path, key: bytes, head: Head) -> None:
    with opened(copy, key) as driver:
        if contents_of(driver).head != head:
            raise UpgradeUnproved("nhật kí")
    engine = reader_engine(copy, key)
    try:
        with Session(engine) as session:
            for finding in chain_findings(session):
                raise UpgradeUnproved(finding.sentence)
    finally:
        engine.dispose()
