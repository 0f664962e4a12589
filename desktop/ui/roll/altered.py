"""*Sửa sau xác nhận*: what the vice-principal looks into, both values and why (M-12)."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.commands.execute import Done
from desktop.queries.irregularities import Alteration, irregularities
from desktop.rules.instants import school_day
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.grid.pane import SheetPane
from desktop.ui.kit.buttons import button
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.notice import NoticeBar
from desktop.ui.kit.words import column, hairline
from desktop.ui.places import Destination
from desktop.ui.roll.altered_sheet import AlteredSheet
from desktop.ui.roll.part_head import PartHead

MONTH: Final = "roll_month"
TABLES: Final = frozenset({"absence_change", "month_confirmation", "role_assignment"})
_SOON_MS: Final = 200
_NONE: Final = "Năm học này chưa có điểm danh nào sửa sau khi xác nhận."
_NONE_HINT: Final = "Sửa một tháng đã xác nhận cần lí do; cả hai giá trị được giữ và hiện ở đây."


class AlteredView(QWidget):
    """All classes at once; the button leads to the cell in its month."""

    facts = Signal(str)
    saved = Signal()
    wanted = Signal(object)  # Destination

    def __init__(self, school: School) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self._school = school
        self.sheet: AlteredSheet | None = None
        self.head = PartHead("Sửa sau xác nhận")
        self.open: QPushButton = button("Xem trong tháng", self._open)
        self.head.add_action(self.open)
        self.notice = NoticeBar()
        self.pane = SheetPane("Điểm danh sửa sau xác nhận")
        self.pane.facts_of = lambda _model, _block: ""
        self.empty = Empty("ri.check-double-line", _NONE, _NONE_HINT)
        layout = column(self.head, hairline(), self.notice, gap=0)
        layout.addWidget(self.pane, 1)
        layout.addWidget(self.empty, 1)
        self.setLayout(layout)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.look_again)
        self.setFocusProxy(self.pane.view)

    def show_class(self, _class_id: UUID) -> None:
        """The list is that of all classes."""
        self.look_again()

    def look_again(self) -> None:
        """Read the list anew."""
        found = self._school.ask(irregularities, school_day(self._school.now()))
        sheet = self.sheet = AlteredSheet(found)
        cells, back = len(found.alterations), len(found.withdrawals)
        self.head.say("Sửa sau xác nhận", f"{cells} ô đã sửa · {back} lần rút xác nhận")
        none = not sheet.lines
        self.pane.setVisible(not none)
        self.open.setVisible(not none)
        self.empty.setVisible(none)
        if found.refusal:
            self.empty.say(found.refusal)
        self.pane.show_sheet(None if none else sheet, at=(0, 1))

    def on_change(self, done: Done) -> None:
        """Somebody wrote something."""
        if self.isVisible() and done.tables & TABLES:
            self._soon.start()

    def stop(self) -> None:
        """The school is about to be closed."""
        self._soon.stop()

    def go(self, _student_id: UUID | None, _day: date | None) -> bool:
        """The list itself is the place."""
        return True

    def _open(self) -> None:
        at = self.pane.view.current[0]
        if self.sheet is None or not 0 <= at < len(self.sheet.lines):
            return
        one = self.sheet.lines[at]
        if isinstance(one, Alteration):
            student, day = one.student_id, one.day
        else:
            student, day = None, date(one.year, one.month, 1)
        place = Destination("roster", one.class_id, student_id=student, part=MONTH, day=day)
        self.wanted.emit(place)

    def actions_here(self) -> Sequence[Act]:
        """For the palette and the page of keys."""
        reason = "" if self.sheet and self.sheet.lines else _NONE
        return (Act("Xem lần sửa trong bảng tháng", self._open, reason=reason),)
