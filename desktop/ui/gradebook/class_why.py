"""*Vì sao?* of the class view: levels, year conduct, promotion, and each subject's result."""

from desktop.queries.class_view import class_view
from desktop.queries.courses import CourseFacts
from desktop.queries.gradebook import course_sheet
from desktop.queries.results import Outcome
from desktop.rules.average_reasons import AverageReasoning
from desktop.rules.terms import Term
from desktop.ui.gradebook.class_columns import PROMOTION, TITLE
from desktop.ui.gradebook.class_sheet import ClassSheetBook
from desktop.ui.gradebook.conduct_entry import CONDUCT
from desktop.ui.gradebook.why import (
    Why,
    why_average,
    why_conduct_year,
    why_level,
    why_promotion,
    why_verdict,
)


def why(book: ClassSheetBook, row: int, column: int) -> Why:
    """Explain the cell, or the learning level of its row where the cell is no result."""
    line, when = book.line(row), book.when
    period = "cả năm" if when is None else f"học kì {when.name}"
    course, key = book.course(column), book.key(column)
    name = line.pupil.full_name
    if course is not None:
        return _subject(book, course, row)
    if key == CONDUCT and when is None:
        return why_conduct_year(*_conduct_terms(book, row), f"Kết quả rèn luyện cả năm của {name}")
    if key in (PROMOTION, TITLE) and line.promotion is not None:
        return why_promotion(line.promotion, f"Lên lớp: {name}")
    return why_level(line.learning, f"Kết quả học tập {period} của {name}")


def _conduct_terms(book: ClassSheetBook, row: int) -> tuple[str, str, str]:
    student_id = book.line(row).pupil.student_id
    labels = []
    for term in Term:
        of_term = book.school.ask(class_view, book.class_id, term, book.today).line(student_id)
        level = of_term.conduct.level if of_term else None
        labels.append("" if level is None else level.label)
    level = book.line(row).conduct.level
    return labels[0], labels[1], "" if level is None else level.label


def _subject(book: ClassSheetBook, course: CourseFacts, row: int) -> Why:
    """The class view holds no reasons: they are read for the one course that is asked about."""
    pupil, when = book.line(row).pupil, book.when
    sheet = book.school.ask(course_sheet, course.course_id, when or Term.II, book.today)
    results = sheet.year_results if when is None else sheet.results
    outcome = results.get(pupil.student_id, Outcome())
    period = "cả năm" if when is None else f"học kì {when.name}"
    about = f"môn {course.subject} của {pupil.full_name}, {period}"
    if isinstance(outcome.why, AverageReasoning):
        return why_average(outcome.why, f"{outcome.why.name} {about}")
    if outcome.why is None:
        return Why("Vì sao chưa có mức?", f"Mức {about}", notes=("Chưa có kết quả nào.",))
    return why_verdict(outcome.why, f"Mức {about}")
