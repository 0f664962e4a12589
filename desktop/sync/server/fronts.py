"""One process of the server: its folder opened, its log, its application, and their end."""

import ctypes
import gc
import sys
import threading
import time
from contextlib import ExitStack
from multiprocessing import parent_process
from pathlib import Path
from signal import SIGTERM, raise_signal
from typing import Final

from desktop.logs import start_logging, stop_logging
from desktop.sync.server.app import Front
from desktop.sync.server.argon import Argon
from desktop.sync.server.journal_copy import JournalCopy
from desktop.sync.server.opening import OpenServer, open_server
from desktop.sync.server.postgres import school_transaction
from desktop.sync.server.registry import bring_up_to_date, schools
from desktop.sync.server.sessions import Clock, Server
from desktop.sync.server.worker_folder import worker_folder

_M_ARENA_MAX: Final = -8  # <malloc.h>
_SELDOM: Final = 20_000  # new objects between two looks for cycles; usually 700


def now() -> int:
    """UTC in microseconds."""
    return time.time_ns() // 1000


def prepare(opened: OpenServer) -> None:
    """What is to be done once before any process serves: tables and copies brought up to date."""
    bring_up_to_date(opened.engine)
    copies = JournalCopy(opened.premises.journal_copy, opened.keys)
    for place in schools(opened.engine):
        with school_transaction(opened.engine, place.schema, read_only=True) as connection:
            copies.catch_up(place.code, connection)


def open_front(folder: Path, *, clock: Clock = now, argon: Argon | None = None) -> Front:
    """The application of this process; at its end it closes what it opened.

    Raises the Trouble of whatever is in the way.
    """
    with ExitStack() as stack:
        opened = stack.enter_context(open_server(folder))
        own = stack.enter_context(worker_folder(opened.premises.log))
        copies = JournalCopy(opened.premises.journal_copy, opened.keys)
        server = Server(opened, clock, argon or Argon(), copies)
        return Front(server, own, stack.pop_all())


def open_logged_front(folder: Path) -> Front:
    """The same in a process of its own, which writes its log into its folder."""
    _share_heaps()
    front = open_front(folder)
    start_logging(front.folder)
    front.at_end.callback(stop_logging)
    _end_with_parent()
    _collect_seldom()
    return front


def _share_heaps() -> None:
    """Else glibc keeps what a thread gave back in a heap of that thread's own, for ever."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have none
        if mallopt is not None:
            mallopt(_M_ARENA_MAX, 2)


def _collect_seldom() -> None:
    """What was imported lives as long as the process: looking through it took 7 % of a rush."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_SELDOM)


def _end_with_parent() -> None:
    """A worker whose supervisor was killed ends as if it were told to."""
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        raise_signal(SIGTERM)

    threading.Thread(target=wait, name="so-truong-parent", daemon=True).start()
