"""The frame of *Lớp học*: which class and year is open, and what is remembered."""

from uuid import UUID

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui.places import Destination
from tests.ui.class_school import ClassSchool
from tests.ui.keys import CONTROL, press
from tests.ui.roster.conftest import Opened

Key = Qt.Key


def test_the_keyboard_goes_from_class_to_class(opened: Opened, hoa_sen: ClassSchool, qtbot: QtBot):
    _, tab = opened("thom")
    names = [tab.choice.classes.itemText(n) for n in range(tab.choice.classes.count())]
    at = names.index("Lớp 6C")
    assert tab.choice.class_id == hoa_sen.classes["6C"]
    press(tab.page.view, Key.Key_PageDown, CONTROL)
    assert tab.page.head.title.text() == names[at + 1] == tab.choice.classes.currentText()
    press(tab.page.view, Key.Key_PageUp, CONTROL)
    assert tab.page.head.title.text() == "Lớp 6C"
    for _ in names:  # and stops at the end
        press(tab.page.view, Key.Key_PageDown, CONTROL)
    assert tab.choice.classes.currentText() == names[-1]


def test_the_own_class_stands_first(opened: Opened):
    _, tab = opened("ha")
    assert tab.choice.classes.itemText(0) == "Lớp 6A · chủ nhiệm"


def test_what_was_open_is_open_again(opened: Opened, hoa_sen: ClassSchool):
    school, tab = opened("thom")
    tab._choose(hoa_sen.classes["7B"])
    again = type(tab)(school)
    again.activate()
    assert again.choice.class_id == hoa_sen.classes["7B"]
    assert again.page.head.title.text() == "Lớp 7B"
    again.leave()
    again.deleteLater()


def test_a_class_of_others_is_not_gone_to(opened: Opened, hoa_sen: ClassSchool):
    _, tab = opened("thom")
    assert tab.go(Destination("roster", class_id=hoa_sen.classes["7B"]))
    assert not tab.go(Destination("roster", class_id=UUID(int=7)))
    assert tab.choice.class_id == hoa_sen.classes["7B"]


def test_a_year_is_chosen(opened: Opened):
    _, tab = opened("thom")
    assert tab.choice.years.count() >= 1
    year = tab.choice.years.currentData()
    tab.choice.years.activated.emit(tab.choice.years.currentIndex())
    assert tab._year == year
    assert tab.page.book is not None


def test_the_name_of_the_class_is_never_cut(opened: Opened, qtbot: QtBot):
    _, tab = opened("ha")
    box = tab.choice.classes
    name = "Lớp 6A1 chuyên Toán, Tin và tiếng Anh · chủ nhiệm"
    box.setItemText(0, name)
    words = box.fontMetrics().horizontalAdvance(name)
    qtbot.waitUntil(lambda: box.width() > words, timeout=2_000)
