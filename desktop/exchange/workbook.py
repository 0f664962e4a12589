"""Knows how a workbook on disk becomes plain rows of cells, and why a file cannot be read."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import unescape

import python_calamine as calamine

from desktop.exchange import old_workbook
from desktop.store.trouble import Trouble

Cell = str | float | int | bool | date | datetime | time | timedelta
"""What stands in one cell; an empty one is the empty string."""

LARGEST_FILE: Final = 64 * 1024 * 1024
LARGEST_UNPACKED: Final = 512 * 1024 * 1024
LARGEST_AREA: Final = 20_000_000
"""Cells of the rectangle around all filled cells: the reader keeps it whole in memory."""

_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP: Final = b"PK"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
# RuntimeError and NotImplementedError are zipfile's words for encrypted or unknown parts; damaged
# lengths in its directory come up as ValueError, OverflowError or struct.error.
_DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, ET.ParseError, EOFError, NotImplementedError,
    RuntimeError, ValueError, OverflowError,
)  # fmt: skip
_FILLED = re.compile(rb'[<:]c\b[^<>]*?\br="([A-Z]{1,3})(\d+)"[^<>]*[^/<>]>')
_FORMULA_WITHOUT_VALUE = re.compile(
    rb'[<:]c\b[^<>]*?\br="([A-Z]{1,3}\d+)"[^<>]*>\s*'
    rb"<(?:\w+:)?f\b[^<>]*>([^<]*)</(?:\w+:)?f>\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</"
)


@dataclass(frozen=True, slots=True)
class SheetText:
    """One sheet: rows from row 1 on, an empty row as an empty tuple, columns from A on.

    `merged` holds (first row, first column, last row, last column), counted from 0; `formulas`
    the text of formulas that were saved without a result, by address.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    formulas: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a row and column counted from 0; beyond the filled area it is empty."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else ""


def address(row: int, column: int) -> str:
    """The Excel address of a row and column counted from 0: (9, 3) is D10."""
    return f"{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_sheets(path: Path) -> tuple[SheetText, ...]:
    """All sheets of a .xlsx, .xlsm, .xls or .ods file. Raises Trouble."""
    content = _content(path)
    formulas = _look_inside(path, content) if content.startswith(_ZIP) else {}
    with _in_words(path), calamine.CalamineWorkbook.from_filelike(BytesIO(content)) as book:
        return tuple(_sheets(book, formulas))


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Turn what the reader raises about a file into a sentence; bugs pass through."""
    try:
        yield
    except calamine.PasswordError as locked:
        raise _locked(path) from locked
    except calamine.CalamineError as unreadable:
        raise _not_a_workbook(path) from unreadable
    except BaseException as panic:
        # Damaged .xls files can make the Rust reader panic; that class cannot be imported.
        if type(panic).__name__ == "PanicException":
            raise _cut_off(path) from panic
        raise


def _sheets(
    book: calamine.CalamineWorkbook, formulas: Mapping[str, Mapping[str, str]]
) -> Iterator[SheetText]:
    for known in book.sheets_metadata:
        if known.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(known.name)
        yield SheetText(
            name=known.name,
            rows=_rows(sheet),
            merged=tuple((a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ()),
            formulas=formulas.get(known.name, {}),
            hidden=known.visible is not calamine.SheetVisibleEnum.Visible,
        )


def _rows(sheet: calamine.CalamineSheet) -> tuple[tuple[Cell, ...], ...]:
    """Streams, so that hundreds of thousands of empty rows cost one shared tuple."""
    if sheet.start is None:
        return ()
    before: tuple[Cell, ...] = ("",) * sheet.start[1]
    return tuple(
        () if cells.count("") == len(cells) else (*before, *cells) for cells in sheet.iter_rows()
    )


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Trouble(
                f"{path.name} là một thư mục. Chưa có gì được đọc. Hãy chọn tệp Excel bên trong."
            )
        if path.stat().st_size > LARGEST_FILE:
            raise _too_large(path)
        content = path.read_bytes()
    except FileNotFoundError as missing:
        raise Trouble(
            f"Không tìm thấy tệp {path.name}. Chưa có gì được đọc. "
            "Tệp có thể đã được đổi tên hoặc chuyển chỗ; hãy chọn lại tệp."
        ) from missing
    except OSError as refused:
        raise Trouble(
            f"Máy không cho đọc tệp {path.name}. Chưa có gì được đọc. "
            "Nếu tệp đang mở trong Excel, hãy đóng lại rồi chọn lại tệp."
        ) from refused
    if not content:
        raise Trouble(
            f"Tệp {path.name} trống, dài 0 byte. Chưa có gì được đọc. "
            "Hãy sao chép lại tệp từ nơi gửi."
        )
    if content.startswith(_OLE):
        _look_inside_old(path, content)
    return content


def _look_inside_old(path: Path, content: bytes) -> None:
    if _ENCRYPTED in content or old_workbook.has_password(content):
        raise _locked(path)
    if not old_workbook.is_plausible(content):
        raise _cut_off(path)


def _look_inside(path: Path, content: bytes) -> dict[str, dict[str, str]]:
    """Formulas without a result by sheet name; refuses what would not fit into memory.

    The reader drops such formulas silently, so a mark would look as if it were never entered.
    """
    found: dict[str, dict[str, str]] = {}
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > LARGEST_UNPACKED:
                raise _too_large(path)
            for name, part in _sheet_parts(package):
                xml = package.read(part)
                _refuse_vast(path, xml)
                formulas = _formulas(xml)
                if formulas:
                    found[name] = formulas
    except _DAMAGED as cut:
        raise _cut_off(path) from cut
    return found


def _sheet_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Sheet names and where their XML lies; nothing for .ods and .xlsb."""
    names = set(package.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ET.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - expat refuses external entities, and the package's size is bounded above
    }
    book = ET.fromstring(package.read("xl/workbook.xml"))  # noqa: S314 - as above
    for sheet in book.iter():
        if not sheet.tag.endswith("}sheet"):
            continue
        reference = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        target = targets.get(reference, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            yield sheet.get("name", ""), part


def _refuse_vast(path: Path, xml: bytes) -> None:
    """One stray cell in XFD1048576 would make the reader ask for gigabytes at once."""
    farthest_row = farthest_column = 1
    for found in _FILLED.finditer(xml):
        column = 0
        for letter in found[1]:
            column = column * 26 + letter - ord("A") + 1
        farthest_column = max(farthest_column, column)
        farthest_row = max(farthest_row, int(found[2]))
        if farthest_row * farthest_column > LARGEST_AREA:
            raise Trouble(
                f"Tệp {path.name} có ô ghi chữ ở rất xa bảng: {found[1].decode()}{farthest_row}. "
                "Chưa có gì được đọc. Hãy xóa ô đó trong Excel (Ctrl+End đưa tới ô xa nhất), "
                "lưu tệp rồi chọn lại."
            )


def _formulas(xml: bytes) -> dict[str, str]:
    if not re.search(rb"[<:]f[ >]", xml):
        return {}
    return {
        found[1].decode(): "=" + unescape(found[2].decode("utf-8", "replace"))
        for found in _FORMULA_WITHOUT_VALUE.finditer(xml)
    }


def _locked(path: Path) -> Trouble:
    return Trouble(
        f"Tệp {path.name} được đặt mật khẩu mở tệp. Chưa có gì được đọc. "
        "Hãy mở bằng Excel, bỏ mật khẩu (Tệp – Thông tin – Bảo vệ sổ làm việc), lưu rồi chọn lại."
    )


def _not_a_workbook(path: Path) -> Trouble:
    return Trouble(
        f"{path.name} không phải là tệp Excel đọc được (.xlsx, .xls, .ods). Chưa có gì được đọc. "
        "Hãy mở tệp bằng Excel hoặc LibreOffice, lưu lại thành .xlsx rồi chọn tệp mới."
    )


def _cut_off(path: Path) -> Trouble:
    return Trouble(
        f"Tệp {path.name} bị cắt cụt hoặc hỏng. Chưa có gì được đọc. "
        "Hãy sao chép hoặc tải lại tệp từ nơi gửi."
    )


def _too_large(path: Path) -> Trouble:
    return Trouble(
        f"Tệp {path.name} quá lớn so với một danh sách của trường. Chưa có gì được đọc. "
        "Hãy chép riêng bảng cần nhập sang một tệp mới rồi chọn tệp đó."
    )
