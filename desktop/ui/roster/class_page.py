"""The page of one class: head, notice, cell line over the list, totals at the foot."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from desktop.commands.execute import Done
from desktop.rules.instants import school_day
from desktop.rules.permissions import Capability, may_somewhere
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.gradebook.more_button import MoreButton, give_way
from desktop.ui.grid.entry import Offer
from desktop.ui.grid.later import Later
from desktop.ui.grid.pane import SheetPane
from desktop.ui.grid.sheet import Outcome, Result
from desktop.ui.importing.roster_preview import roster_source
from desktop.ui.importing.written import Written
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.buttons import button, enable, icon_button
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.notice import AMBER, GREEN, RED, NoticeBar
from desktop.ui.kit.page import Elided, PageHead
from desktop.ui.kit.words import column, ground, hairline, row
from desktop.ui.places import Destination
from desktop.ui.roster.class_book import TABLES, ClassBook
from desktop.ui.roster.dialogs import (
    LeaveDialog,
    NewPupilDialog,
    TakeOutDialog,
    carried_out,
)
from desktop.ui.roster.words import head_facts, totals

WIDTHS: Final = "roster.widths"
_NOT_MINE: Final = "Danh sách do giáo viên chủ nhiệm và văn phòng cập nhật"
_SOON_MS: Final = 60


class ClassPage(QWidget):
    """Shows one `ClassBook` at a time; all writing goes through it."""

    KEY, TITLE = "list", "Danh sách"
    PARTS: Final[frozenset[str]] = frozenset()  # whatever no other page knows
    facts = Signal(str)
    saved = Signal()
    wanted = Signal(object)
    import_wanted = Signal(object)  # Source
    changed = Signal()  # pupils came or went

    def __init__(self, school: School) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self._school = school
        self.book: ClassBook | None = None
        self._make_actions()
        self.notice = NoticeBar()
        self.pane = SheetPane("Danh sách lớp")
        self.view = self.pane.view
        self.totals = Elided()
        self.nobody = Empty("ri.group-line", "", "", "Nhập danh sách", self.bring_in)
        self.unfound = Empty("ri.filter-line", "", "", "Bỏ lọc", self.clear_filter)
        self._soon = Later(self.view, _SOON_MS, self._look_again)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.view)

    def _make_actions(self) -> None:
        self.undo = icon_button("ri.arrow-go-back-line", "Hoàn tác (Ctrl+Z)", self._undo)
        self.redo = icon_button("ri.arrow-go-forward-line", "Làm lại (Ctrl+Y)", self._redo)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Lọc theo tên, mã, ghi chú…")
        self.filter.setAccessibleName("Lọc danh sách theo tên, mã, ghi chú; không cần gõ dấu")
        self.filter.setToolTip("Lọc danh sách (Ctrl+F)")
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(190)
        self.add = button("Thêm học sinh", self.add_pupil, icon="ri.user-add-line")
        self.add.setToolTip("Thêm học sinh (Ctrl+Shift+N)")
        self.bring = button("Nhập", self.bring_in, icon="ri.upload-line")
        self.bring.setToolTip("Nhập danh sách lớp từ tệp Excel")
        self.more = MoreButton([], self.pupil_acts)
        self.head = PageHead(
            "", "", [self.undo, self.redo, self.filter, self.add, self.bring, self.more.button]
        )
        give_way(self.head)
        self.more.fit(0)

    def _lay_out(self) -> None:
        foot = ground(row(self.totals, margins=(16, 7, 16, 7)), "chrome")
        inside = column(gap=0)
        inside.addWidget(self.pane, 1)
        inside.addWidget(hairline())
        inside.addWidget(foot)
        self._list = ground(inside)
        self.pages = QStackedWidget()
        for page in (self._list, self.nobody, self.unfound):
            self.pages.addWidget(page)
        layout = column(self.head, hairline(), self.notice, gap=0)
        layout.addWidget(self.pages, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.pane.facts.connect(self.facts)
        self.view.offered.connect(self._offer)
        self.view.written.connect(self._written)
        self.view.told.connect(lambda _said: self._after())
        self.filter.textChanged.connect(self._filter)
        self.filter.returnPressed.connect(self.view.setFocus)
        for keys, act in (("Ctrl+F", self.filter.setFocus), ("Ctrl+Shift+N", self.add_pupil)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    @staticmethod
    def has_work(school: School) -> bool:
        """For whoever may see a class list anywhere."""
        return may_somewhere(school.person, Capability.ROSTER_SEE, school_day(school.now()))

    # ---- what is shown

    def show_class(self, class_id: UUID | None) -> None:
        """Open the list of a class."""
        if class_id is None:
            return
        self.settle()
        if self.book is None or self.book.class_id != class_id:
            self.notice.leave()
            self.book = ClassBook(self._school, class_id)
            self.filter.clear()
            self.pane.show_sheet(
                self.book, widths=self._widths(), keep_widths=self._keep_widths, at=(0, 1)
            )
            self._after()

    def _widths(self) -> dict[str, int]:
        kept: dict[str, int] = self._school.preference(WIDTHS, {})
        return kept

    def _keep_widths(self, widths: dict[str, int]) -> None:
        self._school.keep_preference(WIDTHS, {**self._widths(), **widths})

    def go(self, place: Destination) -> bool:
        """Go to a pupil."""
        return self.go_to(place.student_id)

    def go_to(self, student_id: UUID | None) -> bool:
        """Go to a pupil; a filter that hides the pupil is taken away."""
        book = self.book
        if book is None or student_id is None:
            return book is not None
        if book.row_of(student_id) < 0:
            self.clear_filter()
        at = book.row_of(student_id)
        if at >= 0:
            self.view.go(at, max(1, self.view.current[1]))
            self.view.setFocus()
        return at >= 0

    def settle(self) -> bool:
        """Commit what is being typed."""
        self.view.entry.close()
        return True

    def leave(self) -> None:
        """The school is about to be closed."""
        self._soon.stop()

    def on_change(self, done: Done) -> None:
        """Something was changed by another part of the program."""
        if done.tables & TABLES:
            self._soon.start()

    def _look_again(self) -> None:
        if self.book is not None:
            self.book.reload()
            self._after()

    def _after(self) -> None:
        """List, head, foot and buttons as the book is now."""
        book = self.book
        if book is None:
            return
        facts = book.facts
        self.view.refresh()
        self.head.say(f"Lớp {facts.class_name}", head_facts(facts))
        self.totals.set_words(totals(facts, book.lines))
        enable(self.undo, "" if book.can_undo else "Chưa có bước nào để hoàn tác")
        enable(self.redo, "" if book.can_redo else "Chưa có bước nào để làm lại")
        for made in (self.add, self.bring):
            enable(made, "" if book.editable else _NOT_MINE)
        self._show_page(book)

    def _show_page(self, book: ClassBook) -> None:
        facts = book.facts
        page: QWidget = self._list
        if facts.refusal or not facts.lines:
            page = self.nobody
            hint = "Nhập từ tệp Excel của văn phòng, hoặc thêm từng em." if book.editable else ""
            empty = f"Lớp {facts.class_name} chưa có học sinh."
            self.nobody.say(facts.refusal or empty, "" if facts.refusal else hint)
            self.nobody.act.setVisible(book.editable)
        elif not book.lines:
            page = self.unfound
            said = f"Không có em nào khớp “{book.filter.strip()}”."
            self.unfound.say(said, "Gõ vài chữ đầu của họ, đệm hoặc tên; không cần dấu.")
        self.pages.setCurrentWidget(page)

    # ---- the filter

    def _filter(self, words: str) -> None:
        if self.book is not None:
            self.view.entry.close()
            self.book.show_only(words)
            self._after()

    def clear_filter(self) -> None:
        """Show everybody again."""
        self.filter.clear()
        self.view.setFocus()

    # ---- what writes

    def _written(self, outcomes: list[Outcome]) -> None:
        self.notice.acted()
        if any(one.result is Result.WRITTEN for one in outcomes):
            self.saved.emit()
        self._after()

    def _offer(self, offer: Offer) -> None:
        self.notice.tell(offer.sentence, AMBER if offer.act else RED, offer.button, offer.act)

    def _undo(self) -> None:
        self.view.entry.undo()

    def _redo(self) -> None:
        self.view.entry.redo()

    def _current(self) -> UUID | None:
        book, at = self.book, self.view.current[0]
        return book.lines[at].student_id if book and 0 <= at < len(book.lines) else None

    def _ask(self, dialog: Ask, told: Callable[[], str]) -> bool:
        """Run a dialog; when its act was done say so, with the way back."""
        done = dialog.exec() == Ask.DialogCode.Accepted
        dialog.deleteLater()
        if done:
            self.saved.emit()
            self._after()
            self.changed.emit()
            self.notice.tell(told(), GREEN, "Hoàn tác", self._undo)
        self.view.setFocus()
        return done

    def add_pupil(self) -> None:
        """Ask for a new pupil and go to the line."""
        if self.book is None or not self.book.editable:
            return
        dialog = NewPupilDialog(self, self.book)
        if self._ask(dialog, lambda: f"Đã thêm {dialog.full_name.text().strip()} vào danh sách."):
            self.go_to(dialog.added)

    def mark_left(self) -> None:
        """Write down since when and why the current pupil is gone."""
        student = self._current()
        if self.book is None or student is None:
            return
        today = school_day(self._school.now())
        name = self._name(student)
        self._ask(LeaveDialog(self, self.book, student, today), lambda: f"Đã ghi {name} rời lớp.")

    def mark_back(self) -> None:
        """The current pupil is in the class again."""
        book, student = self.book, self._current()
        line = book.line_of(student) if book and student else None
        if book is None or line is None:
            return
        name = line.pupil.full_name
        back = msgspec.structs.replace(line.pupil, left_on=None, leave_reason="")
        why = carried_out(lambda: book.change_pupil(line.student_id, back, f"ghi {name} học lại"))
        self._after()
        self.changed.emit()
        if why:
            self.notice.tell(why, RED)
        else:
            self.notice.tell(f"Đã ghi {name} học lại trong lớp.", GREEN, "Hoàn tác", self._undo)

    def take_out(self) -> None:
        """Take the current pupil out of the list, after a question."""
        student = self._current()
        if self.book is None or student is None:
            return
        told = f"Đã xóa {self._name(student)} khỏi danh sách."
        self._ask(TakeOutDialog(self, self.book, student), lambda: told)

    def _name(self, student: UUID) -> str:
        line = self.book.line_of(student) if self.book else None
        return line.pupil.full_name if line else ""

    def bring_in(self) -> None:
        """Let the tab open the preview of an import."""
        self.settle()
        if self.book is not None and self.book.editable:
            facts = self.book.facts
            source = roster_source(self._school, self.book.class_id, facts.class_name)
            self.import_wanted.emit(source)

    def take_import(self, written: Written) -> None:
        """An import of this class is on the disk: Ctrl+Z takes it back as a whole."""
        if self.book is not None:
            self.book.add_step("cả lần nhập tệp", written.done)
            self.book.reload()
            self._after()
            self.changed.emit()
        self.notice.tell(written.words, GREEN, "Hoàn tác", self._undo)

    # ---- acts

    def pupil_acts(self) -> list[Act]:
        """What can be done with the current pupil."""
        student = self._current()
        line = self.book.line_of(student) if self.book and student else None
        reason = "" if self.book and self.book.editable else _NOT_MINE
        if line is None:
            reason = "Chọn một dòng của danh sách trước"
        name = line.pupil.full_name if line else "học sinh"
        left = line is not None and line.has_left
        acts = [Act(f"Sửa ngày rời lớp của {name}…" if left else f"Ghi {name} rời lớp…",
                    self.mark_left, reason=reason)]  # fmt: skip
        if left:
            acts.append(Act(f"Ghi {name} học lại", self.mark_back, reason=reason))
        acts.append(Act(f"Xóa {name} khỏi danh sách…", self.take_out, reason=reason))
        return acts

    def actions_here(self) -> list[Act]:
        """For the palette and the page of keys."""
        closed = "" if self.book and self.book.editable else _NOT_MINE
        return [
            Act("Thêm học sinh…", self.add_pupil, "Ctrl+Shift+N", closed),
            Act("Nhập danh sách lớp từ Excel…", self.bring_in, reason=closed),
            *self.pupil_acts(),
            Act("Lọc danh sách", self.filter.setFocus, "Ctrl+F"),
        ]
