"""Draws on one page: millimetres from the top left in, few PDF operators out."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from reportlab.pdfgen.canvas import Canvas

from desktop.printing.fitting import POINT, Face, Setting, Style, fit
from desktop.printing.fonts import Faces

Colour = tuple[float, float, float]
BLACK: Final[Colour] = (0.0, 0.0, 0.0)
RED: Final[Colour] = (0.80, 0.05, 0.05)
"""Only for what the regulations strike out or correct (B-4)."""
GREY: Final[Colour] = (0.35, 0.35, 0.35)


class Box(NamedTuple):
    """A rectangle in millimetres; `y` is its top, counted downwards from the top of the paper."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def column(self, left: float, width: float) -> "Box":
        return Box(self.x + left, self.y, width, self.height)

    def band(self, top: float, height: float) -> "Box":
        return Box(self.x, self.y + top, self.width, height)


class Pen(NamedTuple):
    """A line's width in points, its colour, and its dashes (on, off) in points."""

    width: float = 0.4
    colour: Colour = BLACK
    dash: tuple[float, float] | None = None


HAIR: Final = Pen(0.4)
STRONG: Final = Pen(0.9)
DOTTED: Final = Pen(0.35, dash=(0.6, 1.4))
STRIKE: Final = Pen(0.8, RED)
SHADE: Final = 0.87
"""The grey of days without lessons: light enough to write on, and seen on a copy."""


class Placed(NamedTuple):
    """What was written where; kept only when somebody wants to prove that it fits."""

    text: str
    box: Box
    setting: Setting


@dataclass(slots=True)
class Ink:
    """One page, or one frame, while it is being drawn.

    Lines go out pen by pen and all texts in a single text object: a page of 50 × 30 cells takes
    half the time and half the bytes that a call per cell would take.
    """

    canvas: Canvas
    faces: Faces
    paper_height: float
    placed: list[Placed] | None = None
    _strokes: dict[Pen, list[tuple[float, float, float, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _texts: dict[tuple[str, float, Colour], list[tuple[float, float, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _turned: list[tuple[str, float, float, float, str]] = field(default_factory=list)
    _shades: list[Box] = field(default_factory=list)

    def text(self, box: Box, text: str, style: Style, colour: Colour = BLACK) -> Setting | None:
        """Write into the box as `fitting` decides."""
        if not text:
            return None
        font = self._font(style.face)
        setting = fit(text, font, box.width, box.height, style)
        if self.placed is not None:
            taken = box.band(0, setting.height) if style.top else box  # a paragraph ends early
            self.placed.append(Placed(text, taken, setting))
        left, top = box.x * POINT, (self.paper_height - box.y) * POINT
        texts = self._texts[font, setting.size, colour]
        for line in setting.lines:
            texts.append((left + line.x, top - line.y, line.text))
        return setting

    def upright(self, box: Box, text: str, style: Style) -> None:
        """Write from bottom to top, for narrow column heads."""
        font = self._font(style.face)
        setting = fit(text, font, box.height, box.width, style)
        if self.placed is not None:
            self.placed.append(Placed(text, box, setting))
        left, bottom = box.x * POINT, (self.paper_height - box.bottom) * POINT
        for line in setting.lines:
            self._turned.append((font, setting.size, left + line.y, bottom + line.x, line.text))

    def line(self, start: tuple[float, float], end: tuple[float, float], pen: Pen = HAIR) -> None:
        height = self.paper_height
        self._strokes[pen].append(
            (
                start[0] * POINT,
                (height - start[1]) * POINT,
                end[0] * POINT,
                (height - end[1]) * POINT,
            )
        )

    def shade(self, box: Box) -> None:
        """Lay grey under all lines and texts of this page or frame."""
        self._shades.append(box)

    def outline(self, box: Box, pen: Pen = HAIR) -> None:
        self.line((box.x, box.y), (box.right, box.y), pen)
        self.line((box.right, box.y), (box.right, box.bottom), pen)
        self.line((box.x, box.bottom), (box.right, box.bottom), pen)
        self.line((box.x, box.y), (box.x, box.bottom), pen)

    def frame(self, name: str, draw: Callable[["Ink"], None]) -> None:
        """What is the same on many pages: drawn once a document, then only named."""
        if not self.canvas.hasForm(name):
            self.canvas.beginForm(name)
            inside = Ink(self.canvas, self.faces, self.paper_height, placed=self.placed)
            draw(inside)
            inside.flush()
            self.canvas.endForm()
        self.canvas.doForm(name)

    def squares(self, box: Box, rows: list[list[bool]]) -> None:
        """A square code: dark modules as runs of filled rectangles."""
        side = box.width / len(rows) * POINT
        left, top = box.x * POINT, (self.paper_height - box.y) * POINT
        path = self.canvas.beginPath()
        for number, row in enumerate(rows):
            start = None
            for column, dark in enumerate([*row, False]):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    path.rect(
                        left + start * side,
                        top - (number + 1) * side,
                        (column - start) * side,
                        side,
                    )
                    start = None
        self.canvas.drawPath(path, stroke=0, fill=1)

    def flush(self) -> None:
        """Hand everything to the canvas."""
        self._flush_shades()
        self._flush_strokes()
        self._flush_texts()

    def _flush_shades(self) -> None:
        if not self._shades:
            return
        path = self.canvas.beginPath()
        for box in self._shades:
            top = (self.paper_height - box.bottom) * POINT
            path.rect(box.x * POINT, top, box.width * POINT, box.height * POINT)
        self.canvas.setFillGray(SHADE)
        self.canvas.drawPath(path, stroke=0, fill=1)
        self.canvas.setFillGray(0)
        self._shades.clear()

    def _flush_strokes(self) -> None:
        canvas = self.canvas
        for pen, lines in self._strokes.items():
            canvas.setLineWidth(pen.width)
            canvas.setStrokeColorRGB(*pen.colour)
            canvas.setDash(list(pen.dash) if pen.dash else [])
            canvas.lines(lines)
        self._strokes.clear()

    def _flush_texts(self) -> None:
        if not self._texts and not self._turned:
            return
        text = self.canvas.beginText()
        for (font, size, colour), lines in self._texts.items():
            text.setFont(font, size)
            text.setFillColorRGB(*colour)
            for x, y, line in lines:
                text.setTextOrigin(x, y)
                text.textOut(line)
        text.setFillColorRGB(*BLACK)
        for font, size, x, y, line in self._turned:
            text.setFont(font, size)
            text.setTextTransform(0, 1, -1, 0, x, y)
            text.textOut(line)
        self.canvas.drawText(text)
        self._texts.clear()
        self._turned.clear()

    def _font(self, face: Face) -> str:
        faces = self.faces
        if face == "regular":
            return faces.regular
        if face == "bold":
            return faces.bold
        return faces.italic if face == "italic" else faces.bold_italic
