"""What the tour stands on: a demonstration school, the one window, keys, and the camera."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.app import Shell
from desktop.demo.accounts import PASSWORD
from desktop.demo.school import make_demo
from desktop.device import Device
from desktop.rules.instants import school_day
from desktop.store import keys
from desktop.ui.theme import apply_theme

SIZE = (1366, 768)
AT_125 = (1093, 545)
PATIENCE = 30.0  # seconds for a condition to come true
DPI = 100


class TourFailed(Exception):
    """A step of the tour did not do what it has to do; the text names it."""


class Stage:
    """The window, the school behind it, and the pictures taken so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.school_folder = folder / "truong"
        self.pictures: list[Path] = []
        self.told: list[tuple[str, str]] = []
        self.memory: dict[str, Any] = {}  # what one step leaves to a later one
        self._bug: BaseException | None = None
        self.shell = Shell(Device(folder / "may" / "settings.json"))
        self.shell.resize(*SIZE)

    # ---- who is there

    @property
    def page(self) -> Any:
        """What fills the window."""
        return self.shell.page

    @property
    def window(self) -> Any:
        """The window of the signed-in person."""
        self.must(hasattr(self.page, "tabs"), "nobody is signed in")
        return self.page

    def tab(self, key: str) -> Any:
        """Bring a tab to front."""
        kinds = [kind.KEY for kind in self.window.kinds]
        self.window.show_tab(kinds.index(key))
        self.settle()
        return self.window.tab

    def ask(self, query: Any, *args: Any) -> Any:
        """What a query reads for the signed-in person."""
        return self.window.school.ask(query, *args)

    def today(self) -> Any:
        """The school day of the demonstration."""
        return school_day(self.window.school.now())

    def sign_in(self, account: str) -> None:
        """Give the place to somebody else, by name and password."""
        if hasattr(self.page, "close_book"):
            self.window.leaving.emit()
            self.until(lambda: hasattr(self.page, "finder"), "the sign-in comes back")
        slot = next(p for p in keys.people(self.school_folder) if p.account == account)
        self.type(self.page.finder, slot.name)
        self.must(self.page.person == slot, f"{slot.name} is found")
        self.type(self.page.password, PASSWORD)
        self.press(self.page.password, Qt.Key.Key_Return, "\r")
        self.until(lambda: hasattr(self.page, "tabs"), "the book opens")
        self.settle()

    # ---- hands

    def press(
        self, widget: QWidget, key: Qt.Key, text: str = "",
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:  # fmt: skip
        """Press and release a key."""
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, key, modifiers, text))
        self.settle()

    def type(self, widget: QWidget, text: str) -> None:
        """Type letters, as an input method hands them over."""
        for letter in text:
            self.press(widget, Qt.Key.Key_unknown, letter)

    def in_dialog(self, act: Callable[[], object], do: Callable[[Any], object]) -> None:
        """Do something that opens a dialog, and `do` with the dialog while it is open."""

        def later() -> None:
            dialog = QApplication.activeModalWidget()
            try:
                self.must(isinstance(dialog, QDialog), "a dialog opens")
                do(dialog)
            finally:  # what is raised here comes to note_bug, and is told after the step
                if isinstance(dialog, QDialog) and dialog.isVisible():
                    dialog.reject()

        QTimer.singleShot(150, later)
        act()
        self.settle()
        self.raise_bug("what was done in the dialog")

    # ---- eyes

    def settle(self) -> None:
        """Let the window do what is due."""
        for _ in range(3):
            QApplication.processEvents()

    def until(self, true: Callable[[], object], what: str) -> None:
        """Go on as soon as something is true."""
        end = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > end:
                raise TourFailed(what)
            QApplication.processEvents()

    def must(self, true: object, what: str) -> None:
        """Fail where something is not as it has to be."""
        if not true:
            raise TourFailed(what)

    def raise_bug(self, step: str) -> None:
        """Fail for what went wrong in a dialog or in a slot meanwhile."""
        bug, self._bug = self._bug, None
        if bug is not None:
            raise TourFailed(step) from bug

    def picture(self, name: str, words: str) -> None:
        """Photograph the window with what lies over it."""
        self.settle()
        taken = self.shell.grab()
        for over in (QApplication.activeModalWidget(), QApplication.activePopupWidget()):
            if over is not None and over is not self.shell:
                _lay_over(taken, self.shell, over)
        path = self.folder / f"{len(self.pictures) + 1:02}-{name}.png"
        taken.save(str(path))
        self.pictures.append(path)
        self.told.append((path.name, words))

    def pages_of(self, pdf: Path) -> int:
        """The pages of a printed book as pictures beside it; returns how many there are."""
        out = self.folder / f"{pdf.stem}-trang"
        out.mkdir(exist_ok=True)
        with pypdfium2.PdfDocument(pdf) as document:
            for number, page in enumerate(document, 1):
                page.render(scale=DPI / 72).to_pil().save(out / f"{number:02}.png")
            return len(document)

    def write_index(self) -> None:
        """A short page that says what each picture shows."""
        lines = ["# Sổ Trường qua từng việc", ""]
        lines += [f"- `{name}`: {words}" for name, words in self.told]
        (self.folder / "index.md").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def note_bug(self, _kind: object, error: BaseException, _trace: object) -> None:
        """An exception in a slot: Qt would only print it."""
        self._bug = self._bug or error


def _lay_over(picture: QPixmap, under: QWidget, over: QWidget) -> None:
    at = over.mapToGlobal(QPoint(0, 0)) - under.mapToGlobal(QPoint(0, 0))
    room = under.rect()
    if not room.contains(at) or at.isNull():
        at = QPoint((room.width() - over.width()) // 2, (room.height() - over.height()) // 2)
    painter = QPainter(picture)
    painter.drawPixmap(at, over.grab())
    painter.setPen(Qt.GlobalColor.darkGray)
    painter.drawRect(at.x(), at.y(), over.width() - 1, over.height() - 1)
    painter.end()


@contextmanager
def opened_stage(folder: Path) -> Iterator[Stage]:
    """A demonstration school in the folder, and the window before the sign-in."""
    os.environ["SO_TRUONG_HOME"] = str(folder / "may")  # nothing of the user's own is touched
    for old in (*folder.glob("[0-9][0-9]-*.png"), folder / "index.md"):
        old.unlink(missing_ok=True)
    shutil.rmtree(folder / "truong", ignore_errors=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    apply_theme("light")
    stage = Stage(folder)
    make_demo(stage.school_folder)
    before, sys.excepthook = sys.excepthook, stage.note_bug
    stage.shell.begin(stage.school_folder)
    stage.shell.show()
    try:
        yield stage
    finally:
        sys.excepthook = before
        stage.shell.close()
        stage.shell.deleteLater()
        app.processEvents()
