"""The whole class on one board: number, name and mark of everybody, in as many columns as fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui import icons
from desktop.ui.theme import face, ink, ink_pen

ROW: Final = 26
_NARROWEST: Final = 168
_WIDEST: Final = 440
_NUMBER: Final = 34
_SIGN: Final = 14
_FIVE: Final = 5
Index = QModelIndex | QPersistentModelIndex
_MARK_INK: Final = {"P": "text", "K": "red", "M": "text2"}


@dataclass(frozen=True, slots=True)
class Seat:
    """A pupil on the board; `words` are what a screen reader says behind the name.

    `tail` always stands at the right (other sessions, meals), `note` behind the name where there
    is room; `alert` is an amber sign, `way` that of an own entry on its way or not taken.
    """

    student_id: UUID
    number: int
    name: str
    mark: str = ""
    note: str = ""
    tail: str = ""
    words: str = ""
    alert: bool = False
    way: str = ""
    way_tone: str = "amber"


class _Seats(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.seats: tuple[Seat, ...] = ()

    def show(self, seats: Sequence[Seat]) -> None:
        """Show others; the same pupils keep their places, and the view its current one."""
        same = [x.student_id for x in seats] == [x.student_id for x in self.seats]
        if same and seats:
            self.seats = tuple(seats)
            self.dataChanged.emit(self.index(0), self.index(len(seats) - 1))
            return
        self.beginResetModel()
        self.seats = tuple(seats)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.seats)

    def data(self, index: Index, role: int = 0) -> object:
        seat = self.seats[index.row()]
        if role == 0:
            return seat.name
        said = (f"{seat.number} {seat.name}", seat.mark, seat.words)
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(part for part in said if part)
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return "\n".join(part for part in (seat.name, seat.words) if part)
        return None


class _Painter(QStyledItemDelegate):
    def __init__(self, board: "Board") -> None:
        super().__init__(board)
        self._board = board

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return self._board.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        board = self._board
        seat, box = board.seats[index.row()], QRect(option.rect)
        painter.save()
        self._ground(painter, box, seat, index.row())
        self._number(painter, box, seat)
        self._mark(painter, box, seat)
        left = box.left() + _NUMBER + _SIGN + 12
        right = self._signs(painter, box, seat)
        self._name(painter, QRect(left, box.top(), right - left, box.height()), seat)
        painter.restore()

    def _ground(self, painter: QPainter, box: QRect, seat: Seat, at: int) -> None:
        board = self._board
        if seat.student_id == board.chosen_id:
            painter.fillRect(box, ink("tint2"))
        elif seat.student_id in board.found:
            painter.fillRect(box, ink("tint"))
        painter.setPen(ink("line5" if (at + 1) % _FIVE == 0 else "line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.setPen(ink("line5"))
        painter.drawLine(box.topRight(), box.bottomRight())
        focused = board.hasFocus() and board.currentIndex().row() == at
        if focused or seat.student_id == board.chosen_id:
            painter.setPen(ink_pen("accent", 2))
            painter.drawRect(box.adjusted(1, 1, -2, -2))

    def _number(self, painter: QPainter, box: QRect, seat: Seat) -> None:
        painter.setFont(face())
        painter.setPen(ink("text2"))
        place = QRect(box.left(), box.top(), _NUMBER, box.height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), str(seat.number))

    def _mark(self, painter: QPainter, box: QRect, seat: Seat) -> None:
        painter.setFont(face(strong=True))
        painter.setPen(ink(_MARK_INK.get(seat.mark, "text")))
        place = QRect(box.left() + _NUMBER + 2, box.top(), _SIGN, box.height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), seat.mark)

    def _signs(self, painter: QPainter, box: QRect, seat: Seat) -> int:
        """From the right: the way to the server, the alert, the tail; returns what is left."""
        right = box.right() - 8
        if seat.way:
            icons.paint(painter, QPoint(right - 12, box.top() + 3), seat.way, 12, seat.way_tone)
            right -= 16
        if seat.alert:
            at = QPoint(right - 14, box.top() + 6)
            icons.paint(painter, at, "ri.error-warning-line", 14, "amber")
            right -= 18
        if seat.tail:
            painter.setFont(face())
            painter.setPen(ink("text2"))
            wide = painter.fontMetrics().horizontalAdvance(seat.tail) + 2
            place = QRect(right - wide, box.top(), wide, box.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), seat.tail)
            right -= wide + 6
        return right

    def _name(self, painter: QPainter, box: QRect, seat: Seat) -> None:
        painter.setFont(face(strong=bool(seat.mark)))
        painter.setPen(ink("text"))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(seat.name, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, middle, shown)
        taken = metrics.horizontalAdvance(shown) + 10
        if seat.note and box.width() - taken > 3 * _SIGN:
            painter.setFont(face())
            painter.setPen(ink("text2"))
            rest = box.adjusted(taken, 0, 0, 0)
            elided = Qt.TextElideMode.ElideRight
            words = painter.fontMetrics().elidedText(seat.note, elided, rest.width())
            painter.drawText(rest, middle, words)


class Board(QListView):
    """Says which pupil was picked, and what was typed while it has the keyboard."""

    picked = Signal(object)  # the pupil's id
    typed = Signal(str, object)  # a letter, and the pupil on whom the keyboard stands

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Học sinh của lớp")
        self.chosen_id: UUID | None = None
        self.found: frozenset[UUID] = frozenset()
        self._seats = _Seats()
        self.setModel(self._seats)
        self.setItemDelegate(_Painter(self))
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(6 * ROW)
        self.activated.connect(lambda index: self.picked.emit(self.seats[index.row()].student_id))

    @property
    def seats(self) -> tuple[Seat, ...]:
        return self._seats.seats

    def show_seats(self, seats: Sequence[Seat]) -> None:
        """Show pupils as they are now."""
        many = len(seats) != len(self.seats)
        self._seats.show(seats)
        if many:
            self._fit()
        self.viewport().update()

    def point_out(self, chosen: UUID | None, found: Sequence[UUID] = ()) -> None:
        """Frame the one who is meant, and tint all who may be."""
        self.chosen_id, self.found = chosen, frozenset(found)
        at = self.row_of(chosen)
        if at >= 0:
            self.scrollTo(self._seats.index(at))
            self.setCurrentIndex(self._seats.index(at))
        self.viewport().update()

    def row_of(self, student_id: UUID | None) -> int:
        """The place of a pupil, -1 for who is not here."""
        ids = (n for n, seat in enumerate(self.seats) if seat.student_id == student_id)
        return next(ids, -1)

    def student_at(self, at: QPoint) -> UUID | None:
        """The pupil below a point."""
        index = self.indexAt(at)
        return self.seats[index.row()].student_id if index.isValid() else None

    @property
    def current_id(self) -> UUID | None:
        """On whom the keyboard stands."""
        at = self.currentIndex().row()
        return self.seats[at].student_id if 0 <= at < len(self.seats) else None

    def _fit(self) -> None:
        """As many columns as the class needs, as wide as there is room."""
        room, many = self.size(), len(self.seats)
        bar = self.horizontalScrollBar().sizeHint().height()
        rows = max(1, room.height() // ROW)
        scrolls = _NARROWEST * -(-many // rows) > room.width()
        if scrolls:
            rows = max(1, (room.height() - bar) // ROW)
        columns = max(1, -(-many // rows))
        width = min(_WIDEST, max(_NARROWEST, room.width() // columns - 1))
        off, on = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        policy = on if scrolls else off
        if self.horizontalScrollBarPolicy() != policy:  # setting it resizes, and asks here again
            self.setHorizontalScrollBarPolicy(policy)
        if self.gridSize() != QSize(width, ROW):
            self.setGridSize(QSize(width, ROW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        student = self.student_at(event.position().toPoint())
        if student is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(student)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text().strip()
        held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if text and text.isprintable() and not held:
            self.typed.emit(text, self.current_id)
        elif event.key() == Qt.Key.Key_Delete:
            self.typed.emit("x", self.current_id)
        else:
            super().keyPressEvent(event)
