"""The marks of courses with what follows from them, as the printed books need them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.gradebook import Mark as MarkRow
from desktop.queries.courses import CourseFacts
from desktop.queries.marks import mark_of
from desktop.queries.results import (
    NOTHING_YET,
    Outcome,
    plain_term_outcome,
    plain_year_outcome,
    required_regular,
)
from desktop.rules.marks import Column, Mark
from desktop.rules.rule_set import RuleSet
from desktop.rules.terms import Term


@dataclass(frozen=True, slots=True)
class TermMarks:
    """What a pupil has in one course in one term, and the result, as far as it can be told."""

    marks: Mapping[Column, Mark] = field(default_factory=dict)
    result: Outcome = NOTHING_YET


@dataclass(frozen=True, slots=True)
class YearMark:
    """A pupil's year result in one course, and what a summer re-assessment made of it (G-30)."""

    result: Outcome = NOTHING_YET
    again: Mark | None = None


Cells = Mapping[Term, Mapping[UUID, Mapping[Column, Mark]]]
"""The filled cells of a course: by term, pupil and column."""
Terms = Mapping[Term, Mapping[UUID, TermMarks]]

_NO_MARKS = TermMarks()
_NO_CELLS: Cells = {term: {} for term in Term}


def cells_of(session: Session, course_ids: Iterable[UUID]) -> Mapping[UUID, Cells]:
    """All marks of the courses, in one SELECT."""
    found: dict[UUID, dict[Term, dict[UUID, dict[Column, Mark]]]] = defaultdict(
        lambda: {term: defaultdict(dict) for term in Term}
    )
    columns = (
        MarkRow.course_id,
        MarkRow.term,
        MarkRow.student_id,
        MarkRow.column,
        MarkRow.state,
        MarkRow.tenths,
        MarkRow.passed,
        MarkRow.reason,
        MarkRow.due,
        MarkRow.brought_in,
    )
    rows = session.execute(select(*columns).where(MarkRow.course_id.in_(list(course_ids))))
    for course_id, term, student_id, column, *value in rows:
        found[course_id][Term(term)][student_id][column] = mark_of(*value)
    return found


def term_marks(cells: Cells | None, course: CourseFacts, rules: RuleSet) -> Terms:
    """Each pupil's cells with ĐTBmhk or Đ/CĐ (G-13, G-17, G-24)."""
    required = required_regular(course, rules)
    return {
        term: {
            pupil: TermMarks(marks, plain_term_outcome(course, required, rules, marks))
            for pupil, marks in by_pupil.items()
        }
        for term, by_pupil in (cells or _NO_CELLS).items()
    }


def year_marks(terms: Terms, course: CourseFacts, rules: RuleSet) -> dict[UUID, YearMark]:
    """ĐTBmcn or Đ/CĐ of the year, of everybody who has anything (G-14, G-18)."""
    first, second = terms[Term.I], terms[Term.II]
    return {
        pupil: YearMark(
            plain_year_outcome(
                course,
                rules,
                first.get(pupil, _NO_MARKS).result,
                second.get(pupil, _NO_MARKS).result,
            )
        )
        for pupil in {**first, **second}
    }
