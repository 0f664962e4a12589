"""Knows the Excel sheet of a course's marks as schools exchange it, to be filled and read back."""

from pathlib import Path
from typing import Final

from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from desktop.exchange.course_book import CourseBook, CoursePupil
from desktop.exchange.new_workbook import (
    AS_TEXT,
    BOLD,
    CENTRE,
    GREY,
    HEAD,
    LEFT,
    ONE_DECIMAL,
    OPEN,
    PLAIN,
    SMALL,
    STRUCK,
    TITLE,
    new_sheet,
    number_or_text,
    protect,
    put,
    put_line,
    save,
    set_widths,
)
from desktop.exchange.workbook import column_letters
from desktop.rules.marks import Column, column_name, is_regular, show_mark
from desktop.rules.terms import Assessment

IDENTITY: Final = ("STT", "Mã học sinh", "Họ và tên", "Ngày sinh")
_HEAD_ROW: Final = 6
_FIRST_ROW: Final = 8
_FIRST_MARK: Final = len(IDENTITY) + 1
_WIDTHS: Final = (5.5, 13.5, 27.0, 12.5)
_MARK_WIDTH: Final = 8.5
_SCORE_HINT: Final = (
    "Điểm là số từ 0 đến 10, nhiều nhất một chữ số sau dấu phẩy. Để trống nếu chưa có điểm."
)
_VERDICT_HINT: Final = "Ghi Đ (đạt) hoặc CĐ (chưa đạt). Để trống nếu chưa có kết quả."


def export_marks(book: CourseBook, path: Path) -> None:
    """Write the course's sheet; read back, it changes nothing. Raises Trouble."""
    workbook, sheet = new_sheet(book.class_name)
    _titles(sheet, book)
    _headings(sheet, book)
    for number, pupil in enumerate(book.pupils):
        _row(sheet, book, pupil, number)
    _validate(sheet, book)
    set_widths(sheet, (*_WIDTHS, *[_MARK_WIDTH] * (len(book.columns) + 1)))
    sheet.freeze_panes = f"{column_letters(len(IDENTITY) - 1)}{_FIRST_ROW}"
    sheet.print_title_rows = f"{_HEAD_ROW}:{_FIRST_ROW - 1}"
    protect(sheet)
    save(workbook, path)


def _titles(sheet: Worksheet, book: CourseBook) -> None:
    middle = len(IDENTITY)
    year = book.school_year.replace("–", "-")
    put_line(sheet, 1, book.authority.upper(), font=PLAIN)
    put_line(sheet, 2, book.school_name.upper())
    title = f"BẢNG ĐIỂM MÔN {book.subject.upper()} - HỌC KÌ {book.term.name}"
    put_line(sheet, 3, title, column=middle, font=TITLE)
    put_line(sheet, 4, f"Lớp {book.class_name} - Năm học {year}", column=middle)
    if book.locked:
        names = ", ".join(column_name(c) for c in book.columns if c in book.locked)
        said = f"Cột nền xám đã khóa, ghi vào đó sẽ không được nhập: {names}"
        put_line(sheet, 5, said, font=SMALL)


def _headings(sheet: Worksheet, book: CourseBook) -> None:
    """Two rows; ĐĐGtx stands once over its numbers."""
    captions = [*IDENTITY]
    captions += ["ĐĐGtx" if is_regular(c) else column_name(c) for c in book.columns]
    captions.append(f"ĐTBmhk{book.term.name}")
    for column, caption in enumerate(captions, 1):
        regular = _FIRST_MARK <= column < _FIRST_MARK + book.regular
        below = column - _FIRST_MARK + 1 if regular else None
        upper = put(sheet, _HEAD_ROW, column, caption, BOLD, align=CENTRE)
        lower = put(sheet, _HEAD_ROW + 1, column, below, BOLD, align=CENTRE)
        upper.fill = lower.fill = HEAD
        if not regular:
            sheet.merge_cells(
                start_row=_HEAD_ROW, end_row=_HEAD_ROW + 1, start_column=column, end_column=column
            )
    if book.regular > 1:
        sheet.merge_cells(
            start_row=_HEAD_ROW, end_row=_HEAD_ROW,
            start_column=_FIRST_MARK, end_column=_FIRST_MARK + book.regular - 1,
        )  # fmt: skip


def _row(sheet: Worksheet, book: CourseBook, pupil: CoursePupil, number: int) -> None:
    row = _FIRST_ROW + number
    font = PLAIN if pupil.left_on is None else STRUCK
    born = f"{pupil.birth_date:%d/%m/%Y}" if pupil.birth_date else None
    put(sheet, row, 1, number + 1, font, align=CENTRE)
    put(sheet, row, 2, pupil.code or None, font, align=CENTRE, number_format=AS_TEXT)
    put(sheet, row, 3, pupil.full_name, font, align=LEFT, number_format=AS_TEXT)
    put(sheet, row, 4, born, font, align=CENTRE, number_format=AS_TEXT)
    for place, column in enumerate(book.columns, _FIRST_MARK):
        _mark(sheet, (row, place), book, pupil, column, font)
    average = number_or_text(book.averages.get(pupil.student_id, ""))
    cell = put(
        sheet, row, _FIRST_MARK + len(book.columns), average, font,
        align=CENTRE, number_format=ONE_DECIMAL,
    )  # fmt: skip
    cell.fill = HEAD


def _mark(
    sheet: Worksheet,
    place: tuple[int, int],
    book: CourseBook,
    pupil: CoursePupil,
    column: Column,
    font: Font,
) -> None:
    shown = show_mark(pupil.marks.get(column))
    score = book.assessment is Assessment.SCORE
    cell = put(
        sheet, *place, number_or_text(shown) if score else shown or None, font,
        align=CENTRE, number_format=ONE_DECIMAL if score else AS_TEXT,
    )  # fmt: skip
    if column in book.locked:
        cell.fill = GREY
    else:
        cell.protection = OPEN


def _validate(sheet: Worksheet, book: CourseBook) -> None:
    """A warning, not a wall: Excel's idea of a decimal sign differs from computer to computer."""
    if not book.pupils:
        return
    score = book.assessment is Assessment.SCORE
    rule = (
        DataValidation(type="decimal", operator="between", formula1="0", formula2="10")
        if score
        else DataValidation(type="list", formula1='"Đ,CĐ"')
    )
    rule.allow_blank = True
    rule.errorStyle = "warning"
    rule.showErrorMessage = rule.showInputMessage = True
    rule.errorTitle, rule.error = "Xem lại ô này", _SCORE_HINT if score else _VERDICT_HINT
    rule.promptTitle, rule.prompt = book.subject[:32], rule.error
    first, last = (
        column_letters(_FIRST_MARK - 1),
        column_letters(_FIRST_MARK + len(book.columns) - 2),
    )
    rule.add(f"{first}{_FIRST_ROW}:{last}{_FIRST_ROW + len(book.pupils) - 1}")
    sheet.add_data_validation(rule)
