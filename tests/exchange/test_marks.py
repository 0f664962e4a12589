"""Sheets of marks: the samples' slips by cell, and every other way a sheet can be wrong."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from desktop.exchange.course_book import CourseBook, CoursePupil
from desktop.exchange.marks import (
    MarksPlan,
    marks_command,
    marks_report,
    plan_marks,
    read_marks,
    settle,
)
from desktop.exchange.plan import (
    LEAVE_EMPTY,
    SKIP_LINE,
    TAKE_AS_IT_IS,
    TITLE_LINE,
    FixKind,
    LineKind,
    Settlement,
    Way,
    fix_counts,
    with_value,
)
from desktop.rules.marks import FINAL, MIDTERM, Mark, MarkState
from desktop.rules.terms import Assessment, Term
from tests.exchange.sheets import SAMPLES, Row, book_of, pupil, pupils_6a, workbook

MATHS = SAMPLES / "marks-6A-Toan-HK1.xlsx"
SLIPS = SAMPLES / "marks-6A-NguVan-HK1-with-slips.xlsx"
HEAD = ("STT", "Mã học sinh", "Họ và tên", "TX1", "TX2", "GK", "CK")
AN, BINH = pupil("Trần Văn An", "000001"), pupil("Lê Thị Bình", "000002")


def plan_of(path: Path, rows: list[Row], book: CourseBook) -> MarksPlan:
    return plan_marks(read_marks(workbook(path, rows)), book)


def small(path: Path, *marks: object, book: CourseBook | None = None) -> MarksPlan:
    """One line of marks of An, in a course of two ĐĐGtx."""
    rows: list[Row] = [HEAD, (1, "000001", "Trần Văn An", *marks)]
    return plan_of(path, rows, book or book_of([AN, BINH], regular=2))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "diem.xlsx"


def wrong(plan: MarksPlan) -> list[str]:
    return [problem.address for problem in plan.problems]


def entered(book: CourseBook, plan: MarksPlan) -> CourseBook:
    """The book after the plan's cells were written."""
    pupils = {p.student_id: p for p in book.pupils}
    for student_id, cell in plan.cells_to_write:
        assert cell.mark is not None
        old = pupils[student_id]
        pupils[student_id] = replace(old, marks={**old.marks, cell.column: cell.mark})
    return replace(book, pupils=tuple(pupils.values()))


# --- the samples ------------------------------------------------------------------------------


def test_the_clean_sample_comes_in_whole():
    plan = plan_marks(read_marks(MATHS), book_of(pupils_6a()))
    assert plan.counts == {LineKind.NEW: 264}
    assert (plan.problems, plan.fixes, plan.notes, plan.missing) == ((), (), (), ())
    first = plan.rows[0]
    assert [cell.mark.tenths for cell in first.cells if cell.mark] == [67, 89, 92, 78, 77, 69]
    assert [cell.address for cell in first.cells] == ["E8", "F8", "G8", "H8", "I8", "J8"]


def test_every_slip_of_the_other_sample_is_named_by_its_cell_and_nothing_else():
    plan = plan_marks(read_marks(SLIPS), book_of(pupils_6a(), subject="Ngữ văn"))
    assert [(p.address, p.found) for p in plan.problems] == [
        ("F10", "10,5"), ("I12", "8,75"), ("E15", "vắng"), ("G19", "-1"), ("E25", "8.0.5"),
        ("I28", "=6+2"), ("B32", ""),
    ]  # fmt: skip
    assert plan.problems[0].what == (
        "10,5 chưa được ghi vào sổ. Điểm là số từ 0 đến 10, nhiều nhất một chữ số sau dấu phẩy."
    )
    assert plan.problems[5].what == (
        "Ô này là công thức =6+2, tệp không lưu kết quả. "
        "Gõ điểm vào đây, hoặc mở tệp bằng Excel, lưu lại rồi nhập lại."
    )
    assert plan.problems[6].what == (
        "Danh sách lớp 6A không có em Nguyễn Không Có Tên. Dòng này cũng chưa có mã. "
        "Gõ mã học sinh đúng, hoặc bỏ qua dòng."
    )
    assert [way.label for way in plan.problems[6].ways] == [
        "Là Lý Tuấn Hùng (000025)", "Bỏ qua dòng này",
    ]  # fmt: skip
    # six wrong cells, six cells of the unknown pupil, J16 is empty: 264 cells in all
    assert plan.counts == {LineKind.NEW: 251, LineKind.PROBLEM: 12}
    assert fix_counts(plan.fixes) == {FixKind.MARK_SPACES: 1}
    assert plan.fixes[0].address == "H22"
    assert [p.full_name for p in plan.missing] == ["Lý Tuấn Hùng"]


def test_the_sample_settled_in_place():
    book = book_of(pupils_6a(), subject="Ngữ văn")
    plan = plan_marks(read_marks(SLIPS), book)
    for address, text in (("F10", "10"), ("I12", "8,8"), ("G19", "1"), ("E25", "8"), ("I28", "8")):
        plan = settle(plan, address, with_value(text))
    plan = settle(plan, "E15", LEAVE_EMPTY)
    plan = settle(plan, "B32", with_value("000025"))
    assert plan.problems == ()
    assert plan.missing == ()
    assert len(marks_command(plan).cells) == 262
    assert settle(plan, "B32", SKIP_LINE).counts == {LineKind.NEW: 256}


def test_the_same_file_twice_changes_nothing():
    for path, subject in ((MATHS, "Toán"), (SLIPS, "Ngữ văn")):
        book = book_of(pupils_6a(), subject=subject)
        first = plan_marks(read_marks(path), book)
        again = plan_marks(read_marks(path), entered(book, first))
        assert again.counts[LineKind.UNCHANGED] == len(first.cells_to_write)
        assert again.cells_to_write == ()
        assert marks_command(again).cells == ()


# --- cells ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tenths"), [(8, 80), (8.5, 85), ("8,5", 85), (" 8.5", 85), ("10", 100), (0, 0)]
)
def test_marks_as_numbers_and_as_text(path: Path, text: object, tenths: int):
    plan = small(path, text)
    assert [c.mark.tenths for _id, c in plan.cells_to_write if c.mark] == [tenths]


@pytest.mark.parametrize(
    "text", ["10,5", -1, 8.75, "8.0.5", "vắng", "'=6+2", "😀", "x" * 10_000, True, "Đ"]
)
def test_what_is_no_mark_is_asked_about_and_not_written(path: Path, text: object):
    plan = small(path, text, 7)
    assert wrong(plan) == ["D2"]
    assert len(plan.problems[0].what) < 250
    assert [cell.address for _id, cell in plan.cells_to_write] == ["E2"]


def test_a_mark_that_excel_made_a_date(path: Path):
    plan = small(path, datetime(2026, 5, 8, 0, 0))  # noqa: DTZ001 - as in a cell
    assert plan.problems[0].what == "Excel đã đổi ô này thành ngày 08/05/2026. Gõ lại điểm."
    assert [way.text for way in plan.problems[0].ways] == ["8,5", ""]
    assert settle(plan, "D2", plan.problems[0].ways[0]).counts == {LineKind.NEW: 1}


def test_comment_subjects(path: Path):
    book = book_of([AN], assessment=Assessment.COMMENT, regular=2)
    plan = small(path, "Đ", "cđ", "d", 8, book=book)
    assert [c.mark.passed for _id, c in plan.cells_to_write if c.mark] == [True, False, True]
    assert wrong(plan) == ["G2"]
    assert "đánh giá bằng nhận xét" in plan.problems[0].what


def test_changed_unchanged_and_empty_cells(path: Path):
    an = pupil("Trần Văn An", "000001", m1=Mark(tenths=80), m2=Mark(tenths=70), m10=Mark(tenths=60))
    plan = small(path, 8, 7.5, None, "", book=book_of([an], regular=2))
    kinds = {cell.address: cell.kind for cell in plan.rows[0].cells}
    assert kinds == {"D2": LineKind.UNCHANGED, "E2": LineKind.CHANGED}
    cell = marks_command(plan).cells[0]
    assert (cell.column, cell.mark, cell.seen) == (2, Mark(tenths=75), Mark(tenths=70))
    assert plan.notes == ("1 ô trống trong tệp nhưng sổ đã có điểm (F2); sổ giữ nguyên.",)
    assert marks_report(plan)["changes"] == [
        {"address": "E2", "name": "Trần Văn An", "column": "ĐĐGtx 2", "old": "7", "new": "7,5"}
    ]


def test_states_that_are_no_plain_marks_stay_when_the_file_shows_them(path: Path):
    an = pupil(
        "Trần Văn An", "000001", m1=Mark(MarkState.ZERO), m2=Mark(tenths=70, brought_in=True),
        m10=Mark(MarkState.MAKEUP, reason="ốm", due=date(2027, 1, 8)),
    )  # fmt: skip
    book = book_of([an], regular=2)
    assert small(path, 0, 7, "bù 08/01", book=book).counts == {LineKind.UNCHANGED: 3}
    later = small(path, 5, 8, 6, book=book)
    assert [cell.kind for cell in later.rows[0].cells] == [
        LineKind.CHANGED, LineKind.LOCKED, LineKind.CHANGED,
    ]  # fmt: skip
    assert "trường cũ" in later.rows[0].cells[1].sentence


def test_locked_cells_are_refused_by_cell_unless_they_stay_the_same(path: Path):
    an = pupil("Trần Văn An", "000001", m10=Mark(tenths=70))
    sentence = "ĐĐGgk đã được thầy Dũng khóa."
    book = book_of([an, BINH], regular=2, locked={MIDTERM: sentence})
    rows: list[Row] = [
        HEAD, (1, "000001", "Trần Văn An", 8, None, 7, 9), (2, "000002", "Lê Thị Bình", 5, None, 6),
    ]  # fmt: skip
    plan = plan_of(path, rows, book)
    assert plan.counts == {LineKind.NEW: 3, LineKind.UNCHANGED: 1, LineKind.LOCKED: 1}
    assert marks_report(plan)["locked"] == [
        {"address": "F3", "name": "Lê Thị Bình", "what": sentence}
    ]
    assert {c.column for c in marks_command(plan).cells} == {1, FINAL}
    assert plan.problems == ()


def test_a_column_that_the_course_does_not_have_is_asked_about_once(path: Path):
    rows: list[Row] = [
        ("STT", "Mã học sinh", "Họ và tên", "TX1", "TX2", "TX3"),
        (1, "000001", "Trần Văn An", 8, 8, 8), (2, "000002", "Lê Thị Bình", 7, 7, 7),
    ]  # fmt: skip
    plan = plan_of(path, rows, book_of([AN, BINH], regular=2))
    assert wrong(plan) == ["F1"]
    assert "không có cột ĐĐGtx 3; 2 ô ở cột này chưa được ghi" in plan.problems[0].what
    assert len(plan.cells_to_write) == 4
    assert settle(plan, "F1", Settlement(Way.SKIP)).problems == ()


def test_computed_columns_are_not_read_and_other_ones_are_named(path: Path):
    rows: list[Row] = [(*HEAD, "ĐTBmhkI", "Hạng"), (1, "000001", "Trần Văn An", 8, 8, 8, 8, 9.9, 1)]
    plan = plan_of(path, rows, book_of([AN], regular=2))
    assert len(plan.cells_to_write) == 4
    assert plan.notes == ("Các cột không dùng đến: Hạng.",)


# --- whose row --------------------------------------------------------------------------------


def test_a_row_without_code_is_known_by_name_and_birth_date(path: Path):
    rows: list[Row] = [
        ("STT", "Mã học sinh", "Họ và tên", "Ngày sinh", "TX1"),
        (1, None, "TRẦN VĂN AN", "01/05/2015", 8),
    ]
    plan = plan_of(path, rows, book_of([AN, BINH], regular=2))
    assert plan.rows[0].student_id == AN.student_id
    assert fix_counts(plan.fixes) == {FixKind.BY_NAME: 1}


def test_a_code_that_lost_its_zeros(path: Path):
    rows: list[Row] = [HEAD, (1, 1, "Trần Văn An", 8)]
    assert plan_of(path, rows, book_of([AN], regular=2)).rows[0].student_id == AN.student_id


def test_an_unknown_code(path: Path):
    rows: list[Row] = [HEAD, (1, "999999", "Ai Đó", 8), (2, "000002", "Lê Thị Bình", 7)]
    plan = plan_of(path, rows, book_of([AN, BINH], regular=2))
    assert wrong(plan) == ["B2"]
    assert "không có em Ai Đó. Mã 999999 cũng không có." in plan.problems[0].what
    assert len(plan.cells_to_write) == 1
    assert settle(plan, "B2", with_value("000001")).rows[0].student_id == AN.student_id


def test_an_unknown_name_where_there_are_no_codes(path: Path):
    rows: list[Row] = [("STT", "Họ và tên", "TX1"), (1, "Ai Đó", 8)]
    plan = plan_of(path, rows, book_of([AN], regular=2))
    assert wrong(plan) == ["B2"]
    assert settle(plan, "B2", with_value("Trần Văn An")).rows[0].student_id == AN.student_id


def test_another_name_under_a_code(path: Path):
    rows: list[Row] = [HEAD, (1, "000001", "Phạm Quốc Khánh", 8)]
    plan = plan_of(path, rows, book_of([AN], regular=2))
    assert wrong(plan) == ["C2"]
    assert "Mã 000001 trong sổ là của em Trần Văn An, tệp ghi Phạm Quốc Khánh" in (
        plan.problems[0].what
    )
    assert settle(plan, "C2", TAKE_AS_IT_IS).counts == {LineKind.NEW: 1}
    assert settle(plan, "C2", SKIP_LINE).counts == {}


def test_one_pupil_on_two_rows(path: Path):
    rows: list[Row] = [HEAD, (1, "000001", "Trần Văn An", 8), (2, "000001", "Trần Văn An", 9)]
    plan = plan_of(path, rows, book_of([AN], regular=2))
    assert wrong(plan) == ["C3"]
    assert "Dòng 2 đã có điểm của em Trần Văn An" in plan.problems[0].what


def test_namesakes_without_code(path: Path):
    twins = [pupil("Trần Văn An", "000001"), pupil("Trần Văn An", "000002")]
    rows: list[Row] = [HEAD, (1, None, "Trần Văn An", 8)]
    plan = plan_of(path, rows, book_of(twins, regular=2))
    assert wrong(plan) == ["B2"]
    assert "Lớp có 2 em tên Trần Văn An" in plan.problems[0].what
    assert settle(plan, "B2", with_value("000002")).rows[0].student_id == twins[1].student_id


# --- the title --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("BẢNG ĐIỂM MÔN NGỮ VĂN - HỌC KÌ I", "môn NGỮ VĂN"),
        ("BẢNG ĐIỂM MÔN TOÁN - HỌC KÌ II", "học kì II"),
        ("Lớp 6B", "lớp 6B"),
        ("Năm học 2025-2026", "năm học 2025–2026"),
    ],
)
def test_a_title_of_another_course_has_to_be_settled_first(path: Path, title: str, said: str):
    rows: list[Row] = [(title,), HEAD, (1, "000001", "Trần Văn An", 8)]
    plan = plan_of(path, rows, book_of([AN], regular=2))
    assert wrong(plan) == [TITLE_LINE]
    assert f"Tiêu đề của tệp ghi {said}; thầy cô đang nhập Toán lớp 6A" in plan.problems[0].what
    assert plan.cells_to_write == ()
    settled = settle(plan, TITLE_LINE, Settlement(Way.ACCEPT))
    assert len(settled.cells_to_write) == 1


def test_a_subject_under_its_other_name(path: Path):
    rows: list[Row] = [("Môn: Tiếng Anh",), HEAD, (1, "000001", "Trần Văn An", 8)]
    book = book_of([AN], regular=2, subject="Ngoại ngữ 1")
    assert plan_of(path, rows, book).problems == ()


def test_the_command_is_that_of_the_chosen_course():
    book = book_of(pupils_6a())
    command = marks_command(plan_marks(read_marks(MATHS), book))
    assert (command.course_id, command.term) == (book.course_id, Term.I)
    assert len({(cell.student_id, cell.column) for cell in command.cells}) == 264


def test_a_pupil_who_left_is_not_called_missing(path: Path):
    gone = CoursePupil(BINH.student_id, "Lê Thị Bình", left_on=date(2026, 10, 1))
    plan = small(path, 8, book=book_of([AN, gone], regular=2))
    assert plan.missing == ()
