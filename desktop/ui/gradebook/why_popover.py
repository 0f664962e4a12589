"""The *Vì sao?* popover: a small reckoning beside the cell, readable line by line."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLayout, QWidget

from desktop.ui.gradebook.cell_popover import CellPopover
from desktop.ui.gradebook.why import Why, WhyLine
from desktop.ui.kit.words import hairline, label

WIDTH = 378
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class WhyPopover(CellPopover):
    """Shows one `Why`; made anew for each question, since its lines differ."""

    def __init__(self, window: QWidget, why: Why) -> None:
        super().__init__(window, why.title, WIDTH)
        self.why = why
        self.setAccessibleDescription(why.text)
        self.add_title(why.title)
        self.body.addWidget(label(why.about, "second", wrap=True))
        if why.lines:
            self.body.addLayout(_table(why.lines))
        for note in why.notes:
            strong = note == why.notes[0] and not why.lines
            self.body.addWidget(label(note, "strong" if strong else "second", wrap=True))


def _table(lines: tuple[WhyLine, ...]) -> QLayout:
    table = QGridLayout()
    table.setContentsMargins(0, 4, 0, 4)
    table.setHorizontalSpacing(12)
    table.setVerticalSpacing(5)
    table.setColumnStretch(0, 1)
    at = 0
    for line in lines:
        if line.rule:
            table.addWidget(hairline(), at, 0, 1, 3)
            at += 1
        k = "strong" if line.strong else "second"
        table.addWidget(label(line.label, k, wrap=True), at, 0)
        table.addWidget(label(line.factor, "second"), at, 1)
        value = label(line.value, "strong")
        value.setAlignment(_RIGHT)
        table.addWidget(value, at, 2)
        at += 1
    return table
