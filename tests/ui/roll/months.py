"""A month of 6C in a real window, with the keyboard in the grid: 23 November 2026, a Monday."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.commands.attendance import RollCell, TakeRoll
from desktop.commands.execute import Done
from desktop.commands.roll_cells import AbsenceValue
from desktop.rules.attendance import AbsenceMark, DayPart
from desktop.store.school import School
from desktop.ui.grid.sheet import CellView
from desktop.ui.places import Destination
from desktop.ui.roll.month import MonthView
from desktop.ui.roll.month_book import MonthBook
from desktop.ui.theme import apply_theme
from tests.ui.class_school import ClassSchool
from tests.ui.keys import press, type_text

Key = Qt.Key
AM, PM, CLUB = DayPart
LEFT_ON = 30  # of October: Lê Thanh Hà


@dataclass
class Month:
    """The window and what it told."""

    hoa_sen: ClassSchool
    school: School
    page: MonthView
    wanted: list[Destination] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)

    @property
    def book(self) -> MonthBook:
        assert self.page.book is not None
        return self.page.book

    def to(self, name: str, day: date) -> None:
        assert self.page.go(self.hoa_sen.pupil(name), day)

    def type(self, *letters: str) -> None:
        """Each into a cell, going down."""
        for text in letters:
            type_text(self.page.view, text)
            press(self.page.view, Key.Key_Return)
        QApplication.processEvents()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier):
        press(self.page.view, key, modifiers, " " if key == Key.Key_Space else "")
        QApplication.processEvents()

    def cell(self, name: str, day: date) -> CellView:
        """What the grid shows."""
        at = self.book.row_of(self.hoa_sen.pupil(name)), self.book.column_of(day)
        return self.page.view.sheet_model.cell(*at)

    def sums(self, name: str) -> tuple[str, ...]:
        """TS, P, K, Muộn."""
        row = self.book.row_of(self.hoa_sen.pupil(name))
        last = len(self.book.columns)
        cells = [self.page.view.sheet_model.cell(row, at) for at in range(last - 4, last)]
        return tuple(cell.text for cell in cells)

    def stands(self) -> dict[tuple[str, date, DayPart], str]:
        """What the file holds of the month, by name, day and part."""
        grid = self.book.grid_now()
        return {
            (line.pupil.full_name, *place): cell.mark.value
            for line in grid.lines
            for place, cell in line.cells.items()
        }

    def line(self) -> str:
        """What the cell line says."""
        return self.page.pane.line.line.spoken

    def take(
        self, day: date, letters: dict[str, str] | None = None, part: DayPart = AM
    ) -> Done:  # fmt: skip
        """The roll of a day, taken past this page."""
        cells = tuple(
            RollCell(self.hoa_sen.pupil(name), AbsenceValue(AbsenceMark(letter)))
            for name, letter in (letters or {}).items()
        )
        command = TakeRoll(class_id=self.hoa_sen.classes["6C"], day=day, part=part, cells=cells)
        return self.school.do(command)


@contextmanager
def month_of(
    qtbot: QtBot, hoa_sen: ClassSchool, account: str = "ha", month: int = 11
) -> Iterator[Month]:
    """Open a month of 2026 as somebody."""
    apply_theme("light")
    with hoa_sen.opened(account) as school:
        page = MonthView(school)
        qtbot.addWidget(page)
        shown = Month(hoa_sen, school, page)
        page.wanted.connect(shown.wanted.append)
        page.facts.connect(shown.facts.append)
        stop = school.on_change(page.on_change)
        page.resize(1366, 620)
        page.show()
        page.show_month(hoa_sen.classes["6C"], 2026, month)
        page.activateWindow()
        page.view.setFocus()
        qtbot.waitUntil(page.view.hasFocus)
        yield shown
        stop()
        page.leave()
        page.hide()
