"""Decides how a text is set in its box: size, lines, and where each line begins.

This is the one place where that is decided, so that no text of any form ever leaves its box.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from reportlab.pdfbase.pdfmetrics import stringWidth

POINT: Final = 72 / 25.4
"""Points in a millimetre."""

ASCENT: Final = 0.89
"""Of Times New Roman and of Tinos, with the tone marks on capitals, as a part of the size."""
DESCENT: Final = 0.22
LEADING: Final = 1.11
_CAPITAL: Final = 0.66
"""Height of capitals and figures: what the eye takes for the height of a single line."""
_TIGHTEST: Final = 0.93
"""How much of its box a single line may fill, so that it never touches the rules."""
_STEP: Final = 0.25
_ABSOLUTE_LEAST: Final = 3.0

Align = Literal["left", "center", "right"]
Face = Literal["regular", "bold", "italic", "bold_italic"]


@dataclass(frozen=True, slots=True)
class Style:
    """How a text would like to be set; `least` is the size below which it takes another line."""

    size: float = 9.0
    least: float = 7.0
    face: Face = "regular"
    align: Align = "center"
    lines: int = 2
    inset: float = 0.6
    """Free space at the left and right of the box, in millimetres."""
    leading: float = LEADING
    top: bool = False
    """Paragraphs begin at the top of their box; all else stands in the middle of its height."""


@dataclass(frozen=True, slots=True)
class Line:
    """One set line: its text, and the start of its baseline in points from the box's top left."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Setting:
    size: float
    lines: tuple[Line, ...]
    height: float
    """Of all lines together, in millimetres."""
    whole: bool = True
    """False when the text had to be cut short with an ellipsis."""


@lru_cache(maxsize=65_536)
def fit(text: str, font: str, width: float, height: float, style: Style) -> Setting:
    """Set `text` in a box of `width` × `height` millimetres.

    One line from the wished size down to the least; then two lines and more, smaller and smaller;
    and where even that has no room, as much as there is room for, with an ellipsis.
    """
    wide = max((width - 2 * style.inset) * POINT, 1.0)
    high = height * POINT
    size, lines, whole = _choose(text, font, wide, high, style)
    block = size * (ASCENT + DESCENT + style.leading * (len(lines) - 1))
    placed = tuple(_placed(lines, font, size, (wide, high), style))
    return Setting(size, placed, block / POINT, whole)


def text_width(text: str, font: str, size: float) -> float:
    return float(stringWidth(text, font, size))


def _choose(
    text: str, font: str, wide: float, high: float, style: Style
) -> tuple[float, tuple[str, ...], bool]:
    paragraphs = tuple(text.split("\n"))
    one = _one_line_size(text, font, wide, high, style) if len(paragraphs) == 1 else 0.0
    if one >= style.least:
        return one, (text,), True
    for size in _sizes(style.size):
        if size <= one:  # more lines would only be smaller than one
            return one, (text,), True
        lines = _broken(paragraphs, font, size, wide)
        if len(lines) <= _room(size, high, style) and _fits(lines, font, size, wide):
            return size, lines, True
    return _cut(" ".join(paragraphs), font, wide, high, style)


def _one_line_size(text: str, font: str, wide: float, high: float, style: Style) -> float:
    size = min(style.size, _TIGHTEST * high / (ASCENT + DESCENT))
    at_one = text_width(text, font, 1.0)
    return min(size, wide / at_one) if at_one else size


def _sizes(wished: float) -> Iterator[float]:
    size = wished
    while size >= _ABSOLUTE_LEAST:
        yield size
        size -= _STEP


def _room(size: float, high: float, style: Style) -> int:
    """How many lines of this size the box takes."""
    spare = high - size * (ASCENT + DESCENT)
    return min(style.lines, 1 + int(spare / (size * style.leading))) if spare >= 0 else 0


def _fits(lines: tuple[str, ...], font: str, size: float, wide: float) -> bool:
    return all(text_width(line, font, size) <= wide for line in lines)


def _broken(paragraphs: tuple[str, ...], font: str, size: float, wide: float) -> tuple[str, ...]:
    """Words wrapped greedily; a word wider than the box is broken only when it stands alone."""
    lines: list[str] = []
    for paragraph in paragraphs:
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and text_width(longer, font, size) > wide:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return tuple(lines)


def _cut(
    text: str, font: str, wide: float, high: float, style: Style
) -> tuple[float, tuple[str, ...], bool]:
    """Fill the box at a small size, breaking anywhere; the last line may end in an ellipsis."""
    size = min(_ABSOLUTE_LEAST + 1, high / (ASCENT + DESCENT))
    room = max(1, _room(size, high, style))
    rest = text
    lines: list[str] = []
    while rest and len(lines) < room:
        length = _prefix(rest, font, size, wide)
        lines.append(rest[:length])
        rest = rest[length:].lstrip()
    if rest:
        last = lines[-1]
        while last and text_width(last + "…", font, size) > wide:
            last = last[:-1]
        lines[-1] = last + "…"
    return size, tuple(lines), not rest


def _prefix(text: str, font: str, size: float, wide: float) -> int:
    """How many characters fit; at least one, so that the loop ends."""
    width, length = 0.0, 0
    for character in text:
        width += text_width(character, font, size)
        if width > wide:
            break
        length += 1
    return max(1, length)


def _placed(
    lines: tuple[str, ...], font: str, size: float, room: tuple[float, float], style: Style
) -> Iterator[Line]:
    wide, high = room
    first = _first_baseline(len(lines), size, high, style)
    for number, line in enumerate(lines):
        free = wide - text_width(line, font, size)
        shift = {"left": 0.0, "center": free / 2, "right": free}[style.align]
        yield Line(line, style.inset * POINT + shift, first + number * size * style.leading)


def _first_baseline(lines: int, size: float, high: float, style: Style) -> float:
    highest, lowest = size * ASCENT, high - size * DESCENT
    if style.top:
        return highest
    if lines == 1:
        return max(highest, min((high + size * _CAPITAL) / 2, lowest))
    block = size * (ASCENT + DESCENT + style.leading * (lines - 1))
    return (high - block) / 2 + highest
