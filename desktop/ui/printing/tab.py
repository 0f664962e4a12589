"""The tab In ấn: forms at the left, choices, the preview, and what is to be printed again."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from desktop.commands.execute import Done
from desktop.printing.forms import CLASS_BOOK, FORMS, ROLL_SHEET
from desktop.printing.options import PAPERS
from desktop.printing.press import PrintingStopped
from desktop.printing.reprints import Looked, Reprint, reprints
from desktop.queries.printable import Printable, printable
from desktop.rules.instants import school_day
from desktop.rules.permissions import Capability, may_somewhere
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.notice import AMBER, NoticeBar
from desktop.ui.kit.side_list import SideList
from desktop.ui.kit.task import ProgressStrip, Stopped, Task
from desktop.ui.kit.words import column, hairline, row
from desktop.ui.places import Destination
from desktop.ui.printing.again import AgainPart
from desktop.ui.printing.choice import (
    WAITING,
    WHOLE_SCHOOL,
    Pages,
    classes_of,
    month_key,
    order_of,
    orders_again,
    why_nothing,
)
from desktop.ui.printing.class_picker import pick_classes
from desktop.ui.printing.deliver import Delivery, sentence_of
from desktop.ui.printing.form_words import items_of
from desktop.ui.printing.panel import ChoicesPanel
from desktop.ui.printing.pdf import Pdf
from desktop.ui.printing.press_room import Proof, frames_of, make_proof
from desktop.ui.printing.preview import Preview
from desktop.ui.printing.preview_bar import PreviewBar
from desktop.ui.printing.printers import Printers, SystemPrinters
from desktop.ui.printing.sheets import SheetsPart

WIDE: Final = 1200
_SOON, _LATER = 250, 3000  # milliseconds after the last choice, after the last change
_PLACE, _ZOOM = "printing.place", "printing.zoom"
_WHO, _PAPER = "printing.who", "printing.paper"
_ON_PAPER = frozenset({"printed_page", "sensitive_access"})
SHEETS, _SHEETS = "sheets", "month_confirmation"  # part of a place, table


class PrintingTab(QWidget):
    """Preview, save, print, and print again."""

    KEY, TITLE, ICON = "printing", "In ấn", "ri.printer-line"
    counted = Signal(int)
    facts = Signal(str)
    saved = Signal()
    wanted = Signal(object)
    _told = Signal(object)

    def __init__(
        self, school: School, parent: QWidget | None = None, printers: Printers | None = None
    ) -> None:
        super().__init__(parent)
        self.school = school
        self.printers = printers or SystemPrinters()
        self.books = Printable()
        self.found: tuple[Reprint, ...] = ()
        self.proof: Proof | None = None
        self._stale = True
        self._page_wanted = ""
        self.forms = SideList("Mẫu sổ")
        self.panel = ChoicesPanel()
        self.preview = Preview()
        self.bar = PreviewBar(self.preview)
        self.notice = NoticeBar()
        self.again = AgainPart(school)
        self.sheets = SheetsPart(school)
        self.empty = Empty("ri.printer-line", "Đang dựng bản xem trước")
        self.making: Task[Proof] = Task(self)
        self.looking: Task[Looked] = Task(self)
        self.delivery = Delivery(self, school, self.printers, self.notice.tell)
        self._arrange()
        self._connect()

    @staticmethod
    def has_work(school: School) -> bool:
        """Shown to who may print some book or list."""
        today = school_day(school.now())
        rights = (Capability.BOOK_PRINT, Capability.TEACHER_BOOK_PRINT, Capability.ROSTER_SEE)
        return any(may_somewhere(school.person, right, today) for right in rights)

    def _arrange(self) -> None:
        self.stack = QStackedWidget()
        self.stack.addWidget(self.preview)
        self.stack.addWidget(self.empty)
        upper = QWidget()
        strips = (
            ProgressStrip(self.making, "Dựng bản xem trước"),
            ProgressStrip(self.delivery.task, "In", "phần đã xong được giữ lại"),
        )
        upper.setLayout(column(self.bar, hairline(), self.notice, *strips, self.stack, gap=0))
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(upper)
        self.splitter.addWidget(self.again)
        self.splitter.addWidget(self.sheets)
        self.sheets.hide()
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setCollapsible(0, False)
        self.splitter.setCollapsible(1, False)
        self.splitter.setCollapsible(2, False)
        self._side_line = hairline(upright=True)
        layout = row(
            self.forms, self._side_line, self.panel, hairline(upright=True), self.splitter, gap=0
        )
        layout.setStretchFactor(self.splitter, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self.make)
        self._later = QTimer(self, singleShot=True, interval=_LATER)
        self._later.timeout.connect(self.look)
        self.forms.chosen.connect(self._form_chosen)
        self.panel.form_chosen.connect(self._form_chosen)
        self.panel.changed.connect(self._chosen)
        self.panel.several_wanted.connect(self._pick_several)
        self.panel.print.clicked.connect(self.print)
        self.panel.save.clicked.connect(self.save)
        self.again.print_all.clicked.connect(self.print_again)
        self.again.wanted.connect(self.show_reprint)
        self.sheets.told.connect(lambda said: self.notice.tell(said, AMBER))
        self.sheets.changed.connect(lambda: self.panel.show_waiting(self.sheets.waiting))
        self.preview.zoomed.connect(lambda mode: self.school.keep_preference(_ZOOM, mode))
        self.delivery.task.started.connect(self.notice.leave)
        self.delivery.delivered.connect(self._delivered)
        self._told.connect(self._changed)
        self._forget = self.school.on_change(self._told.emit)
        self.preview.zoom_to(self.school.preference(_ZOOM, self.preview.mode))
        self.panel.paper.choose(self.school.preference(_PAPER, self.panel.paper.key))
        self.bar.show_zoom(self.preview.mode)

    # ---- coming and going

    def activate(self) -> None:
        """Read what may be printed; the preview is made when something changed meanwhile."""
        if self._stale:
            self._read()
            self.make()
        if self._later.isActive() or not self.again.looked:
            self.look()

    def start_counting(self) -> None:
        """Look for pages to print again some time after the start, without being shown."""
        self._later.start()

    def go(self, place: Destination) -> bool:
        """Show the book of a class, or the monthly sheets of all classes."""
        if place.tab != self.KEY:
            return False
        self._read()
        if place.part == SHEETS and place.day is not None:
            self._go_to_sheets(place, place.day)
        elif place.class_id is not None:
            self._form_chosen(CLASS_BOOK.key)
            self.panel.choose(str(place.class_id), self.panel.paper.key, Pages.ALL)
            self.make()
        return True

    def _go_to_sheets(self, place: Destination, day: date) -> None:
        """Of one class its sheet; else those that wait, or all; the list tells where each is."""
        self._form_chosen(ROLL_SHEET.key)
        key, who = month_key((day.year, day.month)), str(place.class_id or WHOLE_SCHOOL)
        self.panel.choose(who, self.panel.paper.key, Pages.ALL, key)
        self._show_lower()
        if self.sheets.waiting and place.class_id is None:
            self.panel.choose(WAITING, self.panel.paper.key, Pages.ALL, key)
        else:
            self.sheets.list.setFocus()
        self.make()

    def settle(self) -> bool:
        """Only in the list of sheets something may be half typed."""
        return self.sheets.settle()

    def leave(self) -> None:
        """Stop all work and forget the document."""
        self._forget()
        for timer in (self._soon, self._later):
            timer.stop()
        for task in (self.making, self.looking, self.delivery.task):
            task.stop_and_wait()
        self.preview.show_pdf(None)

    def actions_here(self) -> Sequence[Act]:
        """For the palette and the page of keys."""
        reason = self.panel.print.accessibleDescription()
        again = self.again.print_all.accessibleDescription()
        return (
            Act(self.panel.print.text(), self.print, "Ctrl+Enter", reason),
            Act("Lưu PDF…", self.save, "Ctrl+S", reason),
            Act("In lại mọi trang cần in lại", self.print_again, "", again),
            Act("Xem trước: vừa chiều ngang", lambda: self.preview.zoom_to("width"), "Ctrl+0"),
            Act("Xem trước: vừa trang", lambda: self.preview.zoom_to("page")),
        )

    def _read(self) -> None:
        today = school_day(self.school.now())
        self.books = self.school.ask(printable, today)
        items = items_of(self.books, today)
        here = [str(item.key) for item in items if item.key]
        self.forms.show_items(items)
        wanted = self.school.preference(_PLACE, "")
        form = self.panel.form if self.panel.form.key in here else None
        if self.forms.key is None:
            form = FORMS[wanted] if wanted in here else form
        self.panel.form = form or (FORMS[here[0]] if here else CLASS_BOOK)
        self.panel.offer(self.books, today, self.school.preference(_WHO, ""))
        self.forms.choose(self.panel.form.key)
        self._show_lower()

    def _show_lower(self) -> None:
        """Below the monthly sheets of one month stands where they are, else what to print again."""
        choice = self.panel.choice()
        months = choice.months if choice.form is ROLL_SHEET else None
        if months:
            self.sheets.show_month(*min(months))
        shown = bool(months) and choice.pages is not Pages.REPRINT
        self.sheets.setVisible(shown)
        self.again.setVisible(not shown)

    # ---- the preview

    def make(self) -> None:
        """Make the document anew, in a thread."""
        self._soon.stop()
        self._stale = False
        choice = self.panel.choice()
        order = order_of(choice, self.found)
        why = why_nothing(choice, order)
        if why:
            self.making.stop_and_wait()
            self._show_nothing(*why)
            return
        self.panel.let_act(0, "Đang dựng bản xem trước.")
        if self.proof is None:
            self.empty.say("Đang dựng bản xem trước", "")
            self.stack.setCurrentWidget(self.empty)
        self.making.start(
            lambda reins: make_proof(self.school, order, reins), self._made, self._not_made
        )

    def _made(self, proof: Proof) -> None:
        at = self.preview.page if self._same_book(proof) else 0
        self.proof = proof
        keys = [page.key for page in proof.pages]
        if self._page_wanted in keys:
            at = keys.index(self._page_wanted)
        self._page_wanted = ""
        self.preview.show_pdf(Pdf(proof.content), at)
        self.bar.show_pages(proof.pages, proof.books)
        self.stack.setCurrentWidget(self.preview)
        self.panel.let_act(len(proof.pages))
        self._frame()
        paper = PAPERS[proof.pages[0].paper].said
        self.facts.emit(f"{len(proof.pages)} trang {paper} · Ctrl+Enter: in")

    def _same_book(self, proof: Proof) -> bool:
        before = self.proof
        return before is not None and [e.owner.id for e in before.editions] == [
            e.owner.id for e in proof.editions
        ]

    def _not_made(self, error: BaseException) -> None:
        if isinstance(error, Stopped | PrintingStopped):
            self._show_nothing("Đã dừng dựng bản xem trước", "Chọn lại lớp hoặc phần in để dựng.")
        else:
            self._show_nothing("Chưa dựng được bản xem trước", sentence_of(error))

    def _show_nothing(self, sentence: str, hint: str) -> None:
        self.proof = None
        self.preview.show_pdf(None)
        self.bar.show_pages(())
        self.empty.say(sentence, hint)
        self.stack.setCurrentWidget(self.empty)
        self.panel.let_act(0, f"{sentence}. {hint}")
        self.facts.emit("")

    def _frame(self) -> None:
        if self.proof is not None and self.preview.pdf is not None:
            self.preview.frame(frames_of(self.preview.pdf, self.proof, self.found))

    def _form_chosen(self, key: object) -> None:
        form = FORMS[str(key)]
        self.school.keep_preference(_PLACE, form.key)
        self.forms.choose(form.key)
        self.panel.show_form(form)
        self._chosen()

    def _chosen(self) -> None:
        self.notice.acted()
        self.school.keep_preference(_WHO, str(self.panel.who.currentData() or ""))
        self.school.keep_preference(_PAPER, self.panel.paper.key)
        self._show_lower()
        self._soon.start()

    def _pick_several(self) -> None:
        classes = classes_of(self.panel.form, self.books)
        picked = pick_classes(self, classes, self.panel.several)
        self.panel.choose_several(self.panel.several if picked is None else picked)

    # ---- handing over

    def print(self) -> None:
        """Print what is previewed."""
        if self.proof is not None and self.panel.print.isEnabled():
            self.delivery.print(self.proof)

    def save(self) -> None:
        """Save what is previewed."""
        if self.proof is not None and self.panel.save.isEnabled():
            choice = self.panel.choice()
            order = order_of(choice, self.found)
            self.delivery.save(order, one_file=choice.one_file)

    def print_again(self) -> None:
        """Print all pages that are to be printed again, whatever book they are in."""
        if self.found:
            self.delivery.print_orders(orders_again(self.found, self.books), len(self.found))

    def _delivered(self) -> None:
        self.saved.emit()
        self.look()

    # ---- what is to be printed again

    def look(self) -> None:
        """Compare what is on paper with the books, in the background."""
        self._later.stop()
        today = school_day(self.school.now())
        self.looking.start(
            lambda reins: reprints(self.school, today, None, reins.step),
            self._looked,
            lambda error: None if isinstance(error, Stopped) else self.again.fail(error),
        )

    def _looked(self, looked: Looked) -> None:
        self.found = looked.found
        self.again.show_found(self.found)
        self.panel.show_found(self.found)
        self.counted.emit(len(self.found))
        if self.panel.choice().pages is Pages.REPRINT:
            self._soon.start()
        else:
            self._frame()

    def show_reprint(self, one: Reprint) -> None:
        """Preview the page of a row, among the pages of its book to print again."""
        self.notice.acted()
        form = FORMS[one.form]
        if form is not self.panel.form:
            self.school.keep_preference(_PLACE, form.key)
            self.forms.choose(form.key)
            self.panel.show_form(form)
        self.panel.choose(str(one.owner_id), one.paper, Pages.REPRINT)
        self._show_lower()
        self._page_wanted = one.page
        self.make()

    def _changed(self, done: Done) -> None:
        if self.sheets.isVisible() and _SHEETS in done.tables:
            self._show_lower()
        if done.tables - _ON_PAPER:
            self._stale = True
            self._later.start()
            if self.isVisible():
                self._read()
                self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= WIDE
        self.forms.setVisible(wide)
        self._side_line.setVisible(wide)
        self.panel.show_wide(wide)
