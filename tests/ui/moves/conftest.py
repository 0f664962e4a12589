"""The pages of *Lớp học* of a school with a class, shown; dialogs answered in turn."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from desktop.store.school import School
from desktop.ui.moves.bring_in import BringInDialog
from desktop.ui.moves.page import MovesPage
from desktop.ui.theme import apply_theme
from tests.ui.admin.conftest import Dialogs
from tests.ui.class_school import ClassSchool, found_class_school

Opened = Callable[[str], tuple[School, MovesPage]]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> ClassSchool:
    return found_class_school(tmp_path_factory.mktemp("moves") / "school")


@pytest.fixture
def hoa_sen(founded: ClassSchool, tmp_path: Path) -> ClassSchool:
    return founded.copied(tmp_path / "Hoa Sen")


@pytest.fixture
def opened(qtbot: QtBot, hoa_sen: ClassSchool) -> Iterator[Opened]:
    """The page of 6C as somebody; one at a time."""
    apply_theme("light")
    shown: list[tuple[School, MovesPage]] = []

    def show(account: str) -> tuple[School, MovesPage]:
        school = hoa_sen.opened(account)
        page = MovesPage(school)
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


@pytest.fixture
def in_grid(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[Any], None]]:
    """What is typed into the grid of brought-in marks while it is open."""
    typed: list[Callable[[Any], None]] = []

    def exec_(dialog: QDialog) -> int:
        dialog.show()
        dialog.activateWindow()
        typed.pop(0)(dialog)
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(BringInDialog, "exec", exec_)
    return typed
