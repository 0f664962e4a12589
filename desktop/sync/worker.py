"""One thread a file that keeps it in step with the server: when it tries, and what it tells.

Knows no Qt and no SQL: what a try does is passed in, and so are the clock and the waiting.
"""

from __future__ import annotations

import random
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf
from threading import Condition, Thread
from typing import TYPE_CHECKING, Protocol, Self

from desktop.sync.timetable import Timetable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType


class Contact(StrEnum):
    """How things stand with the server."""

    STARTING = "starting"  # not asked yet
    ONLINE = "online"
    OFFLINE = "offline"  # no answer
    BUSY = "busy"  # an answer: later
    NEEDS_PASSWORD = "needs_password"  # noqa: S105 - a name
    MUST_UPDATE = "must_update"  # this program is too old
    SERVER_TOO_OLD = "server_too_old"  # what came is read, what waits cannot be sent yet
    REFUSED = "refused"  # an answer: not this computer, not this person, not this school


class Doing(StrEnum):
    """What the thread is at."""

    NOTHING = "nothing"
    SYNCING = "syncing"
    UPDATING = "updating"  # much came: the file is held for longer than anybody would not notice


@dataclass(frozen=True, slots=True)
class SyncState:
    """All that a status bar tells; instants are UTC microseconds, None where there was none.

    `since` is when the contact became what it is; `sentence` says what happened and what to do.
    """

    contact: Contact = Contact.STARTING
    doing: Doing = Doing.NOTHING
    waiting: int = 0
    refused: int = 0
    last_sync: int | None = None
    since: int | None = None
    sentence: str = ""
    clock_ahead: int = 0  # microseconds by which the server's clock is ahead


@dataclass(frozen=True, slots=True)
class Counts:
    """How many commands wait to be sent, and how many wait for a decision of the person's."""

    waiting: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Setback:
    """What a try ran into; `wait` are the seconds that the server asked for."""

    contact: Contact
    sentence: str
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class Synced:
    """What a try that went well came to; with `more` there is something to do at once."""

    contact: Contact = Contact.ONLINE
    sentence: str = ""
    clock_ahead: int = 0
    more: bool = False


class Reins:
    """What a try is given: to tell that it holds the file for long, to learn that it shall end."""

    def __init__(self, say: Callable[[Doing], None]) -> None:
        self._say = say
        self.stopped = False

    @contextmanager
    def updating(self) -> Iterator[None]:
        """While much is written into the file."""
        self._say(Doing.UPDATING)
        try:
            yield
        finally:
            self._say(Doing.SYNCING)


class Step(Protocol):
    """One try with a file: what a worker does again and again."""

    def counts(self) -> Counts:
        """Read from the file, quickly."""

    def sync(self, reins: Reins) -> Synced:
        """Send and fetch. Raises what `setback` knows."""

    def setback(self, error: Exception) -> Setback | None:
        """What an error of `sync` means; None where it is a bug."""

    def interrupt(self) -> None:
        """End what waits for the network, from another thread."""

    def close(self) -> None:
        """Let go of what `sync` used; it is not called any more."""

    def last_sync(self) -> int | None:
        """When the file was in step with the server, as far as it remembers."""

    def now(self) -> int:
        """UTC microseconds."""


class Pace(Protocol):
    """The clock of the waiting, and the waiting itself."""

    def now(self) -> float:
        """Monotonic seconds."""

    def rest(self, condition: Condition, seconds: float) -> None:
        """Wait on a held condition; infinite: until notified."""


class WallPace:
    """The computer's own."""

    def now(self) -> float:
        return time.monotonic()

    def rest(self, condition: Condition, seconds: float) -> None:
        condition.wait(None if seconds == inf else seconds)


class Worker:
    """Tries at the start, by timer, after each save, and when somebody asks.

    Only its thread changes `state`; listeners are called in that thread.
    """

    def __init__(
        self, step: Step, pace: Pace | None = None, jitter: Callable[[], float] = random.random
    ) -> None:
        self._step, self._pace = step, pace or WallPace()
        self._times = Timetable(jitter)
        self._wake = Condition()  # guards the timetable and what is below
        self._thread: Thread | None = None
        self._reins: Reins | None = None
        self._stopping = self._recount = False
        self._tries = 0  # that have ended
        self._listeners: list[Callable[[SyncState], None]] = []
        self._faults: set[type[BaseException]] = set()
        self.state = SyncState(last_sync=step.last_sync())

    def on_state(self, listener: Callable[[SyncState], None]) -> Callable[[], None]:
        """Have every further state told, in the worker's thread; returns how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def start(self) -> None:
        """Begin, with a first try at once."""
        if self._thread is None:
            self._times.at_once(self._pace.now())
            self._thread = Thread(target=self._run, name="sync")
            self._thread.start()

    def stop(self) -> None:
        """End and wait for the thread; what was not sent stays in the file. Twice does no harm."""
        with self._wake:
            self._stopping = True
            if self._reins is not None:
                self._reins.stopped = True
            self._wake.notify_all()
        if self._thread is not None:
            self._step.interrupt()
            self._thread.join()
        self._step.close()

    def nudge(self) -> None:
        """Something was saved: it is counted at once, and sent in a moment."""
        with self._wake:
            self._recount = True
            self._times.saved(self._pace.now())
            self._wake.notify_all()

    def try_now(self) -> None:
        """The network came up, a password was given, or somebody asked."""
        with self._wake:
            self._times.at_once(self._pace.now())
            self._wake.notify_all()

    def finish(self, seconds: float) -> int:
        """Try once more for at most so long; how many commands then still wait."""
        until = self._pace.now() + seconds
        with self._wake:
            wanted = self._tries + (2 if self._reins is not None else 1)  # one under way is old
            self._times.at_once(self._pace.now())
            self._wake.notify_all()
            while self._tries < wanted and not self._stopping:
                left = until - self._pace.now()
                if left <= 0:
                    break
                self._pace.rest(self._wake, left)
        return self.state.waiting

    # ---- in the thread

    def _run(self) -> None:
        self._count()
        while True:
            with self._wake:
                counting = self._next()
                if self._stopping:
                    return
                if not counting:
                    self._times.began()
                    self._reins = Reins(lambda doing: self._say(doing=doing))
            self._count() if counting else self._try()

    def _next(self) -> bool:
        """Rest until something is to be done: true for counting, false for a try."""
        while not self._stopping:
            if self._recount:
                self._recount = False
                return True
            left = self._times.due() - self._pace.now()
            if left <= 0:
                break
            self._pace.rest(self._wake, left)
        return False

    def _try(self) -> None:
        reins = self._reins
        assert reins is not None  # noqa: S101 - set before each try
        self._say(doing=Doing.SYNCING)
        came, counts = Synced(), Counts()
        with _Trial() as trial:
            came = self._step.sync(reins)
            counts = self._step.counts()
        if trial.error is None:
            self._went_well(came, counts)
        elif not reins.stopped:
            self._ran_into(trial.error)
        with self._wake:
            self._reins = None
            self._tries += 1
            self._wake.notify_all()

    def _went_well(self, came: Synced, counts: Counts) -> None:
        now = self._step.now()
        with self._wake:
            tick = self._pace.now()
            self._times.unfinished(tick) if came.more else self._times.succeeded(tick)
        same = self.state.contact is came.contact
        self._say(
            contact=came.contact, doing=Doing.NOTHING, sentence=came.sentence,
            waiting=counts.waiting, refused=counts.refused, last_sync=now,
            since=self.state.since if same else now, clock_ahead=came.clock_ahead,
        )  # fmt: skip

    def _ran_into(self, error: Exception) -> None:
        setback = self._step.setback(error) or self._fault(error)
        with self._wake:
            tick = self._pace.now()
            if setback.contact in (Contact.OFFLINE, Contact.BUSY):
                self._times.set_back(tick, setback.wait)
            elif setback.contact in (Contact.NEEDS_PASSWORD, Contact.MUST_UPDATE):
                self._times.block()
            else:
                self._times.slow(tick)
        same = self.state.contact is setback.contact
        self._say(
            contact=setback.contact, doing=Doing.NOTHING, sentence=setback.sentence,
            since=self.state.since if same else self._step.now(),
        )  # fmt: skip
        self._count()

    def _fault(self, error: Exception) -> Setback:
        """A bug: told once each, and tried again by and by; the thread goes on."""
        if type(error) not in self._faults:
            self._faults.add(type(error))
            sys.excepthook(type(error), error, error.__traceback__)
        return Setback(Contact.REFUSED, FAULT)

    def _count(self) -> None:
        """Tell the figures anew; where the file cannot be read now, the old ones stay."""
        counts = Counts(self.state.waiting, self.state.refused)
        with _Trial() as trial:
            counts = self._step.counts()
        if trial.error is not None and self._step.setback(trial.error) is None:
            self._fault(trial.error)
        self._say(waiting=counts.waiting, refused=counts.refused)

    def _say(self, **changes: object) -> None:
        self._tell(replace(self.state, **changes))  # type: ignore[arg-type]

    def _tell(self, state: SyncState) -> None:
        if state == self.state:
            return
        self.state = state
        for listener in tuple(self._listeners):
            listener(state)


FAULT = (
    "Việc đồng bộ dừng giữa chừng vì một trục trặc của chương trình. Mọi thay đổi vẫn còn trên "
    "máy này và sẽ tự gửi lại sau ít phút. Nếu còn lặp lại, báo cho người quản trị."
)


class _Trial:
    """Keeps the error of a try, whatever it is: the thread that sends must not end by one."""

    error: Exception | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None,
        _trace: TracebackType | None,
    ) -> bool:  # fmt: skip
        if isinstance(error, Exception):
            self.error = error
            return True
        return False
