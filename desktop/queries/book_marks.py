"""The marks of courses with what follows from them, as the printed books need them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.gradebook import Mark as MarkRow
from desktop.rules.grading import term_average, term_verdict, year_average, year_verdict
from desktop.rules.marks import (
    FINAL,
    MIDTERM,
    Column,
    Mark,
    MarkState,
    counted_tenths,
    counted_verdict,
    is_regular,
)
from desktop.rules.rule_set import RuleSet
from desktop.rules.terms import Assessment, Term


@dataclass(frozen=True, slots=True)
class TermMarks:
    """What a pupil has in one course in one term; scored subjects have `average` in tenths."""

    marks: Mapping[Column, Mark] = field(default_factory=dict)
    average: int | None = None
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class YearMark:
    """A pupil's year result in one course, and what a summer re-assessment made of it (G-30)."""

    average: int | None = None
    passed: bool | None = None
    again: Mark | None = None


Cells = Mapping[Term, Mapping[UUID, Mapping[Column, Mark]]]
"""The filled cells of a course: by term, pupil and column."""
Terms = Mapping[Term, Mapping[UUID, TermMarks]]

_NO_MARKS = TermMarks()


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
    for course_id, term, student_id, column, state, *value in rows:
        found[course_id][Term(term)][student_id][column] = Mark(MarkState(state), *value)
    return found


def term_marks(cells: Cells | None, assessment: Assessment, regular: int, rules: RuleSet) -> Terms:
    """Each pupil's cells with ĐTBmhk or Đ/CĐ, as far as it can be told (G-13, G-17, G-24)."""
    return {
        term: {
            pupil: _with_result(marks, assessment, regular, rules)
            for pupil, marks in (cells or {}).get(term, {}).items()
        }
        for term in Term
    }


def year_marks(terms: Terms, assessment: Assessment, rules: RuleSet) -> dict[UUID, YearMark]:
    """ĐTBmcn or Đ/CĐ of the year, of everybody who has anything (G-14, G-18)."""
    first, second = terms[Term.I], terms[Term.II]
    return {
        pupil: _year(first.get(pupil, _NO_MARKS), second.get(pupil, _NO_MARKS), assessment, rules)
        for pupil in {**first, **second}
    }


def _with_result(
    marks: Mapping[Column, Mark], assessment: Assessment, regular: int, rules: RuleSet
) -> TermMarks:
    tests = [marks[column] for column in sorted(marks) if is_regular(column)]
    midterm, final = marks.get(MIDTERM), marks.get(FINAL)
    if assessment is Assessment.COMMENT:
        passed = term_verdict(
            [counted_verdict(mark) for mark in tests],
            counted_verdict(midterm),
            counted_verdict(final),
            regular,
        )
        return TermMarks(marks, passed=passed)
    average = term_average(
        [counted_tenths(mark) for mark in tests],
        counted_tenths(midterm),
        counted_tenths(final),
        regular,
        rules,
    )
    return TermMarks(marks, average)


def _year(first: TermMarks, second: TermMarks, assessment: Assessment, rules: RuleSet) -> YearMark:
    if assessment is Assessment.COMMENT:
        return YearMark(passed=year_verdict(first.passed, second.passed, rules))
    return YearMark(year_average(first.average, second.average, rules))
