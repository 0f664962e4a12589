"""Tables of the official books: heads of several levels, dotted rows with every fifth solid."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple

from desktop.printing.fitting import Style
from desktop.printing.ink import DOTTED, HAIR, STRIKE, STRONG, Box, Ink

HEAD: Final = Style(8.5, 6.5, "bold", lines=4, inset=0.4)
NUMBER: Final = Style(8.5, 6.0, lines=1, inset=0.3)


@dataclass(frozen=True, slots=True)
class Head:
    """A column, or a group of columns under one title; `width` in millimetres is a wish."""

    title: str
    width: float = 0.0
    children: tuple["Head", ...] = ()
    style: Style = HEAD
    upright: bool = False

    def leaves(self) -> Iterator["Head"]:
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


class Cell(NamedTuple):
    """A text that is more than plain: italic for what was brought in (G-36), bold."""

    text: str
    italic: bool = False
    bold: bool = False


class Row(NamedTuple):
    """What stands in a line, column by column, after the number; `struck` for who has left."""

    cells: tuple[str | Cell, ...]
    struck: bool = False


@dataclass(frozen=True)
class Grid:
    """Where everything of a table lies."""

    heads: tuple[Head, ...]
    area: Box
    head_levels: tuple[float, ...]
    """The height of each level of the heads, from the top, in millimetres."""
    row_height: float
    row_count: int
    numbers: tuple[str, ...] = ()
    """What is printed in the first column of each line; empty: the first column is a cell."""
    dotted: bool = True
    shaded: frozenset[int] = frozenset()
    """Columns that are grey from their head to the last line."""

    @cached_property
    def columns(self) -> tuple[Head, ...]:
        return tuple(leaf for head in self.heads for leaf in head.leaves())

    @cached_property
    def edges(self) -> tuple[float, ...]:
        """The left edge of each column, and the right edge of the last, in millimetres."""
        stretch = self.area.width / sum(column.width for column in self.columns)
        edges = [self.area.x]
        for column in self.columns:
            edges.append(edges[-1] + column.width * stretch)
        return tuple(edges)

    @cached_property
    def styles(self) -> tuple[Style, ...]:
        return tuple(column.style for column in self.columns)

    @property
    def head_height(self) -> float:
        return sum(self.head_levels)

    @property
    def body_top(self) -> float:
        return self.area.y + self.head_height

    @property
    def bottom(self) -> float:
        return self.body_top + self.row_height * self.row_count

    def cell(self, row: int, column: int) -> Box:
        left, right = self.edges[column], self.edges[column + 1]
        return Box(left, self.body_top + row * self.row_height, right - left, self.row_height)

    def draw_frame(self, ink: Ink) -> None:
        for column in self.shaded:
            left, right = self.edges[column], self.edges[column + 1]
            ink.shade(Box(left, self.area.y, right - left, self.bottom - self.area.y))
        self._draw_rows(ink)
        for edge in self.edges[1:-1]:
            ink.line((edge, self.body_top), (edge, self.bottom))
        self._draw_heads(ink)
        for row, number in enumerate(self.numbers):
            ink.text(self.cell(row, 0), number, NUMBER)
        ink.outline(
            Box(self.area.x, self.area.y, self.area.width, self.bottom - self.area.y), STRONG
        )
        ink.line((self.area.x, self.body_top), (self.area.right, self.body_top), STRONG)

    def draw_rows(self, ink: Ink, rows: tuple[Row, ...], strike_to: int = 0) -> None:
        """Write the cells; `strike_to` columns are struck in the lines of those who left."""
        first = 1 if self.numbers else 0
        for number, row in enumerate(rows):
            for column, cell in enumerate(row.cells, first):
                if cell:
                    self.draw_cell(ink, number, column, cell)
            if row.struck:
                self._strike(ink, number, strike_to)

    def draw_cell(self, ink: Ink, row: int, column: int, cell: str | Cell) -> None:
        """Write one cell, the number's column counted."""
        box, style = self.cell(row, column), self.styles[column]
        if isinstance(cell, str):
            ink.text(box, cell, style)
            return
        if cell.italic:
            style = replace(style, face="bold_italic" if cell.bold else "italic")
        elif cell.bold:
            style = replace(style, face="bold")
        ink.text(box, cell.text, style)

    def _strike(self, ink: Ink, row: int, columns: int) -> None:
        """A red line through the number and the name (B-2, G-36)."""
        middle = self.body_top + (row + 0.5) * self.row_height
        end = self.edges[columns]
        ink.line((self.area.x + 0.8, middle), (end - 0.8, middle), STRIKE)

    def _draw_rows(self, ink: Ink) -> None:
        for row in range(1, self.row_count):
            y = self.body_top + row * self.row_height
            solid = not self.dotted or row % 5 == 0
            ink.line((self.area.x, y), (self.area.right, y), HAIR if solid else DOTTED)

    def _draw_heads(self, ink: Ink) -> None:
        column = 0
        for head in self.heads:
            self._draw_head(ink, head, column, 0)
            column += sum(1 for _ in head.leaves())

    def _draw_head(self, ink: Ink, head: Head, column: int, level: int) -> None:
        """A title without children reaches down to the first line of the table."""
        span = sum(1 for _ in head.leaves())
        top = self.area.y + sum(self.head_levels[:level])
        height = self.head_levels[level] if head.children else sum(self.head_levels[level:])
        left, right = self.edges[column], self.edges[column + span]
        box = Box(left, top, right - left, height)
        ink.outline(box)
        if head.upright:
            ink.upright(box, head.title, HEAD)
        else:
            ink.text(box, head.title, HEAD)
        for child in head.children:
            self._draw_head(ink, child, column, level + 1)
            column += sum(1 for _ in child.leaves())
