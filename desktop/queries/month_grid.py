"""A month of a class: days by pupils, what stands in each cell, sums, how far the sheet is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.attendance import Absence, AbsenceChange
from desktop.models.school import SchoolClass
from desktop.queries.absence_totals import before_of_class
from desktop.queries.class_calendar import AttendanceFrame, attendance_frame, class_calendars
from desktop.queries.courses import CLASS_GONE, homeroom_teachers
from desktop.queries.pupils import ClassPupil, class_pupils
from desktop.queries.rolls import (
    MARKS,
    NOT_CONFIRMED,
    PARTS,
    TO_SEE,
    CellFact,
    MonthState,
    Names,
    RollFact,
    months_of_class,
    rolls_between,
)
from desktop.queries.years import YearFacts, school_years, year_of
from desktop.rules.attendance import (
    NO_ABSENCES,
    USUAL,
    AbsenceMark,
    AttendanceRules,
    DayPart,
    Entry,
    Nearness,
    Sitting,
    Sums,
    day_letter,
    nearness,
    nearness_sentence,
    sums,
)
from desktop.rules.permissions import Capability, Person, Place, may
from desktop.rules.school_days import (
    ClassDay,
    NoLessons,
    month_span,
    months_between,
    was_in_class,
    weekday_short,
)


@dataclass(frozen=True, slots=True)
class DayHead:
    """A column: the day, its parts, why it has none, and its rolls.

    A day without lessons in the calendar on which the class had some all the same has a roll
    with the reason.
    """

    day: date
    weekday: str
    parts: tuple[DayPart, ...] = ()
    why: NoLessons | None = None
    reason: str = ""
    rolls: Mapping[DayPart, RollFact] = field(default_factory=dict)

    @property
    def shaded(self) -> bool:
        """Whether the class had no lessons."""
        return not self.parts and not self.rolls

    def sessions(self, part: DayPart | None) -> tuple[DayPart, ...]:
        """That part where the class has or had it; without one all sessions that count."""
        held = [one for one in DayPart if one in self.parts or one in self.rolls]
        if part is not None:
            return (part,) if part in held else ()
        return tuple(one for one in held if one.counts)

    def is_taken(self, part: DayPart) -> bool:
        """Whether something is known of that session: taken, or that it did not take place."""
        return part in self.rolls


@dataclass(frozen=True, slots=True)
class GridLine:
    """A pupil's line. `sums` are of the month, `year` is all that counts so far (G-27).

    `elsewhere` are the marks of the other months, and of this one before the pupil came here;
    `before` is what was missed before rolls were taken.
    """

    pupil: ClassPupil
    cells: Mapping[Sitting, CellFact] = field(default_factory=dict)
    sums: Sums = NO_ABSENCES
    year: Sums = NO_ABSENCES
    near: Nearness = Nearness.FAR
    warning: str = ""
    elsewhere: tuple[Entry, ...] = ()
    before: Sums = NO_ABSENCES

    def cell(self, day: date, part: DayPart) -> CellFact | None:
        """What stands there; None is a pupil who was there, or does not belong there."""
        return self.cells.get((day, part))

    def letter(self, day: date) -> AbsenceMark | None:
        """The one letter of the day for a sheet with one cell a day."""
        marks = {p: c.mark for p in DayPart if (c := self.cells.get((day, p)))}
        return day_letter(marks) if marks else None

    def belongs(self, day: date) -> bool:
        """Whether the pupil was in the class on that day."""
        return was_in_class(self.pupil.joined_on, self.pupil.left_on, day)


@dataclass(frozen=True, slots=True)
class MonthGrid:
    """A class in a month; `refusal` says why it is empty. `months` are those of the school year."""

    class_id: UUID
    year: int
    month: int
    refusal: str = ""
    class_name: str = ""
    grade: int = 0
    school_year: YearFacts | None = None
    homeroom: tuple[str, ...] = ()
    months: tuple[tuple[int, int], ...] = ()
    parts: tuple[DayPart, ...] = ()
    days: tuple[DayHead, ...] = ()
    lines: tuple[GridLine, ...] = ()
    state: MonthState = NOT_CONFIRMED
    rules: AttendanceRules = USUAL
    today: date = date.min
    may_take: bool = False
    may_confirm: bool = False
    may_change: bool = False
    may_receive: bool = False
    may_sign: bool = False

    @property
    def sessions(self) -> int:
        """Sessions of the month that count: by the calendar, or with a roll."""
        return len(self._sessions())

    @property
    def taken(self) -> int:
        """Sessions of which something is known."""
        return sum(head.is_taken(part) for head, part in self._sessions())

    @property
    def not_taken(self) -> tuple[Sitting, ...]:
        """Sessions up to today whose roll was not taken."""
        return tuple(
            (head.day, part)
            for head, part in self._sessions()
            if not head.is_taken(part) and head.day <= self.today
        )

    def line(self, student_id: UUID) -> GridLine | None:
        """The line of a pupil."""
        return next((x for x in self.lines if x.pupil.student_id == student_id), None)

    def day_totals(self) -> dict[Sitting, Counter[AbsenceMark]]:
        """How many of each mark stand under each session."""
        found: dict[Sitting, Counter[AbsenceMark]] = defaultdict(Counter)
        for line in self.lines:
            for place, cell in line.cells.items():
                found[place][cell.mark] += 1
        return found

    def present_on(self, day: date) -> int:
        """How many pupils belong to the class on that day."""
        return sum(line.belongs(day) for line in self.lines)

    def _sessions(self) -> list[tuple[DayHead, DayPart]]:
        return [(h, p) for h in self.days for p in DayPart if p in h.parts or p in h.rolls]


def month_grid(
    session: Session, by: Person, class_id: UUID, year: int, month: int, today: date
) -> MonthGrid:
    """The class in that month; the same number of SELECTs whatever is in it."""
    row = session.execute(
        select(SchoolClass.name, SchoolClass.grade, SchoolClass.school_year_id).where(
            SchoolClass.id == class_id
        )
    ).first()
    of = year_of(school_years(session), row.school_year_id) if row else None
    if row is None or of is None:
        return MonthGrid(class_id, year, month, CLASS_GONE)
    place = Place(class_id=class_id)
    if not may(by, Capability.ROLL_SEE, place, today):
        return MonthGrid(class_id, year, month, TO_SEE, row.name, row.grade, of)
    frame = attendance_frame(session, of)
    reading = _Reading(session, frame, class_id, month_span(year, month), Names(session))
    heads = reading.heads()
    return MonthGrid(
        class_id=class_id,
        year=year,
        month=month,
        class_name=row.name,
        grade=row.grade,
        school_year=of,
        homeroom=homeroom_teachers(session, [class_id], today).get(class_id, ()),
        months=tuple(months_between(of.starts_on, of.ends_on)),
        parts=reading.parts(heads),
        days=heads,
        lines=reading.lines(),
        state=months_of_class(session, class_id, reading.names).get((year, month), NOT_CONFIRMED),
        rules=frame.rules,
        today=today,
        may_take=may(by, Capability.ROLL_TAKE, place, today),
        may_confirm=may(by, Capability.ROLL_CONFIRM, place, today),
        may_change=may(by, Capability.ROLL_CHANGE, place, today),
        may_receive=may(by, Capability.SHEET_RECEIVE, place, today),
        may_sign=may(by, Capability.SHEET_SIGN, place, today),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a grid is made of."""

    session: Session
    frame: AttendanceFrame
    class_id: UUID
    span: tuple[date, date]
    names: Names

    def heads(self) -> tuple[DayHead, ...]:
        calendar = class_calendars(self.session, self.frame, [self.class_id])[self.class_id]
        rolls: dict[date, dict[DayPart, RollFact]] = defaultdict(dict)
        found = rolls_between(self.session, self.class_id, *self.span, self.names)
        for (day, part), roll in found.items():
            rolls[day][part] = roll
        return tuple(day_head(one, rolls.get(one.day, {})) for one in calendar.days(*self.span))

    def parts(self, heads: Sequence[DayHead]) -> tuple[DayPart, ...]:
        """The parts that occur in the month; the morning where none does."""
        seen = {part for head in heads for part in (*head.parts, *head.rolls)}
        return tuple(part for part in DayPart if part in seen) or (DayPart.MORNING,)

    def lines(self) -> tuple[GridLine, ...]:
        """The pupils with what stands there; copies of what they missed elsewhere only count."""
        cells = self._cells()
        rest = self._rest_of_year()
        before = before_of_class(self.session, self.class_id)
        return tuple(
            self._line(
                pupil,
                cells.get(pupil.student_id, {}),
                rest.get(pupil.student_id, ()),
                before.get(pupil.student_id, NO_ABSENCES),
            )
            for pupil in class_pupils(self.session, self.class_id)
        )

    def _line(
        self, pupil: ClassPupil, cells: Mapping[Sitting, CellFact], rest: Sequence[Entry],
        before: Sums,
    ) -> GridLine:  # fmt: skip
        joined = pupil.joined_on or date.min
        shown = {place: cell for place, cell in cells.items() if place[0] >= joined}
        copies = (Entry(*place, cell.mark) for place, cell in cells.items() if place not in shown)
        line = GridLine(pupil=pupil, elsewhere=(*rest, *copies), before=before)
        return with_cells(line, shown, self.frame.rules, self.span[0])

    def _cells(self) -> dict[UUID, dict[Sitting, CellFact]]:
        first, last = self.span
        rows = self.session.execute(
            select(
                Absence.student_id, Absence.day, Absence.part, Absence.mark, Absence.note,
                Absence.entered_by, Absence.entered_at,
            ).where(Absence.class_id == self.class_id, Absence.day >= first, Absence.day <= last)
        ).all()  # fmt: skip
        changed = set(
            self.session.execute(
                select(AbsenceChange.student_id, AbsenceChange.day, AbsenceChange.part).where(
                    AbsenceChange.class_id == self.class_id,
                    AbsenceChange.day >= first,
                    AbsenceChange.day <= last,
                )
            ).all()
        )
        self.names.load(row[5] for row in rows)
        found: dict[UUID, dict[Sitting, CellFact]] = defaultdict(dict)
        for student_id, day, part, mark, note, by, at in rows:
            was_changed = (student_id, day, part) in changed
            found[student_id][day, PARTS[part]] = CellFact(
                MARKS[mark], note, self.names[by], at, was_changed
            )
        return found

    def _rest_of_year(self) -> dict[UUID, list[Entry]]:
        first, last = self.span
        rows = self.session.execute(
            select(Absence.student_id, Absence.day, Absence.part, Absence.mark).where(
                Absence.class_id == self.class_id, (Absence.day < first) | (Absence.day > last)
            )
        )
        return entries_by_pupil(rows)


def with_cells(
    line: GridLine, cells: Mapping[Sitting, CellFact], rules: AttendanceRules, first: date
) -> GridLine:
    """The line with these cells in the month that begins on `first`, its sums reckoned anew."""
    begins = max(first, line.pupil.joined_on or first)
    here = [Entry(*place, cell.mark) for place, cell in cells.items()]
    late_before = sum(
        e.mark is AbsenceMark.LATE and e.part.counts for e in line.elsewhere if e.day < begins
    )
    year = sums((*line.elsewhere, *here), rules) + line.before
    return replace(
        line,
        cells=cells,
        sums=sums(here, rules, late_before),
        year=year,
        near=nearness(year.total, rules),
        warning=nearness_sentence(year.total, rules),
    )


def day_head(one: ClassDay, rolls: Mapping[DayPart, RollFact]) -> DayHead:
    """A day of the calendar with its rolls."""
    return DayHead(one.day, weekday_short(one.day), one.parts, one.why, one.reason, rolls)


def entries_by_pupil(
    rows: Iterable[tuple[UUID, date, int, str]],
) -> dict[UUID, list[Entry]]:
    """Marks by pupil, of rows with pupil, day, part and mark."""
    found: dict[UUID, list[Entry]] = defaultdict(list)
    for student_id, day, part, mark in rows:
        found[student_id].append(Entry(day, PARTS[part], MARKS[mark]))
    return found
