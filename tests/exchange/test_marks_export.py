"""The exported sheet of marks: how it looks, what it protects, and that it reads back unchanged."""

import builtins
import errno
from datetime import date
from pathlib import Path
from typing import IO, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from desktop.exchange.class_sheet import ClassSheet, ClassSheetRow
from desktop.exchange.class_view_export import export_class_view
from desktop.exchange.course_book import CourseBook, CoursePupil
from desktop.exchange.marks import plan_marks, read_marks
from desktop.exchange.marks_export import export_marks
from desktop.exchange.plan import LineKind
from desktop.rules.marks import FINAL, MIDTERM, Column, Mark, MarkState
from desktop.rules.terms import Assessment
from desktop.store.trouble import Trouble
from tests.exchange.sheets import book_of, numbered, pupil

SCORES = st.one_of(
    st.none(),
    st.builds(Mark, tenths=st.integers(0, 100), brought_in=st.booleans()),
    st.just(Mark(MarkState.ZERO)),
    st.builds(
        Mark, state=st.just(MarkState.MAKEUP), reason=st.just("ốm"),
        due=st.one_of(st.none(), st.dates(date(2026, 9, 1), date(2027, 5, 31))),
    ),
)  # fmt: skip
VERDICTS = st.one_of(
    st.none(), st.builds(Mark, passed=st.booleans()), st.just(Mark(MarkState.ZERO, passed=False))
)
WORDS = st.sampled_from(["An", "Ánh", "Bình", "Đức", "Hòa", "Hoà", "Ý", "Nguyễn", "Lê", "H'Hen"])
NAMES = st.lists(WORDS, min_size=2, max_size=4).map(" ".join)


@st.composite
def books(draw: st.DrawFn) -> CourseBook:
    assessment = draw(st.sampled_from(Assessment))
    regular = draw(st.integers(1, 9))
    marks = SCORES if assessment is Assessment.SCORE else VERDICTS
    pupils = []
    for n in range(draw(st.integers(0, 6))):
        given_marks: dict[Column, Mark] = {
            column: mark
            for column in (*range(1, regular + 1), MIDTERM, FINAL)
            if (mark := draw(marks)) is not None
        }
        name = draw(NAMES)
        coded = draw(st.booleans())
        pupils.append(
            CoursePupil(
                numbered(f"{n} {name}"), name, date(2015, n + 1, 5),
                code=f"{n:06}" if coded else "",
                left_on=draw(st.sampled_from([None, date(2026, 10, 1)])), marks=given_marks,
            )
        )  # fmt: skip
    locked = dict.fromkeys(draw(st.sets(st.sampled_from([1, MIDTERM, FINAL]))), "khóa")
    subject = draw(st.sampled_from(["Toán", "Hoạt động trải nghiệm, hướng nghiệp", "Ngoại ngữ 1"]))
    return book_of(pupils, assessment=assessment, regular=regular, subject=subject, locked=locked)


@given(books())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_exported_reads_back_as_unchanged(tmp_path: Path, book: CourseBook):
    export_marks(book, tmp_path / "diem.xlsx")
    plan = plan_marks(read_marks(tmp_path / "diem.xlsx"), book)
    assert plan.problems == ()
    assert plan.cells_to_write == ()
    assert plan.counts[LineKind.UNCHANGED] == sum(len(p.marks) for p in book.pupils)
    assert plan.missing == ()
    assert [row.student_id for row in plan.rows] == [p.student_id for p in book.pupils]


AN = pupil("Trần Văn An", "000001", m1=Mark(tenths=80), m10=Mark(tenths=75))


def exported(tmp_path: Path, book: CourseBook) -> Worksheet:
    path = tmp_path / "diem.xlsx"
    export_marks(book, path)
    sheet = load_workbook(path).active
    assert isinstance(sheet, Worksheet)
    return sheet


def test_the_sheet_has_the_layout_of_the_samples(tmp_path: Path):
    sheet = exported(tmp_path, book_of([AN], regular=4))
    assert sheet["A2"].value == "TRƯỜNG THCS HOA SEN"
    assert sheet["D3"].value == "BẢNG ĐIỂM MÔN TOÁN - HỌC KÌ I"
    assert sheet["D4"].value == "Lớp 6A - Năm học 2026-2027"
    head = [cell.value for cell in sheet[6]]
    assert head == [
        "STT", "Mã học sinh", "Họ và tên", "Ngày sinh", "ĐĐGtx", None, None, None,
        "ĐĐGgk", "ĐĐGck", "ĐTBmhkI",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[7]][4:8] == [1, 2, 3, 4]
    assert "E6:H6" in {str(area) for area in sheet.merged_cells.ranges}
    assert sheet.freeze_panes == "D8"
    assert sheet["C8"].font.name == "Times New Roman"
    assert sheet["B8"].value == "000001"
    assert (sheet["E8"].value, sheet["E8"].number_format) == (8, "0.0")


def test_only_open_mark_cells_can_be_typed_into(tmp_path: Path):
    sheet = exported(tmp_path, book_of([AN], regular=2, locked={MIDTERM: "khóa"}))
    assert sheet.protection.sheet
    opened = [cell.coordinate for cell in sheet[8] if not cell.protection.locked]
    assert opened == ["E8", "F8", "H8"]
    assert "ĐĐGgk" in str(sheet["A5"].value)
    assert sheet["G8"].fill.fgColor.rgb != sheet["E8"].fill.fgColor.rgb


def test_wrong_entries_are_warned_about_in_vietnamese(tmp_path: Path):
    (rule,) = exported(tmp_path, book_of([AN], regular=2)).data_validations.dataValidation
    assert str(rule.sqref) == "E8:H8"
    assert rule.error == (
        "Điểm là số từ 0 đến 10, nhiều nhất một chữ số sau dấu phẩy. Để trống nếu chưa có điểm."
    )
    comment = book_of([AN], regular=2, assessment=Assessment.COMMENT)
    (rule,) = exported(tmp_path, comment).data_validations.dataValidation
    assert rule.formula1 == '"Đ,CĐ"'


def test_no_cell_is_ever_a_formula(tmp_path: Path):
    sly = CoursePupil(numbered("sly"), "=HYPERLINK(1)\x07", None, "=1+1")
    sheet = exported(tmp_path, book_of([sly], regular=2))
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_a_read_only_place_and_an_older_file_that_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "diem.xlsx"
    export_marks(book_of([AN]), path)
    before = path.read_bytes()

    def refuse(_self: Path, *_args: Any, **_more: Any) -> Path:
        raise PermissionError(errno.EACCES, "open in Excel")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(Trouble) as trouble:
        export_marks(book_of([]), path)
    assert "tệp đang mở trong Excel" in trouble.value.sentence
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    opened = builtins.open

    def full(file: Any, mode: str = "r", *args: Any, **more: Any) -> IO[Any]:
        if isinstance(file, Path) and file.parent == tmp_path and "x" in mode:
            raise OSError(errno.ENOSPC, "No space left on device")
        return opened(file, mode, *args, **more)

    monkeypatch.setattr(builtins, "open", full)
    with pytest.raises(Trouble) as trouble:
        export_marks(book_of([AN]), tmp_path / "diem.xlsx")
    assert "Ổ đĩa đã hết chỗ nên tệp diem.xlsx chưa được lưu" in trouble.value.sentence
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path):
    with pytest.raises(Trouble):
        export_marks(book_of([AN]), tmp_path / "không có" / "diem.xlsx")


def test_the_class_view_on_one_sheet(tmp_path: Path):
    view = ClassSheet(
        class_name="6A", school_year="2026–2027", period="Học kì I",
        subjects=("Toán", "GDTC"), summary=("Kết quả học tập", "Nghỉ"),
        rows=(
            ClassSheetRow("Trần Văn An", ("8,5", "Đ"), ("Tốt", "3"), "000001", date(2015, 2, 1)),
            ClassSheetRow("Lê Thị Bình", ("", ""), left_on=date(2026, 10, 1)),
        ),
        school_name="Trường THCS Hoa Sen", homeroom="Nguyễn Thu Hà",
    )  # fmt: skip
    path = tmp_path / "lop.xlsx"
    export_class_view(view, path)
    sheet = load_workbook(path).active
    assert isinstance(sheet, Worksheet)
    assert sheet["D3"].value == "KẾT QUẢ HỌC TẬP, RÈN LUYỆN - HỌC KÌ I"
    assert sheet["D5"].value == "Giáo viên chủ nhiệm: Nguyễn Thu Hà"
    assert [cell.value for cell in sheet[7]] == [
        1, "000001", "Trần Văn An", "01/02/2015", 8.5, "Đ", "Tốt", 3,
    ]  # fmt: skip
    assert sheet["E7"].number_format == "0.0"
    assert sheet["C8"].font.strike
    assert sheet.freeze_panes == "D7"
    assert sheet.page_setup.orientation == "landscape"
