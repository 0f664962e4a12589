"""*Vì sao?* of a course sheet's averages: whose, of which subject and term."""

from desktop.rules.average_reasons import AverageReasoning
from desktop.ui.gradebook.course_book import CourseBook
from desktop.ui.gradebook.course_columns import YEAR
from desktop.ui.gradebook.why import Why, why_average, why_verdict


def why(book: CourseBook, row: int, key: str) -> Why:
    """Explain the average or verdict of a row; `key` is AVERAGE or YEAR."""
    sheet, name = book.facts, book.rows[row].name
    column = book.columns[book.find(key)]
    when = "cả năm" if key == YEAR else f"học kì {sheet.term.name}"
    result = book.result(row, key)
    reasoning = result.why if result else None
    if isinstance(reasoning, AverageReasoning):
        about = f"{column.name} môn {sheet.course.subject} của {name}, {when}"
        return why_average(reasoning, about)
    about = f"Mức môn {sheet.course.subject} của {name}, {when}"
    if reasoning is None:
        return Why("Vì sao chưa có mức?", about, notes=("Em chưa có kết quả nào ở môn này.",))
    return why_verdict(reasoning, about)
