"""All pupils of a year as a sheet that is read, filtered at every key stroke."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from desktop.queries.school_pupils import SchoolList, SchoolPupil
from desktop.rules.instants import show_day
from desktop.rules.transfers import PupilStatus
from desktop.ui.grid.sheet import CellView, Column, Edit, Kind, Outcome, Result, RowHead, State

_CLOSED: Final = "danh sách toàn trường chỉ để xem; mở lớp của em để sửa"
_LAST_STRUCK: Final = "girl"
COLUMNS: Final = (
    Column("number", "STT", Kind.NUMBER, 52, editable=False, frozen=True),
    Column("full_name", "Họ và tên", Kind.NAME, 190, editable=False, frozen=True),
    Column("class_name", "Lớp", Kind.WORD, 64, editable=False),
    Column("birth_date", "Ngày sinh", Kind.WORD, 100, editable=False),
    Column("girl", "Nữ", Kind.WORD, 40, editable=False),
    Column("code", "Mã học sinh", Kind.WORD, 110, editable=False),
    Column("moet_id", "Mã định danh", Kind.WORD, 120, editable=False),
    Column("status", "Tình trạng", Kind.TEXT, 160, editable=False),
)


class SchoolSheet:
    """Implements `Sheet`; nothing is written here."""

    def __init__(self, found: SchoolList) -> None:
        self.found = found
        self.shown: tuple[SchoolPupil, ...] = ()
        self._rows: tuple[RowHead, ...] = ()
        self.show_only("")

    def show_only(
        self, words: str, *, grade: int | None = None, status: PupilStatus | None = None
    ) -> None:
        """Who has these letters in name, class or codes."""
        self.shown = self.found.filter(words, grade=grade, status=status)
        self._rows = tuple(
            RowHead(p.student_id, p.full_name, "" if p.status.is_here else _LAST_STRUCK)
            for p in self.shown
        )

    @property
    def columns(self) -> Sequence[Column]:
        return COLUMNS

    @property
    def rows(self) -> Sequence[RowHead]:
        return self._rows

    def cell(self, row: int, column: int) -> CellView:
        pupil, key = self.shown[row], COLUMNS[column].key
        words = f"Mở lớp {pupil.class_name}"
        if key == "status":
            return _status(pupil, words)
        text = {
            "number": str(row + 1),
            "birth_date": show_day(pupil.birth_date),
            "girl": "x" if pupil.sex == "nu" else "",
        }.get(key)
        return CellView(
            str(getattr(pupil, key)) if text is None else text, sentence=_CLOSED, action=words
        )

    def row_of(self, student_id: UUID) -> int:
        """The row of a pupil; -1 where the pupil is not shown."""
        found = (n for n, pupil in enumerate(self.shown) if pupil.student_id == student_id)
        return next(found, -1)

    def commit(self, edits: Sequence[Edit]) -> Sequence[Outcome]:
        return [Outcome(e.row, e.column, Result.REFUSED, _CLOSED) for e in edits]

    def undo(self) -> str | None:
        return None

    def redo(self) -> str | None:
        return None


def _status(pupil: SchoolPupil, words: str) -> CellView:
    text = pupil.status.value
    day = pupil.joined_on if pupil.status.is_here else pupil.left_on
    if day is not None and pupil.status is not PupilStatus.STUDYING:
        text = f"{text} {show_day(day)}"
    state = State.MUTED if pupil.status is PupilStatus.STUDYING else State.NORMAL
    return CellView(text, state, sentence=_CLOSED, action=words)
