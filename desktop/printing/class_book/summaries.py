"""Summary pages of the class book: each term's and the year's results in all subjects."""

from collections.abc import Iterator
from typing import Final

from desktop.printing.class_book.lines import (
    LEVEL,
    MARK,
    NAME_HEAD,
    NUMBER_HEAD,
    Cells,
    pupil_leaves,
    term_span,
)
from desktop.printing.grid import Head
from desktop.printing.leaf import Layout, Leaf, side_of
from desktop.printing.options import BookOptions
from desktop.printing.page import Draft, sheet
from desktop.printing.paper import Signature
from desktop.queries.class_book import BookCourse, BookPupil, ClassBook, PupilResult
from desktop.rules.terms import Assessment, Level, Term

NO_RESULT: Final = PupilResult()
_COMMENT_TITLE: Final = "Môn học đánh giá bằng nhận xét"
_SCORE_TITLE: Final = "Môn học đánh giá bằng nhận xét kết hợp đánh giá bằng điểm số"
_UPRIGHT_BELOW: Final = 11.0
"""Columns narrower than this, in millimetres, have their titles written upwards."""


def term_summary(book: ClassBook, term: Term, options: BookOptions) -> Iterator[Draft]:
    def cells(pupil: BookPupil) -> Cells:
        result = book.results.get(pupil.id, NO_RESULT)
        subjects = tuple(_term_result(course, pupil, term) for course in ordered(book))
        return (
            pupil.name,
            *subjects,
            level(result.learning.get(term)),
            level(result.conduct.get(term)),
        )

    _, until = term_span(book, term)
    leaf = _leaf(book, f"TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ HỌC KÌ {term.name}", options)
    title = f"Tổng hợp kết quả học kì {term.name}"
    for number, full in enumerate(pupil_leaves(book.pupils, leaf, cells, until), 1):
        key = f"summary/HK{term}" + (f"/{number}" if number > 1 else "")
        yield sheet(key, title, f"summary-{term}", (side_of(full),))


def year_summary(book: ClassBook, options: BookOptions) -> Iterator[Draft]:
    def cells(pupil: BookPupil) -> Cells:
        result = book.results.get(pupil.id, NO_RESULT)
        subjects = tuple(_year_result(course, pupil) for course in ordered(book))
        return (pupil.name, *subjects, level(result.year_learning), level(result.year_conduct))

    leaf = _leaf(book, "TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ CẢ NĂM HỌC", options)
    for number, full in enumerate(pupil_leaves(book.pupils, leaf, cells), 1):
        key = "summary/year" + (f"/{number}" if number > 1 else "")
        yield sheet(key, "Tổng hợp kết quả cả năm học", "year", (side_of(full),))


def ordered(book: ClassBook) -> list[BookCourse]:
    """Comment subjects first, as in the form; otherwise in the school's own order."""
    return sorted(book.courses, key=lambda course: course.assessment is Assessment.SCORE)


def level(value: Level | None) -> str:
    return "" if value is None else value.label


def sealed(book: ClassBook) -> tuple[Signature, ...]:
    """The homeroom teacher signs, the principal signs, seals and dates."""
    return (
        Signature("Giáo viên chủ nhiệm", name=book.homeroom_teacher),
        Signature(
            "Hiệu trưởng",
            "(Kí, ghi rõ họ tên và đóng dấu)",
            book.principal,
            "Ngày …… tháng …… năm 20……",
        ),
    )


def _leaf(book: ClassBook, title: str, options: BookOptions) -> Leaf:
    notes = (
        ("Trong trang này có …… điểm, mức đánh giá được sửa chữa.",)
        if options.corrections_line
        else ()
    )
    heads = _heads(ordered(book), options.paper.content.width)
    upright = any(child.upright for head in heads for child in head.children)
    levels = (11.0, 25.0) if upright else (11.0, 12.0)
    return Leaf(title, Layout(heads, 1, levels, notes=1, foot_height=32), (), notes, sealed(book))


def _heads(courses: list[BookCourse], width: float) -> tuple[Head, ...]:
    """Subject columns share what number, name and the two results leave of the width."""
    column = min(20.0, (width - 8 - 45 - 26) / (len(courses) + 1))
    groups = (
        _group(_COMMENT_TITLE, [c for c in courses if c.assessment is Assessment.COMMENT], column),
        _group(_SCORE_TITLE, [c for c in courses if c.assessment is Assessment.SCORE], column),
    )
    return (
        NUMBER_HEAD,
        NAME_HEAD,
        *(group for group in groups if group.children),
        Head("Kết quả\nhọc tập", max(13.0, column), style=LEVEL),
        Head("Kết quả\nrèn luyện", max(13.0, column), style=LEVEL),
    )


def _group(title: str, courses: list[BookCourse], width: float) -> Head:
    upright = width < _UPRIGHT_BELOW
    return Head(
        title,
        children=tuple(
            Head(_short(course, upright=upright), width, style=MARK, upright=upright)
            for course in courses
        ),
    )


def _short(course: BookCourse, *, upright: bool) -> str:
    """The school's short name, which marks with | where a narrow head may break."""
    return course.short_name.replace("|", " " if upright else "\n")


def _term_result(course: BookCourse, pupil: BookPupil, term: Term) -> str:
    marks = course.terms.get(term, {}).get(pupil.id)
    return marks.result.shown if marks else ""


def _year_result(course: BookCourse, pupil: BookPupil) -> str:
    year = course.year.get(pupil.id)
    return year.result.shown if year else ""
