"""Draws the page of a month: days by pupils, holidays grey, sums, notes, who signs (4.1-5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from desktop.printing.fitting import Style
from desktop.printing.grid import Cell, Grid, Head, Row
from desktop.printing.ink import HAIR, RED, STRIKE, Box, Ink, Pen
from desktop.printing.leaf import LEAST_ROWS, MOST_ROWS, Side
from desktop.printing.options import BookOptions
from desktop.printing.page import Draft, sheet
from desktop.printing.paper import SIGNATURE_HEIGHT, Signature, draw_signatures
from desktop.printing.roll_sheet.notes import notes
from desktop.queries.roll_pages import PaperLine, PaperMonth, PaperRolls

NAME_COLUMN: Final = 1
_FIRST_DAY: Final = 2
_LAST_DAY: Final = 31
_TITLE_HEIGHT: Final = 10.0
_TITLE_PART: Final = 0.57
_LEVELS: Final = (5.4, 5.0)
_TALLEST: Final = 5.6
_NOTES_HEIGHT: Final = 16.0
_GAP: Final = 1.5
_TITLE: Final = Style(13, 9, "bold", "left", lines=1, inset=0)
_SIZE: Final = Style(12, 8, "bold", "right", lines=1, inset=0)
_NAME: Final = Style(9, 7, align="left", lines=1, inset=1.0)
_LETTER: Final = Style(9, 5, lines=1, inset=0.1)
_SUM: Final = Style(9, 6, lines=1, inset=0.2)
_COUNT: Final = Style(8.5, 5, lines=1, inset=0.45)
_NOTES: Final = Style(8, 5.5, "italic", "left", lines=9, inset=0, top=True)
_CORNER: Final = Style(8.5, 6.5, "bold", lines=1, inset=0.8)
_CORNER_NAME: Final = Style(8.5, 6.5, "bold", "left", lines=1, inset=0.8)
_CORNER_BEND: Final = 0.66
_NUMBER: Final = 8.0
_WIDE_NAME: Final = 52.0
_NARROW_NAME: Final = 40.0
_BEFORE: Final = Style(8, 4.5, lines=1, inset=0)
_NOW: Final = Style(7.5, 4.5, lines=1, inset=0)
_STRUCK: Final = 1.3
"""Half the length of the line through a letter, in millimetres."""
_THIN_STRIKE: Final = Pen(0.6, RED)
_AWAY: Final = "–"

Sums = tuple[tuple[str, tuple[tuple[str, float], ...]], ...]
"""Groups of columns after the days: title, and of each column its title and width in days."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Whose roll it is, and who signs for it."""

    class_name: str
    homeroom: str = ""
    principal: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What is printed the same for every class with the same days."""

    days: tuple[tuple[str, bool], ...]
    """Of each day its weekday, and whether it is grey."""
    rows: int
    first_number: int
    foot: int
    """Lines below the pupils' for sums."""
    sums: Sums


@dataclass(frozen=True, slots=True)
class MonthLeaf:
    """All that is drawn of a month on one sheet."""

    title: str
    size: str
    frame: Frame
    rows: tuple[Row, ...]
    foot: tuple[Row, ...]
    changes: tuple[tuple[int, int, str, str], ...]
    """Line, column, the letters before and now, of cells altered after confirmation."""
    gone: tuple[tuple[int, int], ...]
    """Line, and the first column of days after the pupil had left."""
    notes: str
    signatures: tuple[Signature, ...]

    @property
    def content(self) -> tuple[Any, ...]:
        """What the fingerprint is taken of."""
        return (
            self.title, self.size, self.frame.days, self.frame.rows, self.rows, self.foot,
            self.changes, self.gone, self.notes, self.signatures,
        )  # fmt: skip


ROLL_SUMS: Final[Sums] = (("Tổng số buổi nghỉ", (("TS", 1.35), ("P", 1.2), ("K", 1.2))),)


def month_pages(rolls: PaperRolls, signed: Signed, options: BookOptions) -> Iterator[Draft]:
    """A sheet a month; a class of more than 60 goes on to a second one."""
    for month in rolls.months:
        for number, leaf in enumerate(_leaves(rolls, month, signed, options), 1):
            key = month_key(month, number)
            title = f"Gọi tên tháng {month.month}/{month.year}"
            draft = sheet(key, title, "months", (side_of_month(leaf),))
            yield replace(draft, open=month.state.confirmed is None)


def side_of_month(leaf: MonthLeaf) -> Side:
    return Side(leaf.content, lambda ink, box: draw_month(ink, box, leaf))


def _leaves(
    rolls: PaperRolls, month: PaperMonth, signed: Signed, options: BookOptions
) -> Iterator[MonthLeaf]:
    words = "\n".join(notes(rolls, month, corrections=options.corrections_line))
    for lines, rows, first in pages_of_lines(month.lines):
        frame = Frame(frame_days(month), rows, first, 1, ROLL_SUMS)
        yield MonthLeaf(
            title=f"Tháng {month.month} năm {month.year}",
            size=f"Tổng số học sinh của lớp {signed.class_name}: {month.size}",
            frame=frame,
            rows=tuple(_row(month, line, options) for line in lines),
            foot=(_totals(month),),
            changes=tuple(changes_of(lines, options)),
            gone=tuple(gone_of(month, lines)),
            notes=words,
            signatures=signatures(signed),
        )


def pages_of_lines(
    lines: Sequence[PaperLine], least: int = LEAST_ROWS
) -> Iterator[tuple[tuple[PaperLine | None, ...], int, int]]:
    """The lines of each sheet in their places, how many places it has, and its first number."""
    by_number = {line.pupil.number: line for line in lines}
    last = max(by_number, default=1)
    for first in range(1, last + 1, MOST_ROWS):
        count = min(last - first + 1, MOST_ROWS)
        here = tuple(by_number.get(number) for number in range(first, first + count))
        yield here, max(least, -(-count // 5) * 5), first


def frame_days(month: PaperMonth) -> tuple[tuple[str, bool], ...]:
    """Always 31 columns: what a short month lacks is grey and has no weekday."""
    days = [(day.weekday, day.free) for day in month.days]
    return (*days, *[("", True)] * (_LAST_DAY - len(days)))


def with_31(cells: Sequence[str | Cell]) -> tuple[str | Cell, ...]:
    """The cells of a month's days, with empty ones for the days that it lacks."""
    return (*cells, *[""] * (_LAST_DAY - len(cells)))


def month_key(month: PaperMonth, number: int) -> str:
    """The key of a month's page; a class on several sheets has several."""
    return f"roll/{month.year}-{month.month:02}" + (f"/{number}" if number > 1 else "")


def signatures(signed: Signed) -> tuple[Signature, ...]:
    """Who signs a sheet on its way (4.5)."""
    return (
        Signature("Giáo viên chủ nhiệm", name=signed.homeroom),
        Signature("Nhân viên văn phòng nhận lưu"),
        Signature("Hiệu trưởng", "(Kí, ghi rõ họ tên và đóng dấu)", signed.principal),
    )


def changes_of(
    lines: Sequence[PaperLine | None], options: BookOptions
) -> Iterator[tuple[int, int, str, str]]:
    """Nothing on a clean print (X-10)."""
    for row, line in enumerate(lines):
        for change in line.changes if line and options.corrections_line else ():
            yield row, day_column(change.day), change.before, change.now


def gone_of(month: PaperMonth, lines: Sequence[PaperLine | None]) -> Iterator[tuple[int, int]]:
    """Who left up to the end of the month, struck from the day of leaving on."""
    for row, line in enumerate(lines):
        left = line.pupil.left_on if line else None
        if left is not None and left <= month.last:
            yield row, day_column(max(left, month.first))


def day_column(day: date) -> int:
    return _FIRST_DAY + day.day - 1


def _row(month: PaperMonth, line: PaperLine | None, options: BookOptions) -> Row:
    if line is None:
        return Row(())
    joined = line.pupil.joined_on
    altered = {change.day for change in line.changes if options.corrections_line}
    days = tuple(
        _AWAY if joined is not None and day.day < joined
        else "" if day.day in altered else line.cells.get(day.day, "")
        for day in month.days
    )  # fmt: skip
    sums = tuple(
        number_or_blank(n) for n in (line.sums.total, line.sums.excused, line.sums.unexcused)
    )
    gone = line.pupil.left_on is not None and line.pupil.left_on <= month.last
    return Row((line.pupil.full_name, *with_31(days), *sums), gone)


def _totals(month: PaperMonth) -> Row:
    """How many were missed on each day, and all together."""
    per_day = [number_or_blank(month.day_totals[day.day]) for day in month.days]
    total = month.total
    sums = (number_or_blank(n) for n in (total.total, total.excused, total.unexcused))
    return Row((Cell("Tổng số", bold=True), *with_31(per_day), *sums))


def number_or_blank(count: int) -> str:
    """An empty cell says none."""
    return str(count) if count else ""


def draw_month(ink: Ink, side: Box, leaf: MonthLeaf) -> None:
    grid, name = _grid(leaf.frame, side)
    head = side.band(0, _TITLE_HEIGHT - 2)
    ink.text(head._replace(width=side.width * _TITLE_PART), leaf.title, _TITLE)
    rest = side.width * (1 - _TITLE_PART)
    ink.text(head.column(side.width - rest, rest), leaf.size, _SIZE)
    ink.frame(name, lambda inside: _draw_frame(inside, grid))
    grid.draw_rows(ink, leaf.rows, NAME_COLUMN + 1)
    for row, cells in enumerate(leaf.foot, leaf.frame.rows):
        _draw_foot_row(ink, grid, row, cells)
    for change in leaf.changes:
        _draw_change(ink, grid, *change)
    for row, column in leaf.gone:
        _strike(ink, grid, row, column)
    top = grid.bottom - side.y + _GAP
    ink.text(side.band(top, _NOTES_HEIGHT), leaf.notes, _NOTES)
    top += _NOTES_HEIGHT + _GAP
    draw_signatures(ink, side.band(top, SIGNATURE_HEIGHT), leaf.signatures)


def _draw_foot_row(ink: Ink, grid: Grid, row: int, cells: Row) -> None:
    """Counts of two digits under a day are set smaller, so that neighbours stay apart."""
    for column, cell in enumerate(cells.cells, 1):
        if isinstance(cell, str) and len(cell) > 1:
            ink.text(grid.cell(row, column), cell, _COUNT)
        else:
            grid.draw_cell(ink, row, column, cell)


@lru_cache(maxsize=256)
def _grid(frame: Frame, side: Box) -> tuple[Grid, str]:
    """The table in its side, and the name of its frame in the document."""
    rows = frame.rows + frame.foot
    free = side.height - _TITLE_HEIGHT - sum(_LEVELS) - _NOTES_HEIGHT - 2 * _GAP - SIGNATURE_HEIGHT
    name = _WIDE_NAME if side.width > side.height else _NARROW_NAME
    sums = sum(width for _, columns in frame.sums for _, width in columns)
    unit = (side.width - _NUMBER - name) / (_LAST_DAY + sums)
    days = (
        Head(str(n), children=(Head(weekday, unit, style=_LETTER),))
        for n, (weekday, _) in enumerate(frame.days, 1)
    )
    groups = (
        Head(title, children=tuple(Head(short, width * unit, style=_SUM) for short, width in of))
        for title, of in frame.sums
    )
    grid = Grid(
        (Head("Số\nTT", _NUMBER), Head("", name, style=_NAME), *days, *groups),
        side.band(_TITLE_HEIGHT, side.height - _TITLE_HEIGHT),
        _LEVELS,
        min(_TALLEST, free / rows),
        rows,
        (*(str(frame.first_number + n) for n in range(frame.rows)), *[""] * frame.foot),
        shaded=frozenset(_FIRST_DAY + n for n, (_, grey) in enumerate(frame.days) if grey),
    )
    return grid, f"frame-{sha256(repr((frame, side)).encode()).hexdigest()[:16]}"


def _draw_frame(ink: Ink, grid: Grid) -> None:
    """The corner says what is in its row and what in its column, with a line between."""
    grid.draw_frame(ink)
    left, right = grid.edges[NAME_COLUMN], grid.edges[NAME_COLUMN + 1]
    top, middle = grid.area.y, grid.area.y + _LEVELS[0]
    bend = left + (right - left) * _CORNER_BEND
    ink.line((left, top), (bend, grid.body_top), HAIR)
    corner = Box(bend, top, right - bend, _LEVELS[0])
    ink.text(corner, "Ngày", _CORNER)
    ink.text(corner.band(_LEVELS[0], _LEVELS[1]), "Thứ", _CORNER)
    ink.text(Box(left, middle, bend - left, _LEVELS[1]), "Họ và tên", _CORNER_NAME)


def _draw_change(ink: Ink, grid: Grid, row: int, column: int, before: str, now: str) -> None:
    """The letter before with a red line through it, the one of now small above right (B-4)."""
    box = grid.cell(row, column)
    half = Box(box.x, box.y + box.height * 0.25, box.width * 0.5, box.height * 0.75)
    if before:
        ink.text(half, before, _BEFORE)
        middle, centre = half.y + half.height / 2, half.x + half.width / 2
        reach = min(_STRUCK, half.width / 2)
        ink.line((centre - reach, middle), (centre + reach, middle), _THIN_STRIKE)
    if now:
        above = Box(box.x + box.width * 0.5, box.y, box.width * 0.5, box.height * 0.68)
        ink.text(above, now, _NOW, RED)


def _strike(ink: Ink, grid: Grid, row: int, column: int) -> None:
    """From the day on which the pupil left to the end of the month."""
    box = grid.cell(row, column)
    middle = box.y + box.height / 2
    ink.line((box.x + 0.4, middle), (grid.edges[_FIRST_DAY + _LAST_DAY] - 0.4, middle), STRIKE)
