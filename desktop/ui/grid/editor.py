"""The cell editor: one line edit for the whole grid, moved about and never focused.

The grid keeps the keyboard and passes keys and composed text on. So opening a cell changes no
focus: that costs under a millisecond instead of 46, and an input method that is in the middle of
composing the first letter is not interrupted.
"""

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget


class CellEditor(QLineEdit):
    """Hidden until a cell is opened."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._took = True
        self.setProperty("k", "cell")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Ô đang nhập")
        self.setFrame(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.hide()

    @property
    def is_open(self) -> bool:
        return not self.isHidden()

    def open_at(self, rect: QRect, text: str, align: Qt.AlignmentFlag, limit: int) -> None:
        """Show the editor inside the cell's frame with this text, the cursor behind it."""
        self.setMaxLength(max(limit, len(text)))
        self.setAlignment(align)
        self.setText(text)
        self.place(rect)
        self.show()
        QApplication.sendEvent(self, QFocusEvent(QEvent.Type.FocusIn))

    def place(self, rect: QRect) -> None:
        self.setGeometry(rect.adjusted(2, 2, -2, -2))

    def close_cell(self) -> str:
        """Hide the editor and return what was typed, a half-composed word included."""
        method = QApplication.inputMethod()
        method.commit()
        text = self.text()
        QApplication.sendEvent(self, QFocusEvent(QEvent.Type.FocusOut))
        self.hide()
        return text

    def feed(self, event: QKeyEvent | QInputMethodEvent) -> bool:
        """Take an event that the grid has received; False when it means nothing here."""
        self._took = True
        QApplication.sendEvent(self, event)
        return self._took

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep what is not understood from going up to the grid, where it came from."""
        super().keyPressEvent(event)
        self._took = event.isAccepted()
        event.accept()
