"""Marks out to an Excel sheet and in from one, for the course that is open."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.exchange.course_book import CourseBook as ExchangeBook
from desktop.exchange.course_book import course_book_of
from desktop.queries.by_name import school_heading
from desktop.store.trouble import Trouble
from desktop.ui.gradebook.course_book import CourseBook

FILTER = "Bảng tính Excel (*.xlsx)"


def exchange_book(book: CourseBook) -> ExchangeBook:
    """The course as exports and imports know it."""
    heading = book.school.ask(school_heading)
    return course_book_of(book.facts_now(), school_name=heading.school, authority=heading.authority)


def file_name(book: CourseBook) -> str:
    """Diem Toan 6A HK1.xlsx, with the letters that the subject has."""
    course = book.facts.course
    return f"Điểm {course.label} {course.class_name} HK{int(book.term)}.xlsx"


def ask_export(parent: QWidget, book: CourseBook) -> str:
    """Ask where to, write the sheet; returns what to tell, empty when it was left."""
    path, _ = QFileDialog.getSaveFileName(parent, "Xuất bảng điểm", file_name(book), FILTER)
    return export_to(book, Path(path)) if path else ""


def export_to(book: CourseBook, path: Path) -> str:
    """Write the sheet; a sentence in any case."""
    from desktop.exchange.marks_export import export_marks

    target = with_suffix(path)
    try:
        export_marks(exchange_book(book), target)
    except Trouble as trouble:
        return trouble.sentence
    return f"Đã xuất bảng điểm {book.facts.course.title} vào tệp {target.name}."


def with_suffix(path: Path) -> Path:
    """The path as an Excel file, whatever was typed."""
    return path if path.suffix.lower() == ".xlsx" else path.with_name(path.name + ".xlsx")
