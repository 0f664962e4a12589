"""The register of 6C, shown; dialogs answered in turn."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.store.school import School
from desktop.ui.consents.page import ConsentsPage
from desktop.ui.theme import apply_theme
from tests.ui.admin.conftest import Dialogs
from tests.ui.class_school import ClassSchool, found_class_school

Opened = Callable[[str], tuple[School, ConsentsPage]]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> ClassSchool:
    return found_class_school(tmp_path_factory.mktemp("consents") / "school")


@pytest.fixture
def hoa_sen(founded: ClassSchool, tmp_path: Path) -> ClassSchool:
    return founded.copied(tmp_path / "Hoa Sen")


@pytest.fixture
def opened(qtbot: QtBot, hoa_sen: ClassSchool) -> Iterator[Opened]:
    apply_theme("light")
    shown: list[tuple[School, ConsentsPage]] = []

    def show(account: str) -> tuple[School, ConsentsPage]:
        school = hoa_sen.opened(account)
        page = ConsentsPage(school)
        shown.append((school, page))
        qtbot.addWidget(page)
        page.resize(1366, 560)
        page.show()
        page.activateWindow()
        page.show_class(hoa_sen.classes["6C"])
        page.view.setFocus()
        qtbot.waitUntil(page.view.hasFocus)
        return school, page

    yield show
    for school, page in shown:
        page.leave()
        page.hide()
        school.close()


@pytest.fixture
def dialogs(monkeypatch: pytest.MonkeyPatch) -> Dialogs:
    return Dialogs(monkeypatch)
