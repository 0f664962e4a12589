"""Signing in where the server may be away: who has a book here need not wait for it for long."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from desktop.rules.trouble import Trouble
from desktop.store import keys
from desktop.sync.client import Client
from desktop.sync.here import own_folder
from desktop.sync.joining import Guest, come
from desktop.sync.problems import Unreachable

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

    The late answer is thrown away: the file's worker signs in by itself when the server is back.
    """
    own = own_folder(folder, account)
    if own is None:
        return come(folder, reach, account, password)
    asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="come")
    answer = asking.submit(come, folder, reach, account, password)
    asking.shutdown(wait=False)
    with suppress(TimeoutError):
        return answer.result(patience)
    with suppress(Trouble):
        keys.unlock(own, keys.people(own)[0].account, password, clock())
        answer.add_done_callback(_let_go)
        why = Unreachable(reach.address)
        return Guest(folder, Client(reach), account.strip(), password, why=why)
    return answer.result()


def _let_go(answer: Future[Guest]) -> None:
    if answer.exception() is None:
        answer.result().client.close()
