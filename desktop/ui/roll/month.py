"""The month of a class: head, notice, cell line over the grid of days, and the legend."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.commands.execute import Done
from desktop.rules.instants import school_day
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.grid.blocks import Block
from desktop.ui.grid.entry import Offer
from desktop.ui.grid.later import Later
from desktop.ui.grid.pane import SheetPane
from desktop.ui.grid.sheet import Outcome, Result
from desktop.ui.importing.roll_preview import roll_source
from desktop.ui.importing.written import Written
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.notice import AMBER, GREEN, RED, NoticeBar
from desktop.ui.kit.words import column, ground, hairline
from desktop.ui.places import Destination
from desktop.ui.roll.confirm import ChangeDialog, ConfirmDialog, StepDialog
from desktop.ui.roll.month_acts import MonthActs
from desktop.ui.roll.month_book import MonthBook
from desktop.ui.roll.month_columns import View
from desktop.ui.roll.month_facts import block_facts
from desktop.ui.roll.month_head import MonthHead
from desktop.ui.roll.month_legend import Legend
from desktop.ui.roll.month_steps import CONFIRM, MonthStep, step_back, step_on
from desktop.ui.roll.month_transfer import ask_export, exchange_book

SHEET: Final = "sheets"
"""The part of the printing tab that shows the sheet of a month."""
_NO_PUPILS: Final = "Lớp này chưa có học sinh."
_NO_PUPILS_HINT: Final = "Danh sách lớp nhập ở trang Danh sách."


class MonthView(QWidget):
    """Shows one `MonthBook` at a time; all writing goes through it."""

    facts = Signal(str)
    saved = Signal()
    wanted = Signal(object)  # Destination
    import_wanted = Signal(object)  # Source

    def __init__(self, school: School, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "page")
        self._school = school
        self.book: MonthBook | None = None
        self.dialog: Ask | None = None
        self.pane = SheetPane("Điểm danh tháng")
        self.view = self.pane.view
        self.acts = MonthActs(self, self.pane)
        self.head = MonthHead(
            {
                "bring": self.import_month, "send": self.export_month, "paper": self.print_sheet,
                "back": self.ask_back, "on": self.ask_on, "note": self.acts.ask_note,
            }
        )  # fmt: skip
        self.notice = NoticeBar()
        self.legend = Legend()
        self.empty = Empty("ri.calendar-check-line", "")
        self._soon = Later(self.view, 60, self._look_again)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._middle = ground(column(self.pane, hairline(), self.legend, gap=0))
        layout = column(self.head, hairline(), self.notice, gap=0)
        layout.addWidget(self._middle, 1)
        layout.addWidget(self.empty, 1)
        self.setLayout(layout)
        self.empty.hide()
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.pane.facts_of = lambda _model, block: (
            block_facts(self.book, block) if self.book else ""
        )
        self.pane.facts.connect(self.facts)
        self.view.offered.connect(self._offer)
        self.view.written.connect(self._written)
        self.view.told.connect(self._told)
        self.acts.wrote.connect(self._wrote)
        self.acts.told.connect(self.notice.tell)
        self.acts.decision_wanted.connect(self.wanted)
        self.acts.asked.connect(self._open)
        self.head.month_chosen.connect(self._choose_month)
        self.head.view_chosen.connect(self._choose_view)
        for keys, act in (
            ("Alt+Left", partial(self.head.step, -1)), ("Alt+Right", partial(self.head.step, 1)),
            ("Ctrl+Return", self.ask_on), ("Ctrl+Enter", self.ask_on),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # ---- what is shown

    def show_month(self, class_id: UUID, year: int = 0, month: int = 0) -> None:
        """Open a month of a class; without one that which is open, at first today's.

        Outside of the school year of the class it is the nearest within.
        """
        self.settle()
        book = self.book
        if book is not None:
            year, month = year or book.year, month or book.month
        if book is None or (book.class_id, book.year, book.month) != (class_id, year, month):
            book = self._read(class_id, year, month)
            self.book = book
            self._take(book)
        elif book.grid.today != book.today:  # left open over night
            self._look_again()

    def _read(self, class_id: UUID, year: int, month: int) -> MonthBook:
        today = school_day(self._school.now())
        wanted = (year, month) if year else (today.year, today.month)
        book = MonthBook(self._school, class_id, *wanted)
        months = book.grid.months
        if not months or wanted in months:
            return book
        return MonthBook(self._school, class_id, *min(max(wanted, months[0]), months[-1]))

    def _take(self, book: MonthBook) -> None:
        self.acts.close()
        self.acts.book = book
        self.notice.leave()
        grid = book.grid
        refusal = grid.refusal or ("" if book.rows else _NO_PUPILS)
        self._middle.setVisible(not refusal)
        self.empty.setVisible(bool(refusal))
        self.empty.say(refusal, "" if grid.refusal else _NO_PUPILS_HINT)
        self.pane.show_sheet(None if refusal else book, at=self._first_place(book))
        self._after()
        if len(book.kept) and not refusal:
            self.notice.tell(
                f"{len(book.kept)} ô còn chữ chưa ghi vào sổ từ lần trước, được giữ nguyên như đã "
                "gõ. F8 đi tới từng ô.", AMBER, "Tới ô đầu tiên", self._first_problem,
            )  # fmt: skip

    @staticmethod
    def _first_place(book: MonthBook) -> tuple[int, int]:
        """Today, else the first day with lessons."""
        days = [head.day for head in book.grid.days if head.parts]
        at = book.column_of(book.grid.today)
        first = book.column_of(days[0]) if days else -1
        return 0, max(at if at >= 0 else first, 0)

    def _first_problem(self) -> None:
        self.view.setFocus()
        self.view.entry.next_problem()

    def go(self, student_id: UUID | None = None, day: date | None = None) -> bool:
        """Make a pupil's cell of a day the current one; another month is opened for it."""
        if self.book is None:
            return False
        if day is not None:
            self.show_month(self.book.class_id, day.year, day.month)
        row, at = self.view.current
        row = self.book.row_of(student_id) if student_id is not None else max(row, 0)
        at = self.book.column_of(day) if day is not None else at
        if row < 0 or at < 0 or not self.book.rows:
            return False
        self.view.go(row, at)
        self.view.setFocus()
        return True

    def _choose_month(self, year: int, month: int) -> None:
        if self.book is not None:
            self.show_month(self.book.class_id, year, month)
            self.view.setFocus()

    def _choose_view(self, view: View) -> None:
        """Other sessions of the same month; the cursor stays on its pupil and day."""
        book = self.book
        if book is None:
            return
        self.settle()
        row, at = self.view.current
        head = book.head(at) if at >= 0 else None
        book.show_view(view)
        place = (max(row, 0), book.column_of(head.day)) if head else self._first_place(book)
        self.pane.show_sheet(book, at=place)
        self._after()
        self.view.setFocus()

    def settle(self) -> bool:
        """Commit what is being typed."""
        self.view.entry.close()
        return True

    def leave(self) -> None:
        """The school is about to be closed."""
        self._soon.stop()
        self.acts.close()
        if self.dialog is not None:
            self.dialog.reject()
        self.book = self.acts.book = None

    def on_change(self, done: Done) -> None:
        """Somebody wrote something."""
        if self.book is not None and self.book.concerns(done):
            self._soon.start()

    def _look_again(self) -> None:
        book = self.book
        if book is None:
            return
        book.reload()
        shut = bool(book.grid.refusal) or not book.rows
        if shut == self.empty.isHidden():  # a duty was taken away, or given
            self._take(book)
        else:
            self.view.refresh()
            self._after()

    def _after(self) -> None:
        """Head and legend after something was written or read again."""
        if self.book is not None:
            self.head.show_grid(self.book.grid, self.book.view)
            self.legend.show_footnote(self.book.has_footnotes)
            self.legend.show_two(self.book.view is None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head.fit(self.window().width())

    # ---- what happens in the grid

    def _facts_of(self, block: Block) -> str:
        return block_facts(self.book, block) if self.book is not None else ""

    def _written(self, outcomes: list[Outcome]) -> None:
        self.notice.acted()
        if any(one.result is Result.WRITTEN for one in outcomes):
            self.saved.emit()
        if self.book is not None and self.book.waiting:
            QTimer.singleShot(0, self, self._ask_reason)

    def _told(self) -> None:
        """A step was taken back by its key: not within the stroke the head follows."""
        QTimer.singleShot(0, self, self._after)

    def _ask_reason(self) -> None:
        """Cells of a confirmed month wait for the reason of their change."""
        book = self.book
        if book is None or not book.waiting or self.dialog is not None:
            return
        dialog = ChangeDialog(self, book)
        dialog.accepted.connect(lambda: self._changed(dialog))
        self._open(dialog)

    def _changed(self, dialog: ChangeDialog) -> None:
        if dialog.refused:
            self.notice.tell(dialog.refused, RED)
        else:
            self.notice.tell(
                "Đã ghi. Cả hai giá trị và lí do được giữ trong sổ.", GREEN, "Hoàn tác", self._undo
            )

    def _offer(self, offer: Offer) -> None:
        book = self.book
        if offer.act is None and book is not None and book.left_over:
            rest = book.left_over
            self.notice.tell(
                offer.sentence, AMBER, f"Ghi {len(rest)} ô còn lại",
                lambda: self.view.entry.write(rest),
            )  # fmt: skip
            self.view.refresh()
            return
        tone = AMBER if offer.act else RED
        self.notice.tell(offer.sentence, tone, offer.button, offer.act)

    def _wrote(self) -> None:
        self.saved.emit()
        self._after()

    def _undo(self) -> None:
        self._step(self.view.entry.undo)

    def _redo(self) -> None:
        self._step(self.view.entry.redo)

    def _step(self, step: Callable[[], None]) -> None:
        self.settle()
        step()
        self._wrote()
        self.view.setFocus()

    # ---- the month's way to the office

    def ask_on(self) -> None:
        """Confirm the month, note that the office has it, or that it was signed."""
        self._ask_step(step_on)

    def ask_back(self) -> None:
        """Take the last of these steps back."""
        self._ask_step(step_back)

    def _ask_step(self, find: Callable[..., MonthStep | None]) -> None:
        self.settle()
        book = self.book
        step = find(book.grid) if book is not None else None
        if book is None or step is None or step.closed:
            return
        kind = ConfirmDialog if step.key == CONFIRM else StepDialog
        dialog = kind(self, book, step)
        said = f"Đã ghi: {step.what}."
        dialog.accepted.connect(lambda: self.notice.tell(said, GREEN, "Hoàn tác", self._undo))
        self._open(dialog)

    def _open(self, dialog: Ask) -> None:
        """Open a dialog over this page; whatever it did is shown afterwards."""
        self.dialog = dialog
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
        if self.book is not None:
            self.view.refresh()
            self._wrote()
            self.activateWindow()  # the dialog's window had the keyboard
            self.view.setFocus()

    def print_sheet(self) -> None:
        """The sheet of this month, in the printing tab."""
        book = self.book
        if book is not None:
            self.settle()
            day = date(book.year, book.month, 1)
            self.wanted.emit(Destination("printing", class_id=book.class_id, part=SHEET, day=day))

    # ---- files

    def import_month(self) -> None:
        """From an Excel file, after a preview."""
        if self.book is not None:
            self.settle()
            self.import_wanted.emit(roll_source(exchange_book(self.book)))

    def export_month(self) -> None:
        """To an Excel file that can be filled in and read back."""
        if self.book is not None:
            self.settle()
            said = ask_export(self, self.book)
            if said:
                self.notice.tell(said, GREEN)

    def take_import(self, written: Written) -> None:
        """A month came in from a file: one step, to be taken back as a whole."""
        if self.book is not None:
            self.book.take_step("nhập từ tệp Excel", written.done)
            self.view.refresh()
            self._wrote()
            self.notice.tell(written.words, GREEN, "Hoàn tác", self._undo)

    def actions_here(self) -> Sequence[Act]:
        """For the palette and the page of keys."""
        steps = self.book.steps if self.book else None
        undo = "" if steps and steps.can_undo else "Chưa có bước nào để hoàn tác"
        redo = "" if steps and steps.can_redo else "Chưa có bước nào để làm lại"
        acts = [
            Act("Hoàn tác", self._undo, "Ctrl+Z", undo),
            Act("Làm lại", self._redo, "Ctrl+Y", redo),
            Act("Tháng trước", partial(self.head.step, -1), "Alt+←"),
            Act("Tháng sau", partial(self.head.step, 1), "Alt+→"),
            Act("Ô tiếp theo cần xem lại", self.view.entry.next_problem, "F8"),
            *self.head.more_acts(),
        ]
        on = step_on(self.book.grid) if self.book is not None else None
        if on is not None:
            acts.append(Act(on.words, self.ask_on, "Ctrl+Enter", on.closed))
        return acts
