"""From a file to the books and back: real commands, real queries, and undo in one go."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from desktop.commands.locks import LockBooks
from desktop.exchange.course_book import CourseBook, course_book_of
from desktop.exchange.courses import courses_command, plan_courses, read_courses
from desktop.exchange.courses_export import export_courses
from desktop.exchange.marks import marks_command, plan_marks, read_marks
from desktop.exchange.marks_export import export_marks
from desktop.exchange.plan import LineKind, Settlement, Way, with_value
from desktop.exchange.roster import RosterPlan, plan_roster, read_roster, roster_command, settle
from desktop.models import Base
from desktop.queries.course_grid import CourseGrid, course_grid
from desktop.queries.gradebook import course_sheet
from desktop.queries.known_pupils import KnownPupils, known_pupils
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.marks import MIDTERM
from desktop.rules.terms import Term
from tests.commands.conftest import World, found
from tests.exchange.sheets import HEAD, SAMPLES, TODAY, workbook

EXPORT = SAMPLES / "roster-export-6A.xlsx"
TEACHER = SAMPLES / "roster-teacher-7B.xlsx"


@pytest.fixture
def world() -> Iterator[World]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    founded = found(World(engine), pupils=0)
    yield founded
    engine.dispose()


def known(world: World, by: str = "admin", class_name: str = "6A") -> KnownPupils:
    with world.session() as session:
        return known_pupils(session, world.people[by], world.ids[class_name], TODAY)


def roster(world: World, path: Path, class_name: str = "6A") -> RosterPlan:
    ground = known(world, class_name=class_name)
    return plan_roster(
        read_roster(path), ground.pupils, ground.class_name, today=TODAY,
        with_care=ground.with_care,
    )  # fmt: skip


def book(world: World, course: str = "toan 6A") -> CourseBook:
    with world.session() as session:
        sheet = course_sheet(session, world.people["ha"], world.ids[course], Term.I, TODAY)
    assert not sheet.refusal
    return course_book_of(sheet, school_name="Trường THCS Hoa Sen")


def grid(world: World, by: str = "admin") -> CourseGrid:
    with world.session() as session:
        return course_grid(session, world.people[by], world.ids["year"], TODAY)


def test_a_class_list_is_one_command_that_one_undo_takes_back(world: World):
    plan = roster(world, EXPORT)
    done = world.do(roster_command(plan, world.ids["6A"]))
    assert len(known(world).pupils) == 44
    assert roster(world, EXPORT).counts == {LineKind.UNCHANGED: 44}
    world.undo(done)
    assert known(world).pupils == ()
    assert roster(world, EXPORT).counts == {LineKind.NEW: 44}


def test_the_teachers_list_with_its_care(world: World):
    plan = settle(
        settle(roster(world, TEACHER), "tiêu đề", Settlement(Way.ACCEPT)),
        "D12", with_value("28/02/2014"),
    )  # fmt: skip
    world.do(roster_command(plan, world.ids["6A"]))
    first = next(k.pupil for k in known(world).pupils if k.pupil.full_name == "Bùi Tuấn Khải")
    assert (first.phone, first.father.full_name) == ("0371463086", "Bùi Thành Tú")
    again = roster(world, TEACHER)
    assert again.counts == {LineKind.UNCHANGED: 40, LineKind.PROBLEM: 1}


def test_a_change_of_one_pupil_keeps_what_the_file_does_not_say(world: World, tmp_path: Path):
    world.do(roster_command(settle_title(roster(world, TEACHER)), world.ids["6A"]))
    rows = [
        ("TT", "Họ và tên", "Ngày sinh", "Số ĐT"),
        (1, "Bùi Tuấn Khải", "12/12/2014", "0912345678"),
    ]
    plan = roster(world, workbook(tmp_path / "moi.xlsx", rows))
    assert plan.counts == {LineKind.CHANGED: 1}
    assert len(plan.missing) == 39
    done = world.do(roster_command(plan, world.ids["6A"]))
    pupil = next(k.pupil for k in known(world).pupils if k.pupil.full_name == "Bùi Tuấn Khải")
    assert (pupil.phone, pupil.mother.full_name) == ("0912345678", "Tạ Thị Chi")
    world.undo(done)
    assert roster(world, workbook(tmp_path / "moi.xlsx", rows)).counts == {LineKind.CHANGED: 1}


def settle_title(plan: RosterPlan) -> RosterPlan:
    return settle(plan, "tiêu đề", Settlement(Way.ACCEPT))


def test_a_pupil_of_another_class_is_found_there(world: World, tmp_path: Path):
    world.do(roster_command(roster(world, EXPORT), world.ids["6A"]))
    line = (1, "000001", "Lê Phương Giang", "11/09/2015", "Nữ")
    plan = roster(world, workbook(tmp_path / "6b.xlsx", [HEAD, line]), "6B")
    assert [p.address for p in plan.problems] == ["B2"]
    assert "đang có tên ở lớp 6A" in plan.problems[0].what


def test_who_may_not_edit_the_list_gets_nothing_to_compare_with(world: World):
    world.do(roster_command(roster(world, EXPORT), world.ids["6A"]))
    ground = known(world, "stranger")
    assert (ground.may_edit, ground.pupils) == (False, ())


def test_marks_go_in_and_come_out_and_change_nothing(world: World, tmp_path: Path):
    world.do(roster_command(roster(world, EXPORT), world.ids["6A"]))
    plan = plan_marks(read_marks(SAMPLES / "marks-6A-Toan-HK1.xlsx"), book(world))
    assert plan.problems == ()
    assert plan.counts == {LineKind.NEW: 264}
    done = world.do(marks_command(plan), "ha")
    export_marks(book(world), tmp_path / "toan.xlsx")
    again = plan_marks(read_marks(tmp_path / "toan.xlsx"), book(world))
    assert again.counts == {LineKind.UNCHANGED: 264}
    world.undo(done, "ha")
    assert not any(pupil.marks for pupil in book(world).pupils)


def test_locked_columns_are_told_by_cell_and_the_rest_goes_in(world: World):
    world.do(roster_command(roster(world, EXPORT), world.ids["6A"]))
    world.do(
        LockBooks(
            school_year_id=world.ids["year"], reach=LockReach.CLASS, reach_id=world.ids["6A"],
            term=Term.I, kinds=(LockKind.MIDTERM,), reason="Hết giữa kì",
        )
    )  # fmt: skip
    plan = plan_marks(read_marks(SAMPLES / "marks-6A-Toan-HK1.xlsx"), book(world))
    assert plan.counts == {LineKind.NEW: 220, LineKind.LOCKED: 44}
    locked = [cell for row in plan.rows for cell in row.cells if cell.kind is LineKind.LOCKED]
    assert {cell.column for cell in locked} == {MIDTERM}
    assert "Trần Quản Trị" in locked[0].sentence
    world.do(marks_command(plan), "ha")


def test_the_assignment_grid_out_and_in(world: World, tmp_path: Path):
    path = tmp_path / "phan-cong.xlsx"
    export_courses(grid(world), path)
    assert plan_courses(read_courses(path, grid(world)), grid(world)).cells_to_write == ()
    rows = [("Lớp", "Toán", "GDTC"), ("6A", "ha; quantri", None), ("6B", None, "Nguyễn Thu Hà")]
    plan = plan_courses(read_courses(workbook(path, rows), grid(world)), grid(world))
    assert plan.counts == {LineKind.CHANGED: 1, LineKind.NEW: 1}
    world.do(courses_command(plan))
    again = plan_courses(read_courses(path, grid(world)), grid(world))
    assert again.counts == {LineKind.UNCHANGED: 2}
    new = grid(world).cells[world.ids["6B"], world.ids["gdtc"]]
    assert (new.periods, new.regular) == (70, 2)


def test_who_may_not_edit_courses_gets_an_empty_grid(world: World):
    assert grid(world, "ha").cells == {}
    assert not grid(world, "ha").may_edit


def test_2000_lines_are_written_as_one_command(world: World, tmp_path: Path):
    rows: list[tuple[object, ...]] = [(*HEAD, "Số ĐT", "Họ tên bố")]
    for n in range(2_000):
        words = ("ABCDEFGHIK"[n % 10], "BCDGHKLMNT"[n // 10 % 10], chr(ord("A") + n // 100))
        name = "Lê {}ng {}an {}a".format(*words)
        born = date(2010 + n % 5, n % 12 + 1, n % 28 + 1)
        rows.append((n + 1, f"{n:06}", name, born, "Nam", 912000000 + n, "Lê Văn Bố"))
    plan = roster(world, workbook(tmp_path / "lon.xlsx", rows))
    command = roster_command(plan, world.ids["6A"])
    world.do(command)
    assert len(known(world).pupils) == len(plan.lines_to_write)


def test_the_clock_of_the_world_is_after_the_samples():
    assert datetime(2026, 10, 1, tzinfo=UTC).date() < TODAY
