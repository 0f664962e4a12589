"""How many sessions a pupil has missed: the one answer for class view, books and promotion.

Where any roll of a term was taken in the class, its absences count, together with the number
from before (the former school, or the weeks before rolls were taken here). Else the numbers
that the homeroom teacher typed stand.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models.attendance import Absence, AbsenceBefore, Roll
from desktop.queries.conduct import ConductFact
from desktop.queries.rolls import MARKS, PARTS, TAKEN
from desktop.queries.settings import Settings, load_settings
from desktop.queries.years import YearFacts
from desktop.rules.attendance import AbsenceMark, AttendanceRules, Entry, Sums, sums
from desktop.rules.terms import Term


@dataclass(frozen=True, slots=True)
class Missed:
    """Sessions missed in a term or in the year; None: nothing is known.

    `from_rolls`: counted, not typed. `late` is how often the pupil was late, where rolls say it.
    """

    excused: int | None = None
    unexcused: int | None = None
    late: int | None = None
    from_rolls: bool = False

    @property
    def total(self) -> int | None:
        """With and without permission; None until something is known."""
        if self.excused is None and self.unexcused is None:
            return None
        return (self.excused or 0) + (self.unexcused or 0)


UNKNOWN = Missed()


@dataclass(frozen=True, slots=True)
class ClassAbsences:
    """What the pupils of a class have missed in each term; `counted` are the terms with rolls."""

    counted: frozenset[Term] = frozenset()
    rolls: Mapping[tuple[UUID, Term], Sums] = field(default_factory=dict)

    def of_term(self, student_id: UUID, term: Term, typed: ConductFact) -> Missed:
        """A pupil in a term: by rolls where there are any, else as it was typed."""
        if term in self.counted:
            of = self.rolls.get((student_id, term), Sums())
            return Missed(of.excused, of.unexcused, of.late, from_rolls=True)
        return typed_missed(typed)

    def of_year(self, student_id: UUID, first: ConductFact, second: ConductFact) -> Missed:
        """Both terms together, as far as they are known."""
        one, two = self._of_terms(student_id, first, second)
        return Missed(
            _sum(one.excused, two.excused),
            _sum(one.unexcused, two.unexcused),
            _sum(one.late, two.late),
            from_rolls=bool(self.counted),
        )

    def year_total(
        self, student_id: UUID, first: ConductFact, second: ConductFact, allowed: int
    ) -> int | None:
        """What G-27 counts: both terms, or what one of them has when that alone is too much."""
        terms = self._of_terms(student_id, first, second)
        known = [of.total for of in terms if of.total is not None]
        total = sum(known)
        return total if len(known) == len(Term) or total > allowed else None

    def _of_terms(
        self, student_id: UUID, first: ConductFact, second: ConductFact
    ) -> tuple[Missed, Missed]:
        return (
            self.of_term(student_id, Term.I, first),
            self.of_term(student_id, Term.II, second),
        )


NO_ROLLS = ClassAbsences()


def typed_missed(typed: ConductFact) -> Missed:
    """The numbers that the homeroom teacher has typed."""
    return Missed(typed.excused, typed.unexcused)


def class_absences(
    session: Session, class_id: UUID, year: YearFacts, settings: Settings | None = None
) -> ClassAbsences:
    """The absences of a class by rolls, in three SELECTs."""
    settings = settings or load_settings(session)
    rules = settings.attendance(year.start_year)
    entries = _entries(session, class_id)
    counted = _counted(session, class_id, year)
    counted |= {year.term_on(e.day) for of in entries.values() for e in of}
    rolls = _by_term(entries, year, rules)
    for (student_id, term), before in _before(session, class_id).items():
        rolls[student_id, term] = rolls.get((student_id, term), Sums()) + before
    return ClassAbsences(frozenset(counted), rolls)


def before_of_class(session: Session, class_id: UUID) -> dict[UUID, Sums]:
    """What each pupil had missed before rolls of this class, in the whole year."""
    found: dict[UUID, Sums] = defaultdict(Sums)
    for (student_id, _), before in _before(session, class_id).items():
        found[student_id] += before
    return found


def _before(session: Session, class_id: UUID) -> dict[tuple[UUID, Term], Sums]:
    rows = session.execute(
        select(
            AbsenceBefore.student_id, AbsenceBefore.term, AbsenceBefore.excused,
            AbsenceBefore.unexcused,
        ).where(AbsenceBefore.class_id == class_id)
    )  # fmt: skip
    return {
        (pupil, Term(term)): Sums(excused, unexcused) for pupil, term, excused, unexcused in rows
    }


def _counted(session: Session, class_id: UUID, year: YearFacts) -> set[Term]:
    """The terms in which some roll was taken: seen from the first and the last one."""
    ends: tuple[Any, ...] = tuple(
        session.execute(
            select(func.min(Roll.day), func.max(Roll.day)).where(
                Roll.class_id == class_id, Roll.state == TAKEN
            )
        ).one()
    )
    return {year.term_on(day) for day in ends if day is not None}


def _entries(session: Session, class_id: UUID) -> dict[UUID, list[Entry]]:
    found: dict[UUID, list[Entry]] = defaultdict(list)
    rows = session.execute(
        select(Absence.student_id, Absence.day, Absence.part, Absence.mark)
        .where(Absence.class_id == class_id)
        .order_by(Absence.day, Absence.part)
    )
    for student_id, day, part, mark in rows:
        found[student_id].append(Entry(day, PARTS[part], MARKS[mark]))
    return found


def _by_term(
    entries: Mapping[UUID, list[Entry]], year: YearFacts, rules: AttendanceRules
) -> dict[tuple[UUID, Term], Sums]:
    found = {}
    for student_id, of in entries.items():
        late_before = 0
        for term in Term:
            here = [e for e in of if year.term_on(e.day) is term]
            found[student_id, term] = sums(here, rules, late_before)
            late_before += sum(e.mark is AbsenceMark.LATE and e.part.counts for e in here)
    return found


def _sum(first: int | None, second: int | None) -> int | None:
    return None if first is None and second is None else (first or 0) + (second or 0)
