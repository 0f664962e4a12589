"""A leaf of a book: a titled table with notes and signatures below, fitted into its side."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, NamedTuple

from desktop.printing.fitting import Style
from desktop.printing.grid import Grid, Head, Row
from desktop.printing.ink import Box, Ink
from desktop.printing.paper import SIGNATURE_HEIGHT, Signature, draw_signatures, draw_title

TITLE_HEIGHT: Final = 11.0
NOTE_HEIGHT: Final = 4.0
_NOTES: Final = 2
_GAP: Final = 1.5
_NOTE: Final = Style(8.0, 5.5, "italic", "left", lines=1, inset=0)
LEAST_ROWS: Final = 45
MOST_ROWS: Final = 60


class Side(NamedTuple):
    """What stands on one side of a sheet, and how it is drawn into the box of that side."""

    content: tuple[Any, ...]
    draw: Callable[[Ink, Box], object]


@dataclass(frozen=True, slots=True)
class Layout:
    """What is the same on many leaves: columns, number of lines, heights in millimetres."""

    heads: tuple[Head, ...]
    row_count: int
    head_levels: tuple[float, ...] = (6.5, 6.5)
    tallest_row: float = 6.0
    numbered: bool = True
    dotted: bool = True
    first_number: int = 1
    strike_to: int = 2
    """How many columns, from the left, are struck through for who has left (B-2, G-36)."""
    notes: int = _NOTES
    foot_height: float = SIGNATURE_HEIGHT


@dataclass(frozen=True, slots=True)
class Leaf:
    """All that is drawn on one side."""

    title: str
    layout: Layout
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()

    @property
    def content(self) -> tuple[Any, ...]:
        """What the fingerprint is taken of: all but the printed form itself."""
        return (self.title, self.layout.row_count, self.rows, self.notes, self.signatures)


def rows_for(pupils: int) -> int:
    """Lines printed for a class: at least 45, in blocks of five, empty ones for who comes later."""
    return max(LEAST_ROWS, -(-pupils // 5) * 5)


def draw_leaf(ink: Ink, side: Box, leaf: Leaf) -> None:
    grid, name = _grid(leaf.layout, side)
    draw_title(ink, side.band(0, TITLE_HEIGHT - 1), leaf.title)
    ink.frame(name, grid.draw_frame)
    grid.draw_rows(ink, leaf.rows, leaf.layout.strike_to)
    top = grid.bottom - side.y + _GAP
    for number, note in enumerate(leaf.notes):
        ink.text(side.band(top + number * NOTE_HEIGHT, NOTE_HEIGHT), note, _NOTE)
    top += leaf.layout.notes * NOTE_HEIGHT + (_GAP if leaf.layout.notes else 0)
    if leaf.signatures:
        height = min(leaf.layout.foot_height, side.height - top)
        draw_signatures(ink, side.band(top, height), leaf.signatures)


@lru_cache(maxsize=256)
def _grid(layout: Layout, side: Box) -> tuple[Grid, str]:
    """The table in its side, and the name of its frame in the document."""
    taken = sum(layout.head_levels) + TITLE_HEIGHT + layout.notes * NOTE_HEIGHT + 2 * _GAP
    free = side.height - taken - layout.foot_height
    grid = Grid(
        layout.heads,
        side.band(TITLE_HEIGHT, side.height - TITLE_HEIGHT),
        layout.head_levels,
        min(layout.tallest_row, free / layout.row_count),
        layout.row_count,
        tuple(str(layout.first_number + n) for n in range(layout.row_count))
        if layout.numbered
        else (),
        layout.dotted,
    )
    name = sha256(repr((layout, side)).encode()).hexdigest()[:16]
    return grid, f"frame-{name}"


def side_of(leaf: Leaf) -> Side:
    return Side(leaf.content, lambda ink, box: draw_leaf(ink, box, leaf))
