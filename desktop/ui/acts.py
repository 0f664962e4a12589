"""Acts: what can be done here, for the palette (Ctrl+K) and the page of keys (F1)."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its words, what it does, its keys, and why it cannot be done now if so."""

    name: str
    run: Callable[[], object]
    shortcut: str = ""
    reason: str = ""
