"""Sổ theo dõi và đánh giá học sinh (theo lớp học) of Circular 22, page by page (4.1)."""

from collections.abc import Iterator

from desktop.printing.class_book.covers import cover_pages, divider, school_title
from desktop.printing.class_book.profiles import profile_pages
from desktop.printing.class_book.remarks import remarks_page
from desktop.printing.class_book.subjects import subject_pages
from desktop.printing.class_book.summaries import term_summary, year_summary
from desktop.printing.class_book.year_rating import year_rating
from desktop.printing.options import BookOptions
from desktop.printing.page import Draft, Page, bound
from desktop.printing.roll_sheet.month import Signed, month_pages
from desktop.queries.class_book import ClassBook
from desktop.rules.terms import Term

PARTS = (
    ("covers", "Bìa, hướng dẫn, bìa lót"),
    ("profiles", "Sơ yếu lí lịch"),
    ("months", "Trang gọi tên các tháng"),
    ("marks-1", "Trang điểm học kì I"),
    ("summary-1", "Tổng hợp học kì I"),
    ("marks-2", "Trang điểm học kì II"),
    ("summary-2", "Tổng hợp học kì II"),
    ("year", "Tổng hợp cả năm, xét lên lớp"),
    ("remarks", "Nhận xét của Hiệu trưởng"),
)
"""What can be chosen for itself: key and the words on screen."""


def pages(book: ClassBook, options: BookOptions) -> list[Page]:
    """All pages in book order; which of them are printed is chosen afterwards."""
    return bound(list(_drafts(book, options)), options.paper, _caption(book))


def _drafts(book: ClassBook, options: BookOptions) -> Iterator[Draft]:
    yield from cover_pages(book, options)
    yield from profile_pages(book, options)
    signed = Signed(book.class_name, book.homeroom_teacher, book.principal)
    yield from month_pages(book.rolls, signed, options)
    for term in Term:
        yield divider(book, term)
        yield from subject_pages(book, term, options)
        yield from term_summary(book, term, options)
    yield from year_summary(book, options)
    yield from year_rating(book, options)
    yield remarks_page()


def _caption(book: ClassBook) -> str:
    return (
        f"{school_title(book.heading)} · Sổ theo dõi và đánh giá học sinh · "
        f"Lớp {book.class_name} · Năm học {book.year}"
    )
