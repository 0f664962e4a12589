"""The register as a sheet: a row a pupil, a column a purpose; nothing is typed into it."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from desktop.queries.consents import ConsentLine, RegisterLine
from desktop.rules.consents import Purpose, Standing
from desktop.rules.instants import show_day
from desktop.ui.consents.book import SHORT, ConsentsBook
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

_CLOSED: Final = "Mở ô bằng Enter để ghi: ai trả lời, ngày nào, chứng cứ gì."
_STATES: Final = {
    Standing.VALID: State.COMPLETE,
    Standing.NOT_ASKED: State.MUTED,
    Standing.CHILD_NOT_ASKED: State.DUE,
    Standing.EXPIRED: State.DUE,
    Standing.WITHDRAWN: State.STRONG,
    Standing.REFUSED: State.STRONG,
    Standing.CHILD_REFUSED: State.STRONG,
}


class ConsentsSheet:
    """Enter on a cell opens its dialog."""

    def __init__(self, book: ConsentsBook, lines: Sequence[RegisterLine]) -> None:
        self.lines = tuple(lines)
        there = len(book.lines)
        self._columns = (
            Column("number", "STT", Kind.NUMBER, 48, editable=False, frozen=True),
            Column("name", "Họ và tên", Kind.NAME, 190, editable=False, frozen=True),
            *(
                Column(
                    purpose.value, SHORT[purpose], Kind.TEXT, 168, editable=False,
                    spoken=purpose.label,
                    lines=(HeadLine(
                        f"{book.register.count(purpose, Standing.VALID)}/{there} đồng ý"
                    ),),
                )
                for purpose in Purpose
            ),
        )  # fmt: skip

    @property
    def columns(self) -> Sequence[Column]:
        return self._columns

    @property
    def rows(self) -> Sequence[RowHead]:
        return [RowHead(line.pupil.student_id, line.pupil.full_name) for line in self.lines]

    def purpose(self, column: int) -> Purpose | None:
        """The purpose of a column."""
        at = column - 2
        return tuple(Purpose)[at] if at >= 0 else None

    def row_of(self, student_id: UUID) -> int:
        ids = [line.pupil.student_id for line in self.lines]
        return ids.index(student_id) if student_id in ids else -1

    def cell(self, row: int, column: int) -> CellView:
        line, purpose = self.lines[row], self.purpose(column)
        if purpose is None:
            text = str(line.pupil.number) if column == 0 else line.pupil.full_name
            return CellView(text)
        holds = line.standing(purpose)
        answer = line.answers.get(purpose)
        text = holds.label
        if answer is not None and holds is Standing.EXPIRED:
            text = f"hết hạn {show_day(answer.answer.expires_on)}"
        elif answer is not None and holds is Standing.WITHDRAWN:
            text = f"đã rút {show_day(answer.answer.withdrawn_on)}"
        said = answer_words(answer) if answer else "chưa có câu trả lời; Enter để ghi"
        return CellView(text, _STATES.get(holds, State.NORMAL), said)

    def commit(self, edits: Sequence[Edit]) -> Sequence[Outcome]:
        return [Outcome(e.row, e.column, Result.REFUSED, _CLOSED) for e in edits]

    def undo(self) -> str | None:
        return None

    def redo(self) -> str | None:
        return None


def answer_words(line: ConsentLine) -> str:
    """Mẹ Hoàng Thị Mến, phiếu có chữ kí, 05/09/2026; em đồng ý; đến 31/05/2027; 1 bản chụp."""
    answer = line.answer
    who = " ".join(x for x in (line.relation.label if line.relation else "", line.given_by) if x)
    method = line.method.label if line.method else ""
    said = [", ".join(x for x in (who, method, show_day(answer.day)) if x)]
    if answer.child_agreed is not None:
        said.append("em đồng ý" if answer.child_agreed else "em không đồng ý")
    if answer.expires_on is not None:
        said.append(f"đến {show_day(answer.expires_on)}")
    if answer.withdrawn_on is not None:
        by = f" bởi {line.withdrawn_by}" if line.withdrawn_by else ""
        said.append(f"rút lại {show_day(answer.withdrawn_on)}{by}")
    said += [f"{len(line.papers)} bản chụp"] if line.papers else []
    said += [line.note] if line.note else []
    return "; ".join(said)
