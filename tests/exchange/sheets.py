"""Makes workbooks and known pupils for the tests of the Excel floor."""

import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID, uuid5

from openpyxl import Workbook

from desktop.commands.pupil import Pupil
from desktop.exchange.course_book import CourseBook, CoursePupil
from desktop.exchange.roster import ExistingPupil, RosterPlan, plan_roster, read_roster
from desktop.rules.marks import Column, Mark
from desktop.rules.terms import Assessment, Term

SAMPLES = Path(__file__).parent / "samples"
TODAY = date(2026, 11, 21)
SPACE = UUID("00000000-0000-4000-8000-000000000000")
HEAD = ("STT", "Mã học sinh", "Họ và tên", "Ngày sinh", "Giới tính")
Row = Sequence[object]


def numbered(name: str) -> UUID:
    return uuid5(SPACE, name)


def workbook(path: Path, rows: Sequence[Row], *, title: str = "Sheet1") -> Path:
    """A workbook whose first sheet holds these rows from row 1 on."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, column).value = value  # type: ignore[assignment]
    book.save(path)
    return path


def known(name: str, class_name: str = "6A", **what: object) -> ExistingPupil:
    pupil = Pupil(full_name=name, **what)  # type: ignore[arg-type]
    return ExistingPupil(numbered(f"{name} {what}"), class_name, pupil)


def plan_of(
    path: Path, rows: Sequence[Row], existing: Sequence[ExistingPupil] = (), class_name: str = "6A"
) -> RosterPlan:
    return plan_roster(read_roster(workbook(path, rows)), existing, class_name, today=TODAY)


def as_existing(plan: RosterPlan) -> list[ExistingPupil]:
    """What the school holds after the plan's lines were written."""
    written = {line.student_id: line for line in plan.lines_to_write if line.student_id}
    kept = [
        ExistingPupil(k.student_id, k.class_name, written[k.student_id].pupil or k.pupil)
        if k.student_id in written
        else k
        for k in plan.existing
    ]
    fresh = [
        ExistingPupil(numbered(f"{line.row} {line.name}"), plan.class_name, line.pupil)
        for line in plan.lines_to_write
        if line.student_id is None and line.pupil
    ]
    return kept + fresh


def pupils_6a() -> tuple[CoursePupil, ...]:
    """The 44 pupils of the sample class."""
    sheet = read_roster(SAMPLES / "roster-export-6A.xlsx")
    plan = plan_roster(sheet, [], "6A", today=TODAY)
    return tuple(
        CoursePupil(
            student_id=k.student_id, full_name=k.pupil.full_name, birth_date=k.pupil.birth_date,
            code=k.pupil.code, moet_id=k.pupil.moet_id, left_on=k.pupil.left_on,
        )
        for k in as_existing(plan)
    )  # fmt: skip


def book_of(
    pupils: Sequence[CoursePupil],
    *,
    assessment: Assessment = Assessment.SCORE,
    regular: int = 4,
    subject: str = "Toán",
    locked: dict[Column, str] | None = None,
) -> CourseBook:
    return CourseBook(
        course_id=numbered("course"), class_name="6A", subject=subject, school_year="2026–2027",
        term=Term.I, assessment=assessment, regular=regular, pupils=tuple(pupils),
        locked=locked or {}, school_name="Trường THCS Hoa Sen", authority="Phường Ngô Quyền",
    )  # fmt: skip


def pupil(name: str, code: str = "", **marks: Mark) -> CoursePupil:
    """A pupil of a course; marks as m1=…, m10=…, m20=…"""
    return CoursePupil(
        numbered(name + code), name, date(2015, 5, 1), code,
        marks={int(key[1:]): mark for key, mark in marks.items()},
    )  # fmt: skip


def compound_file(streams: Sequence[tuple[str, bytes]]) -> bytes:
    """An OLE compound file, as .xls files and encrypted .xlsx files are; at most two streams."""
    free, end, fat_sector, none = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
    fat = [fat_sector, end]
    body = b""
    entries = [_entry("Root Entry", 5, child=1, start=end)]
    for number, (name, content) in enumerate(streams, 1):
        padded = content + b"\0" * (-len(content) % 512)
        start = len(fat) if padded else end
        count = len(padded) // 512
        fat += [len(fat) + n + 1 for n in range(count - 1)] + ([end] if count else [])
        right = number + 1 if number < len(streams) else none
        entries.append(_entry(name, 2, right=right, start=start, size=len(content)))
        body += padded
    entries += [bytes(128)] * (4 - len(entries))
    assert len(fat) <= 128
    assert len(entries) == 4
    header = bytearray(512)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<9I", header, 40, 0, 1, 1, 0, 4096, end, 0, end, 0)
    struct.pack_into("<109I", header, 76, 0, *([free] * 108))
    table = struct.pack("<128I", *fat, *([free] * (128 - len(fat))))
    return bytes(header) + table + b"".join(entries) + body


def _entry(
    name: str,
    kind: int,
    *,
    right: int = 0xFFFFFFFF,
    child: int = 0xFFFFFFFF,
    start: int,
    size: int = 0,
) -> bytes:
    entry = bytearray(128)
    encoded = (name + "\0").encode("utf-16-le")
    entry[: len(encoded)] = encoded
    struct.pack_into("<HBB", entry, 64, len(encoded), kind, 1)
    struct.pack_into("<III", entry, 68, 0xFFFFFFFF, right, child)
    struct.pack_into("<IQ", entry, 116, start, size)
    return bytes(entry)


def old_workbook(rows: Sequence[Row], *, columns: int = 0, locked: bool = False) -> bytes:
    """A .xls file (BIFF8) with one sheet of texts and numbers."""
    cells = b""
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str) and value:
                text = value.encode("utf-16-le")
                body = struct.pack("<HHHHB", r, c, 15, len(value), 1) + text
                cells += struct.pack("<HH", 0x0204, len(body)) + body
            elif isinstance(value, (int, float)):
                cells += struct.pack("<HHHHHd", 0x0203, 14, r, c, 15, float(value))
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    size = (0, len(rows), 0, columns or max(map(len, rows)), 0)
    sheet += _record(0x0200, struct.pack("<IIHHH", *size)) + cells + _record(0x000A, b"")
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    start += _record(0x002F, struct.pack("<HHH", 0, 1, 2)) if locked else b""
    start += _record(0x0042, struct.pack("<H", 1200))
    where = len(start) + 4 + 8 + len("6A") + 4
    start += _record(0x0085, struct.pack("<IBBBB", where, 0, 0, 2, 0) + b"6A") + _record(
        0x000A, b""
    )
    content = start + sheet
    return compound_file([("Workbook", content + b"\0" * max(0, 4096 - len(content)))])


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def open_document(rows: Sequence[Row]) -> bytes:
    """A .ods file with one sheet, as LibreOffice writes it: a million empty rows at the end."""
    lines = "".join(f"<table:table-row>{_ods_cells(row)}</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="6A">{lines}'
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return packed.getvalue()


def _ods_cells(row: Row) -> str:
    return "".join(
        "<table:table-cell/>"
        if value in {None, ""}
        else f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        if isinstance(value, (int, float))
        else '<table:table-cell office:value-type="string">'
        f"<text:p>{value}</text:p></table:table-cell>"
        for value in row
    )
