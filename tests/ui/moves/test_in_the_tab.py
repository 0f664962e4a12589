"""Both pages in *Lớp học*: reached by their tabs and by links, each with its own classes."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.consents.page import ConsentsPage
from desktop.ui.moves.page import MovesPage
from desktop.ui.places import Destination
from desktop.ui.roster.class_choice import WHOLE_SCHOOL
from desktop.ui.roster.tab import RosterTab
from desktop.ui.theme import apply_theme
from tests.ui.class_school import ClassSchool


@pytest.fixture
def tab(hoa_sen: ClassSchool, qtbot: QtBot) -> Iterator[RosterTab]:
    apply_theme("dark")
    school = hoa_sen.opened("thom")
    tab = RosterTab(school)
    qtbot.addWidget(tab)
    tab.resize(1366, 620)
    tab.show()
    tab.activate()
    yield tab
    tab.leave()
    tab.hide()
    school.close()


def test_links_lead_to_both_pages(tab: RosterTab, hoa_sen: ClassSchool):
    class_id = hoa_sen.classes["6C"]
    assert tab.go(Destination("roster", class_id=class_id, part="moves"))
    assert isinstance(tab.page, MovesPage)
    assert tab.page.book.class_id == class_id
    assert tab.go(Destination("roster", class_id=class_id, part="consents"))
    assert isinstance(tab.page, ConsentsPage)
    assert tab.page.head.title.text().endswith("lớp 6C")


def test_the_whole_school_is_for_transfers_only(tab: RosterTab, hoa_sen: ClassSchool):
    tab.go(Destination("roster", class_id=hoa_sen.classes["6C"], part="moves"))
    assert tab.choice.classes.findText(WHOLE_SCHOOL) >= 0
    tab._choose(None)
    assert tab.page.book.class_id is None
    assert len(tab.page.lines) == 1
    tab.go(Destination("roster", part="consents"))
    assert tab.choice.classes.findText(WHOLE_SCHOOL) < 0
    assert tab.page.book is not None


def test_the_head_gives_way(tab: RosterTab, hoa_sen: ClassSchool):
    tab.go(Destination("roster", class_id=hoa_sen.classes["6C"], part="moves"))
    assert tab.page.head.up.isVisible()
    tab.resize(1093, 500)
    assert not tab.page.head.up.isVisible()
    assert any("năm học mới" in act.name for act in tab.actions_here())
