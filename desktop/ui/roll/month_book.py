"""A month of a class as the spreadsheet's `Sheet`: reads once, writes by command, no Qt."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from desktop.commands.absences import ChangeConfirmed, EnterAbsences
from desktop.commands.command import Command, Refused
from desktop.commands.execute import Done
from desktop.commands.roll_cells import AbsenceCell
from desktop.queries.irregularities import Alteration, irregularities
from desktop.queries.month_grid import DayHead, GridLine, MonthGrid, month_grid, with_cells
from desktop.queries.own_absences import own_absences
from desktop.queries.own_entries import OwnEntry
from desktop.queries.rolls import NOT_CONFIRMED, CellFact
from desktop.rules.attendance import DayPart
from desktop.rules.instants import school_day
from desktop.rules.school_days import month_span
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.gradebook.course_cells import kept_cell, own_cell, plain_cell
from desktop.ui.gradebook.kept import Kept, KeptAs, KeptTexts, Place
from desktop.ui.gradebook.steps import Step, Steps
from desktop.ui.grid.sheet import CellView, Column, Edit, Outcome, Result, RowHead, State
from desktop.ui.roll.month_cells import Footnote, closed_sentence, day_cell, sum_cell
from desktop.ui.roll.month_columns import (
    NAME,
    NUMBER,
    SUMS,
    View,
    columns_of,
    day_key,
    parts_of,
    row_head,
    views_of,
)
from desktop.ui.roll.month_entries import (
    Entry,
    OwnCells,
    noted_cells,
    read_entry,
    sort_refused,
    step_name,
)
from desktop.ui.roll.month_footnotes import Footnotes

_OURS: Final = frozenset(
    {"absence", "absence_change", "absence_before", "roll", "month_confirmation", "class_parts"}
)
_SHARED: Final = frozenset(
    {
        "enrolment", "student", "role_assignment", "school_setting", "school_year", "school_class",
        "term", "week", "holiday", "journal",
    }
)  # fmt: skip
"""Tables whose change may alter any month."""


class MonthBook:
    """`waiting` are cells of a confirmed month that are written once a reason is given (M-12)."""

    def __init__(
        self, school: School, class_id: UUID, year: int, month: int, view: View = None
    ) -> None:
        self.school, self.class_id, self.year, self.month = school, class_id, year, month
        self.kept = KeptTexts(school, f"roll.kept.{class_id}.{year}-{month}")
        self.steps = Steps(school, self.kept)
        self.left_over: tuple[Edit, ...] = ()
        self.waiting: tuple[Entry, ...] = ()
        self.saved_at = 0
        self.view = self._asked = view
        self._writing = False
        self._homeless: dict[Place, Kept] = {}  # typed while the disk took nothing
        self.reload()

    # ---- reading

    @property
    def today(self) -> date:
        return school_day(self.school.now())

    def grid_now(self) -> MonthGrid:
        """The month as the file has it now; `grid` is as it was read, but for own entries."""
        return self.school.ask(month_grid, self.class_id, self.year, self.month, self.today)

    def reload(self) -> None:
        """Read the month again from the file."""
        ask, at = self.school.ask, (self.class_id, self.year, self.month)
        self.grid = self.grid_now()
        online = self.school.connected is not None
        self._own = OwnCells(ask(own_absences, *at) if online else {}, connected=online)
        found: tuple[Alteration, ...] = ()
        if self.grid.state != NOT_CONFIRMED:
            found = ask(irregularities, self.today, self.class_id).alterations
        self._footnotes = Footnotes(found, month_span(self.year, self.month))
        self._lines = list(self.grid.lines)
        views = views_of(self.grid)
        self._show(self._asked if self._asked in views else views[0])

    def show_view(self, view: View) -> None:
        """Show all sessions of a day in one cell (None), or those of one part."""
        self._asked = view
        self._show(view)

    def _show(self, view: View) -> None:
        grid, self.view = self.grid, view
        editable = not closed_sentence(grid)
        self._columns = () if grid.refusal else columns_of(grid, view, editable=editable)
        self._keys = tuple(column.key for column in self._columns)
        self._heads = {day_key(head.day, view): head for head in grid.days}
        self._rows = tuple(row_head(line, grid) for line in self._lines)
        self._footnotes.number(self._lines, view)

    @property
    def views(self) -> tuple[View, ...]:
        """The ways in which this month can be shown."""
        return views_of(self.grid)

    def concerns(self, done: Done) -> bool:
        """Tell whether another source changed something that this sheet shows."""
        if self._writing:
            return False
        return any(
            table in _SHARED or (table in _OURS and (not key or key[0] == self.class_id))
            for table, key in done.changes
        )

    @property
    def columns(self) -> Sequence[Column]:
        return self._columns

    @property
    def rows(self) -> Sequence[RowHead]:
        return self._rows

    def line(self, row: int) -> GridLine:
        return self._lines[row]

    def head(self, column: int) -> DayHead | None:
        """The day of a column; None for names and sums."""
        return self._heads.get(self._keys[column])

    def parts(self, column: int) -> tuple[DayPart, ...]:
        """The sessions of a day's cells."""
        head = self.head(column)
        return parts_of(head, self.view) if head else ()

    def column_of(self, day: date) -> int:
        """The index of a day's column; -1 when it is not of this month."""
        key = day_key(day, self.view)
        return self._keys.index(key) if key in self._keys else -1

    def row_of(self, student_id: UUID) -> int:
        found = (at for at, row in enumerate(self._rows) if row.key == student_id)
        return next(found, -1)

    def place(self, row: int, column: int) -> Place:
        return self._lines[row].pupil.student_id, self._keys[column]

    def cell(self, row: int, column: int) -> CellView:
        line, key = self._lines[row], self._keys[column]
        if key == NUMBER:
            return plain_cell(str(line.pupil.number))
        if key == NAME:
            return plain_cell(line.pupil.full_name)
        if key in SUMS:
            return sum_cell(line, key, self.grid)
        head, place = self._heads[key], (line.pupil.student_id, key)
        under = day_cell(line, head, self.grid, self.view, self.footnote(row, column))
        if self._own:
            under = own_cell(under, self.own_at(row, column))
        waiting = next((entry for entry in self.waiting if entry.place == place), None)
        if waiting is not None:
            said = "chưa ghi: chờ lí do sửa tháng đã xác nhận"
            return replace(
                under, text=waiting.edit.text.strip().upper(), state=State.CHANGED, sentence=said
            )
        kept = self.kept_at(place)
        return under if kept is None else kept_cell(under, kept, None)

    def footnote(self, row: int, column: int) -> Footnote | None:
        """What was altered in a cell after confirmation."""
        head = self.head(column)
        return self._footnotes.at(self._lines[row], head.day) if head else None

    @property
    def has_footnotes(self) -> bool:
        return bool(self._footnotes)

    def kept_at(self, place: Place) -> Kept | None:
        return self._homeless.get(place) or self.kept.get(place)

    def text_in_book(self, place: Place) -> str:
        """What the book holds, also under a text that was kept."""
        row, head = self.row_of(place[0]), self._heads[place[1]]
        return day_cell(self._lines[row], head, self.grid, self.view).text

    def own_at(self, row: int, column: int) -> OwnEntry | None:
        """What the server has not taken of a cell, or not taken yet."""
        head = self.head(column)
        parts = DayPart if self.view is None else (self.view,)
        who = self._lines[row].pupil.student_id
        return self._own.at(who, head.day, parts) if head else None

    # ---- writing

    def commit(self, edits: Sequence[Edit]) -> Sequence[Outcome]:
        """Write all cells in one command; keep as typed what cannot be read."""
        self.left_over = ()
        entries = [self._entry(edit) for edit in edits]
        if self.grid.state.confirmed is not None and any(entry.cells for entry in entries):
            self._let_wait(entry for entry in entries if entry.cells)
            self.kept.change({entry.place: entry.kept for entry in entries if entry.kept})
            return [entry.done if entry.kept else entry.outcome(Result.SAME) for entry in entries]
        return self._commit(entries, self._entering)

    def _let_wait(self, entries: Iterable[Entry]) -> None:
        """The last that was typed into a cell counts, should several come before the question."""
        waiting = {entry.place: entry for entry in (*self.waiting, *entries)}
        self.waiting = tuple(waiting.values())

    def commit_waiting(self, reason: str) -> str:
        """Write what waited for a reason; returns why not, or an empty sentence."""
        entries, self.waiting = list(self.waiting), ()

        def command(cells: tuple[AbsenceCell, ...]) -> Command:
            return ChangeConfirmed(class_id=self.class_id, cells=cells, reason=reason)

        outcomes = self._commit(entries, command)
        refused = next((one for one in outcomes if one.result is Result.REFUSED), None)
        if refused is None:
            self.reload()  # the new footnotes
        return refused.sentence if refused else ""

    def drop_waiting(self) -> None:
        """No reason was given: the book stays as it is."""
        self.waiting = ()

    def _entering(self, cells: tuple[AbsenceCell, ...]) -> Command:
        return EnterAbsences(class_id=self.class_id, cells=cells)

    def _commit(
        self, entries: list[Entry], make: Callable[[tuple[AbsenceCell, ...]], Command]
    ) -> Sequence[Outcome]:
        cells = tuple(cell for entry in entries for cell in entry.cells)
        try:
            dones = (self._do(make(cells)),) if cells else ()
        except Refused as refused:
            sorted_ = sort_refused(entries, refused)
            self.kept.change(sorted_.keep)
            self.reload()
            self.left_over = sorted_.rest
            return sorted_.outcomes
        except Trouble as trouble:
            kept = {e.place: Kept(e.edit.text, KeptAs.TYPED, trouble.sentence) for e in entries}
            self._homeless.update(kept)
            return [entry.outcome(Result.REFUSED, trouble.sentence) for entry in entries]
        for entry in entries:
            self._homeless.pop(entry.place, None)
        self._take_over(cells, dones)
        changed = [e for e in entries if e.cells or e.kept or self.kept.get(e.place)]
        before = self.kept.change({entry.place: entry.kept for entry in changed})
        if changed:
            heads = [column.name for column in self._columns]
            what = step_name(changed, [row.name for row in self._rows], heads)
            self.steps.add(Step(what, dones, before))
        return [entry.done for entry in entries]

    def _entry(self, edit: Edit) -> Entry:
        line, head = self._lines[edit.row], self._heads[self._keys[edit.column]]
        place = self.place(edit.row, edit.column)
        return read_entry(edit, place, line, head, self.view, self._own)

    def _do(self, command: Command) -> Done:
        with self._own_writing():
            return self.school.do(command)

    @contextmanager
    def _own_writing(self) -> Iterator[None]:
        self._writing = True
        try:
            yield
        finally:
            self._writing = False

    def _take_over(self, cells: Sequence[AbsenceCell], dones: Sequence[Done]) -> None:
        """Bring what was written into the lines without reading the file again."""
        if not dones:
            return
        done, name = dones[-1], self.school.person.name
        self.saved_at = done.at
        for cell in cells:
            row = self.row_of(cell.student_id)
            line = self._lines[row]
            marks = dict(line.cells)
            marks.pop((cell.day, cell.part), None)
            if cell.value is not None:
                fact = CellFact(cell.value.mark, cell.value.note, name, done.at)
                marks[cell.day, cell.part] = fact
            first = date(self.year, self.month, 1)
            self._lines[row] = with_cells(line, marks, self.grid.rules, first)
        self._own.wrote(cells, done.command_id)

    def note_at(self, row: int, column: int) -> str | None:
        """The words beside what stands in a cell; None where nothing stands."""
        facts = self._facts_at(row, column)
        return next((fact.note for fact in facts.values() if fact.note), "") if facts else None

    def put_note(self, row: int, column: int, note: str) -> str:
        """Write words beside what stands in a cell; returns why not, or an empty sentence."""
        head, line = self.head(column), self._lines[row]
        if head is None:
            return ""
        cells = noted_cells(line, head, self._facts_at(row, column), note, self._own)
        what = f"ghi chú {self._rows[row].name} · {self._columns[column].name}"
        return self.carry_out(self._entering(cells), what) if cells else ""

    def _facts_at(self, row: int, column: int) -> dict[DayPart, CellFact]:
        head, line = self.head(column), self._lines[row]
        if head is None:
            return {}
        wanted = DayPart if self.view is None else (self.view,)
        return {part: fact for part in wanted if (fact := line.cell(head.day, part))}

    def carry_out(self, command: Command, what: str) -> str:
        """Do something else with this month, as a step; returns why not, or an empty sentence."""
        try:
            done = self._do(command)
        except Refused as refused:
            self.reload()
            return refused.message
        except Trouble as trouble:
            return trouble.sentence
        self.take_step(what, done)
        return ""

    def take_step(self, what: str, done: Done) -> None:
        """Something was written for this month past the sheet, and can be taken back here."""
        self.steps.add(Step(what, (done,)))
        self.saved_at = done.at
        self.reload()

    def drop_kept(self, row: int, column: int) -> None:
        """Let a kept text go; the person has said so."""
        place = self.place(row, column)
        self._homeless.pop(place, None)
        before = self.kept.change({place: None})
        self.steps.add(Step("bỏ chữ đã gõ", kept_before=before))

    def undo(self) -> str | None:
        return self._turn(self.steps.undo)

    def redo(self) -> str | None:
        return self._turn(self.steps.redo)

    def _turn(self, turn: Callable[[], str | None]) -> str | None:
        try:
            with self._own_writing():
                said = turn()
        except Trouble as trouble:
            return trouble.sentence
        if said is not None:
            self.saved_at = self.school.now()
            self.reload()
        return said
