"""Rows of labelled fields of a profile: show, save when left, keep in red what could not be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.rules.profile import ProfileField
from desktop.ui.card.book import CardBook
from desktop.ui.card.inputs import Input, LineInput, PickInput
from desktop.ui.kit.words import column, hairline, label, restyle, row

LABEL: Final = 104
"""Pixels of the labels at the left."""
GAP: Final = 8


@dataclass(frozen=True, slots=True)
class Spec:
    """A field: its label, a hint while empty, what to choose from; pixels, or what is left."""

    field: ProfileField
    label: str
    hint: str = ""
    choices: tuple[str, ...] | None = None
    width: int = 0
    masks: bool = False


class ProfileForm(QWidget):
    """Each inner sequence of specs is a line of the form."""

    saved = Signal(str)  # the label of the field
    kept = Signal(str)  # that a field was not written; why stands below it

    def __init__(self, lines: Sequence[Sequence[Spec]]) -> None:
        super().__init__()
        self.setProperty("k", "chrome")
        self.inputs: dict[ProfileField, Input] = {}
        self.sentences: dict[ProfileField, QLabel] = {}
        self.seen: dict[ProfileField, str] = {}
        self._gaps: Mapping[ProfileField, str] = {}
        self._parts: dict[ProfileField, tuple[QWidget, ...]] = {}
        self.book: CardBook | None = None
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        for specs in lines:
            self._add_line(body, specs)

    def _add_line(self, body: QVBoxLayout, specs: Sequence[Spec]) -> None:
        line = row(gap=GAP)
        for at, spec in enumerate(specs):
            caption = label(spec.label, "second")
            if at == 0:
                caption.setFixedWidth(LABEL)
            made = self._input(spec)
            caption.setBuddy(made)
            line.addWidget(caption)
            line.addWidget(made, 0 if spec.width else 1)
            self._parts[spec.field] = (caption, made)
        body.addLayout(line)
        for spec in specs:
            said = label("", "red", wrap=True)
            said.hide()
            self.sentences[spec.field] = said
            body.addLayout(row(said, margins=(LABEL + GAP, 0, 0, 2)))

    def _input(self, spec: Spec) -> Input:
        name = spec.field.label
        made: Input
        if spec.choices is None:
            made = LineInput(name, spec.hint, masks=spec.masks)
        else:
            made = PickInput(name, spec.choices, spec.hint)
        if spec.width:
            made.setFixedWidth(spec.width)
        else:
            made.setMinimumWidth(60)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.left.connect(lambda field=spec.field: self.commit(field))
        self.inputs[spec.field] = made
        return made

    # ---- what is shown

    def show_book(self, book: CardBook, gaps: Mapping[ProfileField, str]) -> None:
        """Another pupil, or the same one read again; fields that are being typed in stay."""
        same = self.book is not None and self.book.student_id == book.student_id
        self.book, self._gaps = book, gaps
        for field, made in self.inputs.items():
            made.setReadOnly(not book.may_edit(field))
            if not (same and made.dirty):
                self._show(field)

    def only(self, wanted: Sequence[ProfileField]) -> None:
        """Leave no trace of the other fields."""
        for field, parts in self._parts.items():
            for part in parts:
                part.setVisible(field in wanted)

    def _show(self, field: ProfileField) -> None:
        book = self.book
        if book is None:
            return
        kept, gap = book.kept(field), self._gaps.get(field, "")
        self.seen[field] = book.stored(field)
        self.inputs[field].show_text(book.shown(field), bad=kept is not None)
        said = self.sentences[field]
        words = kept.sentence if kept else gap
        k = "red" if kept else "amber"
        if said.property("k") != k:
            said.setProperty("k", k)
            restyle(said)
        said.setText(words)
        said.setVisible(bool(words))
        self.inputs[field].setAccessibleDescription(words)

    # ---- what is written

    def commit(self, field: ProfileField) -> None:
        """Write a field that was left."""
        book, made = self.book, self.inputs[field]
        if book is None or not made.dirty or not book.may_edit(field):
            return
        written = book.write(field, made.typed, self.seen[field])
        self._show(field)
        kept = book.kept(field)
        if kept:
            self.kept.emit(f"“{field.label}” chưa được ghi; phần vừa gõ được giữ lại trong ô.")
        elif written:
            self.saved.emit(field.label)

    def settle(self) -> None:
        """Write what is being typed, as if the field were left."""
        for field, made in self.inputs.items():
            if made.dirty:
                self.commit(field)

    def reveal(self, *, on: bool) -> None:
        """Uncover the masked numbers, or cover them."""
        for made in self.inputs.values():
            made.reveal(on=on)


def scrolled(inside: QVBoxLayout) -> QScrollArea:
    """A page of the card: scrolls up and down, never sideways."""
    inside.setContentsMargins(16, 10, 16, 12)
    body = QWidget()
    body.setProperty("k", "chrome")
    body.setLayout(inside)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(body)
    area.setHorizontalScrollBarPolicy(area.horizontalScrollBarPolicy().ScrollBarAlwaysOff)
    return area


def section(title: str, aside: QWidget | None = None) -> QVBoxLayout:
    """A caption with a line below it."""
    return column(row(label(title, "label"), None, *([aside] if aside else [])), hairline(), gap=4)
