"""What is said of a chosen block or of the current column at the right of the status bar."""

from collections.abc import Callable, Iterable

from desktop.ui.grid.blocks import Block
from desktop.ui.grid.model import SheetModel
from desktop.ui.grid.sheet import CellView, Kind, State

Facts = Callable[[SheetModel, Block], str]
_COUNTED = (Kind.MARK, Kind.WORD, Kind.LEVEL)


def facts(model: SheetModel, block: Block) -> str:
    """Say count, average and gaps of a block; of one cell, how far its column is filled."""
    if not model.rows or block.top < 0:
        return ""
    if block.single:
        return column_facts(model, block.left)
    cells = [
        model.cell(row, column) for row, column in block.cells() if not model.rows[row].struck_to
    ]
    parts = [f"Đang chọn {block.height * block.width} ô"]
    figures = [tenths for cell in cells if (tenths := in_tenths(cell)) is not None]
    if figures:
        parts.append(f"{len(figures)} điểm, trung bình {average(figures)}")
    empty = sum(1 for cell in cells if not cell.text)
    if empty:
        parts.append(f"{empty} ô trống")
    return " · ".join(parts)


def column_facts(model: SheetModel, column: int) -> str:
    """Say how many cells of a column that people fill in are filled."""
    head = model.columns[column]
    if not head.editable or head.kind not in _COUNTED:
        return ""
    cells = [model.cell(at, column) for at, row in enumerate(model.rows) if not row.struck_to]
    made_up = sum(1 for cell in cells if cell.state & State.MAKEUP)
    wrong = sum(1 for cell in cells if cell.state & State.INVALID)
    done = sum(1 for cell in cells if cell.text) - made_up - wrong
    parts = [f"{head.name}: đã có {done}/{len(cells)}"]
    if made_up:
        parts.append(f"{made_up} chờ bù")
    if wrong:
        parts.append(f"{wrong} chưa ghi vào sổ")
    return " · ".join(parts)


def in_tenths(cell: CellView) -> int | None:
    """Read a shown mark such as 7,5 as 75; None for words, gaps and what was kept as typed."""
    if cell.state & State.PROBLEM:
        return None
    whole, _, part = cell.text.partition(",")
    if not whole.isdigit() or (part and not part.isdigit()) or len(part) > 1:
        return None
    return int(whole) * 10 + int(part or "0")


def average(tenths: Iterable[int]) -> str:
    """Return the mean with one decimal, rounded half up in integers."""
    values = list(tenths)
    mean = (2 * sum(values) + len(values)) // (2 * len(values))
    return f"{mean // 10},{mean % 10}"
