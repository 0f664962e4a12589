"""The tab of tasks: what waits, in which group, and that its verb leads to the very cell."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.queries.task import Page, Target, TaskKind
from desktop.rules.marks import MIDTERM, Mark, MarkState
from desktop.rules.terms import Term
from desktop.store.school import School
from desktop.ui.places import Destination
from desktop.ui.tasks.places import place_of
from desktop.ui.tasks.tab import LAST, TasksTab
from desktop.ui.theme import apply_theme
from tests.ui.class_school import PUPILS, ClassSchool
from tests.ui.keys import press
from tests.ui.tasks.conftest import MAKEUP_DAY

Opened = Callable[[str], tuple[School, TasksTab]]


@pytest.fixture
def opened(qtbot: QtBot, hoa_sen: ClassSchool) -> Iterator[Opened]:
    apply_theme("light")
    shown: list[tuple[School, TasksTab]] = []

    def show(account: str) -> tuple[School, TasksTab]:
        school = hoa_sen.opened(account)
        tab = TasksTab(school)
        shown.append((school, tab))
        qtbot.addWidget(tab)
        tab.resize(1366, 620)
        tab.show()
        tab.activateWindow()
        tab.activate()
        return school, tab

    yield show
    for school, tab in shown:
        tab.hide()
        school.close()


def titles(tab: TasksTab) -> list[str]:
    return [row.task.title for row in tab.rows.rows]


def test_a_make_up_that_is_over_is_to_be_decided_first(opened: Opened):
    _school, tab = opened("ha")
    first = tab.rows.rows[0]
    assert first.task.kind is TaskKind.MAKEUP
    assert "Trần Bảo An" in first.task.detail
    assert first.verb.property("k") == "primary"
    assert sum(row.verb.property("k") == "primary" for row in tab.rows.rows) == 1
    assert tab.head.facts.words.startswith("Thứ Hai 23/11/2026 · tuần")


def test_the_verb_leads_to_the_very_cell_by_keys(
    opened: Opened, qtbot: QtBot, hoa_sen: ClassSchool
):
    _school, tab = opened("ha")
    row = tab.rows.rows[0]
    qtbot.waitUntil(row.verb.hasFocus)
    with qtbot.waitSignal(tab.wanted) as told:
        press(row.verb, Qt.Key.Key_Return)
    assert told.args == [
        Destination(
            "gradebook", class_id=hoa_sen.classes["6C"], course_id=hoa_sen.courses["6C", "TOAN"],
            term=Term.I, column=MIDTERM, student_id=hoa_sen.pupil("Trần Bảo An"),
        )
    ]  # fmt: skip


def test_arrows_go_from_verb_to_verb(opened: Opened, qtbot: QtBot):
    _school, tab = opened("ha")
    assert len(tab.rows.rows) > 1
    qtbot.waitUntil(tab.rows.rows[0].verb.hasFocus)
    press(tab.rows.rows[0].verb, Qt.Key.Key_Down)
    assert tab.rows.rows[1].verb.hasFocus()
    press(tab.rows.rows[1].verb, Qt.Key.Key_Up)
    assert tab.rows.rows[0].verb.hasFocus()


def test_what_is_due_this_week_leads_to_the_first_empty_cell(opened: Opened, hoa_sen: ClassSchool):
    _school, tab = opened("ha")
    row = next(r for r in tab.rows.rows if r.task.title == "Nhập ĐĐGgk môn Toán")
    assert row.task.detail == "6C còn 5 điểm"
    assert row.task.when == "thứ Hai 30/11, còn 4 ngày làm việc"
    assert row.task.verb == "Nhập tiếp"
    place = place_of(row.task.target)
    assert (place.column, place.student_id) == (MIDTERM, None)
    assert place.course_id == hoa_sen.courses["6C", "TOAN"]


def test_a_task_that_is_done_leaves_by_itself_and_stands_under_done(
    opened: Opened, qtbot: QtBot, hoa_sen: ClassSchool
):
    school, tab = opened("ha")
    counted: list[int] = []
    tab.counted.connect(counted.append)
    assert "Nhập ĐĐGgk môn Toán" in titles(tab)
    there = {"Nguyễn Hoài An", "Trần Bảo An", "Lê Thanh Hà"}
    cells = tuple(
        MarkCell(hoa_sen.pupil(p.full_name), MIDTERM, Mark(tenths=70))
        for p in PUPILS
        if p.full_name not in there
    )
    school.do(EnterMarks(course_id=hoa_sen.courses["6C", "TOAN"], term=Term.I, cells=cells))
    qtbot.waitUntil(lambda: "Nhập ĐĐGgk môn Toán" not in titles(tab))
    assert counted
    seen = Mark(state=MarkState.MAKEUP, reason="ốm", due=MAKEUP_DAY)
    made_up = MarkCell(hoa_sen.pupil("Trần Bảo An"), MIDTERM, Mark(tenths=65), seen)
    school.do(EnterMarks(course_id=hoa_sen.courses["6C", "TOAN"], term=Term.I, cells=(made_up,)))
    qtbot.waitUntil(lambda: all(r.task.kind is not TaskKind.MAKEUP for r in tab.rows.rows))
    tab.which.buttons["done"].click()
    assert any("ĐĐGgk" in title for title in titles(tab))
    assert school.preference(LAST, "") == "done"


def test_who_has_nothing_to_do_is_told_so(opened: Opened):
    _school, tab = opened("tram")
    assert tab.rows.rows == []
    assert tab.empty.isVisible()
    assert tab.empty.sentence.text() == "Không còn việc nào chờ cô."
    tab.which.buttons["done"].click()
    assert tab.empty.sentence.text() == "Học kì I chưa có việc nào xong."


def test_bars_and_days_stand_at_the_right_where_there_is_room(opened: Opened, qtbot: QtBot):
    _school, tab = opened("ha")
    assert tab.panel.isVisible()
    assert tab.panel.bars.bars[0].words.startswith("Toán 6C, ")
    assert tab.panel.days.count() >= 2
    tab.resize(1093, 468)
    qtbot.waitUntil(tab.panel.isHidden)
    assert tab.minimumSizeHint().width() <= 1093
    assert tab.minimumSizeHint().height() <= 468


def test_every_page_of_a_task_has_its_tab():
    places = {page: place_of(Target(page)) for page in Page}
    assert {page: place.tab for page, place in places.items()} == {
        Page.COURSE: "gradebook", Page.CLASS_VIEW: "gradebook", Page.MISSING: "gradebook",
        Page.PRINT: "printing", Page.STAFF: "admin", Page.ROSTER: "roster",
        Page.ROLL: "roster", Page.ROLL_MONTH: "roster", Page.SHEETS: "printing",
        Page.ALTERED: "roster",
    }  # fmt: skip
    assert place_of(Target(Page.COURSE, comments=True)).part == "comments"


def test_what_waits_is_counted_before_the_tab_is_opened(qtbot: QtBot, hoa_sen: ClassSchool):
    with hoa_sen.opened("ha") as school:
        tab = TasksTab(school)
        qtbot.addWidget(tab)
        with qtbot.waitSignal(tab.counted) as told:
            tab.start_counting()
        assert told.args == [len(tab.rows.rows)]
