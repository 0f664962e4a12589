"""The class tab of an open school, shown, with the keyboard in the list of 6C."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.store.school import School
from desktop.ui.roster.class_page import ALL_COLUMNS
from desktop.ui.roster.tab import RosterTab
from desktop.ui.theme import apply_theme
from tests.ui.class_school import ClassSchool, found_class_school


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> ClassSchool:
    return found_class_school(tmp_path_factory.mktemp("classes") / "school")


@pytest.fixture
def hoa_sen(founded: ClassSchool, tmp_path: Path) -> ClassSchool:
    return founded.copied(tmp_path / "Hoa Sen")


Opened = Callable[[str], tuple[School, RosterTab]]


@contextmanager
def showing(qtbot: QtBot, hoa_sen: ClassSchool, *, all_columns: bool) -> Iterator[Opened]:
    """Open the tab as somebody; one at a time."""
    apply_theme("light")
    shown: list[tuple[School, RosterTab]] = []

    def close() -> None:
        while shown:
            school, tab = shown.pop()
            tab.leave()
            tab.hide()
            school.close()

    def show(account: str) -> tuple[School, RosterTab]:
        close()
        school = hoa_sen.opened(account)
        school.keep_preference(ALL_COLUMNS, all_columns)
        tab = RosterTab(school)
        shown.append((school, tab))
        qtbot.addWidget(tab)
        tab.resize(1366, 620)
        tab.show()
        tab.activateWindow()
        tab.activate()
        tab._show(hoa_sen.classes["6C"])
        tab.page.view.setFocus()
        qtbot.waitUntil(tab.page.view.hasFocus)
        return school, tab

    yield show
    close()


@pytest.fixture
def opened(qtbot: QtBot, hoa_sen: ClassSchool) -> Iterator[Opened]:
    """With all columns, to type into."""
    with showing(qtbot, hoa_sen, all_columns=True) as show:
        yield show


@pytest.fixture
def read_by(qtbot: QtBot, hoa_sen: ClassSchool) -> Iterator[Opened]:
    """With the columns that one reads; Enter opens the card."""
    with showing(qtbot, hoa_sen, all_columns=False) as show:
        yield show


@pytest.fixture
def tab(opened: Opened) -> RosterTab:
    """As the homeroom teacher."""
    return opened("ha")[1]
