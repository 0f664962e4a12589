"""How the tour uses the windows: keys go to where the focus is, dialogs are met when they open."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QPushButton, QWidget

from desktop.app import Shell

PATIENCE: Final = 30.0  # seconds for a condition to come true
_NONE: Final = Qt.KeyboardModifier.NoModifier
W = TypeVar("W", bound=QWidget)
_TEXTS: Final = {Qt.Key.Key_Return: "\r", Qt.Key.Key_Escape: "\x1b"}


class TourFailed(Exception):
    """A step of the tour did not do what it has to do; the text says what."""


class Hands:
    """Keys, dialogs, and what must be true afterwards."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self._bug: BaseException | None = None

    def come_to_front(self) -> None:
        """The window that gets the keys."""
        self.shell.activateWindow()
        until(self.shell.isActiveWindow, "the window is in front")

    def shown(self, kind: type[W]) -> W:
        """The one part of that kind that is to be seen."""
        found = [part for part in self.shell.findChildren(kind) if part.isVisible()]
        self.must(len(found) == 1, f"one {kind.__name__} is shown")
        return found[0]

    # ---- keys

    def focus(self, widget: QWidget) -> None:
        """Give the keyboard to a control, as a click does."""
        widget.setFocus(Qt.FocusReason.MouseFocusReason)
        settle()
        self.must(widget.hasFocus(), f"{widget.accessibleName()} takes the keyboard")

    def press(self, key: Qt.Key, text: str = "", modifiers: Qt.KeyboardModifier = _NONE) -> None:
        """Press and release a key where the focus is, with the question that Qt asks before."""
        target = QApplication.focusWidget()
        if target is None:
            raise TourFailed("somebody has the keyboard")
        text = text or _TEXTS.get(key, "")
        asked = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers, text)
        asked.ignore()
        QApplication.sendEvent(target, asked)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, key, modifiers, text))
        settle()

    def type(self, text: str) -> None:
        """Type letters, Vietnamese ones as an input method hands them over."""
        for letter in text:
            ascii_key = letter.isascii() and letter.isprintable()
            self.press(Qt.Key(ord(letter.upper())) if ascii_key else Qt.Key.Key_unknown, letter)

    def enter(self, text: str) -> None:
        """Type and go on with Enter."""
        self.type(text)
        self.press(Qt.Key.Key_Return)

    def click(self, button: QPushButton) -> None:
        """Click a button, which takes the keyboard first."""
        self.focus(button)
        button.click()
        settle()

    # ---- dialogs

    def in_dialog(self, act: Callable[[], object], do: Callable[[Any], object]) -> None:
        """Do what opens a dialog, and `do` with the dialog as soon as it is there."""
        met: list[QDialog] = []
        look = QTimer(interval=5)

        def meet() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, QDialog) or not dialog.isVisible():
                return
            if not dialog.isActiveWindow():  # its fields have the keyboard a moment later
                dialog.activateWindow()
                return
            look.stop()
            met.append(dialog)
            try:  # what is raised here comes to note_bug, and is told below
                do(dialog)
            finally:
                if dialog.isVisible():
                    dialog.reject()

        look.timeout.connect(meet)
        look.start()
        act()
        look.stop()
        self.come_to_front()
        settle()
        self.raise_bug("what is done in the dialog")
        self.must(met, "a dialog opens")

    def choose_file(self, act: Callable[[], object], path: Path) -> None:
        """Do what asks for a file, and name this one."""

        def name(dialog: QFileDialog) -> None:
            field = dialog.findChild(QLineEdit, "fileNameEdit")
            if field is None:
                raise TourFailed("the dialog has a field for the name")
            field.setText(str(path))
            dialog.accept()

        self.in_dialog(act, name)

    # ---- conditions

    def must(self, true: object, what: str) -> None:
        """Fail where something is not as it has to be."""
        self.raise_bug(what)
        if not true:
            raise TourFailed(what)

    def raise_bug(self, what: str) -> None:
        """Fail for what went wrong in a slot meanwhile."""
        bug, self._bug = self._bug, None
        if bug is not None:
            raise TourFailed(what) from bug

    def note_bug(self, _kind: object, error: BaseException, _trace: object) -> None:
        """An exception in a slot: Qt would only print it."""
        self._bug = self._bug or error


def settle() -> None:
    """Let the window do what is due."""
    for _ in range(3):
        QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def until(true: Callable[[], object], what: str) -> None:
    """Process events until something is true; fails when it does not come true."""
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise TourFailed(what)
        QApplication.processEvents()
