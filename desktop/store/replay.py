"""Carrying out again what waits for its verdict, on top of what the server has sent."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from desktop.commands.books import Books
from desktop.commands.command import Refused, TooNew
from desktop.commands.execute import PENDING, Trace, perform
from desktop.commands.journal import command_of
from desktop.queries.people import PERSON_TABLES, person_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from sqlalchemy.orm import Session

    from desktop.commands.execute import Change
    from desktop.models.journal import Journal
    from desktop.rules.permissions import Person

_OWN_FAULT: Final = (IntegrityError, DataError)  # of the command's, not of the file's


@dataclass(slots=True)
class Replayed:
    """What the replay touched, and which pending commands have no effect at present."""

    changes: set[Change] = field(default_factory=set)
    without_effect: set[UUID] = field(default_factory=set)


def replay(
    fresh_session: Callable[[], Session],
    rows: Iterable[Journal],
    held: frozenset[UUID],
    make_way: Callable[[], None] | None = None,
) -> Replayed:
    """Check and apply the pending ones, apply the accepted ones that no pull has brought yet.

    Within the caller's transaction, each in a savepoint, with images under its own number. One
    that does not apply stays as it is and has no effect until the server's verdict.
    """
    done = Replayed()
    people: dict[UUID, Person] = {}
    for row in rows:
        if make_way is not None:
            make_way()
        trace = Trace(images=row.number)
        try:
            with fresh_session() as session, session.begin(), _FaultsTold():
                by = _known(people, session, row.by)
                books = Books(session, held=held, command_id=row.id, at=row.at)
                perform(books, command_of(row), by, trace, checked=row.state == PENDING)
        except (Refused, TooNew, WithoutEffect):
            done.without_effect.add(row.id)
            continue
        done.changes |= trace.after.keys()
        if not PERSON_TABLES.isdisjoint(table for table, _ in trace.after):
            people.clear()
    return done


def _known(people: dict[UUID, Person], session: Session, staff_id: UUID) -> Person:
    if staff_id not in people:
        people[staff_id] = person_of(session, staff_id)
    return people[staff_id]


class WithoutEffect(Exception):
    """A command met a fault of its own at the replay: told to the log, of no effect."""


class _FaultsTold:
    """Lets troubles of the file pass; a bug in one command must not stop all sync for ever."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        if error is None or isinstance(error, Refused | TooNew) or not isinstance(error, Exception):
            return
        if isinstance(error, DBAPIError) and not isinstance(error, _OWN_FAULT):
            return
        sys.excepthook(type(error), error, error.__traceback__)
        raise WithoutEffect from error
