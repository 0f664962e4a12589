"""Who goes on where, as it is looked at and changed before one command writes it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from desktop.commands.promotion import Onward
from desktop.queries.promotion_plan import NextClass, PromotionLine, PromotionPlan
from desktop.rules.names import fold
from desktop.rules.next_year import Outcome, next_class_name
from desktop.rules.promotion import Decision
from desktop.ui.grid.sheet import CellView, Column, Edit, Kind, Result, RowHead, State
from desktop.ui.grid.sheet import Outcome as Told

NUMBER, NAME, RESULT, OUTCOME, CLASS, DECISION, NOTE = (
    "number", "name", "result", "outcome", "class", "decision", "note",
)  # fmt: skip
_RESULTS: Final = {
    Decision.PROMOTED: "Được lên lớp",
    Decision.PROMOTED_AFTER_SUMMER: "Được lên lớp sau hè",
    Decision.SUMMER: "Còn việc trong hè",
    Decision.NOT_PROMOTED: "Không được lên lớp",
    Decision.UNDECIDED: "Chưa đủ để xét",
}
_OPEN: Final = "chưa có kết quả cả năm: để trống thì em chưa được xếp, xếp sau cũng được"


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands in a line now; `outcome` None: the pupil is left out this time."""

    outcome: Outcome | None
    to_class_id: UUID | None
    decision: str = ""


class PromotionSheet:
    """Nothing is written by typing: `onward` is what the command shall say."""

    def __init__(self, plan: PromotionPlan) -> None:
        self.plan = plan
        self.lines: tuple[PromotionLine, ...] = plan.lines
        self.choices = [Choice(line.outcome, line.to_class_id) for line in plan.lines]
        self._past: list[list[Choice]] = []
        self._future: list[list[Choice]] = []
        outcomes = tuple(one.label for one in Outcome)
        classes = tuple(one.name for one in (*plan.up, *plan.repeat))
        self._columns = (
            Column(NUMBER, "STT", Kind.NUMBER, 48, editable=False, frozen=True),
            Column(NAME, "Họ và tên", Kind.NAME, 180, editable=False, frozen=True),
            Column(RESULT, "Kết quả cả năm", Kind.TEXT, 150, editable=False),
            Column(OUTCOME, "Năm học tới", Kind.TEXT, 124, choices=outcomes),
            Column(CLASS, "Lớp mới", Kind.WORD, 80, choices=classes),
            Column(DECISION, "Số quyết định", Kind.TEXT, 120),
            Column(NOTE, "Cần xem", Kind.TEXT, 180, editable=False),
        )

    @property
    def columns(self) -> Sequence[Column]:
        return self._columns

    @property
    def rows(self) -> Sequence[RowHead]:
        return [RowHead(line.student_id, line.full_name) for line in self.lines]

    def cell(self, row: int, column: int) -> CellView:
        line, choice = self.lines[row], self.choices[row]
        key = self._columns[column].key
        if key in (OUTCOME, CLASS, DECISION) and line.enrolled:
            text = line.enrolled if key == CLASS else "đã xếp" if key == OUTCOME else ""
            return CellView(text, State.LOCKED, f"đã có tên ở lớp {line.enrolled} năm học tới")
        if key == NOTE:
            why = self.why_open(row)
            return CellView(why, State.DUE if why else State.NORMAL, sentence=why)
        changed = choice.outcome is not line.outcome
        state = State.CHANGED if changed and key == OUTCOME else State.NORMAL
        text = {
            NUMBER: str(line.number), NAME: line.full_name,
            RESULT: _RESULTS[line.promotion.decision],
            OUTCOME: choice.outcome.label if choice.outcome else "",
            CLASS: self._class_name(choice.to_class_id), DECISION: choice.decision,
        }[key]  # fmt: skip
        return CellView(text, state, _OPEN if line.is_open and not choice.outcome else "")

    def _class_name(self, class_id: UUID | None) -> str:
        return next((c.name for c in self._all if c.class_id == class_id), "")

    @property
    def _all(self) -> tuple[NextClass, ...]:
        return (*self.plan.up, *self.plan.repeat)

    def why_open(self, row: int) -> str:
        """What a line still needs; "" where it can go, or is left out on purpose."""
        line, choice = self.lines[row], self.choices[row]
        if line.enrolled or choice.outcome is None:
            return "" if line.enrolled else "chưa xếp"
        if choice.outcome is not line.outcome and not choice.decision:
            return "cần số quyết định"
        if choice.outcome is not Outcome.FINISHED and choice.to_class_id is None:
            return "chọn lớp mới"
        return ""

    @property
    def onward(self) -> tuple[Onward, ...]:
        """Those who are decided."""
        return tuple(
            Onward(line.student_id, choice.outcome, choice.to_class_id, choice.decision)
            for line, choice in zip(self.lines, self.choices, strict=True)
            if choice.outcome is not None and not line.enrolled
        )

    @property
    def unready(self) -> list[str]:
        """The names of those who are decided, but lack something."""
        return [
            line.full_name
            for at, line in enumerate(self.lines)
            if self.choices[at].outcome and self.why_open(at)
        ]

    def count(self, outcome: Outcome | None) -> int:
        """How many go that way; None: left out."""
        pairs = zip(self.lines, self.choices, strict=True)
        return sum(c.outcome is outcome for line, c in pairs if not line.enrolled)

    # ---- typing

    def commit(self, edits: Sequence[Edit]) -> Sequence[Told]:
        before = list(self.choices)
        told = [self._set(edit) for edit in edits]
        if self.choices != before:
            self._past.append(before)
            self._future.clear()
        return told

    def _set(self, edit: Edit) -> Told:
        key, text = self._columns[edit.column].key, " ".join(edit.text.split())
        choice = self.choices[edit.row]
        if key == DECISION:
            self.choices[edit.row] = replace(choice, decision=text)
        elif key == OUTCOME:
            found = _outcome(text) if text else None
            if text and found is None:
                return _refused(edit, f"“{text}” chưa rõ. Gõ lên lớp, ở lại lớp hoặc hoàn thành.")
            self.choices[edit.row] = replace(
                choice, outcome=found, to_class_id=self._usual(edit.row, found)
            )
        else:
            return self._set_class(edit, text)
        return Told(edit.row, edit.column)

    def _set_class(self, edit: Edit, text: str) -> Told:
        choice = self.choices[edit.row]
        there = self._fitting(choice.outcome)
        found = next((one for one in there if fold(one.name) == fold(text)), None)
        if text and found is None:
            names = ", ".join(one.name for one in there) or "chưa có lớp nào"
            return _refused(edit, f"Năm học tới không có lớp {text} hợp với em. Các lớp: {names}.")
        self.choices[edit.row] = replace(choice, to_class_id=found.class_id if found else None)
        return Told(edit.row, edit.column)

    def _fitting(self, outcome: Outcome | None) -> tuple[NextClass, ...]:
        return {Outcome.UP: self.plan.up, Outcome.REPEAT: self.plan.repeat}.get(
            outcome or Outcome.FINISHED, ()
        )

    def _usual(self, row: int, outcome: Outcome | None) -> UUID | None:
        """The class of the same name (7A after 6A), or the only one there is."""
        if outcome is self.lines[row].outcome:
            return self.lines[row].to_class_id
        plan, there = self.plan, self._fitting(outcome)
        up = outcome is Outcome.UP
        name = next_class_name(plan.class_name, plan.grade) if up else plan.class_name
        usual = next((one.class_id for one in there if one.name == name), None)
        return usual or (there[0].class_id if len(there) == 1 else None)

    def undo(self) -> str | None:
        return self._turn(self._past, self._future, "Đã bỏ thay đổi vừa rồi.")

    def redo(self) -> str | None:
        return self._turn(self._future, self._past, "Đã làm lại.")

    def _turn(self, one: list[list[Choice]], other: list[list[Choice]], said: str) -> str | None:
        if not one:
            return None
        other.append(list(self.choices))
        self.choices = one.pop()
        return said


def _outcome(text: str) -> Outcome | None:
    typed = fold(text)
    return next((one for one in Outcome if fold(one.label).startswith(typed)), None)


def _refused(edit: Edit, sentence: str) -> Told:
    return Told(edit.row, edit.column, Result.REFUSED, sentence)
