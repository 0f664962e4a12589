"""The class view out to an Excel sheet."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.exchange.class_sheet import class_sheet_of, period
from desktop.queries.by_name import school_heading
from desktop.store.trouble import Trouble
from desktop.ui.gradebook.class_sheet import ClassSheetBook
from desktop.ui.gradebook.transfer import FILTER, with_suffix


def ask_export(parent: QWidget, book: ClassSheetBook) -> str:
    """Ask where to, write the sheet; returns what to tell, empty when it was left."""
    name = f"Lớp {book.view.class_name} {period(book.view)}.xlsx"
    path, _ = QFileDialog.getSaveFileName(parent, "Xuất bảng tổng hợp lớp", name, FILTER)
    return export_to(book, Path(path)) if path else ""


def export_to(book: ClassSheetBook, path: Path) -> str:
    """Write the sheet; a sentence in any case."""
    from desktop.exchange.class_view_export import export_class_view

    target = with_suffix(path)
    try:
        export_class_view(class_sheet_of(book.view, book.school.ask(school_heading)), target)
    except Trouble as trouble:
        return trouble.sentence
    return f"Đã xuất bảng tổng hợp lớp {book.view.class_name} vào tệp {target.name}."
