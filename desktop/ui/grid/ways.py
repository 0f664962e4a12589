"""The ways out of a cell that was kept as typed: a popover with an arrow, below or above it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPolygon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui import icons
from desktop.ui.theme import ink

ARROW = 8
WIDTH, PAD = 340, 16
Way = tuple[str, Callable[[], None]]


class WaysPopover(QWidget):
    """Never takes the focus by itself: Alt+↓ leads into it, Esc back to the grid."""

    left = Signal()

    def __init__(self, parent: QWidget, back: QWidget) -> None:
        super().__init__(parent)
        self._back = back
        self._tip = ARROW * 2
        self._above = False
        self.buttons: list[QPushButton] = []
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("k", "strong")
        self._sentence = QLabel()
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._row = QHBoxLayout()
        self._row.setSpacing(6)
        self._column = QVBoxLayout(self)
        self._room = parent
        self._build()
        self.hide()

    def _build(self) -> None:
        self._sign = QLabel()
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._sign)
        top.addWidget(self._title, 1)
        layout = self._column
        layout.setContentsMargins(PAD, ARROW + 10, PAD, ARROW + 12)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._sentence)
        layout.addSpacing(4)
        layout.addLayout(self._row)

    def show_at(self, cell: QRect, title: str, sentence: str, ways: Sequence[Way]) -> None:
        """Point at a cell, given in the coordinates of the parent; the first way is the usual."""
        self._title.setText(title)
        self._sentence.setText(sentence[:1].upper() + sentence[1:])
        self.setAccessibleName(f"{title}. {sentence}")
        ratio = self.devicePixelRatioF()
        self._sign.setPixmap(icons.pixmap("ri.error-warning-line", 16, "red", ratio))
        self._set_ways(ways)
        self.setFixedWidth(WIDTH)
        self.show()  # hidden parts would not count in the height
        self._sentence.setFixedHeight(self._sentence.heightForWidth(WIDTH - 2 * PAD))
        self._column.activate()
        self.setFixedHeight(self._column.sizeHint().height())
        self._place(cell)
        self.raise_()
        self.update()

    def _set_ways(self, ways: Sequence[Way]) -> None:
        for made in self.buttons:
            self._row.removeWidget(made)
            made.hide()
            made.deleteLater()
        while self._row.count():
            self._row.takeAt(0)
        last = len(ways) - 1
        self.buttons = [
            self._button(words, act, "primary" if at == 0 else "quiet" if at == last else "")
            for at, (words, act) in enumerate(ways)
        ]
        for made in self.buttons:
            self._row.addWidget(made)
            made.show()
        self._row.addStretch(1)

    def _button(self, words: str, act: Callable[[], None], k: str) -> QPushButton:
        made = QPushButton(words, self)
        if k:
            made.setProperty("k", k)
        made.ensurePolished()  # its height counts before it is shown
        made.setAccessibleName(words)
        made.setToolTip("Alt+↓: vào các nút này bằng bàn phím")
        made.clicked.connect(lambda _checked=False: self._take(act))
        return made

    def _take(self, act: Callable[[], None]) -> None:
        self.leave()
        act()

    def _place(self, cell: QRect) -> None:
        room = self._room.rect()
        x = max(4, min(cell.left(), room.right() - self.width() - 4))
        self._above = cell.bottom() + self.height() > room.bottom()
        y = cell.top() - self.height() - 2 if self._above else cell.bottom() + 2
        self._tip = max(14, min(cell.center().x() - x, self.width() - 14))
        self.move(x, y)

    def enter(self) -> None:
        """Give the keyboard to the first way."""
        self.buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        """Close; the keyboard goes back to the grid."""
        self.left.emit()
        self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink("red"), 1))
        painter.setBrush(ink("page"))
        painter.translate(0.5, 0.5)
        box = self.rect().adjusted(0, ARROW, -1, -ARROW - 1)
        painter.drawRoundedRect(box, 4, 4)
        base = box.bottom() if self._above else box.top()
        tip = base + ARROW if self._above else base - ARROW
        arrow = [QPoint(self._tip - ARROW, base), QPoint(self._tip, tip)]
        arrow.append(QPoint(self._tip + ARROW, base))
        painter.setPen(QPen(ink("page"), 2))
        painter.drawPolygon(QPolygon(arrow))
        painter.setPen(QPen(ink("red"), 1))
        painter.drawPolyline(QPolygon(arrow))
        painter.end()
