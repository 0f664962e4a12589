"""Who asks: from the headers of a request to a school, and to a person whose session is open."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Engine, QueuePool

from desktop.sync.protocol import OLDEST_SERVED, PROTOCOL, PROTOCOL_HEADER, ProblemCode
from desktop.sync.server.accounts import Desk
from desktop.sync.server.argon import Argon
from desktop.sync.server.executing import SchoolWriter
from desktop.sync.server.journal_copy import JournalCopy
from desktop.sync.server.opening import OpenServer
from desktop.sync.server.postgres import school_transaction
from desktop.sync.server.problems import unserved
from desktop.sync.server.registry import NoSchool, SchoolPlace, find_school
from desktop.sync.server.tokens import Bearer, bearer_of

Clock = Callable[[], int]

_LONGEST_CODE: Final = 40
_BEARER: Final = "bearer "


@dataclass(frozen=True, slots=True)
class Server:
    """All that the routes work with; one for each process. The clock tells UTC microseconds.

    Into `copies` goes what was decided, before the client is told (sync.md 16).
    """

    opened: OpenServer
    clock: Clock
    argon: Argon = field(default_factory=Argon)
    copies: JournalCopy | None = None
    _places: dict[str, SchoolPlace] = field(default_factory=dict)
    _writers: dict[str, SchoolWriter] = field(default_factory=dict)
    _making: Lock = field(default_factory=Lock)

    @property
    def engine(self) -> Engine:
        return self.opened.engine

    @property
    def connections_in_use(self) -> int:
        """Of the pool, by this process."""
        pool = self.engine.pool
        return pool.checkedout() if isinstance(pool, QueuePool) else 0

    def writer(self, place: SchoolPlace) -> SchoolWriter:
        """The one of a school in this process: pushes that come together share a transaction."""
        with self._making:
            if place.code not in self._writers:
                committed = partial(self.copies.append, place.code) if self.copies else None
                writer = SchoolWriter(self.engine, place.schema, self.clock, committed)
                self._writers[place.code] = writer
            return self._writers[place.code]

    def place(self, code: str) -> SchoolPlace:
        """The school of a code; raises Unserved. One that was found stays where it is."""
        known = self._places.get(code)
        if known is not None:
            return known
        if not 0 < len(code) <= _LONGEST_CODE or "\x00" in code:
            raise unserved(ProblemCode.NOT_FOUND, NO_SUCH_SCHOOL)
        try:
            found = find_school(self.engine, code)
        except NoSchool:
            raise unserved(ProblemCode.NOT_FOUND, NO_SUCH_SCHOOL) from None
        self._places[code] = found
        return found


NO_SUCH_SCHOOL: Final = (
    "Máy chủ này không có trường mà máy đang nối tới. Mọi thay đổi trên máy vẫn còn. "
    "Hỏi văn phòng mã kết nối mới."
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to a school. `bearer` is whose session it is, None where none is needed."""

    server: Server
    place: SchoolPlace
    bearer: Bearer | None
    address: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def member(self) -> Bearer:
        """Whose session it is, on a route that needs one."""
        if self.bearer is None:
            raise unserved(ProblemCode.SIGN_IN)
        return self.bearer

    @property
    def writer(self) -> SchoolWriter:
        """Decides on what is pushed to this school."""
        return self.server.writer(self.place)

    @property
    def now(self) -> int:
        return self.server.clock()

    @property
    def packed(self) -> bool:
        """Whether the client reads zstd."""
        return "zstd" in self.headers.get("accept-encoding", "")

    @property
    def desk(self) -> Desk:
        """Where people sign in to this school."""
        return Desk(self.server.engine, self.place.schema, self.server.argon)

    def transaction(self, *, read_only: bool = False) -> AbstractContextManager[Connection]:
        """A short one in the school's schema."""
        return school_transaction(self.server.engine, self.place.schema, read_only=read_only)

    def snapshot(self) -> AbstractContextManager[Connection]:
        """One whose statements all see the same state."""
        return school_transaction(
            self.server.engine, self.place.schema, read_only=True, isolation="REPEATABLE READ"
        )

    def id_in(self, name: str, values: Mapping[str, str]) -> UUID:
        """An id from the path or the query; raises Unserved."""
        try:
            return UUID(values.get(name, ""))
        except ValueError:
            raise unserved(ProblemCode.MALFORMED) from None


def require_protocol(headers: Mapping[str, str]) -> None:
    """Refuse a client that speaks what this server does not; raises Unserved."""
    said = headers.get(PROTOCOL_HEADER.lower(), "")
    if not said.isascii() or not said.isdecimal() or len(said) > 9:  # noqa: PLR2004 - nine figures
        raise unserved(ProblemCode.MALFORMED)
    if int(said) < OLDEST_SERVED:
        raise unserved(ProblemCode.CLIENT_TOO_OLD)
    if int(said) > PROTOCOL:
        raise unserved(ProblemCode.SERVER_TOO_OLD)


def token_in(headers: Mapping[str, str]) -> str:
    """The session's token; raises Unserved where there is none."""
    said = headers.get("authorization", "")
    if said[: len(_BEARER)].lower() != _BEARER or not said[len(_BEARER) :].strip():
        raise unserved(ProblemCode.SIGN_IN)
    return said[len(_BEARER) :].strip()


def session_of(server: Server, place: SchoolPlace, token: str, *, may_change_only: bool) -> Bearer:
    """Whose open session this is; raises SignInAgain, Unserved.

    A first password that was not changed yet opens only what is allowed for it.
    """
    with school_transaction(server.engine, place.schema, read_only=True) as connection:
        bearer = bearer_of(connection, token, server.clock())
    if bearer.must_change and not may_change_only:
        raise unserved(ProblemCode.MUST_CHANGE)
    return bearer
