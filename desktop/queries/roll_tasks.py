"""Tasks about the rolls: today's, the month's, the sheets of all classes (T-10, T-18, M-12)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models.attendance import AbsenceChange, Roll
from desktop.queries.absence_lists import Listed, absence_reading
from desktop.queries.frame import TermFrame
from desktop.queries.roll_classes import RollClass, RollClasses, roll_classes
from desktop.queries.rolls import NOT_CONFIRMED, MonthState, Names, month_states
from desktop.queries.task import Page, Target, Task, TaskKind, short_day, when_words
from desktop.rules.attendance import DayPart, Sitting
from desktop.rules.instants import instant_of_day
from desktop.rules.permissions import (
    SCHOOL,
    Capability,
    Person,
    ReachKind,
    Role,
    may,
)
from desktop.rules.school_days import month_span, months_between

_TAKERS: Final = frozenset({Role.HOMEROOM_TEACHER, Role.SUBSTITUTE_TEACHER})
_LOOKS_BACK: Final = 5
"""So many school days back a roll that was not taken is still asked for each day."""
_FIRST_WEEK: Final = 7
"""By this day of the next month the sheets are printed, announced and signed (T-10)."""
_ALTERED_SINCE: Final = timedelta(days=14)
_NAMED: Final = 3
_Months = Mapping[tuple[UUID, int, int], MonthState]


def roll_tasks(session: Session, by: Person, frame: TermFrame) -> Iterator[Task]:
    """What this person's rolls and sheets ask for today; nothing is read for who has none."""
    today = frame.today
    own = _own_classes(by, today)
    receives = may(by, Capability.SHEET_RECEIVE, SCHOOL, today)
    signs = may(by, Capability.SHEET_SIGN, SCHOOL, today)
    if own or receives or signs:
        seen = roll_classes(session, by, today, frame.year)
        states = month_states(session, seen.ids, Names(session))
        mine = [one for one in seen.classes if one.class_id in own]
        if mine:
            yield from _own_tasks(session, frame, seen, mine, states)
        if receives:
            yield from _sheet_tasks(frame, seen.classes, states)
        if signs:
            yield from _sign_tasks(frame, seen.classes, states)
    if may(by, Capability.IRREGULARITIES_SEE, SCHOOL, today):
        yield from _altered(session, frame)


def _own_classes(by: Person, today: date) -> frozenset[UUID]:
    """The classes whose rolls this person is assigned to take."""
    return frozenset(
        a.reach_id
        for a in by.assignments
        if a.role in _TAKERS and a.reach is ReachKind.CLASS and a.holds_on(today) and a.reach_id
    )


def _own_tasks(
    session: Session, frame: TermFrame, seen: RollClasses, mine: Sequence[RollClass],
    states: _Months,
) -> Iterator[Task]:  # fmt: skip
    known = _known(session, [one.class_id for one in mine])
    for one in mine:
        rolls = _Rolls(frame, one, known[one.class_id], states)
        yield from rolls.to_take()
        if one.may_confirm:
            yield from rolls.to_confirm()
    away = absence_reading(session, seen, frame.today, mine).running()
    yield from (_away(frame, listed) for listed in away)


def _known(session: Session, classes: Collection[UUID]) -> dict[UUID, set[Sitting]]:
    rows = session.execute(
        select(Roll.class_id, Roll.day, Roll.part).where(Roll.class_id.in_(list(classes)))
    )
    found: dict[UUID, set[Sitting]] = defaultdict(set)
    for class_id, day, part in rows:
        found[class_id].add((day, DayPart(part)))
    return found


@dataclass(frozen=True, slots=True)
class _Rolls:
    """A class with the sessions of which something is known."""

    frame: TermFrame
    one: RollClass
    known: set[Sitting]
    states: _Months

    def to_take(self) -> Iterator[Task]:
        """T-18: today's sessions, and those of the days before that nobody has taken."""
        today, calendar = self.frame.today, self.one.calendar
        now = [p for p in calendar.day(today).parts if (today, p) not in self.known]
        if now:
            parts = ", ".join(part.label.lower() if part.counts else part.label for part in now)
            yield self._task("Điểm danh hôm nay", f"buổi {parts} chưa điểm danh", today, today)
        earlier = [
            day
            for day in calendar.last_school_days(today - timedelta(days=1), _LOOKS_BACK)
            if not self._confirmed(day)
            and any((day, part) not in self.known for part in calendar.day(day).parts)
        ]
        if earlier and self._begun(earlier):
            said = ", ".join(f"{day:%d/%m}" for day in earlier)
            yield self._task("Điểm danh còn thiếu", f"ngày {said}", earlier[0], earlier[0])

    def _task(self, title: str, detail: str, day: date, due: date) -> Task:
        return Task(
            TaskKind.ROLL, title, f"Lớp {self.one.name} · {detail}", "Điểm danh",
            Target(Page.ROLL, class_id=self.one.class_id, day=day), due,
            when_words(self.frame, due), late=due < self.frame.today,
        )  # fmt: skip

    def _confirmed(self, day: date) -> bool:
        return self._state(day.year, day.month).confirmed is not None

    def _state(self, year: int, month: int) -> MonthState:
        return self.states.get((self.one.class_id, year, month), NOT_CONFIRMED)

    def _begun(self, days: Sequence[date]) -> bool:
        """Whether rolls of this class were taken before: else the class keeps them on paper."""
        return any(day < max(days) for day, _ in self.known)

    def to_confirm(self) -> Iterator[Task]:
        """T-10: at the end of the month the homeroom teacher confirms it."""
        frame, calendar = self.frame, self.one.calendar
        for year, month in months_between(frame.year.starts_on, frame.today):
            if self._state(year, month).confirmed is not None:
                continue
            first, last = month_span(year, month)
            taken = {place for place in self.known if first <= place[0] <= last}
            days = calendar.school_days(first, last)
            if not taken or not days or days[-1].day > frame.today:
                continue
            sessions = {(d.day, p) for d in days for p in d.parts} | taken
            yield Task(
                TaskKind.MONTH, f"Xác nhận điểm danh tháng {month}",
                f"Lớp {self.one.name} · đã điểm danh {len(taken)}/{len(sessions)} buổi",
                "Xác nhận", Target(Page.ROLL_MONTH, class_id=self.one.class_id, day=first), last,
                when_words(frame, last), late=last < frame.today,
            )  # fmt: skip


def _away(frame: TermFrame, listed: Listed) -> Task:
    since = short_day(listed.since, frame.today) if listed.since else ""
    return Task(
        TaskKind.AWAY, f"{listed.full_name} nghỉ {listed.running} ngày học liền",
        f"Lớp {listed.class_name} · từ {since} · liên hệ với gia đình", "Xem điểm danh",
        Target(
            Page.ROLL_MONTH, class_id=listed.class_id, student_id=listed.student_id,
            day=frame.today.replace(day=1),
        ),
    )  # fmt: skip


def _sheet_tasks(frame: TermFrame, classes: Sequence[RollClass], states: _Months) -> Iterator[Task]:
    """T-10: in the first week of a month the office prints the sheets of the last one."""
    for year, month in _past_months(frame):
        of = {c.name: states.get((c.class_id, year, month), NOT_CONFIRMED) for c in classes}
        confirmed = [name for name, s in of.items() if s.confirmed]
        printing = [name for name in confirmed if not (of[name].printed or of[name].received)]
        returning = [name for name in confirmed if of[name].printed and not of[name].received]
        first, last = month_span(year, month)
        due = last + timedelta(days=_FIRST_WEEK)
        if printing:
            waiting = len(classes) - len(confirmed)
            more = f" · {waiting} lớp chưa xác nhận" if waiting else ""
            yield _sheets(
                frame, (f"In sổ gọi tên tháng {month}", f"{_classes(printing)}{more}", "In sổ"),
                first, due,
            )  # fmt: skip
        if returning:
            yield _sheets(
                frame,
                (f"Nhận lại sổ gọi tên tháng {month}", f"{_classes(returning)} chưa nộp lại",
                 "Ghi đã nhận"),
                first, due,
            )  # fmt: skip


def _sheets(frame: TermFrame, words: tuple[str, str, str], month: date, due: date) -> Task:
    title, detail, verb = words
    return Task(
        TaskKind.SHEETS, title, detail, verb, Target(Page.SHEETS, day=month), due,
        when_words(frame, due), late=due < frame.today,
    )  # fmt: skip


def _sign_tasks(frame: TermFrame, classes: Sequence[RollClass], states: _Months) -> Iterator[Task]:
    """T-10: the principal signs what the office has received."""
    for year, month in _past_months(frame):
        of = {c.name: states.get((c.class_id, year, month), NOT_CONFIRMED) for c in classes}
        waiting = [name for name, s in of.items() if s.received and not s.signed]
        if waiting:
            yield Task(
                TaskKind.SIGN, f"Kí duyệt sổ gọi tên tháng {month}", _classes(waiting),
                "Kí duyệt", Target(Page.SHEETS, day=month_span(year, month)[0]),
            )  # fmt: skip


def _past_months(frame: TermFrame) -> Iterator[tuple[int, int]]:
    return iter(months_between(frame.year.starts_on, frame.today))


def _classes(names: Sequence[str]) -> str:
    if len(names) <= _NAMED:
        return f"Lớp {', '.join(names)}"
    return f"{len(names)} lớp: {', '.join(names[:_NAMED])}, …"


def _altered(session: Session, frame: TermFrame) -> Iterator[Task]:
    """M-12: what was altered lately after confirmation."""
    since = instant_of_day(frame.today - _ALTERED_SINCE)
    count, classes = session.execute(
        select(func.count(), func.count(AbsenceChange.class_id.distinct())).where(
            AbsenceChange.changed_at >= since
        )
    ).one()
    if count:
        yield Task(
            TaskKind.ALTERED, "Điểm danh sửa sau khi xác nhận",
            f"{count} ô ở {classes} lớp trong 14 ngày qua", "Xem từng ô", Target(Page.ALTERED),
        )  # fmt: skip
