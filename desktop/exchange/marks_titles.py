"""Knows whether the title of a sheet of marks speaks of the course that was chosen."""

from collections.abc import Iterator

from desktop.exchange.course_book import CourseBook
from desktop.exchange.marks_sheet import MarksSheet
from desktop.exchange.plan import TITLE_LINE, Problem, Settlement, Settlements, Way
from desktop.exchange.same_person import same_class
from desktop.exchange.subject_names import same_subject


def title_problem(sheet: MarksSheet, book: CourseBook, settled: Settlements) -> Iterator[Problem]:
    """One question for the whole sheet, until a person has answered it."""
    said = list(_differences(sheet, book))
    if not said or TITLE_LINE in settled:
        return
    chosen = f"{book.subject} lớp {book.class_name}, học kì {book.term.name}"
    yield Problem(
        TITLE_LINE, 0, sheet.file,
        f"Tiêu đề của tệp ghi {', '.join(said)}; thầy cô đang nhập {chosen}. "
        "Chọn lại lớp–môn, hoặc cho biết bảng điểm này đúng là của lớp–môn đang chọn.",
        found=", ".join(said),
        ways=(Settlement(Way.ACCEPT, label=f"Nhập vào {chosen}"),),
        typed=False,
    )  # fmt: skip


def _differences(sheet: MarksSheet, book: CourseBook) -> Iterator[str]:
    titles = sheet.titles
    if titles.subject and not same_subject(titles.subject, book.subject):
        yield f"môn {titles.subject}"
    if titles.class_name and not same_class(titles.class_name, book.class_name):
        yield f"lớp {titles.class_name}"
    if titles.term and titles.term is not book.term:
        yield f"học kì {titles.term.name}"
    if titles.school_year and _year(titles.school_year) != _year(book.school_year):
        yield f"năm học {titles.school_year}"


def _year(text: str) -> str:
    return "".join(c for c in text if c.isdecimal())
