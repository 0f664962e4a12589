"""The letter to the parents of a pupil who was absent: as text for a message, and on paper."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from desktop.printing.fitting import Style
from desktop.printing.forms import Form
from desktop.printing.ink import DOTTED, Box, Ink, Pen
from desktop.printing.options import BookOptions
from desktop.printing.page import Draft, Page, bound
from desktop.printing.paper import A4, Paper, Signature, draw_signatures
from desktop.printing.press import PrintedDocument, print_form
from desktop.queries.absence_letter import AbsenceLetter, Missed
from desktop.rules.attendance import Nearness, Sums, nearness_sentence
from desktop.rules.school_days import weekday_word

_HEAD: Final = Style(11, 8, lines=2)
_HEAD_BOLD: Final = Style(11, 8, "bold", lines=2)
_TITLE: Final = Style(15, 11, "bold", lines=1)
_ADDRESSED: Final = Style(12, 9, "bold", "left", lines=2, inset=0, top=True)
_BODY: Final = Style(12, 9, align="left", lines=8, inset=0, top=True)
_COLUMN: Final = Style(10.5, 8, "bold", lines=1)
_CELL: Final = Style(10.5, 7, lines=2)
_WORDS: Final = Style(10.5, 7, align="left", lines=2)
_THIN: Final = Pen(0.3)
_WIDTHS: Final = (0.07, 0.27, 0.11, 0.2, 0.35)
_HEADS: Final = ("Số TT", "Ngày", "Buổi", "Điểm danh", "Ghi chú")
_ROW: Final = 7.0
_FIRST_TOP: Final = 72.0
_END: Final = 106.0
"""What the closing words, the signature and the family's answer take."""
_LINES: Final = 3  # for the family to write on
_G27: Final = range(6, 13)
"""The grades of Circular 22; it says nothing of primary schools and kindergartens."""
_ASKING: Final = (
    "Kính đề nghị gia đình cho biết lí do, gửi giấy xin phép nếu em nghỉ có lí do chính đáng, "
    "và phối hợp với giáo viên chủ nhiệm để em đi học đều."
)


# ---- the words


def letter_title(letter: AbsenceLetter) -> str:
    """Of a single lateness it would say too much to call it absence."""
    if letter.counted.total:
        return "THÔNG BÁO VỀ VIỆC NGHỈ HỌC"
    return "THÔNG BÁO VỀ VIỆC CHUYÊN CẦN"


def addressed(letter: AbsenceLetter) -> str:
    """To whom it goes; parents are not named: whose letter it is, the pupil's name says."""
    return (
        f"Kính gửi: Cha, mẹ hoặc người giám hộ của em {letter.full_name}, "
        f"học sinh lớp {letter.class_name}"
    )


def opening(letter: AbsenceLetter) -> str:
    """What the school has to say."""
    school = letter.heading.school if letter.heading else "Nhà trường"
    span = (
        f"Ngày {letter.first:%d/%m/%Y}"
        if letter.first == letter.last
        else f"Từ ngày {letter.first:%d/%m/%Y} đến ngày {letter.last:%d/%m/%Y}"
    )
    return f"{school} trân trọng thông báo. {span}, em {letter.full_name} {_said(letter.counted)}."


def closing(letter: AbsenceLetter) -> Iterator[str]:
    """The year so far, what follows from it, and what is asked."""
    since = f" (năm học {letter.school_year.name})" if letter.school_year else ""
    yield f"Tính từ đầu năm học đến nay{since}, em {_said(letter.year)}."
    if letter.near is not Nearness.FAR and letter.grade in _G27:
        sentence = nearness_sentence(letter.year.total, letter.rules)
        yield (
            f"Học sinh nghỉ quá {letter.rules.allowed} buổi trong một năm học thì chưa đủ điều "
            f"kiện lên lớp (Thông tư 22/2021, Điều 12). Em {sentence}."
        )
    yield _ASKING


def letter_text(letter: AbsenceLetter) -> str:
    """The whole letter as plain text, for a message or an e-mail."""
    lines = [addressed(letter), "", opening(letter)]
    lines += [f"– {_when(one)}: {_what(one)}" for one in letter.missed]
    lines += ["", *closing(letter), "", "Trân trọng."]
    if letter.homeroom:
        lines.append(f"Giáo viên chủ nhiệm: {', '.join(letter.homeroom)}")
    return "\n".join(lines)


def _said(of: Sums) -> str:
    """Đã nghỉ 4 buổi (1 có phép, 3 không phép), đi muộn 2 lần."""
    each = [
        f"{count} {word}"
        for count, word in ((of.excused, "có phép"), (of.unexcused, "không phép"))
        if count
    ]
    said = []
    if of.total:
        said.append(f"đã nghỉ học {of.total} buổi ({', '.join(each)})")
    if of.late:
        said.append(f"đi muộn {of.late} lần")
    return ", ".join(said) or "không nghỉ buổi học nào"


def _when(one: Missed) -> str:
    weekday = weekday_word(one.day)
    return f"{weekday[:1].upper()}{weekday[1:]} {one.day:%d/%m/%Y}, {_part(one)}"


def _part(one: Missed) -> str:
    return f"buổi {one.part.label.lower()}" if one.part.counts else "câu lạc bộ"


def _what(one: Missed) -> str:
    return f"{one.mark.label} ({one.note})" if one.note else one.mark.label


# ---- on paper


def print_absence_letter(letter: AbsenceLetter, path: Path) -> PrintedDocument:
    """A4, as many pages as the days take. Raises Trouble with a sentence for the person."""
    return print_form(ABSENCE_LETTER, letter, BookOptions(paper=A4), path)


def pages(letter: AbsenceLetter, options: BookOptions) -> list[Page]:
    """The pages as values."""
    laid = _laid_out(letter.missed, options.paper.content)
    drafts = [
        _draft(letter, number, tops, last=number == len(laid) - 1)
        for number, tops in enumerate(laid)
    ]
    caption = f"{letter.full_name}, lớp {letter.class_name} – thông báo cho gia đình"
    return bound(drafts, options.paper, caption)


ABSENCE_LETTER: Final = Form(
    "absence-letter",
    "Thông báo nghỉ học",
    "gửi gia đình học sinh",
    (A4,),
    (),
    pages,
    remembered=False,
)


def _laid_out(missed: tuple[Missed, ...], box: Box) -> list[list[tuple[int, Missed]]]:
    """The rows of each page, numbered; the last page keeps room for the end."""
    rows = list(enumerate(missed, 1))
    laid, room = [], box.height - _FIRST_TOP - _ROW
    while len(rows) * _ROW > room - _END:
        taken = max(0, min(len(rows), int(room / _ROW)))
        laid.append(rows[:taken])
        rows, room = rows[taken:], box.height - _ROW
    return [*laid, rows]


def _draft(
    letter: AbsenceLetter, number: int, rows: list[tuple[int, Missed]], *, last: bool
) -> Draft:
    def draw(ink: Ink, paper: Paper) -> None:
        box, top = paper.content, 0.0
        if number == 0:
            _draw_head(ink, box, letter)
            top = _FIRST_TOP
        top = _draw_rows(ink, box, top, rows)
        if last:
            _draw_end(ink, box, top, letter)

    shown = tuple(
        (n, one.day.isoformat(), int(one.part), one.mark.value, one.note) for n, one in rows
    )
    content = (letter_text(letter), shown, last)
    return Draft(f"letter/{number + 1}", f"Trang {number + 1}", "letter", content, draw)


def _draw_head(ink: Ink, box: Box, letter: AbsenceLetter) -> None:
    left, right = box.column(0, box.width * 0.46), box.column(box.width * 0.48, box.width * 0.52)
    if letter.heading is not None:
        ink.text(left.band(0, 6), letter.heading.authority.upper(), _HEAD)
        ink.text(left.band(6, 7), letter.heading.school.upper(), _HEAD_BOLD)
    ink.text(right.band(0, 6), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", _HEAD_BOLD)
    ink.text(right.band(6, 7), "Độc lập – Tự do – Hạnh phúc", _HEAD_BOLD)
    ink.text(box.band(22, 9), letter_title(letter), _TITLE)
    ink.text(box.band(38, 12), addressed(letter), _ADDRESSED)
    ink.text(box.band(52, 20), opening(letter), _BODY)


def _draw_rows(ink: Ink, box: Box, top: float, rows: list[tuple[int, Missed]]) -> float:
    """The table; returns where it ends."""
    if not rows:
        return top
    _draw_row(ink, box.band(top, _ROW), _HEADS, _COLUMN)
    for number, one in rows:
        top += _ROW
        texts = (
            str(number), f"{weekday_word(one.day)} {one.day:%d/%m/%Y}", one.part.label,
            one.mark.label, one.note,
        )  # fmt: skip
        _draw_row(ink, box.band(top, _ROW), texts, _CELL)
    return top + _ROW


def _draw_row(ink: Ink, box: Box, texts: tuple[str, ...], style: Style) -> None:
    left = 0.0
    for share, text in zip(_WIDTHS, texts, strict=True):
        cell = box.column(left, box.width * share)
        ink.outline(cell, _THIN)
        ink.text(cell, text, _WORDS if text is texts[-1] and style is _CELL else style)
        left += box.width * share


def _draw_end(ink: Ink, box: Box, top: float, letter: AbsenceLetter) -> None:
    top += 3
    for paragraph in closing(letter):
        setting = ink.text(box.band(top, 22), paragraph, _BODY)
        top += (setting.height if setting else 0.0) + 2.5
    day = letter.written_on
    dated = f"Ngày {day:%d} tháng {day:%m} năm {day:%Y}"
    name = letter.homeroom[0] if len(letter.homeroom) == 1 else ""
    signature = Signature("Giáo viên chủ nhiệm", name=name, date=dated)
    draw_signatures(ink, box.band(top + 1, 31), (signature,))
    top += 37
    ink.line((box.x, box.y + top), (box.right, box.y + top), DOTTED)
    ink.text(box.band(top + 1.5, 6), "Ý kiến của gia đình (kí, ghi rõ họ tên)", _ADDRESSED)
    for line in range(1, _LINES + 1):
        at = box.y + top + 7 + 7.5 * line
        ink.line((box.x, at), (box.right, at), DOTTED)
