"""On which day the test of a column was; the deadline for entering counts from it."""

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.queries.gradebook import ColumnFact
from desktop.rules.marks import is_regular
from desktop.ui.gradebook.course_book import CourseBook
from desktop.ui.gradebook.typed_day import HINT, NotADay, read_day
from desktop.ui.kit.ask import Ask

_COUNTS = "Hạn nhập điểm là 10 ngày làm việc kể từ ngày kiểm tra."


def ask_test_date(parent: QWidget, book: CourseBook, fact: ColumnFact) -> bool:
    """Ask for the day; true when it was written."""
    field = QLineEdit(f"{fact.test_date:%d/%m/%Y}" if fact.test_date else "")
    field.setPlaceholderText("dd/mm")

    def act() -> str:
        year = book.facts.year
        try:
            day = read_day(field.text(), year) if year else None
        except NotADay as wrong:
            return wrong.sentence
        if day and year and not year.starts_on <= day <= year.ends_on:
            return f"Ngày {day:%d/%m/%Y} không thuộc năm học {year.name}. Xem lại rồi gõ lại."
        return book.set_test_date(fact.column, day)

    dialog = Ask(
        parent, f"{fact.title} kiểm tra ngày nào?", "Ghi ngày kiểm tra",
        text="Ngày này hiện ở đầu cột." if is_regular(fact.column) else _COUNTS,
        refuse=lambda: book.facts.read_only_reason, carry_out=act,
    )  # fmt: skip
    dialog.field("Ngày kiểm tra", field, HINT)
    field.setFocus()
    field.selectAll()
    done = bool(dialog.exec())
    dialog.deleteLater()
    return done
