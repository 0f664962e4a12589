"""Open conflicts of a term: which book, who and who; what a lock's reach takes in."""

from datetime import date
from uuid import UUID

import pytest

from desktop.models.gradebook import EntryConflict
from desktop.queries.conflicts import OpenConflict, open_conflicts
from desktop.queries.lock_plan import LockScope, lock_plan
from desktop.rules.locks import COMMENTS, CONDUCT, LockKind, LockReach
from desktop.rules.marks import FINAL
from desktop.rules.terms import Term
from tests.queries.conftest import statements
from tests.school_builder import BuiltSchool


def disagree(
    school: BuiltSchool, place: UUID, column: int, *, stands: str | None = "cn6a", at: int = 0,
    term: Term = Term.I,
) -> None:  # fmt: skip
    school.count += 1
    school.session.add(
        EntryConflict(
            command_id=school.next_id(), column=column, course_id=place, term=int(term), cells=3,
            refused_by=school.staff["toan"], stands_by=school.staff[stands] if stands else None,
            refused_at=school.at + at, audience=place,
        )
    )  # fmt: skip
    school.session.commit()


def found(school: BuiltSchool, term: Term = Term.I) -> list[OpenConflict]:
    return open_conflicts(school.session, school.year_id, term)


def test_each_column_of_a_book_has_its_own_words(school: BuiltSchool):
    toan, lop = school.course("6A", "TOAN"), school.classes["6A"].class_id
    disagree(school, toan, FINAL, at=2)
    disagree(school, toan, COMMENTS, at=1)
    disagree(school, lop, CONDUCT, stands=None)
    conduct, comments, final = found(school)
    assert (conduct.kind, conduct.book, conduct.stands) == (
        LockKind.CONDUCT, "lớp 6A", "người khác",
    )  # fmt: skip
    assert (comments.kind, comments.book) == (LockKind.COMMENT, "Toán · 6A")
    assert comments.sentence.startswith("Cột nhận xét · Toán · 6A còn 3 ô mà ")
    assert (final.kind, final.cells) == (LockKind.FINAL, 3)
    assert school.person("toan").name in final.sentence
    assert school.person("cn6a").name in final.sentence


def test_another_term_and_a_book_that_does_not_lie_here_are_left_out(school: BuiltSchool):
    disagree(school, school.course("6A", "TOAN"), FINAL, term=Term.II)
    disagree(school, UUID(int=7), FINAL)
    assert found(school) == []
    assert len(found(school, Term.II)) == 1


@pytest.mark.parametrize(
    ("reach", "columns"),
    [
        (LockReach.SCHOOL, [FINAL, CONDUCT]), (LockReach.GRADE, [FINAL, CONDUCT]),
        (LockReach.CLASS, [FINAL, CONDUCT]), (LockReach.COURSE, [FINAL]),
    ],
)  # fmt: skip
def test_a_lock_closes_over_the_conflicts_within_its_reach(
    school: BuiltSchool, reach: LockReach, columns: list[int]
):
    disagree(school, school.course("6A", "TOAN"), FINAL, at=1)
    disagree(school, school.classes["6A"].class_id, CONDUCT, at=2)
    principal, today = school.person("hieutruong"), date(2026, 11, 20)
    plan = lock_plan(school.session, principal, school.year_id, Term.I, today)
    there = {
        LockReach.CLASS: school.classes["6A"].class_id,
        LockReach.COURSE: school.course("6A", "TOAN"),
    }.get(reach)
    elsewhere = {
        LockReach.CLASS: school.classes["6B"].class_id,
        LockReach.COURSE: school.course("6B", "TOAN"),
    }.get(reach)
    both = frozenset({LockKind.FINAL, LockKind.CONDUCT})
    scope = LockScope(Term.I, reach, both, 6, there)
    assert [c.column for c in plan.conflicts_in(scope)] == columns
    assert [c.column for c in plan.conflicts if c.is_within(reach, 6, there)] == columns
    assert (
        plan.conflicts_in(LockScope(Term.I, reach, frozenset({LockKind.MIDTERM}), 6, there)) == ()
    )
    if elsewhere:
        assert plan.conflicts_in(LockScope(Term.I, reach, both, 6, elsewhere)) == ()
    if reach is LockReach.GRADE:
        assert plan.conflicts_in(LockScope(Term.I, reach, both, 7)) == ()


def test_where_nothing_is_open_the_plan_asks_one_statement_more(school: BuiltSchool):
    with statements(school.session) as asked:
        assert found(school) == []
    assert len(asked) == 1
