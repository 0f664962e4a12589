"""The end of the year: who goes up, who repeats, by the results; and taking it back."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.commands.classes import AddClasses, ClassFacts
from desktop.commands.command import Code
from desktop.commands.conduct import ConductCell, ConductValue, RateConduct
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.promotion import Onward, PromoteClass
from desktop.commands.school import PlanYear
from desktop.commands.staff import AssignRole
from desktop.commands.transfers import Circumstances, DropOut
from desktop.commands.year_plan import default_plan
from desktop.models.people import Enrolment, Student
from desktop.models.school import SchoolYear
from desktop.queries.promotion_plan import PromotionPlan, promotion_plan
from desktop.queries.pupils import class_pupils
from desktop.rules.marks import Mark
from desktop.rules.next_year import Outcome, next_class_name, outcome_of
from desktop.rules.permissions import AudienceKind, ReachKind, Role, audience
from desktop.rules.promotion import Decision
from desktop.rules.terms import Level, Term
from tests.life import everything, life, refused
from tests.school_builder import BuiltSchool

SUMMER = date(2027, 6, 10)
SUBJECTS = ("TOAN", "VAN", "NN1", "GDCD", "LSDL", "KHTN", "GDTC")


@pytest.fixture
def school() -> Iterator[BuiltSchool]:
    """6A: three have passed, the fourth has Chưa đạt in learning and in conduct."""
    with life(classes=1, subjects=SUBJECTS) as built:
        for term in Term:
            for code in SUBJECTS:
                built.fill("6A", code, term=term, skip=(3,))
                built.enter("6A", code, {
                    (3, column): "CĐ" if code == "GDTC" else "2"
                    for column in (*range(1, built.regular(code) + 1), 10, 20)
                }, term)  # fmt: skip
            cells = tuple(
                ConductCell(p, ConductValue(Level.CHUA_DAT if n == 3 else Level.TOT, "", 1, 0))
                for n, p in enumerate(built.classes["6A"].pupils)
            )
            built.do(
                RateConduct(class_id=built.classes["6A"].class_id, term=term, cells=cells), "cn6a"
            )
        built.on(SUMMER)
        _next_year(built)
        yield built


def _next_year(school: BuiltSchool) -> None:
    school.do(PlanYear(plan=default_plan(2027)))
    year = school.session.scalars(select(SchoolYear.id).where(SchoolYear.start_year == 2027)).one()
    add = AddClasses(
        school_year_id=year, classes=(ClassFacts(6, "6A"), ClassFacts(7, "7A"), ClassFacts(7, "7B"))
    )
    ids = add.ids(school.do(add).command_id)
    school.subjects |= dict(zip(("next 6A", "next 7A", "next 7B"), ids, strict=True))


def plan(school: BuiltSchool, by: str = "vanphong") -> PromotionPlan:
    class_id = school.classes["6A"].class_id
    return promotion_plan(school.session, school.person(by), class_id, SUMMER)


def proposed(school: BuiltSchool) -> PromoteClass:
    lines = tuple(
        Onward(line.student_id, line.outcome, line.to_class_id)
        for line in plan(school).lines
        if line.outcome and not line.enrolled
    )
    return PromoteClass(class_id=school.classes["6A"].class_id, lines=lines)


def promote(school: BuiltSchool, *lines: Onward) -> PromoteClass:
    return PromoteClass(class_id=school.classes["6A"].class_id, lines=lines)


def next_id(school: BuiltSchool, name: str) -> UUID:
    return school.subjects[f"next {name}"]


def test_the_plan_proposes_classes_by_the_results(school: BuiltSchool):
    found = plan(school)
    assert found.refusal == ""
    assert [c.name for c in found.up] == ["7A", "7B"]
    assert [c.name for c in found.repeat] == ["6A"]
    by_pupil = {line.student_id: line for line in found.lines}
    assert by_pupil[school.pupil(0)].outcome is Outcome.UP
    assert by_pupil[school.pupil(0)].to_class_id == next_id(school, "7A")
    assert by_pupil[school.pupil(3)].outcome is Outcome.REPEAT
    assert by_pupil[school.pupil(3)].to_class_id == next_id(school, "6A")
    assert (found.count(Outcome.UP), found.count(Outcome.REPEAT), found.count(None)) == (3, 1, 0)


def test_pupils_stand_on_the_new_lists_and_in_the_old_book(school: BuiltSchool):
    before = [
        (p.number, p.full_name) for p in class_pupils(school.session, school.classes["6A"].class_id)
    ]
    school.do(proposed(school), "vanphong")
    up = class_pupils(school.session, next_id(school, "7A"))
    assert {p.student_id for p in up} == {school.pupil(n) for n in range(3)}
    assert all(p.joined_on is None for p in up)
    old = class_pupils(school.session, school.classes["6A"].class_id)
    assert [(p.number, p.full_name) for p in old] == before
    assert not any(p.has_left for p in old)
    row = school.session.get_one(Student, school.pupil(0))
    assert row.audience == audience(AudienceKind.CLASS, next_id(school, "7A"))
    assert plan(school).lines[0].enrolled in {"7A", "6A"}
    assert plan(school).count(Outcome.UP) == 0


def test_who_holds_only_last_years_class_still_reads_the_names(school: BuiltSchool):
    names = {p.full_name for p in class_pupils(school.session, school.classes["6A"].class_id)}
    school.do(proposed(school), "vanphong")
    for row in school.session.scalars(select(Student)).all():
        school.session.delete(row)
    school.session.flush()
    old = class_pupils(school.session, school.classes["6A"].class_id)
    assert {p.full_name for p in old} == names
    school.session.rollback()


def test_going_up_is_taken_back_and_done_again(school: BuiltSchool):
    before = everything(school.session)
    done = school.do(proposed(school), "vanphong")
    after = everything(school.session)
    undone = school.undo(done, "vanphong")
    assert everything(school.session) == before
    school.undo(undone, "vanphong")
    assert everything(school.session) == after


def test_nobody_goes_up_against_the_results_without_the_principals_decision(school: BuiltSchool):
    failed, seven = school.pupil(3), next_id(school, "7A")
    no = refused(school, promote(school, Onward(failed, Outcome.UP, seven)))
    assert no.code is Code.INVALID
    assert "ở lại lớp" in no.message
    school.do(promote(school, Onward(failed, Outcome.UP, seven, "21/QĐ-HS")), "vanphong")


def test_an_open_result_waits_or_is_decided(school: BuiltSchool):
    toan = school.course("6A", "TOAN")
    cell = MarkCell(school.pupil(0), 20, None, Mark(tenths=80))
    school.do(EnterMarks(course_id=toan, term=Term.II, cells=(cell,)), "toan")
    line = next(x for x in plan(school).lines if x.student_id == school.pupil(0))
    assert line.is_open
    up = Onward(school.pupil(0), Outcome.UP, next_id(school, "7A"))
    assert "chưa có kết quả cả năm" in refused(school, promote(school, up)).message


def test_classes_that_do_not_fit_and_pupils_twice(school: BuiltSchool):
    first = school.pupil(0)
    wrong = refused(school, promote(school, Onward(first, Outcome.UP, next_id(school, "6A"))))
    assert "lớp 7" in wrong.message
    this_year = refused(
        school, promote(school, Onward(first, Outcome.UP, school.classes["6A"].class_id))
    )
    assert this_year.code is Code.INVALID
    assert refused(school, promote(school, Onward(first, Outcome.UP))).code is Code.INVALID
    school.do(promote(school, Onward(first, Outcome.UP, next_id(school, "7A"))), "vanphong")
    again = refused(school, promote(school, Onward(first, Outcome.UP, next_id(school, "7B"))))
    assert again.code is Code.CONFLICT
    assert "7A" in again.message


def test_all_bad_lines_are_listed(school: BuiltSchool):
    lines = [Onward(school.pupil(n), Outcome.REPEAT, next_id(school, "6A")) for n in range(4)]
    no = refused(school, promote(school, *lines))
    assert len(no.detail) == 3
    assert "3 trong 4 em" in no.message


def test_who_left_does_not_go_up(school: BuiltSchool):
    drop = DropOut(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0), day=SUMMER,
        about=Circumstances(reason="Đi làm"),
    )  # fmt: skip
    school.do(drop, "vanphong")
    assert school.pupil(0) not in {line.student_id for line in plan(school).lines}
    up = Onward(school.pupil(0), Outcome.UP, next_id(school, "7A"))
    assert refused(school, promote(school, up)).code is Code.MISSING


def test_marks_in_the_new_year_keep_the_pupil_there(school: BuiltSchool):
    done = school.do(proposed(school), "vanphong")
    rate = RateConduct(
        class_id=next_id(school, "7A"), term=Term.I,
        cells=(ConductCell(school.pupil(0), ConductValue(Level.TOT)),),
    )  # fmt: skip
    school.do(
        AssignRole(
            staff_id=school.staff["cn6a"], role=Role.HOMEROOM_TEACHER, from_day=date(2027, 6, 1),
            reach=ReachKind.CLASS, reach_id=next_id(school, "7A"),
        )
    )  # fmt: skip
    school.do(rate, "cn6a")
    inverse = done.command.inverse(done.command_id) if done.command else None
    assert inverse is not None
    assert refused(school, inverse).code is Code.IN_USE
    assert school.session.scalars(select(Enrolment)).all()


@pytest.mark.parametrize("by", ["cn6a", "toan", "phohieutruong", "yte"])
def test_the_office_and_the_principal_promote(school: BuiltSchool, by: str):
    assert plan(school, by).refusal
    assert refused(school, proposed(school), by).code is Code.NOT_PERMITTED


def test_without_a_next_year_the_plan_says_what_to_do():
    with life(classes=1) as school:
        found = promotion_plan(
            school.session, school.person("vanphong"), school.classes["6A"].class_id, SUMMER
        )
        assert "2027–2028" in found.refusal


@pytest.mark.parametrize(
    ("decision", "last", "outcome"),
    [
        (Decision.PROMOTED, False, Outcome.UP),
        (Decision.PROMOTED_AFTER_SUMMER, True, Outcome.FINISHED),
        (Decision.NOT_PROMOTED, True, Outcome.REPEAT),
        (Decision.SUMMER, False, None),
        (Decision.UNDECIDED, False, None),
    ],
)
def test_what_follows_from_a_result(decision: Decision, last: bool, outcome: Outcome | None):
    assert outcome_of(decision, last_grade=last) is outcome


def test_names_of_the_next_classes():
    assert next_class_name("6A1", 6) == "7A1"
    assert next_class_name("9A", 9) == "10A"
    assert next_class_name("Chồi", 4) == "Chồi"
