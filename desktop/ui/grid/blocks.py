"""Blocks of cells: ranges, what a paste or a fill would write, where Ctrl+arrow goes. No Qt."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from desktop.ui.grid.sheet import Edit


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of cells, edges included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def between(cls, one: tuple[int, int], other: tuple[int, int]) -> "Block":
        rows, columns = sorted((one[0], other[0])), sorted((one[1], other[1]))
        return cls(rows[0], columns[0], rows[1], columns[1])

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        return self.right - self.left + 1

    @property
    def single(self) -> bool:
        return self.top == self.bottom and self.left == self.right

    def holds(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def cells(self) -> Iterator[tuple[int, int]]:
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column


class TooLargeError(ValueError):
    """The pasted block reaches over the edge of the grid; `sentence` says by how much."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def paste_edits(texts: Sequence[Sequence[str]], into: Block, rows: int, columns: int) -> list[Edit]:
    """Return the edits of pasting `texts` at the top left of `into` in a grid of that size.

    As in a spreadsheet, a block that fits a whole number of times into the chosen range fills it.
    """
    high, wide = len(texts), len(texts[0])
    down = into.height // high if into.height % high == 0 else 1
    across = into.width // wide if into.width % wide == 0 else 1
    free_rows, free_columns = rows - into.top, columns - into.left
    if high > free_rows or wide > free_columns:
        raise TooLargeError(
            f"Khối dán có {high} dòng × {wide} cột, từ ô này chỉ còn "
            f"{free_rows} dòng × {free_columns} cột. Chưa ghi ô nào; "
            "hãy chọn ô đầu khác hoặc chép khối nhỏ hơn."
        )
    return [
        Edit(into.top + row, into.left + column, texts[row % high][column % wide])
        for row in range(high * down)
        for column in range(wide * across)
    ]


def fill_edits(block: Block, text_at: Callable[[int, int], str]) -> list[Edit]:
    """Return the edits that copy the first row of the block into the rows below it."""
    return [
        Edit(row, column, text_at(block.top, column))
        for row in range(block.top + 1, block.bottom + 1)
        for column in range(block.left, block.right + 1)
    ]


def edge(at: int, step: int, count: int, filled: Callable[[int], bool]) -> int:
    """Return where Ctrl+arrow goes along a line of `count` cells: the next end of a filled run."""
    last = count - 1 if step > 0 else 0
    if at == last:
        return at
    position = at + step
    if filled(at) and filled(position):
        while position != last and filled(position + step):
            position += step
        return position
    while position != last and not filled(position):
        position += step
    return position
