"""Knows how a workbook of ours looks and how it gets onto the disk whole or not at all."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from desktop.durable import write_durably
from desktop.exchange.saving import not_saved
from desktop.exchange.workbook import column_letters

FACE: Final = "Times New Roman"
PLAIN: Final = Font(name=FACE, size=12)
BOLD: Final = Font(name=FACE, size=12, bold=True)
TITLE: Final = Font(name=FACE, size=14, bold=True)
STRUCK: Final = Font(name=FACE, size=12, strike=True, color="808080")
SMALL: Final = Font(name=FACE, size=10, italic=True)
GREY: Final = PatternFill("solid", fgColor="E4E4E4")
HEAD: Final = PatternFill("solid", fgColor="ECEAF6")
CENTRE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT: Final = Alignment(horizontal="left", vertical="center")
OPEN: Final = Protection(locked=False)
ONE_DECIMAL: Final = "0.0"
AS_TEXT: Final = "@"
_LINE: Final = Side(style="thin", color="606060")
FRAME: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def new_sheet(title: str) -> tuple[Workbook, Worksheet]:
    """A workbook with one sheet, A4, one page wide."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError
    sheet.title = "".join(" " if c in r"[]:*?/\\" else c for c in title)[:31]
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr] # always there on a new sheet
    return book, sheet


def put(  # noqa: PLR0913 - one cell, all that can be said of it
    sheet: Worksheet,
    row: int,
    column: int,
    value: str | float | None,
    font: Font = PLAIN,
    *,
    align: Alignment = LEFT,
    number_format: str = "General",
) -> Cell:
    """Write one framed cell; row and column count from 1. Text stays text, also `=6+2`."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError
    cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
    cell.font, cell.border, cell.alignment = font, FRAME, align
    cell.number_format = number_format
    return cell


def put_line(sheet: Worksheet, row: int, text: str, *, column: int = 1, font: Font = BOLD) -> None:
    """A heading line without a frame."""
    cell = sheet.cell(row, column)
    cell.value = text
    if text:
        cell.data_type = "s"
    cell.font = font


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    for column, width in enumerate(widths):
        sheet.column_dimensions[column_letters(column)].width = width


def protect(sheet: Worksheet) -> None:
    """Without a password: against the slip of a hand, not against the owner of the file."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.selectLockedCells = False


def save(book: Workbook, path: Path) -> None:
    """Write beside the place, then take it: an older file stays whole on any trouble."""
    packed = BytesIO()
    book.save(packed)
    try:
        write_durably(path, packed.getvalue())
    except OSError as refused:
        path.with_name(path.name + ".new").unlink(missing_ok=True)
        raise not_saved(path, refused) from refused


def number_or_text(shown: str) -> str | float | None:
    """8,5 as the number that a spreadsheet calculates with; words stay words."""
    try:
        return float(shown.replace(",", "."))
    except ValueError:
        return shown or None
