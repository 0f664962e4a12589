"""The cell line (dòng ô): says in words what the current cell shows in signs."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolTip, QWidget

from desktop.ui import icons
from desktop.ui.grid.sheet import CellView, Column, RowHead, State, can_type
from desktop.ui.theme import face, ink, ink_pen

HEIGHT = 33
_PAD, _BAR = 16, 10
_ALERT = "ri.alert-line"
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ICONS = (
    (State.CONFLICT, "ri.git-merge-line", "red"),
    (State.REFUSED | State.INVALID, "ri.error-warning-line", "red"),
    (State.WAITING, "ri.upload-2-line", "amber"),
    (State.DRAFT, "ri.file-edit-line", "amber"),
    (State.LOCKED, "ri.lock-2-line", "text2"),
    (State.COMPUTED, "ri.functions", "text2"),
    (State.MAKEUP, "ri.calendar-2-line", "amber"),
    (State.ZERO, "ri.forbid-line", "text2"),
    (State.BROUGHT_IN, "ri.login-box-line", "text2"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """What the cell line says now."""

    icon: str = ""
    icon_colour: str = "text2"
    who: str = ""
    value: str = ""
    sentence: str = ""
    colour: str = "text2"
    alert: str = ""
    aside: str = ""
    action: str = ""

    @property
    def spoken(self) -> str:
        parts = (self.who, self.value, self.sentence, self.alert, self.aside)
        return ", ".join(part for part in parts if part)


def line_of(row: RowHead, column: Column, cell: CellView, *, is_open: bool, told: str) -> Line:
    """Put the words of a cell together; `told` takes the place of its sentence once."""
    who = f"{row.name} · {column.name}"
    if is_open:
        keys = "Enter: ghi và xuống dòng · Esc: bỏ"
        return Line("ri.edit-line", "accent", who, "đang nhập", keys, "text2", aside=cell.aside)
    icon, icon_colour = _icon(row, column, cell)
    wrong = cell.state & State.PROBLEM
    sentence, colour = cell.sentence, "red" if wrong else "text2"
    if told:
        sentence, colour = told, "text"
    elif not sentence and row.struck_to:
        sentence = "không còn học ở lớp"
    empty = "chưa nhập" if can_type(column, row, cell) else "trống"
    value = "" if wrong else cell.value or cell.text or empty
    return Line(
        icon, icon_colour, who, value, sentence, colour, cell.alert, cell.aside, cell.action
    )


def _icon(row: RowHead, column: Column, cell: CellView) -> tuple[str, str]:
    for flags, name, colour in _ICONS:
        if cell.state & flags:
            return name, colour
    if row.struck_to:
        return "ri.logout-box-r-line", "text2"
    return ("ri.edit-line" if can_type(column, row, cell) else "ri.eye-line"), "text2"


class CellLine(QWidget):
    """Painted in one go, for it changes with every step of the cursor; the link is a button."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = Line()
        self._cut = False  # the line is too short for all its words
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Dòng ô")
        self.link = QPushButton(self)
        self.link.setProperty("k", "link")
        self.link.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.link.clicked.connect(self.asked)
        self.link.hide()

    def say(self, line: Line) -> None:
        """Show another line."""
        if line == self.line:
            return
        if line.action != self.line.action:
            self.link.setText(line.action)
            self.link.setAccessibleName(f"{line.action} {line.who}")
            self.link.setVisible(bool(line.action))
        self.line = line
        self.setAccessibleName(line.spoken)
        self._place_link()
        self.update()

    def _place_link(self) -> None:
        if self.line.action:
            size = self.link.sizeHint()
            x = self.width() - size.width() - _PAD + 6
            self.link.setGeometry(x, (HEIGHT - size.height()) // 2, size.width(), size.height())

    def _right_edge(self) -> int:
        return self.link.x() - 8 if self.line.action else self.width() - _PAD

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), ink("chrome"))
        painter.setPen(ink_pen("line"))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
        if self.line.who:
            self._paint_words(painter)
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        line, x, right = self.line, _PAD, self._right_edge()
        self._cut = False
        icons.paint(painter, QPoint(x, 8), line.icon, 16, line.icon_colour)
        x += 24
        x = self._part(painter, x, right, line.who, "text", strong=True)
        if line.value:
            x = self._part(painter, self._bar(painter, x), right, line.value, "text2")
        aside = QFontMetrics(face()).horizontalAdvance(line.aside)
        if line.aside and x + aside + 40 < right:
            self._part(painter, right - aside, right, line.aside, "text2")
            right -= aside + 16
        if line.sentence:
            x = self._part(painter, self._bar(painter, x), right, line.sentence, line.colour)
        if line.alert:
            x = self._bar(painter, x)
            icons.paint(painter, QPoint(x, 8), _ALERT, 16, "amber")
            self._part(painter, x + 22, right, line.alert, "amber")

    def _bar(self, painter: QPainter, x: int) -> int:
        painter.setPen(ink_pen("line5"))
        painter.drawLine(x + _BAR, 8, x + _BAR, HEIGHT - 10)
        return x + 2 * _BAR

    def _part(
        self, painter: QPainter, x: int, right: int, text: str, colour: str, *, strong: bool = False
    ) -> int:
        """Draw a part, shortened where the line ends; return where it stops."""
        font = face(strong=strong)
        room = max(0, right - x)
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
        self._cut = self._cut or shown != text
        painter.setFont(font)
        painter.setPen(ink(colour))
        painter.drawText(QRect(x, 0, room + 2, HEIGHT - 1), _LEFT, shown)
        return x + QFontMetrics(font).horizontalAdvance(shown)

    @property
    def cut_off(self) -> str:
        """The sentence, where the line is too short for it."""
        said = (self.line.sentence, self.line.alert)
        return " · ".join(part for part in said if part) if self._cut else ""

    def event(self, event: QEvent) -> bool:
        """What the line has no room for is told where the mouse rests on it."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.cut_off, self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_link()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._place_link()
        super().changeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, HEIGHT)
