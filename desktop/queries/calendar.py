"""The calendar of a school year: its weeks, days off and days worked, as the rules know them."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.school import Holiday, Week
from desktop.queries.settings import Settings
from desktop.rules.calendar import DayKind, Override, SchoolCalendar, WeekKind
from desktop.rules.calendar import Week as WeekValue
from desktop.rules.terms import Term

_SIX_DAYS = timedelta(days=6)


def school_calendar(session: Session, school_year_id: UUID, settings: Settings) -> SchoolCalendar:
    """The calendar of a year; the table of days off is the school's own (X-14)."""
    holidays: dict[date, str] = {}
    overrides: dict[date, Override] = {}
    for day, off, reason, given in session.execute(
        select(Holiday.day, Holiday.off, Holiday.reason, Holiday.given)
    ):
        if off and not given:
            holidays[day] = reason
        else:
            overrides[day] = Override(DayKind.OFF if off else DayKind.WORK, reason)
    weeks = session.execute(
        select(Week.number, Week.monday, Week.term, Week.kind)
        .where(Week.school_year_id == school_year_id)
        .order_by(Week.monday)
    )
    return SchoolCalendar(
        weeks=tuple(
            WeekValue(number, monday, monday + _SIX_DAYS, Term(term), WeekKind(kind))
            for number, monday, term, kind in weeks
        ),
        holidays=holidays,
        overrides=overrides,
        **settings.calendar_fields(),
    )
