"""Executing a command: check, apply, journal, in one transaction of the caller's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session

from desktop.commands import journal
from desktop.commands.books import Books
from desktop.commands.command import Command
from desktop.commands.images import keep_images
from desktop.models.base import Base, Synced
from desktop.rules.permissions import Person

DONE: Final = "done"  # a school on one computer: this file's verdict is final
PENDING: Final = "pending"  # a school with a server: its verdict is awaited

Change = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Done:
    """What a command changed: (table, key) of every row; `at` in UTC microseconds.

    What came from the server is told in the same shape, and then `command` is None.
    """

    command_id: UUID
    at: int
    changes: frozenset[Change]
    command: Command | None

    @property
    def tables(self) -> frozenset[str]:
        """The names of the tables in which something changed."""
        return frozenset(table for table, _ in self.changes)


@dataclass(slots=True)
class Trace:
    """What a command touches: each row's audience before the first touch and after the last.

    With `images` the rows are kept under that number as they were (sync.md 28); with `seq`
    they are stamped with it (the server's change number). None: there is no row.
    """

    images: int = 0
    seq: int = 0
    before: dict[Change, UUID | None] = field(default_factory=dict)
    after: dict[Change, UUID | None] = field(default_factory=dict)

    @property
    def audiences(self) -> frozenset[UUID]:
        """Every audience in which something changed."""
        return frozenset(a for a in (*self.before.values(), *self.after.values()) if a is not None)

    def note(self, session: Session) -> None:
        """Take down what this flush will write, before it is written."""
        new, gone = session.new, session.deleted
        touched = [
            row
            for row in (*new, *session.dirty, *gone)
            if isinstance(row, Synced)
            and isinstance(row, Base)
            and (row in new or row in gone or session.is_modified(row))
        ]
        if self.images:
            keep_images(session, self.images, touched)
        for row in touched:
            change = (row.__tablename__, row_key(row))
            self.before.setdefault(change, None if row in new else _stored_audience(row))
            self.after[change] = None if row in gone else row.audience
            if self.seq and row not in gone:
                row.seq = self.seq


def execute(  # noqa: PLR0913 - what, who, when and as what: each is another fact of the journal
    books: Books, command: Command, by: Person, at: int, *,
    command_id: UUID, undoes: UUID | None = None, state: str = DONE,
) -> Done:  # fmt: skip
    """Carry out a command in the local file; raises Refused, and then nothing was written.

    With state PENDING the rows are kept as they were before (sync.md 28), so that a later
    answer of the server can be applied underneath.
    """
    books.command_id, books.at = command_id, at
    before = journal.find(books.session, command_id)
    if before is not None:  # a command seen before has no second effect
        return Done(command_id, before.at, frozenset(), command)
    trace = Trace(images=journal.head(books.session)[0] + 1 if state == PENDING else 0)
    perform(books, command, by, trace)
    audiences = " ".join(sorted(a.hex for a in trace.audiences)) if state == PENDING else ""
    journal.append(books, command, by.staff_id, undoes, state, audiences)
    books.session.flush()
    return Done(command_id, at, frozenset(trace.after), command)


def perform(
    books: Books, command: Command, by: Person, trace: Trace, *, checked: bool = True
) -> None:
    """Check and apply a command to the books, noting what it touches; raises Refused.

    The caller has set the books' command id and instant, and ends the savepoint. Replay of what
    was accepted once runs `apply` only (sync.md 25).
    """
    with _watching(books.session, trace):
        if checked:
            command.check(books, by)
        command.apply(books, by)
        books.session.flush()


@contextmanager
def _watching(session: Session, trace: Trace) -> Iterator[None]:
    """Record what a flush touches, and refuse statements that would escape the record."""

    def note(flushed: Session, _context: Any, _instances: Any) -> None:
        trace.note(flushed)

    listeners: tuple[tuple[str, Callable[..., None]], ...] = (
        ("before_flush", note),
        ("do_orm_execute", _no_bulk),
    )
    for name, listener in listeners:
        event.listen(session, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners:
            event.remove(session, name, listener)


def _no_bulk(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        raise RuntimeError("bulk statements in a command escape the before-images (sync.md 28)")


def _stored_audience(row: Synced) -> UUID:
    """The audience on disk: the column loads its old value before it is changed.

    Not through `attrs.audience.history`: making those took an eighth of a column's time.
    """
    stored: UUID = inspect(row).committed_state.get("audience", row.audience)
    return stored


def row_key(row: Base) -> tuple[Any, ...]:
    """The primary key of a row, also of one not yet flushed."""
    mapper = inspect(type(row))
    return tuple(mapper.primary_key_from_instance(row))
