"""The grid of who teaches what: out to Excel, back, and what a person has to settle."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from desktop.commands.courses import CourseValue
from desktop.exchange.courses import (
    CoursesPlan,
    courses_command,
    courses_report,
    plan_courses,
    read_courses,
    settle,
)
from desktop.exchange.courses_export import export_courses
from desktop.exchange.plan import LEAVE_EMPTY, SKIP_LINE, LineKind, with_value
from desktop.queries.course_grid import ClassOfGrid, CourseGrid, SubjectOfGrid, TeacherOfGrid
from desktop.store.trouble import Trouble
from tests.exchange.sheets import Row, numbered, workbook

CLASSES = tuple(ClassOfGrid(numbered(name), name, 6) for name in ("6A", "6B"))
SUBJECTS = tuple(SubjectOfGrid(numbered(n), n) for n in ("Toán", "Ngữ văn", "Ngoại ngữ 1"))
HA, DUNG, LAN, LAN_2 = (
    TeacherOfGrid(numbered(account), name, account)
    for account, name in (
        ("ha", "Nguyễn Thu Hà"), ("dung", "Trần Văn Dũng"),
        ("lan", "Lê Thị Lan"), ("lan2", "Lê Thị Lan"),
    )
)  # fmt: skip
MATHS_6A = (CLASSES[0].class_id, SUBJECTS[0].subject_id)
USUAL = CourseValue(140, 4)


def grid(**cells: TeacherOfGrid) -> CourseGrid:
    """Cells as c00=teacher: class 0, subject 0."""
    return CourseGrid(
        school_year="2026–2027", may_edit=True, classes=CLASSES, subjects=SUBJECTS,
        teachers=(HA, DUNG, LAN, LAN_2),
        cells={
            (CLASSES[int(k[1])].class_id, SUBJECTS[int(k[2])].subject_id): CourseValue(
                105, 3, (teacher.staff_id,)
            )
            for k, teacher in cells.items()
        },
        usual={(c.class_id, s.subject_id): USUAL for c in CLASSES for s in SUBJECTS},
        school_name="Trường THCS Hoa Sen",
    )  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "phan-cong.xlsx"


def plan_of(path: Path, rows: list[Row], known: CourseGrid) -> CoursesPlan:
    return plan_courses(read_courses(workbook(path, rows), known), known)


def test_what_was_exported_reads_back_as_unchanged(path: Path):
    known = grid(c00=HA, c01=LAN, c10=LAN_2, c12=DUNG)
    export_courses(known, path)
    plan = plan_courses(read_courses(path, known), known)
    assert plan.counts == {LineKind.UNCHANGED: 4}
    assert (plan.problems, plan.cells_to_write, plan.notes) == ((), (), ())
    sheet = load_workbook(path).active
    assert isinstance(sheet, Worksheet)
    assert [cell.value for cell in sheet[6]] == ["6A", "Nguyễn Thu Hà", "Lê Thị Lan (lan)", None]
    assert sheet.protection.sheet
    assert not sheet["D6"].protection.locked
    assert sheet["A6"].protection.locked


def test_new_changed_and_empty_cells(path: Path):
    rows: list[Row] = [
        ("PHÂN CÔNG",), ("STT", "Lớp", "Toán", "Văn", "Tiếng Anh"),
        (1, "6A", "cô Nguyễn Thu Hà", "TRẦN VĂN DŨNG", None), (2, "6B", None, "ha; dung", None),
    ]  # fmt: skip
    plan = plan_of(path, rows, grid(c00=DUNG, c01=DUNG, c02=LAN))
    assert [(c.address, c.kind, c.old, c.new) for c in plan.cells] == [
        ("C3", LineKind.CHANGED, "Trần Văn Dũng", "Nguyễn Thu Hà"),
        ("D3", LineKind.UNCHANGED, "Trần Văn Dũng", "Trần Văn Dũng"),
        ("D4", LineKind.NEW, "", "Nguyễn Thu Hà; Trần Văn Dũng"),
    ]
    changed, new = courses_command(plan).cells
    assert (changed.class_id, changed.subject_id) == MATHS_6A
    assert changed.value == CourseValue(105, 3, (HA.staff_id,))
    assert changed.seen == CourseValue(105, 3, (DUNG.staff_id,))
    assert new.value is not None
    assert (new.value.periods, new.value.regular, new.seen) == (140, 4, None)
    assert set(new.value.teachers) == {HA.staff_id, DUNG.staff_id}


def test_an_unknown_teacher(path: Path):
    plan = plan_of(path, [("Lớp", "Toán"), ("6A", "Phạm Hà")], grid())
    (problem,) = plan.problems
    assert problem.address == "B2"
    assert problem.what.startswith("Không có giáo viên Phạm Hà trong danh sách cán bộ.")
    assert [way.label for way in problem.ways] == ["Nguyễn Thu Hà (ha)", "Để trống"]
    assert settle(plan, "B2", problem.ways[0]).counts == {LineKind.NEW: 1}
    assert settle(plan, "B2", LEAVE_EMPTY).counts == {LineKind.SKIPPED: 1}


def test_two_teachers_of_one_name(path: Path):
    plan = plan_of(path, [("Lớp", "Toán"), ("6A", "Lê Thị Lan")], grid())
    (problem,) = plan.problems
    assert problem.what == "Trường có 2 người tên Lê Thị Lan. Chọn theo tài khoản."
    assert [way.text for way in problem.ways] == ["lan", "lan2", ""]
    named = plan_of(path, [("Lớp", "Toán"), ("6A", "Lê Thị Lan (lan2)")], grid())
    assert named.cells_to_write[0].value == CourseValue(140, 4, (LAN_2.staff_id,))


def test_an_unknown_class_is_one_question_for_its_line(path: Path):
    plan = plan_of(path, [("Lớp", "Toán", "Ngữ văn"), ("6C", "ha", "ha")], grid())
    assert [p.address for p in plan.problems] == ["A2"]
    assert "không có lớp 6C" in plan.problems[0].what
    assert settle(plan, "A2", with_value("6B")).counts == {LineKind.NEW: 2}
    assert settle(plan, "A2", SKIP_LINE).counts == {LineKind.SKIPPED: 2}


def test_a_file_without_the_grid(path: Path):
    with pytest.raises(Trouble) as trouble:
        read_courses(workbook(path, [("a", "b")]), grid())
    assert "Không thấy bảng phân công" in trouble.value.sentence


def test_other_columns_are_named_and_the_report_is_plain(path: Path):
    plan = plan_of(path, [("Lớp", "GVCN", "Toán"), ("6A", "Ai Đó", "dung")], grid(c00=HA))
    assert plan.notes == ("Các cột không dùng đến: GVCN.",)
    assert courses_report(plan)["changes"] == [
        {
            "address": "C2", "class": "6A", "subject": "Toán",
            "old": "Nguyễn Thu Hà", "new": "Trần Văn Dũng",
        }
    ]  # fmt: skip
