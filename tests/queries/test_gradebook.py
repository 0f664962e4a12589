"""A course's sheet: order, states of cells, locks, deadlines, averages, and who may see what."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from desktop.commands.comments import TextCell, WriteComments
from desktop.commands.gradebook import SetTestDate
from desktop.commands.locks import LiftLock, LockBooks
from desktop.commands.pupil import Pupil
from desktop.commands.roster import PupilChange, UpdateRoster
from desktop.commands.school import ChangeSetting
from desktop.queries.cell_history import cell_history
from desktop.queries.gradebook import CourseSheet, course_sheet
from desktop.rules.average_reasons import AverageReasoning
from desktop.rules.grading import term_average, year_average
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.marks import FINAL, MIDTERM, Mark, MarkState
from desktop.rules.names import name_key
from desktop.rules.permissions import Role
from desktop.rules.terms import Term
from tests.queries.conftest import statements
from tests.school_builder import BuiltSchool, build_school

TODAY = date(2026, 10, 1)


def sheet(
    school: BuiltSchool, code: str = "TOAN", by: str = "toan", term: Term = Term.I,
    today: date = TODAY,
) -> CourseSheet:  # fmt: skip
    return course_sheet(school.session, school.person(by), school.course("6A", code), term, today)


def lock(school: BuiltSchool, *kinds: LockKind) -> None:
    school.do(
        LockBooks(
            school_year_id=school.year_id,
            reach=LockReach.SCHOOL,
            term=Term.I,
            kinds=kinds,
            reason="Hết hạn nhập điểm",
            decision="12/QĐ",
        )
    )


def leave(school: BuiltSchool, nth: int, day: date) -> None:
    pupil = next(p for p in sheet(school).pupils if p.student_id == school.pupil(nth))
    seen = Pupil(
        full_name=pupil.full_name, birth_date=pupil.birth_date, sex=pupil.sex, code=pupil.code
    )
    left = Pupil(
        full_name=pupil.full_name, birth_date=pupil.birth_date, sex=pupil.sex, code=pupil.code,
        left_on=day, leave_reason="Chuyển trường",
    )  # fmt: skip
    change = PupilChange(pupil.student_id, left, seen)
    school.do(UpdateRoster(class_id=school.classes["6A"].class_id, change=(change,)))


def test_b2_pupils_stand_in_order_of_given_names(build: Callable[..., BuiltSchool]):
    school = build(pupils=12)
    names = [pupil.full_name for pupil in sheet(school).pupils]
    assert names == sorted(school.classes["6A"].names, key=name_key)
    assert names != list(school.classes["6A"].names)
    assert [pupil.number for pupil in sheet(school).pupils] == list(range(1, 13))


def test_g34_missing_zero_and_make_up_are_told_apart(school: BuiltSchool):
    waiting = Mark(MarkState.MAKEUP, reason="ốm", due=date(2026, 11, 5))
    school.enter(
        "6A", "TOAN",
        {(0, MIDTERM): "7,5", (1, MIDTERM): waiting, (2, MIDTERM): Mark(MarkState.ZERO)},
    )  # fmt: skip
    found = sheet(school)
    cells = {n: found.cells.get((school.pupil(n), MIDTERM)) for n in range(4)}
    assert [cell.mark if cell else None for cell in cells.values()] == [
        Mark(tenths=75), waiting, Mark(MarkState.ZERO), None,
    ]  # fmt: skip
    column = found.column(MIDTERM)
    assert column is not None
    assert (column.entered, column.waiting, column.missing) == (2, 1, 2)


def test_a_cell_says_who_entered_it_and_how_often_it_was_changed(school: BuiltSchool):
    school.enter("6A", "TOAN", {(0, 1): "7"})
    done = school.enter("6A", "TOAN", {(0, 1): "8", (1, 1): "6"})
    school.enter("6A", "TOAN", {(1, 1): None})
    cells = sheet(school).cells
    changed, cleared = cells[school.pupil(0), 1], cells[school.pupil(1), 1]
    assert (changed.entered_by, changed.entered_at, changed.revisions) == (
        "Giáo Viên Toán", done.at, 1,
    )  # fmt: skip
    assert (cleared.mark, cleared.revisions) == (None, 1)


def test_the_average_is_that_of_the_rules_and_tells_why(school: BuiltSchool):
    row = {1: "7,5", 2: "9", 3: "8", 4: "8", MIDTERM: "7,5", FINAL: "8"}
    school.enter("6A", "TOAN", {(0, column): text for column, text in row.items()})
    result = sheet(school).results[school.pupil(0)]
    assert result.tenths == term_average([75, 90, 80, 80], 75, 80, 4) == 79
    assert isinstance(result.why, AverageReasoning)
    assert any("71,5" in line for line in result.lines)
    unfinished = sheet(school).results[school.pupil(1)]
    assert (unfinished.tenths, unfinished.shown) == (None, "")
    assert "ĐĐGgk" in unfinished.lines[0]


def test_term_two_also_gives_the_year(school: BuiltSchool):
    school.fill("6A", "TOAN", "7")
    school.fill("6A", "TOAN", "8,5", term=Term.II, skip=[1])
    found = sheet(school, term=Term.II)
    pupil, half = school.pupil(0), school.pupil(1)
    assert found.first_results[pupil].tenths == 70
    assert found.year_results[pupil].tenths == year_average(70, 85) == 80
    assert found.year_results[half].is_missing
    assert sheet(school).year_results == {}
    assert all(cell.mark == Mark(tenths=85) for cell in found.cells.values())


def test_g18_a_comment_subjects_year_is_term_two(school: BuiltSchool):
    school.fill("6A", "GDTC", "CĐ")
    school.fill("6A", "GDTC", "Đ", term=Term.II)
    found = sheet(school, "GDTC", "gdtc", Term.II)
    pupil = school.pupil(0)
    assert (found.first_results[pupil].shown, found.year_results[pupil].shown) == ("CĐ", "Đ")


def test_x1_columns_beyond_the_minimum_may_stay_empty(school: BuiltSchool):
    school.do(ChangeSetting(name="regular_number", value='"minimum"'), "hieutruong")
    school.session.expunge_all()
    columns = {c.column: c.missing for c in sheet(school).columns}
    assert columns == {1: 5, 2: 5, 3: 5, 4: 5, MIDTERM: 5, FINAL: 5}


def test_a_locked_column_carries_its_lock_and_the_way_out(school: BuiltSchool):
    lock(school, LockKind.REGULAR, LockKind.COMMENT)
    found = sheet(school)
    regular, midterm = found.column(1), found.column(MIDTERM)
    assert regular is not None
    assert regular.lock is not None
    assert (regular.lock.by_name, regular.lock.decision) == ("Đỗ Quang Vinh", "12/QĐ")
    assert regular.lock_sentence.startswith("Cột ĐĐGtx 1 đã được Đỗ Quang Vinh khóa lúc")
    assert "biên bản" in regular.lock_sentence
    assert found.comment_lock is not None
    assert midterm is not None
    assert (midterm.lock, midterm.lock_sentence) == (None, "")


def test_a_lifted_lock_is_gone_from_the_sheet(school: BuiltSchool):
    lock(school, LockKind.REGULAR)
    first = sheet(school).column(1)
    assert first is not None
    assert first.lock is not None
    school.do(LiftLock(lock_id=first.lock.lock_id, reason="Nhập sót", decision="13/QĐ"))
    again = sheet(school).column(1)
    assert again is not None
    assert again.lock is None


def test_t2_a_test_date_gives_a_deadline_in_working_days(school: BuiltSchool):
    school.do(
        SetTestDate(
            course_id=school.course("6A", "TOAN"), term=Term.I, column=MIDTERM,
            test_date=date(2026, 11, 2),
        ),
        "toan",
    )  # fmt: skip
    column = sheet(school, today=date(2026, 11, 10)).column(MIDTERM)
    assert column is not None
    assert column.test_date == date(2026, 11, 2)
    assert column.deadline is not None
    assert (column.deadline.day, column.deadline.rule) == (date(2026, 11, 16), "T-2")
    assert (column.working_days_left, column.overdue) == (4, False)
    late = sheet(school, today=date(2026, 11, 17)).column(MIDTERM)
    assert late is not None
    assert (late.working_days_left, late.overdue) == (None, True)


def test_who_left_or_came_later_is_not_waited_for(school: BuiltSchool):
    leave(school, 0, date(2026, 9, 20))
    school.add_pupils(
        "6A", Pupil(full_name="Hồ Đến Sau", joined_on=date(2027, 3, 1), came_from="THCS Lê Lợi")
    )
    first, second = sheet(school), sheet(school, term=Term.II, today=date(2027, 3, 2))
    assert [len(first.pupils), len(first.present)] == [6, 5]
    assert {c.missing for c in first.columns} == {4}
    assert {c.missing for c in second.columns} == {5}
    gone = next(p for p in first.pupils if p.has_left)
    assert (gone.left_on, gone.leave_reason) == (date(2026, 9, 20), "Chuyển trường")
    assert next(p for p in first.pupils if p.joined_on).came_from == "THCS Lê Lợi"


def test_comments_come_with_their_writer(school: BuiltSchool):
    cells = (TextCell(school.pupil(0), "Tiến bộ rõ."),)
    done = school.do(
        WriteComments(course_id=school.course("6A", "TOAN"), term=Term.I, cells=cells), "toan"
    )
    found = sheet(school)
    comment = found.comments[school.pupil(0)]
    assert (comment.text, comment.entered_by) == ("Tiến bộ rõ.", "Giáo Viên Toán")
    assert comment.entered_at == done.at
    assert found.comments_missing == 4


@pytest.mark.parametrize(
    ("by", "sees", "enters", "brings_in", "history"),
    [
        ("toan", True, True, False, True),
        ("van", False, False, False, False),
        ("cn6a", True, False, False, True),
        ("cn6b", False, False, False, False),
        ("hieutruong", True, False, False, True),
        ("phohieutruong", True, False, False, True),
        ("vanphong", True, False, True, False),
        ("quantri", True, False, True, True),
        ("yte", False, False, False, False),
    ],
)
def test_who_sees_and_enters(
    school: BuiltSchool, by: str, sees: bool, enters: bool, brings_in: bool, history: bool
):
    school.enter("6A", "TOAN", {(0, 1): "7"})
    school.enter("6A", "TOAN", {(0, 1): "8"})
    found = sheet(school, by=by)
    assert bool(found.refusal) is not sees
    assert bool(found.cells or found.pupils or found.columns) is sees
    assert (found.may_enter, found.may_bring_in) == (enters, brings_in)
    if sees and not enters:
        assert found.read_only_reason == "Sổ này mở để xem. Người nhập điểm: Giáo Viên Toán."
    told = cell_history(
        school.session, school.person(by), school.course("6A", "TOAN"), Term.I,
        (school.pupil(0), 1), TODAY,
    )  # fmt: skip
    assert found.may_see_history is history
    assert (bool(told.versions), bool(told.refusal)) == (history, not history)


def test_the_assignment_ends_and_with_it_the_sight(school: BuiltSchool):
    person = school.person("toan")
    past = [a for a in person.assignments if a.role is Role.SUBJECT_TEACHER]
    assert past
    early = date(2026, 8, 1)  # before the courses were planned
    found = course_sheet(school.session, person, school.course("6A", "TOAN"), Term.I, early)
    assert found.refusal
    assert not found.pupils


def test_a_course_that_is_gone_says_so(school: BuiltSchool):
    found = course_sheet(school.session, school.person("toan"), school.year_id, Term.I, TODAY)
    assert "không còn trong sổ" in found.refusal


def test_the_history_tells_every_value_newest_first(school: BuiltSchool):
    first = school.enter("6A", "TOAN", {(0, 1): "6"})
    second = school.enter("6A", "TOAN", {(0, 1): "7"})
    third = school.enter("6A", "TOAN", {(0, 1): "8"})
    told = cell_history(
        school.session, school.person("hieutruong"), school.course("6A", "TOAN"), Term.I,
        (school.pupil(0), 1), TODAY,
    )  # fmt: skip
    assert [v.mark for v in told.versions] == [Mark(tenths=t) for t in (80, 70, 60)]
    assert [(v.entered_at, v.replaced_at) for v in told.versions] == [
        (third.at, 0), (second.at, third.at), (first.at, second.at),
    ]  # fmt: skip
    assert told.versions[1].replaced_by == "Giáo Viên Toán"


def test_a_sheet_asks_the_same_number_of_statements_for_any_class(sealed: Engine):
    asked = []
    with Session(sealed) as session:
        school = build_school(session, pupils=3)
        teacher, course_id = school.person("toan"), school.course("6A", "TOAN")
        for more in (0, 27):
            school.add_pupils("6A", *(Pupil(full_name=f"Lê Văn {n:02}") for n in range(more)))
            school.fill("6A", "TOAN")
            session.expunge_all()
            with statements(session) as seen:
                found = course_sheet(session, teacher, course_id, Term.II, TODAY)
            assert len(found.pupils) == 3 + more
            asked.append(len(seen))
    assert asked[0] == asked[1] <= 15
