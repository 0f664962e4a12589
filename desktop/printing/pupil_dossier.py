"""All data of one pupil on paper, for parents who ask for them (D-5)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from desktop.printing.fitting import Style
from desktop.printing.forms import Form
from desktop.printing.ink import HAIR, Box, Ink, Pen
from desktop.printing.options import BookOptions
from desktop.printing.page import Draft, Page, bound
from desktop.printing.paper import A4, Paper, Signature, draw_signatures
from desktop.printing.press import PrintedDocument, print_form
from desktop.queries.pupil_dossier import PupilDossier, YearData
from desktop.rules.instants import moment, show_moment

_HEAD: Final = Style(11, 8, lines=2)
_HEAD_BOLD: Final = Style(11, 8, "bold", lines=2)
_TITLE: Final = Style(14, 11, "bold", lines=1)
_SECTION: Final = Style(12, 10, "bold", "left", lines=1, inset=0)
_NOTE: Final = Style(10, 8, "italic", "left", lines=4, inset=0, top=True)
_CELL: Final = Style(10, 9, align="left", lines=60)
_COLUMN: Final = Style(9.5, 7, "bold", lines=2)
_THIN: Final = Pen(0.3)
_SECTION_HEIGHT: Final = 10.0
_HEAD_HEIGHT: Final = 7.5
_ROW_HEIGHT: Final = 6.2
_LINE_HEIGHT: Final = 4.3
_LETTER: Final = 1.9  # width of a letter of size 10 in millimetres, on the safe side
_FIRST_TOP: Final = 52.0
_SIGNED: Final = 32.0

_RIGHT_TO_KNOW: Final = (
    "Bản này được lập theo yêu cầu của cha, mẹ hoặc người giám hộ, gồm toàn bộ dữ liệu về em mà "
    "phần mềm Sổ Trường của nhà trường đang giữ. Gia đình có quyền đề nghị đính chính, hạn chế "
    "hoặc xóa dữ liệu; phần mà pháp luật buộc lưu giữ được nhà trường trả lời kèm lí do."
)


@dataclass(frozen=True, slots=True)
class _Table:
    """A section: `widths` are shares of the page's width; without `heads` label and value."""

    title: str
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    heads: tuple[str, ...] = ()


_GROUPS: Final = _Table(
    "Diện chính sách", (0.4, 0.24, 0.18, 0.18), (),
    ("Diện chính sách", "Giấy tờ", "Từ ngày", "Đến ngày"),
)  # fmt: skip
_CLASSES: Final = _Table(
    "Các lớp đã học", (0.2, 0.1, 0.17, 0.17, 0.36), (),
    ("Năm học", "Lớp", "Vào lớp", "Rời lớp", "Lí do"),
)  # fmt: skip
_TRANSFERS: Final = _Table(
    "Chuyển đến, chuyển đi", (0.13, 0.14, 0.14, 0.25, 0.2, 0.14), (),
    ("Việc", "Ngày", "Lớp", "Trường", "Lí do", "Số quyết định"),
)  # fmt: skip
_CONSENTS: Final = _Table(
    "Đồng ý của gia đình", (0.24, 0.12, 0.13, 0.16, 0.11, 0.12, 0.12), (),
    ("Mục đích", "Giá trị", "Ngày", "Người trả lời", "Hình thức", "Hết hạn", "Rút lại"),
)  # fmt: skip
_PAPERS: Final = _Table(
    "Giấy tờ đính kèm", (0.6, 0.2, 0.2), (), ("Giấy tờ", "Loại", "Số byte")
)  # fmt: skip
_MARKS: Final = _Table("điểm và mức", (0.24, 0.14, 0.62), (), ("Môn học", "Học kì", "Điểm, mức"))
_COMMENTS: Final = _Table("nhận xét", (0.24, 0.14, 0.62), (), ("Môn học", "Học kì", "Nhận xét"))
_ABSENCES: Final = _Table(
    "Điểm danh", (0.16, 0.12, 0.26, 0.46), (), ("Ngày", "Buổi", "Trạng thái", "Ghi chú"),
)  # fmt: skip
_CONDUCT: Final = _Table(
    "rèn luyện", (0.14, 0.14, 0.14, 0.14, 0.44), (),
    ("Học kì", "Rèn luyện", "Nghỉ có phép", "Không phép", "Nhận xét"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Placed:
    """A part of a table on a page: from which height on, with which of its rows."""

    table: _Table
    top: float
    rows: tuple[tuple[tuple[str, ...], float], ...]
    goes_on: bool = False


def print_pupil_dossier(data: PupilDossier, path: Path) -> PrintedDocument:
    """A4, as many pages as it takes. Raises Trouble with a sentence for the person."""
    return print_form(PUPIL_DOSSIER, data, BookOptions(paper=A4), path)


def pages(data: PupilDossier, options: BookOptions) -> list[Page]:
    """The pages as values."""
    laid = _laid_out(tuple(_tables(data)), options.paper.content)
    drafts = [
        _draft(number, placed, data, last=number == len(laid) - 1)
        for number, placed in enumerate(laid)
    ]
    return bound(drafts, options.paper, f"Dữ liệu của {data.full_name} – {data.heading.school}")


PUPIL_DOSSIER: Final = Form(
    "pupil-dossier", "Dữ liệu về học sinh", "theo yêu cầu của gia đình", (A4,), (), pages
)


def _tables(data: PupilDossier) -> Iterator[_Table]:
    yield _Table("Hồ sơ", (0.34, 0.66), data.profile)
    papers = tuple((title, kind, size) for title, kind, size, _ in data.papers)
    for frame, rows in (
        (_GROUPS, data.groups), (_CLASSES, data.classes), (_TRANSFERS, data.transfers),
        (_CONSENTS, data.consents), (_PAPERS, papers),
    ):  # fmt: skip
        if rows:
            yield replace(frame, rows=rows)
    for year in data.years:
        yield from _of_year(year)


def _of_year(year: YearData) -> Iterator[_Table]:
    where = f"Năm học {year.year}, lớp {', '.join(year.classes)}"
    marks: dict[tuple[str, str], list[str]] = defaultdict(list)
    for subject in year.subjects:
        for term, place, shown in subject.marks:
            marks[subject.subject, term].append(f"{place}: {shown}")
    rows: dict[_Table, tuple[tuple[str, ...], ...]] = {
        _MARKS: tuple((*key, "; ".join(said)) for key, said in marks.items()),
        _COMMENTS: tuple(
            (subject.subject, term, text)
            for subject in year.subjects
            for term, text in subject.comments
        ),
        _CONDUCT: tuple(
            (t.term, t.conduct, _number(t.excused), _number(t.unexcused), t.remark)
            for t in year.terms
        ),
        _ABSENCES: year.absences,
    }
    for frame, filled in rows.items():
        if filled:
            yield replace(frame, title=f"{where}: {frame.title}", rows=filled)


def _number(count: int | None) -> str:
    return "" if count is None else str(count)


# ---- pages


def _laid_out(tables: Sequence[_Table], box: Box) -> list[list[_Placed]]:
    """Tables one under the other; one that does not end on its page goes on with its heads."""
    laid: list[list[_Placed]] = [[]]
    top = _FIRST_TOP
    for table in tables:
        rows = [(row, _row_height(row, table.widths, box.width)) for row in table.rows]
        goes_on = False
        while rows:
            head = _SECTION_HEIGHT + (_HEAD_HEIGHT if table.heads else 0)
            room = box.height - top - head
            if room < rows[0][1] and laid[-1]:
                laid.append([])
                top = 0.0
                continue
            taken = _fitting(rows, room)
            laid[-1].append(_Placed(table, top, tuple(rows[:taken]), goes_on))
            top += head + sum(height for _, height in rows[:taken]) + 3
            rows, goes_on = rows[taken:], True
    if box.height - top < _SIGNED:
        laid.append([])
    return laid


def _fitting(rows: Sequence[tuple[tuple[str, ...], float]], room: float) -> int:
    """How many rows have room; at least one, so that it ends."""
    used = 0.0
    for number, (_, height) in enumerate(rows):
        used += height
        if used > room:
            return max(1, number)
    return len(rows)


def _row_height(row: tuple[str, ...], widths: tuple[float, ...], width: float) -> float:
    lines = max(
        -(-len(text) // max(1, int(width * share / _LETTER)))
        for text, share in zip(row, widths, strict=True)
    )
    return _ROW_HEIGHT + _LINE_HEIGHT * (max(lines, 1) - 1)


def _draft(number: int, placed: list[_Placed], data: PupilDossier, *, last: bool) -> Draft:
    def draw(ink: Ink, paper: Paper) -> None:
        if number == 0:
            _draw_head(ink, paper.content, data)
        for one in placed:
            _draw_table(ink, paper.content, one)
        if last:
            _draw_end(ink, paper.content, data)

    content = (data.full_name, number, tuple((p.table.title, p.rows) for p in placed), last)
    return Draft(f"data/{number + 1}", f"Trang {number + 1}", "data", content, draw)


def _draw_head(ink: Ink, box: Box, data: PupilDossier) -> None:
    left, right = box.column(0, box.width * 0.46), box.column(box.width * 0.48, box.width * 0.52)
    ink.text(left.band(0, 6), data.heading.authority.upper(), _HEAD)
    ink.text(left.band(6, 7), data.heading.school.upper(), _HEAD_BOLD)
    ink.text(right.band(0, 6), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", _HEAD_BOLD)
    ink.text(right.band(6, 7), "Độc lập – Tự do – Hạnh phúc", _HEAD_BOLD)
    ink.text(box.band(18, 8), "DỮ LIỆU VỀ HỌC SINH", _TITLE)
    ink.text(box.band(26, 6), f"{data.full_name}, lớp {data.class_name}", _HEAD_BOLD)
    ink.text(box.band(34, 16), _RIGHT_TO_KNOW, _NOTE)


def _draw_table(ink: Ink, box: Box, placed: _Placed) -> None:
    table, top = placed.table, placed.top
    title = f"{table.title} (tiếp)" if placed.goes_on else table.title
    ink.text(box.band(top + 2, 6), title, _SECTION)
    top += _SECTION_HEIGHT
    if table.heads:
        _draw_row(ink, box.band(top, _HEAD_HEIGHT), table.widths, table.heads, _COLUMN)
        top += _HEAD_HEIGHT
    for row, height in placed.rows:
        _draw_row(ink, box.band(top, height), table.widths, row, _CELL)
        top += height


def _draw_row(
    ink: Ink, box: Box, widths: tuple[float, ...], row: tuple[str, ...], style: Style
) -> None:
    left = 0.0
    for share, text in zip(widths, row, strict=True):
        cell = box.column(left, box.width * share)
        ink.outline(cell, _THIN)
        ink.text(cell, text, style)
        left += box.width * share


def _draw_end(ink: Ink, box: Box, data: PupilDossier) -> None:
    ink.line((box.x, box.bottom - _SIGNED), (box.x + 30, box.bottom - _SIGNED), HAIR)
    ink.text(
        box.band(box.height - _SIGNED + 1, 5).column(0, box.width * 0.5),
        f"Lập lúc {show_moment(data.made_at)}.",
        _NOTE,
    )
    day = moment(data.made_at)
    dated = f"Ngày {day:%d} tháng {day:%m} năm {day:%Y}"
    draw_signatures(
        ink, box.band(box.height - _SIGNED + 4, _SIGNED - 5),
        (Signature("Người lập", date=dated),),
    )  # fmt: skip
