"""Writes a small file so that a crash at any moment leaves the old one or the new one, whole."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

_REPLACE_TRIES = 5
_REPLACE_PAUSE = 0.05


def write_durably(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write beside it, flush to the disk, then take its place.

    A private file is from its first byte for its owner alone; on Windows the folder decides.
    """
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)  # left by a crash, perhaps readable for others
    with open(beside, "xb", opener=_private if private else None) as file:
        file.write(content)
        sync_file(file)
    replace_durably(beside, path)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def replace_durably(new: Path, old: Path) -> None:
    """Put a file that is already on the disk in the place of another, and the name with it."""
    _replace(new, old)
    sync_folder(old.parent)


def sync_file(file: BinaryIO) -> None:
    """Have what was written on the disk, not on its way there."""
    file.flush()
    os.fsync(file.fileno())


def discard(unfinished: Path) -> None:
    """Remove what did not become anything; a place that is gone needs no tidying."""
    with suppress(OSError):
        unfinished.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder durable; Windows does it with the rename and opens no folders."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network shares know no such thing; the rename is done
            os.fsync(handle)
    finally:
        os.close(handle)


def _replace(new: Path, old: Path) -> None:
    """``os.replace``; on Windows a virus scanner may hold the old file for a moment."""
    for _ in range(_REPLACE_TRIES - 1 if sys.platform == "win32" else 0):
        try:
            new.replace(old)
        except PermissionError:
            time.sleep(_REPLACE_PAUSE)
        else:
            return
    new.replace(old)
