"""What all books of a term stand in: its dates, the rules, the calendar, the locks in force."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desktop.queries.calendar import school_calendar
from desktop.queries.locks import locks_in_force
from desktop.queries.settings import load_settings
from desktop.queries.years import TermFacts, YearFacts
from desktop.rules.calendar import SchoolCalendar
from desktop.rules.locks import Lock
from desktop.rules.rule_set import RuleSet
from desktop.rules.terms import Term


@dataclass(frozen=True, slots=True)
class TermFrame:
    """A term as it is on one day."""

    year: YearFacts
    span: TermFacts
    today: date
    rules: RuleSet
    calendar: SchoolCalendar
    locks: tuple[Lock, ...]

    @property
    def term(self) -> Term:
        return self.span.term


def term_frame(session: Session, year: YearFacts, term: Term, today: date) -> TermFrame:
    """Four SELECTs, whatever is then looked at within the term."""
    settings = load_settings(session)
    return TermFrame(
        year=year,
        span=year.span(term),
        today=today,
        rules=settings.rules(year.start_year),
        calendar=school_calendar(session, year.school_year_id, settings),
        locks=tuple(locks_in_force(session, year.school_year_id, term)),
    )
