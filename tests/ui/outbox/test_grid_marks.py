"""What the sheet of a connected school shows of entries that wait, clashed or were turned down."""

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import Shell
from desktop.commands.comments import TextCell, WriteComments
from desktop.commands.locks import LockBooks
from desktop.commands.refusals import Choice
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.terms import Term
from desktop.ui.gradebook.cell_menu import cell_menu
from desktop.ui.gradebook.course_book import CourseBook
from desktop.ui.gradebook.course_columns import AVERAGE, COMMENT
from desktop.ui.gradebook.tab import GradebookTab
from desktop.ui.grid.sheet import CellView, State
from desktop.ui.outbox.page import OutboxPage
from desktop.ui.places import Destination
from desktop.ui.window import Window
from tests.sync.online import Online
from tests.ui.served import SOON, connect, wait_until_in_step

pytestmark = pytest.mark.postgres


class Sheet:
    """Toán 6A, open in cô Hà's window."""

    def __init__(self, qtbot: QtBot, window: Window, online: Online) -> None:
        self.qtbot, self.window, self.online = qtbot, window, online
        course_id = online.central.ids["toan 6A"]
        assert window.go(Destination(GradebookTab.KEY, course_id=course_id, term=Term.I))
        tab = window.stack.currentWidget()
        assert isinstance(tab, GradebookTab)
        self.tab = tab

    @property
    def book(self) -> CourseBook:
        assert self.tab.course.book is not None
        return self.tab.course.book

    def at(self, nth: int, key: str = "1") -> tuple[int, int]:
        pupil = self.online.central.pupils[nth]
        row = next(i for i, one in enumerate(self.book.pupils) if one.student_id == pupil)
        return row, self.book.find(key)

    def cell(self, nth: int, key: str = "1") -> CellView:
        return self.book.cell(*self.at(nth, key))

    def wait(self, state: int, nth: int, key: str = "1") -> CellView:
        """Until the cell is in that state, or with 0 in none of those of the way to the server."""
        ways = State.WAITING | State.CONFLICT | State.REFUSED | State.DRAFT
        self.qtbot.waitUntil(lambda: self.cell(nth, key).state & ways == state, timeout=SOON)
        return self.cell(nth, key)

    def decide(self, nth: int, key: str = "1") -> OutboxPage:
        """The link of the cell line."""
        self.tab.course.view.go(*self.at(nth, key))
        self.tab.course.acts.decide()
        page = self.window.stack.currentWidget()
        assert isinstance(page, OutboxPage)
        return page


@pytest.fixture
def sheet(qtbot: QtBot, shell: Shell, online: Online) -> Sheet:
    connect(qtbot, shell, online, "ha")
    return Sheet(qtbot, wait_until_in_step(qtbot, shell), online)


def choose(page: OutboxPage, choice: Choice) -> None:
    assert page.card is not None
    made = page.card.buttons[choice]
    assert isinstance(made, QPushButton)
    made.click()


def lock(online: Online, *kinds: LockKind) -> None:
    ids = online.central.ids
    online.central.do(
        "hieutruong",
        LockBooks(
            school_year_id=ids["year"], reach=LockReach.CLASS, reach_id=ids["6A"], term=Term.I,
            kinds=kinds, reason="Hết đợt",
        ),
    )  # fmt: skip


def test_an_entry_waits_until_the_server_has_it(sheet: Sheet) -> None:
    sheet.book.put([(*sheet.at(0), sheet.online.central.marks({0: 80}).cells[0].mark)])
    assert sheet.cell(0).state & State.WAITING
    assert "chờ gửi" in sheet.cell(0).sentence
    assert sheet.wait(0, 0).text == "8"


def test_a_clash_shows_both_values_until_its_author_has_chosen(sheet: Sheet) -> None:
    central = sheet.online.central
    central.say("ha", central.marks({0: 70}))
    sheet.window.school.do(central.marks({0: 80, 1: 95}))
    cell = sheet.wait(State.CONFLICT, 0)
    assert cell.text == "8|7"
    assert "chờ chọn" in sheet.cell(0, AVERAGE).text
    good = sheet.wait(State.REFUSED, 1)  # it could have been entered, but was not yet
    assert good.text == ""
    assert "Máy chủ không ghi: 9,5" in good.sentence
    page = sheet.decide(0)
    choose(page, Choice.AGAIN)
    assert sheet.wait(0, 0).text == "8"
    assert sheet.wait(0, 1).text == "9,5"


def test_the_sheet_is_clean_at_once_when_the_books_value_is_kept(sheet: Sheet) -> None:
    central = sheet.online.central
    central.say("ha", central.marks({0: 70}))
    sheet.window.school.do(central.marks({0: 80}))
    sheet.wait(State.CONFLICT, 0)
    choose(sheet.decide(0), Choice.THEIRS)
    assert sheet.wait(0, 0).text == "7"


def test_what_a_lock_kept_out_has_a_corner_and_as_a_draft_a_sheet(sheet: Sheet) -> None:
    central = sheet.online.central
    sheet.book.put([(*sheet.at(0), central.marks({0: 70}).cells[0].mark)])
    assert sheet.wait(0, 0).text == "7"
    lock(sheet.online, LockKind.REGULAR)
    sheet.window.school.do(central.marks({0: 80}, seen={0: 70}))
    cell = sheet.wait(State.REFUSED, 0)
    assert cell.text == "7"
    assert cell.sentence.startswith("Máy chủ không ghi: 8. ")
    choose(sheet.decide(0), Choice.KEPT)
    draft = sheet.wait(State.DRAFT, 0)
    assert (draft.text, draft.state & State.PROBLEM) == ("7", 0)
    assert draft.sentence.startswith("Giữ lại chờ lập biên bản: 8. ")


def test_the_link_and_the_menu_lead_to_the_very_command(sheet: Sheet) -> None:
    central = sheet.online.central
    lock(sheet.online, LockKind.REGULAR)
    sheet.window.school.do(central.marks({0: 80}))
    done = sheet.window.school.do(central.marks({1: 60}))
    sheet.wait(State.REFUSED, 1)
    page = sheet.decide(1)
    assert page.list.key == done.command_id
    page.close_button.click()
    menu = cell_menu(sheet.tab.course.acts, sheet.book, *sheet.at(1))
    assert menu.actions()[0].text() == "Quyết định về giá trị chưa được ghi"
    plain = cell_menu(sheet.tab.course.acts, sheet.book, *sheet.at(2))
    assert plain.actions()[0].text() != "Quyết định về giá trị chưa được ghi"


def test_a_comment_that_was_turned_down_has_its_corner_too(sheet: Sheet) -> None:
    central = sheet.online.central
    lock(sheet.online, LockKind.COMMENT)
    text = TextCell(central.pupils[0], "Chăm học")
    sheet.window.school.do(
        WriteComments(course_id=central.ids["toan 6A"], term=Term.I, cells=(text,))
    )
    cell = sheet.wait(State.REFUSED, 0, COMMENT)
    assert cell.text == ""
    assert "Chăm học" in cell.sentence
    assert sheet.decide(0, COMMENT).list.key is not None
