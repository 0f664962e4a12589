"""The classes of a year whose rolls a person may see, with their calendars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.school import SchoolClass
from desktop.queries.class_calendar import AttendanceFrame, attendance_frame, class_calendars
from desktop.queries.courses import homeroom_teachers
from desktop.queries.years import YearFacts, school_years, year_on
from desktop.rules.permissions import Capability, Person, Place, may
from desktop.rules.school_days import ClassCalendar


@dataclass(frozen=True, slots=True)
class RollClass:
    """A class, its homeroom teachers and its calendar; `may_take` for who takes its rolls."""

    class_id: UUID
    name: str
    grade: int
    homeroom: tuple[str, ...]
    calendar: ClassCalendar
    may_take: bool = False
    may_confirm: bool = False


@dataclass(frozen=True, slots=True)
class RollClasses:
    """The classes by grade and name; without a year there are none."""

    frame: AttendanceFrame | None = None
    classes: tuple[RollClass, ...] = ()

    @property
    def ids(self) -> list[UUID]:
        return [one.class_id for one in self.classes]


def roll_classes(
    session: Session, by: Person, today: date, year: YearFacts | None = None
) -> RollClasses:
    """Of that year, or of the one of today."""
    year = year or year_on(school_years(session), today)
    if year is None:
        return RollClasses()
    rows = session.execute(
        select(SchoolClass.id, SchoolClass.name, SchoolClass.grade)
        .where(SchoolClass.school_year_id == year.school_year_id)
        .order_by(SchoolClass.grade, SchoolClass.name)
    )
    seen = [row for row in rows if may(by, Capability.ROLL_SEE, Place(class_id=row.id), today)]
    if not seen:
        return RollClasses()
    frame = attendance_frame(session, year)
    ids = [row.id for row in seen]
    return RollClasses(frame, _with_rights(session, by, seen, frame, ids, today))


def _with_rights(
    session: Session, by: Person, seen: Sequence[tuple[UUID, str, int]], frame: AttendanceFrame,
    ids: list[UUID], today: date,
) -> tuple[RollClass, ...]:  # fmt: skip
    homeroom = homeroom_teachers(session, ids, today)
    calendars = class_calendars(session, frame, ids)
    return tuple(
        RollClass(
            class_id, name, grade, homeroom.get(class_id, ()), calendars[class_id],
            may(by, Capability.ROLL_TAKE, Place(class_id=class_id), today),
            may(by, Capability.ROLL_CONFIRM, Place(class_id=class_id), today),
        )
        for class_id, name, grade in seen
    )  # fmt: skip
