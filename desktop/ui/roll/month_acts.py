"""What can be done with the current cell of a month: choose, look back, say that it was taken."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.commands.absences import EnterAbsences
from desktop.rules.attendance import DayPart
from desktop.rules.instants import show_moment
from desktop.ui.gradebook.cell_popover import CellPopover
from desktop.ui.gradebook.choice_popover import ChoicePopover
from desktop.ui.gradebook.course_cells import CHOOSE, DECIDE, DROP
from desktop.ui.grid.pane import SheetPane
from desktop.ui.kit.notice import RED
from desktop.ui.kit.words import hairline, label
from desktop.ui.places import OUTBOX, Destination
from desktop.ui.roll.confirm import ExtraDayDialog, NoteDialog
from desktop.ui.roll.month_cells import CHANGES, HELD, TAKEN, Footnote, closed_sentence

if TYPE_CHECKING:
    from desktop.ui.roll.month_book import MonthBook

_WIDTH = 400
_LETTERS = {Qt.Key.Key_P: "P", Qt.Key.Key_K: "K", Qt.Key.Key_M: "M"}


class MonthActs(QObject):
    """Holds the one popover of the page; `book` is the month that is shown."""

    wrote = Signal()
    told = Signal(str, str)  # sentence, tone
    decision_wanted = Signal(object)  # Destination: what the server did not take
    asked = Signal(object)  # Ask: a dialog to be opened

    def __init__(self, page: QWidget, pane: SheetPane) -> None:
        super().__init__(page)
        self.page, self.pane, self.view = page, pane, pane.view
        self.book: MonthBook | None = None
        self.popover: CellPopover | None = None
        pane.action_asked.connect(self._act_on)
        self.view.moved.connect(self.close)
        self.view.installEventFilter(self)

    def _act_on(self, row: int, column: int) -> None:
        """The link at the right of the cell line."""
        acts = {
            CHOOSE: self.choose_value, DROP: self.drop_kept, DECIDE: self.decide,
            CHANGES: self.show_changes, TAKEN: self.note_taken, HELD: self.ask_extra_day,
        }  # fmt: skip
        act = acts.get(self.view.sheet_model.cell(row, column).action)
        if act is not None and self.book is not None:
            act()

    def choose_value(self) -> None:
        """Two people entered different values: choose, or leave it."""
        book, at = self.book, self.view.current
        if book is not None and book.kept_at(book.place(*at)) is not None:
            popover = ChoicePopover(self.page, book, *at)
            popover.chosen.connect(self._rows_changed)
            self._show(popover)

    def drop_kept(self) -> None:
        """Let the kept text of the current cell go."""
        if self.book is not None:
            self.book.drop_kept(*self.view.current)
            self._rows_changed()

    def decide(self) -> None:
        """Go to what the server did not take."""
        own = self.book.own_at(*self.view.current) if self.book is not None else None
        command_id = own.command_id if own is not None else None
        self.decision_wanted.emit(Destination(OUTBOX, command_id=command_id))

    def show_changes(self) -> None:
        """What was altered in the cell after the month was confirmed."""
        book, at = self.book, self.view.current
        footnote = book.footnote(*at) if book is not None else None
        if book is not None and footnote is not None:
            who = f"{book.rows[at[0]].name} · {book.columns[at[1]].name}"
            self._show(_ChangesPopover(self.page, who, footnote))

    def note_taken(self) -> None:
        """The roll of the current day was taken: empty cells are pupils who were there."""
        book, column = self.book, self.view.current[1]
        head = book.head(column) if book is not None else None
        if book is None or head is None:
            return
        open_parts = [part for part in book.parts(column) if not head.is_taken(part)]
        command = EnterAbsences(
            class_id=book.class_id, taken=tuple((head.day, part) for part in open_parts)
        )
        self._after(book.carry_out(command, f"đã điểm danh {book.columns[column].name}"))

    def ask_extra_day(self) -> None:
        """The class had lessons on a day without any in the calendar."""
        book = self.book
        head = book.head(self.view.current[1]) if book is not None else None
        if book is not None and head is not None:
            part = book.view or next(iter(book.grid.parts), DayPart.MORNING)
            self.asked.emit(ExtraDayDialog(self.page, book, head, part))

    def ask_note(self) -> None:
        """A few words beside the absence in the current cell."""
        book, at = self.book, self.view.current
        if book is None or at[0] < 0:
            return
        self.view.entry.close()
        why_not = closed_sentence(book.grid)
        if book.note_at(*at) is None:
            why_not = "ghi chú đứng cạnh P, K hoặc M; ô này chưa có gì"
        elif book.grid.state.confirmed is not None:
            why_not = "tháng đã xác nhận; rút xác nhận trước rồi ghi chú"
        if why_not:
            self.told.emit(f"Chưa ghi gì: {why_not}.", RED)
        else:
            self.asked.emit(NoteDialog(self.page, book, *at))

    def _after(self, why_not: str) -> None:
        if why_not:
            self.told.emit(why_not, RED)
        self.view.refresh()
        self.wrote.emit()
        self.view.setFocus()

    def _rows_changed(self) -> None:
        self._after("")

    def _show(self, popover: CellPopover) -> None:
        self.view.entry.close()
        self.close()
        self.pane.ways.hide()
        self.popover = popover
        popover.show_at(self.view.viewport(), self.view.cell_rect(*self.view.current), self.view)

    def close(self) -> None:
        """Take the popover away."""
        popover, self.popover = self.popover, None
        if popover is not None and isValid(popover):
            popover.hide()
            popover.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space: present; a letter over a chosen block: into all its cells."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._took(event)
        return super().eventFilter(watched, event)

    def _took(self, event: QKeyEvent) -> bool:
        quiet = event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        if self.view.entry.is_open or quiet != Qt.KeyboardModifier.NoModifier:
            return False
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self.view.entry.put("", "Ghi có mặt")
            return True
        if key in _LETTERS and not self.view.block.single:
            self.view.entry.put(_LETTERS[key], f"Ghi {_LETTERS[key]}")
            return True
        return False


class _ChangesPopover(CellPopover):
    """Each alteration: before and after, why, by whom and when."""

    def __init__(self, window: QWidget, who: str, footnote: Footnote) -> None:
        super().__init__(window, f"Sửa sau xác nhận, {who}", _WIDTH)
        self.add_title("Sửa sau xác nhận")
        self.body.addWidget(label(who, "second"))
        for number, change in enumerate(footnote.changes):
            if number:
                self.body.addWidget(hairline())
            self.body.addWidget(label(change.sentence, "strong"))
            self.body.addWidget(label(f"Lí do: {change.reason}", wrap=True))
            self.body.addWidget(label(f"{change.by}, {show_moment(change.at)}", "second"))
