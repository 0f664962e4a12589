"""Labels with the pupils' names, 3 × 8 on a sheet of A4 (70 × 37 mm each)."""

from typing import Final

from desktop.printing.class_book.covers import school_title
from desktop.printing.fitting import Style
from desktop.printing.ink import DOTTED, GREY, Box, Ink
from desktop.printing.options import BookOptions
from desktop.printing.page import Draft, Page, bound
from desktop.printing.paper import Paper
from desktop.queries.class_paper import ClassPaper

ACROSS, DOWN = 3, 8
_EACH: Final = ACROSS * DOWN
_INSET: Final = 5.0
_SCHOOL: Final = Style(8.5, 6, lines=1)
_NAME: Final = Style(16, 10, "bold", lines=2)
_CLASS: Final = Style(11, 8, lines=1)

Label = tuple[str, str, str]
"""School, name, class and year."""


def pages(book: ClassPaper, options: BookOptions) -> list[Page]:
    school = school_title(book.heading)
    below = f"Lớp {book.class_name} · Năm học {book.year}"
    labels = [(school, pupil.name, below) for pupil in book.pupils]
    title = f"Nhãn tên lớp {book.class_name}"
    drafts = [
        _draft(f"labels/{number}", title, tuple(labels[first : first + _EACH]))
        for number, first in enumerate(range(0, max(1, len(labels)), _EACH), 1)
    ]
    return bound(drafts, options.paper, title)


def _draft(key: str, title: str, labels: tuple[Label, ...]) -> Draft:
    def draw(ink: Ink, paper: Paper) -> None:
        wide, high = paper.width / ACROSS, paper.height / DOWN
        for number, label in enumerate(labels):
            across, down = number % ACROSS, number // ACROSS
            _label(ink, Box(across * wide, down * high, wide, high), label)
        for column in range(1, ACROSS):
            ink.line((column * wide, 0), (column * wide, paper.height), DOTTED)
        for row in range(1, DOWN):
            ink.line((0, row * high), (paper.width, row * high), DOTTED)

    return Draft(key, title, "labels", labels, draw, foot=False)


def _label(ink: Ink, box: Box, label: Label) -> None:
    school, name, below = label
    inside = Box(box.x + _INSET, box.y + _INSET, box.width - 2 * _INSET, box.height - 2 * _INSET)
    ink.text(inside.band(0, 5), school, _SCHOOL, GREY)
    ink.text(inside.band(5, inside.height - 11), name, _NAME)
    ink.text(inside.band(inside.height - 6, 6), below, _CLASS)
