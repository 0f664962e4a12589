"""The principal reads who looked at sensitive data, and narrows it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.commands.access import LogAccess, Look
from desktop.rules.access import AccessKind
from desktop.ui.admin.access_page import SIZE, AccessLogPage
from tests.ui.admin.conftest import Opener
from tests.ui.keys import press, type_text
from tests.ui.office_school import LATER, SECOND, OfficeSchool

DAY = 86_400 * SECOND


@pytest.fixture
def logged(hoa_sen: OfficeSchool) -> OfficeSchool:
    """Thơm looked at two cards and took a list out; Lan looked at one card a day later."""
    an, chau = hoa_sen.pupils["6A"][:2]
    class_id = hoa_sen.classes["6A"]
    with hoa_sen.opened("thom") as school:
        looks = (
            Look(AccessKind.CARD, LATER, student_id=an, class_id=class_id),
            Look(AccessKind.CARD, LATER, student_id=chau, class_id=class_id),
            Look(AccessKind.ROSTER_EXPORT, LATER + SECOND, class_id=class_id, count=5, note="Mẫu"),
        )
        school.do(LogAccess(looks=looks))
    with hoa_sen.opened("lan") as school:
        look = Look(AccessKind.CARD, LATER + DAY, student_id=an, class_id=class_id)
        school.do(LogAccess(looks=(look,)))
    return hoa_sen


def page_of(opened: Opener) -> AccessLogPage:
    page = opened(page="access").page
    assert isinstance(page, AccessLogPage)
    return page


def seen(page: AccessLogPage) -> list[tuple[str, str, str]]:
    return [(line.who, line.what.value, line.pupil) for line in page.lines.lines]


def test_all_of_it_the_newest_first(logged: OfficeSchool, opened: Opener):
    page = page_of(opened)
    assert seen(page)[0] == ("Nguyễn Thị Lan", "card", "Nguyễn Hoài An")
    assert len(seen(page)) == 4
    assert "4 lượt" in page.head.facts.words
    row = next(n for n, x in enumerate(page.lines.lines) if x.what is AccessKind.ROSTER_EXPORT)
    texts = [page.pane.view.sheet_model.cell(row, n).text for n in range(7)]
    assert texts[1:] == ["Cao Thị Thơm", "Xuất danh sách ra Excel", "", "6A", "5", "Mẫu"]


def test_narrowed_by_person_kind_pupil_and_days(logged: OfficeSchool, opened: Opener, qtbot: QtBot):
    page = page_of(opened)
    page.who.setCurrentIndex(page.who.findText("Cao Thị Thơm"))
    page.who.activated.emit(page.who.currentIndex())
    assert len(seen(page)) == 3
    page.what.setCurrentIndex(1)
    page.what.activated.emit(1)
    assert seen(page) == [("Cao Thị Thơm", "roster_export", "")]
    page.clear.click()
    assert len(seen(page)) == 4
    type_text(page.pupil, "hoai an")
    qtbot.waitUntil(lambda: len(seen(page)) == 2)
    type_text(page.first, f"{page.today:%d/%m/%Y}")
    page.narrow()
    before = len(seen(page))
    page.first.setText("01/01/2030")
    press(page.first, Qt.Key.Key_Return)
    assert before == 2
    assert seen(page) == []
    assert "không có lượt nào như vậy" in page.head.facts.words


def test_a_day_that_cannot_be_read_is_told(logged: OfficeSchool, opened: Opener):
    page = page_of(opened)
    page.last.setText("hôm qua")
    page.narrow()
    assert "chưa đọc được thành ngày" in page.head.facts.words
    assert len(seen(page)) == 4


def test_page_by_page_nothing_is_lost(logged: OfficeSchool, opened: Opener):
    many = 130
    with logged.opened("thom") as school:
        looks = tuple(
            Look(AccessKind.CARE_LIST, LATER + 2 * DAY + n // 40, count=n) for n in range(many)
        )
        school.do(LogAccess(looks=looks))
    page = page_of(opened)
    counts = [line.count for line in page.lines.lines]
    assert len(counts) <= SIZE
    while page.older.isEnabled():
        page.older.click()
        counts += [line.count for line in page.lines.lines]
    assert len(counts) == many + 4
    assert set(range(many)) <= set(counts)
    page.newer.click()
    assert page.older.isEnabled()


def test_only_for_the_leadership(hoa_sen: OfficeSchool):
    with hoa_sen.opened("thom") as school:
        assert not AccessLogPage.may_open(school)


@pytest.mark.parametrize("size", [(1366, 560), (1093, 410)])
def test_it_fits(logged: OfficeSchool, opened: Opener, size: tuple[int, int]):
    page = page_of(opened)
    tab = opened.tab
    assert tab is not None
    tab.resize(*size)
    QApplication.processEvents()
    hint = tab.minimumSizeHint()
    assert hint.width() <= size[0]
    assert hint.height() <= size[1]
    assert page.clear.width() >= page.clear.sizeHint().width()
