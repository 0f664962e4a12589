"""Days typed into the register's dialogs."""

from datetime import date

from desktop.ui.consents.book import ConsentsBook
from desktop.ui.gradebook.typed_day import NotADay, read_day


def typed_day(book: ConsentsBook, text: str) -> tuple[date | None, str]:
    """The day, and why there is none though something was typed."""
    year = book.year
    if not text.strip():
        return None, ""
    if year is None:
        return None, "Hôm nay không thuộc năm học nào trong sổ: ghi ngày đủ cả năm."
    try:
        return read_day(text, year), ""
    except NotADay as wrong:
        return None, wrong.sentence
