"""Making a new school's file: keys, tables, and the commands with which its history begins."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from desktop.commands.books import Books, new_id
from desktop.commands.execute import execute
from desktop.durable import replace_durably
from desktop.models.migrate import migrate
from desktop.queries.people import PERSON_TABLES, person_of
from desktop.rules.instants import school_day
from desktop.rules.passwords import check_password
from desktop.store import clock as system_clock
from desktop.store import keys
from desktop.store.engine import checkpoint, remove_database, writer_engine
from desktop.store.hold import Hold
from desktop.store.keys import NewAccount, Unlocked
from desktop.store.labels import labels_of
from desktop.store.slots import DATABASE
from desktop.store.trouble import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.commands.command import Command
    from desktop.commands.execute import Done
    from desktop.commands.school import FoundSchool
    from desktop.rules.permissions import Person
    from desktop.store.clock import Clock
    from desktop.store.slots import KdfCost

    Chance = Callable[[int], bytes]

_UNFINISHED = DATABASE + ".new"


class Scribe:
    """Writes the first history of a new school: each command by its own person, at its time."""

    def __init__(
        self, connection: Connection, founding: FoundSchool, at: int, chance: Chance = os.urandom
    ) -> None:
        """Carry out the founding itself, at an instant in UTC microseconds; raises Refused."""
        self._connection = connection
        self._at = at
        self._chance = chance
        self._people: dict[UUID, Person] = {}
        self._passwords: dict[UUID, tuple[str, bool]] = {}
        command_id = new_id(at, chance(10))
        self.founder = founding.founder_id(command_id)
        self.founded = self._execute(founding, self.founder, command_id)

    def do(self, command: Command, by: UUID | None = None, at: int = 0) -> Done:
        """Carry out a command as that person, the founder if not said; raises Refused.

        An instant that is not behind the command before becomes one that is.
        """
        self._at = max(self._at + 1, at)
        return self._execute(command, by or self.founder, new_id(self._at, self._chance(10)))

    @property
    def last_at(self) -> int:
        """The instant of the last command (UTC microseconds)."""
        return self._at

    def open_account(self, staff_id: UUID, password: str, *, must_change: bool = True) -> None:
        """Let a member of staff sign in, once the school is made."""
        self._passwords[staff_id] = (password, must_change)

    def accounts(self) -> list[NewAccount]:
        """All accounts that were opened, named as the staff list names them by now."""
        with Session(self._connection) as session:
            labels = labels_of(session, self._passwords, school_day(self._at))
        return [
            NewAccount(
                staff_id,
                labels[staff_id].account,
                labels[staff_id].name,
                labels[staff_id].caption,
                password=password,
                must_change=must_change,
            )
            for staff_id, (password, must_change) in self._passwords.items()
        ]

    def _execute(self, command: Command, by: UUID, command_id: UUID) -> Done:
        with Session(self._connection, expire_on_commit=False) as session, session.begin():
            person = self._people.get(by) or person_of(session, by)
            done = execute(Books(session), command, person, self._at, command_id=command_id)
        self._people[by] = person
        if done.tables & PERSON_TABLES:
            self._people.clear()
        return done


def create_school(  # noqa: PLR0913 - all but three are keywords with a usual value
    folder: Path,
    founding: FoundSchool,
    password: str,
    history: Callable[[Scribe], None] | None = None,
    *,
    clock: Clock = system_clock.now,
    cost: KdfCost | None = None,
    chance: Chance = os.urandom,
) -> Unlocked:
    """A new school in a folder, which is made where missing; the founder can sign in.

    ``history`` may go on with further commands and accounts. The file gets its name last:
    until then there is no school. Raises SchoolExists, WeakPassword, Refused, ReadOnlyFolder,
    DiskFull, InUse. ``chance`` gives the random bytes of ids; of keys and salts never.
    """
    now = clock()
    check_password(founding.account, password)
    with ExitStack() as on_exit, in_words(folder):
        folder.mkdir(parents=True, exist_ok=True)
        hold = Hold(folder, founding.full_name, now)
        on_exit.callback(hold.release)
        keys.create_keys(folder, founding.school.name)
        unfinished = folder / _UNFINISHED
        remove_database(unfinished)  # what a founding that was broken off has left
        on_exit.callback(remove_database, unfinished)
        file_key = keys.new_file_key()
        with _new_file(unfinished, file_key) as connection:
            scribe = Scribe(connection, founding, now, chance)
            scribe.open_account(scribe.founder, password, must_change=False)
            if history:
                history(scribe)
            accounts = scribe.accounts()
        keys.add_slots(folder, file_key, accounts, now, cost)
        replace_durably(unfinished, folder / DATABASE)
    return Unlocked(scribe.founder, file_key)


@contextmanager
def _new_file(path: Path, key: bytes) -> Iterator[Connection]:
    """An empty file with all tables; it is put on the disk once, at the end."""
    engine = writer_engine(path, key)
    try:
        with engine.connect() as connection:
            with connection.begin():
                migrate(connection)
            _outside_transaction(connection, "PRAGMA synchronous=OFF")
            yield connection
            _outside_transaction(connection, "VACUUM")  # a long history leaves half-full pages
            _outside_transaction(connection, "PRAGMA synchronous=FULL")
        checkpoint(engine)
    finally:
        engine.dispose()


def _outside_transaction(connection: Connection, statement: str) -> None:
    """Where alone these have an effect."""
    driver: Any = connection.connection.driver_connection
    driver.execute(statement)
