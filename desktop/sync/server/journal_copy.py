"""An append-only copy of each school's journal outside the database (sync.md 16).

One file a school and epoch, one line a command: JSON with payload and refusal sealed. Lines of
several processes may come out of order; a line is found by its number and its link to the one
before. What a crash kept from being copied is copied at the next start.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select

from desktop.commands.journal import link
from desktop.models.central import Counter
from desktop.models.journal import Journal
from desktop.models.sealing import Sealing
from desktop.sync.server.chain import journal_rows

_LABEL: Final = "journal_copy.line"
_AT_ONCE: Final = 200
_L = TypeVar("_L", bound=msgspec.Struct)


class _Numbered(msgspec.Struct, frozen=True):
    """A line of which no more is wanted."""

    number: int


class _Secret(msgspec.Struct, frozen=True):
    payload: bytes
    refusal: str


class _Line(msgspec.Struct, frozen=True, omit_defaults=True):
    number: int
    id: UUID
    kind: str
    schema: int
    by: UUID
    at: int
    packed: bool
    state: str
    seq: int
    chain: str
    digest: str
    secret: str
    undoes: UUID | None = None
    device: UUID | None = None
    device_number: int = 0
    said_at: int = 0


class JournalCopy:
    """The folder with the copies of all schools."""

    def __init__(self, folder: Path, sealing: Sealing) -> None:
        self._folder = folder
        self._sealing = sealing

    def append(self, code: str, epoch: UUID, rows: Iterable[Journal]) -> None:
        """Add rows that are committed; a line is written whole or not at all."""
        lines = b"".join(msgspec.json.encode(self._line(row)) + b"\n" for row in rows)
        if not lines:
            return
        path = self._path(code, epoch)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _BINARY, 0o600)
        try:
            os.write(handle, b"\n" + lines)  # behind what a crash may have cut in the middle
        finally:
            os.close(handle)

    def catch_up(self, code: str, connection: Connection) -> int:
        """Copy what the journal in the database has and the copy has not; returns the lines."""
        epoch = connection.execute(select(Counter.epoch)).scalar_one()
        copied = 0
        for first, last in self._gaps(connection, self._path(code, epoch)):
            wanted: list[Journal] = []
            for row in journal_rows(connection, first - 1, last):
                wanted.append(row)
                if len(wanted) == _AT_ONCE:
                    copied += self._add(code, epoch, wanted)
                    wanted = []
            copied += self._add(code, epoch, wanted)
        return copied

    def _gaps(self, connection: Connection, path: Path) -> list[tuple[int, int]]:
        """First and last number of what a copy lacks; its lines are not unsealed for that."""
        copied = {line.number for line in _read(path, _Numbered)}
        gaps: list[tuple[int, int]] = []
        for (number,) in connection.execute(select(Journal.number).order_by(Journal.number)):
            if number in copied:
                continue
            if gaps and gaps[-1][1] == number - 1:
                gaps[-1] = (gaps[-1][0], number)
            else:
                gaps.append((number, number))
        return gaps

    def _add(self, code: str, epoch: UUID, rows: list[Journal]) -> int:
        self.append(code, epoch, rows)
        return len(rows)

    def after(self, code: str, number: int, chain: bytes) -> Iterator[Journal]:
        """The rows that follow on a journal's end, in order, each linked to the one before."""
        lines: dict[int, list[_Line]] = {}
        for path in sorted((self._folder / code).glob("*.jsonl")):
            for line in _read(path, _Line):
                if line.number > number:
                    lines.setdefault(line.number, []).append(line)
        while (row := self._linked(lines.get(number + 1, ()), chain)) is not None:
            yield row
            number, chain = row.number, row.chain

    def _linked(self, lines: Iterable[_Line], chain: bytes) -> Journal | None:
        rows = (self._row(line) for line in lines)
        return next((row for row in rows if link(chain, row) == row.chain), None)

    def _path(self, code: str, epoch: UUID) -> Path:
        return self._folder / code / f"{epoch.hex}.jsonl"

    def _line(self, row: Journal) -> _Line:
        secret = msgspec.msgpack.encode(_Secret(row.payload, row.refusal))
        return _Line(
            number=row.number, id=row.id, kind=row.kind, schema=row.schema, by=row.by, at=row.at,
            packed=row.packed, state=row.state, seq=row.seq, chain=row.chain.hex(),
            digest=(row.digest or b"").hex(), undoes=row.undoes, device=row.device,
            device_number=row.device_number, said_at=row.said_at,
            secret=b64encode(self._sealing.seal(_LABEL, secret)).decode(),
        )  # fmt: skip

    def _row(self, line: _Line) -> Journal:
        opened = self._sealing.open(_LABEL, b64decode(line.secret))
        secret = msgspec.msgpack.decode(opened, type=_Secret)
        return Journal(
            number=line.number, id=line.id, kind=line.kind, schema=line.schema, by=line.by,
            at=line.at, payload=secret.payload, packed=line.packed, undoes=line.undoes,
            state=line.state, refusal=secret.refusal, seq=line.seq,
            chain=bytes.fromhex(line.chain), digest=bytes.fromhex(line.digest) or None,
            device=line.device, device_number=line.device_number, said_at=line.said_at,
        )  # fmt: skip


def _read(path: Path, kind: type[_L]) -> Iterator[_L]:
    with suppress(FileNotFoundError), path.open("rb") as file:
        for text in file:
            with suppress(msgspec.MsgspecError):  # cut by a crash; it comes again
                yield msgspec.json.decode(text, type=kind)


_BINARY: Final[int] = getattr(os, "O_BINARY", 0)  # Windows would write \r\n
