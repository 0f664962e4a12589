"""The field in which the absent are typed: who, by number or initials, then P, K or M."""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from desktop.queries.pupils import ClassPupil
from desktop.rules.names import fold, nfc

LETTERS: Final = "pkmx"
"""With, without permission, late; x: was there."""
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
Find = Callable[[str], Sequence[ClassPupil]]


class AbsentEntry(QLineEdit):
    """Knows the keys, not the book: says who is meant and which letter was pressed.

    Letters go by the keyboard itself, past an input method: `k` must write at once, and no word
    that is still being composed may hold it back.
    """

    looked = Signal()  # other matches, or somebody else picked
    lettered = Signal(object, str)  # pupil, one of LETTERS
    finished = Signal()  # Enter in the empty field
    note_wanted = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, find: Find, letters: str = LETTERS) -> None:
        super().__init__()
        self._find = find
        self.letters = letters
        self.found: tuple[ClassPupil, ...] = ()
        self.at = 0
        self.picked: ClassPupil | None = None
        self.takes_notes = False  # somebody was marked just now
        self.setAccessibleName("Em vắng: số thứ tự hoặc chữ đầu của tên")
        self.setPlaceholderText("Em vắng: 12, nhd…")
        self.setMaxLength(40)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.textEdited.connect(self._edited)

    @property
    def meant(self) -> ClassPupil | None:
        """The one who is picked, or would be with Enter."""
        if self.picked is not None:
            return self.picked
        return self.found[self.at] if self.found else None

    @property
    def meant_id(self) -> UUID | None:
        return self.meant.student_id if self.meant else None

    def pick(self, pupil: ClassPupil | None) -> None:
        """Wait for the letter of this pupil; None waits for a name again."""
        self.picked = pupil
        self.found, self.at = (), 0
        self.clear()
        self.looked.emit()

    def type_into(self, text: str) -> None:
        """Begin with a letter that was typed elsewhere."""
        self.setFocus()
        self.picked = None
        self.setText(text)
        self._edited(text)

    # ---- keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            tab = event.key() in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
            if tab and self._tabbed(back=event.key() == Qt.Key.Key_Backtab):
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._turned(event):
            return
        held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        keypad = Qt.KeyboardModifier.KeypadModifier
        if event.key() in _ENTER and not held & ~keypad:
            self._entered()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up} and len(self.found) > 1:
            self._next(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() == Qt.Key.Key_Escape and (self.text() or self.picked):
            self.pick(None)
        elif self.picked is not None and not held & ~keypad:
            self._of_picked(event)
        else:
            super().keyPressEvent(event)

    def _turned(self, event: QKeyEvent) -> bool:
        """Ctrl+Z takes back what was written, not what was typed into an empty field."""
        if self.text():
            return False
        for keys, signal in (
            (QKeySequence.StandardKey.Undo, self.undo_wanted),
            (QKeySequence.StandardKey.Redo, self.redo_wanted),
        ):
            if event.matches(keys):
                signal.emit()
                return True
        return False

    def _of_picked(self, event: QKeyEvent) -> None:
        """The letter of who is picked; Backspace and Esc let go, other letters begin anew."""
        letter = fold(nfc(event.text()))
        if event.key() == Qt.Key.Key_Backspace:
            self.pick(None)
        elif event.key() == Qt.Key.Key_Delete:
            self._letter("x")
        elif letter and letter in self.letters:
            self._letter(letter)
        elif event.text().strip():
            self.picked = None
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """What an input method hands over all the same; for who is picked it is the letter."""
        committed = fold(nfc(event.commitString()))
        if self.picked is not None and committed and committed in self.letters:
            self._letter(committed)
            return
        super().inputMethodEvent(event)

    def _letter(self, letter: str) -> None:
        pupil = self.meant
        if pupil is not None:
            self.pick(None)
            self.lettered.emit(pupil.student_id, letter)

    def _edited(self, text: str) -> None:
        typed = fold(nfc(text))
        number, letter = typed[:-1].strip(), typed[-1:]
        if number.isdecimal() and letter and letter in self.letters:  # 12k needs no Enter
            self.found, self.at = tuple(self._find(number)), 0
            if self.found:
                self._letter(letter)
                return
        self.found = tuple(self._find(text)) if typed else ()
        self.at = 0
        self.looked.emit()

    def _entered(self) -> None:
        if self.found and self.picked is None:
            self.pick(self.found[self.at])
        elif not self.text().strip() and self.picked is None:
            self.finished.emit()

    def _tabbed(self, *, back: bool) -> bool:
        """Among several to the next one; one alone is picked; empty: to the note."""
        if len(self.found) > 1:
            self._next(-1 if back else 1)
            return True
        if self.found and not back:
            self.pick(self.found[0])
            return True
        if self.takes_notes and not self.text() and self.picked is None and not back:
            self.note_wanted.emit()
            return True
        return False

    def _next(self, by: int) -> None:
        self.at = (self.at + by) % len(self.found)
        self.looked.emit()
