"""A month of all classes: what is confirmed, printed, returned and signed (T-10)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.attendance import Roll
from desktop.queries.roll_classes import RollClass, roll_classes
from desktop.queries.rolls import NOT_CONFIRMED, MonthState, Names, month_states
from desktop.queries.years import school_years, year_on
from desktop.rules.attendance import DayPart, Sitting
from desktop.rules.permissions import SCHOOL, Capability, Person, may
from desktop.rules.school_days import month_span, months_between


@dataclass(frozen=True, slots=True)
class ClassMonth:
    """A class in the month: its sessions, and of how many of them something is known."""

    class_id: UUID
    class_name: str
    grade: int
    homeroom: tuple[str, ...]
    sessions: int
    taken: int
    last_session: date | None
    state: MonthState = NOT_CONFIRMED
    may_confirm: bool = False


@dataclass(frozen=True, slots=True)
class MonthStatus:
    """All classes whose rolls the person may see; `months` are those of the school year."""

    year: int
    month: int
    months: tuple[tuple[int, int], ...] = ()
    classes: tuple[ClassMonth, ...] = ()
    may_receive: bool = False
    may_sign: bool = False

    @property
    def to_confirm(self) -> tuple[ClassMonth, ...]:
        """Whose homeroom teacher has not confirmed."""
        return tuple(c for c in self.classes if c.sessions and c.state.confirmed is None)

    @property
    def to_print(self) -> tuple[ClassMonth, ...]:
        """Confirmed and not printed."""
        return tuple(
            c for c in self.classes
            if c.state.confirmed and not (c.state.printed or c.state.received)
        )  # fmt: skip

    @property
    def to_return(self) -> tuple[ClassMonth, ...]:
        """Printed, not back at the office."""
        return tuple(c for c in self.classes if c.state.printed and not c.state.received)

    @property
    def to_sign(self) -> tuple[ClassMonth, ...]:
        """Back at the office, not signed by the principal."""
        return tuple(c for c in self.classes if c.state.received and not c.state.signed)


def month_status(session: Session, by: Person, year: int, month: int, today: date) -> MonthStatus:
    """The classes in that month, in the same number of SELECTs however many they are."""
    first, last = month_span(year, month)
    seen = roll_classes(session, by, today, year_on(school_years(session), last))
    if seen.frame is None:
        return MonthStatus(year, month)
    known: dict[UUID, set[Sitting]] = defaultdict(set)
    rows = session.execute(
        select(Roll.class_id, Roll.day, Roll.part).where(
            Roll.class_id.in_(seen.ids), Roll.day >= first, Roll.day <= last
        )
    )
    for class_id, day, part in rows:
        known[class_id].add((day, DayPart(part)))
    states = month_states(session, seen.ids, Names(session), year, month)
    of = seen.frame.year
    return MonthStatus(
        year,
        month,
        tuple(months_between(of.starts_on, of.ends_on)),
        tuple(
            _class_month(one, known[one.class_id], (first, last),
                         states.get((one.class_id, year, month), NOT_CONFIRMED))
            for one in seen.classes
        ),
        may(by, Capability.SHEET_RECEIVE, SCHOOL, today),
        may(by, Capability.SHEET_SIGN, SCHOOL, today),
    )  # fmt: skip


def _class_month(
    one: RollClass, known: set[Sitting], span: tuple[date, date], state: MonthState
) -> ClassMonth:
    planned = {(d.day, part) for d in one.calendar.school_days(*span) for part in d.parts}
    sessions = planned | known
    return ClassMonth(
        class_id=one.class_id,
        class_name=one.name,
        grade=one.grade,
        homeroom=one.homeroom,
        sessions=len(sessions),
        taken=len(known),
        last_session=max((day for day, _ in sessions), default=None),
        state=state,
        may_confirm=one.may_confirm,
    )
