"""The homeroom teacher's class: all subjects, levels, conduct by keys, the year."""

from typing import Any

from PySide6.QtCore import Qt

from desktop.queries.class_view import class_view as read_class
from desktop.queries.shelf import shelf
from desktop.rules.terms import Level, Term
from desktop.tour.entering import says
from desktop.tour.stage import Stage
from desktop.ui.gradebook.missing_popover import MissingPopover
from desktop.ui.gradebook.why_popover import WhyPopover
from desktop.ui.grid.sheet import State
from desktop.ui.places import Destination


def open_class(stage: Stage, term: Term) -> Any:
    """My own class in the gradebook; returns its page."""
    home = stage.memory["home"] = stage.ask(shelf, stage.today()).homeroom[0]
    tab = stage.tab("gradebook")
    place = Destination("gradebook", class_id=home.class_id, term=term)
    stage.must(tab.go(place), "the class opens")
    stage.must(tab.class_page.view.hasFocus(), "the keyboard is in the grid")
    return tab.class_page


def class_of_term(stage: Stage) -> None:
    """The whole class in a term, and why a level is what it is."""
    page = open_class(stage, Term.I)
    book = page.book
    stage.must(page.lacking.text() == "Đã đủ điểm", "term I is complete")
    stage.picture("xem-theo-lop", "Xem theo lớp: mọi môn, kết quả học tập, rèn luyện, buổi nghỉ")
    level = book.find("learning")
    raised = [r for r in range(len(book.rows)) if book.cell(r, level).state & State.RAISED]
    stage.must(raised, "somebody's level was raised (G-23)")
    page.view.go(raised[0], level)
    says(stage, page, "được điều chỉnh")
    page.why.click()
    stage.must(stage.shown(WhyPopover).why.title.startswith("Vì sao"), "the level is explained")
    stage.picture("vi-sao-muc", "Vì sao có mức này: môn quyết định, có được điều chỉnh hay không")
    stage.press(Qt.Key.Key_Escape)


def conduct_by_keys(stage: Stage) -> None:
    """Conduct levels are typed with one letter each."""
    page = open_class(stage, Term.II)
    at = page.book.find("conduct")
    page.view.go(0, at)
    for letter in ("t", "k", "đ", "t"):
        stage.enter(letter)
    view = stage.ask(read_class, stage.memory["home"].class_id, Term.II, stage.today())
    levels = [line.conduct.level for line in view.lines[:4]]
    stage.must(levels == [Level.TOT, Level.KHA, Level.DAT, Level.TOT], f"in the book: {levels}")
    stage.picture("ren-luyen", "Xếp rèn luyện bằng bàn phím: T, K, Đ, C; môn nào còn thiếu")
    stage.click(page.lacking)
    stage.must(stage.shown(MissingPopover), "who owes what is listed")
    stage.picture("con-thieu", "Còn thiếu: ai chưa nhập cột nào, nhấp để tới đó")
    stage.press(Qt.Key.Key_Escape)


def class_of_year(stage: Stage) -> None:
    """The year: results, promotion and titles as soon as there is enough for them."""
    page = open_class(stage, Term.II)
    stage.click(page.periods.buttons["year"])
    stage.must(page.book.when is None, "the year is shown")
    stage.picture("ca-nam", "Cả năm: kết quả, lên lớp, danh hiệu khi đã đủ dữ liệu")
    stage.click(page.periods.buttons[str(int(Term.II))])
