"""The month of a class in its real widget: open until painted, and a letter on the disk."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from bench.measure import Figure, figure
from bench.school import Measured, open_as
from bench.window import OPENINGS, press, shown
from desktop.commands.roll_months import WithdrawConfirmation
from desktop.queries.roster_classes import roster_classes
from desktop.rules.instants import school_day
from desktop.store import keys
from desktop.store.school import School
from desktop.ui.roll.month import MonthView
from desktop.ui.theme import apply_theme

LONG, OTHER = (2027, 3), (2026, 12)  # of 31 days, both
ENTERED = (2027, 5)
ENTRIES = 200
HOMEROOM = "chủ nhiệm"


def opening(measured: Measured) -> Iterator[Figure]:
    """Open until painted: 50 pupils, 31 days."""
    with _own_month(measured.folder) as (school, class_id):
        page = shown(MonthView(school))
        found = []
        for _ in range(OPENINGS):  # another one between, for an open month is not opened again
            page.show_month(class_id, *OTHER)
            page.grab()
            found.append(_ms(lambda: _open(page, class_id)))
        yield figure("open a month 50 × 31 until painted", found, most=80)
        page.leave()
        page.close()


def entering(measured: Measured) -> Iterator[Figure]:
    """Type a letter, press Enter: on the disk and the next cell active when it returns."""
    with _own_month(measured.folder) as (school, class_id):
        page = shown(MonthView(school))
        page.show_month(class_id, *ENTERED)
        book = page.book
        if book is not None and book.grid.state.confirmed is not None:
            year, month = ENTERED
            school.do(
                WithdrawConfirmation(class_id=class_id, year=year, month=month, reason="Đo tốc độ")
            )
            book.reload()
            page.view.refresh()
        QApplication.processEvents()
        yield figure("letter in the month durable", _entries(page), judged="p95", most=16)
        page.leave()
        page.close()


def _open(page: MonthView, class_id: UUID) -> None:
    page.show_month(class_id, *LONG)
    page.grab()


@contextmanager
def _own_month(folder: Path) -> Iterator[tuple[School, UUID]]:
    """A copy of the school, opened by a homeroom teacher, and the own class."""
    account = next(p.account for p in reversed(keys.people(folder)) if HOMEROOM in p.caption)
    app = QApplication.instance() or QApplication([])
    apply_theme("light")
    with tempfile.TemporaryDirectory() as out:
        copy = Path(out) / "school"
        shutil.copytree(folder, copy)
        with open_as(copy, account) as school:
            classes = school.ask(roster_classes, school_day(school.now()), None)
            yield school, next(one.class_id for one in classes if one.own)
    del app


def _entries(page: MonthView) -> list[float]:
    """Milliseconds from the key press of Enter to its return, going down the days."""
    view, found, book = page.view, [], page.book
    if book is None:
        raise ValueError("no month is open")
    rows = len(book.rows)
    held = [d for d in book.grid.days if d.parts and all(r.taken for r in d.rolls.values())]
    days = [book.column_of(head.day) for head in held]
    for n in range(ENTRIES):
        if n % rows == 0:
            view.go(0, days[n // rows])
        before = view.current
        letter = "PKM"[n % 3]
        if view.sheet_model.cell(*before).text == letter:
            letter = "PKM"[(n + 1) % 3]
        press(view, Qt.Key.Key_unknown, letter)
        start = time.perf_counter()
        press(view, Qt.Key.Key_Return, "\r")
        found.append((time.perf_counter() - start) * 1000)
        if view.sheet_model.cell(*before).text != letter:
            raise ValueError(f"nothing was written at {before}")
        QApplication.processEvents()
    return found


def _ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
