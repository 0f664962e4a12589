"""Class lists against known pupils: matching, doubles, other classes, odd headings, odd rows."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from desktop.exchange.plan import (
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
from desktop.exchange.roster import classes_in, plan_roster, read_roster, settle
from tests.exchange.sheets import HEAD, TODAY, as_existing, known, plan_of, workbook

AN = (1, "000001", "Trần Văn An", "01/02/2015", "Nam")
BINH = (2, "000002", "Lê Thị Bình", "03/04/2015", "Nữ")
BORN = date(2015, 2, 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ds.xlsx"


def wrong(plan) -> list[str]:
    return [problem.address for problem in plan.problems]


# --- matching ---------------------------------------------------------------------------------


def test_matched_by_code_a_tone_in_the_name_is_a_change(path: Path):
    plan = plan_of(path, [HEAD, AN], [known("Trần Vân An", birth_date=BORN, code="000001")])
    assert plan.counts == {LineKind.CHANGED: 1}
    name, sex = plan.lines[0].changes
    assert (name.field, name.address, name.old, name.new) == (
        "Họ và tên", "C2", "Trần Vân An", "Trần Văn An",
    )  # fmt: skip
    assert (sex.field, sex.old, sex.new) == ("Giới tính", "", "Nam")


@pytest.mark.parametrize("written", ["TRẦN VĂN HOÀ", "Trần Văn Hòa", "trần văn hoà"])
def test_capitals_and_the_place_of_the_tone_mark_are_no_change(path: Path, written: str):
    plan = plan_of(
        path, [HEAD, (1, "000001", written, "01/02/2015", "Nam")],
        [known("Trần Văn Hoà", birth_date=BORN, code="000001", sex="nam")],
    )  # fmt: skip
    assert plan.counts == {LineKind.UNCHANGED: 1}


def test_matched_by_the_ministrys_identifier_before_the_schools(path: Path):
    rows = [("Họ và tên", "Mã định danh", "Ngày sinh"), ("Trần Văn An", "0950803549", "1/2/15")]
    plan = plan_of(path, rows, [known("Trần Văn An", moet_id="0950803549")])
    assert plan.lines[0].changes[0].new == "01/02/2015"


def test_matched_by_name_and_birth_date(path: Path):
    plan = plan_of(path, [HEAD, AN], [known("Trần Văn An", birth_date=BORN, sex="nam")])
    assert [(c.field, c.new) for c in plan.lines[0].changes] == [("Mã học sinh", "000001")]


def test_matched_by_name_alone_when_the_book_has_no_birth_date(path: Path):
    plan = plan_of(path, [HEAD, AN], [known("Trần Văn An")])
    assert plan.counts == {LineKind.CHANGED: 1}


def test_another_birth_date_is_another_pupil(path: Path):
    rows = [("Họ và tên", "Ngày sinh"), ("Trần Văn An", "01/02/2015")]
    plan = plan_of(path, rows, [known("Trần Văn An", birth_date=date(2015, 7, 7))])
    assert plan.counts == {LineKind.NEW: 1}
    assert [k.pupil.birth_date for k in plan.missing] == [date(2015, 7, 7)]


def test_a_wholly_different_name_under_one_code_is_a_question(path: Path):
    existing = [known("Phạm Quốc Khánh", birth_date=BORN, code="000001")]
    plan = plan_of(path, [HEAD, AN], existing)
    assert wrong(plan) == ["C2"]
    assert "trong sổ là của em Phạm Quốc Khánh" in plan.problems[0].what
    renamed = settle(plan, "C2", TAKE_AS_IT_IS)
    assert renamed.lines[0].changes[0].new == "Trần Văn An"
    assert settle(plan, "C2", SKIP_LINE).counts == {LineKind.SKIPPED: 1}


def test_same_name_and_birth_date_but_another_code_is_a_question(path: Path):
    plan = plan_of(path, [HEAD, AN], [known("Trần Văn An", birth_date=BORN, code="000099")])
    assert wrong(plan) == ["C2"]
    assert "mã 000099, tệp ghi mã 000001" in plan.problems[0].what
    assert settle(plan, "C2", TAKE_AS_IT_IS).counts == {LineKind.NEW: 1}


def test_two_identifiers_of_two_pupils(path: Path):
    rows = [("Họ và tên", "Mã học sinh", "Mã định danh"), ("Trần Văn An", "000001", "0950803549")]
    existing = [known("Trần Văn An", code="000001"), known("Lê Bình", moet_id="0950803549")]
    plan = plan_of(path, rows, existing)
    assert wrong(plan) == ["B2"]
    assert "Trần Văn An" in plan.problems[0].what
    assert "Lê Bình" in plan.problems[0].what


def test_namesakes_in_the_book_that_the_file_cannot_tell_apart(path: Path):
    existing = [known("Trần Văn An", code="1"), known("Trần Văn An", code="2")]
    plan = plan_of(path, [("TT", "Họ và tên"), (1, "Trần Văn An")], existing)
    assert wrong(plan) == ["B2"]
    assert "Lớp có 2 em tên Trần Văn An" in plan.problems[0].what


def test_a_code_kept_as_number_is_the_code_that_the_school_knows(path: Path):
    rows = [HEAD, (1, 1, "Trần Văn An", "01/02/2015", "Nam")]
    existing = [known("Trần Văn An", birth_date=BORN, code="000001", sex="nam")]
    assert plan_of(path, rows, existing).counts == {LineKind.UNCHANGED: 1}


def test_a_code_kept_as_number_among_texts_of_one_length(path: Path):
    texts = [
        (n, f"{n:06}", f"Trần Văn {c}", f"0{n}/02/2015", "Nam") for n, c in enumerate("ABC", 1)
    ]
    plan = plan_of(path, [HEAD, *texts, (4, 4.0, "Lê Thị Bình", "03/04/2015", "Nữ")])
    assert plan.lines[-1].pupil is not None
    assert plan.lines[-1].pupil.code == "000004"
    assert fix_counts(plan.fixes) == {FixKind.IDENTIFIER_ZERO: 1}


def test_a_ministry_identifier_kept_as_number(path: Path):
    head = ("TT", "Họ và tên", "Mã định danh")
    lone = plan_of(path, [head, (1, "Trần Văn An", 950803549)])
    assert wrong(lone) == ["C2"]
    assert lone.problems[0].ways[0].label == "Thêm số 0: 0950803549"
    assert settle(lone, "C2", with_value("0950803549")).problems == ()
    texts = [(n, f"Lê Thị {c}", f"095080354{n}") for n, c in enumerate("BCD", 1)]
    among = plan_of(path, [head, *texts, (4, "Trần Văn An", 950803549)])
    assert among.problems == ()
    assert among.lines[-1].pupil is not None
    assert among.lines[-1].pupil.moet_id == "0950803549"


def test_a_pupil_who_is_not_in_the_file_is_named_and_kept(path: Path):
    existing = [known("Lê Thị Bình", code="000002"), known("Đã Đi", code="9", left_on=TODAY)]
    plan = plan_of(path, [HEAD, AN], existing)
    assert [k.pupil.full_name for k in plan.missing] == ["Lê Thị Bình"]
    assert [line.name for line in plan.lines_to_write] == ["Trần Văn An"]


def test_an_empty_cell_clears_nothing(path: Path):
    existing = [known("Trần Văn An", birth_date=BORN, code="000001", sex="nam", phone="0912345678")]
    rows = [(*HEAD, "Số ĐT"), (1, "000001", "Trần Văn An", None, None, None)]
    assert plan_of(path, rows, existing).counts == {LineKind.UNCHANGED: 1}


def test_without_the_right_to_care_those_columns_stay_out(path: Path):
    rows = [("TT", "Họ và tên", "Số ĐT"), (1, "Trần Văn An", "7")]
    sheet = read_roster(workbook(path, rows))
    plan = plan_roster(sheet, [], "6A", today=TODAY, with_care=False)
    assert plan.problems == ()
    assert plan.notes == ("Các cột không dùng đến: Điện thoại.",)


# --- doubles ----------------------------------------------------------------------------------


def test_the_same_line_twice(path: Path):
    plan = plan_of(path, [HEAD, AN, BINH, (3, None, *AN[2:])])
    assert wrong(plan) == ["C4"]
    assert plan.problems[0].what == (
        "Dòng này trùng họ tên và ngày sinh với dòng 2. Bỏ qua nếu là một em."
    )
    assert settle(plan, "C4", SKIP_LINE).counts == {LineKind.NEW: 2, LineKind.SKIPPED: 1}
    assert settle(plan, "C4", TAKE_AS_IT_IS).counts == {LineKind.NEW: 3}


def test_skipping_the_first_of_two_frees_the_second(path: Path):
    plan = plan_of(path, [HEAD, AN, (3, None, *AN[2:])])
    skipped = settle(plan, "C2", SKIP_LINE)
    assert skipped.problems == ()
    assert [line.kind for line in skipped.lines] == [LineKind.SKIPPED, LineKind.NEW]


def test_one_code_on_two_lines(path: Path):
    plan = plan_of(path, [HEAD, AN, (2, "000001", "Lê Thị Bình", "03/04/2015", "Nữ")])
    assert wrong(plan) == ["B3"]
    assert plan.problems[0].what.startswith("Mã học sinh 000001 đã có ở dòng 2 (Trần Văn An).")
    assert settle(plan, "B3", with_value("000002")).problems == ()


def test_two_pupils_of_one_name_with_different_birth_dates(path: Path):
    rows = [
        ("TT", "Họ và tên", "Ngày sinh"),
        (1, "Trần Văn An", "1/2/15"),
        (2, "Trần Văn An", "5/6/15"),
    ]
    assert plan_of(path, rows).problems == ()


def test_two_pupils_of_one_name_and_day_with_different_codes(path: Path):
    assert plan_of(path, [HEAD, AN, (2, "000002", *AN[2:])]).problems == ()


def test_two_pupils_of_one_name_that_nothing_tells_apart(path: Path):
    rows = [
        ("TT", "Họ và tên", "Ngày sinh"),
        (1, "Trần Văn An", "1/2/15"),
        (2, "Trần Văn An", None),
    ]
    plan = plan_of(path, rows)
    assert wrong(plan) == ["B3"]
    assert "chưa có ngày sinh hoặc mã để phân biệt" in plan.problems[0].what


def test_two_lines_for_one_known_pupil(path: Path):
    rows = [
        ("TT", "Họ và tên", "Mã học sinh", "Mã định danh"),
        (1, "Trần Văn An", "000001", None),
        (2, "Trần Văn Ân", None, "0950803549"),
    ]
    existing = [known("Trần Văn An", code="000001", moet_id="0950803549")]
    plan = plan_of(path, rows, existing)
    assert wrong(plan) == ["B3"]


# --- other classes ----------------------------------------------------------------------------


def test_a_pupil_of_another_class_is_named_with_that_class(path: Path):
    by_code = plan_of(path, [HEAD, AN], [known("Trần Văn An", "6B", code="000001")])
    assert wrong(by_code) == ["B2"]
    assert "Trần Văn An đang có tên ở lớp 6B" in by_code.problems[0].what
    by_name = plan_of(path, [HEAD, AN], [known("Trần Văn An", "6B", birth_date=BORN)])
    assert wrong(by_name) == ["C2"]
    other = settle(by_name, "C2", Settlement(Way.ACCEPT))
    assert other.counts == {LineKind.NEW: 1}


def test_a_line_that_names_another_class(path: Path):
    head = ("TT", "Họ và tên", "Lớp")
    rows = [head, *[(n, f"Lê Thị {c}", "6A") for n, c in enumerate("BCD", 1)], (4, "Trần An", "6B")]
    plan = plan_of(path, rows)
    assert wrong(plan) == ["C5"]
    assert "Dòng này ghi lớp 6B" in plan.problems[0].what
    assert settle(plan, "C5", SKIP_LINE).counts[LineKind.NEW] == 3
    assert settle(plan, "C5", Settlement(Way.ACCEPT)).counts[LineKind.NEW] == 4


def test_a_list_of_the_whole_school_gives_its_one_class(path: Path):
    head = ("TT", "Họ và tên", "Lớp")
    rows = [head, *[(n, f"Lê Thị B{'abcdefghijkl'[n]}", f"6{'AB'[n % 2]}") for n in range(12)]]
    plan = plan_of(path, rows)
    assert classes_in(plan.sheet) == {"6A": 6, "6B": 6}
    assert plan.problems == ()
    assert plan.counts == {LineKind.NEW: 6}
    assert fix_counts(plan.fixes) == {FixKind.OTHER_CLASS: 6}


def test_a_file_of_another_class_is_asked_about_once(path: Path):
    plan = plan_of(path, [["DANH SÁCH LỚP 7B"], HEAD, AN])
    assert wrong(plan) == [TITLE_LINE]
    assert "Tệp ghi lớp 7B, thầy cô đang nhập vào lớp 6A" in plan.problems[0].what
    assert plan.lines_to_write == ()
    assert len(settle(plan, TITLE_LINE, Settlement(Way.ACCEPT)).lines_to_write) == 1
    head = ("TT", "Họ và tên", "Lớp")
    column = plan_of(path, [head, *[(n, f"Lê Thị {'BCDEFG'[n]}", "6B") for n in range(6)]])
    assert wrong(column) == [TITLE_LINE]


# --- who left, who returned -------------------------------------------------------------------


def test_a_pupil_who_left_and_is_called_present_is_a_question(path: Path):
    existing = [known("Trần Văn An", code="000001", left_on=TODAY, leave_reason="Chuyển trường")]
    rows = [("Họ và tên", "Mã học sinh", "Trạng thái"), ("Trần Văn An", "000001", "Đang học")]
    plan = plan_of(path, rows, existing)
    assert wrong(plan) == ["C2"]
    back = settle(plan, "C2", Settlement(Way.ACCEPT))
    assert back.lines[0].pupil is not None
    assert back.lines[0].pupil.left_on is None
    assert back.counts == {LineKind.CHANGED: 1}
    assert settle(plan, "C2", Settlement(Way.EMPTY)).counts == {LineKind.UNCHANGED: 1}


# --- odd headings and rows --------------------------------------------------------------------


def test_a_heading_over_two_columns_of_names_without_a_second_row(path: Path):
    rows = [("TT", "Họ và tên", None, "Ngày sinh"), (1, "Trần Văn", "An", "1/2/15")]
    plan = plan_of(path, rows)
    assert [line.name for line in plan.lines] == ["Trần Văn An"]
    assert plan.notes == ()


def test_merged_two_level_headings_far_down_with_numbered_columns(path: Path):
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    rows: list[list[object]] = [
        ["ỦY BAN NHÂN DÂN"], [], ["DANH SÁCH HỌC SINH"], ["Lớp: 6A"], ["Năm học 2026-2027"], [], [],
        ["STT", "HỌ VÀ TÊN (*)", None, "Ngày, tháng,\nnăm sinh", "Liên hệ", None],
        [None, "Họ và\nđệm", "Tên", None, "Họ tên bố", "SĐT bố"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        [1, "Trần Văn", "An", "1.2.2015", "Trần Hùng", 912345678],
    ]  # fmt: skip
    for row in rows:
        sheet.append(list(row))
    for area in ("A8:A9", "B8:C8", "D8:D9", "E8:F8"):
        sheet.merge_cells(area)
    book.save(path)
    plan = plan_roster(read_roster(path), [], "6A", today=TODAY)
    assert plan.problems == ()
    pupil = plan.lines[0].pupil
    assert pupil is not None
    assert (pupil.full_name, pupil.birth_date) == ("Trần Văn An", BORN)
    assert (pupil.father.full_name, pupil.father.phone) == ("Trần Hùng", "0912345678")


def test_a_heading_repeated_on_each_page_is_passed_over(path: Path):
    plan = plan_of(path, [HEAD, AN, HEAD, BINH])
    assert [line.row for line in plan.lines] == [2, 4]
    assert fix_counts(plan.fixes) == {FixKind.HEADING: 1}


def test_totals_remarks_and_signatures_below_are_passed_over_and_told(path: Path):
    rows = [
        HEAD, AN, BINH, [], [None, None, "Danh sách này có 2 học sinh"],
        [None, None, "Tổng cộng: 3 học sinh"], [None, None, "Ghi nhận của phòng"],
        [None, None, "Hải Phòng, ngày 5 tháng 9 năm 2026"],
        [None, None, "HIỆU TRƯỞNG"], [None, None, "Nguyễn Thị Thu Hà"],
    ]  # fmt: skip
    plan = plan_of(path, rows)
    assert [line.name for line in plan.lines] == ["Trần Văn An", "Lê Thị Bình"]
    assert fix_counts(plan.fixes) == {FixKind.TOTAL: 2, FixKind.REMARK: 1, FixKind.SIGNATURE: 3}
    assert plan.notes == (
        (
            "Dòng tổng ở A6 ghi 3 nhưng bảng có 2 học sinh. "
            "Đối chiếu lại danh sách giấy trước khi ghi."
        ),
    )


def test_numbered_lines_without_a_pupil_are_empty(path: Path):
    plan = plan_of(path, [HEAD, AN, (2,), BINH, (4,), (5,)])
    assert [line.row for line in plan.lines] == [2, 4]
    assert fix_counts(plan.fixes) == {FixKind.EMPTY_LINE: 1}


def test_a_line_without_a_name(path: Path):
    plan = plan_of(path, [HEAD, AN, (2, "000002", None, "03/04/2015", "Nữ")])
    assert wrong(plan) == ["C3"]
    assert plan.problems[0].what == "Dòng này chưa có họ tên. Gõ họ tên hoặc bỏ qua dòng."
    assert settle(plan, "C3", with_value("Lê Thị Bình")).counts == {LineKind.NEW: 2}


def test_half_a_name(path: Path):
    rows = [("TT", "Họ và đệm", "Tên", "Ngày sinh"), (1, "Trần Văn", None, "01/02/2015")]
    plan = plan_of(path, rows)
    assert wrong(plan) == ["B2"]
    assert "Chưa có tên của em Trần Văn" in plan.problems[0].what


def test_columns_that_are_not_used_are_named(path: Path):
    plan = plan_of(path, [(*HEAD, "Cân nặng", "Số định danh"), (*AN, 40, "031215000123")])
    assert plan.notes == ("Các cột không dùng đến: Cân nặng.",)


def test_several_wrong_cells_in_one_line_are_all_named(path: Path):
    rows = [
        ("TT", "Họ và tên", "Ngày sinh", "Giới tính", "SĐT mẹ", "Dân tộc"),
        (1, "Trần Văn An", "31/02/2015", "?", "0912 345", "Kin"),
    ]
    assert wrong(plan_of(path, rows)) == ["C2", "D2", "E2", "F2"]


def test_2000_lines_read_again_change_nothing(path: Path):
    words = ["An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khải", "Lan", "Minh", "Nam"]
    rows = [(*HEAD, "Số ĐT", "Họ tên bố")]
    for n in range(2_000):
        name = f"Lê {words[n % 10]} {words[n // 10 % 10]} {words[n // 100 % 10]}"
        born = date(2010 + n % 5, n % 12 + 1, n % 28 + 1)
        rows.append((n + 1, f"{n:06}", name, born, "Nam", 912000000 + n, "Lê Văn Bố"))  # type: ignore[arg-type]
    workbook(path, rows)
    sheet = read_roster(path)
    first = plan_roster(sheet, [], "6A", today=TODAY)
    again = plan_roster(sheet, as_existing(first), "6A", today=TODAY)
    assert again.counts == {LineKind.UNCHANGED: 2_000}
