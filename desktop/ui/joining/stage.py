"""What the way to a server needs of the one top-level window."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from desktop.device import Device
from desktop.store.school import School
from desktop.sync.worker import Worker


class Stage(Protocol):
    """Shows one page at a time; `now` is the clock."""

    device: Device
    now: Callable[[], int]

    @property
    def page(self) -> Any:
        """What is in front."""

    def show_page(self, page: QWidget) -> None:
        """Bring a page to front; the one before is let go."""

    def show_sign_in(self, folder: Path, sentence: str = "") -> None:
        """Ask who it is."""

    def show_book(self, school: School, account: str, worker: Worker | None = None) -> None:
        """The window of a person whose file is open."""

    def new_folder(self, name: str) -> Path:
        """Where a school of that name may lie on this computer."""
