"""A month out to an Excel sheet and in from one, for the class that is open."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.exchange.roll_book import RollBook
from desktop.queries.by_name import school_heading
from desktop.rules.attendance import DayPart
from desktop.store.trouble import Trouble
from desktop.ui.gradebook.transfer import FILTER, with_suffix
from desktop.ui.roll.month_book import MonthBook


def exchange_book(book: MonthBook) -> RollBook:
    """The month as exports and imports know it; of several sessions those that are shown."""
    heading = book.school.ask(school_heading)
    only = len(book.views) < 2 and book.view is not DayPart.CLUB  # noqa: PLR2004 - one or more
    part = None if only else book.view
    return RollBook(book.grid_now(), part, heading.school, heading.authority)


def file_name(book: MonthBook) -> str:
    grid = book.grid
    return f"Điểm danh {grid.class_name} {grid.year}-{grid.month:02}.xlsx"


def ask_export(parent: QWidget, book: MonthBook) -> str:
    """Ask where to, write the sheet; returns what to tell, empty when it was left."""
    path, _ = QFileDialog.getSaveFileName(parent, "Xuất điểm danh tháng", file_name(book), FILTER)
    return export_to(book, Path(path)) if path else ""


def export_to(book: MonthBook, path: Path) -> str:
    """Write the sheet; a sentence in any case."""
    from desktop.exchange.roll_export import export_roll

    target = with_suffix(path)
    try:
        export_roll(exchange_book(book), target)
    except Trouble as trouble:
        return trouble.sentence
    grid = book.grid
    return (
        f"Đã xuất điểm danh tháng {grid.month}/{grid.year} lớp {grid.class_name} vào tệp "
        f"{target.name}."
    )
