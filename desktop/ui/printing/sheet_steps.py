"""The monthly sheets of all classes as a sheet of the grid: returned ones are ticked off (T-10)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from desktop.commands.command import Refused
from desktop.commands.execute import Done
from desktop.commands.roll_months import ReceiveSheets, SheetStep, SignSheets, TakeBackSheets
from desktop.queries.month_status import ClassMonth, MonthStatus, month_status
from desktop.queries.rolls import StepFact
from desktop.rules.instants import moment, school_day
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.grid.sheet import CellView, Column, Edit, Kind, Outcome, Result, RowHead, State

CONFIRMED, PRINTED, RECEIVED, SIGNED = 2, 3, 4, 5
_STEPS: Final = {RECEIVED: SheetStep.RECEIVED, SIGNED: SheetStep.SIGNED}
_MARK: Final = "x"
_ANYTHING: Final = "Gõ x rồi Enter để ghi, Delete để bỏ ghi."
_Sheets = ReceiveSheets | SignSheets | TakeBackSheets


@dataclass(slots=True)
class SheetSteps:
    """Implements `grid.sheet.Sheet` over a month of all classes."""

    school: School
    status: MonthStatus
    done: list[Done]

    @classmethod
    def of(cls, school: School, year: int, month: int) -> "SheetSteps":
        today = school_day(school.now())
        return cls(school, school.ask(month_status, year, month, today), [])

    @property
    def classes(self) -> Sequence[ClassMonth]:
        """Those that have lessons in the month."""
        return tuple(one for one in self.status.classes if one.sessions)

    @property
    def columns(self) -> Sequence[Column]:
        may = {RECEIVED: self.status.may_receive, SIGNED: self.status.may_sign}
        plain = (
            Column("class", "Lớp", Kind.NAME, 70, editable=False, frozen=True),
            Column("homeroom", "Giáo viên chủ nhiệm", Kind.TEXT, 190, editable=False),
            Column("confirmed", "Xác nhận", Kind.TEXT, 130, editable=False),
            Column("printed", "Đã in", Kind.TEXT, 110, editable=False),
        )
        return (
            *plain,
            Column("received", "Đã nhận lại", Kind.TEXT, 130, editable=may[RECEIVED],
                   choices=(_MARK,), max_length=1),
            Column("signed", "Hiệu trưởng đã kí", Kind.TEXT, 130, editable=may[SIGNED],
                   choices=(_MARK,), max_length=1),
        )  # fmt: skip

    @property
    def rows(self) -> Sequence[RowHead]:
        return [RowHead(one.class_id, f"Lớp {one.class_name}") for one in self.classes]

    def cell(self, row: int, column: int) -> CellView:
        one = self.classes[row]
        state = one.state
        if column < CONFIRMED:
            return CellView((one.class_name, ", ".join(one.homeroom))[column])
        if column == CONFIRMED:
            owed = f"đã điểm danh {one.taken}/{one.sessions} buổi"
            return _step(state.confirmed, "chưa", owed)
        if column == PRINTED:
            return _step(state.printed, "chờ in" if state.confirmed else "")
        before = state.confirmed if column == RECEIVED else state.received
        fact = state.received if column == RECEIVED else state.signed
        if fact is None and before is None:
            why = "Giáo viên chủ nhiệm chưa xác nhận tháng này."
            return CellView("", State.LOCKED, why if column == RECEIVED else "Chưa nhận lại sổ.")
        if column == RECEIVED and state.signed is not None:
            return CellView(f"{moment(fact.at):%d/%m}" if fact else "", State.LOCKED,
                            "Hiệu trưởng đã kí duyệt.")  # fmt: skip
        wait = "chờ nhận" if column == RECEIVED else "chờ kí"
        return _step(fact, wait, _ANYTHING)

    def commit(self, edits: Sequence[Edit]) -> Sequence[Outcome]:
        """One command a kind of step; a refusal leaves all of its cells as they were."""
        wanted: dict[tuple[SheetStep, bool], list[Edit]] = defaultdict(list)
        for edit in edits:
            if edit.column in _STEPS:
                wanted[_STEPS[edit.column], bool(edit.text.strip())].append(edit)
        said = {
            (edit.row, edit.column): outcome
            for (step, noted), of in wanted.items()
            for edit, outcome in self._write(step, of, noted=noted)
        }
        return [said.get((e.row, e.column), Outcome(e.row, e.column, Result.SAME)) for e in edits]

    def _write(
        self, step: SheetStep, edits: Sequence[Edit], *, noted: bool
    ) -> Iterator[tuple[Edit, Outcome]]:
        changing = [e for e in edits if self._is_noted(e.row, step) != noted]
        ids = tuple(self.classes[e.row].class_id for e in changing)
        sentence = self.note(step, ids, noted=noted) if ids else ""
        for edit in edits:
            result = Result.SAME
            if edit in changing:
                result = Result.REFUSED if sentence else Result.WRITTEN
            yield edit, Outcome(edit.row, edit.column, result, sentence if edit in changing else "")

    def note(self, step: SheetStep, class_ids: tuple[UUID, ...], *, noted: bool = True) -> str:
        """Note a step of these classes, or take it back; returns why not, or an empty sentence."""
        try:
            self.done.append(self.school.do(self._command(step, class_ids, noted=noted)))
        except Refused as refused:
            return refused.message
        except Trouble as trouble:
            return trouble.sentence
        self.reload()
        return ""

    def _command(self, step: SheetStep, ids: tuple[UUID, ...], *, noted: bool) -> _Sheets:
        year, month = self.status.year, self.status.month
        if not noted:
            return TakeBackSheets(class_ids=ids, year=year, month=month, step=step)
        kind = ReceiveSheets if step is SheetStep.RECEIVED else SignSheets
        return kind(class_ids=ids, year=year, month=month)

    def _is_noted(self, row: int, step: SheetStep) -> bool:
        state = self.classes[row].state
        return (state.received if step is SheetStep.RECEIVED else state.signed) is not None

    def reload(self) -> None:
        """Read the month anew."""
        today = school_day(self.school.now())
        self.status = self.school.ask(month_status, self.status.year, self.status.month, today)

    def undo(self) -> str | None:
        """Take the last step back."""
        if not self.done:
            return None
        try:
            self.school.undo(self.done.pop())
        except (Refused, Trouble) as error:
            return str(error)
        self.reload()
        return "Đã bỏ ghi bước vừa ghi"

    def redo(self) -> str | None:
        return None


def _step(fact: StepFact | None, waiting: str, owed: str = "") -> CellView:
    if fact is None:
        return CellView(waiting, State.DUE if waiting else State.NORMAL, owed)
    return CellView(f"{moment(fact.at):%d/%m}", State.COMPLETE, fact.sentence)
