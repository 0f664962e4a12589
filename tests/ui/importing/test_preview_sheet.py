"""Previews without a window: assignment grids, lines that are skipped, what may be typed where."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from desktop.commands.courses import PlanCourses
from desktop.exchange.plan import SKIP_LINE, LineKind
from desktop.exchange.roster import plan_roster, read_roster
from desktop.queries.course_grid import CourseGrid, course_grid
from desktop.rules.instants import school_day
from desktop.store.school import School
from desktop.ui.grid.sheet import Edit, Result, State
from desktop.ui.importing.courses_preview import courses_source
from desktop.ui.importing.preview_sheet import PreviewSheet
from desktop.ui.importing.roster_preview import roster_preview
from tests.exchange.sheets import TODAY, numbered, workbook
from tests.ui.class_school import ClassSchool
from tests.ui.importing.conftest import TEACHER

HEAD = ("STT", "Họ và tên", "Ngày sinh", "Mã học sinh")


@pytest.fixture
def office(hoa_sen: ClassSchool) -> Iterator[School]:
    with hoa_sen.opened("huong") as opened:
        yield opened


def grid_of(school: School, hoa_sen: ClassSchool) -> CourseGrid:
    return school.ask(course_grid, hoa_sen.year_id, school_day(school.now()))


def sheet_of(*rows: tuple[object, ...], folder: Path) -> PreviewSheet:
    file = workbook(folder / "ds.xlsx", [HEAD, *rows])
    plan = plan_roster(read_roster(file), [], "6A", today=TODAY)
    return PreviewSheet(roster_preview(plan, numbered("6A")))


def test_an_assignment_grid_is_shown_by_class_and_settled_by_account(
    office: School, hoa_sen: ClassSchool, tmp_path: Path
):
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (("Lớp", "Toán", "Ngữ văn"), ("6A", "Cao Thị Thơm", "Lâm"), ("7B", "", "thom")):
        page.append(row)
    book.save(tmp_path / "pc.xlsx")
    preview = courses_source(grid_of(office, hoa_sen)).read(tmp_path / "pc.xlsx")
    sheet = PreviewSheet(preview)
    assert [row.name for row in sheet.rows] == ["Dòng 2 · Lớp 6A", "Dòng 3 · Lớp 7B"]
    assert [(c.title, [x.text for x in c.lines]) for c in sheet.columns[2:]] == [
        ("Lớp", ["cột A"]), ("Toán", ["cột B"]), ("Ngữ văn", ["cột C"]),
    ]  # fmt: skip
    assert sheet.cell(0, 3).state == State.CHANGED
    assert sheet.cell(0, 3).sentence == "sổ đang ghi Nguyễn Thị Thu Hà → Cao Thị Thơm"
    assert sheet.cell(0, 4).state == State.INVALID
    (outcome,) = sheet.commit([Edit(0, 4, "lan")])
    assert outcome.result is Result.WRITTEN
    assert sheet.preview.counts[LineKind.UNCHANGED] == 1
    command = sheet.preview.command()
    assert isinstance(command, PlanCourses)
    assert command.source == "pc.xlsx"
    office.do(command)
    again = courses_source(grid_of(office, hoa_sen)).read(tmp_path / "pc.xlsx")
    assert again.to_write == 0


def test_a_line_that_is_skipped_says_so_and_is_not_written(tmp_path: Path):
    sheet = sheet_of((1, "Lê An", "1/1/2015", "01"), (2, "Lê An", "1/1/2015", ""), folder=tmp_path)
    (problem,) = sheet.preview.problems
    sheet.settle({problem.address: SKIP_LINE})
    assert [sheet.cell(row, 1).text for row in range(2)] == ["mới", "bỏ qua"]
    assert sheet.cell(1, 2).state == State.MUTED
    assert sheet.preview.to_write == 1


def test_the_state_of_a_line_is_told_by_sign_and_word():
    plan = plan_roster(read_roster(TEACHER), [], "7B", today=TODAY)
    sheet = PreviewSheet(roster_preview(plan, numbered("7B")))
    wrong = next(n for n, line in enumerate(sheet.lines) if line.kind is LineKind.PROBLEM)
    assert (sheet.cell(wrong, 1).icon, sheet.cell(wrong, 1).tone) == (
        "ri.error-warning-fill", "red",
    )  # fmt: skip
    assert (sheet.cell(0, 1).icon, sheet.cell(0, 1).text) == ("ri.add-line", "mới")
    assert sheet.place_of("D12") == (wrong, 3)
    assert sheet.address_at(wrong, 3) == "D12"


def test_a_cell_that_was_right_may_be_corrected_too(tmp_path: Path):
    sheet = sheet_of((1, "Lê An", "1/1/2015", "01"), folder=tmp_path)
    sheet.commit([Edit(0, 2, "Lê Anh")])
    assert sheet.preview.lines[0].name == "Lê Anh"
    assert sheet.undo() == "Đã trở lại như trước quyết định vừa rồi."
    assert sheet.preview.lines[0].name == "Lê An"
    assert sheet.undo() is None
    assert sheet.redo() is not None
    assert sheet.redo() is None


def test_what_the_file_does_not_hold_takes_no_text(tmp_path: Path):
    sheet = sheet_of((1, "Lê An", "1/1/2015", "01"), folder=tmp_path)
    (outcome,) = sheet.commit([Edit(0, 1, "mới")])
    assert outcome.result is Result.REFUSED
    assert sheet.preview.settled == {}
