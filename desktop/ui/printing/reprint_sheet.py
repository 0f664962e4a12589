"""The list *cần in lại* as a sheet of the grid: read only, a row a page."""

from collections.abc import Sequence
from typing import Final

from desktop.printing.reprints import Reprint
from desktop.rules.instants import moment
from desktop.ui.grid.sheet import CellView, Column, Edit, Kind, Outcome, Result, RowHead, State

COLUMNS: Final = (
    Column("number", "Trang", Kind.NUMBER, 56, editable=False),
    Column("book", "Sổ", Kind.NAME, 262, editable=False),
    Column("differs", "Khác với bản đã in", Kind.TEXT, 290, editable=False),
    Column("before", "In lần trước", Kind.TEXT, 160, editable=False),
    Column("state", "Việc cần làm", Kind.TEXT, 100, editable=False),
)
_CLOSED: Final = "Danh sách này tự có. In lại trang thì dòng của trang sẽ hết."


class ReprintSheet:
    """Implements `grid.sheet.Sheet` over what was found."""

    def __init__(self, found: Sequence[Reprint]) -> None:
        self.found = tuple(found)

    @property
    def columns(self) -> Sequence[Column]:
        return COLUMNS

    @property
    def rows(self) -> Sequence[RowHead]:
        return [
            RowHead((r.form, r.owner_id, r.paper, r.page), f"Trang {r.number}") for r in self.found
        ]

    def cell(self, row: int, column: int) -> CellView:
        one = self.found[row]
        at = moment(one.printed_at)
        return (
            CellView(str(one.number), sentence=one.title),
            CellView(f"{one.book} · {one.title}", sentence=f"khổ {one.paper}"),
            CellView(one.differs),
            CellView(f"{at:%d/%m}, {one.printed_by}", State.MUTED, f"{at:%H:%M ngày %d/%m/%Y}"),
            CellView("cần in lại", State.DUE, icon="ri.refresh-line"),
        )[column]

    def commit(self, edits: Sequence[Edit]) -> Sequence[Outcome]:
        return [Outcome(e.row, e.column, Result.REFUSED, _CLOSED) for e in edits]

    def undo(self) -> str | None:
        return None

    def redo(self) -> str | None:
        return None
