"""The card in the tab of an open school, beside the short list of 6C; opened once a module."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from desktop.ui.card.card import PupilCardPane
from desktop.ui.roster.tab import RosterTab
from desktop.ui.theme import apply_theme
from tests.ui.class_school import ClassSchool
from tests.ui.keys import press
from tests.ui.roster.conftest import founded

__all__ = ["founded"]


@pytest.fixture(scope="module")
def hoa_sen(founded: ClassSchool, tmp_path_factory: pytest.TempPathFactory) -> ClassSchool:
    return founded.copied(tmp_path_factory.mktemp("cards") / "Hoa Sen")


@pytest.fixture(scope="module")
def home(qapp: QApplication, hoa_sen: ClassSchool) -> Iterator[RosterTab]:
    """As the homeroom teacher."""
    apply_theme("light")
    school = hoa_sen.opened("ha")
    tab = RosterTab(school)
    tab.activate()
    yield tab
    tab.leave()
    tab.deleteLater()
    school.close()


@pytest.fixture
def tab(home: RosterTab, hoa_sen: ClassSchool, qtbot: QtBot) -> Iterator[RosterTab]:
    """Whatever a test writes through card and list is taken back behind it."""
    window = QMainWindow()  # a new one each: one that was hidden does not get the keyboard again
    window.resize(1366, 620)
    window.setCentralWidget(home)
    window.show()
    window.activateWindow()
    home._show(hoa_sen.classes["6C"])
    home.page.view.setFocus()
    qtbot.waitUntil(home.page.view.hasFocus)
    yield home
    page = home.page
    if page.card.book is not None:
        kept = page.card.book._kept
        kept.change(dict.fromkeys(kept._texts))
    page.card.close_card()
    while page.book.can_undo:
        page.book.undo()
    page.card.book = None
    window.takeCentralWidget()
    home.setParent(None)
    window.close()
    window.deleteLater()


@pytest.fixture
def card(tab: RosterTab, hoa_sen: ClassSchool) -> PupilCardPane:
    """The card of Trần Bảo An, opened from the list."""
    return open_card(tab, hoa_sen, "Trần Bảo An")


def open_card(tab: RosterTab, school: ClassSchool, name: str) -> PupilCardPane:
    """Go to a pupil and press Enter."""
    tab.page.go_to(school.pupil(name))
    press(tab.page.view, Qt.Key.Key_Return)
    shown: PupilCardPane = tab.page.card
    return shown
