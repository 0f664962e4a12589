"""The time in a history: one for all computers and processes, and how wrong the server has it."""

import multiprocessing
from dataclasses import dataclass, field
from typing import Any, Final

DAY: Final = 86_400 * 1_000_000
SKEWS: Final = (0, -2 * DAY, 2 * DAY, -7_200_000_000)
_TICK: Final = 1_000


def _number() -> Any:
    return multiprocessing.get_context("spawn").Value("q", 0)


@dataclass(frozen=True)
class Clocks:
    """Goes on with every look at it; also within a process of the server's own."""

    _at: Any = field(default_factory=_number)
    _wrong: Any = field(default_factory=_number)

    @property
    def at(self) -> int:
        return int(self._at.value)

    @property
    def server_is_ahead(self) -> int:
        """µs; negative where the server's clock is behind."""
        return int(self._wrong.value)

    def look(self) -> int:
        with self._at.get_lock():
            self._at.value += _TICK
            return int(self._at.value)

    def look_at_server(self) -> int:
        return self.look() + self.server_is_ahead

    def go_by(self, time: int) -> None:
        with self._at.get_lock():
            self._at.value += time

    def set_server(self, ahead: int) -> None:
        self._wrong.value = ahead
