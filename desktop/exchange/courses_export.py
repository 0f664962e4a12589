"""Writes the grid of who teaches what for Excel: classes down, subjects across."""

from pathlib import Path
from typing import Final

from desktop.exchange.courses import shown_teachers
from desktop.exchange.new_workbook import (
    AS_TEXT,
    BOLD,
    CENTRE,
    HEAD,
    LEFT,
    OPEN,
    PLAIN,
    SMALL,
    TITLE,
    new_sheet,
    protect,
    put,
    put_line,
    save,
    set_widths,
)
from desktop.queries.course_grid import CourseGrid

_HEAD_ROW: Final = 5


def export_courses(grid: CourseGrid, path: Path) -> None:
    """Write the grid with today's teachers; read back, it changes nothing. Raises Trouble."""
    workbook, sheet = new_sheet("Phân công")
    sheet.page_setup.orientation = "landscape"
    put_line(sheet, 1, grid.school_name.upper())
    put_line(sheet, 2, f"PHÂN CÔNG GIẢNG DẠY NĂM HỌC {grid.school_year}", font=TITLE)
    hint = "Ghi họ tên hoặc tài khoản của giáo viên; nhiều người thì cách nhau bằng dấu chấm phẩy."
    put_line(sheet, 3, hint, font=SMALL)
    captions = ("Lớp", *(subject.name for subject in grid.subjects))
    for column, caption in enumerate(captions, 1):
        put(sheet, _HEAD_ROW, column, caption, BOLD, align=CENTRE).fill = HEAD
    for row, school_class in enumerate(grid.classes, _HEAD_ROW + 1):
        put(sheet, row, 1, school_class.name, BOLD, align=CENTRE, number_format=AS_TEXT)
        for column, subject in enumerate(grid.subjects, 2):
            value = grid.cells.get((school_class.class_id, subject.subject_id))
            shown = shown_teachers(value, grid) or None
            cell = put(sheet, row, column, shown, PLAIN, align=LEFT, number_format=AS_TEXT)
            cell.protection = OPEN
    set_widths(sheet, (9.0, *[24.0] * len(grid.subjects)))
    sheet.freeze_panes = f"B{_HEAD_ROW + 1}"
    protect(sheet)
    save(workbook, path)
