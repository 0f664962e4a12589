"""The columns of a course sheet and what stands in their heads: test day, deadline, padlock."""

from datetime import date
from typing import Final

from desktop.queries.gradebook import ColumnFact, CourseSheet
from desktop.queries.pupils import ClassPupil
from desktop.rules.marks import FINAL, MIDTERM, is_regular
from desktop.rules.terms import Assessment, Term
from desktop.ui.grid.sheet import Column, HeadLine, Kind, RowHead

NUMBER, NAME, AVERAGE, YEAR, COMMENT = "number", "name", "average", "year", "comment"
LONGEST_COMMENT: Final = 2000
_SOON: Final = 5
"""Working days before a deadline from which the head shows it in amber."""
_WIDTHS: Final = {MIDTERM: 84, FINAL: 84}


def columns_of(sheet: CourseSheet) -> tuple[Column, ...]:
    """All columns from STT to the comment, as the printed book orders them."""
    kind = Kind.MARK if sheet.course.assessment is Assessment.SCORE else Kind.WORD
    return (
        Column(NUMBER, "STT", Kind.NUMBER, 40, editable=False, frozen=True),
        Column(NAME, "Họ và tên", Kind.NAME, 180, editable=False, frozen=True, spoken="Họ và tên"),
        *(_mark_column(fact, kind) for fact in sheet.columns),
        *_computed(sheet, kind),
        Column(
            COMMENT, "Nhận xét", Kind.TEXT, 60, lines=_comment_lines(sheet),
            max_length=LONGEST_COMMENT,
        ),
    )  # fmt: skip


def row_head(pupil: ClassPupil, term: Term, today: date) -> RowHead:
    """A pupil's row, struck to the last computed column for who has left."""
    left = pupil.left_on is not None and pupil.left_on <= today
    last = YEAR if term is Term.II else AVERAGE
    return RowHead(pupil.student_id, pupil.full_name, last if left else "")


def _mark_column(fact: ColumnFact, kind: Kind) -> Column:
    regular = is_regular(fact.column)
    return Column(
        key=str(fact.column),
        title=str(fact.column) if regular else fact.title,
        kind=kind,
        width=_WIDTHS.get(fact.column, 62),
        group="ĐĐGtx" if regular else "",
        lines=(_regular_line(fact),) if regular else _test_lines(fact),
        max_length=40,
        spoken=fact.title,
        group_end=not regular,
    )


def _regular_line(fact: ColumnFact) -> HeadLine:
    if fact.lock:
        return HeadLine("khóa", "ri.lock-2-line")
    if fact.deadline and fact.missing:
        return HeadLine(f"{fact.deadline.day:%d/%m}", "ri.time-line", _token(fact))
    return HeadLine(f"{fact.test_date:%d/%m}" if fact.test_date else " ")


def _test_lines(fact: ColumnFact) -> tuple[HeadLine, ...]:
    day = HeadLine(f"KT {fact.test_date:%d/%m}" if fact.test_date else "KT chưa rõ")
    if fact.lock:
        return day, HeadLine("đã khóa", "ri.lock-2-line")
    if fact.deadline and (fact.missing or fact.waiting):
        return day, HeadLine(f"hạn {fact.deadline.day:%d/%m}", "ri.time-line", _token(fact))
    return (day,)


def _token(fact: ColumnFact) -> str:
    left = fact.working_days_left
    return "amber" if fact.overdue or (left is not None and left <= _SOON) else "text2"


def _computed(sheet: CourseSheet, kind: Kind) -> tuple[Column, ...]:
    comment = sheet.course.assessment is Assessment.COMMENT
    term, year = ("Học kì", "Cả năm") if comment else ("ĐTBmhk", "ĐTBmcn")
    made = [(AVERAGE, term, 80)]
    if sheet.term is Term.II:
        made.append((YEAR, year, 80))
    return tuple(
        Column(
            key, title, kind, width, lines=(HeadLine("tự tính"),), icon="ri.functions",
            editable=False, group_end=key == made[-1][0],
        )
        for key, title, width in made
    )  # fmt: skip


def _comment_lines(sheet: CourseSheet) -> tuple[HeadLine, ...]:
    return (HeadLine("đã khóa", "ri.lock-2-line"),) if sheet.comment_lock else ()
