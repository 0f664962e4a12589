"""Sets the pages that carry few words: covers, dividers, guides."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from desktop.printing.fitting import Style
from desktop.printing.ink import Box, Ink, Pen

_OUTER: Final = Pen(2.4)
_INNER: Final = Pen(0.7)
_BETWEEN: Final = 1.6
_GUIDE: Final = Style(12.5, 12.5, align="left", lines=12, inset=0, leading=1.42, top=True)
_GUIDE_TITLE: Final = Style(15, 10, "bold", lines=1)
_GUIDE_GAP: Final = 3.2
_GUIDE_TITLE_HEIGHT: Final = 20.0
_LINE: Final = 0.48
"""Height of a line of titles in millimetres, for each point of its size."""
_DOTS: Final = "………………………………"


class Words(NamedTuple):
    """A centred line: what it says, how large, and the free height above it in millimetres."""

    text: str
    size: float
    above: float = 0.0
    bold: bool = True


def blank(text: str) -> str:
    """Dots to write on, where nothing is known yet."""
    return text or _DOTS


def framed(ink: Ink, box: Box) -> Box:
    """The double-line frame of a cover; returns what is left inside."""
    ink.outline(box, _OUTER)
    ink.outline(inset(box, _BETWEEN), _INNER)
    return inset(box, 8)


def inset(box: Box, by: float) -> Box:
    return Box(box.x + by, box.y + by, box.width - 2 * by, box.height - 2 * by)


def draw_titles(ink: Ink, box: Box, lines: Sequence[Words], *, fill: bool = False) -> float:
    """Write centred lines from the top of the box; returns the height that they took.

    With `fill` the free heights are stretched so that the last line ends at the box's foot.
    """
    stretch = 1.0
    if fill:
        free = box.height - sum(words.size * _LINE for words in lines)
        stretch = free / sum(words.above for words in lines)
    top = 0.0
    for words in lines:
        height = words.size * _LINE
        top += words.above * stretch
        style = Style(words.size, words.size * 0.5, "bold" if words.bold else "regular", lines=2)
        ink.text(box.band(top, height), words.text, style)
        top += height
    return top


def draw_guide(ink: Ink, box: Box, items: Sequence[str], title: str) -> None:
    ink.text(box.band(6, 9), title, _GUIDE_TITLE)
    top = _GUIDE_TITLE_HEIGHT
    for item in items:
        set_ = ink.text(box.band(top, min(box.height - top, 60)), item, _GUIDE)
        top += (set_.height if set_ else 0) + _GUIDE_GAP
