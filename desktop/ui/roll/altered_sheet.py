"""What was altered in rolls after confirmation, as a read-only sheet of the grid (M-12)."""

from collections.abc import Sequence
from typing import Final

from desktop.queries.irregularities import Alteration, Irregularities, Withdrawal
from desktop.rules.instants import moment, show_moment
from desktop.ui.grid.sheet import CellView, Column, Edit, Kind, Outcome, Result, RowHead, State

COLUMNS: Final = (
    Column("class", "Lớp", Kind.NAME, 64, editable=False, frozen=True),
    Column("pupil", "Học sinh", Kind.TEXT, 180, editable=False),
    Column("day", "Ngày, buổi", Kind.TEXT, 130, editable=False),
    Column("change", "Sửa", Kind.TEXT, 250, editable=False),
    Column("by", "Người sửa", Kind.TEXT, 170, editable=False),
    Column("at", "Lúc", Kind.TEXT, 110, editable=False),
    Column("why", "Lí do", Kind.TEXT, 220, editable=False),
)
_CLOSED: Final = "Danh sách này tự có, giữ nguyên mọi lần sửa. Sửa điểm danh ở bảng tháng của lớp."
Row = Alteration | Withdrawal


class AlteredSheet:
    """Cells that were altered and confirmations that were taken back, the latest first."""

    def __init__(self, found: Irregularities) -> None:
        every: list[Row] = [*found.alterations, *found.withdrawals]
        self.lines: tuple[Row, ...] = tuple(sorted(every, key=lambda one: -one.at))
        self._rows = [RowHead(at, _who(one)) for at, one in enumerate(self.lines)]

    @property
    def columns(self) -> Sequence[Column]:
        return COLUMNS

    @property
    def rows(self) -> Sequence[RowHead]:
        return self._rows

    def cell(self, row: int, column: int) -> CellView:
        one = self.lines[row]
        at = moment(one.at)
        key = COLUMNS[column].key
        if key == "class":
            return CellView(one.class_name)
        if key == "by":
            return CellView(one.by)
        if key == "at":
            return CellView(f"{at:%H:%M %d/%m}", State.MUTED, show_moment(one.at))
        if key == "why":
            return CellView(one.reason)
        return _altered(one, key) if isinstance(one, Alteration) else _withdrawn(one, key)

    def commit(self, edits: Sequence[Edit]) -> Sequence[Outcome]:
        return [Outcome(e.row, e.column, Result.REFUSED, _CLOSED) for e in edits]

    def undo(self) -> str | None:
        return None

    def redo(self) -> str | None:
        return None


def _who(one: Row) -> str:
    if isinstance(one, Alteration):
        return f"{one.full_name}, lớp {one.class_name}"
    return f"Lớp {one.class_name}"


def _altered(one: Alteration, key: str) -> CellView:
    if key == "pupil":
        return CellView(one.full_name)
    if key == "day":
        return CellView(f"{one.day:%d/%m/%Y}, {one.part.label.lower()}")
    notes = " → ".join(note or "không ghi chú" for note in (one.note_before, one.note_after))
    noted = one.note_before or one.note_after
    return CellView(one.sentence, sentence=f"ghi chú: {notes}" if noted else "")


def _withdrawn(one: Withdrawal, key: str) -> CellView:
    if key == "pupil":
        return CellView("cả lớp", State.MUTED)
    if key == "day":
        return CellView(f"tháng {one.month}/{one.year}")
    after = "đã xác nhận lại" if one.confirmed_again else "chưa xác nhận lại"
    return CellView(f"rút xác nhận, {after}")
