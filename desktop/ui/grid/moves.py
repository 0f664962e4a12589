"""Where the current cell goes on each key: pure arithmetic over the shape of a sheet."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.ui.grid.blocks import edge

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shape:
    """What moving needs to know: size, first column that scrolls, and two facts about cells."""

    rows: int
    columns: int
    frozen: int
    filled: Callable[[int, int], bool]
    open: Callable[[int, int], bool]  # a person may type there
    struck: Callable[[int], bool]  # a pupil who left: Enter passes over the row

    def clamp(self, row: int, column: int) -> Cell:
        return max(0, min(row, self.rows - 1)), max(0, min(column, self.columns - 1))


def step(shape: Shape, at: Cell, down: int, across: int) -> Cell:
    return shape.clamp(at[0] + down, at[1] + across)


def jump(shape: Shape, at: Cell, down: int, across: int) -> Cell:
    """Ctrl+arrow: to the next end of a filled run."""
    row, column = at
    if down:
        return edge(row, down, shape.rows, lambda r: shape.filled(r, column)), column
    return row, edge(column, across, shape.columns, lambda c: shape.filled(row, c))


def enter(shape: Shape, at: Cell, down: int) -> Cell:
    """Enter and Shift+Enter: one row on, over the rows of pupils who have left."""
    row = at[0] + down
    while 0 <= row < shape.rows and shape.struck(row):
        row += down
    return (row, at[1]) if 0 <= row < shape.rows else at


def tab(shape: Shape, at: Cell, across: int) -> Cell:
    """Tab and Shift+Tab: the next cell that can be typed in, row by row; else it stays."""
    place = at[0] * shape.columns + at[1] + across
    while 0 <= place < shape.rows * shape.columns:
        row, column = divmod(place, shape.columns)
        if shape.open(row, column):
            return row, column
        place += across
    return at


def home(shape: Shape, at: Cell) -> Cell:
    return at[0], min(shape.frozen, shape.columns - 1)


def end(shape: Shape, at: Cell) -> Cell:
    return at[0], shape.columns - 1


def next_problem(shape: Shape, at: Cell, wrong: Callable[[int, int], bool]) -> Cell | None:
    """F8: the next cell that asks for a decision, row by row and from the top again."""
    count = shape.rows * shape.columns
    start = at[0] * shape.columns + at[1]
    for ahead in range(1, count + 1):
        cell = divmod((start + ahead) % count, shape.columns)
        if wrong(*cell):
            return cell
    return None
