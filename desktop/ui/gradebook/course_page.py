"""The page of one course: head, notice, cell line over grid, and the panel *Phổ điểm*."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.commands.execute import Done
from desktop.rules.marks import Column
from desktop.rules.terms import Term
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.gradebook.cell_acts import CellActs
from desktop.ui.gradebook.course_book import CourseBook
from desktop.ui.gradebook.course_facts import page_facts, page_title
from desktop.ui.gradebook.head_clicks import HeadClicks
from desktop.ui.gradebook.lock_button import LockActs, Locked
from desktop.ui.gradebook.more_button import NARROW, MoreButton, give_way
from desktop.ui.gradebook.spread_panel import SpreadPanel
from desktop.ui.gradebook.transfer import ask_export
from desktop.ui.grid.entry import Offer
from desktop.ui.grid.later import Later
from desktop.ui.grid.pane import SheetPane
from desktop.ui.grid.sheet import Outcome, Result
from desktop.ui.importing.written import Written
from desktop.ui.kit.buttons import button, enable, icon_button
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.notice import AMBER, GREEN, RED, NoticeBar
from desktop.ui.kit.page import PageHead
from desktop.ui.kit.words import column, ground, hairline

PANEL, WIDTHS = "gradebook.panel", "gradebook.widths"


class CoursePage(QWidget):
    """Shows one `CourseBook` at a time; all writing goes through it."""

    facts = Signal(str)
    saved = Signal()
    import_wanted = Signal(object)  # CourseBook: the tab opens the preview
    wanted = Signal(object)  # Destination
    changed = Signal()  # marks were written: lists that count them look again

    def __init__(self, school: School, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "page")
        self._school = school
        self.book: CourseBook | None = None
        self.pane = SheetPane("Bảng điểm của lớp–môn")
        self.view = self.pane.view
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.acts = CellActs(self, self.pane)
        self._make_actions()
        self.head = PageHead("", "", self._actions)
        give_way(self.head)
        self.notice = NoticeBar()
        self.panel = SpreadPanel()
        self.empty = Empty("ri.book-open-line", "")
        self._panel_asked = bool(school.preference(PANEL, default=True))
        self._soon = Later(self.view, 60, self._look_again)
        self._lay_out()
        self._connect()

    def _make_actions(self) -> None:
        self.undo = icon_button("ri.arrow-go-back-line", "Hoàn tác (Ctrl+Z)", self._undo)
        self.redo = icon_button("ri.arrow-go-forward-line", "Làm lại (Ctrl+Y)", self._redo)
        self.why = button("Vì sao?", self.acts.ask_why, icon="ri.question-line")
        self.why.setToolTip("Vì sao? (Ctrl+?)")
        self.bring = button("Nhập", self.import_marks, icon="ri.upload-line")
        self.bring.setToolTip("Nhập điểm từ tệp Excel")
        self.send = button("Xuất", self.export_marks, icon="ri.download-line")
        self.send.setToolTip("Xuất bảng điểm ra tệp Excel")
        self.spread = button("Phổ điểm", self.toggle_panel, icon="ri.bar-chart-2-line")
        self.spread.setCheckable(True)
        self.locks = LockActs(self, self._school, self._here)
        self.more = MoreButton((self.bring, self.send, *self.locks.foldable), self._more_acts)
        self._actions: list[QPushButton] = [
            self.undo, self.redo, self.why, self.bring, self.send, self.locks.button,
            self.more.button, self.spread,
        ]  # fmt: skip

    def _more_acts(self) -> list[Act]:
        closed = self.bring.accessibleDescription()
        return [
            Act("Nhập điểm từ tệp Excel…", self.import_marks, "", closed),
            Act("Xuất bảng điểm ra tệp Excel…", self.export_marks),
            *self.locks.acts(),
        ]

    def _lay_out(self) -> None:
        middle = ground(column(self.head, hairline(), self.notice, self.pane, gap=0))
        self._middle = middle
        self._edge = hairline(upright=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(middle, 1)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self._edge)
        layout.addWidget(self.panel)
        self.empty.hide()

    def _connect(self) -> None:
        self.pane.facts.connect(self.facts)
        self.view.offered.connect(self._offer)
        self.view.written.connect(self._written)
        self.view.moved.connect(self._moved)
        self.acts.wrote.connect(self._wrote)
        self.acts.told.connect(self.notice.tell)
        self.acts.decision_wanted.connect(self.wanted)
        self.panel.closed.connect(self.toggle_panel)
        self._clicks = HeadClicks(self.view.head)
        self._clicks.clicked.connect(self.acts.ask_test_date)
        for keys in ("Ctrl+?", "Ctrl+Shift+/"):
            shortcut = QShortcut(QKeySequence(keys), self, self.acts.ask_why)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # ---- what is shown

    def show_course(
        self,
        course_id: UUID,
        term: Term,
        at: tuple[UUID | None, Column | str | None] = (None, None),
    ) -> None:
        """Open a course in a term; `at` names a pupil and a column (or its key) to go to."""
        self.settle()
        book = self.book
        if book is None or (book.course_id, book.term) != (course_id, term):
            self.book = book = CourseBook(self._school, course_id, term)
            self._take(book)
        if at != (None, None) and book.rows:
            self._go(book, *at)

    def _take(self, book: CourseBook) -> None:
        self.acts.close()
        self.acts.book = book
        self.notice.leave()
        refusal = book.facts.refusal or ("" if book.rows else "Lớp này chưa có học sinh.")
        self._middle.setVisible(not refusal)
        self.empty.setVisible(bool(refusal))
        self.empty.say(refusal, "" if book.facts.refusal else "Danh sách lớp nhập ở thẻ Lớp học.")
        self.head.say(page_title(book.facts), page_facts(book) if not refusal else "")
        self.pane.show_sheet(
            None if refusal else book,
            widths=self._school.preference(WIDTHS, {}), keep_widths=self._keep_widths,
        )  # fmt: skip
        self._show_panel()
        self.panel.show_book(book)
        self._state_actions()
        if len(book.kept) and not refusal:
            self.notice.tell(
                f"{len(book.kept)} ô còn chữ chưa ghi vào sổ từ lần trước, được giữ nguyên như đã "
                "gõ. F8 đi tới từng ô.", AMBER, "Tới ô đầu tiên", self._first_problem,
            )  # fmt: skip

    def _keep_widths(self, widths: dict[str, int]) -> None:
        self._school.keep_preference(WIDTHS, {**self._school.preference(WIDTHS, {}), **widths})

    def _first_problem(self) -> None:
        self.view.setFocus()
        self.view.entry.next_problem()

    def _go(self, book: CourseBook, student: UUID | None, column: Column | str | None) -> None:
        row = book.row_of(student) if student else self.view.current[0]
        at = book.find(str(column)) if column is not None else self.view.current[1]
        if student is None and at >= 0:
            row = _first_open(book, at)
        if row >= 0 and at >= 0:
            self.view.go(row, at)

    def settle(self) -> bool:
        """Commit what is being typed."""
        self.view.entry.close()
        return True

    def leave(self) -> None:
        """The school is about to be closed."""
        self._soon.stop()
        self.acts.close()
        self.book = self.acts.book = None
        self.panel.show_book(None)

    def on_change(self, done: Done) -> None:
        """Something was changed by another part of the program."""
        if self.book is not None and self.book.concerns(done):
            self._soon.start()

    def _look_again(self) -> None:
        book = self.book
        if book is None:
            return
        book.reload()
        shut = bool(book.facts.refusal) or not book.rows
        if shut == self.empty.isHidden():  # a duty was taken away, or given
            self._take(book)
        else:
            self.pane.view.refresh()
            self._after()

    def _after(self) -> None:
        """Head, panel and buttons after something was written or read again."""
        book = self.book
        if book is not None:
            self.head.say(page_title(book.facts), page_facts(book))
            self.panel.look_again()
            self._state_actions()

    def _state_actions(self) -> None:
        book = self.book
        steps = book.steps if book else None
        enable(self.undo, "" if steps and steps.can_undo else "Chưa có bước nào để hoàn tác")
        enable(self.redo, "" if steps and steps.can_redo else "Chưa có bước nào để làm lại")
        closed = book.facts.refusal or book.facts.read_only_reason if book else "Chưa mở lớp–môn"
        enable(self.bring, closed)
        enable(self.send, book.facts.refusal if book else "Chưa mở lớp–môn")

    def _here(self) -> Locked | None:
        facts = self.book.facts if self.book else None
        if facts is None or facts.year is None:
            return None
        return Locked(facts.year.school_year_id, facts.term, facts.course.course_id)

    # ---- the panel at the right

    def toggle_panel(self) -> None:
        self._panel_asked = self.panel.isHidden()
        self._school.keep_preference(PANEL, self._panel_asked)
        self._show_panel(asked=True)

    def _show_panel(self, *, asked: bool = False) -> None:
        narrow = self.window().width() < NARROW
        shown = self._panel_asked and (asked or not narrow) and self.empty.isHidden()
        self.panel.setVisible(shown)
        self._edge.setVisible(shown)
        self.spread.setChecked(shown)
        self.spread.setText("" if narrow else "Phổ điểm")
        self.spread.setAccessibleName("Phổ điểm")
        self.spread.setToolTip("Ẩn phổ điểm" if shown else "Hiện phổ điểm của cột")
        if shown:
            self.panel.look_again()

    def fit(self) -> None:
        """The window has another width."""
        self.more.fit(self.window().width())
        self._show_panel()

    # ---- what happens in the grid

    def _moved(self, _row: int, column: int) -> None:
        if self.book is not None:
            self.panel.follow(self.book.columns[column].key)

    def _written(self, outcomes: list[Outcome]) -> None:
        self.notice.acted()
        if any(one.result is Result.WRITTEN for one in outcomes):
            self.saved.emit()
            self.changed.emit()
        self._soon_after()

    def _soon_after(self) -> None:
        """Not within the key stroke: head and panel may follow a moment later."""
        QTimer.singleShot(0, self, self._after)

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

    def _undo(self) -> None:
        self._step(self.view.entry.undo)

    def _redo(self) -> None:
        self._step(self.view.entry.redo)

    def _step(self, step: Callable[[], None]) -> None:
        self.settle()
        step()
        self.saved.emit()
        self.changed.emit()
        self._after()
        self.view.setFocus()

    def _wrote(self) -> None:
        self.saved.emit()
        self.changed.emit()
        self._after()

    # ---- files

    def import_marks(self) -> None:
        if self.book is not None:
            self.settle()
            self.import_wanted.emit(self.book)

    def take_import(self, written: Written) -> None:
        """Marks came in from a file: one step, to be taken back as a whole."""
        if self.book is not None:
            self.book.take_step("nhập từ tệp Excel", written.done)
            self.view.refresh()
            self._after()
            self.notice.tell(written.words, GREEN, "Hoàn tác", self._undo)

    def export_marks(self) -> None:
        if self.book is not None:
            self.settle()
            said = ask_export(self, self.book)
            if said:
                self.notice.tell(said, GREEN)

    def actions_here(self) -> list[Act]:
        """For the palette and the page of keys."""
        undo, redo = self.undo.accessibleDescription(), self.redo.accessibleDescription()
        return [
            Act("Hoàn tác", self._undo, "Ctrl+Z", undo),
            Act("Làm lại", self._redo, "Ctrl+Y", redo),
            *self.acts.acts(),
            Act("Ô tiếp theo cần xem lại", self.view.entry.next_problem, "F8"),
            Act(
                "Nhập điểm từ tệp Excel…", self.import_marks, "", self.bring.accessibleDescription()
            ),
            Act("Xuất bảng điểm ra tệp Excel…", self.export_marks),
            Act("Phổ điểm của cột", self.toggle_panel),
            *self.locks.acts(),
        ]


def _first_open(book: CourseBook, column: int) -> int:
    """The first pupil whose cell in the column is empty, else the first."""
    rows = (
        at
        for at, row in enumerate(book.rows)
        if not row.struck_to and not book.cell(at, column).text
    )
    return next(rows, 0)
