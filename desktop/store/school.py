"""One open school file and the person who signed in: what window and command line hold in hand."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.books import Books, new_id
from desktop.commands.command import Code, Refused
from desktop.commands.execute import Done, execute
from desktop.models.journal import Journal, Preference
from desktop.queries.people import PERSON_TABLES, person_of
from desktop.rules.instants import school_day
from desktop.store import clock as system_clock
from desktop.store import keys
from desktop.store.connected import Connected
from desktop.store.engine import reader_engine
from desktop.store.hold import Hold
from desktop.store.labels import keep_labels
from desktop.store.link import read_link, reading_ends
from desktop.store.moved import refuse_moved
from desktop.store.signed_in import LABEL_TABLES
from desktop.store.slots import DATABASE
from desktop.store.tidying import tidy_files
from desktop.store.trouble import NotASchool, SchoolClosed, SignInDue, Trouble, in_words
from desktop.store.unsent_word import leave_word
from desktop.store.upgrade import bring_up_to_date
from desktop.store.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType
    from uuid import UUID

    from desktop.commands.command import Command
    from desktop.rules.permissions import Person
    from desktop.store.clock import Clock
    from desktop.store.keys import Unlocked

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ServerSession:
    """What the server gave at the sign-in; `until` in UTC microseconds."""

    token: str = field(repr=False)
    until: int


def open_school(
    folder: Path,
    unlocked: Unlocked,
    clock: Clock = system_clock.now,
    *,
    session: ServerSession | None = None,
    to_send: bool = False,
) -> School:
    """Open the file for the person who gave the password, just now at the server as well.

    Raises InUse, NewerFile, CorruptFile, ReadOnlyFolder, DiskFull, NotASchool; HasMoved where
    the school is on a server now; SignInDue where the last sign-in at the server is too long
    ago, unless it is opened only `to_send`.
    """
    path = folder / DATABASE
    with ExitStack() as on_failure, in_words(path):
        if not path.is_file():
            raise NotASchool(folder)
        who = next((p.name for p in keys.people(folder) if p.staff_id == unlocked.staff_id), "")
        hold = Hold(folder, who, clock())
        on_failure.callback(hold.release)
        bring_up_to_date(path, unlocked.file_key)
        school = School(folder, unlocked, hold, clock)
        on_failure.callback(school.close)
        school.read(refuse_moved)
        if session is not None:
            school.keep_session(session)
        school.require_sign_in(to_send=to_send)
        tidy_files(school)
        on_failure.pop_all()
    return school


class School:
    """An open school: queries read a snapshot, commands go one by one through one writer thread."""

    def __init__(self, folder: Path, unlocked: Unlocked, hold: Hold, clock: Clock) -> None:
        """Called by ``open_school``, which has made sure that the file is free and up to date."""
        self.folder = folder
        self._path = folder / DATABASE
        self.unlocked = unlocked
        self._hold = hold
        self._clock = clock
        self._listeners: list[Callable[[Done], None]] = []
        self._closed = self._sealed = False
        self.deliver: Callable[[Callable[[], None]], None] = lambda tell: tell()
        self._readers = reader_engine(self._path, unlocked.file_key)
        self._writer = Writer(self._path, unlocked.file_key)
        with ExitStack() as on_failure:
            on_failure.callback(self._writer.abandon)
            self._connection = self._writer.connection
            with self._writer.session() as session:
                self.person = person_of(session, unlocked.staff_id)
                self._last_at = _last_instant(session)
                self._preferences = _preferences(session, unlocked.staff_id)
                link = read_link(session)
                self.connected = Connected(self, self._writer, link, session) if link else None
            if self.connected:
                self._writer.leave_no_trace()
            on_failure.pop_all()

    def __enter__(self) -> Self:
        """The school itself."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    def ask(
        self,
        query: Callable[Concatenate[Session, Person, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """What a query reads for the signed-in person, from one snapshot of the file."""
        self._require_open()
        self._require_unsealed()
        with in_words(self._path), Session(self._readers) as session:
            return query(session, self.person, *args, **kwargs)

    def do(self, command: Command) -> Done:
        """Carry out a command; it is on the disk when this returns.

        Raises Refused, or Trouble (disk full and the like); nothing was written then.
        """
        return self._told(self.write(self._execute, command, None))

    def undo(self, done: Done) -> Done:
        """Take back what was done, by a new command; raises Refused where that cannot be."""
        inverse = done.command.inverse(done.command_id) if done.command else None
        if inverse is None:
            raise Refused(
                Code.INVALID,
                "Việc này không hoàn tác bằng một bước được. Sổ giữ nguyên như đang có; "
                "sửa lại trực tiếp ở nơi đã nhập.",
            )
        return self._told(self.write(self._execute, inverse, done.command_id))

    def on_change(self, listener: Callable[[Done], None]) -> Callable[[], None]:
        """Have every further change told, in the thread that makes it; returns how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def keep_session(self, session: ServerSession) -> None:
        """The person has signed in at the server: its session is kept in the file."""
        if self.connected:
            self.connected.signed_in(session.token, session.until, self.now())
            self._sealed = False

    def require_sign_in(self, *, to_send: bool) -> None:
        """Seal a file whose last sign-in at the server is too long ago; raises SignInDue."""
        if self.connected is None:
            return
        ends = self.read(reading_ends, self.connected.link)
        self._sealed = self.now() > ends
        if self._sealed and not to_send:
            raise SignInDue(self.connected.link.signed_in_at)

    def now(self) -> int:
        """The instant by this school's clock (UTC microseconds), never before the last command."""
        return max(self._clock(), self._last_at)

    def preference(self, name: str, default: T) -> T:
        """What this person chose on this computer; of the default's type, or the default."""
        stored = self._preferences.get(name)
        if stored is None:
            return default
        wanted: Any = Any if default is None else type(default)
        with suppress(msgspec.ValidationError):
            value: T = msgspec.json.decode(stored, type=wanted)
            return value
        return default  # a version of the program before this one stored something else

    def keep_preference(self, name: str, value: object) -> None:
        """Remember a choice of this person on this computer; plain values that JSON knows."""
        text = msgspec.json.encode(value).decode()
        if self._preferences.get(name) != text:
            self.write(self._keep_preference, name, text)

    def change_password(self, old: str, new: str) -> None:
        """The signed-in person's own password; raises WeakPassword, WrongPassword, MustWait."""
        account = self._account(self.person.staff_id)
        keys.change_password(self.folder, account, old, new, self.now())

    def close(self) -> None:
        """Finish what is being written, fold the log into the file, and free it; once is enough."""
        if self._closed:
            return
        if self.connected:
            leave_word(self.folder, self.connected.count_unsent())
        self._closed = True
        with ExitStack() as steps, in_words(self._path):  # last named, first done
            steps.callback(self._hold.release)
            steps.callback(self._writer.release)
            steps.callback(self._readers.dispose)
            steps.callback(self._writer.stop)

    # ---- for the side that faces the server

    def read(
        self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What the program itself reads, from one snapshot of the file."""
        self._require_open()
        with in_words(self._path), Session(self._readers) as session:
            return query(session, *args, **kwargs)

    def write(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Have something done in the writer's thread; long work makes way for it."""
        self._require_open()
        with in_words(self._path):
            return self._writer.run(work, *args, **kwargs)

    def write_short(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Have something short done there that nobody is waiting for."""
        self._require_open()
        with in_words(self._path):
            return self._writer.run_short(work, *args, **kwargs)

    def write_long(self, work: Callable[[Callable[[], None]], T]) -> T:
        """Have something long done there in the person's pauses; see ``Writer.run_long``."""
        self._require_open()
        with in_words(self._path):
            return self._writer.run_long(work)

    def tell(self, done: Done) -> None:
        """Let the listeners hear of what came from the server, the way `deliver` has it done.

        `deliver` is handed a function to call; a window sets one that calls it in its own thread.
        """
        self.deliver(partial(self._tell, done))

    def refresh(self, tables: frozenset[str]) -> None:
        """In the writer's thread: follow a change in these tables."""
        if tables & LABEL_TABLES:
            self._refresh(tables)

    def _require_open(self) -> None:
        if self._closed:
            raise SchoolClosed

    def _require_unsealed(self) -> None:
        if self._sealed and self.connected is not None:
            raise SignInDue(self.connected.link.signed_in_at)

    def _execute(self, command: Command, undoes: UUID | None) -> Done:
        """In the writer thread: one transaction, committed when this returns."""
        at = max(self._clock(), self._last_at + 1)  # the system clock may have been set back
        self._require_unsealed()
        carry_out = self.connected.execute if self.connected else execute
        with self._writer.session() as session, session.begin():
            done = carry_out(
                Books(session), command, self.person, at,
                command_id=new_id(at, os.urandom(10)), undoes=undoes,
            )  # fmt: skip
        self._last_at = at
        if self.connected:
            self.connected.executed()
        self.refresh(done.tables)
        return done

    def _refresh(self, tables: frozenset[str]) -> None:
        """The person's rights follow the assignments at once, and the sign-in's words with them."""
        with self._writer.session() as session:
            if tables & PERSON_TABLES:
                self.person = person_of(session, self.person.staff_id)
            with suppress(Trouble):  # the command is on the disk; the words come with the next one
                keep_labels(session, self.folder, school_day(self.now()))

    def _keep_preference(self, name: str, text: str) -> None:
        with self._writer.session() as session, session.begin():
            session.merge(Preference(staff_id=self.person.staff_id, name=name, value=text))
        self._preferences[name] = text

    def _told(self, done: Done) -> Done:
        self._tell(done)
        return done

    def _tell(self, done: Done) -> None:
        for listener in tuple(self._listeners):
            with _SavedAllTheSame():
                listener(done)

    def _account(self, staff_id: UUID) -> str:
        return next(p.account for p in keys.people(self.folder) if p.staff_id == staff_id)


class _SavedAllTheSame:
    """Hands a listener's bug to the program's excepthook: what is on the disk stays done."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if kind is None or error is None or not issubclass(kind, Exception):
            return False
        sys.excepthook(kind, error, trace)
        return True


def _last_instant(session: Session) -> int:
    return session.scalar(select(Journal.at).order_by(Journal.number.desc()).limit(1)) or 0


def _preferences(session: Session, staff_id: UUID) -> dict[str, str]:
    rows = session.execute(
        select(Preference.name, Preference.value).where(Preference.staff_id == staff_id)
    )
    return {row.name: row.value for row in rows}
