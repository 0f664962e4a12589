"""The weeks of a year and its days off as sheets, and what typing into them means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import msgspec

from desktop.commands.school import DayOff, GiveDayOff, PlanYear, WeekPlan, YearPlan
from desktop.rules.calendar import WeekKind
from desktop.rules.names import fold, tidy_name
from desktop.rules.terms import Term
from desktop.ui.admin.records import Change, Kind
from desktop.ui.grid.sheet import CellView, Column, RowHead, State
from desktop.ui.grid.sheet import Kind as Standing

KINDS: Final = {
    WeekKind.TEACHING: "dạy học", WeekKind.BREAK: "nghỉ", WeekKind.RESERVE: "dự phòng",
}  # fmt: skip
WEEKDAYS: Final = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_OFF, _WORK = "nghỉ", "học bù"


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week, the year it is in, and the special days in it."""

    week: WeekPlan
    plan: YearPlan
    year_id: UUID
    days: tuple[DayOff, ...]

    @property
    def sunday(self) -> date:
        return self.week.monday + timedelta(days=6)


def week_rows(plan: YearPlan, year_id: UUID, days: Sequence[DayOff]) -> tuple[WeekRow, ...]:
    return tuple(
        WeekRow(
            week, plan, year_id,
            tuple(d for d in days if week.monday <= d.day <= week.monday + timedelta(days=6)),
        )
        for week in plan.weeks
    )  # fmt: skip


def _show_week(row: WeekRow, key: str) -> CellView:
    week = row.week
    kind = WeekKind(week.kind)
    off = "; ".join(f"{d.day:%d/%m} {d.reason}" for d in row.days if d.off)
    work = "; ".join(f"{d.day:%d/%m} học bù" for d in row.days if not d.off)
    state = State.NORMAL if kind is WeekKind.TEACHING else State.MUTED
    text = {
        "number": str(week.number or "–"),
        "days": f"{week.monday:%d/%m} – {row.sunday:%d/%m/%Y}",
        "term": week.term.name, "kind": KINDS[kind],
        "off": "; ".join(filter(None, (off, work))),
    }[key]  # fmt: skip
    return CellView(text, state, text if key == "off" else "")


def _change_week(row: WeekRow, key: str, text: str) -> Change:
    typed = fold(tidy_name(text))
    if key == "kind":
        known = {fold(words): kind for kind, words in KINDS.items()}
        if typed not in known:
            return f"“{text}” chưa được ghi. Tuần là dạy học, nghỉ hoặc dự phòng (Alt+↓)."
        week = msgspec.structs.replace(row.week, kind=known[typed].value)
    else:
        terms = {"i": Term.I, "1": Term.I, "ii": Term.II, "2": Term.II}
        if typed not in terms:
            return f"“{text}” chưa được ghi. Học kì là I hoặc II."
        week = msgspec.structs.replace(row.week, term=terms[typed])
    if week == row.week:
        return None
    weeks = [week if one.monday == week.monday else one for one in row.plan.weeks]
    plan = msgspec.structs.replace(row.plan, weeks=numbered(weeks))
    return PlanYear(plan=plan, school_year_id=row.year_id)


def numbered(weeks: Sequence[WeekPlan]) -> tuple[WeekPlan, ...]:
    """Teaching weeks counted through; breaks and reserve weeks carry no number."""
    count, found = 0, []
    for week in weeks:
        teaching = week.kind == WeekKind.TEACHING.value
        count += teaching
        found.append(msgspec.structs.replace(week, number=count if teaching else None))
    return tuple(found)


WEEKS: Final[Kind[WeekRow]] = Kind(
    columns=(
        Column("number", "Tuần", Standing.NUMBER, 60, editable=False),
        Column("days", "Từ thứ Hai – Chủ nhật", Standing.NAME, 190, editable=False),
        Column("term", "Học kì", Standing.WORD, 80, choices=("I", "II")),
        Column("kind", "Loại", Standing.TEXT, 120, choices=tuple(KINDS.values())),
        Column("off", "Ngày nghỉ, ngày học bù", Standing.TEXT, 400, editable=False),
    ),
    head=lambda row: RowHead(row.week.monday, f"Tuần {row.week.number or '–'}"),
    show=_show_week,
    change=_change_week,
)


def _show_day(day: DayOff, key: str) -> CellView:
    text = {
        "day": f"{day.day:%d/%m/%Y}", "weekday": WEEKDAYS[day.day.weekday()],
        "kind": _OFF if day.off else _WORK, "reason": day.reason,
        "given": "trường ghi" if day.given else "theo lịch chung",
    }[key]  # fmt: skip
    return CellView(text, State.MUTED if key == "given" and not day.given else State.NORMAL)


def _change_day(day: DayOff, key: str, text: str) -> Change:
    typed = tidy_name(text)
    if key == "reason":
        wanted = msgspec.structs.replace(day, reason=typed, given=True)
        return None if typed == day.reason else GiveDayOff(day=day.day, given=wanted)
    known = {fold(_OFF): True, fold(_WORK): False}
    if fold(typed) not in known:
        return f"“{text}” chưa được ghi. Ghi nghỉ hoặc học bù (Alt+↓)."
    off = known[fold(typed)]
    if off == day.off:
        return None
    return GiveDayOff(day=day.day, given=msgspec.structs.replace(day, off=off, given=True))


DAYS: Final[Kind[DayOff]] = Kind(
    columns=(
        Column("day", "Ngày", Standing.NAME, 110, editable=False),
        Column("weekday", "Thứ", Standing.TEXT, 90, editable=False),
        Column("kind", "Nghỉ hay học bù", Standing.TEXT, 140, choices=(_OFF, _WORK)),
        Column("reason", "Lí do", Standing.TEXT, 320, max_length=120),
        Column("given", "Nguồn", Standing.TEXT, 150, editable=False),
    ),
    head=lambda day: RowHead(day.day, f"{day.day:%d/%m/%Y}"),
    show=_show_day,
    change=_change_day,
)
