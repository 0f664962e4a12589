"""What pupils reached in a course: averages and verdicts, worked out by the rules when read."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from desktop.queries.courses import CourseFacts
from desktop.rules.average_reasons import (
    AverageReasoning,
    VerdictReasoning,
    explain_average,
    explain_verdict,
    term_reasoning,
    verdict_reasoning,
    year_reasoning,
)
from desktop.rules.grading import (
    SubjectResult,
    term_average,
    term_verdict,
    year_average,
    year_verdict,
)
from desktop.rules.marks import (
    FINAL,
    MIDTERM,
    Column,
    Mark,
    counted_tenths,
    counted_verdict,
    required_columns,
    show_average,
)
from desktop.rules.rule_set import RegularNumber, RuleSet
from desktop.rules.subjects import regular_count
from desktop.rules.terms import Assessment

Marks = Mapping[Column, Mark]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A term's or year's result in one course: tenths or a verdict; neither while incomplete.

    `why` is filled where a screen asks for one course, not in the view of a whole class.
    """

    tenths: int | None = None
    passed: bool | None = None
    why: AverageReasoning | VerdictReasoning | None = None

    @property
    def is_missing(self) -> bool:
        return self.tenths is None and self.passed is None

    @property
    def shown(self) -> str:
        """7,9 · Đ · CĐ · nothing."""
        if self.passed is not None:
            return "Đ" if self.passed else "CĐ"
        return show_average(self.tenths)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of *Vì sao?*."""
        if isinstance(self.why, AverageReasoning):
            return explain_average(self.why)
        return explain_verdict(self.why) if self.why else ()


NOTHING_YET = Outcome()


def required_regular(course: CourseFacts, rules: RuleSet) -> int:
    """How many regular marks a result needs; further columns may stay empty (X-1)."""
    if rules.regular_number is RegularNumber.EXACT:
        return course.regular
    return min(course.regular, regular_count(course.periods, course.assessment, rules))


def demanded_columns(course: CourseFacts, rules: RuleSet) -> tuple[Column, ...]:
    """The columns in which an empty cell is something missing."""
    return required_columns(required_regular(course, rules))


def term_outcome(course: CourseFacts, rules: RuleSet, marks: Marks) -> Outcome:
    """The result of a term with its reasons (G-13, G-17)."""
    regular = [marks.get(column) for column in range(1, course.regular + 1)]
    midterm, final = marks.get(MIDTERM), marks.get(FINAL)
    required = required_regular(course, rules)
    if course.assessment is Assessment.COMMENT:
        verdict = verdict_reasoning(regular, midterm, final, required)
        return Outcome(passed=verdict.passed, why=verdict)
    average = term_reasoning(regular, midterm, final, required, rules)
    return Outcome(tenths=average.tenths, why=average)


def year_outcome(course: CourseFacts, rules: RuleSet, first: Outcome, second: Outcome) -> Outcome:
    """The result of the year with its reasons (G-14, G-18)."""
    if course.assessment is Assessment.COMMENT:
        return Outcome(passed=year_verdict(first.passed, second.passed, rules), why=second.why)
    average = year_reasoning(first.tenths, second.tenths, rules)
    return Outcome(tenths=average.tenths, why=average)


def plain_term_outcome(course: CourseFacts, required: int, rules: RuleSet, marks: Marks) -> Outcome:
    """The same result as `term_outcome`, without reasons: for many courses at once."""
    columns = range(1, course.regular + 1)
    midterm, final = marks.get(MIDTERM), marks.get(FINAL)
    if course.assessment is Assessment.COMMENT:
        verdicts = [counted_verdict(marks.get(c)) for c in columns]
        passed = term_verdict(verdicts, counted_verdict(midterm), counted_verdict(final), required)
        return Outcome(passed=passed)
    given = [counted_tenths(marks.get(c)) for c in columns]
    tests = counted_tenths(midterm), counted_tenths(final)
    return Outcome(tenths=term_average(given, *tests, required, rules))


def plain_year_outcome(
    course: CourseFacts, rules: RuleSet, first: Outcome, second: Outcome
) -> Outcome:
    """The same result as `year_outcome`, without reasons."""
    if course.assessment is Assessment.COMMENT:
        return Outcome(passed=year_verdict(first.passed, second.passed, rules))
    return Outcome(tenths=year_average(first.tenths, second.tenths, rules))


def subject_result(course: CourseFacts, outcome: Outcome) -> SubjectResult:
    """A result as the rules of levels take it; subjects outside the ranking say so (X-6)."""
    return SubjectResult(
        subject=course.subject_code, assessment=course.assessment, tenths=outcome.tenths,
        passed=outcome.passed, name=course.subject, second_language=not course.ranked,
    )  # fmt: skip


Outcomes = dict[UUID, Outcome]
"""By pupil."""
