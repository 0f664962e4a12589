"""The school as the office edits it: heading facts, stored settings, and years with their days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.school import DayOff, SchoolFacts, TermPlan, WeekPlan, YearPlan
from desktop.models.school import Holiday, School, SchoolSetting, Week
from desktop.queries.years import YearFacts, school_years
from desktop.rules.permissions import SCHOOL, Capability, Person, may
from desktop.rules.terms import Term


@dataclass(frozen=True, slots=True)
class SchoolDesk:
    """What may be edited of the school; `settings` holds only what was chosen, as JSON."""

    facts: SchoolFacts
    settings: Mapping[str, str] = field(default_factory=dict)
    years: tuple[YearFacts, ...] = ()
    plans: Mapping[int, YearPlan] = field(default_factory=dict)
    """By the year in which the school year begins."""
    days: tuple[DayOff, ...] = ()


def school_desk(session: Session, by: Person, today: date) -> SchoolDesk | None:
    """All of it; None for who may not edit the school."""
    row = session.scalars(select(School)).first()
    if row is None or not may(by, Capability.SCHOOL_EDIT, SCHOOL, today):
        return None
    facts = SchoolFacts(**{name: getattr(row, name) for name in SchoolFacts.__struct_fields__})
    stored = session.execute(select(SchoolSetting.name, SchoolSetting.value))
    years = school_years(session)
    return SchoolDesk(
        facts,
        {name: value for name, value in stored if value},
        years,
        {year.start_year: _plan(session, year) for year in years},
        _days(session),
    )


def _plan(session: Session, year: YearFacts) -> YearPlan:
    weeks = session.scalars(
        select(Week).where(Week.school_year_id == year.school_year_id).order_by(Week.monday)
    )
    return YearPlan(
        start_year=year.start_year,
        starts_on=year.starts_on,
        ends_on=year.ends_on,
        terms=tuple(TermPlan(t.term, t.starts_on, t.ends_on, t.exams_from) for t in year.terms),
        weeks=tuple(WeekPlan(w.monday, Term(w.term), w.kind, w.number) for w in weeks),
    )


def _days(session: Session) -> tuple[DayOff, ...]:
    rows = session.scalars(select(Holiday).order_by(Holiday.day))
    return tuple(DayOff(row.day, row.reason, row.off, row.given) for row in rows)
