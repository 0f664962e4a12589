"""The tab around the sheets: what is listed, remembered, brought in, and how it fits a screen."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.queries.years import YearFacts
from desktop.rules.marks import FINAL, Mark
from desktop.rules.terms import Term
from desktop.ui.gradebook.side import Spot
from desktop.ui.gradebook.tab import GradebookTab
from desktop.ui.gradebook.transfer import exchange_book, export_to
from desktop.ui.gradebook.typed_day import NotADay, read_day
from desktop.ui.importing.marks_preview import marks_source
from desktop.ui.kit.ask import Ask
from desktop.ui.places import Destination
from tests.ui.gradebook.conftest import Opener
from tests.ui.gradebook.taught_school import SCORED, TaughtSchool
from tests.ui.keys import click, drag, press, type_text

_NOBODY = UUID(int=0)


def test_the_list_tells_what_is_missing(tab: GradebookTab) -> None:
    items = tab.side.list.items
    assert [item.title for item in items if item.key is None] == ["Tôi dạy", "Tôi chủ nhiệm"]
    assert items[0].second == f"{len(SCORED) + 1} lớp–môn"
    assert (items[1].title, items[1].second) == ("Toán · 6A", "chưa có điểm")
    assert items[-1].second == "xem theo lớp · 52 học sinh"


def test_the_last_place_is_remembered(opener: Opener, hoa_sen: TaughtSchool) -> None:
    tab = opener()
    tab.side.term.setCurrentIndex(1)
    tab.side.turned.emit()
    tab.side.list.chosen.emit(Spot(hoa_sen.class_id, hoa_sen.courses["VAN"]))
    tab = opener()
    book = tab.course.book
    assert book is not None
    assert (book.course_id, book.term) == (hoa_sen.courses["VAN"], Term.II)
    assert tab.side.term_now() is Term.II
    assert tab.side.list.key == Spot(hoa_sen.class_id, hoa_sen.courses["VAN"])


def test_a_task_leads_to_the_very_cell(tab: GradebookTab, hoa_sen: TaughtSchool) -> None:
    place = Destination(
        "gradebook", course_id=hoa_sen.courses["KHTN"], term=Term.I, column=FINAL,
        student_id=hoa_sen.pupils[4],
    )  # fmt: skip
    assert tab.go(place)
    book = tab.course.book
    assert book is not None
    assert book.facts.course.subject_code == "KHTN"
    assert tab.course.view.current == (book.row_of(hoa_sen.pupils[4]), book.find(str(FINAL)))
    assert not tab.go(Destination("tasks"))


def test_typing_is_settled_when_the_course_is_left(
    tab: GradebookTab, hoa_sen: TaughtSchool
) -> None:
    book, view = tab.course.book, tab.course.view
    assert book is not None
    view.go(0, 2)
    type_text(view, "9")
    assert view.entry.is_open
    tab.side.list.chosen.emit(Spot(hoa_sen.class_id, hoa_sen.courses["VAN"]))
    assert book.facts_now().cells[book.place(0, 2)[0], 1].mark == Mark(tenths=90)


def test_a_mark_is_saved_when_the_window_closes_on_an_open_cell(
    opener: Opener, hoa_sen: TaughtSchool
) -> None:
    tab = opener()
    for page, view in ((tab.course, tab.course.view), (tab.class_page, tab.class_page.view)):
        if page is tab.class_page:
            assert tab.go(Destination("gradebook", class_id=hoa_sen.class_id, term=Term.I))
            opener.focus(view)
        type_text(view, "9" if page is tab.course else "T")
        assert view.entry.is_open
    assert tab.settle()
    tab.leave()
    opener.close()
    QApplication.processEvents()
    tab = opener()
    assert tab.class_page.view.sheet_model.cell(0, 12).text == "Tốt"
    assert tab.go(Destination("gradebook", course_id=hoa_sen.courses["TOAN"], term=Term.I))
    assert tab.course.view.sheet_model.cell(0, 2).text == "9"


def test_what_was_exported_comes_back_unchanged_and_changed(
    tab: GradebookTab, hoa_sen: TaughtSchool, tmp_path: Path, qtbot: QtBot
) -> None:
    book = tab.course.book
    assert book is not None
    tab.course.view.go(0, 2)
    type_text(tab.course.view, "9")
    press(tab.course.view, Qt.Key.Key_Return)
    file = tmp_path / "Điểm.xlsx"
    assert "Đã xuất bảng điểm Toán · 6A" in export_to(book, file)
    tab.course.view.go(0, 2)
    type_text(tab.course.view, "5")
    press(tab.course.view, Qt.Key.Key_Return)
    tab.course.bring.click()
    page = tab.importing
    assert tab.pages.currentWidget() is page
    page.begin(marks_source(exchange_book(book)), file)
    qtbot.waitUntil(lambda: page.review.preview is not None)
    assert page.review.preview is not None
    assert page.review.preview.to_write == 1
    page.primary.click()
    assert tab.pages.currentWidget() is tab.course
    assert tab.course.view.sheet_model.cell(0, 2).text == "9"
    tab.course.notice.act.click()
    assert tab.course.view.sheet_model.cell(0, 2).text == "5"


def test_an_export_that_cannot_be_written_says_so(tab: GradebookTab, tmp_path: Path) -> None:
    book = tab.course.book
    assert book is not None
    said = export_to(book, tmp_path / "không có" / "x.xlsx")
    assert "Đã xuất" not in said
    assert said


@pytest.mark.parametrize(("width", "height"), [(1366, 620), (1093, 468)])
@pytest.mark.parametrize("account", ["ha", "huong"])
def test_both_pages_fit_the_screens_of_schools(
    opener: Opener, hoa_sen: TaughtSchool, account: str, width: int, height: int
) -> None:
    """The window's client area less its tab band and status bar."""
    tab = opener(account, (width, height))
    for place in (
        Destination("gradebook", course_id=hoa_sen.courses["TOAN"], term=Term.II),
        Destination("gradebook", class_id=hoa_sen.class_id, term=Term.II),
    ):
        assert tab.go(place)
        QApplication.processEvents()
        assert (tab.width(), tab.height()) == (width, height)
        least = tab.minimumSizeHint()
        assert least.width() <= width
        assert least.height() <= height
        for made in tab.findChildren(QAbstractButton):
            if made.isVisibleTo(tab) and not made.visibleRegion().isEmpty():
                needed = made.sizeHint().width()
                assert made.width() >= min(needed, made.maximumWidth()), made.accessibleName()


def test_the_panel_closes_in_a_narrow_window_and_is_remembered(opener: Opener) -> None:
    tab = opener()
    assert tab.course.panel.isVisible()
    tab.course.spread.click()
    assert not tab.course.panel.isVisible()
    tab = opener()
    assert not tab.course.panel.isVisible()
    tab.course.spread.click()
    tab.resize(1093, 468)
    QApplication.processEvents()
    assert not tab.course.panel.isVisible()
    assert tab.course.more.button.isVisible()


def test_the_spread_is_told_in_words(tab: GradebookTab) -> None:
    view = tab.course.view
    view.go(0, 2)
    for text in ("3", "4", "6", "7", "9"):
        type_text(view, text)
        press(view, Qt.Key.Key_Return)
    tab.course.panel.look_again()
    assert tab.course.panel.chart.accessibleDescription() == (
        "5 trên 52 học sinh đã có. 0–3,4: 1, 3,5–4,9: 1, 5–6,4: 1, 6,5–7,9: 1, 8–10: 1."
    )


def test_the_panel_opens_at_the_column_of_the_cursor(
    tab: GradebookTab,
) -> None:
    course = tab.course
    course.spread.click()  # away
    course.view.go(0, 3)
    course.spread.click()
    assert course.book is not None
    assert course.panel.choice.currentData() == course.book.columns[3].key


def test_who_opens_the_tab_types_into_the_cell(tab: GradebookTab, hoa_sen: TaughtSchool) -> None:
    tab.side.year.setFocus()
    assert tab.go(Destination("gradebook", course_id=hoa_sen.courses["KHTN"], term=Term.I))
    assert tab.course.view.hasFocus()
    tab.side.year.setFocus()
    tab.setFocus()
    assert tab.course.view.hasFocus()


def test_every_control_has_a_name_and_says_why_it_is_off(
    opener: Opener, hoa_sen: TaughtSchool
) -> None:
    tab = opener("huong")
    assert tab.go(Destination("gradebook", course_id=hoa_sen.courses["TOAN"], term=Term.I))
    kinds = (QAbstractButton, QComboBox, QLineEdit)
    for kind in kinds:
        for made in tab.findChildren(kind):
            if made.isVisibleTo(tab):
                assert made.accessibleName(), made
                assert made.isEnabled() or made.toolTip(), made.accessibleName()
    assert "Người nhập điểm: Nguyễn Thu Hà" in tab.course.bring.toolTip()


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("8/1", date(2027, 1, 8)),
        ("02-11", date(2026, 11, 2)),
        ("08/01/2027", date(2027, 1, 8)),
        ("8.1.27", date(2027, 1, 8)),
        (" ", None),
    ],
)
def test_a_day_is_read_within_the_school_year(typed: str, day: date | None) -> None:
    year = YearFacts(_NOBODY, 2026, date(2026, 9, 5), date(2027, 5, 31))
    assert read_day(typed, year) == day


@pytest.mark.parametrize("typed", ["31/02", "ngày mai", "8/13"])
def test_what_is_no_day_is_asked_about(typed: str) -> None:
    year = YearFacts(_NOBODY, 2026, date(2026, 9, 5), date(2027, 5, 31))
    with pytest.raises(NotADay) as wrong:
        read_day(typed, year)
    assert typed in wrong.value.sentence


def test_a_click_on_a_head_asks_for_the_test_date_and_a_drag_does_not(
    tab: GradebookTab, qtbot: QtBot
) -> None:
    head = tab.course.view.head
    asked: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Ask)
        asked.append(dialog.question.text())
        field = dialog.findChildren(QLineEdit)[0]
        field.setText("28/12")
        dialog.act.click()

    QTimer.singleShot(0, answer)
    place = QPoint(head.left_of(6) + 20, 40)
    click(head.viewport(), place)
    assert asked == ["ĐĐGck kiểm tra ngày nào?"]
    assert [line.text for line in tab.course.view.sheet_model.columns[6].lines] == [
        "KT 28/12", "hạn 12/01"
    ]  # fmt: skip
    drag(head.viewport(), place, place + QPoint(30, 0))
    assert len(asked) == 1


def test_widths_are_kept_for_the_person(opener: Opener) -> None:
    tab = opener()
    view = tab.course.view
    view.setColumnWidth(2, 90)
    view.head.resized.emit()
    tab = opener()
    assert tab.course.view.columnWidth(2) == 90
