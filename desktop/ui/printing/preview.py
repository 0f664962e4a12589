"""The preview: one page of the PDF on the ground around paper, as wide as there is room."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.ui.printing.pdf import POINTS, Pdf
from desktop.ui.theme import LIGHT, ink, ink_pen

WIDTH, WHOLE = "width", "page"
PERCENTS: Final = (50, 75, 100, 125, 150, 200)
MARGIN: Final = 16
_SCREEN_DPI: Final = 96
_STEP: Final = 60


class _Sheet(QWidget):
    """The paper itself; keeps its own colours in the dark theme."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = QPixmap()
        self.frames: Sequence[QRectF] = ()
        self.zoom = 1.0
        self.setAccessibleName("Trang xem trước")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), ink("cover"))
        if self.picture.isNull():
            return
        size = self.picture.deviceIndependentSize().toSize()
        left = max(MARGIN, (self.width() - size.width()) // 2)
        at = QPoint(left, max(MARGIN, (self.height() - size.height()) // 2))
        painter.drawPixmap(at, self.picture)
        painter.setPen(ink_pen("line5"))
        painter.drawRect(at.x() - 1, at.y() - 1, size.width() + 1, size.height() + 1)
        painter.setPen(QPen(QColor(LIGHT.accent), 2))  # on paper, which is white in the dark too
        painter.translate(at)
        for frame in self.frames:
            z = self.zoom
            painter.drawRect(
                QRectF(frame.x() * z, frame.y() * z, frame.width() * z, frame.height() * z)
            )


class Preview(QScrollArea):
    """Shows a page; arrows scroll, Page Up and Down turn, Ctrl+wheel and Ctrl+plus zoom."""

    turned = Signal(int)  # the page that is shown now
    zoomed = Signal(str)  # WIDTH, WHOLE or a percentage as text

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Bản xem trước")
        self.setProperty("k", "cover")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sheet = _Sheet()
        self.setWidget(self.sheet)
        self.pdf: Pdf | None = None
        self.page = 0
        self.mode = WIDTH
        self.marks: Sequence[Sequence[QRectF]] = ()

    def show_pdf(self, pdf: Pdf | None, page: int = 0) -> None:
        """Show another document, which this takes over; None empties the preview."""
        if self.pdf is not None:
            self.pdf.close()
        self.pdf, self.marks = pdf, ()
        self.page = min(page, pdf.count - 1) if pdf else 0
        self._draw()
        self._to_top()

    def frame(self, marks: Sequence[Sequence[QRectF]]) -> None:
        """Frame what differs from paper: rectangles in points, for each page."""
        self.marks = marks
        self._draw()

    def turn_to(self, page: int) -> None:
        """Show that page, from its top."""
        if self.pdf is None or not 0 <= page < self.pdf.count or page == self.page:
            return
        self.page = page
        self._draw()
        self._to_top()
        self.turned.emit(page)

    def zoom_to(self, mode: str) -> None:
        """WIDTH, WHOLE, or a percentage such as `125`."""
        if mode != self.mode:
            self.mode = mode
            self._draw()
            self.zoomed.emit(mode)

    def zoom_by(self, step: int) -> None:
        """The next larger or smaller percentage."""
        now = round(100 * self._zoom() * POINTS / _SCREEN_DPI)
        larger = [p for p in PERCENTS if p > now + 1]
        smaller = [p for p in PERCENTS if p < now - 1]
        if step > 0 and larger:
            self.zoom_to(str(larger[0]))
        elif step < 0 and smaller:
            self.zoom_to(str(smaller[-1]))

    def _zoom(self) -> float:
        """Pixels a point."""
        if self.pdf is None:
            return 1.0
        size = self.pdf.sizes[self.page]
        room = self.maximumViewportSize() - QSize(2 * MARGIN, 2 * MARGIN)
        across = max(50, room.width()) / size.width()
        down = max(50, room.height()) / size.height()
        if self.mode == WHOLE:
            return min(across, down)
        if self.mode == WIDTH:  # the scroll bar takes its room when the page is taller
            bar = self.verticalScrollBar().sizeHint().width()
            return across if across <= down else max(50, room.width() - bar) / size.width()
        return int(self.mode) / 100 * _SCREEN_DPI / POINTS

    def _draw(self) -> None:
        sheet = self.sheet
        if self.pdf is None:
            sheet.picture = QPixmap()
            sheet.resize(self.viewport().size())
            sheet.update()
            return
        zoom, ratio = self._zoom(), self.devicePixelRatioF()
        picture = QPixmap.fromImage(self.pdf.image(self.page, zoom * ratio))
        picture.setDevicePixelRatio(ratio)
        sheet.picture, sheet.zoom = picture, zoom
        sheet.frames = self.marks[self.page] if self.page < len(self.marks) else ()
        wanted = picture.deviceIndependentSize().toSize() + QSize(2 * MARGIN, 2 * MARGIN)
        sheet.resize(wanted.expandedTo(self.viewport().size()))
        sheet.update()

    def _to_top(self) -> None:
        self.verticalScrollBar().setValue(0)
        self.horizontalScrollBar().setValue(0)

    def _turn_or_scroll(self, down: bool) -> None:
        bar = self.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + (bar.pageStep() if down else -bar.pageStep()))
        if bar.value() == before:
            self.turn_to(self.page + (1 if down else -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        bar, across = self.verticalScrollBar(), self.horizontalScrollBar()
        last = self.pdf.count - 1 if self.pdf else 0
        acts = {
            Qt.Key.Key_PageDown: lambda: self._turn_or_scroll(True),
            Qt.Key.Key_PageUp: lambda: self._turn_or_scroll(False),
            Qt.Key.Key_Space: lambda: self._turn_or_scroll(True),
            Qt.Key.Key_Home: lambda: self.turn_to(0),
            Qt.Key.Key_End: lambda: self.turn_to(last),
            Qt.Key.Key_Down: lambda: bar.setValue(bar.value() + _STEP),
            Qt.Key.Key_Up: lambda: bar.setValue(bar.value() - _STEP),
            Qt.Key.Key_Right: lambda: across.setValue(across.value() + _STEP),
            Qt.Key.Key_Left: lambda: across.setValue(across.value() - _STEP),
        }
        zooms = {
            Qt.Key.Key_Plus: lambda: self.zoom_by(1),
            Qt.Key.Key_Equal: lambda: self.zoom_by(1),
            Qt.Key.Key_Minus: lambda: self.zoom_by(-1),
            Qt.Key.Key_0: lambda: self.zoom_to(WIDTH),
            Qt.Key.Key_PageDown: lambda: self.turn_to(self.page + 1),
            Qt.Key.Key_PageUp: lambda: self.turn_to(self.page - 1),
        }
        act = (zooms if control else acts).get(Qt.Key(key))
        if act is None:
            event.ignore()
        else:
            act()

    def wheelEvent(self, event: QWheelEvent) -> None:
        step = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if step > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()
