"""The results of all courses of a class at once: one SELECT, no reasons, shared values."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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

ClassMarks = Mapping[tuple[UUID, UUID], Outcome]
"""By course and pupil; absent where nothing was entered."""

_Cells = dict[tuple[UUID, UUID], dict[Column, Mark]]


def class_marks(
    session: Session, courses: Sequence[CourseFacts], when: Term | None, rules: RuleSet, *,
    only: UUID | None = None,
) -> ClassMarks:  # fmt: skip
    """The results of a term, or of the year when `when` is None; of `only` one pupil."""
    cells = _cells(session, courses, tuple(Term) if when is None else (when,), only)
    by_id = {course.course_id: course for course in courses}
    required = {course.course_id: required_regular(course, rules) for course in courses}
    of_terms: dict[Term, dict[tuple[UUID, UUID], Outcome]] = {
        term: {
            place: plain_term_outcome(by_id[place[0]], required[place[0]], rules, marks)
            for place, marks in found.items()
        }
        for term, found in cells.items()
    }
    if when is not None:
        return of_terms[when]
    first, second = of_terms[Term.I], of_terms[Term.II]
    return {
        place: plain_year_outcome(
            by_id[place[0]], rules, first.get(place, NOTHING_YET), second.get(place, NOTHING_YET)
        )
        for place in {**first, **second}
    }


def _cells(
    session: Session, courses: Sequence[CourseFacts], terms: Sequence[Term], only: UUID | None
) -> dict[Term, _Cells]:
    cells: dict[Term, _Cells] = {term: defaultdict(dict) for term in terms}
    rows = session.execute(
        select(
            MarkRow.term, MarkRow.course_id, MarkRow.student_id, MarkRow.column, MarkRow.state,
            MarkRow.tenths, MarkRow.passed, MarkRow.reason, MarkRow.due, MarkRow.brought_in,
        ).where(
            MarkRow.course_id.in_([course.course_id for course in courses]),
            MarkRow.term.in_([int(term) for term in terms]),
            *([MarkRow.student_id == only] if only else ()),
        )
    )  # fmt: skip
    of_term = {int(term): found for term, found in cells.items()}
    for term, course_id, student_id, column, *value in rows:
        of_term[term][course_id, student_id][column] = mark_of(*value)
    return cells
