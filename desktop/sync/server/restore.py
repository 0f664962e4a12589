"""Bringing schools back from a backup: rows, then what the copied journal knows beyond them.

A restored school gets a new epoch; the rows that it replaces stay in the database, in a schema
that carries `_before` in its name.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, text

from desktop.durable import write_durably
from desktop.models.migrate import NEWEST, REVISIONS, migrate
from desktop.rules.trouble import BackupDamaged, NewerFile, Trouble
from desktop.sync.server.backup import prove, read_backup
from desktop.sync.server.contents import FORMAT, Block, Manifest, Message, SchoolInside
from desktop.sync.server.epoch import begin_epoch
from desktop.sync.server.journal_copy import JournalCopy
from desktop.sync.server.opening import OpenServer
from desktop.sync.server.postgres import enter_schema, quoted_schema
from desktop.sync.server.premises import OWN_CERTIFICATE, SETTINGS
from desktop.sync.server.registry import CodeTaken, make_registry, schema_of, schools

Follow = Callable[[Connection, Any], None]  # carries one journal row out again
Told = Callable[[int], None]
_TAKEN: Final = text("SELECT 1 FROM pg_namespace WHERE nspname = :schema")
_MOST_RESTORES: Final = 1_000


class OtherKeys(Trouble):
    """The folder has sealing keys that cannot open what the backup holds."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Tệp khóa {path} không phải tệp khóa của máy chủ đã sao lưu, nên chưa khôi phục gì. "
            "Khôi phục vào một thư mục mới, hoặc chép đúng tệp khóa vào rồi làm lại."
        )


@dataclass(frozen=True, slots=True)
class Restored:
    """One school that is back: rows from the backup, and commands beyond it from the copy."""

    code: str
    rows: int
    followed: int


def furnish(folder: Path, path: Path, passphrase: str) -> Manifest:
    """Lay a backup's settings, keys and certificate where a folder has none; returns its manifest.

    Raises what ``read_backup`` raises, and OtherKeys.
    """
    with closing(read_backup(path, passphrase)) as messages:
        manifest = next(messages)
    if not isinstance(manifest, Manifest):
        raise BackupDamaged(path)
    if manifest.format > FORMAT:
        raise NewerFile
    keys = folder / "sealing-keys.json"
    if keys.exists():
        if keys.read_bytes() != manifest.sealing_keys:
            raise OtherKeys(keys)
    else:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(keys, manifest.sealing_keys, private=True)
    for name, content in ((OWN_CERTIFICATE, manifest.certificate), (SETTINGS, manifest.settings)):
        if content and not (folder / name).exists():
            write_durably(folder / name, content, private=True)
    return manifest


def restore(
    server: OpenServer, path: Path, passphrase: str, follow: Follow, *,
    overwrite: bool = False, told: Told | None = None,
) -> tuple[Restored, ...]:  # fmt: skip
    """Bring the schools of a backup back, one after another, each of them whole or not at all.

    Raises CodeTaken where a school is there and `overwrite` was not said, BackupDamaged.
    """
    if prove(path, passphrase) is None:
        raise BackupDamaged(path)
    with closing(read_backup(path, passphrase)) as messages:
        manifest = next(messages)
        if isinstance(manifest, Manifest):
            _require_free(server, manifest, overwrite=overwrite)
        back: list[Restored] = []
        school = next(messages, None)
        while isinstance(school, SchoolInside):
            blocks = _Blocks(messages)
            back.append(_bring(server, school, blocks, follow))
            if told:
                told(sum(one.rows for one in back))
            school = blocks.next_school
    return tuple(back)


class _Blocks:
    """The blocks up to the next school, which is remembered."""

    def __init__(self, messages: Iterator[Message]) -> None:
        self._messages = messages
        self.next_school: SchoolInside | None = None

    def __iter__(self) -> Iterator[Block]:
        for message in self._messages:
            if isinstance(message, Block):
                yield message
            else:
                self.next_school = message if isinstance(message, SchoolInside) else None
                return


def _bring(server: OpenServer, school: SchoolInside, blocks: _Blocks, follow: Follow) -> Restored:
    copies = JournalCopy(server.premises.journal_copy, server.keys)
    with server.engine.begin() as connection:
        make_registry(connection)
        schema = _lay(connection, school)
        _fill(connection, blocks)
        followed = _go_on(connection, school, copies, follow)
        _register(connection, school, schema)
    return Restored(school.code, sum(school.counts.values()), followed)


def _require_free(server: OpenServer, manifest: Manifest, *, overwrite: bool) -> None:
    there = {place.code for place in schools(server.engine)}
    taken = sorted(there & set(manifest.codes))
    if taken and not overwrite:
        raise CodeTaken(taken[0])


def _lay(connection: Connection, school: SchoolInside) -> str:
    """Empty tables as they were when the backup was made, in a schema of their own for now."""
    if school.revision not in REVISIONS:
        raise NewerFile
    schema = _free(connection, f"{schema_of(school.code)}_restored")
    connection.execute(text(f"CREATE SCHEMA {quoted_schema(schema)}"))
    enter_schema(connection, schema)
    migrate(connection, school.revision)
    return schema


def _free(connection: Connection, first: str) -> str:
    names = (first, *(f"{first}_{number}" for number in range(2, _MOST_RESTORES)))
    return next(name for name in names if connection.scalar(_TAKEN, {"schema": name}) is None)


def _fill(connection: Connection, blocks: _Blocks) -> None:
    driver: Any = connection.connection.driver_connection
    for block in blocks:
        names = ", ".join(f'"{name}"' for name in block.columns)
        into = f'COPY "{block.table}" ({names}) FROM STDIN'
        with driver.cursor() as cursor, cursor.copy(into) as copy:
            copy.write(block.lines)


def _go_on(
    connection: Connection, school: SchoolInside, copies: JournalCopy, follow: Follow
) -> int:
    """Today's tables, a new epoch, and the commands that the copied journal has beyond."""
    migrate(connection, NEWEST)
    begin_epoch(connection)
    followed = 0
    for row in copies.after(school.code, school.number, school.chain):
        follow(connection, row)
        followed += 1
    return followed


def _register(connection: Connection, school: SchoolInside, schema: str) -> None:
    """Put the schema in the place of the school's former one: a running server needs no restart.

    It finds the new rows under the name that it knows, and the new epoch with them.
    """
    own = schema_of(school.code)
    if connection.scalar(_TAKEN, {"schema": own}) is not None:
        _rename(connection, own, _free(connection, f"{own}_before"))
    _rename(connection, schema, own)
    row = {
        "code": school.code, "schema": own, "name": school.name, "created_at": school.created_at,
    }  # fmt: skip
    connection.execute(
        text(
            "INSERT INTO so_truong.school VALUES (:code, :schema, :name, :created_at)"
            " ON CONFLICT (code) DO UPDATE SET name = :name"
        ),
        row,
    )


def _rename(connection: Connection, schema: str, becomes: str) -> None:
    connection.execute(
        text(f"ALTER SCHEMA {quoted_schema(schema)} RENAME TO {quoted_schema(becomes)}")
    )
