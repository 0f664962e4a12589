"""Việc cần làm and còn thiếu: what a person owes, until when, and where it is done."""

from collections.abc import Callable
from datetime import date

import pytest

from desktop.commands.comments import TextCell, WriteComments
from desktop.commands.conduct import ConductCell, ConductValue, RateConduct
from desktop.commands.gradebook import SetTestDate
from desktop.commands.locks import LockBooks
from desktop.commands.printed import PageMark, RecordPrint
from desktop.queries.missing import MissingItem, MissingKind, missing
from desktop.queries.task import Page, Task, TaskKind
from desktop.queries.tasks import TaskList, tasks
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.marks import FINAL, MIDTERM, Column, Mark, MarkState
from desktop.rules.terms import Level, Term
from tests.queries.conftest import statements
from tests.school_builder import BuiltSchool

WEEK_8 = date(2026, 10, 31)  # the last day by which the first half of ĐĐGtx is entered (T-1)
WEEK_17 = date(2027, 1, 2)


def todo(school: BuiltSchool, by: str, today: date, names: tuple[str, ...] = ()) -> TaskList:
    return tasks(school.session, school.person(by), today, names)


def exam_on(school: BuiltSchool, column: Column, day: date, code: str = "TOAN") -> None:
    school.do(
        SetTestDate(course_id=school.course("6A", code), term=Term.I, column=column, test_date=day),
        code.lower(),
    )


def titles(group: tuple[Task, ...]) -> list[tuple[str, str]]:
    return [(task.title, task.detail) for task in group]


def owed(
    school: BuiltSchool, by: str = "cn6a", class_name: str | None = "6A",
    today: date = date(2026, 10, 1),
) -> tuple[MissingItem, ...]:  # fmt: skip
    class_id = school.classes[class_name].class_id if class_name else None
    return missing(school.session, school.person(by), today, class_id, Term.I)


def test_at_the_start_of_the_year_nothing_presses(school: BuiltSchool):
    found = todo(school, "toan", date(2026, 9, 14))
    assert (found.decide, found.this_week, found.later) == ((), (), ())
    assert found.headline == "Thứ Hai 14/09/2026 · tuần 2, học kì I"


def test_regular_columns_become_a_task_of_both_classes_before_week_8(school: BuiltSchool):
    school.fill("6A", "TOAN", columns=[1], skip=[0, 1])
    found = todo(school, "toan", date(2026, 10, 15))
    assert titles(found.later) == [
        ("Nhập ĐĐGtx 1 môn Toán", "6A còn 2 điểm · 6B còn 5 điểm"),
        ("Nhập ĐĐGtx 2 môn Toán", "6A còn 5 điểm · 6B còn 5 điểm"),
    ]
    first = found.later[0]
    assert (first.due, first.when, first.verb) == (WEEK_8, "31/10", "Nhập tiếp")
    assert first.target.page is Page.COURSE
    assert (first.target.course_id, first.target.column) == (school.course("6A", "TOAN"), 1)
    soon = todo(school, "toan", date(2026, 10, 26))
    assert [t.when for t in soon.this_week] == ["thứ Bảy 31/10, còn 4 ngày làm việc"] * 2
    late = todo(school, "toan", date(2026, 11, 2))
    assert [(t.when, t.late) for t in late.this_week] == [("quá hạn từ 31/10", True)] * 2


def test_t3_a_test_date_makes_a_task_of_its_own_deadline(school: BuiltSchool):
    exam_on(school, FINAL, date(2026, 12, 21))
    found = todo(school, "toan", date(2026, 12, 24))
    (final,) = [t for t in found.later if t.target.column == FINAL]
    assert (final.title, final.detail) == ("Nhập ĐĐGck môn Toán", "6A còn 5 điểm")
    assert final.due == date(2027, 1, 5)


def test_a_locked_column_is_nobodys_task(school: BuiltSchool):
    school.do(
        LockBooks(
            school_year_id=school.year_id, reach=LockReach.SCHOOL, term=Term.I,
            kinds=(LockKind.REGULAR,), reason="Hết hạn", decision="1/QĐ",
        )
    )  # fmt: skip
    assert todo(school, "toan", date(2026, 10, 20)).later == ()


def test_a_make_up_test_is_due_and_once_past_to_be_decided(school: BuiltSchool):
    waiting = Mark(MarkState.MAKEUP, reason="ốm", due=date(2026, 11, 6))
    school.enter("6A", "TOAN", {(0, MIDTERM): waiting, (1, MIDTERM): Mark(MarkState.MAKEUP)})
    before = todo(school, "toan", date(2026, 11, 4))
    (due,) = [t for t in before.this_week if t.kind is TaskKind.MAKEUP]
    assert due.detail == f"Toán 6A · {school.classes['6A'].names[0]} · ĐĐGgk"
    assert (due.when, due.target.student_id) == ("thứ Sáu 06/11", school.pupil(0))
    (open_,) = [t for t in before.later if t.kind is TaskKind.MAKEUP]
    assert (open_.when, open_.verb) == ("chưa hẹn ngày", "Hẹn ngày")
    (past,) = todo(school, "toan", date(2026, 11, 9)).decide
    assert (past.title, past.verb) == ("Đã qua ngày kiểm tra bù", "Quyết định")


def test_comments_and_conduct_come_up_as_the_term_ends(school: BuiltSchool):
    near = date(2027, 1, 2)
    course_id = school.course("6A", "GDTC")
    cells = (TextCell(school.pupil(0), "Khỏe."),)
    school.do(WriteComments(course_id=course_id, term=Term.I, cells=cells), "gdtc")
    comments = [t for t in todo(school, "gdtc", near).later if t.kind is TaskKind.COMMENTS]
    assert titles(tuple(comments)) == [
        ("Nhận xét cuối học kì I", "GDTC 6A · đã viết 1/5"),
        ("Nhận xét cuối học kì I", "GDTC 6B · đã viết 0/5"),
    ]
    assert comments[0].target.comments
    (conduct,) = todo(school, "cn6a", near).later
    assert (conduct.title, conduct.detail) == (
        "Kết quả rèn luyện cuối học kì I", "Lớp 6A · đã xếp 0/5",
    )  # fmt: skip
    assert (conduct.target.page, conduct.target.class_id) == (
        Page.CLASS_VIEW, school.classes["6A"].class_id,
    )  # fmt: skip
    rated = tuple(
        ConductCell(pupil, ConductValue(Level.TOT)) for pupil in school.classes["6A"].pupils
    )
    school.do(RateConduct(class_id=school.classes["6A"].class_id, term=Term.I, cells=rated), "cn6a")
    after = todo(school, "cn6a", near)
    assert after.later == ()
    assert [t.title for t in after.done] == ["Kết quả rèn luyện cuối học kì I"]


def test_what_term_one_lacks_stays_a_task_in_term_two(school: BuiltSchool):
    school.fill("6A", "TOAN", columns=[1, 2, 3, 4, MIDTERM])
    school.fill("6B", "TOAN")
    found = todo(school, "toan", date(2027, 1, 25))
    late = [t for t in found.this_week if t.kind is TaskKind.MARKS]
    assert [(t.title, t.detail, t.target.term) for t in late] == [
        ("Nhập ĐĐGck môn Toán, học kì I", "6A còn 5 điểm", Term.I)
    ]


def test_progress_and_what_is_done(school: BuiltSchool):
    school.fill("6A", "TOAN", columns=[1])
    school.fill("6A", "TOAN", columns=[2], skip=[0])
    school.fill("6B", "TOAN")
    found = todo(school, "toan", date(2026, 10, 15))
    assert [(p.label, p.entered, p.expected) for p in found.progress] == [
        ("Toán 6A, ĐĐGtx 2", 4, 5), ("Toán 6B", 5, 5),
    ]  # fmt: skip
    assert titles(found.done) == [("Đã nhập đủ ĐĐGtx 1 môn Toán", "6A 5/5 · 6B 5/5")]


def test_milestones_begin_today_and_name_deadlines_and_days_off(school: BuiltSchool):
    exam_on(school, MIDTERM, date(2026, 11, 2))
    found = todo(school, "toan", date(2026, 10, 15)).milestones
    assert (found[0].day, found[0].text) == (date(2026, 10, 15), "Hôm nay")
    assert (WEEK_8, "Hết hạn ĐĐGtx đến tuần 8") in [(m.day, m.text) for m in found]
    assert (date(2026, 11, 16), "Hết hạn điểm giữa kì Toán 6A") in [
        (m.day, m.text) for m in found
    ]  # fmt: skip
    assert [m.day for m in found] == sorted(m.day for m in found)


def test_leadership_is_told_who_is_overdue_and_the_data_admin_of_first_passwords(
    school: BuiltSchool,
):
    school.fill("6A", "TOAN")
    late = date(2026, 11, 2)
    (remind,) = todo(school, "hieutruong", late).this_week
    assert remind.title == "5 lớp–môn quá hạn nhập điểm"
    assert remind.detail == "còn 40 ô · Giáo Viên GDTC, Giáo Viên Ngữ văn, Giáo Viên Toán"
    assert remind.target.page is Page.MISSING
    names = ("Lê An", "Vũ Bình", "Đỗ Chi", "Bùi Dũng")
    (passwords,) = todo(school, "quantri", date(2026, 9, 14), names).decide
    assert passwords.detail == "Lê An, Vũ Bình, Đỗ Chi và 1 người nữa"
    assert todo(school, "toan", date(2026, 9, 14), names).decide == ()


def test_the_office_learns_of_books_that_changed_after_the_print(school: BuiltSchool):
    today = date(2026, 10, 1)
    school.fill("6A", "TOAN", columns=[1])
    print_ = RecordPrint(
        form="class_book", paper="A3", pages=(PageMark("cover", "Bìa", 1, "f"),),
        class_id=school.classes["6A"].class_id,
    )  # fmt: skip
    school.do(print_, "vanphong")
    assert todo(school, "vanphong", today).decide == ()
    school.fill("6B", "TOAN", columns=[1])
    assert todo(school, "vanphong", today).decide == ()
    school.enter("6A", "TOAN", {(0, 1): None})
    (again,) = todo(school, "vanphong", today).decide
    assert (again.kind, again.target.page) == (TaskKind.REPRINT, Page.PRINT)
    assert again.detail.startswith("Lớp 6A · ")
    assert todo(school, "toan", today).decide == ()


def test_who_has_nothing_to_do_has_an_empty_page(school: BuiltSchool):
    found = todo(school, "yte", date(2027, 1, 10))
    assert (found.count, found.progress) == (0, ())
    assert found.headline


def test_missing_is_by_course_and_column_with_who_owes_it(school: BuiltSchool):
    school.fill("6A", "TOAN", skip=[0])
    waiting = Mark(MarkState.MAKEUP, reason="ốm")
    school.enter("6A", "TOAN", {(0, 1): "7", (1, 1): waiting})
    toan = [i for i in owed(school) if i.course and i.course.subject_code == "TOAN"]
    marks = {i.what: (i.missing, i.waiting) for i in toan if i.kind is MissingKind.MARKS}
    assert marks == {
        "ĐĐGtx 1": (0, 1), "ĐĐGtx 2": (1, 0), "ĐĐGtx 3": (1, 0), "ĐĐGtx 4": (1, 0),
        "ĐĐGgk": (1, 0), "ĐĐGck": (1, 0),
    }  # fmt: skip
    assert {i.who for i in toan} == {("Giáo Viên Toán",)}
    conduct = [i for i in owed(school) if i.kind is MissingKind.CONDUCT]
    assert [(i.missing, i.who) for i in conduct] == [(5, ("Chủ Nhiệm 6A",))]


def test_overdue_comes_first(school: BuiltSchool):
    found = owed(school, today=date(2026, 11, 2))
    late = [i.overdue for i in found]
    assert late == sorted(late, reverse=True)
    assert {i.what for i in found if i.overdue} == {"ĐĐGtx 1", "ĐĐGtx 2"}


@pytest.mark.parametrize(
    ("by", "classes", "subjects"),
    [
        ("toan", {"6A", "6B"}, {"TOAN"}),
        ("cn6a", {"6A"}, {"TOAN", "VAN", "GDTC"}),
        ("hieutruong", {"6A", "6B"}, {"TOAN", "VAN", "GDTC"}),
        ("yte", set(), set()),
    ],
)
def test_missing_shows_only_what_the_person_may_see(
    school: BuiltSchool, by: str, classes: set[str], subjects: set[str]
):
    found = owed(school, by, None)
    assert {i.class_name for i in found} == classes
    assert {i.course.subject_code for i in found if i.course} == subjects


@pytest.mark.parametrize("size", [1, 3])
def test_the_number_of_statements_does_not_grow_with_the_school(
    build: Callable[..., BuiltSchool], size: int
):
    school = build(classes=size, pupils=2 * size)
    person = school.person("toan")
    school.session.expunge_all()
    with statements(school.session) as seen:
        tasks(school.session, person, date(2027, 2, 1))
    assert len(seen) == 24
