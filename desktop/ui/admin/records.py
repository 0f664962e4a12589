"""A sheet of records: each row is one thing, an edit of a cell is a command, and can be undone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from desktop.commands.command import Command, Refused
from desktop.commands.execute import Done
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.grid.sheet import CellView, Column, Edit, Outcome, Result, RowHead

R = TypeVar("R")
Change = Command | str | None
"""A command that does it, a sentence why not, or None where nothing would change."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[R]):
    """How records are shown and changed; `change` gets the record, the column's key, the text."""

    columns: Sequence[Column]
    head: Callable[[R], RowHead]
    show: Callable[[R, str], CellView]
    change: Callable[[R, str, str], Change] = field(
        default=lambda _record, _key, _text: "Cột này không sửa trực tiếp được."
    )
    closed: str = ""


class RecordSheet(Generic[R]):
    """Implements `grid.sheet.Sheet`; `read` gives the records anew after each change."""

    def __init__(self, school: School, kind: Kind[R], read: Callable[[], Sequence[R]]) -> None:
        self.school, self.kind, self._read = school, kind, read
        self.records: Sequence[R] = read()
        self.past: list[tuple[Done, ...]] = []
        self.future: list[tuple[Done, ...]] = []

    @property
    def columns(self) -> Sequence[Column]:
        return self.kind.columns

    @property
    def rows(self) -> Sequence[RowHead]:
        return [self.kind.head(record) for record in self.records]

    def cell(self, row: int, column: int) -> CellView:
        return self.kind.show(self.records[row], self.columns[column].key)

    def again(self) -> None:
        """Read the records anew."""
        self.records = self._read()

    def commit(self, edits: Sequence[Edit]) -> Sequence[Outcome]:
        """Each edit is a command; together they are one step."""
        done: list[Done] = []
        outcomes = [self._commit(edit, done) for edit in edits]
        if done:
            self.past.append(tuple(done))
            self.future.clear()
            self.again()
        return outcomes

    def _commit(self, edit: Edit, done: list[Done]) -> Outcome:
        change = self.kind.change(self.records[edit.row], self.columns[edit.column].key, edit.text)
        if change is None:
            return Outcome(edit.row, edit.column, Result.SAME)
        if isinstance(change, str):
            return Outcome(edit.row, edit.column, Result.REFUSED, change)
        try:
            done.append(self.school.do(change))
        except Refused as refused:
            return Outcome(edit.row, edit.column, Result.REFUSED, _words(refused))
        except Trouble as trouble:
            return Outcome(edit.row, edit.column, Result.REFUSED, trouble.sentence)
        self.again()  # the next edit of a block may be of the same record
        return Outcome(edit.row, edit.column)

    def undo(self) -> str | None:
        return self._turn(self.past, self.future, "Đã hoàn tác.")

    def redo(self) -> str | None:
        return self._turn(self.future, self.past, "Đã làm lại.")

    def _turn(
        self, one: list[tuple[Done, ...]], other: list[tuple[Done, ...]], said: str
    ) -> str | None:
        if not one:
            return None
        try:
            turned = tuple(self.school.undo(done) for done in reversed(one[-1]))
        except Refused as refused:
            return f"Chưa hoàn tác được: {refused.message}"
        one.pop()
        other.append(turned)
        self.again()
        return said


def _words(refused: Refused) -> str:
    return refused.detail[0].sentence if len(refused.detail) == 1 else refused.message


def carried_out(school: School, command: Command) -> str:
    """Do it; why not, or "" when it is done: what `Ask.carry_out` wants."""
    try:
        school.do(command)
    except Refused as refused:
        return _words(refused)
    except Trouble as trouble:
        return trouble.sentence
    return ""
