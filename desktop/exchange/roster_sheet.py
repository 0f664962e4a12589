"""Knows how a class list in Excel is read: lines, fields, addresses, problems and fixes."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from desktop.exchange.headings import FAMILY_NAME, GIVEN_NAME, Table, Titles
from desktop.exchange.plan import TAKE_AS_IT_IS, Fix, FixKind
from desktop.exchange.roster_fields import ALIASES, FEMALE, READERS, Field
from desktop.exchange.same_person import same_class
from desktop.exchange.tables import cells_of, name_cell, open_table, pupil_rows
from desktop.exchange.values import (
    CITIZEN_LENGTH,
    Reading,
    Value,
    raw_text,
    read_female_tick,
)
from desktop.exchange.workbook import Cell, column_letters
from desktop.rules.names import tidy_name

_ENOUGH: Final = 3
"""So many whole identifiers in a column show that its shorter numbers lost their zero."""


@dataclass(frozen=True, slots=True)
class ReadCell:
    """One field of a line as the file has it."""

    address: str
    raw: str
    reading: Reading
    number: bool = False


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One pupil of the file; `row` is Excel's row number."""

    row: int
    cells: Mapping[Field, ReadCell]

    def value(self, field: Field) -> Value | None:
        cell = self.cells.get(field)
        return cell.reading.value if cell else None

    def text(self, field: Field) -> str:
        value = self.value(field)
        return value if isinstance(value, str) else ""

    @property
    def name(self) -> str:
        """The name, also one that has a problem, for the preview."""
        return self.text(Field.NAME) or tidy_name(self.cells[Field.NAME].raw)


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """A class list as read. `columns` gives letters by field for the preview: `B, C`."""

    file: str
    sheet: str
    reason: str
    titles: Titles
    columns: Mapping[Field, str]
    lines: tuple[RosterLine, ...]
    fixes: tuple[Fix, ...]
    notes: tuple[str, ...]
    unused: tuple[str, ...]


def read_roster(path: Path, class_name: str = "") -> RosterSheet:
    """A class list from a workbook; the class helps to choose among several sheets.

    Raises Trouble where there is none to be read.
    """
    found = open_table(
        path, ALIASES, meant=lambda titles: same_class(titles.class_name or "", class_name)
    )
    table = found.table
    rows, passed = pupil_rows(table)
    lines = _with_zeros([_line(table, row) for row in rows])
    fixes = [
        Fix(kind, cell.address, cell.raw, str(cell.reading.value))
        for line in lines
        for cell in line.cells.values()
        for kind in cell.reading.fixes
    ]
    return RosterSheet(
        file=path.name,
        sheet=table.sheet.name,
        reason=found.reason,
        titles=table.titles,
        columns=dict(_letters(table)),
        lines=tuple(lines),
        fixes=(*fixes, *passed),
        notes=tuple(_total_notes(passed, lines)),
        unused=tuple(text for text in table.unknown if text),
    )


def classes_in(sheet: RosterSheet) -> dict[str, int]:
    """How many lines the file has of each class that its column of classes names."""
    return dict(Counter(name for line in sheet.lines if (name := line.text(Field.CLASS))))


def reread(cell: ReadCell, field: Field, text: str) -> ReadCell:
    """The cell as if the person had typed this text into it."""
    return ReadCell(cell.address, text, READERS[field](text))


def _line(table: Table, row: int) -> RosterLine:
    at, name = name_cell(table, row)
    cells = {Field.NAME: ReadCell(at, name, _name(table, row, name))}
    for column, where, cell in cells_of(table, row):
        field = Field.SEX if column == FEMALE else _FIELDS.get(column)
        if field is None or (field in cells and cells[field].reading.value is not None):
            continue
        reader = read_female_tick if column == FEMALE else READERS[field]
        cells[field] = ReadCell(where, raw_text(cell), reader(cell), _is_number(cell))
    return RosterLine(row + 1, cells)


def _name(table: Table, row: int, name: str) -> Reading:
    reading = READERS[Field.NAME](name)
    if reading.value is None and not reading.problem:
        return Reading(problem="Dòng này chưa có họ tên. Gõ họ tên hoặc bỏ qua dòng.")
    if FAMILY_NAME in table.columns and not reading.problem:
        parts = ((FAMILY_NAME, "họ và đệm"), (GIVEN_NAME, "tên"))
        for column, what in parts:
            if not str(table.sheet.cell(row, table.columns[column])).strip():
                return Reading(
                    problem=f"Chưa có {what} của em {reading.value}. Gõ lại đủ họ và tên.",
                    ways=(replace(TAKE_AS_IT_IS, text=str(reading.value)),),
                )
    return reading


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _letters(table: Table) -> Iterator[tuple[Field, str]]:
    if FAMILY_NAME in table.columns:
        both = (table.columns[FAMILY_NAME], table.columns[GIVEN_NAME])
        yield Field.NAME, ", ".join(map(column_letters, both))
    for name, column in table.columns.items():
        field = Field.SEX if name == FEMALE else _FIELDS.get(name)
        if field is not None:
            yield field, column_letters(column)


def _with_zeros(lines: Sequence[RosterLine]) -> list[RosterLine]:
    """Identifiers that Excel keeps as numbers get their zeros back where it is certain."""
    whole = sum(
        1
        for line in lines
        if (cell := line.cells.get(Field.MOET_ID))
        and not cell.number
        and re.fullmatch(r"0\d{9}", str(cell.reading.value))
    )
    width = _code_width(lines)
    return [_padded(line, moet=whole >= _ENOUGH, code_width=width) for line in lines]


def _code_width(lines: Sequence[RosterLine]) -> int:
    """The one length of the codes written as text; 0 where there is no such length."""
    written = [
        len(line.text(Field.CODE))
        for line in lines
        if (cell := line.cells.get(Field.CODE)) and not cell.number and line.text(Field.CODE)
    ]
    return written[0] if len(written) >= _ENOUGH and len(set(written)) == 1 else 0


def _padded(line: RosterLine, *, moet: bool, code_width: int) -> RosterLine:
    certain: dict[Field, Callable[[str], bool]] = {
        Field.MOET_ID: lambda _digits: moet,
        Field.CITIZEN_ID: lambda digits: _agrees(digits, line),
    }
    cells = dict(line.cells)
    for field, is_certain in certain.items():
        cell = cells.get(field)
        if cell and cell.number and cell.reading.ways and is_certain(cell.reading.ways[0].text):
            cells[field] = _fixed(cell, cell.reading.ways[0].text)
    code = cells.get(Field.CODE)
    if code and code.number and 0 < len(str(code.reading.value)) < code_width:
        cells[Field.CODE] = _fixed(code, str(code.reading.value).zfill(code_width))
    return RosterLine(line.row, cells)


def _fixed(cell: ReadCell, text: str) -> ReadCell:
    return replace(cell, reading=Reading(text, (FixKind.IDENTIFIER_ZERO,)))


def _agrees(digits: str, line: RosterLine) -> bool:
    """Digits 4 to 6 of a citizen's number tell century with sex, and the year of birth."""
    born, sex = line.value(Field.BIRTH), line.text(Field.SEX)
    if len(digits) != CITIZEN_LENGTH or not isinstance(born, date) or not sex:
        return False
    century = 2 * (born.year // 100 - 19) + (sex == "Nữ")
    return digits[3:6] == f"{century}{born.year % 100:02}"


def _total_notes(passed: Sequence[Fix], lines: Sequence[RosterLine]) -> Iterator[str]:
    """Compare what a total line says with what was read."""
    for fix in passed:
        stated = re.search(r"\d+", fix.before) if fix.kind is FixKind.TOTAL else None
        if stated and int(stated[0]) != len(lines):
            yield (
                f"Dòng tổng ở {fix.address} ghi {stated[0]} nhưng bảng có {len(lines)} học sinh. "
                "Đối chiếu lại danh sách giấy trước khi ghi."
            )


_FIELDS: Final = {str(field): field for field in Field}
