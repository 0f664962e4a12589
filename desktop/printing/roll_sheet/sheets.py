"""The monthly sheets of a class, as they are signed and bound into its book (4.5)."""

from desktop.printing.class_book.covers import school_title
from desktop.printing.options import BookOptions
from desktop.printing.page import Page, bound
from desktop.printing.roll_sheet.month import Signed, month_pages
from desktop.queries.roll_book import RollBook

PARTS = (("months", "Các tháng"),)


def pages(book: RollBook, options: BookOptions) -> list[Page]:
    """The chosen months, numbered as in the year's sheets."""
    signed = Signed(book.class_name, book.homeroom_teacher, book.principal)
    caption = (
        f"{school_title(book.heading)} · Sổ gọi tên · Lớp {book.class_name} · Năm học {book.year}"
    )
    made = bound(list(month_pages(book.rolls, signed, options)), options.paper, caption)
    if options.months is None:
        return made
    wanted = {f"roll/{year}-{month:02}" for year, month in options.months}
    return [page for page in made if "/".join(page.key.split("/")[:2]) in wanted]
