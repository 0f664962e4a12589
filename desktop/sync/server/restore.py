"""Bringing schools back from a backup: rows, then what the copied journal knows beyond them.

A restored school gets a new epoch; the rows that it replaces stay in the database, in a schema
that carries `_before` in its name.
"""

from collections import Counter as Tally
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Connection, text

from desktop.durable import write_durably
from desktop.models.migrate import NEWEST, REVISIONS, migrate
from desktop.rules.trouble import BackupDamaged, NewerFile, Trouble
from desktop.sync.server.backup import read_backup
from desktop.sync.server.contents import FORMAT, Block, Manifest, SchoolInside
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
    if manifest.format > FORMAT or any(s.revision not in REVISIONS for s in manifest.schools):
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
    """Bring every school of the backup back, all of them or none.

    Raises CodeTaken where a school is there and `overwrite` was not said, BackupDamaged.
    """
    with closing(read_backup(path, passphrase)) as messages, server.engine.begin() as connection:
        manifest = next(messages)
        if not isinstance(manifest, Manifest):
            raise BackupDamaged(path)
        _require_free(server, manifest, overwrite=overwrite)
        copies = JournalCopy(server.premises.journal_copy, server.keys)
        make_registry(connection)
        schemas = {school.code: _lay(connection, school) for school in manifest.schools}
        rows = _fill(connection, schemas, messages, told)
        back = []
        for school in manifest.schools:
            enter_schema(connection, schemas[school.code])
            if any(rows[school.code, table] != count for table, count in school.counts.items()):
                raise BackupDamaged(path)
            followed = _go_on(connection, school, copies, follow)
            _register(connection, school, schemas[school.code])
            back.append(Restored(school.code, sum(school.counts.values()), followed))
    return tuple(back)


def _require_free(server: OpenServer, manifest: Manifest, *, overwrite: bool) -> None:
    there = {place.code for place in schools(server.engine)}
    taken = sorted(there & {school.code for school in manifest.schools})
    if taken and not overwrite:
        raise CodeTaken(taken[0])


def _lay(connection: Connection, school: SchoolInside) -> str:
    """Empty tables as they were when the backup was made, in a schema of their own for now."""
    schema = _free(connection, f"{schema_of(school.code)}_restored")
    connection.execute(text(f"CREATE SCHEMA {quoted_schema(schema)}"))
    enter_schema(connection, schema)
    migrate(connection, school.revision)
    return schema


def _free(connection: Connection, first: str) -> str:
    names = (first, *(f"{first}_{number}" for number in range(2, _MOST_RESTORES)))
    return next(name for name in names if connection.scalar(_TAKEN, {"schema": name}) is None)


def _fill(
    connection: Connection,
    schemas: dict[str, str],
    messages: Iterator[Manifest | Block],
    told: Told | None,
) -> Tally[tuple[str, str]]:
    rows: Tally[tuple[str, str]] = Tally()
    driver: Any = connection.connection.driver_connection
    for block in messages:
        if not isinstance(block, Block):
            continue
        enter_schema(connection, schemas[block.code])
        names = ", ".join(f'"{name}"' for name in block.columns)
        into = f'COPY "{block.table}" ({names}) FROM STDIN'
        with driver.cursor() as cursor, cursor.copy(into) as copy:
            copy.write(block.lines)
        rows[block.code, block.table] += block.lines.count(b"\n")
        if told:
            told(rows.total())
    return rows


def _go_on(
    connection: Connection, school: SchoolInside, copies: JournalCopy, follow: Follow
) -> int:
    """Today's tables, a new epoch, and the commands that the copied journal has beyond."""
    migrate(connection, NEWEST)
    connection.execute(text("DELETE FROM device"))  # their numbers begin anew (sync.md 14)
    connection.execute(text("UPDATE counter SET epoch = :epoch"), {"epoch": uuid4()})
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
