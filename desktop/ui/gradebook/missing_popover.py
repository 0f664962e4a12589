"""*Còn thiếu*: who has not entered what in a class; Enter or a click leads to the column."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from desktop.queries.class_missing import MissingColumn
from desktop.rules.marks import column_name
from desktop.rules.terms import Term
from desktop.ui.gradebook.cell_popover import CellPopover
from desktop.ui.kit.side_list import Item, SideList
from desktop.ui.kit.words import label
from desktop.ui.places import Destination

WIDTH = 420
_ROW = 50
_MOST_ROWS = 7


class MissingPopover(CellPopover):
    """One row a column, the overdue ones first."""

    opened = Signal(object)  # Destination

    def __init__(self, window: QWidget, missing: Sequence[MissingColumn], term: Term) -> None:
        super().__init__(window, "Còn thiếu", WIDTH)
        self.add_title(f"Còn thiếu · học kì {term.name}")
        ordered = sorted(missing, key=lambda line: not line.overdue)
        self.list = SideList("Cột còn thiếu điểm", 0)
        self.list.setProperty("k", "framed")
        self.list.show_items([_item(line, term) for line in ordered])
        self.list.setFixedHeight(min(len(ordered), _MOST_ROWS) * _ROW + 4)
        if not ordered:
            self.list.hide()
        self.list.clicked.connect(self._open)
        self.list.activated.connect(self._open)
        self.body.addWidget(self.list)
        hint = "Enter: mở cột đó." if ordered else "Mọi cột của học kì này đã đủ điểm."
        self.body.addWidget(label(hint, "second"))
        if ordered:
            self.setFocusProxy(self.list)
            self.list.choose(self.list.items[0].key)

    def _open(self, index: QModelIndex) -> None:
        place = self.list.items[index.row()].key
        self.leave()
        self.opened.emit(place)


def _item(line: MissingColumn, term: Term) -> Item:
    course = line.course
    what = [f"còn {line.missing} ô" if line.missing else ""]
    what.append(f"{line.waiting} chờ bù" if line.waiting else "")
    what.append(", ".join(course.teachers) or "chưa phân công giáo viên")
    if line.deadline is not None:
        what.append(f"{'quá hạn' if line.overdue else 'hạn'} {line.deadline.day:%d/%m}")
    return Item(
        Destination("gradebook", course.class_id, course.course_id, term, line.column),
        f"{course.label} · {column_name(line.column)}",
        " · ".join(part for part in what if part),
        state_icon="ri.time-line" if line.overdue else "",
        state_words="quá hạn" if line.overdue else "",
    )  # fmt: skip
