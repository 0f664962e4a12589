"""Conduct levels, remarks and absences of a class, as they were entered and for the year."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.gradebook import Conduct
from desktop.models.people import Staff
from desktop.queries.people import GONE
from desktop.rules.promotion import year_conduct
from desktop.rules.rule_set import RuleSet
from desktop.rules.terms import Level, Term


@dataclass(frozen=True, slots=True)
class ConductFact:
    """A pupil's line of a term, or of the year: then `remark` is that of term II.

    The numbers of absences are those that were typed; what counts says `absence_totals`.
    """

    level: Level | None = None
    remark: str = ""
    excused: int | None = None
    unexcused: int | None = None
    entered_by: str = ""
    entered_at: int = 0


NOT_RATED = ConductFact()
ConductOf = Mapping[tuple[UUID, Term], ConductFact]
"""By pupil and term."""


def class_conduct(session: Session, class_id: UUID) -> dict[tuple[UUID, Term], ConductFact]:
    """What was entered on the pupils of a class, in both terms."""
    rows = session.execute(
        select(
            Conduct.student_id, Conduct.term, Conduct.level, Conduct.remark, Conduct.excused,
            Conduct.unexcused, Staff.full_name, Conduct.entered_at,
        )
        .join(Staff, Staff.id == Conduct.entered_by, isouter=True)
        .where(Conduct.class_id == class_id)
    )  # fmt: skip
    return {
        (student_id, Term(term)): ConductFact(
            None if level is None else Level(level), remark, excused, unexcused, name or GONE, at
        )
        for student_id, term, level, remark, excused, unexcused, name, at in rows
    }


def year_fact(first: ConductFact, second: ConductFact, rules: RuleSet) -> ConductFact:
    """The year from both terms: level by G-26, absences added up."""
    return ConductFact(
        level=year_conduct(first.level, second.level, rules),
        remark=second.remark,
        excused=_sum(first.excused, second.excused),
        unexcused=_sum(first.unexcused, second.unexcused),
    )


def _sum(first: int | None, second: int | None) -> int | None:
    return None if first is None and second is None else (first or 0) + (second or 0)
