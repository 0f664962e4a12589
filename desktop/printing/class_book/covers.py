"""Covers of the class book: cover, guide, inner cover with teachers, dividers of the terms."""

from collections.abc import Iterator
from typing import Final

from desktop.printing.fitting import Style
from desktop.printing.grid import Grid, Head, Row
from desktop.printing.guides import CLASS_BOOK_GUIDE
from desktop.printing.ink import Box, Ink
from desktop.printing.leaf import Side
from desktop.printing.options import BookOptions
from desktop.printing.page import Draft, sheet
from desktop.printing.titles import Words, blank, draw_guide, draw_titles, framed
from desktop.queries.class_book import BookHeading, ClassBook
from desktop.rules.subjects import SchoolLevel
from desktop.rules.terms import Term

_TEXT: Final = Style(11, 8, align="left", lines=2, inset=1.5)
_TEACHER_HEADS: Final = (
    Head("Số\nTT", 9),
    Head("Môn học, hoạt động giáo dục", 70, style=_TEXT),
    Head("Họ và tên giáo viên", 70, style=_TEXT),
)
_TALLEST: Final = 8.5


def cover_pages(book: ClassBook, options: BookOptions) -> Iterator[Draft]:
    """Cover; then guide and inner cover, facing each other on A3."""
    yield sheet("cover", "Bìa", "covers", (_cover(book),))
    guide = Side(
        CLASS_BOOK_GUIDE,
        lambda ink, box: draw_guide(ink, box, CLASS_BOOK_GUIDE, "HƯỚNG DẪN SỬ DỤNG"),
    )
    inner = _inner_cover(book)
    if options.sides > 1:
        yield sheet("guide+inner", "Hướng dẫn sử dụng, bìa lót", "covers", (guide, inner))
        return
    yield sheet("guide", "Hướng dẫn sử dụng", "covers", (guide,))
    yield sheet("inner", "Bìa lót", "covers", (inner,))


def divider(book: ClassBook, term: Term) -> Draft:
    lines = (
        Words("PHẦN GHI ĐIỂM, MỨC ĐÁNH GIÁ", 26, 90),
        Words(f"HỌC KÌ {term.name}", 30, 8),
        Words(f"Lớp {book.class_name} · Năm học {book.year}", 15, 14, bold=False),
    )
    side = Side(lines, lambda ink, box: draw_titles(ink, framed(ink, box), lines))
    title = f"Phần ghi điểm học kì {term.name}"
    return sheet(f"divider/HK{term}", title, f"marks-{term}", (side,))


def level_title(level: SchoolLevel) -> str:
    return f"CẤP {level.label.upper()}"


def school_title(heading: BookHeading) -> str:
    """With the word Trường in front, which some schools leave out of their name."""
    name = heading.school
    return name if name.casefold().startswith("trường") else f"Trường {name}"


_COMMUNES = ("xã ", "phường ", "đặc khu ", "thị trấn ")
_PROVINCES = ("tỉnh ", "thành phố ", "tp. ", "tp ")


def place_lines(heading: BookHeading, size: float) -> tuple[Words, ...]:
    """Since 2025 there is no district; a former one is printed only where the school keeps it."""
    former = (Words(f"Huyện (cũ): {heading.former_district}", size, 1, bold=False),)
    return (
        Words(_unit("Xã (phường)", heading.commune, _COMMUNES), size, 1, bold=False),
        *(former if heading.former_district else ()),
        Words(_unit("Tỉnh (thành phố)", heading.province, _PROVINCES), size, 1, bold=False),
    )


def _unit(kind: str, name: str, kinds: tuple[str, ...]) -> str:
    """The name alone where it says itself what it is: Xã Hoa Sen, not Xã (phường): xã Hoa Sen."""
    if name.casefold().startswith(kinds):
        return name[0].upper() + name[1:]
    return f"{kind}: {blank(name)}"


def _heading(book: ClassBook, size: float, above: float) -> tuple[Words, ...]:
    heading = book.heading
    authority = (Words(heading.authority.upper(), size - 1, above, bold=False),)
    return (
        *(authority if heading.authority else ()),
        Words(school_title(heading).upper(), size + 2, 1 if heading.authority else above),
        *place_lines(heading, size - 1),
    )


def _cover(book: ClassBook) -> Side:
    lines = (
        *_heading(book, 16, 6),
        Words("SỔ THEO DÕI VÀ ĐÁNH GIÁ HỌC SINH", 30, 40),
        Words("(THEO LỚP HỌC)", 19, 2),
        Words(level_title(book.level), 19, 7),
        Words(f"Lớp: {book.class_name}", 21, 26),
        Words(f"Giáo viên chủ nhiệm: {blank(book.homeroom_teacher)}", 16, 5, bold=False),
        Words(f"NĂM HỌC {book.year}", 19, 24),
    )
    return Side(lines, lambda ink, box: _draw_framed(ink, box, lines))


def _draw_framed(ink: Ink, box: Box, lines: tuple[Words, ...]) -> None:
    inside = framed(ink, box)
    draw_titles(ink, inside.band(0, inside.height - 12), lines, fill=True)


def _inner_cover(book: ClassBook) -> Side:
    present = sum(1 for pupil in book.pupils if pupil.left_on is None)
    size = str(present) if book.pupils else blank("")
    lines = (
        *_heading(book, 12, 0),
        Words("SỔ THEO DÕI VÀ ĐÁNH GIÁ HỌC SINH", 19, 7),
        Words("(THEO LỚP HỌC)", 14, 1),
        Words(level_title(book.level), 13, 1),
        Words(f"Lớp: {book.class_name}      Sĩ số: {size}      Năm học: {book.year}", 14, 5),
        Words(f"Giáo viên chủ nhiệm: {blank(book.homeroom_teacher)}", 13, 2, bold=False),
    )
    rows = tuple(Row((course.name, ", ".join(course.teachers))) for course in book.courses)
    return Side((lines, rows), lambda ink, box: _draw_inner(ink, box, lines, rows))


def _draw_inner(ink: Ink, box: Box, lines: tuple[Words, ...], rows: tuple[Row, ...]) -> None:
    top = draw_titles(ink, box, lines) + 7
    height = min(_TALLEST, (box.height - top - 9) / max(1, len(rows)))
    numbers = tuple(str(number) for number in range(1, len(rows) + 1))
    area = box.band(top, box.height - top)
    grid = Grid(_TEACHER_HEADS, area, (9,), height, len(rows), numbers, dotted=False)
    grid.draw_frame(ink)
    grid.draw_rows(ink, rows)
