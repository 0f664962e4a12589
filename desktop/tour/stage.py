"""What the tour stands on: a demonstration school, the one window, a clock, and conditions."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from desktop.app import Shell
from desktop.demo.accounts import PASSWORD
from desktop.demo.plan import DemoPlan
from desktop.demo.school import make_demo
from desktop.device import Device
from desktop.rules.instants import VIETNAM, instant, school_day
from desktop.store import keys
from desktop.tour.album import SIZE, Album
from desktop.tour.hands import Hands, TourFailed, settle, until
from desktop.tour.strays import StrayWindows
from desktop.ui.kit.side_list import SideList
from desktop.ui.theme import apply_theme

START: Final = datetime(2027, 3, 24, 17, 30, tzinfo=VIETNAM)
"""On the last day of the demonstration's history, whatever the day of this computer is."""
MINUTES: Final = 2  # between one step and the next
NO_PLUGIN: Final = "This plugin does not support"  # said by the screen that is none


class Stage(Hands):
    """The window, the school behind it, and the pictures taken so far."""

    def __init__(self, folder: Path) -> None:
        self.at = instant(START)
        shell = Shell(Device(folder / "may" / "settings.json"), now=lambda: self.at)
        super().__init__(shell)
        self.folder = folder
        self.school_folder = folder / "truong"
        self.memory: dict[str, Any] = {}  # what one step leaves to a later one
        self.album = Album(folder, self.shell)
        self.strays = StrayWindows()

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

    @property
    def page(self) -> Any:
        """What fills the window."""
        return self.shell.page

    @property
    def window(self) -> Any:
        """The window of the signed-in person."""
        self.must(hasattr(self.page, "tabs"), "somebody is signed in")
        return self.page

    def tab(self, key: str) -> Any:
        """Bring a tab to front by its key on the keyboard."""
        kinds = [kind.KEY for kind in self.window.kinds]
        self.shortcut(f"Alt+{kinds.index(key) + 1}")
        self.must(key == self.window.tab.KEY, f"the tab {key} comes to front")
        return self.window.tab

    def shortcut(self, keys_: str) -> None:
        """Press a key of the window."""
        wanted = QKeySequence(keys_)
        found = [s for s in self.window.findChildren(QShortcut) if s.key() == wanted]
        self.must(len(found) == 1, f"{keys_} means one thing")
        found[0].activated.emit()
        settle()

    def pick(self, rows: SideList, key: object) -> None:
        """Choose a row of a list."""
        at = [item.key for item in rows.items].index(key)
        rows.setCurrentIndex(rows.model().index(at, 0))
        settle()
        self.must(rows.key == key, "the row is chosen")

    def ask(self, query: Any, *args: Any) -> Any:
        """What a query reads anew for the signed-in person."""
        return self.window.school.ask(query, *args)

    def today(self) -> Any:
        """The school day of the demonstration."""
        return school_day(self.window.school.now())

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

    # ---- pictures

    def picture(self, name: str, words: str) -> None:
        """Photograph what stands there now."""
        settle()
        self.album.take(name, words)

    def resize(self, size: tuple[int, int]) -> None:
        """Give the window another size; it must take it."""
        self.shell.resize(*size)
        settle()
        self.must((self.shell.width(), self.shell.height()) == size, "the window fits")

    def until(self, true: Callable[[], object], what: str) -> None:
        """Go on as soon as something is true."""
        until(true, what)
        self.raise_bug(what)

    def close(self) -> None:
        """Close the book and the window."""
        self.shell.close()
        self.shell.deleteLater()
        settle()


def _quiet(_type: QtMsgType, _context: QMessageLogContext, words: str | None) -> None:
    if words and not words.startswith(NO_PLUGIN):
        print(words, file=sys.stderr)


def _clear(folder: Path) -> None:
    """What an earlier tour left, and nothing else."""
    for old in (*folder.glob("[0-9][0-9]-*.png"), *folder.glob("*.pdf"), folder / "index.md"):
        old.unlink(missing_ok=True)
    for old in (folder / "truong", folder / "may", *folder.glob("*-trang")):
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
        stage.close()
        app.processEvents()
        qInstallMessageHandler(said)


__all__ = ["Stage", "TourFailed", "opened_stage"]
