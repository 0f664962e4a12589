"""One place that a person has to look at: what is wrong, and the ways out of it beside it."""

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.exchange.plan import TITLE_LINE, Problem, Settlement, Way, with_value
from desktop.ui.importing.flow_row import FlowRow
from desktop.ui.kit.buttons import button
from desktop.ui.kit.page import Elided
from desktop.ui.kit.words import label, row
from desktop.ui.theme import ink

_HINTS = (("Ngày sinh", "dd/mm/yyyy"), ("ngày", "dd/mm/yyyy"), ("điện thoại", "0…"))


class ProblemCard(QWidget):
    """Tells how the person settled it; the current card is tinted, with an ink bar."""

    settled = Signal(str, object)  # address, Settlement
    chosen = Signal(str)  # address: the person went into this card

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem
        self.current = False
        self.setAccessibleName(f"{_place(problem)} {problem.who}. {problem.what}")
        head = row(label(_place(problem), "strong"), Elided(problem.who), gap=8)
        head.setStretch(1, 1)
        self.what: QLabel = label(problem.what, wrap=True)
        self.field: QLineEdit | None = None
        self.ways: list[QPushButton] = []
        foot = FlowRow()
        if problem.typed:
            self.field = self._field()
            foot.add(self.field)
        for way in problem.ways:
            made = self._way(way)
            self.ways.append(made)
            foot.add(made)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 12, 10)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.what)
        layout.addWidget(foot)

    def _field(self) -> QLineEdit:
        made = QLineEdit()
        made.setFixedWidth(140)
        made.setPlaceholderText(_hint(self.problem))
        made.setAccessibleName(f"Gõ lại {_place(self.problem)} của {self.problem.who}")
        made.setToolTip("Enter: nhận giá trị này")
        made.returnPressed.connect(self._type)
        made.installEventFilter(self)
        return made

    def _way(self, way: Settlement) -> QPushButton:
        proposed = way.way is Way.VALUE
        made = button(way.label, lambda: self.settled.emit(self.problem.address, way))
        made.setAccessibleName(f"{way.label}, {_place(self.problem)} của {self.problem.who}")
        if proposed and way.label == way.text:
            made.setText(f"Dùng {way.text}")
        made.installEventFilter(self)
        return made

    def _type(self) -> None:
        text = self.field.text().strip() if self.field else ""
        if text:
            self.settled.emit(self.problem.address, with_value(text))

    def set_current(self, current: bool) -> None:
        """Tint the card."""
        if current != self.current:
            self.current = current
            self.update()

    def enter(self) -> None:
        """Give the keyboard to the field, or to the first way where nothing may be typed."""
        target = self.field or next(iter(self.ways), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def holds_focus(self) -> bool:
        """Whether the keyboard is in this card."""
        return any(w is not None and w.hasFocus() for w in (self.field, *self.ways))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit(self.problem.address)
        super().mousePressEvent(event)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.chosen.emit(self.problem.address)
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.current:
            painter.fillRect(self.rect(), ink("tint"))
            painter.fillRect(QRect(0, 0, 4, self.height()), ink("accent"))
        painter.setPen(ink("line"))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())


def _place(problem: Problem) -> str:
    return "Tiêu đề" if problem.address == TITLE_LINE else problem.address


def _hint(problem: Problem) -> str:
    found = (hint for word, hint in _HINTS if word in problem.what)
    return next(found, "gõ lại")
