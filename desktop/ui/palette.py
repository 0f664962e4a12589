"""The palette (Ctrl+K): all that can be done here, and every pupil, found by a few letters."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from desktop.rules.names import found_by, search_key, search_words
from desktop.ui.acts import Act
from desktop.ui.kit.side_list import Item, SideList
from desktop.ui.kit.words import label

WIDTH, HEIGHT = 560, 420
MOST_ACTS = 12


class Palette(QDialog):
    """A field and a list; Enter does the current row."""

    def __init__(
        self, parent: QWidget, acts: Sequence[Act], pupils: Callable[[str], Sequence[Act]]
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAccessibleName("Tìm học sinh, lệnh")
        self._acts, self._pupils = list(acts), pupils
        self._shown: list[Act] = []
        self.field = QLineEdit()
        self.field.setPlaceholderText("Gõ vài chữ: nguyen an, khoa so, in so…")
        self.field.setAccessibleName("Tìm học sinh hoặc lệnh")
        self.field.textChanged.connect(self.look)
        self.field.installEventFilter(self)
        self.list = SideList("Kết quả tìm", width=0)
        self.list.clicked.connect(lambda _index: self.carry_out())
        self.said = label("", "second")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        for part in (self.field, self.list, self.said):
            layout.addWidget(part)
        self.resize(min(WIDTH, parent.width() - 16), min(HEIGHT, parent.height() - 60))
        self.move(parent.mapToGlobal(parent.rect().topRight()) - self.rect().topRight())
        self.look("")
        self.field.setFocus()

    def look(self, text: str) -> None:
        """Show what the letters find: acts, then pupils."""
        words = search_words(text)
        acts = [act for act in self._acts if found_by(words, search_key(act.name))][:MOST_ACTS]
        pupils = list(self._pupils(text)) if text.strip() else []
        self._shown = [*acts, *pupils]
        items = [*self._rows("Việc làm được ở đây", acts, 0)]
        items += self._rows("Học sinh", pupils, len(acts))
        self.list.show_items(items)
        if self._shown:
            self.list.choose(0)
        self.said.setText("" if self._shown else "Không thấy học sinh hay lệnh nào như vậy.")

    @staticmethod
    def _rows(caption: str, acts: Sequence[Act], first: int) -> list[Item]:
        rows = [
            Item(first + at, act.name, act.reason or act.shortcut) for at, act in enumerate(acts)
        ]
        return [Item(None, caption), *rows] if rows else []

    def carry_out(self) -> None:
        """Close, then do the current row; one that cannot be done says why and stays."""
        key = self.list.key
        if not isinstance(key, int):
            return
        act = self._shown[key]
        if act.reason:
            self.said.setText(act.reason)
            return
        self.accept()
        act.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.carry_out()
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        key = self.list.key
        at = (key if isinstance(key, int) else 0) + by
        if 0 <= at < len(self._shown):
            self.list.choose(at)
