"""Knows how a sheet of marks in Excel is read: pupils with the texts of their mark cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from desktop.exchange.course_book import CourseBook
from desktop.exchange.headings import (
    FAMILY_NAME,
    GIVEN_NAME,
    SERIES,
    WHOLE_NAME,
    Table,
    Titles,
    alias_map,
)
from desktop.exchange.plan import Fix, FixKind
from desktop.exchange.roster_fields import ALIASES as ROSTER_ALIASES
from desktop.exchange.roster_fields import ORDINAL, READERS, Field
from desktop.exchange.same_person import same_class
from desktop.exchange.subject_names import same_subject
from desktop.exchange.tables import name_cell, open_table, pupil_rows
from desktop.exchange.values import raw_text
from desktop.exchange.workbook import Cell, address
from desktop.rules.marks import FINAL, MIDTERM, MOST_REGULAR, Column
from desktop.rules.names import tidy_name

_MARK: Final = "mark "
_REGULAR: Final = (
    "ĐĐGtx", "ĐĐG tx", "TX", "KTTX", "ĐGtx", "ĐG tx", "Điểm TX", "Điểm ĐĐGtx", "Thường xuyên",
    "Đánh giá thường xuyên", "Điểm thường xuyên", "Điểm đánh giá thường xuyên", "ĐTX",
)  # fmt: skip
_MIDTERM: Final = (
    "ĐĐGgk", "ĐĐG gk", "GK", "KTGK", "Điểm GK", "ĐGK", "Giữa kì", "Giữa kỳ", "Giữa học kì",
    "Giữa học kỳ", "Đánh giá giữa kì", "Đánh giá giữa kỳ", "ĐGgk", "KT giữa kì", "KT giữa kỳ",
)  # fmt: skip
_FINAL: Final = (
    "ĐĐGck", "ĐĐG ck", "CK", "KTCK", "Điểm CK", "ĐCK", "Cuối kì", "Cuối kỳ", "Cuối học kì",
    "Cuối học kỳ", "Đánh giá cuối kì", "Đánh giá cuối kỳ", "ĐGck", "KT cuối kì", "KT cuối kỳ",
)  # fmt: skip
_COMPUTED: Final = (
    "ĐTBmhk", "ĐTBmhkI", "ĐTBmhkII", "ĐTBmhk1", "ĐTBmhk2", "ĐTB mhk", "ĐTBmcn", "ĐTBm", "ĐTB",
    "TBM", "TBMHK", "Trung bình", "Điểm trung bình", "TB", "Mức đạt được", "Đánh giá mhk",
    "ĐGmhk", "KQ học kì", "KQ học kỳ", "Kết quả học kì", "Kết quả học kỳ",
)  # fmt: skip
COMPUTED: Final = "computed"
_KNOWN: Final = {
    WHOLE_NAME, FAMILY_NAME, GIVEN_NAME, ORDINAL,
    Field.BIRTH, Field.CODE, Field.MOET_ID, Field.CLASS,
}  # fmt: skip


def _regular_aliases(number: int) -> tuple[str, ...]:
    return (
        *(f"{word} {number}" for word in _REGULAR),
        *(f"{word}{number}" for word in _REGULAR),
        *(f"{word} {tail}{number}" for word in _REGULAR for tail in ("TX", "TX ", "Lần ", "Cột ")),
        *(f"{word} ({number})" for word in _REGULAR),
    )


ALIASES: Final = {key: name for key, name in ROSTER_ALIASES.items() if name in _KNOWN} | alias_map(
    {
        f"{_MARK}{SERIES}": _REGULAR,
        **{f"{_MARK}{n}": _regular_aliases(n) for n in range(1, MOST_REGULAR + 1)},
        f"{_MARK}{MIDTERM}": _MIDTERM,
        f"{_MARK}{FINAL}": _FINAL,
        COMPUTED: _COMPUTED,
    }
)


@dataclass(frozen=True, slots=True)
class MarkText:
    """One mark cell of the file. `day` is set where Excel has turned a mark into a date."""

    address: str
    text: str
    day: date | None = None
    formula: bool = False


@dataclass(frozen=True, slots=True)
class MarksLine:
    """One pupil's row; `who_at` is the cell to put a code into, or else the name's cell."""

    row: int
    name: str
    name_at: str
    code_at: str | None
    code: str
    moet_id: str
    birth: date | None
    cells: Mapping[Column, MarkText]

    @property
    def who_at(self) -> str:
        return self.code_at or self.name_at


@dataclass(frozen=True, slots=True)
class MarksSheet:
    """A sheet of marks as read; `columns` gives the heading's address by column."""

    file: str
    sheet: str
    reason: str
    titles: Titles
    columns: Mapping[Column, str]
    lines: tuple[MarksLine, ...]
    fixes: tuple[Fix, ...]
    notes: tuple[str, ...]


def read_marks(path: Path, book: CourseBook | None = None) -> MarksSheet:
    """A sheet of marks from a workbook; the book helps to choose among several sheets.

    Raises Trouble where there is none to be read.
    """
    found = open_table(
        path,
        ALIASES,
        lambda table: bool(_mark_columns(table)),
        lambda titles: _agreement(titles, book) if book else 0,
    )
    table = found.table
    columns = _mark_columns(table)
    rows, passed = pupil_rows(table)
    lines = tuple(line_of(table, row, columns) for row in rows)
    spaces = tuple(
        Fix(FixKind.MARK_SPACES, cell.address, cell.text, cell.text.strip())
        for line in lines
        for cell in line.cells.values()
        if cell.text.strip() not in {"", cell.text}
    )
    unused = [text for text in table.unknown if text]
    notes = [found.reason] if found.reason else []
    if unused:
        notes.append(f"Các cột không dùng đến: {', '.join(unused)}.")
    return MarksSheet(
        file=path.name,
        sheet=table.sheet.name,
        reason=found.reason,
        titles=table.titles,
        columns={c: address(table.heading_row, at) for c, at in columns.items()},
        lines=lines,
        fixes=(*spaces, *passed),
        notes=tuple(notes),
    )


def _agreement(titles: Titles, book: CourseBook) -> int:
    """How much of class, subject and term the titles say as the book does."""
    return (
        same_class(titles.class_name or "", book.class_name)
        + same_subject(titles.subject or "", book.subject)
        + (titles.term is book.term)
    )


def _mark_columns(table: Table) -> dict[Column, int]:
    return {
        int(name.removeprefix(_MARK)): column
        for name, column in table.columns.items()
        if name.startswith(_MARK)
    }


def line_of(table: Table, row: int, columns: Mapping[Column, int]) -> MarksLine:
    """A pupil's row with the cells of these columns."""
    name_at, name = name_cell(table, row)
    birth = _read(table, row, Field.BIRTH)
    code_field = next((f for f in (Field.CODE, Field.MOET_ID) if f in table.columns), None)
    return MarksLine(
        row=row + 1,
        name=tidy_name(name),
        name_at=name_at,
        code_at=address(row, table.columns[code_field]) if code_field else None,
        code=str(_read(table, row, Field.CODE) or ""),
        moet_id=str(_read(table, row, Field.MOET_ID) or ""),
        birth=birth if isinstance(birth, date) else None,
        cells=dict(_cells(table, row, columns)),
    )


def _read(table: Table, row: int, field: Field) -> object:
    """What an identity column says; what cannot be read says nothing here."""
    if field not in table.columns:
        return None
    return READERS[field](table.sheet.cell(row, table.columns[field])).value


def _cells(
    table: Table, row: int, columns: Mapping[Column, int]
) -> Iterator[tuple[Column, MarkText]]:
    for column, at in columns.items():
        where = address(row, at)
        formula = table.sheet.formulas.get(where)
        cell: Cell = table.sheet.cell(row, at)
        day = cell if isinstance(cell, date) else None
        yield (
            column,
            MarkText(where, formula or raw_text(cell), day=day, formula=formula is not None),
        )
