"""Ctrl+C of long jobs: what is raised in a callback of the database is lost, so it is noted too."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_asked: Final = threading.Event()


@contextmanager
def stoppable() -> Iterator[None]:
    """Ctrl+C raises KeyboardInterrupt at once, or at the next `heed`."""
    before = signal.signal(signal.SIGINT, _note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        _asked.clear()


def heed() -> None:
    """Between two steps: raises KeyboardInterrupt where Ctrl+C came and went unnoticed."""
    if _asked.is_set():
        raise KeyboardInterrupt


def _note(_number: int, _frame: FrameType | None) -> None:
    _asked.set()
    raise KeyboardInterrupt
