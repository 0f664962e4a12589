"""Subject pages of the class book: comment subjects and scored subjects, term by term."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Final

from desktop.printing.class_book.lines import (
    MARK,
    NAME_HEAD,
    NOTE,
    NUMBER_HEAD,
    Cells,
    movement,
    pupil_leaves,
    term_span,
)
from desktop.printing.grid import Cell, Head
from desktop.printing.leaf import Layout, Leaf, Side, side_of
from desktop.printing.options import BookOptions
from desktop.printing.page import Draft, sheet
from desktop.printing.paper import Signature
from desktop.queries.class_book import BookCourse, BookPupil, ClassBook, TermMarks, YearMark
from desktop.rules.marks import FINAL, MIDTERM, Mark, MarkState, show_mark
from desktop.rules.terms import Assessment, Term

REGULAR_CELLS: Final = 4
"""What the form draws for ĐĐGtx, also where fewer are required (4.1-7, 4.1-8)."""
TERM_TITLES: Final = {Term.I: "HỌC KÌ I", Term.II: "HỌC KÌ II"}
_NO_MAKEUP: Final = "*"
_NO_MARKS: Final = TermMarks()
_NO_YEAR: Final = YearMark()


def subject_pages(book: ClassBook, term: Term, options: BookOptions) -> Iterator[Draft]:
    """Two subjects side by side on A3, one on A4; comment subjects first, as in the form."""
    courses = sorted(book.courses, key=lambda course: course.assessment is Assessment.SCORE)
    for group in _grouped(courses, options.sides):
        leaves = [list(_sides(book, course, term, options)) for course in group]
        for number, row in enumerate(zip_longest(*leaves), 1):
            key = f"subject/HK{term}/" + "+".join(course.code for course in group)
            name = ", ".join(course.name for course in group)
            if number > 1:
                key, name = f"{key}/{number}", f"{name} (tiếp)"
            sides = (*row, *[None] * (options.sides - len(row)))
            yield sheet(key, f"{name} · học kì {term.name}", f"marks-{term}", sides)


def _grouped(courses: list[BookCourse], size: int) -> Iterable[list[BookCourse]]:
    return (courses[start : start + size] for start in range(0, len(courses), size))


def _sides(book: ClassBook, course: BookCourse, term: Term, options: BookOptions) -> Iterator[Side]:
    marks = course.terms.get(term, {})
    since, until = term_span(book, term)

    def cells(pupil: BookPupil) -> Cells:
        here = marks.get(pupil.id, _NO_MARKS)
        year = course.year.get(pupil.id, _NO_YEAR) if term is Term.II else None
        return (pupil.name, *_mark_cells(course, here, year), movement(pupil, since, until))

    blank = Leaf(
        f"{TERM_TITLES[term]}      Môn: {course.name.upper()}",
        Layout(_heads(course, term), 1, (5.5, 5.5, 5) if _is_comment(course) else (6.5, 6.5)),
        (),
        tuple(_notes(course, term, marks.values(), options)),
        _signatures(course),
    )
    yield from map(side_of, pupil_leaves(book.pupils, blank, cells, until))


def _is_comment(course: BookCourse) -> bool:
    return course.assessment is Assessment.COMMENT


def _heads(course: BookCourse, term: Term) -> tuple[Head, ...]:
    width = 42 / max(REGULAR_CELLS, course.regular)
    regular = tuple(
        Head(str(n), width, style=MARK) for n in range(1, max(REGULAR_CELLS, course.regular) + 1)
    )
    second = term is Term.II
    note = Head("Ghi chú", 18 if second else 26, style=NOTE)
    if _is_comment(course):
        titles = ["Giữa kì", "Cuối kì", "Học kì", *(["Cả năm"] if second else [])]
        levels = Head(
            "Mức đánh giá: Đạt (Đ), Chưa đạt (CĐ)",
            children=(
                Head("Thường xuyên", children=regular),
                *(Head(title, 12.5, style=MARK) for title in titles),
            ),
        )
        again = (Head("Mức đánh\ngiá lại", 14, style=MARK),) if second else ()
        return (NUMBER_HEAD, NAME_HEAD, levels, *again, note)
    titles = ["ĐĐGgk", "ĐĐGck", "ĐTBmhk", *(["ĐTBmcn", "Đánh giá\nlại"] if second else [])]
    return (
        NUMBER_HEAD,
        NAME_HEAD,
        Head("ĐĐGtx", children=regular),
        *(Head(title, 14, style=MARK) for title in titles),
        note,
    )


def _mark_cells(course: BookCourse, here: TermMarks, year: YearMark | None) -> Cells:
    columns = (*range(1, max(REGULAR_CELLS, course.regular) + 1), MIDTERM, FINAL)
    marks = tuple(paper_mark(here.marks.get(column)) for column in columns)
    if year is None:
        return (*marks, here.result.shown)
    return (
        *marks,
        here.result.shown,
        year.result.shown,
        paper_mark(year.again),
    )


def paper_mark(mark: Mark | None) -> str | Cell:
    """A mark as it stands on paper: a make-up is only "bù", for the day is not for the archive."""
    if mark is None:
        return ""
    if mark.state is MarkState.MAKEUP:
        return "bù"
    shown = show_mark(mark) + (_NO_MAKEUP if mark.state is MarkState.ZERO else "")
    return Cell(shown, italic=True) if mark.brought_in else shown


def _notes(
    course: BookCourse, term: Term, marks: Iterable[TermMarks], options: BookOptions
) -> Iterator[str]:
    if options.corrections_line:
        count = course.corrections.get(term)
        shown = "……" if count is None else str(count)
        what = "mức đánh giá" if _is_comment(course) else "điểm"
        yield f"Trong trang này có {shown} {what} được sửa chữa."
    explained = legend(course.assessment, marks)
    if explained:
        yield explained


def legend(assessment: Assessment, pupils: Iterable[TermMarks]) -> str:
    """Only what occurs on the page is explained."""
    marks = [mark for pupil in pupils for mark in pupil.marks.values()]
    states = {mark.state for mark in marks}
    parts = []
    if any(mark.brought_in for mark in marks):
        parts.append("Chữ nghiêng: kết quả từ trường chuyển đến.")
    if MarkState.MAKEUP in states:
        parts.append("bù: chờ kiểm tra, đánh giá bù.")
    if MarkState.ZERO in states:
        shown = "CĐ*" if assessment is Assessment.COMMENT else "0*"
        parts.append(f"{shown}: không tham gia kiểm tra, đánh giá bù.")
    return " ".join(parts)


def _signatures(course: BookCourse) -> tuple[Signature, ...]:
    """All who teach the subject sign (guide of the form, item 2)."""
    names = course.teachers or ("",)
    return tuple(Signature("Giáo viên môn học", name=name) for name in names[:4])
