"""Where an import leads: what is read, for which place, and by whom its plan is made."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.ui.importing.preview import Preview


@dataclass(frozen=True, slots=True)
class Source:
    """`read` runs in a thread of its own and raises Trouble or Refused.

    `target` is where the file goes (`lớp 6A`), `what` is what it holds (`Danh sách lớp`).
    """

    target: str
    what: str
    read: Callable[[Path], Preview]
