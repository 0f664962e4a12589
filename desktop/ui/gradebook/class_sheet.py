"""The class view as the spreadsheet's `Sheet`: results are computed, conduct is entered. No Qt."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from desktop.commands.command import Code, Refused
from desktop.commands.conduct import ConductCell, ConductValue, RateConduct
from desktop.commands.execute import Done
from desktop.queries.class_view import ClassLine, ClassView, class_view
from desktop.queries.conduct import ConductFact
from desktop.queries.courses import CourseFacts
from desktop.rules.instants import school_day
from desktop.rules.terms import Term
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.gradebook import class_cells as cells
from desktop.ui.gradebook.class_columns import (
    LEARNING,
    NAME,
    NUMBER,
    PROMOTION,
    TITLE,
    class_columns,
)
from desktop.ui.gradebook.conduct_entry import (
    CONDUCT,
    EXCUSED,
    REMARK,
    UNEXCUSED,
    NotRead,
    shown,
    with_typed,
)
from desktop.ui.gradebook.course_cells import kept_cell
from desktop.ui.gradebook.kept import Kept, KeptAs, KeptTexts, Place, kept_name
from desktop.ui.gradebook.steps import Step, Steps
from desktop.ui.grid.sheet import CellView, Column, Edit, Outcome, Result, RowHead

_TYPED: Final = (CONDUCT, EXCUSED, UNEXCUSED, REMARK)
_SHOWN: Final = frozenset(
    {
        "mark", "conduct", "book_lock", "enrolment", "student", "course", "subject", "roll",
        "absence", "absence_before",
        "role_assignment", "school_setting", "school_class",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Entry:
    """One edit, read."""

    edit: Edit
    place: Place
    kept: Kept | None = None
    same: bool = False


class ClassSheetBook:
    """A class in a term or, with `when` None, in the year."""

    def __init__(self, school: School, class_id: UUID, when: Term | None) -> None:
        self.school, self.class_id, self.when = school, class_id, when
        self.kept = KeptTexts(school, kept_name(class_id, when or Term.II))
        self.steps = Steps(school, self.kept)
        self.left_over: tuple[Edit, ...] = ()
        self._writing = False
        self.reload()

    # ---- reading

    @property
    def today(self) -> date:
        return school_day(self.school.now())

    def reload(self) -> None:
        """Read the class again from the file."""
        self.view: ClassView = self.school.ask(class_view, self.class_id, self.when, self.today)
        self._lines = list(self.view.lines)
        self._columns = () if self.view.refusal else class_columns(self.view)
        self._keys = tuple(column.key for column in self._columns)
        self._courses = {str(course.course_id): course for course in self.view.courses}
        last = next((k for k in reversed(self._keys) if k not in (REMARK, TITLE, PROMOTION)), "")
        today = self.today
        self._rows = tuple(
            RowHead(
                line.pupil.student_id, line.pupil.full_name,
                last if line.pupil.left_on and line.pupil.left_on <= today else "",
            )
            for line in self._lines
        )  # fmt: skip

    def concerns(self, done: Done) -> bool:
        """Tell whether another source changed something that is shown here."""
        return not self._writing and bool(done.tables & _SHOWN)

    @property
    def columns(self) -> Sequence[Column]:
        return self._columns

    @property
    def rows(self) -> Sequence[RowHead]:
        return self._rows

    def line(self, row: int) -> ClassLine:
        return self._lines[row]

    def course(self, column: int) -> CourseFacts | None:
        """The subject of a column; None for names, levels and what is entered."""
        return self._courses.get(self._keys[column])

    def key(self, column: int) -> str:
        return self._keys[column]

    def find(self, key: str) -> int:
        return self._keys.index(key) if key in self._keys else -1

    def row_of(self, student_id: UUID) -> int:
        found = (at for at, row in enumerate(self._rows) if row.key == student_id)
        return next(found, -1)

    def conduct_counts(self) -> Counter[object]:
        """How many pupils who are here have which conduct level; None: not rated."""
        here = zip(self._lines, self._rows, strict=True)
        return Counter(line.conduct.level for line, row in here if not row.struck_to)

    def cell(self, row: int, column: int) -> CellView:
        line, key = self._lines[row], self._keys[column]
        course = self._courses.get(key)
        if course is not None:
            return cells.subject_cell(line, course)
        made = self._own_cell(line, key)
        if key not in _TYPED or self.when is None:
            return made
        kept = self.kept.get((line.pupil.student_id, key))
        return made if kept is None else kept_cell(made, kept, None)

    def _own_cell(self, line: ClassLine, key: str) -> CellView:
        if key == NUMBER:
            return CellView(str(line.pupil.number))
        if key == NAME:
            return CellView(line.pupil.full_name)
        if key == LEARNING:
            return cells.learning_cell(line)
        if key == CONDUCT:
            return cells.conduct_cell(self.view, line)
        if key in (EXCUSED, UNEXCUSED):
            return cells.number_cell(self.view, line, key)
        if key == REMARK:
            return cells.remark_cell(self.view, line)
        return cells.title_cell(line) if key == TITLE else cells.promotion_cell(line)

    # ---- writing

    def commit(self, edits: Sequence[Edit]) -> Sequence[Outcome]:
        """Write whole lines of pupils in one command; keep as typed what cannot be read."""
        self.left_over = ()
        values: dict[UUID, ConductValue] = {}
        entries = [self._entry(edit, values) for edit in edits]
        wanted = tuple(
            ConductCell(student_id, value, seen)
            for student_id, value in values.items()
            if value != (seen := self._value(student_id))
        )
        try:
            dones = self._write(wanted)
        except Refused as refused:
            return self._refused(entries, refused)
        except Trouble as trouble:
            return [_outcome(entry, Result.REFUSED, trouble.sentence) for entry in entries]
        changes = {e.place: e.kept for e in entries if e.kept or self.kept.get(e.place)}
        before = self.kept.change(changes)
        if dones or changes:
            self.steps.add(Step(self._step_name(entries), dones, before))
        return [_outcome(entry) for entry in entries]

    def _entry(self, edit: Edit, values: dict[UUID, ConductValue]) -> _Entry:
        """Read one edit into the pupil's line, on top of the edits before it."""
        student_id, key = self._lines[edit.row].pupil.student_id, self._keys[edit.column]
        now = values.get(student_id, self._value(student_id))
        place = (student_id, key)
        try:
            meant = with_typed(now, key, edit.text)
        except NotRead as wrong:
            return _Entry(edit, place, Kept(edit.text, KeptAs.TYPED, wrong.sentence))
        values[student_id] = meant
        return _Entry(edit, place, same=meant == now)

    def _value(self, student_id: UUID) -> ConductValue:
        fact = self._lines[self.row_of(student_id)].conduct
        return ConductValue(fact.level, fact.remark, fact.excused, fact.unexcused)

    def _write(self, wanted: tuple[ConductCell, ...]) -> tuple[Done, ...]:
        if not wanted or self.when is None:
            return ()
        with self._own_writing():
            done = self.school.do(RateConduct(class_id=self.class_id, term=self.when, cells=wanted))
        name = self.school.person.name
        for cell in wanted:
            value, at = cell.value, self.row_of(cell.student_id)
            fact = ConductFact(
                value.level, value.remark, value.excused, value.unexcused, name, done.at
            )
            self._lines[at] = replace(self._lines[at], conduct=fact)
        return (done,)

    @contextmanager
    def _own_writing(self) -> Iterator[None]:
        self._writing = True
        try:
            yield
        finally:
            self._writing = False

    def _refused(self, entries: Sequence[_Entry], refused: Refused) -> list[Outcome]:
        """Nothing was written: what clashed is kept as typed, the rest is offered."""
        bad = {detail.student_id: detail for detail in refused.detail}
        keep: dict[Place, Kept | None] = {}
        outcomes, rest = [], []
        for entry in entries:
            detail = bad.get(entry.place[0])
            if detail is None and bad:
                rest.append(entry.edit)
                outcomes.append(_outcome(entry, Result.REFUSED, refused.message))
                continue
            code = detail.code if detail else refused.code
            why = KeptAs.CONFLICT if code is Code.CONFLICT else KeptAs.REFUSED
            sentence = detail.sentence if detail else refused.message
            keep[entry.place] = Kept(entry.edit.text, why, sentence)
            outcomes.append(_outcome(entry, Result.REFUSED, sentence))
        self.kept.change(keep)
        self.reload()
        self.left_over = tuple(rest)
        return outcomes

    def _step_name(self, entries: Sequence[_Entry]) -> str:
        if len(entries) > 1:
            return f"{len(entries)} ô"
        edit = entries[0].edit
        return f"{self._rows[edit.row].name} · {self._columns[edit.column].name}"

    # ---- what the popover of a conflict asks for

    def place(self, row: int, column: int) -> Place:
        return self._lines[row].pupil.student_id, self._keys[column]

    def kept_at(self, place: Place) -> Kept | None:
        return self.kept.get(place)

    def text_in_book(self, place: Place) -> str:
        return shown(self._value(place[0]), place[1])

    def drop_kept(self, row: int, column: int) -> None:
        """Let a kept text go; the person has said so."""
        before = self.kept.change({self.place(row, column): None})
        self.steps.add(Step("bỏ chữ đã gõ", kept_before=before))

    def undo(self) -> str | None:
        return self._turn(redo=False)

    def redo(self) -> str | None:
        return self._turn(redo=True)

    def _turn(self, *, redo: bool) -> str | None:
        try:
            with self._own_writing():
                said = self.steps.redo() if redo else self.steps.undo()
        except Trouble as trouble:
            return trouble.sentence
        if said is not None:
            self.reload()
        return said


def _outcome(entry: _Entry, result: Result | None = None, sentence: str = "") -> Outcome:
    edit = entry.edit
    if result is None and entry.kept:
        return Outcome(edit.row, edit.column, Result.KEPT, entry.kept.sentence)
    found = result or (Result.SAME if entry.same else Result.WRITTEN)
    return Outcome(edit.row, edit.column, found, sentence)
