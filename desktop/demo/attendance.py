"""The rolls of the demonstration school: who was away when and why, month by month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final
from uuid import UUID

from desktop.commands.absences import ChangeConfirmed, EnterAbsences
from desktop.commands.attendance import NotHeld
from desktop.commands.class_parts import SetClassParts
from desktop.commands.meals import SetClassMeals
from desktop.commands.roll_cells import AbsenceCell, AbsenceValue
from desktop.commands.roll_months import ConfirmMonth, PrintSheets, ReceiveSheets, SignSheets
from desktop.demo.course import Step
from desktop.demo.plan import DemoPlan, at
from desktop.demo.pupils import Seat
from desktop.rules.attendance import AbsenceMark, DayPart
from desktop.rules.calendar import SchoolCalendar
from desktop.rules.meals import Meal
from desktop.rules.school_days import (
    ClassCalendar,
    ClassDay,
    PartsFrom,
    WeekParts,
    month_span,
    months_between,
    was_in_class,
)

EXCUSES: Final = ("Ốm", "Sốt", "Đi khám bệnh", "Việc gia đình", "Đau bụng", "Cảm cúm")
AWAY: Final = 0.01  # of all school days, of the steadiest pupil
AWAY_MORE: Final = 0.07  # of the least steady one in addition
OFTEN_AWAY: Final = 0.26  # of the one pupil of the school who comes near the limit
LATE: Final = 0.3  # of these days a pupil was late instead
EXCUSED: Final = 0.5  # of the absences of the least steady pupil
ILL: Final = 0.5  # share of months in which somebody of the class is ill for some days
LONGEST_ILLNESS: Final = 4
CORRECTED: Final = 0.12  # share of confirmed months in which one cell was altered afterwards
WITH_LUNCH: Final = 2  # so many classes stay at noon
WITH_AFTERNOONS: Final = 3  # the fourth class has two afternoons a week
_MORNING: Final = (DayPart.MORNING,)
_BOTH: Final = (DayPart.MORNING, DayPart.AFTERNOON)
AFTERNOONS: Final[WeekParts] = (_MORNING, _BOTH, _MORNING, _BOTH, _MORNING, (), ())


@dataclass(frozen=True)
class RolledClass:
    """A class as far as its rolls go; `often_away` has the pupil near the limit."""

    class_id: UUID
    name: str
    homeroom: UUID
    seats: Sequence[Seat]
    calendar: ClassCalendar
    often_away: bool = False
    habits: dict[UUID, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for seat in self.seats:
            slack = (1 - seat.talent.steadiness) ** 2
            self.habits[seat.student_id] = AWAY + slack * AWAY_MORE
        staying = [seat for seat in self.seats if seat.pupil.left_on is None]
        if self.often_away and staying:
            least = min(staying, key=lambda seat: seat.talent.steadiness)
            self.habits[least.student_id] = OFTEN_AWAY


def class_calendar(calendar: SchoolCalendar, span: tuple[date, date], number: int) -> ClassCalendar:
    """The calendar of the n-th class."""
    plans = (PartsFrom(span[0], AFTERNOONS),) if number == WITH_AFTERNOONS else ()
    return ClassCalendar(calendar, *span, plans)


@dataclass(frozen=True)
class RollYear:
    """All classes of a year up to the day on which the demonstration stands."""

    plan: DemoPlan
    start_year: int
    classes: Sequence[RolledClass]
    office: UUID
    principal: UUID
    until: date

    def steps(self) -> list[Step]:
        """Everything about rolls, in no order."""
        first = min(one.calendar.first for one in self.classes)
        found = [self._parts(one) for one in self.classes if one.calendar.plans]
        found += [self._meals(one) for one in self.classes[:WITH_LUNCH]]
        for year, month in months_between(first, self.until):
            for one in self.classes:
                chance = self.plan.chance("rolls", self.start_year, one.name, year, month)
                found += _month(chance, one, (year, month), self.until)
            if month_span(year, month)[1] < self.until:
                found += self._sheets(year, month)
        return found

    def _parts(self, one: RolledClass) -> Step:
        plan = one.calendar.plans[0]
        command = SetClassParts(class_id=one.class_id, from_day=plan.from_day, week=plan.week)
        return Step(at(plan.from_day, 7), one.homeroom, command)

    def _meals(self, one: RolledClass) -> Step:
        first = one.calendar.first
        command = SetClassMeals(class_id=one.class_id, from_day=first, meals=(Meal.LUNCH,))
        return Step(at(first, 7), one.homeroom, command)

    def _sheets(self, year: int, month: int) -> Iterator[Step]:
        """The first week of the next month: printed, back signed, approved (T-10)."""
        last = month_span(year, month)[1]
        ids = tuple(
            one.class_id for one in self.classes
            if one.calendar.school_days(*month_span(year, month))
        )  # fmt: skip
        if not ids:
            return
        day = last + timedelta(days=2)
        yield Step(at(day, 9), self.office, PrintSheets(class_ids=ids, year=year, month=month))
        waits = last + timedelta(days=40) > self.until  # the latest month is still on its way
        back = ids[: len(ids) // 2] if waits else ids
        if back:
            received = ReceiveSheets(class_ids=back, year=year, month=month)
            yield Step(at(day + timedelta(days=2), 9), self.office, received)
        if not waits:
            signed = SignSheets(class_ids=ids, year=year, month=month)
            yield Step(at(day + timedelta(days=3), 9), self.principal, signed)


def _month(chance: Random, one: RolledClass, month: tuple[int, int], until: date) -> Iterator[Step]:
    """What the homeroom teacher enters at the end of a month, or so far."""
    first, last = month_span(*month)
    days = one.calendar.school_days(first, min(last, until))
    if not days:
        return
    end = days[-1].day
    gone = chance.choice(days).day if chance.random() < CORRECTED and len(days) > 1 else None
    if gone is not None:
        reason = "Cả lớp đi trải nghiệm theo kế hoạch"
        trip = NotHeld(class_id=one.class_id, day=gone, part=DayPart.MORNING, reason=reason)
        yield Step(at(gone, 7), one.homeroom, trip)
    held = [of for of in days if of.day != gone]
    cells = list(_cells(chance, one, held))
    taken = tuple((of.day, part) for of in days for part in of.parts)
    enter = EnterAbsences(class_id=one.class_id, cells=tuple(cells), taken=taken)
    yield Step(at(end, 15), one.homeroom, enter)
    if one.calendar.school_days(first, last)[-1].day > until:
        return
    confirm = ConfirmMonth(class_id=one.class_id, year=month[0], month=month[1])
    yield Step(at(end, 16), one.homeroom, confirm)
    altered = [cell for cell in cells if cell.value and cell.value.mark is AbsenceMark.UNEXCUSED]
    if altered and chance.random() < CORRECTED:
        yield _alter(one, chance.choice(altered), last + timedelta(days=1))


def _alter(one: RolledClass, cell: AbsenceCell, day: date) -> Step:
    excused = AbsenceValue(AbsenceMark.EXCUSED, "Phụ huynh nộp đơn")
    change = ChangeConfirmed(
        class_id=one.class_id,
        cells=(AbsenceCell(cell.student_id, cell.day, cell.part, excused, cell.value),),
        reason="Phụ huynh nộp đơn xin nghỉ muộn, có xác nhận",
    )
    return Step(at(day, 8), one.homeroom, change)


def _cells(chance: Random, one: RolledClass, days: Sequence[ClassDay]) -> Iterator[AbsenceCell]:
    ill = _ill(chance, one, days)
    for seat in one.seats:
        pupil, habit = seat.pupil, one.habits[seat.student_id]
        for of in days:
            if not was_in_class(pupil.joined_on, pupil.left_on, of.day):
                continue
            if (seat.student_id, of.day) in ill:
                value = AbsenceValue(AbsenceMark.EXCUSED, "Ốm")
            elif chance.random() < habit:
                value = _value(chance, seat)
            else:
                continue
            parts = of.parts if value.mark.is_absent else of.parts[:1]
            for part in parts:
                yield AbsenceCell(seat.student_id, of.day, part, value)


def _value(chance: Random, seat: Seat) -> AbsenceValue:
    if chance.random() < LATE:
        return AbsenceValue(AbsenceMark.LATE)
    if chance.random() < EXCUSED + (1 - EXCUSED) * seat.talent.steadiness:
        return AbsenceValue(AbsenceMark.EXCUSED, chance.choice(EXCUSES))
    return AbsenceValue(AbsenceMark.UNEXCUSED)


def _ill(chance: Random, one: RolledClass, days: Sequence[ClassDay]) -> set[tuple[UUID, date]]:
    """In some months one pupil is ill for two days or more in a row."""
    if chance.random() > ILL or len(days) <= LONGEST_ILLNESS:
        return set()
    seat = chance.choice(one.seats)
    begin = chance.randrange(len(days) - LONGEST_ILLNESS)
    length = chance.randrange(2, LONGEST_ILLNESS + 1)
    return {(seat.student_id, of.day) for of in days[begin : begin + length]}
