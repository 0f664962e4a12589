"""The folder of one worker process, for its logs and counters: the first that nobody has taken."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout


@contextmanager
def worker_folder(log: Path) -> Iterator[Path]:
    """`log/worker-0`, `log/worker-1` …: one process at a time has each.

    The operating system frees the folder of a process that was killed; the next one goes on
    with its files.
    """
    folder, lock = next(taken for number in count() if (taken := _taken(log / f"worker-{number}")))
    try:
        yield folder
    finally:
        lock.release()


def _taken(folder: Path) -> tuple[Path, FileLock] | None:
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "taken.lock", timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        return None
    return folder, lock
