"""Knows how a month's attendance in Excel is read: pupils with the texts of their days."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.exchange.headings import (
    FAMILY_NAME,
    GIVEN_NAME,
    WHOLE_NAME,
    Table,
    Titles,
    alias_map,
)
from desktop.exchange.marks_sheet import MarksLine, line_of
from desktop.exchange.plan import Fix
from desktop.exchange.roll_book import RollBook
from desktop.exchange.roster_fields import ALIASES as ROSTER_ALIASES
from desktop.exchange.roster_fields import ORDINAL, Field
from desktop.exchange.same_person import same_class
from desktop.exchange.tables import open_table, pupil_rows
from desktop.exchange.workbook import address
from desktop.rules.names import fold, nfc

_DAY: Final = "day "
_WEEKDAYS: Final = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_KNOWN: Final = {
    WHOLE_NAME, FAMILY_NAME, GIVEN_NAME, ORDINAL,
    Field.BIRTH, Field.CODE, Field.MOET_ID, Field.CLASS,
}  # fmt: skip
_LETTERS: Final = frozenset({"P", "K", "M"})
"""Headings of sums too; no aliases, or a pupil's row below the heading would look like one."""
_MOST_DAYS: Final = 31
_FEWEST: Final = 5
"""So many columns of days make a sheet a month: a list may have a column headed 1."""
_MONTH: Final = re.compile(r"\bthang\s*:?\s*(\d{1,2})(?:\s*(?:[/.-]|nam)\s*(20\d\d))?\b")
_PARTS: Final = (("buoi sang", 1), ("buoi chieu", 2), ("cau lac bo", 3))


def _day_aliases(day: int) -> tuple[str, ...]:
    return (
        str(day), f"{day:02}", f"Ngày {day}",
        *(f"{day} {weekday}" for weekday in _WEEKDAYS),
        *(f"{weekday} {day}" for weekday in _WEEKDAYS),
    )  # fmt: skip


ALIASES: Final = {key: name for key, name in ROSTER_ALIASES.items() if name in _KNOWN} | alias_map(
    {
        **{f"{_DAY}{day}": _day_aliases(day) for day in range(1, _MOST_DAYS + 1)},
        "weekday": _WEEKDAYS,
        "total": ("TS", "Tổng số", "Số buổi nghỉ TS"),
        "excused": ("Có phép", "Số buổi nghỉ P"),
        "unexcused": ("Không phép", "Số buổi nghỉ K"),
        "late": ("Muộn", "Đi muộn"),
    }
)


@dataclass(frozen=True, slots=True)
class RollSheet:
    """A month as read; `columns` gives the heading's address by day.

    `month`, `year` and `part` (the number of a session) are what the titles say; 0: nothing.
    """

    file: str
    sheet: str
    titles: Titles
    columns: dict[int, str]
    lines: tuple[MarksLine, ...]
    fixes: tuple[Fix, ...]
    notes: tuple[str, ...]
    month: int = 0
    year: int = 0
    part: int = 0


def read_roll(path: Path, book: RollBook | None = None) -> RollSheet:
    """A month's attendance from a workbook; the book helps to choose among several sheets.

    Raises Trouble where there is none to be read.
    """
    found = open_table(
        path,
        ALIASES,
        lambda table: len(_days(table)) >= _FEWEST,
        lambda titles: same_class(titles.class_name or "", book.class_name) if book else 0,
        "các cột ngày 1, 2, 3… của tháng",
    )
    table, columns = found.table, _days(found.table)
    rows, passed = pupil_rows(table)
    unused = [text for text in table.unknown if text and text not in _LETTERS]
    notes = [found.reason] if found.reason else []
    if unused:
        notes.append(f"Các cột không dùng đến: {', '.join(unused)}.")
    month, year, part = _said(table)
    return RollSheet(
        file=path.name,
        sheet=table.sheet.name,
        titles=table.titles,
        columns={day: address(table.heading_row, at) for day, at in columns.items()},
        lines=tuple(line_of(table, row, columns) for row in rows),
        fixes=passed,
        notes=tuple(notes),
        month=month,
        year=year,
        part=part,
    )


def _days(table: Table) -> dict[int, int]:
    return {
        int(name.removeprefix(_DAY)): column
        for name, column in table.columns.items()
        if name.startswith(_DAY)
    }


def _said(table: Table) -> tuple[int, int, int]:
    """Month, year and session of the lines above the heading."""
    lines = list(_lines_above(table))
    found = next((m for line in lines if (m := _MONTH.search(line))), None)
    part = next((n for words, n in _PARTS if any(words in line for line in lines)), 0)
    if found is None:
        return 0, 0, part
    return int(found[1]), int(found[2] or 0), part


def _lines_above(table: Table) -> Iterator[str]:
    """Without the line that tells how to fill the sheet in: it speaks of all sessions."""
    for row in table.sheet.rows[: table.heading_row]:
        for cell in row:
            if isinstance(cell, str) and (text := fold(nfc(cell))) and "nghi co phep" not in text:
                yield text
