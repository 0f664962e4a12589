"""The gradebook tab of an open school, in a real window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.store.school import School
from desktop.ui.gradebook.tab import GradebookTab
from desktop.ui.grid.view import SheetView
from desktop.ui.theme import apply_theme
from tests.ui.gradebook.taught_school import TaughtSchool, found_taught_school


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> TaughtSchool:
    return found_taught_school(tmp_path_factory.mktemp("taught") / "school")


@pytest.fixture
def hoa_sen(founded: TaughtSchool, tmp_path: Path) -> TaughtSchool:
    return founded.copied(tmp_path / "Hoa Sen")


@pytest.fixture
def school(hoa_sen: TaughtSchool) -> Iterator[School]:
    """Opened by the teacher."""
    with hoa_sen.opened() as opened:
        yield opened


class Opener:
    """Opens the tab as somebody, with the keyboard in the grid; one at a time."""

    def __init__(self, hoa_sen: TaughtSchool, qtbot: QtBot) -> None:
        self.hoa_sen, self.qtbot = hoa_sen, qtbot
        self.tab: GradebookTab | None = None
        self.school: School | None = None

    def __call__(self, account: str = "ha", size: tuple[int, int] = (1366, 620)) -> GradebookTab:
        self.close()
        apply_theme("light")
        self.school = self.hoa_sen.opened(account)
        tab = self.tab = GradebookTab(self.school)
        tab.resize(*size)
        tab.show()
        tab.activate()
        tab.activateWindow()
        self.focus(tab.course.view)
        return tab

    def focus(self, view: SheetView) -> None:
        view.setFocus()
        QApplication.processEvents()

    def close(self) -> None:
        if self.tab is not None and self.school is not None:
            self.tab.settle()
            self.tab.hide()
            self.tab.deleteLater()
            self.tab = None
            QApplication.sendPostedEvents()
            self.school.close()


@pytest.fixture
def opener(hoa_sen: TaughtSchool, qtbot: QtBot) -> Iterator[Opener]:
    made = Opener(hoa_sen, qtbot)
    yield made
    made.close()


@pytest.fixture
def tab(opener: Opener) -> GradebookTab:
    """Opened by the teacher on Toán 6A, the first course."""
    return opener()


@pytest.fixture
def view(tab: GradebookTab) -> SheetView:
    return tab.course.view
