"""Knows the Excel sheet of a class: pupils by subjects, with levels, titles and absences."""

from pathlib import Path
from typing import Final

from openpyxl.worksheet.worksheet import Worksheet

from desktop.exchange.class_sheet import ClassSheet, ClassSheetRow
from desktop.exchange.new_workbook import (
    AS_TEXT,
    BOLD,
    CENTRE,
    HEAD,
    LEFT,
    ONE_DECIMAL,
    PLAIN,
    STRUCK,
    TITLE,
    new_sheet,
    number_or_text,
    put,
    put_line,
    save,
    set_widths,
)
from desktop.exchange.workbook import column_letters

_IDENTITY: Final = ("STT", "Mã học sinh", "Họ và tên", "Ngày sinh")
_WIDTHS: Final = (5.5, 13.5, 27.0, 12.5)
_SUBJECT_WIDTH: Final = 9.5
_SUMMARY_WIDTH: Final = 13.0
_HEAD_ROW: Final = 6


def export_class_view(view: ClassSheet, path: Path) -> None:
    """Write the class's results on one sheet, landscape. Raises Trouble."""
    workbook, sheet = new_sheet(view.class_name)
    sheet.page_setup.orientation = "landscape"
    _titles(sheet, view)
    for column, caption in enumerate((*_IDENTITY, *view.subjects, *view.summary), 1):
        put(sheet, _HEAD_ROW, column, caption, BOLD, align=CENTRE).fill = HEAD
    for number, row in enumerate(view.rows, 1):
        _row(sheet, row, number)
    widths = [_SUBJECT_WIDTH] * len(view.subjects) + [_SUMMARY_WIDTH] * len(view.summary)
    set_widths(sheet, (*_WIDTHS, *widths))
    sheet.freeze_panes = f"{column_letters(len(_IDENTITY) - 1)}{_HEAD_ROW + 1}"
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    save(workbook, path)


def _titles(sheet: Worksheet, view: ClassSheet) -> None:
    middle = len(_IDENTITY)
    put_line(sheet, 1, view.authority.upper(), font=PLAIN)
    put_line(sheet, 2, view.school_name.upper())
    put_line(
        sheet, 3, f"KẾT QUẢ HỌC TẬP, RÈN LUYỆN - {view.period.upper()}", column=middle, font=TITLE
    )
    year = view.school_year.replace("–", "-")
    put_line(sheet, 4, f"Lớp {view.class_name} - Năm học {year}", column=middle)
    if view.homeroom:
        put_line(sheet, 5, f"Giáo viên chủ nhiệm: {view.homeroom}", column=middle, font=PLAIN)


def _row(sheet: Worksheet, pupil: ClassSheetRow, number: int) -> None:
    row = _HEAD_ROW + number
    font = PLAIN if pupil.left_on is None else STRUCK
    born = f"{pupil.birth_date:%d/%m/%Y}" if pupil.birth_date else None
    put(sheet, row, 1, number, font, align=CENTRE)
    put(sheet, row, 2, pupil.code or None, font, align=CENTRE, number_format=AS_TEXT)
    put(sheet, row, 3, pupil.full_name, font, align=LEFT, number_format=AS_TEXT)
    put(sheet, row, 4, born, font, align=CENTRE, number_format=AS_TEXT)
    first = len(_IDENTITY) + 1
    for column, shown in enumerate(pupil.results, first):
        value = number_or_text(shown)
        put(sheet, row, column, value, font, align=CENTRE, number_format=ONE_DECIMAL)
    for column, shown in enumerate(pupil.summary, first + len(pupil.results)):
        whole = int(shown) if shown.isdecimal() else shown or None
        put(sheet, row, column, whole, font, align=CENTRE)
