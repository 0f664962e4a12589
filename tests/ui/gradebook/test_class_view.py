"""The class view: conduct, absences and remarks typed in, what is missing, the year."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from desktop.queries.class_view import ClassView, class_view
from desktop.rules.locks import LockKind
from desktop.rules.terms import Level, Term
from desktop.ui.gradebook.class_page import ClassPage
from desktop.ui.gradebook.class_sheet import ClassSheetBook
from desktop.ui.gradebook.conduct_entry import CONDUCT, EXCUSED, REMARK, UNEXCUSED
from desktop.ui.gradebook.missing_popover import MissingPopover
from desktop.ui.gradebook.why_popover import WhyPopover
from desktop.ui.grid.sheet import State
from desktop.ui.places import Destination
from tests.ui.gradebook.conftest import Opener
from tests.ui.gradebook.taught_school import SCORED, TaughtSchool
from tests.ui.keys import CONTROL, press, type_text


@pytest.fixture
def page(opener: Opener, hoa_sen: TaughtSchool) -> ClassPage:
    """The homeroom teacher's class in term I."""
    tab = opener()
    assert tab.go(Destination("gradebook", class_id=hoa_sen.class_id, term=Term.I))
    opener.focus(tab.class_page.view)
    return tab.class_page


def book_of(page: ClassPage) -> ClassSheetBook:
    assert page.book is not None
    return page.book


def stored(page: ClassPage, when: Term | None = Term.I) -> ClassView:
    book = book_of(page)
    return book.school.ask(class_view, book.class_id, when, book.today)


def type_at(page: ClassPage, row: int, key: str, text: str) -> None:
    page.view.go(row, book_of(page).find(key))
    type_text(page.view, text)
    press(page.view, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("T", Level.TOT),
        ("k", Level.KHA),
        ("đ", Level.DAT),
        ("C", Level.CHUA_DAT),
        ("khá", Level.KHA),
    ],
)
def test_conduct_is_typed_by_its_letter(page: ClassPage, typed: str, level: Level) -> None:
    type_at(page, 0, CONDUCT, typed)
    assert stored(page).lines[0].conduct.level is level
    cell = page.view.sheet_model.cell(0, book_of(page).find(CONDUCT))
    assert (cell.text, cell.level) == (level.label, int(level))


def test_absences_and_remark_go_into_the_same_line(page: ClassPage) -> None:
    type_at(page, 0, CONDUCT, "T")
    type_at(page, 0, EXCUSED, "3")
    type_at(page, 0, UNEXCUSED, "1")
    type_at(page, 0, REMARK, "Ngoan")
    fact = stored(page).lines[0].conduct
    assert (fact.level, fact.excused, fact.unexcused, fact.remark) == (Level.TOT, 3, 1, "Ngoan")
    press(page.view, Qt.Key.Key_Z, CONTROL)
    assert stored(page).lines[0].conduct.remark == ""
    assert stored(page).lines[0].conduct.unexcused == 1


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [(CONDUCT, "giỏi", "Mức rèn luyện"), (EXCUSED, "2,5", "số nguyên"), (UNEXCUSED, "999", "250")],
)
def test_what_does_not_fit_stays_as_typed(page: ClassPage, key: str, typed: str, said: str) -> None:
    type_at(page, 0, key, typed)
    cell = page.view.sheet_model.cell(0, book_of(page).find(key))
    assert cell.text == typed
    assert cell.state & State.INVALID
    assert said in cell.sentence
    assert stored(page).lines[0].conduct.entered_by == ""


def test_a_block_of_levels_is_pasted_in_one_step(page: ClassPage) -> None:
    page.view.go(0, book_of(page).find(CONDUCT))
    QApplication.clipboard().setText("T\t2\nKhá\t0\nĐạt\t1")
    press(page.view, Qt.Key.Key_V, CONTROL)
    found = [(x.conduct.level, x.conduct.excused) for x in stored(page).lines[:3]]
    assert found == [(Level.TOT, 2), (Level.KHA, 0), (Level.DAT, 1)]
    press(page.view, Qt.Key.Key_Z, CONTROL)
    assert {x.conduct.level for x in stored(page).lines} == {None}


def test_the_foot_counts_levels_in_words(page: ClassPage) -> None:
    type_at(page, 0, CONDUCT, "T")
    type_at(page, 1, CONDUCT, "K")
    page._after()
    assert "Rèn luyện: Tốt 1, Khá 1, chưa có 50" in page.foot.accessibleDescription()


def test_locked_conduct_says_by_whom(opener: Opener, hoa_sen: TaughtSchool) -> None:
    hoa_sen.lock((LockKind.CONDUCT,))
    tab = opener()
    assert tab.go(Destination("gradebook", class_id=hoa_sen.class_id, term=Term.I))
    page = tab.class_page
    cell = book_of(page).cell(0, book_of(page).find(CONDUCT))
    assert cell.state & State.LOCKED
    assert "Trần Thu Hương khóa" in cell.sentence
    type_at(page, 0, CONDUCT, "T")
    assert stored(page).lines[0].conduct.level is None


def test_the_principal_sees_conduct_but_does_not_enter_it(
    opener: Opener, hoa_sen: TaughtSchool
) -> None:
    tab = opener("huong")
    assert tab.go(Destination("gradebook", class_id=hoa_sen.class_id, term=Term.I))
    page = tab.class_page
    type_at(page, 0, CONDUCT, "T")
    assert stored(page).lines[0].conduct.level is None
    cell = book_of(page).cell(0, book_of(page).find(CONDUCT))
    assert "giáo viên chủ nhiệm nhập (Nguyễn Thu Hà)" in cell.sentence


def test_missing_names_course_column_and_teacher_and_leads_there(
    opener: Opener, hoa_sen: TaughtSchool
) -> None:
    tab = opener()
    assert tab.go(Destination("gradebook", class_id=hoa_sen.class_id, term=Term.I))
    page = tab.class_page
    assert page.lacking.text() == f"Còn thiếu {len(SCORED) + 1} môn"
    page.lacking.click()
    popover = page.findChildren(MissingPopover)[-1]
    item = popover.list.items[0]
    assert item.title == "Toán · ĐĐGtx 1"
    assert "còn 52 ô · Nguyễn Thu Hà" in item.second
    press(popover.list, Qt.Key.Key_Return)
    assert tab.pages.currentWidget() is tab.course
    assert tab.course.book is not None
    assert tab.course.book.course_id == hoa_sen.courses["TOAN"]


def test_the_year_shows_what_follows_from_both_terms(opener: Opener, hoa_sen: TaughtSchool) -> None:
    first = hoa_sen.pupils[0]
    with hoa_sen.opened() as school:
        for term in Term:
            for code in SCORED:
                hoa_sen.enter(school, code, first, ("9",) * 5, term)
            hoa_sen.enter(school, "GDTC", first, ("Đ",) * 4, term)
    tab = opener()
    page = tab.class_page
    for term in Term:
        assert tab.go(Destination("gradebook", class_id=hoa_sen.class_id, term=term))
        row = book_of(page).row_of(first)
        type_at(page, row, CONDUCT, "T")
        type_at(page, row, EXCUSED, "2")
    page.periods.buttons["year"].click()
    book = book_of(page)
    row = book.row_of(first)
    shown = [book.cell(row, book.find(key)).text for key in ("learning", "conduct", "excused")]
    assert shown == ["Tốt", "Tốt", "4"]
    assert book.cell(row, book.find("title")).text == "Xuất sắc"
    assert book.cell(row, book.find("promotion")).text == "Lên lớp"
    page.view.go(row, book.find("promotion"))
    page.ask_why()
    assert "Được lên lớp." in page.findChildren(WhyPopover)[-1].why.text


def test_all_subjects_stand_beside_each_other_at_1366(
    opener: Opener, hoa_sen: TaughtSchool
) -> None:
    tab = opener()
    assert tab.go(Destination("gradebook", class_id=hoa_sen.class_id, term=Term.I))
    QApplication.processEvents()
    view = tab.class_page.view
    assert view.horizontalScrollBar().maximum() == 0
    assert view.viewport().rect().contains(QPoint(view.viewport().width() - 1, 1))
