"""School years with their terms, as screens choose among them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.school import SchoolYear, TermSpan
from desktop.rules.terms import Term


@dataclass(frozen=True, slots=True)
class TermFacts:
    """First and last day of a term, and the first day of its final tests (T-6)."""

    term: Term
    starts_on: date
    ends_on: date
    exams_from: date | None = None

    @property
    def label(self) -> str:
        """Học kì I."""
        return f"Học kì {self.term.name}"


@dataclass(frozen=True, slots=True)
class YearFacts:
    """A school year; `terms` in order."""

    school_year_id: UUID
    start_year: int
    starts_on: date
    ends_on: date
    terms: tuple[TermFacts, ...] = ()

    @property
    def name(self) -> str:
        """2026–2027."""
        return f"{self.start_year}–{self.start_year + 1}"

    def span(self, term: Term) -> TermFacts:
        """The dates of a term; a year whose terms lie elsewhere lasts as one."""
        found = (t for t in self.terms if t.term is term)
        return next(found, TermFacts(term, self.starts_on, self.ends_on))

    def term_on(self, day: date) -> Term:
        """The term of that day; a day between the terms still belongs to the first."""
        second = self.span(Term.II)
        return Term.II if self.terms and day >= second.starts_on else Term.I


def school_years(session: Session) -> tuple[YearFacts, ...]:
    """All years that lie here, the newest first."""
    spans: dict[UUID, list[TermFacts]] = defaultdict(list)
    rows = session.execute(
        select(
            TermSpan.school_year_id,
            TermSpan.term,
            TermSpan.starts_on,
            TermSpan.ends_on,
            TermSpan.exams_from,
        ).order_by(TermSpan.term)
    )
    for year_id, term, starts_on, ends_on, exams_from in rows:
        spans[year_id].append(TermFacts(Term(term), starts_on, ends_on, exams_from))
    years = session.execute(
        select(SchoolYear.id, SchoolYear.start_year, SchoolYear.starts_on, SchoolYear.ends_on)
        .order_by(SchoolYear.start_year.desc())
    )  # fmt: skip
    return tuple(
        YearFacts(year_id, start_year, starts_on, ends_on, tuple(spans[year_id]))
        for year_id, start_year, starts_on, ends_on in years
    )


def year_of(years: tuple[YearFacts, ...], school_year_id: UUID | None) -> YearFacts | None:
    """The year of that id."""
    return next((y for y in years if y.school_year_id == school_year_id), None)


def year_on(years: tuple[YearFacts, ...], today: date) -> YearFacts | None:
    """The year of today, in summer the one that ended last; before all, the first to come."""
    begun = [year for year in years if year.starts_on <= today]
    return begun[0] if begun else (years[-1] if years else None)
