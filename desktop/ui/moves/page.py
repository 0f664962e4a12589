"""*Chuyển đến, chuyển đi*: who came, left, returned and changed class, with what is missing."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.commands.execute import Done
from desktop.queries.transfers import TransferLine
from desktop.rules.instants import school_day
from desktop.rules.permissions import Capability, Place, may, may_somewhere
from desktop.rules.transfers import TransferKind
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.grid.later import Later
from desktop.ui.grid.pane import SheetPane
from desktop.ui.kit.buttons import Segments, button, enable
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.notice import ACCENT, GREEN, NoticeBar
from desktop.ui.kit.task import ProgressStrip
from desktop.ui.kit.words import column, ground, hairline, row
from desktop.ui.moves.acts import MovesActs
from desktop.ui.moves.book import MovesBook, lacking
from desktop.ui.moves.hand_out import HandOut
from desktop.ui.moves.head import MovesHead
from desktop.ui.moves.sheet import MovesSheet
from desktop.ui.places import Destination

WIDTHS: Final = "moves.widths"
_SOON_MS: Final = 200
ALL, ARRIVED, LEFT, MOVED, LACKING = "all", "in", "out", "move", "lacking"
_WORDS: Final = (
    (ALL, "Tất cả"), (ARRIVED, "Đến"), (LEFT, "Đi"), (MOVED, "Chuyển lớp"), (LACKING, "Còn thiếu"),
)  # fmt: skip
_KINDS: Final = {
    ARRIVED: frozenset({TransferKind.IN, TransferKind.RETURN}),
    LEFT: frozenset({TransferKind.OUT, TransferKind.DROP_OUT}),
    MOVED: frozenset({TransferKind.MOVE}),
}
_QUESTIONS: Final = {"leave": MovesActs.leave, "return": MovesActs.back}
"""The parts that ask at once."""


class MovesPage(QWidget):
    """The events of a class or of the whole school."""

    KEY, TITLE = "moves", "Chuyển đến, chuyển đi"
    PARTS: Final = frozenset({"moves", *_QUESTIONS})
    WHOLE_SCHOOL: Final = True
    facts = Signal(str)
    saved = Signal()
    changed = Signal()
    wanted = Signal(object)

    def __init__(self, school: School) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self._school = school
        self.book = MovesBook(school, None)
        self._student: UUID | None = None  # whom a link led to
        self.acts = MovesActs(self)
        self.head = MovesHead(self.acts, self.undo, self.redo)
        self.notice = NoticeBar()
        self.files = HandOut(self, school, self.tell)
        self.reach = Segments(_WORDS, "Việc nào")
        self.pane = SheetPane("Chuyển đến, chuyển đi")
        self.pane.facts_of = lambda _model, _block: ""
        self.view = self.pane.view
        self.empty = Empty("ri.login-box-line", "")
        self.stack = QStackedWidget()
        self._soon = Later(self.view, _SOON_MS, self.look_again)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.view)

    def _lay_out(self) -> None:
        self.open = button("Mở giấy tờ", self.acts.open_papers)
        self.attach = button("Đính kèm…", self.acts.attach)
        self.tick = button("Bảng kiểm…", self.acts.tick)
        self.take_back = button("Hủy lần ghi…", self.acts.take_back, k="danger")
        self.of_line = (self.open, self.attach, self.tick, self.take_back)  # as in `acts.of_line`
        line = row(self.reach, None, *self.of_line, margins=(16, 6, 12, 6))
        for part in (self.pane, self.empty):
            self.stack.addWidget(part)
        strip = ProgressStrip(self.files.task, "Xuất dữ liệu cho gia đình")
        layout = column(
            self.head, hairline(), self.notice, strip, ground(line, "chrome"), hairline(), gap=0
        )
        layout.addWidget(self.stack, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.reach.chosen.connect(lambda _key: self._show())
        self.view.moved.connect(lambda *_: self._moved())
        for keys, act in (
            ("Ctrl+Shift+N", self.acts.come), ("Ctrl+Shift+D", self.acts.leave),
            ("Ctrl+Z", self.undo), ("Ctrl+Y", self.redo), ("Ctrl+O", self.acts.open_papers),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    @staticmethod
    def has_work(school: School) -> bool:
        """For who records transfers somewhere, or sees the families of a class."""
        today = school_day(school.now())
        rights = (Capability.TRANSFER_RECORD, Capability.CLASS_PROMOTE, Capability.CARE_SEE)
        return any(may_somewhere(school.person, right, today) for right in rights)

    # ---- what is shown

    def show_class(self, class_id: UUID | None) -> None:
        """Open a class, or with None the whole school."""
        if self.book.class_id != class_id or self.stack.currentWidget() is self.empty:
            self._student = None
            self.book = MovesBook(self._school, class_id, self.book.steps)
            self.notice.acted()
        else:
            self.book.reload()
        self._show()

    def go(self, place: Destination) -> bool:
        """The events of a pupil, with whom dialogs then begin; or the dialog at once."""
        if place.student_id is not None:
            self.reach.choose(ALL)
            self._show()
            self._go_to(place.student_id)
        self._student = place.student_id
        question = _QUESTIONS.get(place.part)
        if question is not None:
            question(self.acts)
        return True

    def _go_to(self, student_id: UUID) -> None:
        rows = [n for n, line in enumerate(self.lines) if line.student_id == student_id]
        if rows:
            self.view.go(rows[0], 0)

    @property
    def lines(self) -> list[TransferLine]:
        """The events that the chosen filter lets through."""
        key = self.reach.key
        if key == LACKING:
            return [line for line in self.book.lines if lacking(line)]
        kinds = _KINDS.get(key)
        return [line for line in self.book.lines if kinds is None or line.kind in kinds]

    @property
    def current(self) -> TransferLine | None:
        """The line under the cursor."""
        at, lines = self.view.current[0], self.lines
        shown = self.stack.currentWidget() is self.pane
        return lines[at] if shown and 0 <= at < len(lines) else None

    @property
    def chosen_pupil(self) -> tuple[UUID, str] | None:
        """Whom a link led to, else the pupil of the current line."""
        frame = self.book.frame
        led = frame.pupil(self._student) if frame else None
        if led is not None:
            return led.student_id, led.full_name
        line = self.current
        return (line.student_id, line.full_name) if line else None

    @property
    def may_export(self) -> bool:
        """Whether the data of the chosen pupil may go out."""
        line = self.current
        class_id = self.book.class_id or (line.class_id if line else None)
        place = Place(class_id=class_id)
        right = Capability.PUPIL_EXPORT
        return class_id is not None and may(self._school.person, right, place, self.book.today)

    def look_again(self) -> None:
        """Read anew; the cursor stays on its line where it is still there."""
        self.book.reload()
        self._show()

    def _show(self) -> None:
        lines, book = self.lines, self.book
        before = self.view.current
        self.pane.show_sheet(
            MovesSheet(lines) if lines else None,
            widths=self._school.preference(WIDTHS, {"": 0}),
            keep_widths=lambda widths: self._school.keep_preference(WIDTHS, widths),
            at=(min(max(0, before[0]), len(lines) - 1), max(0, before[1])) if lines else None,
        )
        where = f"lớp {book.frame.class_name}" if book.frame else "toàn trường"
        if not lines:
            said = (
                f"Năm học này {where} chưa có em nào đến, đi hoặc chuyển lớp."
                if self.reach.key == ALL
                else f"Không có việc nào như vậy ở {where}."
            )
            self.empty.say(said, "" if self.reach.key == ALL else "Chọn Tất cả để xem mọi việc.")
        self.stack.setCurrentWidget(self.pane if lines else self.empty)
        self.head.say_of(book)
        self._line_chosen()

    def _moved(self) -> None:
        self._student = None
        self._line_chosen()

    def _line_chosen(self) -> None:
        for widget, act in zip(self.of_line, self.acts.of_line(), strict=False):
            enable(widget, act.reason)

    # ---- what was done

    def tell(
        self, text: str, tone: str = ACCENT, act: str = "",
        on_act: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        """Tell what an act came to; what was told before has had its time."""
        while self.notice.notice is not None:
            self.notice.leave()
        self.notice.tell(text, tone, act, on_act)

    def written(self, text: str) -> None:
        """Something else than a dialog of this page has written."""
        self.look_again()
        self.saved.emit()
        self.changed.emit()
        self.told_written(text)

    def told_written(self, text: str, *, undo: bool = True) -> None:
        """Say it, with the way back."""
        if undo:
            self.tell(text, GREEN, "Hoàn tác", self.undo)
        else:
            self.tell(text, GREEN)

    def undo(self) -> None:
        self._turned(self.book.steps.undo(), "Chưa có bước nào để hoàn tác.")

    def redo(self) -> None:
        self._turned(self.book.steps.redo(), "Chưa có bước nào để làm lại.")

    def _turned(self, said: str | None, nothing: str) -> None:
        self.look_again()
        if said is not None:
            self.saved.emit()
            self.changed.emit()
        self.tell(said or nothing)

    # ---- what the tab asks

    def settle(self) -> bool:
        """Nothing is ever half typed on this page."""
        return True

    def leave(self) -> None:
        self._soon.stop()
        self.files.leave()

    def on_change(self, done: Done) -> None:
        if self.isVisible() and self.book.concerns(done):
            self._soon.start()

    def actions_here(self) -> Sequence[Act]:
        """For the palette and the page of keys."""
        filters = [Act(f"Chỉ xem: {words}", partial(self._filter, key)) for key, words in _WORDS]
        return (*self.acts.all(), *filters)

    def _filter(self, key: str) -> None:
        self.reach.choose(key)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head.fit(self.window().width())
