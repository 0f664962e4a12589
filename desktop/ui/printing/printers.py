"""The printers of this computer, and how pages of a PDF are put on one, each on its own paper."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Final, Protocol

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.store.trouble import Trouble
from desktop.ui.printing.pdf import POINTS, Pdf

DPI: Final = 300
"""Enough for the smallest text of the forms; an A3 page takes 52 MB while it is drawn."""

NO_PRINTER: Final = (
    "Máy này chưa có máy in nào nên chưa in gì. Bản xem trước vẫn còn nguyên. "
    "Thêm máy in trong phần cài đặt của hệ điều hành rồi in lại, "
    "hoặc lưu PDF và in ở máy có máy in."
)


class NotOnPaper(Trouble):
    """The printer did not take the pages."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Máy in {name} không nhận bản in nên chưa in xong. Sổ và bản xem trước vẫn nguyên. "
            "Xem máy in đã bật, còn giấy và nối với máy này chưa, rồi in lại hoặc chọn máy khác."
        )


class Printers(Protocol):
    """What the print tab needs of the system."""

    def names(self) -> tuple[str, ...]:
        """The printers that can be chosen, the usual one first."""

    def printer(self, name: str) -> QPrinter:
        """A printer by its name."""


class SystemPrinters:
    """The printers that the operating system knows."""

    def names(self) -> tuple[str, ...]:
        names = list(QPrinterInfo.availablePrinterNames())
        usual = QPrinterInfo.defaultPrinterName()
        return tuple(sorted(names, key=lambda name: (name != usual, name)))

    def printer(self, name: str) -> QPrinter:
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setPrinterName(name)
        return made


def print_pages(
    pdf: Pdf, printer: QPrinter, name: str, copies: int, step: Callable[[int, int], None]
) -> None:
    """Draw every page as it was previewed, on its own paper, without margins of the printer's.

    `step` hears how many pages are drawn, and of how many; raising in it stops the work and takes
    the job back. Raises NotOnPaper.
    """
    printer.setFullPage(True)
    printer.setResolution(DPI)
    printer.setCopyCount(copies)
    printer.setPageLayout(layout_of(pdf.sizes[0]))
    painter = QPainter()
    if not painter.begin(printer):
        raise NotOnPaper(name)
    with ExitStack() as ending, ExitStack() as taken_back:
        ending.callback(painter.end)
        taken_back.callback(printer.abort)
        for page in range(pdf.count):
            step(page, pdf.count)
            if page:
                _turn(printer, name, pdf.sizes[page])
            _draw(painter, printer, pdf, page)
        step(pdf.count, pdf.count)
        taken_back.pop_all()  # all of it is drawn
    if printer.printerState() is QPrinter.PrinterState.Error:
        raise NotOnPaper(name)


def _turn(printer: QPrinter, name: str, points: QSizeF) -> None:
    printer.setPageLayout(layout_of(points))
    if not printer.newPage():
        raise NotOnPaper(name)


def layout_of(points: QSizeF) -> QPageLayout:
    """The paper of a page: A3 or A4, upright or lying, as its size in points says."""
    lying = points.width() > points.height()
    upright = points.transposed() if lying else points
    size = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    turn = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    return QPageLayout(size, turn, QMarginsF())


def _draw(painter: QPainter, printer: QPrinter, pdf: Pdf, page: int) -> None:
    picture = pdf.image(page, DPI / POINTS)
    whole = printer.pageLayout().fullRectPixels(printer.resolution())
    painter.drawImage(QRectF(whole), picture, QRectF(picture.rect()))
