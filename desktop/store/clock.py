"""The clock of this computer; whoever needs the time is handed a clock, and tests hand theirs."""

import time
from collections.abc import Callable

Clock = Callable[[], int]


def now() -> int:
    """The present instant in UTC microseconds."""
    return time.time_ns() // 1000
