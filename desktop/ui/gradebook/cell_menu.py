"""The menu of a cell (Shift+F10, right button): what can be done here, and why not."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from desktop.queries.own_entries import OwnState
from desktop.rules.marks import Mark
from desktop.ui import icons
from desktop.ui.gradebook.course_book import SHORTCUT, CourseBook
from desktop.ui.gradebook.course_columns import AVERAGE, YEAR
from desktop.ui.gradebook.kept import KeptAs

if TYPE_CHECKING:
    from desktop.ui.gradebook.cell_acts import CellActs


def cell_menu(acts: "CellActs", book: CourseBook, row: int, column: int) -> QMenu:
    """The menu for one cell; disabled lines carry their reason."""
    menu = QMenu(acts.page)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    _kept_lines(menu, acts, book, row, column)
    if book.fact(column) is not None:
        why_not = book.why_closed(row, column)
        _line(menu, "Chờ kiểm tra bù…", acts.ask_makeup, "ri.calendar-2-line", why_not)
        _line(menu, "Không kiểm tra bù: ghi 0…", acts.ask_zero, "ri.forbid-line", why_not)
        _brought_in(menu, acts, book, row, column)
        menu.addSeparator()
        no_history = "" if book.facts.may_see_history else "Lịch sử mở cho người phụ trách lớp–môn"
        _line(menu, "Lịch sử của ô", acts.show_history, "ri.history-line", no_history)
        read_only = book.facts.read_only_reason
        day = "Ngày kiểm tra của cột…"
        _line(menu, day, acts.ask_test_date, "ri.calendar-check-line", read_only)
    if book.columns[column].key in (AVERAGE, YEAR):
        _line(menu, "Vì sao?", acts.ask_why, "ri.question-line")
    menu.addSeparator()
    if book.fact(column) is not None:
        shortcut = menu.addAction("Gõ 75 thành 7,5")
        shortcut.setCheckable(True)
        shortcut.setChecked(book.school.preference(SHORTCUT, default=False))
        shortcut.triggered.connect(lambda _checked=False: acts.toggle_shortcut())
        menu.addSeparator()
    entry = acts.view.entry
    _line(menu, "Chép", entry.copy, "ri.file-copy-line")
    _line(menu, "Dán", entry.paste, "ri.clipboard-line")
    return menu


def _kept_lines(menu: QMenu, acts: "CellActs", book: CourseBook, row: int, column: int) -> None:
    own = book.own_at(row, column)
    if own is not None and own.state is not OwnState.WAITING:
        _line(menu, "Quyết định về giá trị chưa được ghi", acts.decide, "ri.error-warning-line")
        menu.addSeparator()
    kept = book.kept_at(book.place(row, column))
    if kept is None:
        return
    if kept.why is KeptAs.CONFLICT:
        _line(menu, "Chọn giá trị…", acts.choose_value, "ri.git-merge-line")
    _line(menu, "Bỏ chữ đã gõ", acts.drop_kept, "ri.delete-bin-line")
    menu.addSeparator()


def _brought_in(menu: QMenu, acts: "CellActs", book: CourseBook, row: int, column: int) -> None:
    """Marks of a former school (G-36): only for those who may bring them in."""
    mark = book.mark(book.place(row, column)[0], int(book.place(row, column)[1]))
    if mark is None or not (book.facts.may_bring_in and book.facts.may_enter):
        return

    def turn(given: Mark = mark) -> None:
        acts.put_mark(row, column, given, brought_in=not given.brought_in)

    words = "Bỏ dấu điểm chuyển đến" if mark.brought_in else "Là điểm chuyển đến"
    _line(menu, words, turn, "ri.login-box-line", book.why_closed(row, column))


def _line(menu: QMenu, words: str, act: Callable[[], object], icon: str, why_not: str = "") -> None:
    made = menu.addAction(icons.icon(icon), words)
    made.setEnabled(not why_not)
    made.setToolTip(why_not or words)
    made.triggered.connect(lambda _checked=False: act())
