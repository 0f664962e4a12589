"""The columns of a month: number, name, days under their weekdays, sums; and its rows."""

from datetime import date
from typing import Final

from desktop.queries.month_grid import DayHead, GridLine, MonthGrid
from desktop.rules.attendance import DayPart
from desktop.rules.school_days import weekday_word
from desktop.ui.grid.sheet import Column, HeadLine, Kind, RowHead

NUMBER, NAME, TOTAL, EXCUSED, UNEXCUSED, LATE = "number", "name", "ts", "p", "k", "late"
SUMS: Final = (TOTAL, EXCUSED, UNEXCUSED, LATE)
_SCHOOL_DAY, _SHADED = 33, 28
_SUNDAY = 6
_SAID: Final = {
    TOTAL: "tổng số buổi nghỉ", EXCUSED: "số buổi nghỉ có phép",
    UNEXCUSED: "số buổi nghỉ không phép", LATE: "số lần đi muộn",
}  # fmt: skip

View = DayPart | None
"""Which sessions of a day a cell shows: one part, or None for all that count."""


def views_of(grid: MonthGrid) -> tuple[View, ...]:
    """In which ways the month can be shown; a class with one session a day has one."""
    counting = [part for part in grid.parts if part.counts]
    return (None, *grid.parts) if len(counting) > 1 else grid.parts or (None,)


def parts_of(head: DayHead, view: View) -> tuple[DayPart, ...]:
    """The sessions of a day that a cell stands for."""
    return head.sessions(view)


def day_key(day: date, view: View) -> str:
    """The key of a day's column: what is kept as typed belongs to one view."""
    return day.isoformat() if view is None else f"{day.isoformat()}/{int(view)}"


def columns_of(grid: MonthGrid, view: View, *, editable: bool) -> tuple[Column, ...]:
    """All columns, as the printed sheet orders them."""
    return (
        Column(NUMBER, "STT", Kind.NUMBER, 40, editable=False, frozen=True),
        Column(NAME, "Họ và tên", Kind.NAME, 160, editable=False, frozen=True),
        *(_day_column(head, grid, view, editable=editable) for head in grid.days),
        _sum_column(TOTAL, "TS", 36, "Số buổi nghỉ"),
        _sum_column(EXCUSED, "P", 32, "Số buổi nghỉ"),
        _sum_column(UNEXCUSED, "K", 32, "Số buổi nghỉ"),
        _sum_column(LATE, "Muộn", 50, ""),
    )


def _day_column(head: DayHead, grid: MonthGrid, view: View, *, editable: bool) -> Column:
    parts = parts_of(head, view)
    owed = head.day <= grid.today and not all(head.is_taken(part) for part in parts)
    said = f"{weekday_word(head.day)} {head.day:%d/%m}"
    if view is not None and len(grid.parts) > 1:
        said = f"{said} {view.label.lower() if view is not DayPart.CLUB else view.label}"
    return Column(
        key=day_key(head.day, view),
        title=str(head.day.day),
        kind=Kind.WORD,
        width=_SCHOOL_DAY if parts else _SHADED,
        lines=(HeadLine(head.weekday, colour="amber" if owed else "text2"),),
        editable=editable,
        max_length=40,
        spoken=said,
        group_end=head.day.weekday() == _SUNDAY or head is grid.days[-1],
    )


def _sum_column(key: str, title: str, width: int, group: str) -> Column:
    return Column(
        key, title, Kind.WORD, width, group=group, editable=False, spoken=_SAID[key],
        group_end=key == UNEXCUSED,
    )  # fmt: skip


def row_head(line: GridLine, grid: MonthGrid) -> RowHead:
    """A pupil's row; who left within the month can still be put right for the days before."""
    pupil = line.pupil
    left = pupil.left_on is not None and pupil.left_on <= grid.today
    gone = left and pupil.left_on is not None and pupil.left_on <= grid.days[0].day
    joins_later = pupil.joined_on is not None and pupil.joined_on > grid.days[-1].day
    struck = LATE if left and not joins_later else ""
    return RowHead(pupil.student_id, pupil.full_name, struck, struck_open=left and not gone)
