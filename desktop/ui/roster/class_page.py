"""The page *Danh sách*: a class or the whole school at the left, the card of a pupil beside it."""

from contextlib import suppress
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.commands.execute import Done
from desktop.rules.access import AccessKind
from desktop.rules.instants import school_day
from desktop.rules.permissions import Capability, may_somewhere
from desktop.rules.profile import ProfileField
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.card.card import NARROW_WIDTH, WIDTH, PupilCardPane
from desktop.ui.card.looks import looks_of
from desktop.ui.gradebook.more_button import NARROW
from desktop.ui.grid.entry import Offer
from desktop.ui.grid.later import Later
from desktop.ui.grid.pane import SheetPane
from desktop.ui.grid.sheet import Outcome, Result
from desktop.ui.importing.written import Written
from desktop.ui.kit.buttons import enable
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.notice import AMBER, GREEN, RED, NoticeBar
from desktop.ui.kit.page import Elided
from desktop.ui.kit.words import column, ground, hairline, row
from desktop.ui.places import Destination
from desktop.ui.roster.beside import CardBeside, GapWalk
from desktop.ui.roster.class_acts import NOT_MINE, ClassActs
from desktop.ui.roster.class_book import LIST_TABLES, ClassBook
from desktop.ui.roster.list_head import ListHead
from desktop.ui.roster.school_list import SchoolListPage
from desktop.ui.roster.steps import Steps
from desktop.ui.roster.words import head_facts, totals

WIDTHS: Final = "roster.widths"
ALL_COLUMNS: Final = "roster.all_columns"
_SOON_MS: Final = 60


class ClassPage(QWidget):
    """Shows one `ClassBook` at a time; all writing goes through it, or through the card."""

    KEY, TITLE = "list", "Danh sách"
    WHOLE_SCHOOL: Final = True
    PARTS: Final[frozenset[str]] = frozenset()  # whatever no other page knows
    facts = Signal(str)
    saved = Signal()
    wanted = Signal(object)
    import_wanted = Signal(object)  # Source
    changed = Signal()  # pupils came or went

    def __init__(self, school: School) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self.school = school
        self.book: ClassBook | None = None
        self.acts = ClassActs(self)
        self.head = ListHead(
            self._undo, self._redo, self.acts.add_pupil, self.acts.bring_in, self.acts.export,
            self.acts.folded,
        )  # fmt: skip
        self.filter, self.add, self.bring = self.head.filter, self.head.add, self.head.bring
        self.notice = NoticeBar()
        self.pane = SheetPane("Danh sách lớp")
        self.view = self.pane.view
        self.totals = Elided()
        self.nobody = Empty("ri.group-line", "", "", "Nhập danh sách", self.acts.bring_in)
        self.unfound = Empty("ri.filter-line", "", "", "Bỏ lọc", self.clear_filter)
        self.card = PupilCardPane(school)
        self.beside, self.gap_walk = CardBeside(self, self.card), GapWalk(self)
        self._school_list: SchoolListPage | None = None
        self._soon = Later(self.view, _SOON_MS, self._look_again)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.view)

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
        of_class = column(self.head, hairline(), self.notice, gap=0)
        of_class.addWidget(self.pages, 1)
        self._of_class = ground(of_class)
        self.left = QStackedWidget()
        self.left.addWidget(self._of_class)
        self._edge = hairline(upright=True, k="line5")
        self._edge.hide()
        layout = row(gap=0)
        layout.addWidget(self.left, 1)
        layout.addWidget(self._edge)
        layout.addWidget(self.card)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.pane.facts.connect(self.facts)
        self.view.offered.connect(self._offer)
        self.view.written.connect(self._written)
        self.view.told.connect(lambda _said: self._after())
        self.filter.textChanged.connect(self._filter)
        self.filter.returnPressed.connect(self.view.setFocus)
        self.head.gaps.clicked.connect(lambda _on=False: self.gap_walk.next())
        self.card.gap_wanted.connect(self.gap_walk.next)
        self.card.saved.connect(self._card_saved)
        self.card.shown.connect(self._edge.setVisible)
        for keys, act in (
            ("Ctrl+F", self.to_filter), ("Ctrl+G", self.gap_walk.next),
            ("Ctrl+Shift+N", self.acts.add_pupil), ("Ctrl+E", self.acts.export),
            ("F4", self.open_card),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    @staticmethod
    def has_work(school: School) -> bool:
        """For whoever may see a class list anywhere."""
        return may_somewhere(school.person, Capability.ROSTER_SEE, school_day(school.now()))

    # ---- what is shown

    def show_class(self, class_id: UUID | None) -> None:
        """Open the list of a class, or of the whole school."""
        self.settle()
        if class_id is None:
            self._show_school()
            return
        again = not self.shows_class
        self._bring(self._of_class)
        if self.book is None or self.book.class_id != class_id:
            self.notice.leave()
            self.card.close_card()
            short = not self.school.preference(ALL_COLUMNS, default=False)
            self.book = ClassBook(self.school, class_id, short=short)
            self.filter.clear()
            self._show_sheet((0, 1))
        elif again:
            self._look_again()

    @property
    def school_list(self) -> SchoolListPage:
        """The whole school, made when it is first wanted."""
        if self._school_list is None:
            made = self._school_list = SchoolListPage(self.school, self.card)
            made.facts.connect(self.facts)
            made.wanted.connect(self.wanted)
            self.left.addWidget(made)
        return self._school_list

    def _show_school(self) -> None:
        """Of the year whose class was open last."""
        year = self.book.facts.year if self.book else None
        self._bring(self.school_list)
        self.school_list.show_year(year.school_year_id if year else None)

    def _bring(self, part: QWidget) -> None:
        if self.left.currentWidget() is not part:
            self.card.close_card()
            self.left.setCurrentWidget(part)
            self.setFocusProxy(part.focusProxy() or self.view)
            self.facts.emit("")

    @property
    def _here(self) -> "ClassPage | SchoolListPage":
        return self if self.shows_class else self.school_list

    def to_filter(self) -> None:
        """To the filter of the list in front."""
        self._here.filter.setFocus()

    def open_card(self) -> None:
        """The card of the current pupil."""
        self._here.beside.open()

    def _show_sheet(self, at: tuple[int, int]) -> None:
        self.pane.show_sheet(self.book, widths=self._widths(), keep_widths=self._keep_widths, at=at)
        book = self.book
        if book is not None and not book.short and book.facts.with_care and book.facts.lines:
            looks_of(self.school).note(
                AccessKind.CARE_LIST, class_id=book.class_id, count=len(book.facts.lines)
            )
        self._after()

    @property
    def shows_class(self) -> bool:
        """Whether the list of one class is in front."""
        return self.left.currentWidget() is self._of_class

    @property
    def steps(self) -> Steps:
        """What can be taken back, for the card too."""
        return self.book.steps if self.book else Steps(self.school)

    @property
    def reads_only(self) -> bool:
        """Whether Enter opens the card: the short list is read, the long one typed into."""
        return self.book is not None and self.book.short

    def row_of(self, student_id: UUID) -> int:
        """The row of a pupil; -1 where the pupil is not shown."""
        return self.book.row_of(student_id) if self.book else -1

    def show_all_columns(self, *, on: bool) -> None:
        """The list as one reads it, or all its columns to type into."""
        book = self.book
        if book is None:
            return
        self.settle()
        self.school.keep_preference(ALL_COLUMNS, on)
        book.show_all(on=on)
        self._show_sheet((max(0, self.view.current[0]), 1))
        self.view.setFocus()

    def _widths(self) -> dict[str, int]:
        kept: dict[str, int] = self.school.preference(WIDTHS, {})
        return kept

    def _keep_widths(self, widths: dict[str, int]) -> None:
        self.school.keep_preference(WIDTHS, {**self._widths(), **widths})

    def go(self, place: Destination) -> bool:
        """Go to a pupil; a field of the profile opens the card there."""
        there = self.go_to(place.student_id)
        field = None
        with suppress(ValueError):
            field = ProfileField(place.part)
        if there and place.student_id is not None and field is not None:
            self.beside.open(field)
        return there

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
        return self.card.settle()

    def leave(self) -> None:
        """The school is about to be closed."""
        self.card.leave()
        self._soon.stop()
        self.beside.stop()
        if self._school_list is not None:
            self._school_list.stop()

    def on_change(self, done: Done) -> None:
        """Something was changed by another part of the program."""
        if done.tables & LIST_TABLES:
            self._soon.start()
        if self._school_list is not None:
            self._school_list.on_change(done)
        self.card.on_change(done)

    def _look_again(self) -> None:
        if self.book is not None and self.shows_class:
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
        self.head.gaps.show_class(book.completeness)
        self.totals.set_words(totals(facts, book.lines))
        enable(self.head.undo, "" if book.can_undo else "Chưa có bước nào để hoàn tác")
        enable(self.head.redo, "" if book.can_redo else "Chưa có bước nào để làm lại")
        for made in (self.add, self.bring):
            enable(made, "" if book.editable else NOT_MINE)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.card.setFixedWidth(NARROW_WIDTH if self.width() < NARROW else WIDTH)

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

    def written(self, told: str) -> None:
        """An act of the list is on the disk: say so, with the way back."""
        self.saved.emit()
        self._after()
        self.changed.emit()
        self.notice.tell(told, GREEN, "Hoàn tác", self._undo)

    def _written(self, outcomes: list[Outcome]) -> None:
        self.notice.acted()
        if any(one.result is Result.WRITTEN for one in outcomes):
            self.saved.emit()
        self._after()

    def _card_saved(self) -> None:
        self.saved.emit()
        self._look_again()

    def _offer(self, offer: Offer) -> None:
        self.notice.tell(offer.sentence, AMBER if offer.act else RED, offer.button, offer.act)

    def _undo(self) -> None:
        self.view.entry.undo()

    def _redo(self) -> None:
        self.view.entry.redo()

    @property
    def current(self) -> UUID | None:
        """The pupil of the current line."""
        book, at = self.book, self.view.current[0]
        return book.lines[at].student_id if book and 0 <= at < len(book.lines) else None

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
        return self.acts.of_pupil()

    def actions_here(self) -> list[Act]:
        """For the palette and the page of keys."""
        if not self.shows_class:
            return [*self.school_list.acts(), self.acts.export_act()]
        return self.acts.all()
