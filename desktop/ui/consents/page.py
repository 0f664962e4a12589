"""*Đồng ý của phụ huynh*: pupils by purposes; what is missing or over is found by a filter."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.commands.execute import Done
from desktop.queries.consents import RegisterLine
from desktop.rules.consents import Purpose, Standing
from desktop.rules.instants import school_day
from desktop.rules.permissions import Capability, may_somewhere
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.card.opening import open_paper
from desktop.ui.consents.book import OVER, TO_ASK, ConsentsBook
from desktop.ui.consents.dialogs import AnswerDialog, WithdrawDialog
from desktop.ui.consents.quick import QuickDialog
from desktop.ui.consents.sheet import ConsentsSheet
from desktop.ui.gradebook.more_button import give_way
from desktop.ui.grid.later import Later
from desktop.ui.grid.pane import SheetPane
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.buttons import Segments, button, enable, icon_button
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.notice import ACCENT, GREEN, RED, NoticeBar
from desktop.ui.kit.page import Elided, PageHead
from desktop.ui.kit.words import column, ground, hairline, row
from desktop.ui.places import Destination

WIDTHS: Final = "consents.widths"
_SOON_MS: Final = 200
ALL, MISSING, GONE = "all", "missing", "over"
_WORDS: Final = ((ALL, "Tất cả"), (MISSING, "Chưa hỏi"), (GONE, "Hết hạn, đã rút"))
_LET_THROUGH: Final = {MISSING: TO_ASK, GONE: OVER}
_HINT: Final = "Enter: ghi hoặc xem một ô · chưa hỏi không phải là đồng ý"


class ConsentsPage(QWidget):
    """The register of a class."""

    KEY, TITLE = "consents", "Đồng ý của phụ huynh"
    PARTS: Final = frozenset({"consents"})
    facts = Signal(str)
    saved = Signal()
    changed = Signal()
    wanted = Signal(object)

    def __init__(self, school: School) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self._school = school
        self.book: ConsentsBook | None = None
        self.sheet: ConsentsSheet | None = None
        self.undo_button = icon_button("ri.arrow-go-back-line", "Hoàn tác (Ctrl+Z)", self.undo)
        self.redo_button = icon_button("ri.arrow-go-forward-line", "Làm lại (Ctrl+Y)", self.redo)
        self.quick = button("Nhập phiếu của lớp…", self.ask_quick, icon="ri.file-edit-line")
        self.head = PageHead("", "", (self.undo_button, self.redo_button, self.quick))
        give_way(self.head)
        self.notice = NoticeBar()
        self.answer = button("Ghi, xem ô này…", self.open_cell)
        self.filter = Segments(_WORDS, "Em nào")
        self.pane = SheetPane("Đồng ý của phụ huynh")
        self.pane.facts_of = lambda _model, _block: ""
        self.view = self.pane.view
        self.empty = Empty("ri.checkbox-multiple-line", "")
        self.stack = QStackedWidget()
        self._soon = Later(self.view, _SOON_MS, self.look_again)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.view)

    def _lay_out(self) -> None:
        line = row(self.filter, gap=12, margins=(16, 6, 12, 6))
        line.addWidget(Elided(_HINT), 1)
        line.addWidget(self.answer)
        for part in (self.pane, self.empty):
            self.stack.addWidget(part)
        layout = column(
            self.head, hairline(), self.notice, ground(line, "chrome"), hairline(), gap=0
        )
        layout.addWidget(self.stack, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.view.moved.connect(lambda *_: self._cell_chosen())
        self.filter.chosen.connect(lambda _key: self._show())
        self.view.installEventFilter(self)
        self.view.viewport().installEventFilter(self)
        for keys, act in (
            ("Ctrl+Z", self.undo), ("Ctrl+Y", self.redo), ("Ctrl+Shift+N", self.ask_quick),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    @staticmethod
    def has_work(school: School) -> bool:
        """For who may read the register of a class."""
        return may_somewhere(school.person, Capability.CONSENT_SEE, school_day(school.now()))

    # ---- what is shown

    def show_class(self, class_id: UUID | None) -> None:
        """Open a class."""
        if class_id is None:
            return
        if self.book is None or self.book.class_id != class_id:
            self.book = ConsentsBook(self._school, class_id)
            self.notice.acted()
        else:
            self.book.reload()
        self._show()

    def go(self, place: Destination) -> bool:
        """A pupil of the class."""
        if place.student_id is not None:
            self._filter(ALL)
            at = self.sheet.row_of(place.student_id) if self.sheet else -1
            if at >= 0:
                self.view.go(at, 2)
        return self.book is not None

    @property
    def lines(self) -> list[RegisterLine]:
        """The pupils whom the filter lets through."""
        wanted = _LET_THROUGH.get(self.filter.key)
        return [
            line
            for line in (self.book.lines if self.book else ())
            if wanted is None or any(line.standing(one) in wanted for one in Purpose)
        ]

    def look_again(self) -> None:
        if self.book is not None:
            self.book.reload()
            self._show()

    def _show(self) -> None:
        book = self.book
        if book is None:
            return
        lines = self.lines
        row_at, column_at = self.view.current
        self.sheet = ConsentsSheet(book, lines)
        self.pane.show_sheet(
            self.sheet if lines else None,
            widths=self._school.preference(WIDTHS, {"": 0}),
            keep_widths=lambda widths: self._school.keep_preference(WIDTHS, widths),
            at=(min(max(0, row_at), len(lines) - 1), max(2, column_at)) if lines else None,
        )
        if not lines:
            self._say_empty(book)
        self.stack.setCurrentWidget(self.pane if lines else self.empty)
        self.head.say(f"Đồng ý của phụ huynh · lớp {book.register.class_name}", _facts(book))
        enable(self.quick, book.closed)
        enable(self.undo_button, "" if book.steps.can_undo else "Chưa có bước nào để hoàn tác")
        enable(self.redo_button, "" if book.steps.can_redo else "Chưa có bước nào để làm lại")

        self._cell_chosen()

    def _cell_chosen(self) -> None:
        enable(self.answer, "" if self.current else "Chọn một ô của một mục trước")

    def _say_empty(self, book: ConsentsBook) -> None:
        if book.register.refusal or not book.lines:
            self.empty.say(book.register.refusal or "Lớp này chưa có học sinh nào.")
        elif self.filter.key == MISSING:
            self.empty.say("Mọi gia đình đã được hỏi đủ các mục.")
        else:
            self.empty.say("Không có đồng ý nào hết hạn hoặc đã rút.")

    # ---- what is asked

    def open_cell(self) -> None:
        """The dialog of the current cell."""
        book, at = self.book, self.current
        if book is None or at is None:
            return
        line, purpose = at
        dialog = AnswerDialog(self, book, line, purpose)
        done = dialog.exec() == Ask.DialogCode.Accepted
        wants = dialog.wants
        dialog.deleteLater()
        if done:
            self._written(f"Đã ghi câu trả lời của gia đình {line.pupil.full_name}.")
        elif wants == "withdraw":
            self.ask_withdrawal(line, purpose)
        elif wants == "papers":
            self._open_papers(line, purpose)
        self.view.setFocus()

    def ask_withdrawal(self, line: RegisterLine, purpose: Purpose) -> None:
        """Since when and by whom."""
        book, last = self.book, line.answers.get(purpose)
        if book is None or last is None:
            return
        dialog = WithdrawDialog(self, book, line, last)
        done = dialog.exec() == Ask.DialogCode.Accepted
        dialog.deleteLater()
        if done:
            self._written(f"Đã ghi gia đình {line.pupil.full_name} rút lại đồng ý.", undo=False)

    def ask_quick(self) -> None:
        """The forms of the whole class for one purpose."""
        book = self.book
        if book is None or book.closed:
            return
        purpose = self.current[1] if self.current else None
        dialog = QuickDialog(self, book, purpose)
        dialog.exec()
        written = dialog.written
        dialog.deleteLater()
        if written:
            self._written(f"Đã ghi {written} câu trả lời.", undo=written == 1)
        self.view.setFocus()

    @property
    def current(self) -> tuple[RegisterLine, Purpose] | None:
        """Pupil and purpose of the current cell."""
        if self.sheet is None or self.stack.currentWidget() is not self.pane:
            return None
        at, column_at = self.view.current
        purpose = self.sheet.purpose(column_at)
        lines = self.sheet.lines
        return (lines[at], purpose) if purpose and 0 <= at < len(lines) else None

    def _open_papers(self, line: RegisterLine, purpose: Purpose) -> None:
        answer, book = line.answers.get(purpose), self.book
        if answer is None or book is None:
            return
        for paper in answer.papers:
            why = open_paper(self, self._school, paper, line.pupil.student_id, book.class_id)
            if why:
                self.tell(why, RED)
                return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and a double click open the cell."""
        if isinstance(event, QKeyEvent) and watched is self.view:
            enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if event.type() == QEvent.Type.KeyPress and enter and plain and self.current:
                self.open_cell()
                return True
        elif event.type() == QEvent.Type.MouseButtonDblClick and self.current:
            self.open_cell()
            return True
        return super().eventFilter(watched, event)

    # ---- what was done

    def tell(
        self, text: str, tone: str = ACCENT, act: str = "",
        on_act: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        """What was told of the act before has had its time."""
        while self.notice.notice is not None:
            self.notice.leave()
        self.notice.tell(text, tone, act, on_act)

    def _written(self, text: str, *, undo: bool = True) -> None:
        self.look_again()
        self.saved.emit()
        if undo:
            self.tell(text, GREEN, "Hoàn tác", self.undo)
        else:
            self.tell(text, GREEN)

    def undo(self) -> None:
        if self.book is not None:
            self._turned(self.book.steps.undo(), "Chưa có bước nào để hoàn tác.")

    def redo(self) -> None:
        if self.book is not None:
            self._turned(self.book.steps.redo(), "Chưa có bước nào để làm lại.")

    def _turned(self, said: str | None, nothing: str) -> None:
        self.look_again()
        if said is not None:
            self.saved.emit()
        self.tell(said or nothing)

    # ---- what the tab asks

    def settle(self) -> bool:
        """Nothing is ever half typed on this page."""
        return True

    def leave(self) -> None:
        self._soon.stop()

    def on_change(self, done: Done) -> None:
        if self.book is not None and self.isVisible() and self.book.concerns(done):
            self._soon.start()

    def _filter(self, key: str) -> None:
        self.filter.choose(key)
        self._show()

    def actions_here(self) -> Sequence[Act]:
        """For the palette and the page of keys."""
        closed = self.book.closed if self.book else ""
        none = "" if self.current else "Chọn một ô của bảng trước"
        return (
            Act("Ghi hoặc xem câu trả lời của ô này…", self.open_cell, "Enter", none),
            Act("Nhập phiếu của lớp cho một mục…", self.ask_quick, "Ctrl+Shift+N", closed),
            *(Act(f"Chỉ xem: {words}", partial(self._filter, key)) for key, words in _WORDS),
        )


def _facts(book: ConsentsBook) -> str:
    """38 em · 12 ô chưa hỏi · 2 ô hết hạn, đã rút."""
    if book.register.refusal:
        return ""
    found = [line.standing(purpose) for line in book.lines for purpose in Purpose]
    said = [f"{len(book.lines)} em"]
    missing, over = sum(one in TO_ASK for one in found), sum(one in OVER for one in found)
    said += [f"{missing} ô chưa hỏi"] if missing else []
    said += [f"{over} ô hết hạn hoặc đã rút"] if over else []
    refused = sum(one in (Standing.REFUSED, Standing.CHILD_REFUSED) for one in found)
    said += [f"{refused} ô không đồng ý"] if refused else []
    return " · ".join(said)
