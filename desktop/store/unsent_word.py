"""How much waited when a file was closed, noted beside it: the sign-in tells it without a key."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

_WORD: Final = "unsent.json"


def leave_word(folder: Path, unsent: int) -> None:
    """Note it; where that cannot be written the file itself still knows."""
    with suppress(OSError):
        (folder / _WORD).write_bytes(msgspec.json.encode(unsent))


def unsent_left(folder: Path) -> int:
    """How many commands waited then; 0 where nothing is noted."""
    try:
        return msgspec.json.decode((folder / _WORD).read_bytes(), type=int)
    except (OSError, msgspec.MsgspecError):
        return 0
