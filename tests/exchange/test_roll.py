"""A month's attendance out to Excel and in again: what is written, asked, kept and taken back."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy.orm import Session

from desktop.commands.class_parts import SetClassParts
from desktop.commands.moving import MoveClass
from desktop.exchange.plan import LEAVE_EMPTY, TITLE_LINE, LineKind, Settlement, Way, with_value
from desktop.exchange.roll_book import RollBook
from desktop.exchange.roll_export import export_roll
from desktop.exchange.roll_import import RollPlan, plan_roll, roll_command, roll_report
from desktop.exchange.roll_sheet import read_roll
from desktop.queries.month_grid import month_grid
from desktop.rules.attendance import DayPart
from desktop.store.trouble import Trouble
from desktop.ui.importing.roll_preview import roll_preview
from tests.exchange.sheets import workbook
from tests.founded_once import built_school, empty_engine
from tests.rolls import AM, CLUB, MONDAY, PM, TODAY, class_id, letters, not_held, roll, states
from tests.school_builder import BuiltSchool

FIRST, FIRST_DAY = 8, 5  # row of the first pupil, column of day 1
HEAD = ("STT", "Mã học sinh", "Họ và tên", *range(1, 32))


@pytest.fixture
def school() -> Iterator[BuiltSchool]:
    engine = empty_engine()
    with Session(engine) as session:
        yield built_school(engine, session, classes=2).on(TODAY)
    engine.dispose()


def book(school: BuiltSchool, month: int = 10, part: DayPart | None = None) -> RollBook:
    by = school.person("cn6a")
    grid = month_grid(school.session, by, class_id(school), 2026, month, TODAY)
    assert not grid.refusal
    return RollBook(grid, part, "Trường THCS Hoa Sen", "UBND xã Hoa Sen")


def exported(school: BuiltSchool, path: Path, part: DayPart | None = None) -> Path:
    export_roll(book(school, part=part), path)
    return path


def change(path: Path, edit: Callable[[Worksheet], object]) -> Path:
    """As somebody fills the file in."""
    opened = load_workbook(path)
    sheet = opened.worksheets[0]
    edit(sheet)
    opened.save(path)
    return path


def put(nth: int, day: int, text: str) -> Callable[[Worksheet], object]:
    def edit(sheet: Worksheet) -> None:
        sheet.cell(FIRST + nth, FIRST_DAY + day - 1).value = text

    return edit


def planned(school: BuiltSchool, path: Path, part: DayPart | None = None) -> RollPlan:
    of = book(school, part=part)
    return plan_roll(read_roll(path, of), of)


def names(school: BuiltSchool) -> list[str]:
    return [line.pupil.full_name for line in book(school).grid.lines]


def of(school: BuiltSchool, nth: int) -> int:
    """The row in the book of the n-th pupil of the builder."""
    ids = [line.pupil.student_id for line in book(school).grid.lines]
    return ids.index(school.pupil(nth, "6A"))


def test_the_sheet_shows_the_month_and_reads_back_unchanged(school: BuiltSchool, tmp_path: Path):
    school.do(roll(school, {0: "P ốm", 1: "M"}), "cn6a")
    file = exported(school, tmp_path / "thang10.xlsx")
    sheet = load_workbook(file).worksheets[0]
    assert sheet.cell(3, 4).value == "ĐIỂM DANH THÁNG 10/2026"
    assert [sheet.cell(6, c).value for c in (5, 6, 35)] == [1, 2, 31]
    assert [sheet.cell(7, c).value for c in (5, 6, 7)] == ["T5", "T6", "T7"]
    row, monday = FIRST + of(school, 0), FIRST_DAY + MONDAY.day - 1
    assert sheet.cell(row, monday).value == "P"
    assert not sheet.cell(row, monday).protection.locked
    assert sheet.cell(row, FIRST_DAY + 2).protection.locked  # Saturday
    assert [sheet.cell(row, FIRST_DAY + 31 + n).value for n in range(4)] == [1, 1, None, None]
    plan = planned(school, file)
    assert (plan.to_write, plan.problems, plan.missing) == ((), (), ())
    assert plan.counts == {LineKind.UNCHANGED: 2}
    assert not plan.notes


def test_what_was_filled_in_is_one_command_that_can_be_taken_back(
    school: BuiltSchool, tmp_path: Path
):  # fmt: skip
    school.do(roll(school, {0: "P ốm"}), "cn6a")
    before = letters(school), states(school)
    file = exported(school, tmp_path / "a.xlsx")
    change(file, put(of(school, 0), 5, "K"))
    change(file, put(of(school, 1), 6, "m"))
    plan = planned(school, file)
    assert plan.counts == {LineKind.CHANGED: 1, LineKind.NEW: 1}
    assert plan.taken == ((date(2026, 10, 6), AM),)
    command = roll_command(plan)
    done = school.do(command, "cn6a")
    assert letters(school) == {(0, MONDAY, AM): "K ốm", (1, date(2026, 10, 6), AM): "M"}
    assert states(school)[date(2026, 10, 6), AM] == "taken"
    again = planned(school, file)
    assert (again.to_write, again.taken) == ((), ())
    school.do(command.inverse(done.command_id), "cn6a")
    assert (letters(school), states(school)) == before


def test_an_empty_cell_keeps_the_book_and_x_is_a_pupil_who_was_there(
    school: BuiltSchool, tmp_path: Path
):  # fmt: skip
    file = exported(school, tmp_path / "a.xlsx")
    school.do(roll(school, {0: "P", 1: "K"}), "cn6a")
    change(file, put(of(school, 1), 5, "x"))
    plan = planned(school, file)
    assert plan.counts == {LineKind.CHANGED: 1}
    assert plan.notes[-1].startswith("1 ô trống trong tệp nhưng sổ đã có P, K hoặc M")
    school.do(roll_command(plan), "cn6a")
    assert letters(school) == {(0, MONDAY, AM): "P"}


@pytest.mark.parametrize(
    ("day", "text", "said"),
    [
        (4, "K", "không có buổi học (Chủ nhật)"),
        (7, "K", "sổ đã ghi lớp không học (Cả lớp đi trải nghiệm)"),
        (8, "vắng", "vắng chưa được ghi vào sổ. Gõ P"),
        (8, "K/P", "K/P chưa được ghi vào sổ. Gõ P"),
    ],
)
def test_what_cannot_be_written_is_asked_about(
    school: BuiltSchool, tmp_path: Path, day: int, text: str, said: str
):
    school.do(not_held(school, date(2026, 10, 7)), "cn6a")
    file = change(exported(school, tmp_path / "a.xlsx"), put(0, day, text))
    plan = planned(school, file)
    assert plan.to_write == ()
    (problem,) = plan.problems
    assert said in problem.what
    assert problem.typed == (day == 8)
    settled = plan_roll(plan.sheet, plan.book, {problem.address: LEAVE_EMPTY})
    assert settled.problems == ()
    if day == 8:
        typed = plan_roll(plan.sheet, plan.book, {problem.address: with_value("K")})
        assert [d.shown for d in typed.to_write] == ["K"]


def test_a_day_before_joining_is_asked_about(school: BuiltSchool, tmp_path: Path):
    moved = school.pupil(0, "6B")
    school.do(
        MoveClass(class_id=class_id(school, "6B"), student_id=moved,
                  to_class_id=class_id(school), day=date(2026, 10, 12)),
        "vanphong",
    )  # fmt: skip
    file = exported(school, tmp_path / "a.xlsx")
    row = [line.pupil.student_id for line in book(school).grid.lines].index(moved)
    change(file, put(row, 8, "K"))
    (problem,) = planned(school, file).problems
    assert "vào lớp từ ngày 12/10" in problem.what


def test_the_sheet_of_another_month_is_not_taken_unasked(school: BuiltSchool, tmp_path: Path):
    file = exported(school, tmp_path / "a.xlsx")
    change(file, put(0, 8, "K"))
    september = book(school, month=9)
    plan = plan_roll(read_roll(file, september), september)
    assert plan.problems[0].address == TITLE_LINE
    assert "tháng 10/2026" in plan.problems[0].what
    assert plan.to_write == ()
    settled = plan_roll(plan.sheet, september, {TITLE_LINE: Settlement(Way.ACCEPT)})
    assert [d.day for d in settled.to_write] == [8]


def test_a_list_by_hand_is_matched_by_name(school: BuiltSchool, tmp_path: Path):
    known = names(school)
    rows = [HEAD, (1, None, known[0], *[None] * 7, "P"), (2, None, "Người Lạ", *[None] * 7, "K")]
    plan = planned(school, workbook(tmp_path / "b.xlsx", rows))
    assert [d.shown for d in plan.to_write] == ["P"]
    assert plan.problems[0].what.startswith("Danh sách lớp 6A không có em Người Lạ")
    assert [pupil.full_name for pupil in plan.missing] == known[1:]
    assert plan.taken == ()  # the file does not speak of the whole class
    report = roll_report(plan)
    assert (report["month"], report["to_write"]) == ("2026-10", 1)


def test_a_list_without_days_is_no_month(school: BuiltSchool, tmp_path: Path):
    rows = [("STT", "Họ và tên", "Ngày sinh"), (1, names(school)[0], "01/01/2015")]
    with pytest.raises(Trouble, match="các cột ngày"):
        planned(school, workbook(tmp_path / "b.xlsx", rows))


def test_two_sessions_a_day_stand_in_one_cell_and_the_club_in_a_file_of_its_own(
    school: BuiltSchool, tmp_path: Path
):  # fmt: skip
    week = ((AM, PM, CLUB), *[(AM, PM)] * 4, (), ())
    school.do(
        SetClassParts(class_id=class_id(school), from_day=date(2026, 10, 1), week=week), "cn6a"
    )
    file = change(exported(school, tmp_path / "a.xlsx"), put(of(school, 0), 5, "K/–"))
    change(file, put(of(school, 1), 5, "P"))
    school.do(roll_command(planned(school, file)), "cn6a")
    assert letters(school) == {
        (0, MONDAY, AM): "K", (1, MONDAY, AM): "P", (1, MONDAY, PM): "P",
    }  # fmt: skip
    assert planned(school, exported(school, file)).counts == {LineKind.UNCHANGED: 2}
    club = change(exported(school, tmp_path / "c.xlsx", CLUB), put(of(school, 2), 5, "M"))
    school.do(roll_command(planned(school, club, CLUB)), "cn6a")
    assert letters(school)[2, MONDAY, CLUB] == "M"
    (problem,) = planned(school, club).problems
    assert "câu lạc bộ" in problem.what


def test_the_preview_counts_and_names_what_will_be_replaced(school: BuiltSchool, tmp_path: Path):
    school.do(roll(school, {0: "P"}), "cn6a")
    file = change(exported(school, tmp_path / "a.xlsx"), put(of(school, 0), 5, "K"))
    change(file, put(of(school, 1), 6, "M"))
    preview = roll_preview(planned(school, file))
    assert (preview.to_write, preview.left, preview.unit) == (2, 0, "ô")
    assert [(c.field, c.old, c.new) for c in preview.changes] == [("Ngày 05/10", "P", "K")]
    assert preview.notes[-1] == "1 ngày chưa điểm danh sẽ được tính là đã điểm danh: 06/10."
    assert preview.command() == roll_command(planned(school, file))
