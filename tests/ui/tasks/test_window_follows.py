"""A task and a found pupil lead through the real window to their place in another tab."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.device import Device
from desktop.rules.marks import MIDTERM
from desktop.ui.gradebook.tab import GradebookTab
from desktop.ui.roster.search import pupil_acts
from desktop.ui.roster.tab import RosterTab
from desktop.ui.tasks.tab import TasksTab
from desktop.ui.theme import apply_theme
from desktop.ui.window import Window
from tests.ui.class_school import ClassSchool
from tests.ui.keys import press


@pytest.fixture
def window(qtbot: QtBot, hoa_sen: ClassSchool) -> Iterator[Window]:
    apply_theme("light")
    made = Window(
        hoa_sen.opened("ha"), Device(), [TasksTab, RosterTab, GradebookTab], lambda _word: None
    )
    qtbot.addWidget(made)
    made.resize(1366, 697)
    made.show()
    made.activateWindow()
    yield made
    made.close_book()
    made.hide()


def test_the_verb_of_a_task_opens_the_very_cell(window: Window, qtbot: QtBot):
    tasks = window.tab
    assert isinstance(tasks, TasksTab)
    first = tasks.rows.rows[0]
    qtbot.waitUntil(first.verb.hasFocus)
    press(first.verb, Qt.Key.Key_Return)
    book = window.tab
    assert isinstance(book, GradebookTab)
    view = book.course.view
    row, column = view.current
    assert view.sheet_model.rows[row].name == "Trần Bảo An"
    assert view.sheet_model.columns[column].key == str(MIDTERM)


def test_a_found_pupil_opens_the_line_of_the_list(window: Window, hoa_sen: ClassSchool):
    find = pupil_acts(window.school, window.go, [kind.KEY for kind in window.kinds])
    find("thai binh")[0].run()
    roster = window.tab
    assert isinstance(roster, RosterTab)
    view = roster.page.view
    assert view.sheet_model.rows[view.current[0]].name == "Đặng Thái Bình"


def test_the_count_of_tasks_stands_behind_the_word(window: Window):
    tasks = window.tab
    assert isinstance(tasks, TasksTab)
    count = len(tasks.rows.rows)
    assert count > 0
    assert str(count) in window.band.tabs[0].text()


@pytest.mark.parametrize("size", [(1366, 697), (1093, 545)])
def test_every_tab_fits_the_window(window: Window, size: tuple[int, int]):
    for at in range(len(window.kinds)):
        window.show_tab(at)
        window.resize(*size)
        assert (window.width(), window.height()) == size
        assert window.minimumSizeHint().width() <= size[0]
        assert window.minimumSizeHint().height() <= size[1]
