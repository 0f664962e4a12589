"""The whole school in one list: found while typing, opened, led to the class."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from pytestqt.qtbot import QtBot

from desktop.commands.pupil import Pupil
from desktop.commands.roster import NewPupil, UpdateRoster
from desktop.rules.profile import ProfileField
from desktop.rules.transfers import PupilStatus
from desktop.ui.card.inputs import LineInput
from desktop.ui.roster.class_choice import WHOLE_SCHOOL
from desktop.ui.roster.school_list import SchoolListPage
from desktop.ui.roster.tab import RosterTab
from tests.ui.class_school import ClassSchool
from tests.ui.keys import press, type_text
from tests.ui.roster.conftest import Opened


@pytest.fixture
def tab(read_by: Opened, hoa_sen: ClassSchool) -> RosterTab:
    """As the office, with the whole school in front."""
    school, tab = read_by("thom")
    new = NewPupil(Pupil(full_name="Bùi Gia Khôi", sex="nam", code="HS100"))
    school.do(UpdateRoster(class_id=hoa_sen.classes["7B"], add=(new,)))
    choice = tab.choice.classes
    choice.setCurrentIndex(choice.findText(WHOLE_SCHOOL))
    choice.activated.emit(choice.currentIndex())
    return tab


@pytest.fixture
def page(tab: RosterTab) -> SchoolListPage:
    shown: SchoolListPage = tab.page.school_list
    return shown


def names(page: SchoolListPage) -> list[str]:
    return [row.name for row in page.view.sheet_model.rows]


def test_it_is_found_while_typing_without_tones(page: SchoolListPage) -> None:
    assert page.isVisible()
    assert len(names(page)) == 9
    assert page.head.facts.words.startswith("8 học sinh đang học")
    page.filter.setFocus()
    type_text(page.filter, "khoi")
    assert names(page) == ["Bùi Gia Khôi"]
    page.filter.clear()
    type_text(page.filter, "6c binh")
    assert names(page) == ["Đặng Thái Bình", "Nguyễn Đức Bình"]
    type_text(page.filter, "zz")
    assert page.unfound.isVisible()
    page.unfound.act.click()
    assert len(names(page)) == 9
    page.standings.setCurrentIndex(page.standings.findData(PupilStatus.LEFT))
    assert names(page) == ["Lê Thanh Hà"]
    page.clear_filter()
    page.grades.setCurrentIndex(page.grades.findData(7))
    assert names(page) == ["Bùi Gia Khôi"]


def test_the_card_opens_there_and_the_class_is_one_key_away(
    tab: RosterTab, page: SchoolListPage, hoa_sen: ClassSchool
) -> None:
    page.view.setFocus()
    page.view.go(names(page).index("Bùi Gia Khôi"), 1)
    press(page.view, Qt.Key.Key_Return)
    card = tab.page.card
    assert card.head.facts.words == "Lớp 7B · số 1 · nam"
    keys = next(s for s in page.findChildren(QShortcut) if s.key().toString() == "Ctrl+Return")
    keys.activated.emit()
    assert tab.choice.class_id == hoa_sen.classes["7B"]
    assert tab.page.shows_class
    assert tab.page.view.sheet_model.rows[tab.page.view.current[0]].name == "Bùi Gia Khôi"
    assert card.isHidden()


def test_what_is_saved_on_the_card_shows_in_the_list(
    tab: RosterTab, page: SchoolListPage, qtbot: QtBot
) -> None:
    page.view.go(names(page).index("Bùi Gia Khôi"), 1)
    tab.page.open_card()
    card = tab.page.card
    name = card.profile.above.inputs[ProfileField.FULL_NAME]
    assert isinstance(name, LineInput)
    name.setFocus()
    name.selectAll()
    type_text(name, "Bùi Gia Khang")
    press(name, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: "Bùi Gia Khang" in names(page))
