"""A backup of the whole server in one sealed file, proved by reading it back.

Each school comes from one snapshot of its own, for one transaction cannot hold the tables of
hundreds. Sealed columns stay sealed; the keys lie in the backup, which is sealed itself under a
passphrase of its own.
"""

from collections import Counter as Tally
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, text

from desktop.durable import discard, replace_durably, sync_file
from desktop.models import Base
from desktop.models.central import Central
from desktop.models.migrate import revision_of
from desktop.rules.passwords import MIN_PASSWORD, WeakPassword
from desktop.rules.trouble import BackupDamaged, Trouble
from desktop.sealed import KdfCost, new_seal, open_seal, read_header, read_sealed, write_sealed
from desktop.sync.server.contents import (
    FORMAT,
    Block,
    Manifest,
    Message,
    SchoolInside,
    packed,
    unpacked,
)
from desktop.sync.server.opening import OpenServer
from desktop.sync.server.postgres import school_transaction
from desktop.sync.server.premises import OWN_CERTIFICATE, SETTINGS
from desktop.sync.server.registry import SchoolPlace, schools

_TITLE: Final = "Máy chủ Sổ Trường"
_BLOCK: Final = 256 * 1024
Progress = Callable[[int], None]  # rows so far


class NotProved(Trouble):
    """What was read back is not what the database holds."""

    def __init__(self, target: Path) -> None:
        super().__init__(
            f"Bản sao lưu {target} đọc lại không khớp với cơ sở dữ liệu nên đã bỏ. "
            "Dữ liệu trên máy chủ vẫn nguyên. Kiểm tra ổ đĩa rồi sao lưu lại."
        )


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """A backup in figures."""

    made_at: int
    schools: tuple[SchoolInside, ...]

    @property
    def rows(self) -> int:
        """Rows of all tables of all schools."""
        return sum(sum(school.counts.values()) for school in self.schools)


def back_up(
    server: OpenServer, target: Path, passphrase: str, now: int, *,
    cost: KdfCost | None = None, progress: Progress | None = None,
) -> BackupFacts:  # fmt: skip
    """Write the backup beside its name, prove it, then give it its name.

    Raising in `progress` stops the work and leaves nothing. Afterwards each school knows up to
    which change everything lies in a verified backup. Raises WeakPassword, NotProved, OSError.
    """
    if len(passphrase) < MIN_PASSWORD:
        raise WeakPassword(
            f"Mật khẩu của bản sao lưu cần ít nhất {MIN_PASSWORD} kí tự. "
            "Chưa có tệp nào được ghi. Chọn một mật khẩu dài hơn và cất giữ cẩn thận."
        )
    part = target.with_name(target.name + ".part")
    with ExitStack() as on_exit:
        seal = new_seal(_TITLE, now, passphrase, cost or KdfCost())
        on_exit.callback(discard, part)
        with part.open("wb") as out, closing(_messages(server, now, progress)) as messages:
            write_sealed(out, seal, packed(messages))
            sync_file(out)
        facts = prove(part, passphrase)
        if facts is None:
            raise NotProved(target)
        replace_durably(part, target)
    for inside in facts.schools:
        _remember(server, inside)
    return facts


def prove(path: Path, passphrase: str) -> BackupFacts | None:
    """Read a backup to its last byte; None where it does not hold what its manifest says.

    Raises NotABackup, BackupDamaged, NewerFile, WrongPassphrase.
    """
    inside: list[SchoolInside] = []
    with closing(read_backup(path, passphrase)) as messages:
        manifest = next(messages)
        rows: Tally[str] = Tally()
        for message in messages:
            if isinstance(message, Block):
                rows[message.table] += message.lines.count(b"\n")
            elif isinstance(message, SchoolInside):
                if inside and not holds(inside[-1], rows):
                    return None
                inside.append(message)
                rows.clear()
    if not isinstance(manifest, Manifest) or (inside and not holds(inside[-1], rows)):
        return None
    whole = manifest.codes == tuple(one.code for one in inside)
    return BackupFacts(manifest.made_at, tuple(inside)) if whole else None


def holds(school: SchoolInside, rows: Tally[str]) -> bool:
    """Whether as many rows came of each table as the school had."""
    return all(rows[table] == count for table, count in school.counts.items())


def read_backup(path: Path, passphrase: str) -> Generator[Message]:
    """The messages of a backup, the manifest first; raises as ``prove``."""
    with path.open("rb") as file:
        seal = open_seal(read_header(file, path), passphrase)
        try:
            yield from unpacked(read_sealed(file, seal, path))
        except (ValueError, msgspec.MsgspecError) as error:
            raise BackupDamaged(path) from error


def table_names() -> tuple[str, ...]:
    """All tables of a school, those first to which others point."""
    tables = (*Base.metadata.sorted_tables, *Central.metadata.sorted_tables)
    return tuple(str(table.name) for table in tables)  # no message may hold SQLAlchemy's own kind


def _messages(server: OpenServer, now: int, progress: Progress | None) -> Generator[Message]:
    places, told = schools(server.engine), 0
    yield _manifest(server, places, now)
    for place in places:
        snapshot = school_transaction(
            server.engine, place.schema, read_only=True, isolation="REPEATABLE READ"
        )
        with snapshot as connection:
            yield _inside(connection, place)
            for table in table_names():
                for block in _blocks(connection, table):
                    yield block
                    told += block.lines.count(b"\n")
                    if progress:
                        progress(told)


def _manifest(server: OpenServer, places: tuple[SchoolPlace, ...], now: int) -> Manifest:
    premises = server.premises
    own = premises.settings.certificate == OWN_CERTIFICATE
    return Manifest(
        format=FORMAT,
        made_at=now,
        settings=(premises.folder / SETTINGS).read_bytes(),
        sealing_keys=premises.sealing_keys.read_bytes(),
        certificate=premises.certificate.read_bytes() if own else b"",
        codes=tuple(place.code for place in places),
    )


def _inside(connection: Connection, place: SchoolPlace) -> SchoolInside:
    counter = connection.execute(text("SELECT epoch, seq, number, chain FROM counter")).one()
    return SchoolInside(
        code=place.code, name=place.name, created_at=place.created_at,
        revision=revision_of(connection) or "", epoch=counter.epoch, seq=counter.seq,
        number=counter.number, chain=bytes(counter.chain),
        counts={
            table: connection.scalar(text(f'SELECT count(*) FROM "{table}"')) or 0  # noqa: S608 - ours
            for table in table_names()
        },
    )  # fmt: skip


def _blocks(connection: Connection, table: str) -> Iterator[Block]:
    """The rows of a table as PostgreSQL copies them out, cut at ends of lines."""
    columns = _columns(connection, table)
    names = ", ".join(f'"{name}"' for name in columns)
    driver: Any = connection.connection.driver_connection
    waiting = bytearray()
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) TO STDOUT') as rows:
        for row in rows:
            waiting += row
            if len(waiting) >= _BLOCK and waiting.endswith(b"\n"):
                yield Block(table, columns, bytes(waiting))
                waiting.clear()
    if waiting:
        yield Block(table, columns, bytes(waiting))


def _columns(connection: Connection, table: str) -> tuple[str, ...]:
    rows = connection.execute(
        text(
            "SELECT column_name FROM information_schema.columns WHERE table_schema ="
            " current_schema() AND table_name = :table ORDER BY ordinal_position"
        ),
        {"table": table},
    )
    return tuple(rows.scalars())


def _remember(server: OpenServer, inside: SchoolInside) -> None:
    place = next(p for p in schools(server.engine) if p.code == inside.code)
    with school_transaction(server.engine, place.schema) as connection:
        connection.execute(
            text("UPDATE counter SET safe_seq = greatest(safe_seq, :seq) WHERE epoch = :epoch"),
            {"seq": inside.seq, "epoch": inside.epoch},
        )
