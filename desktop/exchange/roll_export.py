"""Knows the Excel sheet of a month's attendance, to be filled in and read back."""

from pathlib import Path
from typing import Final

from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from desktop.exchange.new_workbook import (
    AS_TEXT,
    BOLD,
    CENTRE,
    GREY,
    HEAD,
    LEFT,
    OPEN,
    PLAIN,
    SMALL,
    STRUCK,
    TITLE,
    new_sheet,
    protect,
    put,
    put_line,
    save,
    set_widths,
)
from desktop.exchange.roll_book import RollBook
from desktop.exchange.workbook import column_letters
from desktop.queries.month_grid import DayHead, GridLine

IDENTITY: Final = ("STT", "Mã học sinh", "Họ và tên", "Ngày sinh")
SUMS: Final = ("TS", "P", "K", "Muộn")
_HEAD_ROW: Final = 6
_FIRST_ROW: Final = 8
_FIRST_DAY: Final = len(IDENTITY) + 1
_WIDTHS: Final = (5.5, 13.5, 27.0, 12.5)
_DAY_WIDTH, _SUM_WIDTH = 4.6, 6.5
_LETTERS: Final = (
    "P: nghỉ có phép; K: nghỉ không phép; M: đi muộn; x: có mặt. "
    "Ô trống không làm thay đổi sổ. Ô nền xám không có buổi học."
)
_TWO: Final = " Ngày hai buổi mà hai buổi khác nhau thì ghi sáng/chiều, thí dụ K/P hoặc –/M."


def export_roll(book: RollBook, path: Path) -> None:
    """Write the month's sheet; read back, it changes nothing. Raises Trouble."""
    workbook, sheet = new_sheet(f"{book.class_name} {book.grid.month}-{book.grid.year}")
    sheet.page_setup.orientation = "landscape"
    _titles(sheet, book)
    _headings(sheet, book)
    for number, line in enumerate(book.grid.lines):
        _row(sheet, book, line, number)
    _validate(sheet, book)
    days = [_DAY_WIDTH] * len(book.grid.days)
    set_widths(sheet, (*_WIDTHS, *days, *[_SUM_WIDTH] * len(SUMS)))
    sheet.freeze_panes = f"{column_letters(len(IDENTITY) - 1)}{_FIRST_ROW}"
    sheet.print_title_rows = f"{_HEAD_ROW}:{_FIRST_ROW - 1}"
    protect(sheet)
    save(workbook, path)


def _titles(sheet: Worksheet, book: RollBook) -> None:
    middle = len(IDENTITY)
    put_line(sheet, 1, book.authority.upper(), font=PLAIN)
    put_line(sheet, 2, book.school_name.upper())
    put_line(sheet, 3, f"ĐIỂM DANH {book.name.upper()}", column=middle, font=TITLE)
    year = book.school_year.replace("–", "-")
    put_line(sheet, 4, f"Lớp {book.class_name} - Năm học {year}", column=middle)
    two = any(len(head.sessions(book.part)) > 1 for head in book.grid.days)
    put_line(sheet, 5, _LETTERS + (_TWO if two else ""), font=SMALL)


def _headings(sheet: Worksheet, book: RollBook) -> None:
    """Days over their weekdays; the other captions over both rows."""
    days = [(head.day.day, head.weekday) for head in book.grid.days]
    captions: list[tuple[str | int, str | None]] = [(name, None) for name in IDENTITY]
    captions += [*days, *((name, None) for name in SUMS)]
    for column, (caption, below) in enumerate(captions, 1):
        upper = put(sheet, _HEAD_ROW, column, caption, BOLD, align=CENTRE)
        lower = put(sheet, _HEAD_ROW + 1, column, below, PLAIN, align=CENTRE)
        upper.fill = lower.fill = HEAD
        if below is None:
            sheet.merge_cells(
                start_row=_HEAD_ROW, end_row=_HEAD_ROW + 1, start_column=column, end_column=column
            )


def _row(sheet: Worksheet, book: RollBook, line: GridLine, number: int) -> None:
    row, pupil = _FIRST_ROW + number, line.pupil
    left = pupil.left_on is not None and pupil.left_on <= book.grid.today
    font = STRUCK if left else PLAIN
    born = f"{pupil.birth_date:%d/%m/%Y}" if pupil.birth_date else None
    put(sheet, row, 1, number + 1, font, align=CENTRE)
    put(sheet, row, 2, pupil.code or None, font, align=CENTRE, number_format=AS_TEXT)
    put(sheet, row, 3, pupil.full_name, font, align=LEFT, number_format=AS_TEXT)
    put(sheet, row, 4, born, font, align=CENTRE, number_format=AS_TEXT)
    for place, head in enumerate(book.grid.days, _FIRST_DAY):
        _day(sheet, (row, place), book, line, head, font)
    sums = line.sums
    numbers = (sums.total, sums.excused, sums.unexcused, sums.late)
    for place, amount in enumerate(numbers, _FIRST_DAY + len(book.grid.days)):
        put(sheet, row, place, amount or None, font, align=CENTRE).fill = HEAD


def _day(
    sheet: Worksheet, place: tuple[int, int], book: RollBook, line: GridLine, head: DayHead,
    font: Font,
) -> None:  # fmt: skip
    shown = book.shown(line, head)
    cell = put(sheet, *place, shown or None, font, align=CENTRE, number_format=AS_TEXT)
    closed = not head.sessions(book.part) or not line.belongs(head.day)
    if closed or head.day > book.grid.today:
        cell.fill = GREY
    else:
        cell.protection = OPEN


def _validate(sheet: Worksheet, book: RollBook) -> None:
    """A warning, not a wall; where a day has two sessions K/P is right too."""
    two = any(len(head.sessions(book.part)) > 1 for head in book.grid.days)
    if not book.grid.lines or two:
        return
    rule = DataValidation(type="list", formula1='"P,K,M,x"', allow_blank=True)
    rule.errorStyle = "warning"
    rule.showErrorMessage = True
    rule.errorTitle, rule.error = "Xem lại ô này", _LETTERS
    first = column_letters(_FIRST_DAY - 1)
    last = column_letters(_FIRST_DAY + len(book.grid.days) - 2)
    rule.add(f"{first}{_FIRST_ROW}:{last}{_FIRST_ROW + len(book.grid.lines) - 1}")
    sheet.add_data_validation(rule)
