"""Keeps the card in step with the list beside it: opens it, follows the cursor, goes on to gaps."""

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent

from desktop.queries.completeness import ClassCompleteness, PupilGaps
from desktop.rules.profile import ProfileField
from desktop.ui.card.card import NARROW_WIDTH, WIDTH, PupilCardPane
from desktop.ui.gradebook.more_button import NARROW
from desktop.ui.grid.sheet import can_type

if TYPE_CHECKING:
    from desktop.ui.roster.class_page import ClassPage

_FOLLOWS_MS = 60


class CardBeside(QObject):
    """The list is the master: whoever is current there is on the card, while it is open."""

    def __init__(self, page: "ClassPage", card: PupilCardPane) -> None:
        super().__init__(page)
        self._page, self.card = page, card
        self._soon = QTimer(self, singleShot=True, interval=_FOLLOWS_MS)
        self._soon.timeout.connect(self._follow)
        page.view.moved.connect(self._moved)
        page.view.installEventFilter(self)
        page.view.viewport().installEventFilter(self)
        card.closed.connect(page.view.setFocus)
        card.stepped.connect(self.step)
        card.gap_wanted.connect(self.next_gap)

    @property
    def is_open(self) -> bool:
        """Whether a card is shown."""
        return not self.card.isHidden()

    def open(self, field: ProfileField | None = None, *, focus: bool = True) -> None:
        """Open the card of the current pupil, with the keyboard in a field."""
        book, student = self._page.book, self._page.current
        if book is None or student is None:
            return
        self._page.view.entry.close()
        self.card.show_pupil(student, book.steps)
        if focus:
            self.card.go_to(field)

    def stop(self) -> None:
        """Nothing is to be followed any more."""
        self._soon.stop()

    def fit(self, width: int) -> None:
        """The card is narrower where the window is."""
        self.card.setFixedWidth(NARROW_WIDTH if width < NARROW else WIDTH)

    def _moved(self) -> None:
        if self.is_open and self._page.current != self.card.student_id:
            self._soon.start()

    def _follow(self) -> None:
        if self.is_open:
            self.open(focus=False)

    def step(self, by: int) -> None:
        """To the next pupil of the list, with the keyboard where it was on the card."""
        book = self._page.book
        student = self.card.student_id
        if book is None or student is None:
            return
        row = book.row_of(student) + by
        if not 0 <= row < len(book.lines):
            return
        at = self.card.place()
        self._page.view.go(row, self._page.view.current[1])
        self._soon.stop()
        self.open(focus=False)
        self.card.go_back(at)

    def next_gap(self) -> None:
        """To the next thing missing: first of this pupil, then of the next one with a gap."""
        book, page = self._page.book, self._page
        if book is None or book.completeness is None:
            return
        found = book.completeness
        student = self.card.student_id or page.current
        here = self.card.gap_here() if self.is_open else None
        if here is not None:
            self.card.go_to(here)
            return
        gap = next((one for one in found.gaps if one.student_id == student), None)
        if gap is None or self.is_open:
            gap = self._gap_after(found, student)
        if gap is not None and page.go_to(gap.student_id):
            self._soon.stop()
            self.open(gap.field)

    def _gap_after(self, found: ClassCompleteness, student: UUID | None) -> PupilGaps | None:
        """Of the pupils below in the list, then from the top."""
        book = self._page.book
        order = [line.student_id for line in book.facts.lines] if book else []
        at = order.index(student) if student in order else -1
        gaps = {one.student_id: one for one in found.gaps}
        around = (*order[at + 1 :], *order[: at + 1])
        return next((gaps[one] for one in around if one in gaps), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter, F4 and a double click where nothing can be typed."""
        view = self._page.view
        if isinstance(event, QKeyEvent) and watched is view and not view.entry.is_open:
            if event.type() == QEvent.Type.KeyPress and self._opens(event):
                self.open()
                return True
        elif isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonDblClick:
            return self._double(event)
        return super().eventFilter(watched, event)

    def _opens(self, event: QKeyEvent) -> bool:
        book = self._page.book
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        return plain and bool(book and book.short and enter)

    def _double(self, event: QMouseEvent) -> bool:
        view, book = self._page.view, self._page.book
        index = view.indexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        if book is None or not index.isValid() or not left:
            return False
        model, row, column = view.sheet_model, index.row(), index.column()
        cell = model.cell(row, column)
        typed = can_type(model.columns[column], model.rows[row], cell)
        if typed and column >= view.frozen:
            return False
        self.open()
        return True
