"""The field for a connection code: what is typed stands in groups, those with a slip underlined."""

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QTextEdit

from desktop.sync.connection_code import (
    GROUP,
    SYMBOL_PREFIX,
    CodeUnread,
    ConnectionCode,
    read_code,
)
from desktop.ui.theme import ink
from desktop.ui.theme.fonts import face

LINES = 2
_AROUND = 22  # the document's margin, padding and border, above and below


class CodeField(QPlainTextEdit):
    """Two lines of groups; `code` is the code once it is whole."""

    entered = Signal()  # Enter
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Mã kết nối")
        self.setProperty("k", "code")
        self.setTabChangesFocus(True)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhUppercaseOnly | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(face())
        self.code: ConnectionCode | None = None
        self.sentence = ""
        self._arranging = False
        self.textChanged.connect(self._arrange)
        self._read()

    def sizeHint(self) -> QSize:
        return QSize(300, LINES * self.fontMetrics().lineSpacing() + _AROUND)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    # ---- what is typed

    def _arrange(self) -> None:
        """Groups of six, in capitals; the cursor stays behind the same sign."""
        if self._arranging:
            return
        text, at = self.toPlainText(), self.textCursor().position()
        shown = grouped(text)
        if shown != text:
            before = len(_signs(text[:at]))
            self._arranging = True
            cursor = self.textCursor()
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(shown)
            cursor.setPosition(_place(shown, before))
            self.setTextCursor(cursor)
            self._arranging = False
        self._read()

    def _read(self) -> None:
        wrong: tuple[int, ...] = ()
        try:
            self.code, self.sentence = read_code(self.toPlainText()), ""
        except CodeUnread as unread:
            self.code, self.sentence, wrong = None, unread.sentence, unread.groups
        self._underline(wrong)
        self.changed.emit()

    def _underline(self, wrong: tuple[int, ...]) -> None:
        """A group that is still being typed is not wrong yet."""
        signs = len(_signs(self.toPlainText()))
        whole = signs // GROUP
        marks = []
        for number in (number for number in wrong if number <= whole):
            mark = QTextEdit.ExtraSelection()
            form = QTextCharFormat()
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            form.setUnderlineColor(ink("red"))
            form.setForeground(ink("red"))
            mark.format = form
            cursor = self.textCursor()
            start = (number - 1) * (GROUP + 1)
            cursor.setPosition(start)
            cursor.setPosition(start + GROUP, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            marks.append(mark)
        self.setExtraSelections(marks)
        self.slips = tuple(number for number in wrong if number <= whole)

    # ---- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            return
        if event.key() == Qt.Key.Key_Backspace and self._before_gap():
            cursor = self.textCursor()  # the gap between two groups is not typed, nor deleted
            cursor.setPosition(cursor.position() - 1)
            self.setTextCursor(cursor)
        super().keyPressEvent(event)

    def _before_gap(self) -> bool:
        cursor = self.textCursor()
        at = cursor.position()
        return not cursor.hasSelection() and at > 0 and self.toPlainText()[at - 1] == " "

    def insertFromMimeData(self, source: QMimeData) -> None:
        """What is pasted takes the place of a code that is there."""
        text = source.text()
        if len(_signs(text)) > GROUP:
            self.selectAll()
        self.insertPlainText(" ".join(text.split()))


def grouped(text: str) -> str:
    """The signs in capitals, in groups of six with a space between."""
    signs = _signs(text)
    return " ".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def _signs(text: str) -> str:
    """Letters and figures alone, as typed."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    return signs.removeprefix(SYMBOL_PREFIX.rstrip(":"))


def _place(shown: str, signs: int) -> int:
    """The position in the grouped text behind so many signs."""
    gaps = max(0, signs - 1) // GROUP
    return min(len(shown), signs + gaps)
