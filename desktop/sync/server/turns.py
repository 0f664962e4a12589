"""One transaction of a school's writer, which holds the counter row from its first statement.

    turn = take_turn(connection, clock)        # sync.md 11: nobody else writes until its end
    verdict = turn.carry_out(said, staff_id)   # any number of these
    turn.end()                                 # counter and tombstones, written once

The caller commits. What stands in ``turn.written`` is then in the journal.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final, cast
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Table, insert, select, update
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.orm import Session

from desktop.commands import journal
from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Refused
from desktop.commands.execute import Trace, perform
from desktop.models.central import Counter
from desktop.models.journal import Journal
from desktop.rules.permissions import Person
from desktop.sync.protocol import Outcome, Verdict
from desktop.sync.server.conflicts import note_conflicts
from desktop.sync.server.rights import RIGHTS_TABLES, known_person, person_there
from desktop.sync.server.said import Said
from desktop.sync.server.tombstones import Grave, bury, write_tombstones
from desktop.sync.server.verdicts import verdict_of

Clock = Callable[[], int]

_COUNTER: Final = cast("Table", Counter.__table__)
_JOURNAL: Final = cast("Table", Journal.__table__)
_TAKE: Final = select(_COUNTER).with_for_update()
_WRITE: Final = insert(_JOURNAL)
_JOURNAL_FIELDS: Final = tuple(column.name for column in _JOURNAL.columns)
# Checked while the savepoint stands, so that a fault is the command's own and not the commit's.
_HOLDS_TOGETHER: Final = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
# Not the command's doing: connection lost, disk full, damaged pages, no memory (sync.md 13).
_NOT_DECIDED: Final = (OperationalError, InterfaceError, InternalError, MemoryError)
_UNREADABLE: Final = Verdict(
    UUID(int=0), Outcome.REFUSED, code=Code.INVALID,
    message="Máy chủ không đọc được nội dung của việc này nên chưa ghi gì vào sổ. "
    "Cập nhật chương trình rồi nhập lại.",
)  # fmt: skip

logger = logging.getLogger(__name__)


class Unlinked(ValueError):
    """A journal row that does not follow on the end of the journal there."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose command it is, from which file."""

    staff_id: UUID
    device: UUID


@dataclass(slots=True)
class Turn:
    """The writer's state; its numbers are those of the counter row, moved on in memory."""

    connection: Connection
    clock: Clock
    epoch: UUID
    seq: int
    number: int
    chain: bytes
    last_at: int
    rights_seq: int
    written: list[Journal] = field(default_factory=list)
    _graves: dict[Grave, int | None] = field(default_factory=dict)
    _people: dict[UUID, Person] = field(default_factory=dict)
    _rights_moved: bool = False
    _moved: bool = False

    def carry_out(self, said: Said, sender: Sender) -> Verdict:
        """Decide on one command, which gets a seq and a journal row whatever the verdict is."""
        seq, at = self.seq + 1, max(self.clock(), self.last_at + 1)
        if said.command is None:
            verdict = msgspec.structs.replace(_UNREADABLE, id=said.id, seq=seq)
        else:
            verdict = self._try(said.id, said.command, self.person(sender.staff_id), seq, at)
        self._record(said, sender, at, verdict)
        if verdict.detail and said.command is not None:
            noting = partial(
                note_conflicts, self.connection, said.command, verdict, sender.staff_id, at
            )
            if (error := self._savepoint(noting)) is not None:
                _report(error)
        return verdict

    def person(self, staff_id: UUID) -> Person:
        """The author by the server's rows as they are now; what the client says is not asked."""
        if staff_id not in self._people:
            self._people[staff_id] = (
                person_there(self.connection, staff_id)
                if self._rights_moved  # not committed yet, so not to be kept for others
                else known_person(self.connection, self.epoch, self.rights_seq, staff_id)
            )
        return self._people[staff_id]

    def follow(self, row: Journal) -> None:
        """Do again what was decided before, under the same numbers; nothing is checked (25).

        Raises Unlinked where the row does not follow on the journal's end, TooNew where this
        program does not know the command.
        """
        if row.number != self.number + 1 or journal.link(self.chain, row) != row.chain:
            raise Unlinked(row.number)
        if row.state == Outcome.ACCEPTED:
            command, trace = journal.command_of(row), Trace(seq=row.seq)
            self._perform(row.id, command, Person(row.by, ""), row.at, trace, checked=False)
            self._note(trace, row.seq)
        elif row.state == Outcome.REFUSED and row.device is not None:
            verdict = verdict_of(row.id, row.state, row.seq, row.refusal)
            if verdict.detail:
                command = journal.command_of(row)
                note_conflicts(self.connection, command, verdict, row.by, row.at)
        self._append(row)

    def end(self) -> None:
        """Write back what the counter row and the tombstones have come to."""
        if not self._moved:
            return
        write_tombstones(self.connection, self._graves)
        self.connection.execute(
            update(_COUNTER).values(
                seq=self.seq, number=self.number, chain=self.chain, last_at=self.last_at,
                rights_seq=self.rights_seq,
            )
        )  # fmt: skip

    def _try(self, command_id: UUID, command: Command, by: Person, seq: int, at: int) -> Verdict:
        trace = Trace(seq=seq)
        try:
            error = self._savepoint(partial(self._perform, command_id, command, by, at, trace))
        except Refused as refused:
            return Verdict(
                command_id, Outcome.REFUSED, seq, refused.code, refused.message, refused.detail
            )
        if error is not None:
            return _failed(command_id, seq, error)
        self._note(trace, seq)
        return Verdict(command_id, Outcome.ACCEPTED, seq)

    def _savepoint(self, work: Callable[[], None]) -> Exception | None:
        """Do it wholly or not at all; a fault or a bug is handed back, and costs no other (13)."""
        try:
            with self.connection.begin_nested():
                work()
        except (Refused, *_NOT_DECIDED):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is
            return error
        return None

    def _note(self, trace: Trace, seq: int) -> None:
        """What a command did to audiences and rights."""
        bury(self._graves, trace, seq)
        if not RIGHTS_TABLES.isdisjoint(table for table, _ in trace.after):
            self.rights_seq, self._rights_moved = seq, True
            self._people.clear()

    def _perform(
        self, command_id: UUID, command: Command, by: Person, at: int, trace: Trace, *,
        checked: bool = True,
    ) -> None:  # fmt: skip
        with Session(self.connection, join_transaction_mode="rollback_only") as session:
            books = Books(session, command_id=command_id, at=at)
            perform(books, command, by, trace, checked=checked)
        self.connection.exec_driver_sql(_HOLDS_TOGETHER)

    def _record(self, said: Said, sender: Sender, at: int, verdict: Verdict) -> None:
        """The journal row, after the savepoint's end: also a refusal is kept (sync.md 11)."""
        row = Journal(
            number=self.number + 1, id=said.id, kind=said.kind, schema=said.schema,
            by=sender.staff_id, at=at, payload=said.content, packed=said.packed,
            digest=said.digest, undoes=said.undoes, state=verdict.outcome.value, seq=verdict.seq,
            refusal="" if verdict.outcome is Outcome.ACCEPTED else _text(verdict),
            device=sender.device, device_number=said.number, said_at=said.said_at,
            chain=journal.FIRST_LINK,
        )  # fmt: skip
        row.chain = journal.link(self.chain, row)
        self._append(row)
        self.written.append(row)

    def _append(self, row: Journal) -> None:
        self.connection.execute(_WRITE, {n: getattr(row, n) for n in _JOURNAL_FIELDS})
        self.seq, self.last_at = max(self.seq, row.seq), max(self.last_at, row.at)
        self.number, self.chain = row.number, row.chain
        self._moved = True


def take_turn(connection: Connection, clock: Clock) -> Turn:
    """Wait for the counter row and hold it until the transaction ends."""
    row = connection.execute(_TAKE).one()
    return Turn(
        connection, clock, epoch=row.epoch, seq=row.seq, number=row.number, chain=row.chain,
        last_at=row.last_at, rights_seq=row.rights_seq,
    )  # fmt: skip


def _failed(command_id: UUID, seq: int, error: Exception) -> Verdict:
    number = _report(error)
    return Verdict(
        command_id, Outcome.FAILED, seq, incident=number,
        message="Máy chủ chưa ghi được việc này vì một trục trặc của chính nó; sổ giữ nguyên như "
        f"cũ. Nội dung vẫn còn trên máy này. Báo người quản trị mã sự cố {number}.",
    )  # fmt: skip


def _report(error: Exception) -> str:
    """Put a fault into the log, which holds no pupils' data; returns the incident's number."""
    number = secrets.randbelow(10**9)
    logger.error("incident %d: a command came to nothing, %s", number, type(error), exc_info=error)
    return f"{number:09}"


def _text(verdict: Verdict) -> str:
    return msgspec.json.encode(verdict).decode()
