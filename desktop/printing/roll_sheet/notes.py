"""What stands below a month's roll: the signs, holidays, who came and left, what was altered."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from desktop.queries.roll_pages import PaperChange, PaperLine, PaperMonth, PaperRolls
from desktop.rules.attendance import AttendanceRules, HalfDays
from desktop.rules.instants import moment

MOST_CHANGES: Final = 12
"""So many altered cells are told one by one; the rest is counted."""
_DAY: Final = timedelta(days=1)
_NEW_YEAR: Final = "Tết Nguyên đán"


def notes(
    rolls: PaperRolls, month: PaperMonth, *, corrections: bool, legend: bool = True
) -> Iterator[str]:
    """Line by line; `corrections` tells what was altered after confirmation (M-12)."""
    if legend:
        yield legend_of(rolls.rules)
    holidays = "; ".join(_holidays(month))
    if holidays:
        yield f"Ngày nghỉ: {holidays}."
    moved = "; ".join(_moved(month))
    if moved:
        yield f"Biến động: {moved}."
    if corrections:
        altered = "; ".join(_altered(month.lines))
        if altered:
            yield f"Sửa sau khi xác nhận: {altered}."
    if month.state.confirmed is None and any(day.known for day in month.days):
        yield "Giáo viên chủ nhiệm chưa xác nhận tháng này."


def legend_of(rules: AttendanceRules) -> str:
    """What the letters mean, and how lateness and half days count (X-11)."""
    late = "không tính vào tổng số buổi nghỉ"
    if rules.late_makes_one:
        late = f"cứ {rules.late_makes_one} lần tính một buổi nghỉ không phép"
    text = f"P: nghỉ có phép; K: nghỉ không phép; M: đi muộn ({late})."
    if rules.half_days is HalfDays.SEPARATE:
        return f"{text} Hai chữ trong một ô: hai buổi của ngày."
    return text


def _holidays(month: PaperMonth) -> Iterator[str]:
    """26–30: Tết Nguyên đán. Neighbouring days of one reason are told together."""
    told = [day for day in month.days if day.why]
    for why, days in groupby(told, key=lambda day: _why(day.why)):
        runs = _runs([day.day for day in days])
        yield f"{', '.join(runs)}: {why}"


def _why(reason: str) -> str:
    """The days about the new year have a name each; on paper they are one holiday."""
    words = reason.casefold()
    return _NEW_YEAR if "tết" in words and "dương lịch" not in words else reason


def _runs(days: Sequence[date]) -> Iterator[str]:
    first = before = days[0]
    for day in days[1:]:
        if day != before + _DAY:
            yield _run(first, before)
            first = day
        before = day
    yield _run(first, before)


def _run(first: date, last: date) -> str:
    return f"{first:%d/%m}" if first == last else f"{first:%d}–{last:%d/%m}"


def _moved(month: PaperMonth) -> Iterator[str]:
    """Who came or left in this month, by the number in the book."""
    for line in month.lines:
        pupil = line.pupil
        name = f"số {pupil.number} {pupil.full_name}"
        if pupil.joined_on is not None and pupil.joined_on >= month.first:
            yield f"{name} chuyển đến {pupil.joined_on:%d/%m}"
        if pupil.left_on is not None and month.first <= pupil.left_on <= month.last:
            why = pupil.leave_reason or "thôi học"
            yield f"{name} {why[:1].lower()}{why[1:]} {pupil.left_on:%d/%m}"


def _altered(lines: Iterable[PaperLine]) -> Iterator[str]:
    """The reason lies in the program and is not read out in class."""
    every = [(line, change) for line in lines for change in line.changes]
    for line, change in every[:MOST_CHANGES]:
        yield (
            f"{line.pupil.full_name} ngày {change.day:%d/%m} {_said(change)} "
            f"({change.by}, {moment(change.at):%d/%m/%Y})"
        )
    if len(every) > MOST_CHANGES:
        yield f"và {len(every) - MOST_CHANGES} ô nữa, ghi trong phần mềm"


def _said(change: PaperChange) -> str:
    return f"{change.before or 'có mặt'} thành {change.now or 'có mặt'}"
