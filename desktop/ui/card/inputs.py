"""The fields of a card: a line and a line with a list; each tells when it is left."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QStandardItem,
    QStandardItemModel,
    QWheelEvent,
)
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from desktop.rules.names import fold
from desktop.ui.card.words import masked
from desktop.ui.kit.words import restyle

_FOLDED: Final = Qt.ItemDataRole.UserRole + 1
_MOST_LETTERS: Final = 600  # above what the rules let stand, so that they can say so


class LineInput(QLineEdit):
    """A line; `left` comes when the keyboard goes away and something else stands there.

    With `masks` a number is covered while the keyboard is elsewhere, until `reveal`.
    """

    left = Signal()

    def __init__(self, name: str, hint: str = "", *, masks: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setMaxLength(_MOST_LETTERS)
        self._shown = ""
        self._masks, self._open = masks, False
        self._covered = False
        self.editingFinished.connect(self._leave)

    @property
    def typed(self) -> str:
        """What stands in the field, masked or not."""
        return self._shown if self._covered else self.text()

    @property
    def dirty(self) -> bool:
        """Whether something was typed that nobody knows of yet."""
        return self.typed != self._shown

    @property
    def _covers(self) -> bool:
        return self._masks and not self._open and not self.property("bad")

    def show_text(self, text: str, *, bad: bool = False) -> None:
        """Put a text there as what is known; red when it could not be written."""
        self._shown = text
        if bool(self.property("bad")) != bad:
            self.setProperty("bad", bad)
            restyle(self)
        self._cover()

    def reveal(self, *, on: bool) -> None:
        """Uncover a masked number, or cover it again."""
        self._open = on
        self._cover()

    def give_up(self) -> None:
        """What stood there before."""
        self.setText(self._shown)

    def _cover(self) -> None:
        self._covered = self._covers and not self.hasFocus()
        text = masked(self._shown) if self._covered else self._shown
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    def _leave(self) -> None:
        if self.dirty:
            self.left.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            answer = claims(event, dirty=self.dirty)
            return super().event(event) if answer is None else answer
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.dirty:
            self.give_up()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self._covered:
            self._covered = False
            self.setText(self._shown)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self.dirty:
            self._cover()


class PickInput(QComboBox):
    """A line with a list: typing finds without tones; anything else may be typed too."""

    left = Signal()

    def __init__(self, name: str, choices: Sequence[str] = (), hint: str = "") -> None:
        super().__init__()
        line = self.line = QLineEdit()
        self.setLineEdit(line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        line.setAccessibleName(name)
        line.setPlaceholderText(hint)
        line.setMaxLength(_MOST_LETTERS)
        self._shown = ""
        self._choices: tuple[str, ...] = ()
        self._completer = _Folded(self)
        self.setCompleter(self._completer)
        self.offer(choices)
        line.editingFinished.connect(self._leave)
        self.activated.connect(lambda _at: self._leave())

    def offer(self, choices: Sequence[str]) -> None:
        """Another list to choose from; what stands there stays."""
        if tuple(choices) == self._choices:
            return
        self._choices = tuple(choices)
        model = QStandardItemModel(self)
        for text in choices:
            item = QStandardItem(text)
            item.setData(fold(text), _FOLDED)
            model.appendRow(item)
        before = self.currentText()
        self.setModel(model)  # which deletes the one before
        self._completer.setModel(model)
        self.setCurrentIndex(-1)
        self.setEditText(before)

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return self.currentText()

    @property
    def dirty(self) -> bool:
        """Whether something was typed that nobody knows of yet."""
        return self.currentText() != self._shown

    def show_text(self, text: str, *, bad: bool = False) -> None:
        """Put a text there as what is known; red when it could not be written."""
        self._shown = text
        if bool(self.property("bad")) != bad:
            self.setProperty("bad", bad)
            restyle(self)
        self.setCurrentIndex(self.findText(text) if text else -1)
        if self.currentText() != text:
            self.setEditText(text)
        self.line.setCursorPosition(0)

    def reveal(self, *, on: bool) -> None:
        """Nothing here is masked."""

    def setReadOnly(self, on: bool) -> None:
        """As a line: what stands there can be read and copied, not changed."""
        self.line.setReadOnly(on)

    def give_up(self) -> None:
        """What stood there before."""
        self.show_text(self._shown, bad=bool(self.property("bad")))

    def _leave(self) -> None:
        if self.line.isReadOnly():
            self.give_up()
        elif self.dirty:
            self.left.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_F4:  # opens the list here, the card elsewhere
                event.accept()
                return True
            answer = claims(event, dirty=self.dirty)
            return super().event(event) if answer is None else answer
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        closed = self.line.isReadOnly()
        if event.key() == Qt.Key.Key_Escape and self.dirty:
            self.give_up()
        elif closed and event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_F4}:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the card scrolls; nothing is changed by that

    def showPopup(self) -> None:
        if not self.line.isReadOnly():
            super().showPopup()


Input = LineInput | PickInput


class _Folded(QCompleter):
    """Finds dak in Tỉnh Đắk Lắk."""

    def __init__(self, parent: QComboBox) -> None:
        super().__init__(parent)
        self.setCompletionRole(_FOLDED)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setMaxVisibleItems(9)

    def splitPath(self, path: str) -> list[str]:
        return [fold(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))


def claims(event: QKeyEvent, *, dirty: bool) -> bool | None:
    """Whether a key is the field's before it is the card's; None: as the field itself does.

    Ctrl+Z of a field that nothing was typed into takes back the card's last step.
    """
    if event.key() == Qt.Key.Key_Escape and dirty:
        event.accept()
        return True
    steps = event.matches(QKeySequence.StandardKey.Undo) or event.matches(
        QKeySequence.StandardKey.Redo
    )
    if steps and not dirty:
        event.ignore()
        return False
    down = event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}
    if down and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        event.ignore()
        return False
    return None
