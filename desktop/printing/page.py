"""A page as a value: its key, title and content, and how it is drawn when its time comes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from desktop.printing.foot_code import fingerprint, short_code
from desktop.printing.ink import Ink
from desktop.printing.leaf import Side
from desktop.printing.paper import Foot, Paper, draw_foot

Draw = Callable[[Ink, Paper], None]


@dataclass(frozen=True)
class Page:
    """One sheet of a book.

    `key` stays the same from print to print, so that a reprint finds its page; `part` is the key
    of the part of the form it belongs to; `content` is all that differs from book to book.
    """

    key: str
    title: str
    part: str
    paper: Paper
    caption: str
    content: tuple[Any, ...]
    draw: Draw
    number: int = 0
    total: int = 0
    foot: bool = True
    open: bool = False

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of what is printed; neither the paper nor the page number is part of it."""
        return fingerprint((self.key, self.caption, self.content))

    def draw_on(self, ink: Ink) -> None:
        self.draw(ink, self.paper)
        if self.foot:
            self._draw_foot(ink)
        ink.flush()

    def _draw_foot(self, ink: Ink) -> None:
        foot = Foot(self.caption, short_code(self.fingerprint), self.number, self.total)
        draw_foot(ink, self.paper, foot)


@dataclass(frozen=True, slots=True)
class Draft:
    """A page before it has its paper, caption and number."""

    key: str
    title: str
    part: str
    content: tuple[Any, ...]
    draw: Draw
    foot: bool = True
    """Working papers that nobody files have no foot code."""
    open: bool = False
    """Still being written: nobody prints it again for a change until that is over."""


def sheet(key: str, title: str, part: str, sides: Sequence[Side | None]) -> Draft:
    """One side over the whole sheet, or two as in an open book; None leaves one empty."""

    def draw(ink: Ink, paper: Paper) -> None:
        boxes = (paper.content,) if len(sides) == 1 else paper.halves
        for box, side in zip(boxes, sides, strict=True):
            if side is not None:
                side.draw(ink, box)

    content = tuple(side.content if side is not None else None for side in sides)
    return Draft(key, title, part, content, draw)


def bound(drafts: Sequence[Draft], paper: Paper, caption: str) -> list[Page]:
    """The pages of a book in their order, numbered through."""
    return [
        Page(
            draft.key,
            draft.title,
            draft.part,
            paper,
            caption,
            draft.content,
            draft.draw,
            number,
            len(drafts),
            draft.foot,
            draft.open,
        )
        for number, draft in enumerate(drafts, 1)
    ]


def only(
    pages: Sequence[Page], parts: frozenset[str] | None, keys: frozenset[str] | None
) -> list[Page]:
    """The chosen parts, and of them the chosen pages; each keeps its number in the whole book."""
    return [
        page
        for page in pages
        if (parts is None or page.part in parts) and (keys is None or page.key in keys)
    ]


def to_print_again(pages: Sequence[Page], printed: Mapping[str, str]) -> list[Page]:
    """The pages that were printed before (fingerprint by key) and would now look different.

    Pages that are still open would be on the list every day, and are on none.
    """
    return [
        page
        for page in pages
        if not page.open and printed.get(page.key, page.fingerprint) != page.fingerprint
    ]
