"""The rolls of a class as the printed sheets hold them, month by month (4.1-5, 4.5)."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.attendance import Absence, AbsenceChange
from desktop.queries.class_calendar import attendance_frame, class_calendars
from desktop.queries.pupils import ClassPupil, class_pupils
from desktop.queries.rolls import (
    MARKS,
    NOT_CONFIRMED,
    PARTS,
    MonthState,
    Names,
    RollFact,
    months_of_class,
    rolls_between,
)
from desktop.queries.years import YearFacts
from desktop.rules.attendance import (
    NO_ABSENCES,
    USUAL,
    AbsenceMark,
    AttendanceRules,
    DayPart,
    Entry,
    Sitting,
    Sums,
    day_letters,
    sums,
)
from desktop.rules.school_days import (
    ClassCalendar,
    ClassDay,
    NoLessons,
    month_span,
    months_between,
    was_in_class,
    weekday_short,
)

_Marks = Mapping[Sitting, AbsenceMark]
_TOLD = frozenset({NoLessons.HOLIDAY, NoLessons.BREAK})


@dataclass(frozen=True, slots=True)
class PaperDay:
    """A column: `free` is shaded, and `why` says it where that is not plain; `known`: taken."""

    day: date
    weekday: str
    free: bool = False
    why: str = ""
    known: bool = False


@dataclass(frozen=True, slots=True)
class PaperChange:
    """A day's cell that is not what was confirmed: letters before and now, who, when (M-12)."""

    day: date
    before: str
    now: str
    by: str
    at: int  # UTC microseconds


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A pupil's month: the letters of the days that are not empty, and their sums."""

    pupil: ClassPupil
    cells: Mapping[date, str] = field(default_factory=dict)
    sums: Sums = NO_ABSENCES
    changes: tuple[PaperChange, ...] = ()

    def belongs(self, day: date) -> bool:
        """Whether the pupil was in the class on that day."""
        return was_in_class(self.pupil.joined_on, self.pupil.left_on, day)


@dataclass(frozen=True)
class PaperMonth:
    """A month of a class; who came after it has no line on its page."""

    year: int
    month: int
    days: tuple[PaperDay, ...]
    lines: tuple[PaperLine, ...] = ()
    state: MonthState = NOT_CONFIRMED

    @property
    def first(self) -> date:
        return self.days[0].day

    @property
    def last(self) -> date:
        return self.days[-1].day

    @cached_property
    def size(self) -> int:
        """How many pupils belong to the class on the last day."""
        return sum(line.belongs(self.last) for line in self.lines)

    @cached_property
    def day_totals(self) -> Counter[date]:
        """How many were missed on each day; late is there."""
        found: Counter[date] = Counter()
        for line in self.lines:
            for day, letters in line.cells.items():
                found[day] += sum(AbsenceMark(letter).is_absent for letter in letters)
        return found

    @cached_property
    def total(self) -> Sums:
        """The sums of all lines together."""
        return sum((line.sums for line in self.lines), NO_ABSENCES)


@dataclass(frozen=True, slots=True)
class PaperRolls:
    """The months of a class's school year in which it has lessons."""

    months: tuple[PaperMonth, ...] = ()
    rules: AttendanceRules = USUAL

    def month(self, year: int, month: int) -> PaperMonth | None:
        """That month."""
        return next((m for m in self.months if (m.year, m.month) == (year, month)), None)


def paper_rolls(session: Session, class_id: UUID, year: YearFacts) -> PaperRolls:
    """All months; who asks has made sure that the rolls may be seen.

    The same number of SELECTs whatever is in them.
    """
    frame = attendance_frame(session, year)
    calendar = class_calendars(session, frame, [class_id])[class_id]
    reading = _Reading(session, class_id, calendar, frame.rules)
    return PaperRolls(reading.months(), frame.rules)


class _Reading:
    """What lies in the tables of one class and year."""

    def __init__(
        self, session: Session, class_id: UUID, calendar: ClassCalendar, rules: AttendanceRules
    ) -> None:
        names = Names(session)
        self.calendar, self.rules = calendar, rules
        self.pupils = class_pupils(session, class_id)
        self.states = months_of_class(session, class_id, names)
        self.rolls: dict[date, dict[DayPart, RollFact]] = defaultdict(dict)
        span = calendar.first, calendar.last
        for (day, part), roll in rolls_between(session, class_id, *span, names).items():
            self.rolls[day][part] = roll
        joined = {pupil.student_id: pupil.joined_on or date.min for pupil in self.pupils}
        self.marks = _marks(session, class_id, joined)
        self.changed = _changed(session, class_id, names)

    def months(self) -> tuple[PaperMonth, ...]:
        """Those with lessons, or all where no day has any."""
        every = [self._month(*of) for of in months_between(self.calendar.first, self.calendar.last)]
        return tuple(m for m in every if not all(d.free for d in m.days)) or tuple(every)

    def _month(self, year: int, month: int) -> PaperMonth:
        first, last = month_span(year, month)
        return PaperMonth(
            year,
            month,
            tuple(self._day(day) for day in self.calendar.days(first, last)),
            tuple(
                self._line(pupil, first, last)
                for pupil in self.pupils
                if pupil.joined_on is None or pupil.joined_on <= last
            ),
            self.states.get((year, month), NOT_CONFIRMED),
        )

    def _day(self, one: ClassDay) -> PaperDay:
        """A session that did not take place leaves its day free, if there was no other."""
        rolls = {part: roll for part, roll in self.rolls[one.day].items() if part.counts}
        parts = {part for part in one.parts if part.counts} | rolls.keys()
        weekday = weekday_short(one.day)
        if not parts:
            return PaperDay(one.day, weekday, free=True, why=one.reason if one.why in _TOLD else "")
        if len(rolls) == len(parts) and not any(roll.taken for roll in rolls.values()):
            why = "; ".join(dict.fromkeys(roll.reason for roll in rolls.values()))
            return PaperDay(one.day, weekday, free=True, why=why or "không học", known=True)
        return PaperDay(one.day, weekday, known=len(rolls) == len(parts))

    def _line(self, pupil: ClassPupil, first: date, last: date) -> PaperLine:
        marks = self.marks.get(pupil.student_id, {})
        changed = self.changed.get(pupil.student_id, {})
        here = {place: mark for place, mark in marks.items() if first <= place[0] <= last}
        if not here and not changed:
            return PaperLine(pupil)
        late_before = sum(
            mark is AbsenceMark.LATE and part.counts
            for (day, part), mark in marks.items()
            if day < first
        )
        cells = _letters(here, self.rules)
        return PaperLine(
            pupil,
            cells,
            sums([Entry(*place, mark) for place, mark in here.items()], self.rules, late_before),
            tuple(self._changes(here, cells, changed, (first, last))),
        )

    def _changes(
        self, marks: _Marks, cells: Mapping[date, str], changed: "_Changed", span: tuple[date, date]
    ) -> Sequence[PaperChange]:
        """A cell that was changed there and back is not told."""
        before: dict[Sitting, AbsenceMark] = dict(marks)
        last: dict[date, tuple[int, str]] = {}
        for place, (mark, at, by) in changed.items():
            if span[0] <= place[0] <= span[1]:
                before.pop(place, None)
                if mark is not None:
                    before[place] = mark
                last[place[0]] = max(last.get(place[0], (0, "")), (at, by))
        was = _letters(before, self.rules)
        return [
            PaperChange(day, was.get(day, ""), cells.get(day, ""), by, at)
            for day, (at, by) in sorted(last.items())
            if was.get(day, "") != cells.get(day, "")
        ]


_Changed = Mapping[Sitting, tuple[AbsenceMark | None, int, str]]
"""Of each cell what stood there when the month was confirmed, and the last change of it."""


def _letters(marks: _Marks, rules: AttendanceRules) -> dict[date, str]:
    days: dict[date, dict[DayPart, AbsenceMark]] = defaultdict(dict)
    for (day, part), mark in marks.items():
        days[day][part] = mark
    found = {day: day_letters(of, rules) for day, of in days.items()}
    return {day: letters for day, letters in sorted(found.items()) if letters}


def _marks(
    session: Session, class_id: UUID, joined: Mapping[UUID, date]
) -> dict[UUID, dict[Sitting, AbsenceMark]]:
    """What stands in the roll, without the copies of days before a pupil joined."""
    rows = session.execute(
        select(Absence.student_id, Absence.day, Absence.part, Absence.mark)
        .where(Absence.class_id == class_id)
        .order_by(Absence.day, Absence.part)
    )
    found: dict[UUID, dict[Sitting, AbsenceMark]] = defaultdict(dict)
    for student_id, day, part, mark in rows:
        if day >= joined.get(student_id, date.max):
            found[student_id][day, PARTS[part]] = MARKS[mark]
    return found


def _changed(session: Session, class_id: UUID, names: Names) -> dict[UUID, _Changed]:
    rows = session.execute(
        select(
            AbsenceChange.student_id, AbsenceChange.day, AbsenceChange.part,
            AbsenceChange.mark_before, AbsenceChange.changed_at, AbsenceChange.changed_by,
        )
        .where(AbsenceChange.class_id == class_id)
        .order_by(AbsenceChange.changed_at, AbsenceChange.command_id)
    ).all()  # fmt: skip
    names.load(row.changed_by for row in rows)
    found: dict[UUID, dict[Sitting, tuple[AbsenceMark | None, int, str]]] = defaultdict(dict)
    for student_id, day, part, before, at, by in rows:
        place = day, PARTS[part]
        first = found[student_id].get(place, (MARKS.get(before), 0, ""))
        found[student_id][place] = (first[0], at, names[by])
    return dict(found)
