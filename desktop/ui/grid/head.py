"""The head of a sheet: groups over columns with up to three lines, in one QHeaderView."""

from itertools import groupby

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop.ui import icons
from desktop.ui.grid.model import SheetModel
from desktop.ui.grid.sheet import Column, HeadLine, Kind
from desktop.ui.theme import face, ink, ink_pen
from desktop.ui.theme.fonts import text_width

GROUP, COLUMN, LINE = 24, 44, 18
SHORTEST = 48  # pixels that a comment column keeps
_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class SheetHead(QHeaderView):
    """Paints itself whole; `current` is the column whose head carries the ink bar."""

    resized = Signal()

    def __init__(self, model: SheetModel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self._pressed_width = -1
        self.current = -1
        self.frozen = 0
        self.group_ends: frozenset[int] = frozenset()
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(28)
        self.setAccessibleName("Đầu cột")

    def height_now(self) -> int:
        """Return 68 with groups over several lines or third lines, 34 for plain titles."""
        columns = self._model.columns
        lines = max((_line_count(column) + bool(column.group) for column in columns), default=1)
        return {1: 34, 2: COLUMN}.get(lines, GROUP + COLUMN)

    def move_to(self, column: int) -> None:
        """Mark the head of the current column."""
        if column != self.current:
            old, self.current = self.current, column
            for section in (old, column):
                if section >= 0:
                    self._update_section(section)

    def _update_section(self, section: int) -> None:
        self.viewport().update(QRect(self.left_of(section), 0, self.sectionSize(section), 200))

    def left_of(self, section: int) -> int:
        """Return where the section is painted: frozen ones do not scroll."""
        if section < self.frozen:
            return self.sectionPosition(section)
        return self.sectionViewportPosition(section)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.height_now())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), ink("head"))
        edge = sum(self.sectionSize(at) for at in range(self.frozen))
        count = len(self._model.columns)
        self._paint_sections(painter, range(self.frozen, count), event.rect())
        if self.frozen and self.offset():
            painter.fillRect(QRect(0, 0, edge, self.height()), ink("head"))
        self._paint_sections(painter, range(self.frozen), event.rect())
        painter.setPen(ink_pen("line5"))
        painter.drawLine(0, self.height() - 1, self.viewport().width(), self.height() - 1)
        painter.end()

    def _paint_sections(self, painter: QPainter, sections: range, dirty: QRect) -> None:
        columns = self._model.columns
        for group, members in groupby(sections, key=lambda at: columns[at].group):
            run = list(members)
            rect = self._rect(run[0], run[-1])
            if not rect.intersects(dirty):
                continue
            for section in run:
                self._paint_section(painter, section, under_group=bool(group))
            if group:
                self._paint_group(painter, rect, group)

    def _rect(self, first: int, last: int) -> QRect:
        left = self.left_of(first)
        right = self.left_of(last) + self.sectionSize(last)
        return QRect(left, 0, right - left, self.height())

    def _paint_group(self, painter: QPainter, rect: QRect, group: str) -> None:
        box = QRect(rect.x(), 0, rect.width() - 1, GROUP)
        painter.fillRect(box, ink("head"))
        painter.setFont(face(strong=True))
        painter.setPen(ink("text2"))
        painter.drawText(box, _CENTRE, _elided(painter, group, box.width() - 8))
        painter.setPen(ink_pen("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.setPen(ink_pen("line5"))
        painter.drawLine(box.topRight() + QPoint(1, 0), box.bottomRight() + QPoint(1, 0))

    def _paint_section(self, painter: QPainter, section: int, *, under_group: bool) -> None:
        column = self._model.columns[section]
        full = self._rect(section, section)
        box = full.adjusted(0, GROUP, 0, 0) if under_group else full
        here = section == self.current and column.kind is not Kind.NAME and section > 0
        if here:
            painter.fillRect(box.adjusted(0, 0, -1, 0), ink("tint2"))
            painter.fillRect(QRect(box.x(), box.bottom() - 2, box.width(), 3), ink("accent"))
        painter.setPen(ink_pen("line5" if section in self.group_ends else "line"))
        painter.drawLine(box.topRight(), box.bottomRight())
        _paint_lines(painter, box.adjusted(4, 0, -5, 0), column, here=here)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_width = self.length()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self.length() != self._pressed_width:
            self.resized.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self.viewport().update()
        super().changeEvent(event)


def _line_count(column: Column) -> int:
    return column.title.count("|") + 1 + len(column.lines)


def _paint_lines(painter: QPainter, box: QRect, column: Column, *, here: bool) -> None:
    titles = column.title.split("|")
    left = column.kind in (Kind.NAME, Kind.TEXT)
    y = box.y() + (box.height() - LINE * _line_count(column)) // 2
    painter.setFont(face(strong=True))
    painter.setPen(ink("accent" if here else "text"))
    for at, title in enumerate(titles):
        place = QRect(box.x() + (4 if left else 0), y, box.width() - (4 if left else 0), LINE)
        if column.icon and at == 0:
            place = _paint_icon(painter, place, column.icon, title, left=left)
            painter.setPen(ink("accent" if here else "text"))
        painter.drawText(place, _LEFT if left else _CENTRE, _elided(painter, title, place.width()))
        y += LINE
    for line in column.lines:
        indent = 4 if left else 0
        place = QRect(box.x() + indent, y, box.width() - indent, LINE)
        _paint_line(painter, place, line, left=left)
        y += LINE


def _paint_icon(painter: QPainter, place: QRect, name: str, title: str, *, left: bool) -> QRect:
    """Draw the sign before a title and return the room that is left for the title."""
    used = 0 if left else max(0, (place.width() - text_width(title, strong=True) - 15) // 2)
    icons.paint(painter, QPoint(place.x() + used, place.y() + 3), name, 12, "text2")
    return place.adjusted(used + 14 if left else 15, 0, 0, 0)


def _paint_line(painter: QPainter, place: QRect, line: HeadLine, *, left: bool) -> None:
    painter.setFont(face())
    width = text_width(line.text)
    if line.icon:
        x = place.x() + (0 if left else max(0, (place.width() - width - 15) // 2))
        icons.paint(painter, QPoint(x, place.y() + 3), line.icon, 12, line.colour)
        place = place.adjusted(15, 0, 0, 0)
    painter.setPen(ink(line.colour))
    shown = _elided(painter, line.text, place.width() + 2)
    painter.drawText(place, _LEFT if left else _CENTRE, shown)


def _elided(painter: QPainter, text: str, width: int) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
