"""The calendar of a class: the school's, with the parts of the day that the class has."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.attendance import ClassParts
from desktop.queries.calendar import school_calendar
from desktop.queries.settings import Settings, load_settings
from desktop.queries.years import YearFacts
from desktop.rules.attendance import AttendanceRules
from desktop.rules.calendar import SchoolCalendar
from desktop.rules.school_days import ClassCalendar, PartsFrom, read_week


@dataclass(frozen=True, slots=True)
class AttendanceFrame:
    """What all rolls of a year stand in: the year, the calendar, what counts."""

    year: YearFacts
    calendar: SchoolCalendar
    rules: AttendanceRules
    settings: Settings


def attendance_frame(session: Session, year: YearFacts) -> AttendanceFrame:
    """Three SELECTs, whatever is then looked at within the year."""
    settings = load_settings(session)
    return AttendanceFrame(
        year=year,
        calendar=school_calendar(session, year.school_year_id, settings),
        rules=settings.attendance(year.start_year),
        settings=settings,
    )


def class_calendars(
    session: Session, frame: AttendanceFrame, classes: Collection[UUID]
) -> dict[UUID, ClassCalendar]:
    """The calendar of each class, in one SELECT for all of them."""
    plans, year = plans_of(session, classes), frame.year
    return {
        class_id: ClassCalendar(
            frame.calendar, year.starts_on, year.ends_on, plans.get(class_id, ())
        )
        for class_id in classes
    }


def plans_of(session: Session, classes: Collection[UUID]) -> dict[UUID, tuple[PartsFrom, ...]]:
    """The weeks of the classes that have some of their own."""
    plans: dict[UUID, list[PartsFrom]] = defaultdict(list)
    rows = session.execute(
        select(ClassParts.class_id, ClassParts.from_day, ClassParts.week).where(
            ClassParts.class_id.in_(list(classes))
        )
    )
    for class_id, from_day, week in rows:
        plans[class_id].append(PartsFrom(from_day, read_week(week)))
    return {class_id: tuple(of) for class_id, of in plans.items()}
