"""*Vì sao?* of a course sheet's averages: whose, of which subject and term."""

from desktop.queries.results import term_outcome
from desktop.rules.average_reasons import AverageReasoning
from desktop.rules.marks import NotAMark, parse_mark
from desktop.ui.gradebook.course_book import CourseBook
from desktop.ui.gradebook.course_columns import AVERAGE, YEAR
from desktop.ui.gradebook.why import Why, why_average, why_verdict


def result_with(book: CourseBook, row: int, column: int, text: str) -> str:
    """What the term's average would be with another text in a cell; empty for a comment."""
    fact, sheet = book.fact(column), book.facts
    student_id = book.place(row, column)[0]
    if fact is None:
        return ""
    try:
        meant = parse_mark(text, sheet.course.assessment)
    except NotAMark:
        return ""
    marks = {c.column: book.mark(student_id, c.column) for c in sheet.columns}
    marks[fact.column] = meant
    given = {column: mark for column, mark in marks.items() if mark is not None}
    shown = term_outcome(sheet.course, sheet.rules, given).shown or "chưa đủ"
    return f"{book.columns[book.find(AVERAGE)].name}: {shown}"


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
