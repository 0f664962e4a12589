"""The lower part of the tab while monthly sheets are printed: where each class's sheet is."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from desktop.commands.roll_months import SheetStep
from desktop.queries.month_status import MonthStatus
from desktop.store.school import School
from desktop.ui.grid.view import SheetView
from desktop.ui.kit.buttons import button
from desktop.ui.kit.page import Elided
from desktop.ui.kit.words import column, hairline, label, row
from desktop.ui.printing.sheet_steps import RECEIVED, SIGNED, SheetSteps

HEAD, ROW, ROWS_SHOWN = 45, 28, 6
_WIDTHS: Final = "printing.sheets.widths"


class SheetsPart(QWidget):
    """Says `changed` when the month was read anew, `told` why something was not noted."""

    changed = Signal()
    told = Signal(str)

    def __init__(self, school: School) -> None:
        super().__init__()
        self._school = school
        self.setProperty("k", "page")
        self.steps: SheetSteps | None = None
        self.title = label("Sổ gọi tên tháng", "panel")
        self.facts = Elided("")
        self.receive = button("Ghi đã nhận", lambda: self._note_all(SheetStep.RECEIVED))
        self.sign = button("Ghi đã kí", lambda: self._note_all(SheetStep.SIGNED))
        self.list = SheetView(self, "Sổ gọi tên tháng của các lớp")
        self.list.set_row_height(ROW)
        self.list.written.connect(lambda _outcomes: self._tell())
        head = QWidget()
        head.setFixedHeight(HEAD)
        line = row(self.title, margins=(16, 0, 10, 0), gap=8)
        line.addWidget(self.facts, 1)
        for act in (self.receive, self.sign):
            line.addWidget(act)
        head.setLayout(line)
        layout = column(hairline(k="line5"), head, hairline(), gap=0)
        layout.addWidget(self.list, 1)
        self.setLayout(layout)
        self.setMinimumHeight(HEAD + 36 + 2 * ROW)

    @property
    def waiting(self) -> frozenset[UUID]:
        """Classes whose sheets are confirmed and not printed."""
        status = self.steps.status if self.steps else None
        return frozenset(one.class_id for one in status.to_print) if status else frozenset()

    def show_month(self, year: int, month: int) -> None:
        """Read where the sheets of that month are."""
        same = self.steps is not None and (self.steps.status.year, self.steps.status.month) == (
            year, month,
        )  # fmt: skip
        if same and self.steps is not None:
            self.steps.reload()
            self.list.refresh()
        else:
            self.steps = SheetSteps.of(self._school, year, month)
            self.list.show_sheet(
                self.steps,
                widths=self._school.preference(_WIDTHS, {"": 0}),
                keep_widths=lambda widths: self._school.keep_preference(_WIDTHS, widths),
            )
            self._go_to_work()
        self._tell()

    def settle(self) -> bool:
        """Nothing stays half typed here."""
        self.list.entry.close()
        return True

    def _go_to_work(self) -> None:
        """The current cell is the first that waits for this person."""
        if self.steps is None or not self.steps.classes:
            return
        column_ = SIGNED if self.steps.status.may_sign else RECEIVED
        self.list.go(0, column_)

    def _note_all(self, step: SheetStep) -> None:
        if self.steps is None:
            return
        status = self.steps.status
        waiting = status.to_return if step is SheetStep.RECEIVED else status.to_sign
        sentence = self.steps.note(step, tuple(one.class_id for one in waiting))
        self.list.refresh()
        self._tell()
        if sentence:
            self.told.emit(sentence)

    def _tell(self) -> None:
        if self.steps is None:
            return
        status = self.steps.status
        self.title.setText(f"Sổ gọi tên tháng {status.month}/{status.year}")
        self.facts.set_words(facts_of(status))
        for act, may, words, waiting in (
            (self.receive, status.may_receive, "Ghi đã nhận", status.to_return),
            (self.sign, status.may_sign, "Ghi đã kí", status.to_sign),
        ):
            said = f"{words} cả {len(waiting)} lớp" if len(waiting) > 1 else words
            act.setText(said)
            act.setAccessibleName(said)
            act.setVisible(may and bool(waiting))
        self.changed.emit()

    def sizeHint(self) -> QSize:
        rows = min(len(self.steps.classes) if self.steps else 0, ROWS_SHOWN)
        return QSize(400, HEAD + 2 + 36 + rows * ROW)


def facts_of(status: MonthStatus) -> str:
    """38/40 lớp đã xác nhận · 3 chờ in · 12 chờ nhận lại · 5 chờ kí duyệt."""
    classes = [one for one in status.classes if one.sessions]
    if not classes:
        return "tháng này không có buổi học"
    confirmed = sum(one.state.confirmed is not None for one in classes)
    counts = (
        (status.to_print, "chờ in"),
        (status.to_return, "chờ nhận lại"),
        (status.to_sign, "chờ kí duyệt"),
    )
    waiting = [f"{len(of)} {words}" for of, words in counts if of]
    return " · ".join((f"{confirmed}/{len(classes)} lớp đã xác nhận", *waiting))
