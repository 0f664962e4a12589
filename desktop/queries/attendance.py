"""The roll of a class on one day, as it is taken: everybody was there but who is named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.attendance import Absence
from desktop.models.school import SchoolClass
from desktop.queries.absence_totals import before_of_class
from desktop.queries.class_calendar import attendance_frame, class_calendars
from desktop.queries.courses import CLASS_GONE, homeroom_teachers
from desktop.queries.month_grid import entries_by_pupil
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
    AttendanceRules,
    DayPart,
    Entry,
    Nearness,
    Sums,
    days_running,
    nearness,
    nearness_sentence,
    sums,
)
from desktop.rules.permissions import Capability, Person, Place, may
from desktop.rules.school_days import (
    ClassCalendar,
    NoLessons,
    was_in_class,
    weekday_short,
)

_LOOKS_BACK = 15
"""So many school days back a run of absences is counted."""


@dataclass(frozen=True, slots=True)
class RollLine:
    """A pupil of the day; `cells` are those of all parts, `year` is what counts so far (G-27).

    `running` are the school days up to the one before that the pupil missed in one run.
    """

    pupil: ClassPupil
    cells: Mapping[DayPart, CellFact]
    year: Sums = NO_ABSENCES
    near: Nearness = Nearness.FAR
    warning: str = ""
    running: int = 0

    def cell(self, part: DayPart) -> CellFact | None:
        """What stands there; None is a pupil who was there."""
        return self.cells.get(part)


@dataclass(frozen=True, slots=True)
class RollSheet:
    """A class on a day; `refusal` says why it is empty. `parts` are those of the calendar.

    Where there are none, `why` and `reason` say it, and taking the roll needs a reason. `away`
    are pupils of the class who had not joined it by that day, or had left.
    """

    class_id: UUID
    day: date
    refusal: str = ""
    class_name: str = ""
    grade: int = 0
    school_year: YearFacts | None = None
    homeroom: tuple[str, ...] = ()
    weekday: str = ""
    parts: tuple[DayPart, ...] = ()
    why: NoLessons | None = None
    reason: str = ""
    rolls: Mapping[DayPart, RollFact] | None = None
    lines: tuple[RollLine, ...] = ()
    away: tuple[ClassPupil, ...] = ()
    state: MonthState = NOT_CONFIRMED
    last_school_day: date | None = None
    may_take: bool = False
    may_change: bool = False

    def roll(self, part: DayPart) -> RollFact | None:
        """What is known of that roll; None: not taken."""
        return (self.rolls or {}).get(part)

    def absent(self, part: DayPart) -> tuple[RollLine, ...]:
        """Who is marked absent, late ones apart."""
        return tuple(x for x in self.lines if (c := x.cell(part)) and c.mark.is_absent)

    @property
    def confirmed(self) -> bool:
        """Whether the month is confirmed, so that a change needs a reason."""
        return self.state.confirmed is not None


def roll_sheet(session: Session, by: Person, class_id: UUID, day: date, today: date) -> RollSheet:
    """The class on that day, all parts of it."""
    row = session.execute(
        select(SchoolClass.name, SchoolClass.grade, SchoolClass.school_year_id).where(
            SchoolClass.id == class_id
        )
    ).first()
    year = year_of(school_years(session), row.school_year_id) if row else None
    if row is None or year is None:
        return RollSheet(class_id, day, CLASS_GONE)
    place = Place(class_id=class_id)
    if not may(by, Capability.ROLL_SEE, place, today):
        return RollSheet(class_id, day, TO_SEE, row.name, row.grade, year)
    frame = attendance_frame(session, year)
    calendar = class_calendars(session, frame, [class_id])[class_id]
    names = Names(session)
    rolls = rolls_between(session, class_id, day, day, names)
    of_day = calendar.day(day)
    states = months_of_class(session, class_id, names)
    pupils = class_pupils(session, class_id)
    here = [p for p in pupils if was_in_class(p.joined_on, p.left_on, day)]
    return RollSheet(
        class_id=class_id,
        day=day,
        class_name=row.name,
        grade=row.grade,
        school_year=year,
        homeroom=homeroom_teachers(session, [class_id], today).get(class_id, ()),
        weekday=weekday_short(day),
        parts=of_day.parts,
        why=of_day.why,
        reason=of_day.reason,
        rolls={part: roll for (_, part), roll in rolls.items()},
        lines=_Lines(session, class_id, frame.rules, calendar, names).on(day, here),
        away=tuple(pupil for pupil in pupils if pupil not in here),
        state=states.get((day.year, day.month), NOT_CONFIRMED),
        last_school_day=next(iter(calendar.last_school_days(today, 1)), None),
        may_take=may(by, Capability.ROLL_TAKE, place, today),
        may_change=may(by, Capability.ROLL_CHANGE, place, today),
    )


@dataclass(frozen=True, slots=True)
class _Lines:
    """What the lines of a day are made of."""

    session: Session
    class_id: UUID
    rules: AttendanceRules
    calendar: ClassCalendar
    names: Names

    def on(self, day: date, pupils: Iterable[ClassPupil]) -> tuple[RollLine, ...]:
        """The lines of these pupils."""
        cells = _cells(self.session, self.class_id, day, self.names)
        rows = self.session.execute(
            select(Absence.student_id, Absence.day, Absence.part, Absence.mark).where(
                Absence.class_id == self.class_id
            )
        )
        entries = entries_by_pupil(rows)
        before = before_of_class(self.session, self.class_id)
        earlier = [d for d in self.calendar.last_school_days(day, _LOOKS_BACK + 1) if d < day]
        return tuple(
            self._line(
                pupil,
                cells.get(pupil.student_id, {}),
                entries.get(pupil.student_id, []),
                before.get(pupil.student_id, NO_ABSENCES),
                earlier,
            )
            for pupil in pupils
        )

    def _line(
        self, pupil: ClassPupil, cells: Mapping[DayPart, CellFact], entries: list[Entry],
        before: Sums, earlier: list[date],
    ) -> RollLine:  # fmt: skip
        year = sums(entries, self.rules) + before
        return RollLine(
            pupil=pupil,
            cells=cells,
            year=year,
            near=nearness(year.total, self.rules),
            warning=nearness_sentence(year.total, self.rules),
            running=days_running(earlier, absent_days(entries)),
        )


def absent_days(entries: Iterable[Entry]) -> set[date]:
    """The days on which a pupil missed some session of the plan."""
    return {e.day for e in entries if e.mark.is_absent and e.part.counts}


def _cells(
    session: Session, class_id: UUID, day: date, names: Names
) -> dict[UUID, dict[DayPart, CellFact]]:
    rows = session.execute(
        select(
            Absence.student_id, Absence.part, Absence.mark, Absence.note, Absence.entered_by,
            Absence.entered_at,
        ).where(Absence.class_id == class_id, Absence.day == day)
    ).all()  # fmt: skip
    names.load(row[4] for row in rows)
    found: dict[UUID, dict[DayPart, CellFact]] = {}
    for student_id, part, mark, note, by, at in rows:
        cell = CellFact(MARKS[mark], note, names[by], at)
        found.setdefault(student_id, {})[PARTS[part]] = cell
    return found
