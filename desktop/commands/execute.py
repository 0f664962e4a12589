"""Executing a command: check, apply, journal, in one transaction of the caller's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
    """What a command changed: (table, key) of every row; `at` in UTC microseconds."""

    command_id: UUID
    at: int
    changes: frozenset[Change]
    command: Command

    @property
    def tables(self) -> frozenset[str]:
        """The names of the tables in which something changed."""
        return frozenset(table for table, _ in self.changes)


def execute(  # noqa: PLR0913 - what, who, when and as what: each is another fact of the journal
    books: Books, command: Command, by: Person, at: int, *,
    command_id: UUID, undoes: UUID | None = None, state: str = DONE,
) -> Done:  # fmt: skip
    """Carry out a command; raises Refused, and then nothing was written.

    With state PENDING the rows are kept as they were before (sync.md 28), so that a later
    answer of the server can be applied underneath.
    """
    books.command_id, books.at = command_id, at
    before = journal.find(books.session, command_id)
    if before is not None:  # a command seen before has no second effect
        return Done(command_id, before.at, frozenset(), command)
    changes: set[Change] = set()
    with _watching(books, changes, images=state == PENDING):
        command.check(books, by)
        command.apply(books, by)
        books.session.flush()
        journal.append(books, command, by.staff_id, undoes, state)
        books.session.flush()
    return Done(command_id, at, frozenset(changes), command)


@contextmanager
def _watching(books: Books, changes: set[Change], *, images: bool) -> Iterator[None]:
    """Record what a flush touches, and refuse statements that would escape the record."""

    def note(session: Session, _context: Any, _instances: Any) -> None:
        touched = [
            row
            for row in (*session.new, *session.dirty, *session.deleted)
            if isinstance(row, Synced)
            and isinstance(row, Base)
            and (row not in session.dirty or session.is_modified(row))
        ]
        if images:
            keep_images(session, journal.head(session)[0] + 1, touched)
        changes.update((row.__tablename__, row_key(row)) for row in touched)

    listeners: tuple[tuple[str, Callable[..., None]], ...] = (
        ("before_flush", note),
        ("do_orm_execute", _no_bulk),
    )
    for name, listener in listeners:
        event.listen(books.session, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners:
            event.remove(books.session, name, listener)


def _no_bulk(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        raise RuntimeError("bulk statements in a command escape the before-images (sync.md 28)")


def row_key(row: Base) -> tuple[Any, ...]:
    """The primary key of a row, also of one not yet flushed."""
    mapper = inspect(type(row))
    return tuple(mapper.primary_key_from_instance(row))
