"""The words of a course's page head and of its clock: pupils, what is due, who enters."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from desktop.queries.gradebook import ColumnFact, CourseSheet
from desktop.rules.marks import Column
from desktop.ui.gradebook.course_book import CourseBook


def page_title(sheet: CourseSheet) -> str:
    return sheet.course.title or "Lớp–môn"


def page_facts(book: CourseBook) -> str:
    """Học kì I · 41 học sinh · hạn ĐĐGck còn 4 ngày làm việc."""
    sheet = book.facts
    size = sum(1 for row in book.rows if not row.struck_to)
    parts = [f"Học kì {sheet.term.name}", f"{size} học sinh", due_words(book)]
    if not sheet.may_enter:
        teachers = ", ".join(sheet.course.teachers)
        parts.append(f"giáo viên: {teachers}" if teachers else "chưa phân công giáo viên")
    return " · ".join(part for part in parts if part)


def due_words(book: CourseBook) -> str:
    """What is due next, or that all is there."""
    missing = empty_cells(book)
    open_columns = [c for c in book.facts.columns if missing.get(c.column) and not c.lock]
    if not open_columns:
        return "đã đủ điểm" if not any(missing.values()) else ""
    late = [c for c in open_columns if c.overdue]
    if late:
        return f"quá hạn {late[0].title} ({missing[late[0].column]} ô)"
    return _next_due(open_columns)


def _next_due(columns: Sequence[ColumnFact]) -> str:
    dated = [(c.deadline.day, c.column, c) for c in columns if c.deadline is not None]
    if not dated:
        return ""
    _, _, first = min(dated, key=lambda found: found[:2])
    if not first.working_days_left:
        return f"hạn {first.title} là hôm nay"
    return f"hạn {first.title} còn {first.working_days_left} ngày làm việc"


def empty_cells(book: CourseBook) -> Mapping[Column, int]:
    """Empty cells by column, of pupils who are here."""
    here = [row.key for row in book.rows if not row.struck_to]
    return {
        fact.column: sum(
            isinstance(key, UUID) and book.mark(key, fact.column) is None for key in here
        )
        for fact in book.facts.columns
    }
