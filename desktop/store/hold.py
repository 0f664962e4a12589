"""One process a file: the lock of the operating system, and who holds it since when."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import msgspec
from filelock import FileLock, Timeout

from desktop.store.trouble import InUse, in_words

if TYPE_CHECKING:
    from pathlib import Path

_LOCK = "lock"
_HOLDER = "lock.json"  # apart from the lock, which nobody else can read on Windows


class _Holder(msgspec.Struct, frozen=True):
    who: str = ""
    since: int | None = None


class Hold:
    """The right to have a school's file open, kept until ``release``."""

    def __init__(self, folder: Path, who: str, now: int) -> None:
        """Take the lock; ``now`` in UTC microseconds. Raises InUse with what is known."""
        self._holder = folder / _HOLDER
        self._lock = FileLock(folder / _LOCK, thread_local=False)
        with in_words(folder):
            try:
                self._lock.acquire(timeout=0)
            except Timeout as error:
                holder = _read(self._holder)
                raise InUse(holder.who, holder.since) from error
            with ExitStack() as on_failure:
                on_failure.callback(self._lock.release)
                self._holder.write_bytes(msgspec.json.encode(_Holder(who, now)))
                on_failure.pop_all()

    def release(self) -> None:
        """Let the next window open the file; doing so twice does no harm."""
        if self._lock.is_locked:
            self._holder.unlink(missing_ok=True)
            self._lock.release()


def _read(path: Path) -> _Holder:
    """Who holds the lock, as far as it is written down yet."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Holder)
    except (OSError, msgspec.MsgspecError):
        return _Holder()
