"""The year rating page of the class book, with its general summary (Tổng hợp chung)."""

from collections.abc import Iterator
from typing import Final

from desktop.printing.class_book.lines import (
    LEVEL,
    MARK,
    NAME,
    NAME_HEAD,
    NUMBER_HEAD,
    Cells,
    pupil_leaves,
)
from desktop.printing.class_book.summaries import NO_RESULT, level, sealed
from desktop.printing.fitting import Style
from desktop.printing.grid import Head
from desktop.printing.ink import Box, Ink
from desktop.printing.leaf import Layout, Leaf, Side, draw_leaf
from desktop.printing.options import BookOptions
from desktop.printing.page import Draft, sheet
from desktop.printing.paper import Signature, draw_signatures
from desktop.queries.class_book import BookPupil, ClassBook

_BLANK: Final = "……"
_TALLY: Final = Style(11, 10, align="left", lines=2, inset=0)
_TALLY_TITLE: Final = Style(12, 8, "bold", lines=1)
_TALLY_WIDTH: Final = 118.0
_TALLY_HEIGHT: Final = 48.0
_PAIR: Final = (
    Head("Kết quả\nrèn luyện", 14, style=LEVEL),
    Head("Kết quả\nhọc tập", 14, style=LEVEL),
)
_HEADS: Final = (
    NUMBER_HEAD,
    NAME_HEAD,
    Head("Mức đánh giá", children=_PAIR),
    Head("Mức đánh giá sau khi rèn luyện trong kì nghỉ hè; kiểm tra, đánh giá lại", children=_PAIR),
    Head("Tổng số\nbuổi nghỉ\nhọc", 12, style=MARK),
    Head("Được\nlên lớp", 12, style=MARK),
    Head("Không\nđược\nlên lớp", 12, style=MARK),
    Head("Khen thưởng", 28, style=NAME),
)


def year_rating(book: ClassBook, options: BookOptions) -> Iterator[Draft]:
    """Tổng hợp chung stands to the right on A3, below the table on A4."""
    beside = options.sides > 1
    layout = Layout(
        _HEADS, 1, (14, 9), tallest_row=7, notes=0, foot_height=2 if beside else _TALLY_HEIGHT
    )
    blank = Leaf("KẾT QUẢ ĐÁNH GIÁ, XÉT LÊN LỚP CẢ NĂM HỌC", layout, ())
    for number, leaf in enumerate(pupil_leaves(book.pupils, blank, lambda p: _cells(book, p)), 1):
        key = "year-rating" + (f"/{number}" if number > 1 else "")
        side = _side(leaf, tally(book), sealed(book), beside=beside)
        yield sheet(key, "Kết quả đánh giá, xét lên lớp cả năm học", "year", (side,))


def _cells(book: ClassBook, pupil: BookPupil) -> Cells:
    result = book.results.get(pupil.id, NO_RESULT)
    return (
        pupil.name,
        level(result.year_conduct),
        level(result.year_learning),
        level(result.summer_conduct),
        level(result.summer_learning),
        "" if result.absences is None else str(result.absences),
        "x" if result.promoted else "",
        "x" if result.promoted is False else "",
        result.title,
    )


def tally(book: ClassBook) -> tuple[str, ...]:
    """The lines of Tổng hợp chung; dots as long as somebody's promotion is not decided."""
    staying = [pupil for pupil in book.pupils if pupil.left_on is None]
    results = [book.results.get(pupil.id, NO_RESULT) for pupil in staying]
    decided = bool(results) and all(result.promoted is not None for result in results)
    promoted = sum(1 for result in results if result.promoted)
    later = sum(1 for result in results if result.promoted and result.after_summer)

    def count(value: int) -> str:
        return str(value) if decided else _BLANK

    return (
        f"– Tổng số học sinh: {len(staying) if staying else _BLANK}",
        f"– Số học sinh được lên lớp: {count(promoted)}",
        f"   Trong đó, sau khi rèn luyện, kiểm tra lại trong kì nghỉ hè: {count(later)}",
        f"– Số học sinh không được lên lớp: {count(len(staying) - promoted)}",
    )


def _side(
    leaf: Leaf, lines: tuple[str, ...], signatures: tuple[Signature, ...], *, beside: bool
) -> Side:
    def draw(ink: Ink, box: Box) -> None:
        if beside:
            table = box.column(0, box.width - _TALLY_WIDTH - 8)
            block = box.column(box.width - _TALLY_WIDTH, _TALLY_WIDTH).band(11, 110)
            _draw_tally(ink, block, lines)
            draw_signatures(ink, block.band(46, 40), signatures)
        else:
            table = box
            block = box.band(box.height - _TALLY_HEIGHT + 2, _TALLY_HEIGHT - 2)
            _draw_tally(ink, block.column(0, block.width * 0.4), lines)
            right = block.column(block.width * 0.4, block.width * 0.6)
            draw_signatures(ink, right.band(0, 40), signatures)
        draw_leaf(ink, table, leaf)

    return Side((leaf.content, lines, signatures), draw)


def _draw_tally(ink: Ink, block: Box, lines: tuple[str, ...]) -> None:
    ink.text(block.band(0, 6), "TỔNG HỢP CHUNG", _TALLY_TITLE)
    for number, line in enumerate(lines):
        ink.text(block.band(8 + number * 8.5, 8.5), line, _TALLY)
