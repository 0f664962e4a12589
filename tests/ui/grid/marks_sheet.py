"""A real little sheet over lists: marks of a class, locks, texts kept as typed, undo and redo."""

from collections.abc import Sequence

from desktop.rules.marks import NotAMark, parse_mark, show_mark
from desktop.rules.terms import Assessment
from desktop.ui.grid.sheet import CellView, Column, Edit, Kind, Outcome, Result, RowHead, State

NAMES = ("Nguyễn Hoài An", "Trần Bảo An", "Lê Quỳnh Anh", "Phạm Tuấn Anh", "Vũ Ngọc Ánh")
STT, NAME, TX1, TX2, FINAL, AVERAGE, COMMENT = range(7)
COLUMNS = (
    Column("stt", "STT", Kind.NUMBER, 42, editable=False, frozen=True),
    Column("name", "Họ và tên", Kind.NAME, 180, editable=False, frozen=True),
    Column("tx1", "1", group="ĐĐGtx", spoken="ĐĐGtx 1"),
    Column("tx2", "2", group="ĐĐGtx", spoken="ĐĐGtx 2"),
    Column("ck", "ĐĐGck"),
    Column("tb", "ĐTBmhk", editable=False),
    Column("nx", "Nhận xét", Kind.TEXT, 200),
)


class MarksSheet:
    """`texts` holds what is written, `kept` what was typed and could not be read."""

    def __init__(self, pupils: int = 10) -> None:
        self.columns: tuple[Column, ...] = COLUMNS
        self.rows = tuple(RowHead(at, NAMES[at % len(NAMES)]) for at in range(pupils))
        self.texts: dict[tuple[int, int], str] = {}
        self.kept: dict[tuple[int, int], tuple[str, str]] = {}
        self.locked: set[tuple[int, int]] = set()
        self.commits: list[list[Edit]] = []
        self._back: list[tuple[dict[tuple[int, int], str], dict[tuple[int, int], tuple[str, str]]]]
        self._back = []
        self._forward = list(self._back)

    def leave(self, row: int) -> None:
        rows = list(self.rows)
        rows[row] = RowHead(rows[row].key, rows[row].name, struck_to="tb")
        self.rows = tuple(rows)

    def cell(self, row: int, column: int) -> CellView:
        if column == STT:
            return CellView(str(row + 1))
        if column == NAME:
            return CellView(self.rows[row].name)
        if column == AVERAGE:
            words = "tự tính, không sửa trực tiếp"
            return CellView("chưa đủ", State.COMPUTED | State.INCOMPLETE, words, action="Vì sao?")
        if (row, column) in self.kept:
            typed, why = self.kept[row, column]
            return CellView(typed, State.INVALID, why, ways=(("Ghi 8,8 (làm tròn)", "8,8"),))
        text = self.texts.get((row, column), "")
        if (row, column) in self.locked:
            return CellView(text, State.LOCKED, "đã khóa 21/12, cô Hương")
        return CellView(text)

    def commit(self, edits: Sequence[Edit]) -> list[Outcome]:
        self.commits.append(list(edits))
        self._back.append((dict(self.texts), dict(self.kept)))
        self._forward.clear()
        return [self._write(edit) for edit in edits]

    def _write(self, edit: Edit) -> Outcome:
        place = (edit.row, edit.column)
        if place in self.locked:
            return Outcome(*place, Result.REFUSED, "Ô đã khóa.")
        try:
            text = edit.text if edit.column == COMMENT else _mark(edit.text)
        except NotAMark as wrong:
            self.kept[place] = (edit.text, wrong.sentence)
            return Outcome(*place, Result.KEPT, wrong.sentence)
        self.kept.pop(place, None)
        self.texts[place] = text
        return Outcome(*place)

    def undo(self) -> str | None:
        if not self._back:
            return None
        self._forward.append((self.texts, self.kept))
        self.texts, self.kept = self._back.pop()
        return "Đã hoàn tác một bước."

    def redo(self) -> str | None:
        if not self._forward:
            return None
        self._back.append((self.texts, self.kept))
        self.texts, self.kept = self._forward.pop()
        return "Đã làm lại một bước."

    def column_texts(self, column: int) -> list[str]:
        return [self.texts.get((row, column), "") for row in range(len(self.rows))]


def _mark(text: str) -> str:
    return show_mark(parse_mark(text, Assessment.SCORE))
