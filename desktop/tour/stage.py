"""What the tour stands on: a demonstration school, the one window, a clock, and conditions."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desktop.app import Shell
from desktop.demo.accounts import PASSWORD
from desktop.demo.plan import DemoPlan
from desktop.demo.school import make_demo
from desktop.device import Device
from desktop.rules.instants import VIETNAM, instant
from desktop.store import keys
from desktop.tour.album import SIZE, Album
from desktop.tour.hands import TourFailed, until
from desktop.tour.seat import Seat
from desktop.tour.strays import StrayWindows
from desktop.ui.theme import apply_theme

START: Final = datetime(2027, 3, 24, 17, 30, tzinfo=VIETNAM)
"""On the last day of the demonstration's history, whatever the day of this computer is."""
MINUTES: Final = 2  # between one step and the next
SERVED: Final = "hai-may"  # the folder of the part with a server: server, school, computers
NO_PLUGIN: Final = "This plugin does not support"  # said by the screen that is none


class Stage(Seat):
    """The window, the school behind it, and the pictures taken so far."""

    def __init__(self, folder: Path) -> None:
        self.at = instant(START)
        shell = Shell(Device(folder / "may" / "settings.json"), now=lambda: self.at)
        super().__init__(shell, Album(folder))
        self.folder = folder
        self.school_folder = folder / "truong"
        self.strays = StrayWindows()
        self.at_end = ExitStack()  # closed before the window is

    def begin(self) -> None:
        """Show the sign-in."""
        self.shell.resize(*SIZE)
        self.shell.begin(self.school_folder)
        self.shell.show()
        self.come_to_front()

    def end_step(self) -> None:
        """Nothing went wrong meanwhile, no part flashed up; the next step begins a little later."""
        self.raise_bug("nothing goes wrong meanwhile")
        self.must(not self.strays.found, f"no window of its own: {self.strays.found}")
        self.at += MINUTES * 60_000_000

    # ---- who is there

    def sign_in(self, account: str) -> None:
        """Give the place to somebody else, by name and password."""
        if hasattr(self.page, "close_book"):
            if self.window.school.unlocked.staff_id == self._slot(account).staff_id:
                return
            self.window.leaving.emit()
            until(lambda: hasattr(self.page, "finder"), "the sign-in comes back")
        slot = self._slot(account)
        self.focus(self.page.finder)
        self.type(slot.name)
        self.must(self.page.person == slot, f"{slot.name} is found")
        self.focus(self.page.password)
        self.type(PASSWORD)
        self.press(Qt.Key.Key_Return)
        until(lambda: hasattr(self.page, "tabs"), "the book opens")
        self.come_to_front()

    def _slot(self, account: str) -> keys.KeySlot:
        return next(p for p in keys.people(self.school_folder) if p.account == account)


def _quiet(_type: QtMsgType, _context: QMessageLogContext, words: str | None) -> None:
    if words and not words.startswith(NO_PLUGIN):
        print(words, file=sys.stderr)


def _clear(folder: Path) -> None:
    """What an earlier tour left, and nothing else."""
    for old in (*folder.glob("[0-9][0-9]-*.png"), *folder.glob("*.pdf"), folder / "index.md"):
        old.unlink(missing_ok=True)
    for old in (*(folder / name for name in ("truong", "may", SERVED)), *folder.glob("*-trang")):
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def opened_stage(folder: Path, plan: DemoPlan | None = None) -> Iterator[Stage]:
    """A demonstration school in the folder, and the window before the sign-in."""
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder)
    os.environ["SO_TRUONG_HOME"] = str(folder / "may")  # nothing of the user's own is touched
    app = QApplication.instance() or QApplication(sys.argv[:1])
    said = qInstallMessageHandler(_quiet)
    apply_theme("light")
    make_demo(folder / "truong", plan)
    stage = Stage(folder)
    before, sys.excepthook = sys.excepthook, stage.note_bug
    try:
        stage.begin()
        yield stage
    finally:
        sys.excepthook = before
        stage.at_end.close()
        stage.close()
        app.processEvents()
        qInstallMessageHandler(said)


__all__ = ["Stage", "TourFailed", "opened_stage"]
