"""How each cell of a month looks, and the sentence that says the same in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from desktop.queries.irregularities import Alteration
from desktop.queries.month_grid import DayHead, GridLine, MonthGrid
from desktop.queries.rolls import CellFact
from desktop.rules.attendance import AbsenceMark, DayPart, HalfDays, Sums
from desktop.rules.instants import show_day, show_moment
from desktop.rules.roll_text import say_marks, show_marks
from desktop.rules.school_days import NoLessons
from desktop.ui.grid.sheet import CellView, State
from desktop.ui.roll.month_columns import EXCUSED, LATE, TOTAL, UNEXCUSED, View, parts_of
from desktop.ui.roll.month_words import hint

HELD: Final = "Hôm ấy lớp có học…"
TAKEN: Final = "Ghi đã điểm danh"
CHANGES: Final = "Xem lần sửa"
_MANY: Final = 3
"""So many sessions missed without permission in a month are said beside the pupil's name."""
_CONFIRMED: Final = "tháng đã xác nhận: sửa thì ghi lí do, cả hai giá trị được giữ"
_READ_ONLY: Final = "chỉ xem; giáo viên chủ nhiệm, giáo viên dạy thay và văn phòng ghi điểm danh"


@dataclass(frozen=True, slots=True)
class Footnote:
    """What was altered in a cell after confirmation, the latest first, under its number."""

    number: int
    changes: tuple[Alteration, ...]

    @property
    def sentence(self) -> str:
        """The last one: K (nghỉ không phép) → P (nghỉ có phép): có giấy khám bệnh."""
        last = self.changes[0]
        return f"sửa sau xác nhận: {last.sentence}, {last.by} ghi ({last.reason})"


def closed_sentence(grid: MonthGrid) -> str:
    """Why this person types nothing into this month; empty for who may."""
    confirmed = grid.state.confirmed
    if confirmed is None:
        return "" if grid.may_take else _READ_ONLY
    if grid.may_change:
        return ""
    return f"{confirmed.by} đã xác nhận tháng {grid.month}; cần sửa thì báo giáo viên chủ nhiệm"


def alert_of(line: GridLine) -> str:
    """What is to be looked to with this pupil: how many sessions of the year, or of the month."""
    if line.warning:
        return line.warning
    unexcused = line.sums.unexcused
    return f"đã nghỉ không phép {unexcused} buổi trong tháng" if unexcused >= _MANY else ""


def day_cell(
    line: GridLine, head: DayHead, grid: MonthGrid, view: View, footnote: Footnote | None = None
) -> CellView:
    """What stands in the sessions of a day, or why nothing can."""
    facts = {part: cell for part in DayPart if (cell := line.cell(head.day, part))}
    parts = cell_parts(head, view, facts)
    shown = {part: facts[part] for part in parts if part in facts}
    if not shown:
        empty = _shut(line, head, grid, parts, view) or _present(line, head, grid, parts)
        if footnote is None:
            return empty
        return replace(empty, note=str(footnote.number), sentence=footnote.sentence, action=CHANGES)
    marks = {part: fact.mark for part, fact in shown.items()}
    strange = not parts_of(head, view) or not line.belongs(head.day)
    return CellView(
        text=show_marks(parts, marks),
        state=_state(marks.values()),
        sentence=_entered(shown.values(), footnote, closed_sentence(grid)),
        note=str(footnote.number) if footnote else "",
        action=CHANGES if footnote else "",
        value=say_marks(parts, marks),
        alert="lịch của lớp không có buổi này" if strange else alert_of(line),
    )


def cell_parts(head: DayHead, view: View, facts: Mapping[DayPart, CellFact]) -> tuple[DayPart, ...]:
    """The sessions of the cell; also one that the calendar has not, where something stands."""
    planned = parts_of(head, view)
    if view is not None:
        return planned or ((view,) if view in facts else ())
    return tuple(p for p in DayPart if p in planned or (p in facts and p.counts))


@lru_cache(maxsize=4096)
def _no_cell(state: int, sentence: str, value: str, action: str = "", alert: str = "") -> CellView:
    """Most cells of a month are the same few."""
    return CellView("", state, sentence, action=action, value=value, alert=alert)


def _shut(
    line: GridLine, head: DayHead, grid: MonthGrid, parts: Sequence[DayPart], view: View
) -> CellView | None:
    """A cell into which nothing can be typed, whoever asks; None: the pupil should be there."""
    pupil, day = line.pupil, head.day
    if not parts:
        return _without_lessons(head, grid, view)
    if pupil.joined_on is not None and day < pupil.joined_on:
        said = f"vào lớp từ ngày {show_day(pupil.joined_on)}"
        return _no_cell(State.LOCKED, said, "chưa vào lớp")
    if pupil.left_on is not None and day >= pupil.left_on:
        said = f"rời lớp từ ngày {show_day(pupil.left_on)}"
        return _no_cell(State.LOCKED, said, "đã rời lớp")
    rolls = [roll for part in parts if (roll := head.rolls.get(part))]
    if len(rolls) == len(parts) and not any(roll.taken for roll in rolls):
        return _no_cell(State.HATCHED, rolls[0].reason, "lớp không học buổi này")
    if day > grid.today:
        return _no_cell(State.LOCKED, "ghi trong ngày hoặc sau ngày ấy", "chưa đến ngày")
    return None


def _without_lessons(head: DayHead, grid: MonthGrid, view: View) -> CellView:
    """Hatched; whoever takes the roll can say that there were lessons all the same."""
    open_month = grid.may_take and grid.state.confirmed is None
    may_hold = open_month and head.day <= grid.today and head.why is not NoLessons.OUTSIDE
    said = head.reason or (f"lớp không có buổi {view.label} hôm ấy" if view else "")
    return _no_cell(State.HATCHED, said, "không có buổi học", HELD if may_hold else "")


def _present(line: GridLine, head: DayHead, grid: MonthGrid, parts: Sequence[DayPart]) -> CellView:
    closed, alert, confirmed = closed_sentence(grid), alert_of(line), grid.state.confirmed
    said = closed or (_CONFIRMED if confirmed else hint(parts))
    if all(head.is_taken(part) for part in parts):
        return _no_cell(State.NORMAL, said, "có mặt", "", alert)
    action = "" if closed or confirmed else TAKEN
    return _no_cell(State.NORMAL, said, "chưa điểm danh", action, alert)


def _state(marks: Iterable[AbsenceMark]) -> int:
    found = set(marks)
    if AbsenceMark.UNEXCUSED in found:
        return State.GRAVE | State.STRONG
    return State.MUTED if found == {AbsenceMark.LATE} else State.NORMAL


def _entered(facts: Iterable[CellFact], footnote: Footnote | None, closed: str) -> str:
    last = max(facts, key=lambda fact: fact.at)
    by = f"{last.by} ghi lúc {show_moment(last.at)}" if last.by else ""
    parts = (last.note, footnote.sentence if footnote else by, closed)
    return " · ".join(part for part in parts if part)


def sum_cell(line: GridLine, key: str, grid: MonthGrid) -> CellView:
    """TS, P, K or Muộn of the month; the sentence tells the year's."""
    number = {
        TOTAL: line.sums.total, EXCUSED: line.sums.excused,
        UNEXCUSED: line.sums.unexcused, LATE: line.sums.late,
    }[key]  # fmt: skip
    state = State.COMPUTED
    if key in (EXCUSED, LATE):
        state |= State.MUTED
    elif key == UNEXCUSED:
        state |= State.GRAVE
    return CellView(
        str(number) if number else "", state, _sum_sentence(line.year, key, grid),
        value=f"{number} {'lần' if key == LATE else 'buổi'}", alert=line.warning,
    )  # fmt: skip


def _sum_sentence(year: Sums, key: str, grid: MonthGrid) -> str:
    said = [
        f"cả năm học {year.late} lần"
        if key == LATE
        else f"cả năm học {year.total} buổi: {year.excused} có phép, {year.unexcused} không phép"
    ]
    counting = [part for part in grid.parts if part.counts]
    if key != LATE and len(counting) > 1 and grid.rules.half_days is HalfDays.ONE_A_DAY:
        said.append("sáng và chiều cùng ngày tính một buổi")
    if grid.rules.late_makes_one and key != EXCUSED:
        said.append(f"{grid.rules.late_makes_one} lần muộn tính một buổi không phép")
    return " · ".join(said)
