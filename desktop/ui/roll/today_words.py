"""The sentences of the roll of a day: head, state of a session, what is known of a pupil."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from desktop.queries.attendance import RollLine
from desktop.queries.own_entries import OwnState
from desktop.queries.pupils import ClassPupil
from desktop.rules.attendance import PRESENT, RUNNING_DAYS, AbsenceMark
from desktop.rules.instants import moment
from desktop.rules.school_days import weekday_word
from desktop.ui.roll.today_book import TodayBook

HINT: Final = (
    "Gõ số thứ tự hoặc chữ đầu của em vắng, Enter, rồi P, K hoặc M. "
    "Enter ở ô trống: các em còn lại có mặt."
)
LEGEND: Final = "P có phép · K không phép · M đi muộn · X có mặt"
_OWN: Final = {
    OwnState.WAITING: "chờ gửi lên máy chủ",
    OwnState.CONFLICT: "người khác ghi khác, chờ chọn ở Cần xử lý",
    OwnState.REFUSED: "máy chủ chưa nhận, xem ở Cần xử lý",
    OwnState.DRAFT: "giữ lại để lập biên bản",
}


def title(book: TodayBook) -> str:
    """Điểm danh hôm nay, or of a day."""
    if book.day == book.today:
        return "Điểm danh hôm nay"
    return f"Điểm danh {weekday_word(book.day)} {book.day:%d/%m}"


def facts(book: TodayBook) -> str:
    """Lớp 6A · đã điểm danh 7:05, Thu Hà · vắng 3 (1 P, 2 K) · muộn 1 · 45 em."""
    sheet = book.sheet
    if sheet.refusal:
        return ""
    parts = [f"Lớp {sheet.class_name}"]
    if book.part is None:
        return " · ".join([*parts, sheet.reason])
    some = any(book.marked(mark) for mark in AbsenceMark)
    said = [counts(book)] if some or book.roll else []
    if sheet.confirmed:
        said.insert(0, f"tháng {book.day.month} đã xác nhận")
    return " · ".join([*parts, state(book), *said, f"{len(book.lines)} em"])


def counts(book: TodayBook) -> str:
    """Vắng 3 (1 P, 2 K) · muộn 1; cả lớp có mặt."""
    excused, unexcused, late = (
        book.marked(mark) for mark in (AbsenceMark.EXCUSED, AbsenceMark.UNEXCUSED, AbsenceMark.LATE)
    )
    said = []
    if excused or unexcused:
        each = [f"{n} {sign}" for n, sign in ((excused, "P"), (unexcused, "K")) if n]
        said.append(f"vắng {excused + unexcused} ({', '.join(each)})")
    if late:
        said.append(f"muộn {late}")
    return " · ".join(said) or "không em nào vắng"


def state(book: TodayBook) -> str:
    """What is known of the session in front."""
    roll = book.roll
    if roll is None:
        some = any(book.marked(mark) for mark in AbsenceMark)
        return "đang điểm danh, chưa xong" if some else "chưa điểm danh"
    at = moment(roll.at)
    if not roll.taken:
        return f"không học: {roll.reason}"
    when = f"{at:%H:%M}" if at.date() == book.day else f"{at:%H:%M ngày %d/%m}"
    more = f" (ngoài lịch: {roll.reason})" if roll.reason else ""
    return f"đã điểm danh {when}, {roll.by}{more}"


def take_words(book: TodayBook) -> str:
    """The button that finishes a roll."""
    absent = sum(book.marked(mark) for mark in AbsenceMark if mark.is_absent)
    if book.not_held:
        return "Lớp có học"
    if absent:
        return f"Xong: vắng {absent}"
    return "Cả lớp có mặt"


def about(book: TodayBook, line: RollLine) -> str:
    """What stands there and what is to be looked to: for the line, tooltip and screen reader."""
    cell = line.cell(book.part) if book.part else None
    said = []
    if cell is not None:
        said.append(cell.mark.label)
        if cell.note:
            said.append(cell.note)
        said.append(f"{cell.by} ghi {moment(cell.at):%H:%M}")
    own = book.own(line.pupil.student_id)
    if own is not None:
        said.append(own.sentence or _OWN[own.state])
    said.extend(_others(book, line))
    if line.warning:
        said.append(line.warning)
    elif line.running >= RUNNING_DAYS - 1:
        said.append(f"đã nghỉ {line.running} ngày học liền trước đó")
    elif line.year.total:
        said.append(f"đã nghỉ {line.year.total} buổi trong năm học")
    return " · ".join(said)


def _others(book: TodayBook, line: RollLine) -> list[str]:
    return [
        f"{part.label}: {cell.mark.value}"
        for part, cell in sorted(line.cells.items())
        if part is not book.part
    ]


def picked(book: TodayBook, pupil: ClassPupil) -> str:
    """What to press for who is picked, and what is known of the pupil."""
    line = book.line(pupil.student_id)
    known = about(book, line) if line else ""
    said = f"{pupil.full_name}: P, K hoặc M; X có mặt"
    return f"{said} · {known}" if known else said


def matches(found: Sequence[ClassPupil], at: int) -> str:
    """Who is meant, and how to get to the others."""
    meant = found[at]
    if len(found) == 1:
        return f"{meant.number} {meant.full_name}: Enter để chọn"
    others = len(found) - 1
    return f"{meant.number} {meant.full_name}: Enter để chọn; Tab sang {others} em khác khớp"


def idle(book: TodayBook, marked: UUID | None) -> str:
    """What was written last, else how it goes."""
    if book.not_held:
        return f"Buổi này {state(book)}. Lớp có học thì bấm “Lớp có học”."
    if marked is None:
        return HINT
    cell = book.cell(marked)
    mark = cell.mark.label if cell else PRESENT
    more = "; Tab: ghi lí do, giờ đến" if cell and not cell.note else ""
    return f"Đã ghi {book.name(marked)} {mark}{more}"
