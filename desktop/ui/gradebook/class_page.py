"""The page of a class: pupils by subjects, levels, conduct entry, what is missing, totals."""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.commands.execute import Done
from desktop.queries.class_missing import MissingColumn, class_missing
from desktop.rules.terms import Term
from desktop.store.school import School
from desktop.ui import icons
from desktop.ui.acts import Act
from desktop.ui.gradebook import class_cells, class_why
from desktop.ui.gradebook import course_cells as cells
from desktop.ui.gradebook.cell_popover import CellPopover
from desktop.ui.gradebook.choice_popover import ChoicePopover
from desktop.ui.gradebook.class_foot import ClassFoot
from desktop.ui.gradebook.class_sheet import ClassSheetBook
from desktop.ui.gradebook.class_transfer import ask_export
from desktop.ui.gradebook.lock_button import LockActs, Locked
from desktop.ui.gradebook.missing_popover import MissingPopover
from desktop.ui.gradebook.more_button import MoreButton, give_way
from desktop.ui.gradebook.why_popover import WhyPopover
from desktop.ui.grid.entry import Offer
from desktop.ui.grid.later import Later
from desktop.ui.grid.pane import SheetPane
from desktop.ui.grid.sheet import Outcome, Result
from desktop.ui.kit.buttons import Segments, button, enable, icon_button
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.notice import AMBER, GREEN, RED, NoticeBar
from desktop.ui.kit.page import PageHead
from desktop.ui.kit.words import column, ground, hairline
from desktop.ui.places import Destination

YEAR: Final = "year"
WIDTHS: Final = "gradebook.class_widths"
_PERIODS: Final = (
    (str(int(Term.I)), "Học kì I"),
    (str(int(Term.II)), "Học kì II"),
    (YEAR, "Cả năm"),
)


class ClassPage(QWidget):
    """Shows one `ClassSheetBook` at a time."""

    facts = Signal(str)
    saved = Signal()
    changed = Signal()
    opened = Signal(object)  # Destination: a course of the class
    termed = Signal(object)  # Term: the segments were turned

    def __init__(self, school: School, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "page")
        self._school = school
        self.book: ClassSheetBook | None = None
        self._missing: Sequence[MissingColumn] = ()
        self._popover: CellPopover | None = None
        self.periods = Segments(_PERIODS, "Học kì của bảng lớp")
        self.undo = icon_button("ri.arrow-go-back-line", "Hoàn tác (Ctrl+Z)", self._undo)
        self.redo = icon_button("ri.arrow-go-forward-line", "Làm lại (Ctrl+Y)", self._redo)
        self.lacking = button("Còn thiếu", self.show_missing, icon="ri.time-line")
        self.why = button("Vì sao?", self.ask_why, icon="ri.question-line")
        self.why.setToolTip("Vì sao? (Ctrl+?)")
        self.send = button("Xuất", self.export, icon="ri.download-line")
        self.send.setToolTip("Xuất bảng tổng hợp ra tệp Excel")
        self.locks = LockActs(self, school, self._here)
        self.more = MoreButton((self.why, self.send, *self.locks.foldable), self.actions_here)
        actions = (self.undo, self.redo, self.lacking, self.why, self.send, self.locks.button)
        self.head = PageHead("", "", [self.periods, *actions, self.more.button])
        give_way(self.head)
        self.notice = NoticeBar()
        self.pane = SheetPane("Bảng tổng hợp của lớp")
        self.view = self.pane.view
        self.foot = ClassFoot()
        self.empty = Empty("ri.table-line", "")
        self._soon = Later(self.view, 60, self._look_again)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        inner = column(self.head, hairline(), self.notice, gap=0)
        inner.addWidget(self.pane, 1)
        inner.addWidget(hairline())
        inner.addWidget(self.foot)
        self._middle = ground(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._middle, 1)
        layout.addWidget(self.empty, 1)
        self.empty.hide()

    def _connect(self) -> None:
        self.pane.facts.connect(self.facts)
        self.pane.action_asked.connect(self._act_on)
        self.view.written.connect(self._written)
        self.view.offered.connect(self._offer)
        self.view.moved.connect(self._close_popover)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._menu_at)
        self.periods.chosen.connect(self._turn)
        for keys, act in (("Ctrl+?", self.ask_why), ("Ctrl+Shift+/", self.ask_why),
                          ("Ctrl+Return", self.open_course)):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # ---- what is shown

    def show_class(self, class_id: UUID, term: Term) -> None:
        """Open a class; the year stays chosen when it was."""
        self.settle()
        when = None if self.periods.key == YEAR and self.book is not None else term
        if self.book is None or (self.book.class_id, self.book.when) != (class_id, when):
            self._open(class_id, when)

    def go(self, student_id: UUID | None, part: str = "") -> None:
        """Go to a pupil's line; `part` may be missing (the list) or year."""
        book = self.book
        if book is None:
            return
        if part == YEAR:
            self.periods.choose(YEAR)
            self._turn(YEAR)
        row = book.row_of(student_id) if student_id else -1
        if row >= 0:
            self.view.go(row, max(self.view.current[1], self.view.frozen))
        if part == "missing":
            self.show_missing()

    def _turn(self, key: str) -> None:
        book = self.book
        self.settle()
        if book is None:
            return
        self._open(book.class_id, None if key == YEAR else Term(int(key)))
        if key != YEAR:
            self.termed.emit(Term(int(key)))
        self.view.setFocus()

    def _open(self, class_id: UUID, when: Term | None) -> None:
        self._close_popover()
        self.notice.leave()
        self.book = book = ClassSheetBook(self._school, class_id, when)
        self.periods.choose(YEAR if when is None else str(int(when)))
        view = book.view
        refusal = view.refusal or ("" if book.rows else "Lớp này chưa có học sinh.")
        self._middle.setVisible(not refusal)
        self.empty.setVisible(bool(refusal))
        self.empty.say(refusal)
        at = (0, max(0, book.find("conduct"))) if book.rows and view.may_rate_conduct else None
        widths: dict[str, int] = self._school.preference(WIDTHS, {})
        self.pane.show_sheet(
            None if refusal else book, widths=widths, keep_widths=self._keep_widths, at=at
        )
        self._after()

    def _keep_widths(self, widths: dict[str, int]) -> None:
        self._school.keep_preference(WIDTHS, {**self._school.preference(WIDTHS, {}), **widths})

    def _after(self) -> None:
        """Head, foot and buttons follow what the sheet holds."""
        book = self.book
        if book is None:
            return
        view = book.view
        size = sum(1 for row in book.rows if not row.struck_to)
        homeroom = ", ".join(view.homeroom) or "chưa phân công"
        facts = f"Xem theo lớp · {size} học sinh · chủ nhiệm: {homeroom}"
        self.head.say(f"Lớp {view.class_name}", facts)
        groups = [("Học tập", view.totals.learning)]
        if view.sees_conduct:
            groups.append(("Rèn luyện", book.conduct_counts()))  # type: ignore[arg-type]
        self.foot.show_totals(tuple(groups))
        self._count_missing(book)
        enable(self.undo, "" if book.steps.can_undo else "Chưa có bước nào để hoàn tác")
        enable(self.redo, "" if book.steps.can_redo else "Chưa có bước nào để làm lại")

    def _count_missing(self, book: ClassSheetBook) -> None:
        if book.view.refusal:
            return
        term = book.when or Term.II
        self._missing = self._school.ask(class_missing, book.class_id, term, book.today)
        courses = len({line.course.course_id for line in self._missing})
        self.lacking.setText(f"Còn thiếu {courses} môn" if courses else "Đã đủ điểm")
        self.lacking.setAccessibleName(self.lacking.text())

    def fit(self) -> None:
        """The window has another width."""
        self.more.fit(self.window().width())

    def settle(self) -> bool:
        """Commit what is being typed."""
        self.view.entry.close()
        return True

    def leave(self) -> None:
        """The school is about to be closed."""
        self._soon.stop()
        self._close_popover()
        self.book = None

    def on_change(self, done: Done) -> None:
        """Something was changed by another part of the program."""
        if self.book is not None and self.book.concerns(done):
            self._soon.start()

    def _look_again(self) -> None:
        book = self.book
        if book is None:
            return
        book.reload()
        shut = bool(book.view.refusal) or not book.rows
        if shut == self.empty.isHidden():  # a duty was taken away, or given
            self._open(book.class_id, book.when)
        else:
            self.view.refresh()
            self._after()

    def _here(self) -> Locked | None:
        book = self.book
        if book is None or book.view.year is None:
            return None
        term = book.when or Term.II
        return Locked(book.view.year.school_year_id, term, class_id=book.class_id)

    # ---- what happens in the grid

    def _written(self, outcomes: list[Outcome]) -> None:
        self.notice.acted()
        if any(one.result is Result.WRITTEN for one in outcomes):
            self.saved.emit()
        QTimer.singleShot(0, self, self._after)

    def _offer(self, offer: Offer) -> None:
        book = self.book
        if offer.act is None and book is not None and book.left_over:
            rest = book.left_over
            act: Callable[[], None] = lambda: self.view.entry.write(rest)  # noqa: E731
            self.notice.tell(offer.sentence, AMBER, f"Ghi {len(rest)} ô còn lại", act)
            self.view.refresh()
            return
        self.notice.tell(offer.sentence, AMBER if offer.act else RED, offer.button, offer.act)

    def _undo(self) -> None:
        self._step(self.view.entry.undo)

    def _redo(self) -> None:
        self._step(self.view.entry.redo)

    def _step(self, step: Callable[[], None]) -> None:
        self.settle()
        step()
        self.saved.emit()
        self._after()
        self.view.setFocus()

    def _act_on(self, row: int, column: int) -> None:
        acts: dict[str, Callable[[], object]] = {
            cells.WHY: self.ask_why,
            cells.CHOOSE: self.choose_value,
            cells.DROP: self.drop_kept,
            class_cells.OPEN: self.open_course,
        }
        act = acts.get(self.view.sheet_model.cell(row, column).action)
        if act is not None:
            act()

    # ---- acts

    def ask_why(self) -> None:
        """Explain the current cell."""
        book = self.book
        if book is None or self.view.current[0] < 0:
            return
        self.settle()
        self._show(WhyPopover(self._middle, class_why.why(book, *self.view.current)))

    def choose_value(self) -> None:
        """Two people entered different values."""
        book = self.book
        if book is None or book.kept_at(book.place(*self.view.current)) is None:
            return
        popover = ChoicePopover(self._middle, book, *self.view.current)
        popover.chosen.connect(self._look_again)
        self._show(popover)

    def drop_kept(self) -> None:
        """Let the kept text of the current cell go."""
        if self.book is not None:
            self.book.drop_kept(*self.view.current)
            self.view.refresh([self.view.current[0]])
            self._after()

    def open_course(self) -> None:
        """Open the course of the current column at the current pupil."""
        book = self.book
        course = book.course(self.view.current[1]) if book else None
        if book is None or course is None:
            return
        student_id = book.line(self.view.current[0]).pupil.student_id
        self.opened.emit(
            Destination(
                "gradebook", course.class_id, course.course_id, book.when or Term.II, None,
                student_id,
            )
        )  # fmt: skip

    def show_missing(self) -> None:
        """Who has not entered what."""
        book = self.book
        if book is None:
            return
        popover = MissingPopover(self._middle, self._missing, book.when or Term.II)
        popover.opened.connect(self.opened)
        self._close_popover()
        self._popover = popover
        popover.show_at(self.lacking, QRect(QPoint(0, 0), self.lacking.size()), self.view)
        popover.list.setFocus()

    def export(self) -> None:
        """Write what is shown to an Excel sheet."""
        if self.book is not None:
            self.settle()
            said = ask_export(self, self.book)
            if said:
                self.notice.tell(said, GREEN)

    def _show(self, popover: CellPopover) -> None:
        self._close_popover()
        self.pane.ways.hide()
        self._popover = popover
        popover.show_at(self.view.viewport(), self.view.cell_rect(*self.view.current), self.view)

    def _close_popover(self) -> None:
        popover, self._popover = self._popover, None
        if popover is not None and isValid(popover):
            popover.hide()
            popover.deleteLater()

    def _menu_at(self, point: QPoint) -> None:
        book = self.book
        if book is None or self.view.current[0] < 0:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        row, column = self.view.current
        if book.course(column):
            menu.addAction(icons.icon("ri.book-open-line"), "Mở lớp–môn này", self.open_course)
        menu.addAction(icons.icon("ri.question-line"), "Vì sao?", self.ask_why)
        if book.kept_at(book.place(row, column)):
            menu.addAction(icons.icon("ri.delete-bin-line"), "Bỏ chữ đã gõ", self.drop_kept)
        menu.addAction(icons.icon("ri.file-copy-line"), "Chép", self.view.entry.copy)
        rect = self.view.cell_rect(row, column)
        at = point if rect.contains(point) else rect.bottomLeft()
        menu.popup(self.view.viewport().mapToGlobal(at))

    def actions_here(self) -> list[Act]:
        """For the palette and the page of keys."""
        return [
            Act("Vì sao? – giải thích mức, điểm", self.ask_why, "Ctrl+?"),
            Act("Mở lớp–môn của cột", self.open_course, "Ctrl+Enter"),
            Act("Còn thiếu của lớp", self.show_missing),
            Act("Xuất bảng tổng hợp ra tệp Excel…", self.export),
            Act("Bảng cả năm", lambda: self._turn(YEAR)),
            *self.locks.acts(),
        ]
