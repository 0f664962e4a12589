"""Keeps the card in step with the list beside it: opens it, follows the cursor, goes on to gaps."""

from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent

from desktop.queries.completeness import ClassCompleteness, PupilGaps
from desktop.rules.profile import ProfileField
from desktop.ui.card.card import PupilCardPane
from desktop.ui.grid.sheet import can_type
from desktop.ui.grid.view import SheetView
from desktop.ui.roster.steps import Steps

if TYPE_CHECKING:
    from desktop.ui.roster.class_page import ClassPage

_FOLLOWS_MS = 60


class PupilList(Protocol):
    """A page with a grid of pupils; the card follows its current line."""

    view: SheetView

    @property
    def current(self) -> UUID | None: ...

    @property
    def steps(self) -> Steps: ...

    @property
    def reads_only(self) -> bool:
        """Whether Enter opens the card: the list is not there to type into it."""

    def row_of(self, student_id: UUID) -> int: ...


class CardBeside(QObject):
    """The list is the master: whoever is current there is on the card, while it is open."""

    def __init__(self, page: PupilList, card: PupilCardPane) -> None:
        super().__init__(page.view)
        self._page, self.card = page, card
        self._soon = QTimer(self, singleShot=True, interval=_FOLLOWS_MS)
        self._soon.timeout.connect(self._follow)
        view = page.view
        view.moved.connect(self._moved)
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        card.closed.connect(self._closed)
        card.stepped.connect(self.step)

    @property
    def is_open(self) -> bool:
        """Whether a card is shown."""
        return not self.card.isHidden()

    def open(self, field: ProfileField | None = None, *, focus: bool = True) -> None:
        """Open the card of the current pupil, with the keyboard in a field."""
        student = self._page.current
        if student is None:
            return
        self._soon.stop()
        self._page.view.entry.close()
        self.card.show_pupil(student, self._page.steps)
        if focus:
            self.card.go_to(field)

    def stop(self) -> None:
        """Nothing is to be followed any more."""
        self._soon.stop()

    def _closed(self) -> None:
        if self._page.view.isVisible():
            self._page.view.setFocus()

    def _moved(self) -> None:
        if self.is_open and self._page.current != self.card.student_id:
            self._soon.start()

    def _follow(self) -> None:
        if self.is_open and self._page.view.isVisible():
            self.open(focus=False)

    def step(self, by: int) -> None:
        """To the next pupil of the list, with the keyboard where it was on the card."""
        student, view = self.card.student_id, self._page.view
        if student is None or not view.isVisible():
            return
        row = self._page.row_of(student) + by
        if 0 <= row < len(view.sheet_model.rows):
            at = self.card.place()
            view.go(row, view.current[1])
            self.open(focus=False)
            self.card.go_back(at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter, and a double click where nothing can be typed."""
        view = self._page.view
        if isinstance(event, QKeyEvent) and watched is view and not view.entry.is_open:
            if event.type() == QEvent.Type.KeyPress and self._opens(event):
                self.open()
                return True
        elif isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonDblClick:
            return self._double(event)
        return super().eventFilter(watched, event)

    def _opens(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        return plain and enter and self._page.reads_only

    def _double(self, event: QMouseEvent) -> bool:
        view = self._page.view
        index = view.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return False
        model, row, column = view.sheet_model, index.row(), index.column()
        typed = can_type(model.columns[column], model.rows[row], model.cell(row, column))
        if typed and column >= view.frozen:
            return False
        self.open()
        return True


class GapWalk:
    """Ctrl+G: through everything that the minimum asks for and that is empty (T-16)."""

    def __init__(self, page: "ClassPage") -> None:
        self._page = page

    def next(self) -> None:
        """To the next thing missing: first of this pupil, then of the next one with a gap."""
        page, beside = self._page, self._page.beside
        found = page.book.completeness if page.book else None
        if found is None:
            return
        here = page.card.gap_here() if beside.is_open else None
        if here is not None:
            page.card.go_to(here)
            return
        student = page.card.student_id or page.current
        gap = next((one for one in found.gaps if one.student_id == student), None)
        if gap is None or beside.is_open:
            gap = self._after(found, student)
        if gap is not None and page.go_to(gap.student_id):
            beside.open(gap.field)

    def _after(self, found: ClassCompleteness, student: UUID | None) -> PupilGaps | None:
        """Of the pupils below in the list, then from the top."""
        book = self._page.book
        order = [line.student_id for line in book.facts.lines] if book else []
        at = order.index(student) if student in order else -1
        gaps = {one.student_id: one for one in found.gaps}
        around = (*order[at + 1 :], *order[: at + 1])
        return next((gaps[one] for one in around if one in gaps), None)
