"""The words around a month: under its title, of a chosen block, of what is still missing."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from desktop.queries.month_grid import MonthGrid
from desktop.rules.attendance import AbsenceMark, DayPart, Sitting
from desktop.ui.grid.blocks import Block
from desktop.ui.roll.month_book import MonthBook

_NAMED: Final = 6


def page_title(grid: MonthGrid, *, short: bool = False) -> str:
    """Điểm danh tháng 12/2026; `short` without the first words."""
    return f"{'T' if short else 'Điểm danh t'}háng {grid.month}/{grid.year}"


def page_facts(grid: MonthGrid) -> str:
    """Lớp 6A · 23 buổi học · đã điểm danh 23/23 · chưa xác nhận."""
    parts = [f"Lớp {grid.class_name}"]
    if grid.sessions:
        parts += [f"{grid.sessions} buổi học", f"đã điểm danh {grid.taken}/{grid.sessions}"]
    else:
        parts.append("không có buổi học")
    parts.append(_state_words(grid))
    return " · ".join(parts)


def _state_words(grid: MonthGrid) -> str:
    state = grid.state
    if state.confirmed is None and state.withdrawn is not None:
        return f"đã rút xác nhận ({state.withdraw_reason})"
    if state.confirmed is not None and not (state.printed or state.received or state.signed):
        return f"{state.words} ({state.confirmed.sentence})"
    return state.words


def missing_words(sittings: Iterable[Sitting], *, with_part: bool) -> str:
    """`02/12, 05/12 và 3 buổi nữa`."""
    found = list(sittings)
    said = [
        f"{day:%d/%m} {part.label.lower() if part.counts else part.label}"
        if with_part
        else f"{day:%d/%m}"
        for day, part in found[:_NAMED]
    ]
    more = f" và {len(found) - _NAMED} buổi nữa" if len(found) > _NAMED else ""
    return ", ".join(said) + more


def month_sums(grid: MonthGrid) -> str:
    """Cả tháng: 14 buổi nghỉ có phép, 6 buổi không phép, 9 lần đi muộn."""
    lines = [line.sums for line in grid.lines]
    excused, unexcused = sum(s.excused for s in lines), sum(s.unexcused for s in lines)
    late = sum(s.late for s in lines)
    return (
        f"Cả tháng: {excused} buổi nghỉ có phép, {unexcused} buổi không phép, {late} lần đi muộn."
    )


def block_facts(book: MonthBook, block: Block) -> str:
    """What stands in a chosen block; of one cell, in its day."""
    if not book.rows or block.top < 0:
        return ""
    if block.single:
        return _day_facts(book, block.left)
    found: Counter[AbsenceMark] = Counter()
    for column in range(block.left, block.right + 1):
        found += _marks(book, column, range(block.top, block.bottom + 1))
    return f"Đang chọn {block.height * block.width} ô · {_counted(found) or 'có mặt cả'}"


def _day_facts(book: MonthBook, column: int) -> str:
    head, parts = book.head(column), book.parts(column)
    if head is None or not parts or head.day > book.grid.today:
        return ""
    name = book.columns[column].name
    said = _counted(_marks(book, column, range(len(book.rows))))
    if not said:
        said = "đủ cả lớp" if all(head.is_taken(p) for p in parts) else "chưa điểm danh"
    return f"{name[:1].upper()}{name[1:]}: {said}"


def _marks(book: MonthBook, column: int, rows: Iterable[int]) -> Counter[AbsenceMark]:
    head, parts = book.head(column), book.parts(column)
    if head is None:
        return Counter()
    cells = (book.line(row).cell(head.day, part) for row in rows for part in parts)
    return Counter(cell.mark for cell in cells if cell is not None)


def _counted(found: Counter[AbsenceMark]) -> str:
    words = [f"{found[mark]} {mark.label}" for mark in AbsenceMark if found[mark]]
    return ", ".join(words)


def view_words(view: DayPart | None) -> str:
    """The words of the choice between whole days and parts of them."""
    return "Cả ngày" if view is None else view.label
