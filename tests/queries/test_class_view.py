"""The class view: results and levels agree with the rules, conduct and the year's end follow."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from desktop.commands.conduct import ConductCell, ConductValue, RateConduct
from desktop.commands.locks import LockBooks
from desktop.models import Base
from desktop.queries.class_view import ClassView, NoteKind, class_view
from desktop.queries.gradebook import course_sheet
from desktop.queries.results import subject_result
from desktop.rules.grading import learning_level
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.marks import FINAL, Mark, MarkState
from desktop.rules.promotion import Decision, Title
from desktop.rules.terms import Level, Term
from tests.queries.conftest import statements
from tests.school_builder import BuiltSchool, all_subjects, build_school

TODAY = date(2027, 5, 20)


@pytest.fixture
def full(build: Callable[..., BuiltSchool]) -> BuiltSchool:
    """6A with all twelve subjects; everybody has 8 and Đ in both terms."""
    school = build(pupils=4, subjects=all_subjects())
    for term in Term:
        for code in school.presets:
            school.fill("6A", code, term=term)
    return school


def view(school: BuiltSchool, when: Term | None = Term.I, by: str = "cn6a") -> ClassView:
    class_id = school.classes["6A"].class_id
    return class_view(school.session, school.person(by), class_id, when, TODAY)


def rate(school: BuiltSchool, term: Term, *values: ConductValue) -> None:
    cells = tuple(
        ConductCell(school.pupil(n), value, ConductValue()) for n, value in enumerate(values)
    )
    school.do(RateConduct(class_id=school.classes["6A"].class_id, term=term, cells=cells), "cn6a")


def test_scored_subjects_stand_before_comment_subjects(full: BuiltSchool):
    found = view(full)
    assert [c.subject_code for c in found.scored] == [
        "VAN", "TOAN", "NN1", "GDCD", "LSDL", "KHTN", "CN", "TIN",
    ]  # fmt: skip
    assert found.courses == (*found.scored, *found.commented)
    assert len(found.commented) == 4


@pytest.mark.parametrize("when", [Term.I, Term.II, None])
def test_results_are_those_of_each_courses_own_sheet(full: BuiltSchool, when: Term | None):
    full.enter("6A", "VAN", {(1, 1): "3,5", (1, FINAL): "6"})
    full.enter("6A", "GDTC", {(2, FINAL): "CĐ"})
    full.enter("6A", "TIN", {(0, FINAL): Mark(MarkState.MAKEUP, reason="ốm")}, term=Term.II)
    found = view(full, when)
    for course in found.courses:
        sheet = course_sheet(
            full.session, full.person("hieutruong"), course.course_id, when or Term.II, TODAY
        )
        results = sheet.results if when else sheet.year_results
        for line in found.lines:
            own, here = results[line.pupil.student_id], line.results[course.course_id]
            assert (here.tenths, here.passed) == (own.tenths, own.passed), course.title


def test_g23_a_raised_level_is_flagged_with_the_subject_that_decided(full: BuiltSchool):
    full.fill("6A", "TIN", "4", skip=[1, 2, 3])
    line = view(full).line(full.pupil(0))
    assert line is not None
    assert (line.level, line.learning.adjusted) == (Level.KHA, True)
    assert line.deciding == {"TIN"}
    assert [(n.kind, n.text) for n in line.notes] == [(NoteKind.RAISED, "nâng mức")]


def test_the_level_is_that_of_the_rules(full: BuiltSchool):
    full.fill("6A", "VAN", "6", skip=[0, 1])
    found = view(full)
    levels = {}
    for line in found.lines:
        results = [subject_result(c, line.results[c.course_id]) for c in found.courses]
        assert line.learning == learning_level(results)
        levels[line.pupil.student_id] = line.level
    assert [levels[full.pupil(n)] for n in range(4)] == [
        Level.TOT, Level.TOT, Level.KHA, Level.KHA,
    ]  # fmt: skip


def test_what_is_missing_is_named_and_counted(full: BuiltSchool):
    full.enter("6A", "TOAN", {(0, FINAL): None, (1, FINAL): None})
    full.enter("6A", "VAN", {(1, FINAL): Mark(MarkState.MAKEUP, reason="ốm")})
    found = view(full)
    one, two = found.line(full.pupil(0)), found.line(full.pupil(1))
    assert one is not None
    assert two is not None
    assert (one.level, [n.text for n in one.notes]) == (None, ["thiếu Toán"])
    assert [n.text for n in two.notes] == ["thiếu 2 môn"]
    assert one.missing == (full.course("6A", "TOAN"),)
    assert found.totals.missing[full.course("6A", "TOAN")] == 2
    assert found.totals.learning == {None: 2, Level.TOT: 2}


def test_conduct_of_a_term_with_absences(full: BuiltSchool):
    rate(full, Term.I, ConductValue(Level.TOT, "Ngoan", 2, 1), ConductValue(Level.KHA))
    found = view(full)
    line = found.line(full.pupil(0))
    assert line is not None
    assert (line.conduct.level, line.conduct.remark) == (Level.TOT, "Ngoan")
    assert (line.conduct.excused, line.conduct.unexcused, line.missed.total) == (2, 1, 3)
    assert line.conduct.entered_by == "Chủ Nhiệm 6A"
    assert found.totals.conduct == {Level.TOT: 1, Level.KHA: 1, None: 2}
    assert (line.promotion, line.title) == (None, None)


def test_the_year_has_conduct_by_g26_promotion_and_title(full: BuiltSchool):
    good = ConductValue(Level.TOT, excused=3, unexcused=0)
    poor = ConductValue(Level.CHUA_DAT, excused=1)
    rate(full, Term.I, good, ConductValue(Level.KHA, excused=0), good, good)
    rate(full, Term.II, good, ConductValue(Level.DAT, excused=0), poor, ConductValue(Level.TOT))
    lines = [view(full, None).line(full.pupil(n)) for n in range(4)]
    told = [
        (x.conduct.level, x.promotion.decision, x.title) for x in lines if x and x.promotion
    ]  # fmt: skip
    assert told == [
        (Level.TOT, Decision.PROMOTED, Title.GIOI),
        (Level.DAT, Decision.PROMOTED, None),
        (Level.CHUA_DAT, Decision.SUMMER, None),
        (Level.TOT, Decision.UNDECIDED, None),  # the absences of term II are not known yet
    ]
    assert lines[0] is not None
    assert lines[0].missed.excused == 6


def test_a_lock_on_conduct_is_told(full: BuiltSchool):
    assert view(full).conduct_lock is None
    full.do(
        LockBooks(
            school_year_id=full.year_id, reach=LockReach.GRADE, grade=6, term=Term.I,
            kinds=(LockKind.CONDUCT,), reason="Xong học kì I", decision="5/QĐ",
        )
    )  # fmt: skip
    found = view(full)
    assert found.conduct_lock is not None
    assert "quyết định số 5/QĐ" in found.conduct_lock_sentence
    assert view(full, Term.II).conduct_lock is None


@pytest.mark.parametrize(
    ("by", "sees", "conduct", "rates"),
    [
        ("cn6a", True, True, True),
        ("hieutruong", True, True, False),
        ("vanphong", True, True, False),
        ("toan", False, False, False),
        ("yte", False, False, False),
    ],
)
def test_who_sees_the_class_and_rates_conduct(
    full: BuiltSchool, by: str, sees: bool, conduct: bool, rates: bool
):
    rate(full, Term.I, ConductValue(Level.TOT))
    found = view(full, by=by)
    assert bool(found.lines) is sees
    assert bool(found.refusal) is not sees
    assert (found.sees_conduct, found.may_rate_conduct) == (conduct, rates)
    assert (Level.TOT in found.totals.conduct) is conduct


def test_nobody_rates_the_year_by_hand(full: BuiltSchool):
    assert not view(full, None).may_rate_conduct


@pytest.mark.parametrize("when", [Term.I, None])
def test_the_number_of_statements_does_not_grow(engine: Engine, when: Term | None):
    asked = []
    for subjects, pupils in ((("TOAN", "GDTC"), 2), (all_subjects(), 20)):
        Base.metadata.drop_all(engine)
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            school = build_school(session, subjects=subjects, pupils=pupils)
            school.fill("6A", "TOAN")
            teacher, class_id = school.person("cn6a"), school.classes["6A"].class_id
            session.expunge_all()
            with statements(session) as seen:
                found = class_view(session, teacher, class_id, when, TODAY)
            assert (len(found.courses), len(found.lines)) == (len(subjects), pupils)
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 15
