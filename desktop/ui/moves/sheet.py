"""The list of transfers as a sheet: a row for each event, the newest first."""

from collections.abc import Sequence
from typing import Final

from desktop.queries.transfers import TransferLine
from desktop.rules.instants import moment
from desktop.rules.transfers import TransferKind
from desktop.ui.grid.sheet import CellView, Column, Edit, Kind, Outcome, Result, RowHead, State
from desktop.ui.moves.book import lacking

_CLOSED: Final = "Việc đã ghi không sửa trong bảng. Hủy lần ghi rồi ghi lại, hoặc đính kèm thêm."
_COLUMNS: Final = (
    Column("name", "Học sinh", Kind.NAME, 180, editable=False, frozen=True),
    Column("kind", "Việc", Kind.TEXT, 110, editable=False),
    Column("day", "Từ ngày", Kind.WORD, 92, editable=False),
    Column("class", "Lớp", Kind.TEXT, 92, editable=False),
    Column("place", "Trường đến, đi", Kind.TEXT, 150, editable=False),
    Column("reason", "Lí do", Kind.TEXT, 140, editable=False),
    Column("document", "Số quyết định", Kind.TEXT, 110, editable=False),
    Column("papers", "Giấy tờ", Kind.TEXT, 70, editable=False),
    Column("lacking", "Còn thiếu", Kind.TEXT, 180, editable=False),
)
_ICONS: Final = {
    TransferKind.IN: "ri.login-box-line",
    TransferKind.OUT: "ri.logout-box-r-line",
    TransferKind.DROP_OUT: "ri.logout-box-r-line",
    TransferKind.RETURN: "ri.arrow-go-back-line",
    TransferKind.MOVE: "ri.arrow-left-right-line",
}


class MovesSheet:
    """Read only: an event is taken back as a whole."""

    def __init__(self, lines: Sequence[TransferLine]) -> None:
        self.lines = tuple(lines)

    @property
    def columns(self) -> Sequence[Column]:
        return _COLUMNS

    @property
    def rows(self) -> Sequence[RowHead]:
        return [
            RowHead((line.transfer_id or line.student_id, line.kind, line.class_id, line.day),
                    line.full_name)
            for line in self.lines
        ]  # fmt: skip

    def cell(self, row: int, column: int) -> CellView:
        line = self.lines[row]
        key = _COLUMNS[column].key
        if key == "lacking":
            return _lacking(line)
        if key == "papers":
            count = len(line.papers)
            titles = "; ".join(paper.title for paper in line.papers)
            return CellView(f"{count} bản" if count else "", sentence=titles)
        text = {
            "name": line.full_name, "kind": line.kind.label, "day": f"{line.day:%d/%m/%Y}",
            "class": class_words(line), "place": line.place, "reason": line.reason,
            "document": line.document,
        }[key]  # fmt: skip
        icon = _ICONS[line.kind] if key == "kind" else ""
        return CellView(text, sentence=recorded_words(line), icon=icon)

    def commit(self, edits: Sequence[Edit]) -> Sequence[Outcome]:
        return [Outcome(e.row, e.column, Result.REFUSED, _CLOSED) for e in edits]

    def undo(self) -> str | None:
        return None

    def redo(self) -> str | None:
        return None


def _lacking(line: TransferLine) -> CellView:
    found = lacking(line)
    if not found:
        return CellView("đủ", State.COMPLETE)
    words = ", ".join(found)
    return CellView(words, State.DUE, sentence=f"còn thiếu: {words}")


def class_words(line: TransferLine) -> str:
    """6A → 6B of a move, else the class."""
    return f"{line.other_class} → {line.class_name}" if line.other_class else line.class_name


def recorded_words(line: TransferLine) -> str:
    """Who recorded it when."""
    if line.transfer_id is None:
        return "chỉ có trong danh sách lớp, chưa ghi thành việc chuyển"
    return f"{line.recorded_by} ghi lúc {moment(line.recorded_at):%H:%M %d/%m/%Y}"
