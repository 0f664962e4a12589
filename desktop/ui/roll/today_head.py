"""The head of the roll of a day: which day, steps back, other acts."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QDate, QSignalBlocker, Signal
from PySide6.QtWidgets import QDateEdit, QHBoxLayout

from desktop.queries.years import YearFacts
from desktop.ui.acts import Act
from desktop.ui.gradebook.more_button import MoreButton, give_way
from desktop.ui.kit.buttons import enable, icon_button
from desktop.ui.kit.page import PageHead
from desktop.ui.kit.words import ground, row

_DAY = timedelta(days=1)


class DayHead(PageHead):
    """`lead` is room for the page's own choice of parts."""

    day_chosen = Signal(object)  # date

    def __init__(
        self,
        undo: Callable[[], object],
        redo: Callable[[], object],
        acts: Callable[[], Sequence[Act]],
        ahead: int = 0,
    ) -> None:
        """`ahead` are the days to come that can be chosen."""
        super().__init__()
        self._ahead = ahead * _DAY
        self.lead = QHBoxLayout()
        self.lead.setContentsMargins(0, 0, 0, 0)
        self.undo = icon_button("ri.arrow-go-back-line", "Hoàn tác (Ctrl+Z)", undo)
        self.redo = icon_button("ri.arrow-go-forward-line", "Làm lại (Ctrl+Y)", redo)
        self.before = icon_button(
            "ri.arrow-left-s-line", "Ngày trước (Alt+←)", lambda: self.step(-1)
        )
        self.after = icon_button("ri.arrow-right-s-line", "Ngày sau (Alt+→)", lambda: self.step(1))
        self.date = QDateEdit()
        self.date.setDisplayFormat("dd/MM/yyyy")
        self.date.setCalendarPopup(True)
        self.date.setKeyboardTracking(False)
        self.date.setAccessibleName("Ngày")
        self.date.dateChanged.connect(lambda there: self.day_chosen.emit(_date(there)))
        self.more = MoreButton((), acts)
        days = row(self.before, self.date, self.after, gap=6)
        for part in (ground(self.lead), ground(days), self.undo, self.redo, self.more.button):
            self.add_action(part)
        give_way(self)
        self.more.fit(0)

    def show_day(self, day: date, year: YearFacts | None, today: date) -> None:
        """Show a day; those to come and those outside the school year are not offered."""
        first = min(year.starts_on if year else day, day)
        end = max(year.ends_on if year else day, day)
        last = max(min(today + self._ahead, end), day)
        quiet = QSignalBlocker(self.date)
        self.date.setDateRange(_qdate(first), _qdate(last))
        self.date.setDate(_qdate(day))
        quiet.unblock()
        enable(self.before, "" if day > first else "Đây là ngày đầu của năm học")
        over = "Đây là ngày cuối của năm học" if day == end else "Ngày sau chưa đến"
        enable(self.after, "" if day < last else over)

    def step(self, by: int) -> None:
        """To the day before or after, where there is one."""
        there = _date(self.date.date()) + by * _DAY
        wanted = _qdate(there)
        if self.date.minimumDate() <= wanted <= self.date.maximumDate():
            self.date.setDate(wanted)


def _date(there: QDate) -> date:
    return date(there.year(), there.month(), there.day())


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
