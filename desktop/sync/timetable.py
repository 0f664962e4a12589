"""When the next try at the server is due: after a save, by timer, and later after each setback.

Seconds of a monotonic clock that is passed in; nothing here waits.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from typing import Final

EVERY: Final = 60.0  # seconds between two tries when nothing happens
AFTER_SAVE: Final = 0.3  # a block that is pasted, or marks typed in a row, go in one push
AT_MOST_AFTER_SAVE: Final = 1.5  # somebody who types without a pause is sent all the same
LONGEST_PAUSE: Final = 300.0
SPREAD: Final = 0.4  # of a pause is left to chance: a room full of computers comes in turn
SOONEST_AGAIN: Final = 5.0  # a save brings a try forward that comes after a setback, to this


@dataclass(slots=True)
class Timetable:
    """The instant of the next try; `jitter` gives a number from 0 to 1."""

    jitter: Callable[[], float]
    setbacks: int = 0
    blocked: bool = False  # only something that a person does helps: no timer
    _timer: float = 0.0
    _saves: tuple[float, float] | None = field(default=None)  # the first and the last
    _not_before: float = -inf
    _last_setback: float = -inf

    def due(self) -> float:
        """The instant of the next try; infinite while blocked."""
        if self.blocked:
            return inf
        return max(min(self._timer, self._after_saves()), self._not_before)

    def _after_saves(self) -> float:
        if self._saves is None:
            return inf
        first, last = self._saves
        soon = min(last + AFTER_SAVE, first + AT_MOST_AFTER_SAVE)
        return max(soon, self._last_setback + SOONEST_AGAIN)

    def saved(self, now: float) -> None:
        """Something was written that waits to be sent."""
        self._saves = (self._saves[0] if self._saves else now, now)

    def at_once(self, now: float) -> None:
        """The network came up, or somebody asked; a wait that the server named is kept."""
        self.setbacks, self.blocked = 0, False
        self._timer = now

    def began(self) -> None:
        """A try takes along what was saved so far."""
        self._saves = None

    def succeeded(self, now: float) -> None:
        """All was sent and fetched."""
        self.setbacks, self.blocked, self._not_before = 0, False, -inf
        self._timer = now + self._spread(EVERY)

    def unfinished(self, now: float) -> None:
        """It went well and there is more to do."""
        self.succeeded(now)
        self._timer = now

    def set_back(self, now: float, wait: float = 0.0) -> None:
        """No answer, or one that asks to come later: in `wait` seconds at the earliest."""
        self.setbacks += 1
        self._last_setback = now
        pause = min(LONGEST_PAUSE, 2.0 ** min(self.setbacks, 9))
        self._timer = now + max(self._spread(pause), wait)
        self._not_before = self._timer if wait else -inf

    def block(self) -> None:
        """Trying again helps nothing until `at_once`."""
        self.blocked = True

    def slow(self, now: float) -> None:
        """The server said no and may say otherwise one day: by the longest pause."""
        self._last_setback = now
        self._timer = now + self._spread(LONGEST_PAUSE)

    def _spread(self, seconds: float) -> float:
        return seconds * (1 - SPREAD * self.jitter())
