"""What can be done with the current cell of a course: explain, look back, choose, put a state."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.rules.marks import Mark
from desktop.ui.acts import Act
from desktop.ui.gradebook import course_cells as cells
from desktop.ui.gradebook import course_why
from desktop.ui.gradebook.cell_menu import cell_menu
from desktop.ui.gradebook.cell_popover import CellPopover
from desktop.ui.gradebook.choice_popover import ChoicePopover
from desktop.ui.gradebook.course_book import SHORTCUT, CourseBook
from desktop.ui.gradebook.course_columns import AVERAGE, YEAR
from desktop.ui.gradebook.history_popover import HistoryPopover
from desktop.ui.gradebook.makeup_dialog import ask_makeup, ask_zero
from desktop.ui.gradebook.test_date_dialog import ask_test_date
from desktop.ui.gradebook.why_popover import WhyPopover
from desktop.ui.grid.pane import SheetPane
from desktop.ui.kit.notice import GREEN, RED
from desktop.ui.places import OUTBOX, Destination


class CellActs(QObject):
    """Holds the one popover of the page; `book` is the sheet that is shown."""

    wrote = Signal()
    told = Signal(str, str)  # sentence, tone
    decision_wanted = Signal(object)  # Destination: what the server did not take

    def __init__(self, page: QWidget, pane: SheetPane) -> None:
        super().__init__(page)
        self.page, self.pane, self.view = page, pane, pane.view
        self.book: CourseBook | None = None
        self._popover: CellPopover | None = None
        pane.action_asked.connect(self._act_on)
        self.view.moved.connect(self.close)
        self.view.customContextMenuRequested.connect(self._menu_at)

    @property
    def ready(self) -> bool:
        """Whether there is a current cell at all."""
        return self.book is not None and bool(self.book.rows) and self.view.current[0] >= 0

    def _act_on(self, row: int, column: int) -> None:
        """The link at the right of the cell line."""
        acts = {
            cells.WHY: self.ask_why,
            cells.HISTORY: self.show_history,
            cells.CHOOSE: self.choose_value,
            cells.DROP: self.drop_kept,
            cells.DECIDE: self.decide,
        }
        act = acts.get(self.view.sheet_model.cell(row, column).action)
        if act is not None:
            act()

    # ---- popovers

    def ask_why(self) -> None:
        """Explain the average under the cursor, or the term's average of the current row."""
        book = self.book
        if book is None or not self.ready:
            return
        self.view.entry.close()
        row, column = self.view.current
        key = book.columns[column].key
        key = key if key in (AVERAGE, YEAR) else AVERAGE
        self._show(WhyPopover(self.page, course_why.why(book, row, key)), row, book.find(key))

    def show_history(self) -> None:
        """Each value of the current cell, who, when."""
        book = self.book
        if book is not None and self.ready:
            self.view.entry.close()
            at = self.view.current
            self._show(HistoryPopover(self.page, book, *at), *at)

    def choose_value(self) -> None:
        """Two people entered different values: choose, or leave it."""
        book, at = self.book, self.view.current
        if book is None or not self.ready or book.kept_at(book.place(*at)) is None:
            return
        popover = ChoicePopover(self.page, book, *at)
        popover.chosen.connect(lambda: self._rows_changed(at[0]))
        self._show(popover, *at)

    def _show(self, popover: CellPopover, row: int, column: int) -> None:
        self.close()
        self.pane.ways.hide()
        self._popover = popover
        popover.show_at(self.view.viewport(), self.view.cell_rect(row, column), self.view)

    def close(self) -> None:
        """Take the popover away."""
        popover, self._popover = self._popover, None
        if popover is not None and isValid(popover):
            popover.hide()
            popover.deleteLater()

    def decide(self) -> None:
        """Go to what the server did not take."""
        own = self.book.own_at(*self.view.current) if self.book is not None else None
        command_id = own.command_id if own is not None else None
        self.decision_wanted.emit(Destination(OUTBOX, command_id=command_id))

    # ---- what writes

    def drop_kept(self) -> None:
        """Let the kept text of the current cell go."""
        if self.book is not None and self.ready:
            self.book.drop_kept(*self.view.current)
            self._rows_changed(self.view.current[0])

    def put_mark(self, row: int, column: int, mark: Mark, *, brought_in: bool) -> None:
        """Mark what stands in a cell as brought in from another school, or not (G-36)."""
        if self.book is not None:
            why_not = self.book.put([(row, column, replace(mark, brought_in=brought_in))])
            if why_not:
                self.told.emit(why_not, RED)
            self._rows_changed(row)

    def ask_makeup(self) -> None:
        self._ask_state(ask_makeup)

    def ask_zero(self) -> None:
        self._ask_state(ask_zero)

    def _ask_state(self, ask: Callable[[QWidget, CourseBook, int, int], bool]) -> None:
        book = self.book
        if book is None or not self.ready:
            return
        self.view.entry.close()
        row, column = self.view.current
        closed = book.why_closed(row, column)
        if closed:
            self.told.emit(f"Chưa ghi gì: {closed}", RED)
        elif ask(self.page, book, row, column):
            self._rows_changed(row)

    def ask_test_date(self, column: int = -1) -> None:
        """On which day the test of a column was; the current column without an argument."""
        book = self.book
        if book is None or not self.ready:
            return
        self.view.entry.close()
        fact = book.fact(column if column >= 0 else self.view.current[1])
        if fact is not None and ask_test_date(self.page, book, fact):
            self.view.refresh()
            self.told.emit(f"Đã ghi ngày kiểm tra {fact.title}.", GREEN)
            self.wrote.emit()
            self.view.setFocus()

    def toggle_shortcut(self) -> None:
        """Read 75 as 7,5 from now on, or no longer (X-21)."""
        book = self.book
        if book is not None:
            on = not book.school.preference(SHORTCUT, default=False)
            book.school.keep_preference(SHORTCUT, on)
            book.reload()
            said = (
                "Từ giờ gõ 75 được ghi là 7,5." if on else "Từ giờ gõ 75 không đổi thành 7,5 nữa."
            )
            self.told.emit(said, GREEN)

    def _rows_changed(self, row: int) -> None:
        self.view.refresh([row])
        self.wrote.emit()
        self.view.setFocus()

    def _menu_at(self, point: QPoint) -> None:
        book = self.book
        if book is None or not self.ready:
            return
        rect = self.view.cell_rect(*self.view.current)
        at = point if rect.contains(point) else rect.bottomLeft()
        cell_menu(self, book, *self.view.current).popup(self.view.viewport().mapToGlobal(at))

    def acts(self) -> list[Act]:
        """For the palette and the page of keys."""
        return [
            Act("Vì sao? – giải thích điểm trung bình", self.ask_why, "Ctrl+?"),
            Act("Lịch sử của ô", self.show_history),
            Act("Chờ kiểm tra bù…", self.ask_makeup),
            Act("Không kiểm tra bù: ghi 0…", self.ask_zero),
            Act("Ngày kiểm tra của cột…", self.ask_test_date),
            Act("Gõ 75 thành 7,5: bật hoặc tắt", self.toggle_shortcut),
        ]
