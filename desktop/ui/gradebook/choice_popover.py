"""Two values for one cell: two equal cards with their consequence, nothing chosen beforehand."""

from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.ui.gradebook.cell_popover import CellPopover
from desktop.ui.gradebook.course_book import CourseBook
from desktop.ui.gradebook.course_why import result_with
from desktop.ui.gradebook.kept import Kept, Place
from desktop.ui.grid.sheet import Edit, Sheet
from desktop.ui.kit.buttons import button
from desktop.ui.kit.words import column, label, row

WIDTH = 420
_LONGEST = 20


class KeepsBoth(Sheet, Protocol):
    """A sheet that keeps what was typed beside what stands in the book."""

    def place(self, row: int, column: int) -> Place: ...

    def kept_at(self, place: Place) -> Kept | None: ...

    def text_in_book(self, place: Place) -> str: ...

    def drop_kept(self, row: int, column: int) -> None: ...


class ChoicePopover(CellPopover):
    """The person's own value and the one in the book; leaving it undecided is allowed."""

    chosen = Signal()

    def __init__(self, window: QWidget, book: KeepsBoth, at: int, column_: int) -> None:
        super().__init__(window, "Hai người nhập khác nhau", WIDTH)
        self._book, self._at, self._column = book, at, column_
        place = book.place(at, column_)
        kept = book.kept_at(place)
        self.mine = kept.text if kept else ""
        self.theirs = book.text_in_book(place)
        who = f"{book.rows[at].name} · {book.columns[column_].name}"
        self.body.addWidget(label("Hai người nhập khác nhau", "panel"))
        self.body.addWidget(label(who, "strong"))
        self.body.addWidget(label(kept.sentence if kept else "", "second", wrap=True))
        self.keep = button("Giữ giá trị trong sổ", self._keep)
        self.write = button("Ghi giá trị vừa nhập", self._write)
        self.body.addLayout(
            row(
                _card("Trong sổ", self.theirs or "trống", self._follows(self.theirs), self.keep),
                _card("Vừa nhập", self.mine or "trống", self._follows(self.mine), self.write),
            )
        )
        self.later = button("Để sau", self.leave)
        self.body.addLayout(row(None, self.later))
        self.setTabOrder(self.keep, self.write)

    def _follows(self, text: str) -> str:
        """What a value leads to: the average that it would give."""
        book = self._book
        if not isinstance(book, CourseBook):
            return ""
        return result_with(book, self._at, self._column, text)

    def _keep(self) -> None:
        self._book.drop_kept(self._at, self._column)
        self._end()

    def _write(self) -> None:
        self._book.drop_kept(self._at, self._column)
        self._book.commit([Edit(self._at, self._column, self.mine)])
        self._end()

    def _end(self) -> None:
        self.leave()
        self.chosen.emit()


def _card(caption: str, value: str, follows: str, act: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("k", "card")
    shown = value if len(value) <= _LONGEST else value[:_LONGEST].rstrip() + "…"
    large = label(shown, "conflict" if len(value) <= 4 else "panel")  # noqa: PLR2004 - a mark
    parts = [label(caption, "label"), large, *([label(follows, "second")] if follows else []), act]
    card.setLayout(column(*parts, margins=(12, 8, 12, 12), gap=6))
    card.setAccessibleName(f"{caption}: {value}")
    return card
