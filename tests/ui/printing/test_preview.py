"""The preview is the PDF; choices, pages and zoom."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.printing.forms import CLASS_LIST, FORMS, LABELS, MEAL_ROLL, TEACHER_BOOK
from desktop.queries.printable import printable
from desktop.rules.instants import school_day
from desktop.ui.printing.choice import Pages, page_numbers
from desktop.ui.printing.pdf import Pdf
from desktop.ui.printing.tab import PrintingTab
from desktop.ui.theme import apply_theme
from tests.ui.keys import CONTROL, press
from tests.ui.office_school import OfficeSchool
from tests.ui.printing.conftest import Opener, settle


def choose(qtbot: QtBot, tab: PrintingTab, combo: QWidget, data: object) -> None:
    """As with the mouse: set the row and tell."""
    at = combo.findData(data)  # type: ignore[attr-defined]
    assert at >= 0
    combo.setCurrentIndex(at)  # type: ignore[attr-defined]
    combo.activated.emit(at)  # type: ignore[attr-defined]
    settle(qtbot, tab)


def text_of(tab: PrintingTab, page: int) -> str:
    assert tab.proof is not None
    pdf = Pdf(tab.proof.content)
    try:
        text = pdf._document[page].get_textpage().get_text_range()
    finally:
        pdf.close()
    return str(text)


def test_the_first_class_is_previewed_whole(opened: Opener):
    tab = opened()
    assert tab.proof is not None
    assert tab.preview.pdf is not None
    assert tab.preview.pdf.count == len(tab.proof.pages) == tab.proof.pages[0].total
    assert tab.panel.print.text() == f"In {len(tab.proof.pages)} trang…"
    assert tab.bar.number.text() == f"Trang 1 / {len(tab.proof.pages)}"
    assert "Lớp: 6A" in text_of(tab, 0)
    assert not tab.preview.sheet.picture.isNull()


def test_parts_paper_and_class_change_the_preview(opened: Opener, qtbot: QtBot):
    tab = opened()
    for key, box in tab.panel.parts.items():
        box.setChecked(key == "marks-1")
    settle(qtbot, tab)
    assert tab.proof is not None
    assert {page.part for page in tab.proof.pages} == {"marks-1"}
    tab.panel.paper.buttons["A4"].click()
    choose(qtbot, tab, tab.panel.who, str(tab.books.classes[1].class_id))
    assert {page.paper for page in tab.proof.pages} == {"A4"}
    assert "Toán".upper() in text_of(tab, 1) + text_of(tab, 2)
    assert tab.proof.books[0] == "Lớp 6B"


def test_whole_school_is_one_document_with_books(opened: Opener, qtbot: QtBot):
    tab = opened()
    choose(qtbot, tab, tab.panel.who, "all")
    assert tab.proof is not None
    assert list(dict.fromkeys(tab.proof.books)) == ["Lớp 6A", "Lớp 6B"]
    assert tab.bar.pages.itemText(0).startswith("Lớp 6A · 1 · ")
    assert not tab.panel.files.isHidden()


def test_chosen_pages(opened: Opener, qtbot: QtBot):
    tab = opened()
    choose(qtbot, tab, tab.panel.pages, Pages.CHOSEN.value)
    assert not tab.panel.print.isEnabled()
    assert "Ghi số trang" in tab.panel.print.toolTip()
    tab.panel.numbers.setText("2–3, 5")
    tab.panel.numbers.editingFinished.emit()
    settle(qtbot, tab)
    assert tab.proof is not None
    assert [page.number for page in tab.proof.pages] == [2, 3, 5]
    assert tab.bar.number.text().startswith("Trang 2 / ")
    tab.panel.numbers.setText("hai")
    tab.panel.numbers.editingFinished.emit()
    settle(qtbot, tab)
    assert "“hai”" in tab.panel.numbers_said.text()
    assert tab.panel.numbers_said.isVisible()


def test_nothing_chosen_says_what_to_do(opened: Opener, qtbot: QtBot):
    tab = opened()
    for box in tab.panel.parts.values():
        box.setChecked(False)
    settle(qtbot, tab)
    assert tab.stack.currentWidget() is tab.empty
    assert tab.empty.sentence.text() == "Chưa chọn phần nào để in"
    assert not tab.panel.save.isEnabled()


def test_keys_turn_and_zoom(opened: Opener):
    tab = opened()
    preview = tab.preview
    preview.setFocus()
    press(preview, Qt.Key.Key_PageDown, CONTROL)
    assert (preview.page, tab.bar.pages.currentIndex()) == (1, 1)
    press(preview, Qt.Key.Key_End)
    assert tab.proof is not None
    assert preview.page == len(tab.proof.pages) - 1
    assert not tab.bar.after.isEnabled()
    assert tab.bar.after.toolTip() == "Đây là trang cuối."
    press(preview, Qt.Key.Key_Home)
    assert preview.page == 0
    wide = preview.sheet.picture.width()
    press(preview, Qt.Key.Key_Plus, CONTROL)
    assert preview.mode.isdigit()
    assert preview.sheet.picture.width() > wide
    assert tab.school.preference("printing.zoom", "") == preview.mode
    press(preview, Qt.Key.Key_0, CONTROL)
    assert preview.sheet.picture.width() == wide


def test_page_down_scrolls_before_it_turns(opened: Opener):
    preview = opened().preview
    bar = preview.verticalScrollBar()
    assert bar.maximum() > 0
    press(preview, Qt.Key.Key_PageDown)
    assert preview.page == 0
    assert bar.value() > 0
    bar.setValue(bar.maximum())
    press(preview, Qt.Key.Key_PageDown)
    assert (preview.page, bar.value()) == (1, 0)


def test_control_wheel_zooms(opened: Opener):
    preview = opened().preview
    before = preview.sheet.picture.width()
    wheel = QWheelEvent(
        QPointF(50, 50), QPointF(50, 50), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        CONTROL, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(preview.viewport(), wheel)
    assert preview.sheet.picture.width() > before


def test_a_teacher_prints_only_her_own_book(opened: Opener, qtbot: QtBot, hoa_sen: OfficeSchool):
    tab = opened("lan")
    assert tab.panel.form is TEACHER_BOOK
    keys = [item.key for item in tab.forms.items if item.key]
    assert keys == [TEACHER_BOOK.key, CLASS_LIST.key, LABELS.key]
    assert tab.proof is not None
    whole = len(tab.proof.pages)
    choose(qtbot, tab, tab.panel.course, str(hoa_sen.courses["6B", "VAN"]))
    assert len(tab.proof.pages) < whole
    assert {p.key.split("/")[1:3] == ["6B", "VAN"] for p in tab.proof.pages if "/" in p.key} == {
        True
    }
    marks = next(n for n, page in enumerate(tab.proof.pages) if page.key.endswith("marks"))
    assert "7,5" in text_of(tab, marks)
    tab.panel.filled.buttons["blank"].click()
    settle(qtbot, tab)
    assert "7,5" not in text_of(tab, marks)


def test_the_office_prints_what_it_may(hoa_sen: OfficeSchool, opened: Opener):
    school = opened("thom").school
    books = school.ask(printable, school_day(school.now()))
    assert [c.name for c in books.classes] == ["6A", "6B"]
    assert [t.name for t in books.teachers] == ["Nguyễn Thị Lan"]
    mine = opened("lan").school.ask(printable, school_day(school.now()))
    assert mine.classes == ()
    assert len(mine.teachers[0].courses) == 4


def test_another_person_changes_a_mark_and_the_preview_follows(
    opened: Opener, qtbot: QtBot, hoa_sen: OfficeSchool
):
    tab = opened("lan")
    assert tab.proof is not None
    before = tab.proof.content
    tab.school.do(hoa_sen.mark("6A", "TOAN", 0, 95, 60))
    settle(qtbot, tab)
    assert tab.proof.content != before


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("", set()), ("7", {7}), ("5-7, 11", {5, 6, 7, 11}), ("2 – 3; 2", {2, 3})],
)
def test_page_numbers(text: str, numbers: set[int]):
    assert page_numbers(text) == numbers


@pytest.mark.parametrize("text", ["bảy", "7-", "9-3", "1.5"])
def test_page_numbers_that_cannot_be_read(text: str):
    with pytest.raises(ValueError) as caught:
        page_numbers(text)
    assert text.split(",", maxsplit=1)[0] in str(caught.value)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1366, 620), (1093, 468)])
def test_it_fits_and_everything_has_a_name(
    opened: Opener, qtbot: QtBot, width: int, height: int, theme: str
):
    apply_theme(theme)
    tab = opened()
    tab.resize(width, height)
    assert tab.minimumSizeHint().width() <= width
    assert tab.minimumSizeHint().height() <= height
    assert tab.width() == width
    assert tab.forms.isVisible() is (width > 1200)
    assert tab.panel.forms.isVisible() is (width <= 1200)
    unnamed = [
        widget
        for widget in tab.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
    ]
    assert unnamed == []
    apply_theme("light")


def test_forms_of_the_list_are_those_of_the_register(opened: Opener):
    """But for the meals, which no class of this school has."""
    tab = opened()
    keys = {item.key for item in tab.forms.items if item.key}
    assert keys == FORMS.keys() - {MEAL_ROLL.key}
    assert {tab.panel.forms.itemData(at) for at in range(tab.panel.forms.count())} == keys


def test_the_last_book_is_remembered(opened: Opener, qtbot: QtBot, hoa_sen: OfficeSchool):
    tab = opened()
    choose(qtbot, tab, tab.panel.who, str(hoa_sen.classes["6B"]))
    assert opened().panel.who.currentText() == "6B"
