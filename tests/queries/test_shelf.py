"""The side list: what is mine, what else may be seen, and the line that says what is missing."""

from datetime import date

import pytest

from desktop.commands.gradebook import SetTestDate
from desktop.commands.locks import LockBooks
from desktop.commands.pupil import Pupil
from desktop.commands.school import PlanYear
from desktop.commands.year_plan import default_plan
from desktop.queries.gradebook import course_sheet
from desktop.queries.shelf import Shelf, shelf
from desktop.queries.standing import StandingKind
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.marks import FINAL, MIDTERM, Mark, MarkState
from desktop.rules.permissions import ReachKind, Role
from desktop.rules.terms import Term
from tests.school_builder import BuiltSchool

TODAY = date(2026, 10, 1)


def listed(school: BuiltSchool, by: str = "toan", today: date = TODAY, **more) -> Shelf:
    return shelf(school.session, school.person(by), today, **more)


def line(school: BuiltSchool, code: str = "TOAN", today: date = TODAY) -> tuple[str, object]:
    course = next(c for c in listed(school, code.lower(), today).teaching if "6A" in c.title)
    return course.line, course.kind


def test_a_subject_teacher_has_the_own_courses_and_nothing_else(school: BuiltSchool):
    found = listed(school)
    assert [c.title for c in found.teaching] == ["Toán · 6A", "Toán · 6B"]
    assert (found.homeroom, found.others) == ((), ())
    assert (found.year.name if found.year else "", found.term) == ("2026–2027", Term.I)


def test_a_homeroom_teacher_has_the_class_with_all_its_courses(school: BuiltSchool):
    found = listed(school, "cn6a")
    (own,) = found.homeroom
    assert (own.title, own.line, own.homeroom) == (
        "Lớp 6A", "xem theo lớp · 5 học sinh", ("Chủ Nhiệm 6A",),
    )  # fmt: skip
    assert [c.title for c in own.courses] == ["Toán · 6A", "Ngữ văn · 6A", "GDTC · 6A"]
    assert own.courses[0].line == "chưa có điểm"
    assert (found.teaching, found.others) == ((), ())


def test_who_is_both_has_both_and_sees_each_course_once_in_a_group(school: BuiltSchool):
    school.assign(
        "toan", Role.HOMEROOM_TEACHER, reach=ReachKind.CLASS, reach_id=school.classes["6B"].class_id
    )
    found = listed(school)
    assert [c.title for c in found.teaching] == ["Toán · 6A", "Toán · 6B"]
    assert [c.name for c in found.homeroom] == ["6B"]
    assert len(found.homeroom[0].courses) == 3


@pytest.mark.parametrize("by", ["hieutruong", "phohieutruong", "vanphong", "quantri"])
def test_leadership_and_office_see_all_classes_with_their_teachers(school: BuiltSchool, by: str):
    found = listed(school, by)
    assert [c.name for c in found.others] == ["6A", "6B"]
    assert all(c.may_view for c in found.others)
    assert found.others[0].courses[0].line == "Giáo Viên Toán"
    assert found.others[0].courses[0].standing is None


def test_who_has_no_marks_to_see_has_an_empty_list(school: BuiltSchool):
    assert listed(school, "yte").is_empty


def test_the_line_says_how_many_and_in_which_column(school: BuiltSchool):
    assert line(school) == ("chưa có điểm", StandingKind.NOT_STARTED)
    school.fill("6A", "TOAN", columns=[1, 2], skip=[0, 1])
    assert line(school) == ("còn 2 điểm ĐĐGtx 1", StandingKind.OPEN)
    school.fill("6A", "TOAN", columns=[1, 2, 3, 4, MIDTERM])
    assert line(school) == ("còn 5 điểm ĐĐGck", StandingKind.OPEN)
    waiting = Mark(MarkState.MAKEUP, reason="ốm", due=date(2027, 1, 8))
    school.fill("6A", "TOAN", columns=[FINAL])
    assert line(school) == ("đã đủ điểm", StandingKind.COMPLETE)
    school.enter("6A", "TOAN", {(0, FINAL): waiting, (1, FINAL): waiting})
    assert line(school) == ("còn 2 điểm chờ bù", StandingKind.WAITING)


def test_a_zero_is_entered_not_missing(school: BuiltSchool):
    school.fill("6A", "GDTC")
    school.enter("6A", "GDTC", {(0, FINAL): Mark(MarkState.ZERO, passed=False)})
    assert line(school, "GDTC") == ("đã đủ mức", StandingKind.COMPLETE)


def test_an_overdue_column_comes_first(school: BuiltSchool):
    school.do(
        SetTestDate(
            course_id=school.course("6A", "GDTC"), term=Term.I, column=MIDTERM,
            test_date=date(2026, 10, 1),
        ),
        "gdtc",
    )  # fmt: skip
    school.fill("6A", "GDTC", columns=[1], skip=[0])
    assert line(school, "GDTC")[0] == "còn 1 mức ĐĐGtx 1"
    assert line(school, "GDTC", date(2026, 10, 20))[0] == "quá hạn 5 mức ĐĐGgk"


def test_a_course_locked_in_all_kinds_says_since_when(school: BuiltSchool):
    school.fill("6A", "TOAN", skip=[4])
    school.on(date(2027, 1, 4))
    kinds = (LockKind.REGULAR, LockKind.MIDTERM, LockKind.FINAL)
    for kind in kinds:
        assert line(school)[1] is not StandingKind.LOCKED
        school.do(
            LockBooks(
                school_year_id=school.year_id, reach=LockReach.CLASS, term=Term.I, kinds=(kind,),
                reach_id=school.classes["6A"].class_id, reason="Hết hạn", decision="1/QĐ",
            )
        )  # fmt: skip
    assert line(school) == ("đã khóa 04/01 · thiếu 6", StandingKind.LOCKED)


def test_the_term_follows_the_day_and_can_be_chosen(school: BuiltSchool):
    school.fill("6A", "TOAN")
    assert listed(school, today=date(2027, 3, 1)).term is Term.II
    chosen = listed(school, today=date(2027, 3, 1), term=Term.I)
    assert chosen.teaching[0].line == "đã đủ điểm"


def test_another_year_is_empty_and_can_be_chosen(school: BuiltSchool):
    done = school.do(PlanYear(plan=default_plan(2027)), "hieutruong")
    found = listed(school, "hieutruong")
    assert [y.name for y in found.years] == ["2027–2028", "2026–2027"]
    assert len(found.others) == 2
    newest = found.years[0].school_year_id
    assert done.changes
    assert listed(school, "hieutruong", school_year_id=newest).is_empty


def test_counts_of_the_list_are_those_of_the_sheet(school: BuiltSchool):
    school.add_pupils(
        "6A",
        Pupil(full_name="Vũ Đi Xa", left_on=date(2026, 9, 20)),
        Pupil(full_name="Hồ Đến Sau", joined_on=date(2027, 3, 1)),
        Pupil(full_name="Lý Sắp Đi", left_on=date(2026, 12, 1)),
    )
    school.fill("6A", "TOAN", columns=[1, 2], skip=[0, 1])
    school.enter("6A", "TOAN", {(0, 2): Mark(MarkState.MAKEUP), (1, 2): Mark(MarkState.ZERO)})
    for today in (TODAY, date(2026, 12, 10), date(2027, 3, 2)):
        for term in Term:
            (course, _) = listed(school, today=today, term=term).teaching
            sheet = course_sheet(
                school.session, school.person("toan"), course.course_id, term, today
            )
            assert course.standing is not None
            assert [
                (c.column, c.entered, c.missing, c.waiting, c.overdue)
                for c in course.standing.columns
            ] == [(c.column, c.entered, c.missing, c.waiting, c.overdue) for c in sheet.columns]
