"""Knows the sheets: sizes, margins, what stands in every page's foot, titles, signatures."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from desktop.printing.fitting import Style
from desktop.printing.foot_code import SYMBOL_PREFIX, symbol
from desktop.printing.ink import GREY, Box, Ink

SEAL_MARGIN: Final = 21.0
"""Free at the right edge for the seal across the sheets (giáp lai, B-5), in millimetres."""
_BINDING: Final = 20.0
_TOP: Final = 10.0
_FOOT: Final = 17.0
_FOLD: Final = 12.0
_CODE_SIDE: Final = 9.0

_TITLE: Final = Style(12.5, 8.0, "bold", lines=2)
_FOOT_TEXT: Final = Style(7.5, 5.0, align="left", lines=1, inset=0)
_PAGE_NUMBER: Final = Style(9.0, 6.0, align="right", lines=1, inset=0)
_SIGNER: Final = Style(10.0, 7.0, "bold", lines=2)
_HINT: Final = Style(9.0, 6.0, "italic", lines=1)
SIGNATURE_HEIGHT: Final = 27.0


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet in millimetres, as it lies in the printer's settings."""

    key: str
    title: str
    width: float
    height: float

    @property
    def said(self) -> str:
        """A3, A4, and A4 ngang where a form may lie or stand."""
        return self.key if len(self.key) == len("A4") else self.title

    @property
    def content(self) -> Box:
        return Box(
            _BINDING,
            _TOP,
            self.width - _BINDING - SEAL_MARGIN,
            self.height - _TOP - _FOOT,
        )

    @property
    def halves(self) -> tuple[Box, Box]:
        """The two sides of an open book on one sheet."""
        whole = self.content
        width = (whole.width - _FOLD) / 2
        return whole.column(0, width), whole.column(width + _FOLD, width)


A3: Final = Paper("A3", "A3 ngang", 420.0, 297.0)
A4: Final = Paper("A4", "A4 dọc", 210.0, 297.0)
A4_LYING: Final = Paper("A4L", "A4 ngang", 297.0, 210.0)


class Signature(NamedTuple):
    """Who signs, what stands in brackets below, and the name if it is known."""

    title: str
    hint: str = "(Kí, ghi rõ họ tên)"
    name: str = ""
    date: str = ""


class Foot(NamedTuple):
    """What stands at the bottom of every page."""

    caption: str
    code: str
    """The short form of the fingerprint of what is printed on the page."""
    number: int
    total: int


def draw_foot(ink: Ink, paper: Paper, foot: Foot) -> None:
    """Foot code on the left, "Trang i/n" on the right."""
    top = paper.height - 6 - _CODE_SIDE
    content = paper.content
    ink.squares(
        Box(content.x, top, _CODE_SIDE, _CODE_SIDE),
        symbol(SYMBOL_PREFIX + foot.code),
    )
    grouped = "-".join(foot.code[i : i + 4] for i in range(0, len(foot.code), 4))
    text = Box(content.x + _CODE_SIDE + 2, top + 1, content.width - _CODE_SIDE - 32, 3.6)
    ink.text(text, foot.caption, _FOOT_TEXT, GREY)
    ink.text(text.band(3.6, 3.6), f"Mã nội dung: {grouped}", _FOOT_TEXT, GREY)
    number = Box(content.right - 30, top + 2.5, 30, 4.5)
    ink.text(number, f"Trang {foot.number}/{foot.total}", _PAGE_NUMBER)


def draw_title(ink: Ink, box: Box, title: str) -> None:
    ink.text(box, title, _TITLE)


def draw_signatures(ink: Ink, box: Box, signatures: tuple[Signature, ...]) -> None:
    """Blocks side by side; one alone stands on the right, as on every Vietnamese paper."""
    columns = max(2, len(signatures))
    width = box.width / columns
    first = columns - len(signatures)
    dated = 4.6 if any(signature.date for signature in signatures) else 0.0
    for number, signature in enumerate(signatures, first):
        block = box.column(number * width, width)
        ink.text(block.band(0, 4.6), signature.date, _HINT)
        ink.text(block.band(dated, 5), signature.title, _SIGNER)
        ink.text(block.band(dated + 5, 4.2), signature.hint, _HINT)
        if signature.name:
            ink.text(block.band(box.height - 5.5, 5), signature.name, _SIGNER)
