"""Which class of which school year is open: two boxes at the right of the sub-tabs."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from desktop.queries.roster_classes import RosterClass
from desktop.queries.years import YearFacts
from desktop.ui.kit.words import row

WHOLE_SCHOOL: Final = "Toàn trường"


class ClassChoice(QWidget):
    """Own classes stand first; the whole school last, on pages that can show it."""

    chosen = Signal(object)  # the id of a class, or None for the whole school
    year_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self.classes, self.years = QComboBox(), QComboBox()
        self.classes.setAccessibleName("Lớp đang mở")
        self.classes.setToolTip("Lớp đang mở (Ctrl+PgUp, Ctrl+PgDn: lớp trước, lớp sau)")
        self.years.setAccessibleName("Năm học")
        self.years.setToolTip("Năm học")
        for box in (self.classes, self.years):  # filled anew after it was first shown
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.classes.setMinimumWidth(120)
        self.years.setMinimumWidth(116)
        self.setLayout(row(self.classes, self.years, gap=8, margins=(0, 0, 10, 0)))
        self.classes.activated.connect(lambda at: self.chosen.emit(self.classes.itemData(at)))
        self.years.activated.connect(lambda at: self.year_chosen.emit(self.years.itemData(at)))

    def show_years(self, years: Sequence[YearFacts], current: UUID | None) -> None:
        """The years that lie here, the newest first."""
        self.years.clear()
        for year in years:
            self.years.addItem(year.name, year.school_year_id)
        self.years.setCurrentIndex(_at(self.years, current))

    def show_classes(self, classes: Sequence[RosterClass], *, whole_school: bool) -> None:
        """The classes of a year; what was current stays so."""
        current = self.class_id
        self.classes.clear()
        for one in (*_own(classes), *_others(classes)):
            words = f"Lớp {one.name} · chủ nhiệm" if one.own else f"Lớp {one.name}"
            self.classes.addItem(words, one.class_id)
        own = len(_own(classes))
        if own and own < len(classes):
            self.classes.insertSeparator(own)
        if whole_school and classes:
            self.classes.insertSeparator(self.classes.count())
            self.classes.addItem(WHOLE_SCHOOL, None)
        self.show_current(current)

    def show_current(self, class_id: UUID | None) -> None:
        """Mark a class, without telling."""
        whole = self.classes.findText(WHOLE_SCHOOL)
        self.classes.setCurrentIndex(whole if class_id is None else _at(self.classes, class_id))

    @property
    def class_id(self) -> UUID | None:
        """Which one is marked."""
        found: UUID | None = self.classes.currentData()
        return found

    def step(self, by: int) -> None:
        """To the next class or the one before, as if it were chosen."""
        at = self.classes.currentIndex() + by
        while 0 <= at < self.classes.count():
            if self.classes.itemText(at):  # not a line between groups
                self.classes.setCurrentIndex(at)
                self.chosen.emit(self.classes.itemData(at))
                return
            at += by


def _own(classes: Sequence[RosterClass]) -> list[RosterClass]:
    return [one for one in classes if one.own]


def _others(classes: Sequence[RosterClass]) -> list[RosterClass]:
    return [one for one in classes if not one.own]


def _at(box: QComboBox, key: UUID | None) -> int:
    return next((n for n in range(box.count()) if key and box.itemData(n) == key), -1)
