"""The threads in which the routes' work is done, a bounded number of them for each kind of work."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from desktop.sync.protocol import ProblemCode
from desktop.sync.server.problems import unserved
from desktop.sync.server.routes import Lane

T = TypeVar("T")

# Pushes of one school wait for each other in their threads, so there are many; they hold no
# connection meanwhile.
THREADS: Final = {Lane.USUAL: 40, Lane.PASSWORDS: 4}
MOST_WAITING: Final = {Lane.USUAL: 1_000, Lane.PASSWORDS: 100}
_COME_AGAIN: Final = 5  # seconds


class Lanes:
    """Threads of one process; to be used from its event loop."""

    def __init__(self) -> None:
        self._threads = {
            lane: ThreadPoolExecutor(count, f"so-truong-{lane.name.lower()}")
            for lane, count in THREADS.items()
        }
        self._busy = dict.fromkeys(Lane, 0)

    async def run(self, lane: Lane, work: Callable[[], T]) -> T:
        """Do it in a thread of that lane; raises Unserved where too many wait already."""
        if self._busy[lane] >= THREADS[lane] + MOST_WAITING[lane]:
            raise unserved(ProblemCode.WAIT, seconds=_COME_AGAIN)
        self._busy[lane] += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads[lane], work)
        finally:
            self._busy[lane] -= 1

    def close(self) -> None:
        """Wait for what is being done, and end the threads."""
        for threads in self._threads.values():
            threads.shutdown()
