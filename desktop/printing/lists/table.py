"""A list of a class over one or more sheets: heading, table, page number; no margin for a seal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from desktop.printing.class_book.covers import school_title
from desktop.printing.fitting import Style
from desktop.printing.grid import Grid, Head, Row
from desktop.printing.ink import GREY, Box, Ink
from desktop.printing.page import Draft, Page, bound
from desktop.printing.paper import Paper
from desktop.queries.class_paper import ClassPaper

_LEFT, _RIGHT, _TOP, _BOTTOM = 15.0, 12.0, 10.0, 10.0
_HEADING: Final = 25.0
_FOOT: Final = 6.0
_SPREAD: Final = 3.2
"""So much higher than they must be lines may get, to fill the sheet, in millimetres."""
_SCHOOL: Final = Style(10.5, 7, "bold", "left", lines=1, inset=0)
_YEAR: Final = Style(10.5, 7, align="right", lines=1, inset=0)
_TITLE: Final = Style(14, 9, "bold", lines=1)
_UNDER: Final = Style(10.5, 7, "italic", lines=1)
_PAGE: Final = Style(8.5, 6, align="right", lines=1, inset=0)
_REMARK: Final = Style(8.5, 6, "italic", "left", lines=1, inset=0)

NUMBER: Final = Head("Số\nTT", 9)
TEXT: Final = Style(10, 7, align="left", lines=2, inset=1.2)
DATE: Final = Style(9.5, 6.5, lines=1, inset=0.4)


@dataclass(frozen=True, slots=True)
class ListTable:
    """What a list shows; `least_row` is the lowest height of a line, in millimetres."""

    name: str
    """As the list of pages calls it."""
    title: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    numbers: tuple[str, ...]
    head_height: float
    least_row: float
    remark: str = ""


def area_of(paper: Paper) -> Box:
    """What of the sheet a list takes."""
    return Box(_LEFT, _TOP, paper.width - _LEFT - _RIGHT, paper.height - _TOP - _BOTTOM)


def list_pages(book: ClassPaper, table: ListTable, paper: Paper) -> list[Page]:
    """The lines shared evenly among as few sheets as they need."""
    free = area_of(paper).height - _HEADING - _FOOT - table.head_height
    most = max(1, int(free / table.least_row))
    sheets = max(1, -(-len(table.rows) // most))
    each = max(1, -(-len(table.rows) // sheets))
    drafts = [_draft(book, table, number, sheets, each) for number in range(sheets)]
    return bound(drafts, paper, table.name)


def _draft(book: ClassPaper, table: ListTable, number: int, sheets: int, each: int) -> Draft:
    here = slice(number * each, (number + 1) * each)
    rows, numbers = table.rows[here], table.numbers[here]
    words = tuple(_heading(book, table))
    page = f"Trang {number + 1}/{sheets}"

    def draw(ink: Ink, paper: Paper) -> None:
        area = area_of(paper)
        for style, box, text in zip(
            (_SCHOOL, _YEAR, _TITLE, _UNDER), _heading_boxes(area), words, strict=True
        ):
            ink.text(box, text, style)
        free = area.height - _HEADING - _FOOT - table.head_height
        grid = Grid(
            table.heads, area.band(_HEADING, area.height - _HEADING), (table.head_height,),
            min(table.least_row + _SPREAD, free / each), max(1, len(rows)), numbers, dotted=False,
        )  # fmt: skip
        grid.draw_frame(ink)
        grid.draw_rows(ink, rows)
        foot = area.band(area.height - _FOOT + 2, _FOOT - 2)
        ink.text(foot._replace(width=foot.width - 25), table.remark, _REMARK, GREY)
        ink.text(foot.column(foot.width - 25, 25), page, _PAGE)

    content: tuple[Any, ...] = (words, rows, numbers, table.remark)
    return Draft(f"list/{number + 1}", table.name, "list", content, draw, foot=False)


def _heading(book: ClassPaper, table: ListTable) -> Iterator[str]:
    yield school_title(book.heading).upper()
    yield f"Năm học {book.year}"
    yield table.title
    girls = sum(pupil.sex == "Nữ" for pupil in book.pupils)
    teacher = f" · Giáo viên chủ nhiệm: {book.homeroom_teacher}" if book.homeroom_teacher else ""
    of_them = f", nữ {girls}" if girls else ""
    yield f"Sĩ số: {len(book.pupils)}{of_them}{teacher}"


def _heading_boxes(area: Box) -> Sequence[Box]:
    upper = area.band(0, 6)
    half = area.width / 2
    return (
        upper.column(0, half), upper.column(half, half), area.band(8, 7), area.band(15.5, 6),
    )  # fmt: skip
