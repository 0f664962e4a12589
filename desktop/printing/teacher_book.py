"""Sổ theo dõi và đánh giá học sinh (của giáo viên): the teacher's own book, on A4 (4.4)."""

from collections.abc import Callable, Iterator
from typing import Final

from desktop.printing.class_book.covers import level_title, place_lines, school_title
from desktop.printing.class_book.lines import (
    MARK,
    NAME_HEAD,
    NUMBER_HEAD,
    Cells,
    has_left,
    pupil_leaves,
)
from desktop.printing.class_book.subjects import REGULAR_CELLS, legend, paper_mark
from desktop.printing.fitting import Style
from desktop.printing.grid import Head
from desktop.printing.guides import TEACHER_BOOK_GUIDE
from desktop.printing.ink import Box, Ink
from desktop.printing.leaf import Layout, Leaf, Side, side_of
from desktop.printing.options import BookOptions
from desktop.printing.page import Draft, Page, bound, sheet
from desktop.printing.paper import Signature
from desktop.printing.titles import Words, blank, draw_guide, draw_titles, framed
from desktop.queries.class_book import BookPupil, TermMarks, YearMark
from desktop.queries.teacher_book import TeacherBook, TeacherSheet
from desktop.rules.marks import FINAL, MIDTERM, show_average
from desktop.rules.terms import Assessment, Term

PARTS: Final = (
    ("covers", "Bìa, hướng dẫn, bìa lót"),
    ("term-1", "Học kì I"),
    ("term-2", "Học kì II"),
)
PASS_MARK: Final = 50
"""In tenths: from here on a pupil counts as having reached the subject's demands."""
_REMARK: Final = Style(9, 7, align="left", lines=3, inset=1)
_SMALL: Final = Style(8, 6, lines=1, inset=0.4)
_NO_MARKS: Final = TermMarks()
_NO_YEAR: Final = YearMark()
_BLANK: Final = "……"


def pages(book: TeacherBook, options: BookOptions) -> list[Page]:
    """All pages in book order; `options.marks` off prints the lists with empty cells."""
    caption = (
        f"{school_title(book.heading)} · Sổ của giáo viên {book.teacher} · Năm học {book.year}"
    )
    return bound(list(_drafts(book, options)), options.paper, caption)


def _drafts(book: TeacherBook, options: BookOptions) -> Iterator[Draft]:
    cover = _cover(book)
    yield sheet("cover", "Bìa", "covers", (Side(cover, lambda ink, box: _frame(ink, box, cover)),))
    guide = Side(
        TEACHER_BOOK_GUIDE,
        lambda ink, box: draw_guide(ink, box, TEACHER_BOOK_GUIDE, "HƯỚNG DẪN SỬ DỤNG"),
    )
    yield sheet("guide", "Hướng dẫn sử dụng", "covers", (guide,))
    classes = Words(f"Lớp giảng dạy: {_classes(book)}", 16, 3)
    inner = (*cover[:-1], classes, cover[-1])
    yield sheet(
        "inner", "Bìa lót", "covers", (Side(inner, lambda ink, box: draw_titles(ink, box, inner)),)
    )
    for term in Term:
        for course in book.sheets:
            if course.term is term:
                yield from _course_pages(book, course, options)


def _cover(book: TeacherBook) -> tuple[Words, ...]:
    heading = book.heading
    subjects = dict.fromkeys(course.subject for course in book.sheets)
    return (
        Words(school_title(heading).upper(), 18, 6),
        *place_lines(heading, 15),
        Words("SỔ THEO DÕI VÀ ĐÁNH GIÁ HỌC SINH", 26, 42),
        Words("(CỦA GIÁO VIÊN)", 19, 2),
        Words(level_title(book.level), 18, 6),
        Words(f"Họ và tên giáo viên: {blank(book.teacher)}", 16, 24),
        Words(f"Môn học: {blank(', '.join(subjects))}", 16, 3),
        Words(f"NĂM HỌC {book.year}", 18, 26),
    )


def _frame(ink: Ink, box: Box, lines: tuple[Words, ...]) -> None:
    inside = framed(ink, box)
    draw_titles(ink, inside.band(0, inside.height - 12), lines, fill=True)


def _classes(book: TeacherBook) -> str:
    return blank(", ".join(dict.fromkeys(course.class_name for course in book.sheets)))


def _course_pages(book: TeacherBook, course: TeacherSheet, options: BookOptions) -> Iterator[Draft]:
    """The marks, then the comments on the facing page."""
    title = f"{course.subject} {course.class_name} · học kì {course.term.name}"
    kinds: tuple[tuple[str, str, Leaf, Callable[[BookPupil], Cells]], ...] = (
        ("marks", title, _mark_leaf(book, course, options), _mark_cells(course, options)),
        (
            "comments",
            f"{title} · nhận xét",
            _comment_leaf(book, course),
            lambda pupil: (
                pupil.name,
                course.comments.get(pupil.id, "") if options.marks else "",
            ),
        ),
    )
    for kind, name, leaf, cells in kinds:
        for number, full in enumerate(pupil_leaves(course.pupils, leaf, cells, course.term_end), 1):
            suffix = f"/{number}" if number > 1 else ""
            key = f"sheet/{course.code}/HK{course.term}/{kind}{suffix}"
            yield sheet(key, name, f"term-{course.term}", (side_of(full),))


def _title(course: TeacherSheet) -> str:
    return f"LỚP {course.class_name}      Môn: {course.subject}      Học kì {course.term.name}"


def _mark_leaf(book: TeacherBook, course: TeacherSheet, options: BookOptions) -> Leaf:
    explained = legend(course.assessment, course.marks.values()) if options.marks else ""
    count = tally(course) if options.marks else _tally_line(_BLANK, _BLANK, _BLANK, _BLANK)
    notes = (count, explained) if explained else (count,)
    signatures = (
        Signature("Người kiểm tra"),
        Signature("Giáo viên môn học", name=book.teacher),
    )
    return Leaf(_title(course), Layout(_mark_heads(course), 1, strike_to=3), (), notes, signatures)


def _mark_heads(course: TeacherSheet) -> tuple[Head, ...]:
    cells = max(REGULAR_CELLS, course.regular)
    regular = tuple(Head(str(n), 40 / cells, style=MARK) for n in range(1, cells + 1))
    comment = course.assessment is Assessment.COMMENT
    titles = ["Giữa kì", "Cuối kì", "Học kì"] if comment else ["ĐĐGgk", "ĐĐGck", "ĐTBmhk"]
    if course.term is Term.II:
        titles.append("Cả năm" if comment else "ĐTBmcn")
    return (
        NUMBER_HEAD,
        Head("Mã học sinh", 19, style=_SMALL),
        NAME_HEAD,
        Head("Ngày sinh", 18, style=_SMALL),
        Head("Thường xuyên" if comment else "ĐĐGtx", children=regular),
        *(Head(title, 15 if title.startswith("ĐTB") else 13, style=MARK) for title in titles),
    )


def _mark_cells(course: TeacherSheet, options: BookOptions) -> Callable[[BookPupil], Cells]:
    columns = (*range(1, max(REGULAR_CELLS, course.regular) + 1), MIDTERM, FINAL)
    second = course.term is Term.II

    def cells(pupil: BookPupil) -> Cells:
        born = f"{pupil.birth_date:%d/%m/%Y}" if pupil.birth_date else ""
        if not options.marks:
            return (pupil.code, pupil.name, born)
        here = course.marks.get(pupil.id, _NO_MARKS)
        year = course.year.get(pupil.id, _NO_YEAR)
        return (
            pupil.code,
            pupil.name,
            born,
            *(paper_mark(here.marks.get(column)) for column in columns),
            here.result.shown,
            *((year.result.shown,) if second else ()),
        )

    return cells


def tally(course: TeacherSheet) -> str:
    """How many reached the demands; dots as long as somebody in the class has no result."""
    staying = [pupil for pupil in course.pupils if not has_left(pupil, course.term_end)]
    reached = [_reached(course, course.marks.get(pupil.id, _NO_MARKS)) for pupil in staying]
    if not reached or None in reached:
        return _tally_line(_BLANK, _BLANK, _BLANK, _BLANK)
    good = sum(1 for verdict in reached if verdict)
    share = (1000 * good + len(reached) // 2) // len(reached)
    return _tally_line(
        str(good), show_average(share), str(len(reached) - good), show_average(1000 - share)
    )


def _reached(course: TeacherSheet, here: TermMarks) -> bool | None:
    if course.assessment is Assessment.COMMENT:
        return here.result.passed
    return None if here.result.tenths is None else here.result.tenths >= PASS_MARK


def _tally_line(good: str, good_share: str, rest: str, rest_share: str) -> str:
    return (
        f"Số học sinh đạt: {good}, tỉ lệ: {good_share} %.   "
        f"Số học sinh chưa đạt: {rest}, tỉ lệ: {rest_share} %."
    )


def _comment_leaf(book: TeacherBook, course: TeacherSheet) -> Leaf:
    heads = (
        NUMBER_HEAD,
        NAME_HEAD,
        Head("Nhận xét sự tiến bộ, ưu điểm nổi bật, hạn chế chủ yếu", 116, style=_REMARK),
    )
    signatures = (Signature("Giáo viên môn học", name=book.teacher),)
    return Leaf(f"{_title(course)} (tiếp)", Layout(heads, 1, (10,), notes=0), (), (), signatures)
