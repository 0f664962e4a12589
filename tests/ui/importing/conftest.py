"""The import page over an open school, shown, with the keyboard in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.store.school import School
from desktop.ui.importing.page import ImportPage
from desktop.ui.importing.roster_preview import roster_source
from desktop.ui.theme import apply_theme
from tests.ui.class_school import ClassSchool, found_class_school

SAMPLES = Path(__file__).parents[2] / "exchange" / "samples"
TEACHER = SAMPLES / "roster-teacher-7B.xlsx"
EXPORT = SAMPLES / "roster-export-6A.xlsx"


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> ClassSchool:
    return found_class_school(tmp_path_factory.mktemp("classes") / "school")


@pytest.fixture
def hoa_sen(founded: ClassSchool, tmp_path: Path) -> ClassSchool:
    return founded.copied(tmp_path / "Hoa Sen")


@pytest.fixture
def school(hoa_sen: ClassSchool) -> Iterator[School]:
    with hoa_sen.opened("ha") as opened:
        yield opened


@pytest.fixture
def page(qtbot: QtBot, school: School) -> Iterator[ImportPage]:
    apply_theme("light")
    made = ImportPage(school)
    qtbot.addWidget(made)
    made.resize(1366, 620)
    made.show()
    made.activateWindow()
    yield made
    made.leave()
    made.hide()


Import = Callable[..., ImportPage]


@pytest.fixture
def imported(qtbot: QtBot, page: ImportPage, hoa_sen: ClassSchool, school: School) -> Import:
    """Begin the import of a class list and wait for its preview."""

    def begin(path: Path = TEACHER, class_name: str = "7B") -> ImportPage:
        page.begin(roster_source(school, hoa_sen.classes[class_name], class_name), path)
        qtbot.waitUntil(lambda: not page.task.running)
        return page

    return begin
