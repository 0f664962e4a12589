"""Signing in where the server may be away: who has a book here need not wait for it for long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from desktop.rules.trouble import Trouble
from desktop.store import keys
from desktop.sync.client import Client
from desktop.sync.here import own_folder
from desktop.sync.joining import Guest, come
from desktop.sync.problems import Unreachable
from desktop.sync.transport import HttpsTransport

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.store.clock import Clock
    from desktop.sync.reach import Reach

PATIENCE: Final = 2.0  # seconds; a name that nobody resolves or a dead address takes far longer


def come_soon(
    folder: Path, reach: Reach, account: str, password: str, clock: Clock,
    patience: float = PATIENCE,
) -> Guest:  # fmt: skip
    """As `come`; without an answer the password that this file knows lets its owner go on.

    The file's worker signs in by itself when the server is back.
    """
    own = own_folder(folder, account)
    if own is None:
        return come(folder, reach, account, password)
    line = HttpsTransport(reach)  # of our own, so that a question can be given up
    asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="come")
    answer = asking.submit(come, folder, reach, account, password, line)
    asking.shutdown(wait=False)
    with suppress(TimeoutError):
        return _on_its_own_line(answer.result(patience), line)
    with suppress(Trouble):
        keys.unlock(own, keys.people(own)[0].account, password, clock())
        line.stop()
        why = Unreachable(reach.address)
        return Guest(folder, Client(reach), account.strip(), password, why=why)
    return _on_its_own_line(answer.result(), line)


def _on_its_own_line(guest: Guest, line: HttpsTransport) -> Guest:
    line.close()
    guest.client = Client(guest.client.reach, token=guest.client.token)
    return guest
