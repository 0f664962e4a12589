"""The preview as a spreadsheet: the file's own rows and cells; typing into one settles it."""

from collections.abc import Sequence
from typing import Final

from desktop.exchange.plan import LEAVE_EMPTY, LineKind, Settlement, with_value
from desktop.ui.grid.sheet import (
    CellView,
    Column,
    Edit,
    HeadLine,
    Kind,
    Outcome,
    Result,
    RowHead,
    State,
)
from desktop.ui.importing.preview import (
    NAME,
    Preview,
    PreviewCell,
    PreviewColumn,
    PreviewLine,
    Settled,
)

_SIGNS: Final = {
    LineKind.NEW: ("ri.add-line", "green", State.NORMAL),
    LineKind.CHANGED: ("ri.edit-line", "accent", State.NORMAL),
    LineKind.UNCHANGED: ("ri.subtract-line", "text2", State.MUTED),
    LineKind.PROBLEM: ("ri.error-warning-fill", "red", State.STRONG),
    LineKind.LOCKED: ("ri.lock-2-line", "text2", State.NORMAL),
    LineKind.SKIPPED: ("ri.forbid-line", "text2", State.MUTED),
}
_STATES: Final = {
    LineKind.PROBLEM: State.INVALID,
    LineKind.CHANGED: State.CHANGED,
    LineKind.LOCKED: State.LOCKED,
}
_NO_CELL: Final = "ô này trống trong tệp; sau khi ghi, nhập trực tiếp ở sổ"


class PreviewSheet:
    """Holds the plan of the moment and those before it, so that each decision can be undone."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        self._before: list[Preview] = []
        self._after: list[Preview] = []
        self._shown: tuple[int, ...] | None = None
        self._columns = tuple(_columns(preview))

    # ---- what is shown

    @property
    def columns(self) -> Sequence[Column]:
        return self._columns

    @property
    def lines(self) -> Sequence[PreviewLine]:
        """The lines in the order in which they stand in the grid."""
        if self._shown is None:
            return self.preview.lines
        return [self.preview.lines[at] for at in self._shown]

    @property
    def rows(self) -> Sequence[RowHead]:
        return [RowHead(line.row, f"Dòng {line.row} · {line.name}") for line in self.lines]

    def show_only_problems(self, only: bool) -> None:
        """Leave out what needs nobody; a line that is settled now stays in sight."""
        wrong = (n for n, x in enumerate(self.preview.lines) if x.kind is LineKind.PROBLEM)
        self._shown = tuple(wrong) if only else None

    def _line(self, row: int) -> PreviewLine:
        return self.preview.lines[row if self._shown is None else self._shown[row]]

    def cell(self, row: int, column: int) -> CellView:
        line, key = self._line(row), self._columns[column].key
        if key == "row":
            return CellView(str(line.row))
        if key == "state":
            icon, tone, state = _SIGNS[line.kind]
            return CellView(line.kind.label, state, icon=icon, tone=tone)
        cell = line.cells.get(key)
        if cell is None:
            return CellView("", sentence=_NO_CELL)
        return _view(cell, line, self.preview.settled)

    def place_of(self, address: str) -> tuple[int, int] | None:
        """Row and column of an Excel address, where it is shown."""
        keys = [column.key for column in self._columns]
        for row, line in enumerate(self.lines):
            for key, cell in line.cells.items():
                if cell.address == address and key in keys:
                    return row, keys.index(key)
        return None

    def address_at(self, row: int, column: int) -> str:
        """The Excel address of a cell of the grid; empty for what the file does not hold."""
        shown = self.preview.lines if self._shown is None else self._shown
        if not 0 <= row < len(shown):
            return ""
        cell = self._line(row).cells.get(self._columns[column].key)
        return cell.address if cell else ""

    # ---- decisions

    def settle(self, more: Settled) -> None:
        """Decide about cells; one step back takes all of them back."""
        if more:
            self._before.append(self.preview)
            self._after.clear()
            self.preview = self.preview.settle(more)

    def commit(self, edits: Sequence[Edit]) -> Sequence[Outcome]:
        """Plan again with what was typed; a value that still cannot stand is kept as typed."""
        more: dict[str, Settlement] = {}
        for edit in edits:
            address = self.address_at(edit.row, edit.column)
            if address:
                more[address] = with_value(edit.text) if edit.text.strip() else LEAVE_EMPTY
        addresses = {
            (edit.row, edit.column): self.address_at(edit.row, edit.column) for edit in edits
        }
        self.settle(more)
        wrong = {problem.address: problem.what for problem in self.preview.problems}
        return [_outcome(edit, addresses[edit.row, edit.column], wrong) for edit in edits]

    def undo(self) -> str | None:
        if not self._before:
            return None
        self._after.append(self.preview)
        self.preview = self._before.pop()
        return "Đã trở lại như trước quyết định vừa rồi."

    def redo(self) -> str | None:
        if not self._after:
            return None
        self._before.append(self.preview)
        self.preview = self._after.pop()
        return "Đã làm lại quyết định vừa hoàn tác."


def _outcome(edit: Edit, address: str, wrong: dict[str, str]) -> Outcome:
    if not address:
        return Outcome(edit.row, edit.column, Result.REFUSED, f"Chưa ghi gì: {_NO_CELL}.")
    if address in wrong:
        return Outcome(edit.row, edit.column, Result.KEPT, wrong[address])
    return Outcome(edit.row, edit.column)


def _columns(preview: Preview) -> list[Column]:
    first = [
        Column("row", "Dòng", Kind.NUMBER, 52, editable=False, frozen=True),
        Column("state", "", Kind.TEXT, 112, editable=False, frozen=True, spoken="Trạng thái"),
    ]
    named = [column for column in preview.columns if column.key == NAME]
    others = [column for column in preview.columns if column.key != NAME]
    return first + [_head(column) for column in (*named, *others)]


def _head(column: PreviewColumn) -> Column:
    lines = (HeadLine(f"cột {column.letters}"),) if column.letters else ()
    return Column(
        column.key, column.title, column.kind, column.width, lines=lines,
        frozen=column.key == NAME,
    )  # fmt: skip


def _view(cell: PreviewCell, line: PreviewLine, settled: Settled) -> CellView:
    state = _STATES.get(cell.kind, State.NORMAL)
    icon, tone = ("ri.edit-line", "accent") if cell.kind is LineKind.CHANGED else ("", "")
    if line.kind is LineKind.SKIPPED:
        state, icon = State.MUTED, ""
    sentence = cell.sentence
    if not sentence and cell.address in settled and line.kind is not LineKind.SKIPPED:
        sentence = "thầy cô đã quyết định ở đây; Ctrl+Z: trở lại"
    return CellView(cell.text, state, sentence=sentence, icon=icon, tone=tone)
