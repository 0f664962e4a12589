"""Knows which sheet of a workbook is the one to import, and which of its rows are pupils."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.exchange.headings import (
    FAMILY_NAME,
    GIVEN_NAME,
    WHOLE_NAME,
    Aliases,
    Table,
    Titles,
    find_table,
    names_in,
)
from desktop.exchange.plan import Fix, FixKind
from desktop.exchange.roster_fields import ORDINAL
from desktop.exchange.values import raw_text
from desktop.exchange.workbook import Cell, address, read_sheets
from desktop.rules.names import fold, nfc, tidy_name
from desktop.store.trouble import Trouble

_TOTAL = re.compile(r"^(tong (so|cong)|cong\b|si so|(danh sach|lop) (nay )?(co|gom)\b)")
_SIGNATURE = re.compile(
    r"giao vien (chu nhiem|bo mon|day)|^gvcn\b|^gvbm\b|hieu truong|nguoi (lap|ghi|nhap)|ky,? ghi ro"
    r"|ky ten|xac nhan|^(\S+ )*ngay\W.*thang\W.*nam\b|to truong|thu ky|van phong|ban giam hieu"
)
_LONGEST_QUOTE: Final = 40


@dataclass(frozen=True, slots=True)
class Found:
    """The chosen table, and why this sheet was taken where there was a choice."""

    table: Table
    reason: str


def open_table(
    path: Path,
    aliases: Aliases,
    fits: Callable[[Table], bool] = lambda _table: True,
    meant: Callable[[Titles], int] = lambda _titles: 0,
    lacks: str = "cột điểm nào (ĐĐGtx, ĐĐGgk, ĐĐGck)",
) -> Found:
    """The table with a column of names; `fits` tells what else it needs. Raises Trouble.

    `lacks` are the words for what a table that does not fit is without.

    Of several sheets the one whose titles say most of what is `meant` is taken, then the longest.
    """
    sheets = read_sheets(path)
    shown = [sheet for sheet in sheets if not sheet.hidden] or list(sheets)
    tables = [table for sheet in shown if (table := find_table(sheet, aliases)) is not None]
    named = [table for table in tables if names_in(table.columns)]
    fitting = [table for table in named if fits(table)]
    if not named:
        raise _no_names(path, tables)
    if not fitting:
        raise Trouble(
            f"Bảng trong tệp {path.name} không có {lacks}. "
            "Chưa có gì được đọc. Hãy xem lại dòng tiêu đề rồi chọn lại tệp."
        )
    chosen = max(fitting, key=lambda t: (meant(t.titles), sum(bool(r) for r in t.sheet.rows)))
    why = "tiêu đề ở đó khớp với nơi đang nhập" if meant(chosen.titles) else ""
    return Found(chosen, _why(chosen, [sheet.name for sheet in sheets], why))


def pupil_rows(table: Table) -> tuple[tuple[int, ...], tuple[Fix, ...]]:
    """The rows (from 0) that hold pupils, and the rows that were passed over, by kind."""
    pupils: list[int] = []
    passed: list[Fix] = []
    signed = False
    last = max((r for r, row in enumerate(table.sheet.rows) if row), default=-1)
    for row in range(table.first_row, last + 1):
        kind = _kind(table, row, signed=signed)
        if kind is None:
            pupils.append(row)
            continue
        signed = signed or kind is FixKind.SIGNATURE
        passed.append(Fix(kind, address(row, 0), _first_text(table, row)))
    final = pupils[-1] if pupils else -1
    kept = [
        fix for fix in passed if fix.kind is not FixKind.EMPTY_LINE or int(fix.address[1:]) <= final
    ]
    return tuple(pupils), tuple(kept)


def name_cell(table: Table, row: int) -> tuple[str, str]:
    """Address and raw text of the name, put together where it stands in two columns."""
    if WHOLE_NAME in table.columns:
        column = table.columns[WHOLE_NAME]
        return address(row, column), raw_text(table.sheet.cell(row, column))
    family, given = table.columns[FAMILY_NAME], table.columns[GIVEN_NAME]
    parts = (raw_text(table.sheet.cell(row, column)) for column in (family, given))
    return address(row, family), " ".join(part for part in parts if part)


def cells_of(table: Table, row: int) -> Iterator[tuple[str, str, Cell]]:
    """Column name, address and cell of every known column but the names."""
    for name, column in table.columns.items():
        if name not in {WHOLE_NAME, FAMILY_NAME, GIVEN_NAME}:
            yield name, address(row, column), table.sheet.cell(row, column)


def _kind(table: Table, row: int, *, signed: bool) -> FixKind | None:
    """What a row is when it is no pupil; None for a pupil."""
    cells = table.sheet.rows[row]
    texts = [fold(nfc(cell)) for cell in cells if isinstance(cell, str) and cell.strip()]
    ordinal = table.columns.get(ORDINAL)
    numbered = ordinal is not None and str(table.sheet.cell(row, ordinal)).strip() != ""
    filled = sum(1 for cell in cells if str(cell).strip())
    if filled <= numbered:
        return FixKind.EMPTY_LINE
    if table.heads_again(row):
        return FixKind.HEADING
    if not numbered and any(_TOTAL.search(text) for text in texts):
        return FixKind.TOTAL
    if not numbered and any(_SIGNATURE.search(text) for text in texts):
        return FixKind.SIGNATURE
    return None if numbered else _unnumbered(table, row, signed=signed)


def _unnumbered(table: Table, row: int, *, signed: bool) -> FixKind | None:
    """A row without a number: a pupil if it says more of somebody than a name."""
    known = sum(1 for _name, _at, cell in cells_of(table, row) if str(cell).strip())
    named = bool(tidy_name(name_cell(table, row)[1]))
    if named and known:
        return None
    if signed:
        return FixKind.SIGNATURE
    without_numbers = ORDINAL not in table.columns
    return None if (named and without_numbers) or known > 1 else FixKind.REMARK


def _first_text(table: Table, row: int) -> str:
    texts = (tidy_name(raw_text(cell)) for cell in table.sheet.rows[row])
    return next((text[:_LONGEST_QUOTE] for text in texts if text), "")


def _no_names(path: Path, tables: Sequence[Table]) -> Trouble:
    where = f" (đã xem dòng tiêu đề {tables[0].heading_row + 1})" if tables else ""
    return Trouble(
        f"Không thấy cột họ tên trong tệp {path.name}{where}. Chưa có gì được đọc. "
        "Dòng tiêu đề cần có ô “Họ và tên”, hoặc hai ô “Họ và đệm” và “Tên”; "
        "hãy thêm vào tệp rồi chọn lại."
    )


def _why(chosen: Table, names: Sequence[str], why: str) -> str:
    if len(names) == 1:
        return ""
    others = ", ".join(name for name in names if name != chosen.sheet.name)
    return (
        f"Tệp có {len(names)} trang tính. Đã đọc trang “{chosen.sheet.name}” vì "
        f"{why or 'bảng ở đó có nhiều dòng nhất'}; chưa đọc: {others}."
    )
