"""Keys as they really arrive: Vietnamese letters, input methods, a UniKey that types over."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def press(
    widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, text: str = ""
) -> None:
    """Press and release one key, with the shortcut question that Qt asks before it."""
    if not text and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
        text = "\r"
    asked = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers, text)
    asked.ignore()
    QApplication.sendEvent(widget, asked)
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, modifiers, text))


def type_text(widget: QWidget, text: str) -> None:
    """Type letters; QTest.keyClicks would abort the interpreter on ễ."""
    for letter in text:
        key = Qt.Key(ord(letter.upper())) if letter.isascii() else Qt.Key.Key_unknown
        press(widget, key, NONE, letter)


def resend(widget: QWidget, backspaces: int, text: str) -> None:
    """What UniKey does on Windows: take letters back and type the accented ones."""
    for _ in range(backspaces):
        press(widget, Qt.Key.Key_Backspace, NONE, "\b")
    type_text(widget, text)


def ime_preview(widget: QWidget, text: str) -> None:
    """Show a word that is being composed (ibus, fcitx)."""
    QApplication.sendEvent(widget, QInputMethodEvent(text, []))


def ime_commit(widget: QWidget, text: str) -> None:
    """Hand over a composed word."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def mouse(
    widget: QWidget,
    steps: Iterable[tuple[QEvent.Type, QPoint]],
    modifiers: Qt.KeyboardModifier = NONE,
) -> None:
    """Send mouse events with the left button to a widget, at its own coordinates."""
    left = Qt.MouseButton.LeftButton
    for kind, at in steps:
        up = kind == QEvent.Type.MouseButtonRelease
        held = Qt.MouseButton.NoButton if up else left
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else left
        place = QPointF(at)
        spot = QPointF(widget.mapToGlobal(at))
        QApplication.sendEvent(widget, QMouseEvent(kind, place, spot, button, held, modifiers))


def click(widget: QWidget, at: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    down, up = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease
    mouse(widget, [(down, at), (up, at)], modifiers)


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    down, up = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease
    mouse(widget, [(down, start), (QEvent.Type.MouseMove, end), (up, end)])
