"""One course in one term as the spreadsheet's `Sheet`: reads once, writes by command, no Qt."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Final
from uuid import UUID

from desktop.commands.command import Command, Refused
from desktop.commands.comments import TextCell, WriteComments
from desktop.commands.execute import Done
from desktop.commands.gradebook import EnterMarks, MarkCell, SetTestDate
from desktop.queries.gradebook import CellFact, ColumnFact, CommentFact, CourseSheet, course_sheet
from desktop.queries.own_entries import OwnEntry
from desktop.queries.pupils import ClassPupil
from desktop.queries.results import Outcome as Result_
from desktop.queries.results import term_outcome, year_outcome
from desktop.rules.instants import school_day
from desktop.rules.marks import Column as MarkColumn
from desktop.rules.marks import Mark, column_name, show_mark
from desktop.rules.terms import Term
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.gradebook import course_cells as cells
from desktop.ui.gradebook.course_columns import (
    AVERAGE,
    COMMENT,
    NAME,
    NUMBER,
    YEAR,
    columns_of,
    row_head,
)
from desktop.ui.gradebook.entries import (
    Entry,
    Reading,
    mark_cells,
    outcome_of,
    sort_refused,
    step_name,
    text_cells,
)
from desktop.ui.gradebook.kept import Kept, KeptAs, KeptTexts, Place, kept_name
from desktop.ui.gradebook.own_marks import OwnMarks
from desktop.ui.gradebook.steps import Step, Steps
from desktop.ui.grid.sheet import CellView, Column, Edit, Outcome, Result, RowHead, can_type

SHORTCUT: Final = "gradebook.shortcut"
"""Preference: 75 is read as 7,5 (X-21)."""
_OURS: Final = frozenset({"mark", "comment", "mark_column", "journal"})
_SHARED: Final = frozenset(
    {
        "book_lock", "enrolment", "student", "course", "subject", "role_assignment",
        "school_setting", "term", "week", "holiday",
    }
)  # fmt: skip
"""Tables whose change may alter any sheet."""


class CourseBook:
    """The sheet of one course; `left_over` holds edits that a refusal left unwritten."""

    def __init__(self, school: School, course_id: UUID, term: Term) -> None:
        self.school = school
        self.course_id, self.term = course_id, term
        self.kept = KeptTexts(school, kept_name(course_id, term))
        self.steps = Steps(school, self.kept)
        self.left_over: tuple[Edit, ...] = ()
        self.saved_at = 0
        self._writing = False
        self._homeless: dict[Place, Kept] = {}  # typed while the disk took nothing
        self.reload()

    # ---- reading

    @property
    def today(self) -> date:
        return school_day(self.school.now())

    def facts_now(self) -> CourseSheet:
        """The course as the file has it now."""
        return self.school.ask(course_sheet, self.course_id, self.term, self.today)

    def reload(self) -> None:
        """Read the course again from the file."""
        self.show_facts(self.facts_now())

    def show_facts(self, facts: CourseSheet) -> None:
        """Take what was read."""
        self.facts = facts
        self._cells = dict(facts.cells)
        self._own = OwnMarks(facts.own, connected=self.school.connected is not None)
        self._comments = dict(facts.comments)
        self._results = dict(facts.results)
        self._years = dict(facts.year_results)
        self._pupils = facts.pupils
        self._columns = () if facts.refusal else columns_of(facts)
        self._keys = tuple(column.key for column in self._columns)
        self._facts_by_key = {str(fact.column): fact for fact in facts.columns}
        today = self.today
        self._rows = tuple(row_head(pupil, self.term, today) for pupil in facts.pupils)
        self._reading = Reading(
            facts.course.assessment,
            shortcut=self.school.preference(SHORTCUT, default=False),
            brought_in=facts.may_bring_in and not facts.may_enter,
        )

    def concerns(self, done: Done) -> bool:
        """Tell whether another source changed something that this sheet shows.

        Of much that came at once from the server the keys are not told, or their beginning only.
        """
        if self._writing:
            return False
        return any(
            table in _SHARED or (table in _OURS and (not key or key[0] == self.course_id))
            for table, key in done.changes
        )

    @property
    def columns(self) -> Sequence[Column]:
        return self._columns

    @property
    def rows(self) -> Sequence[RowHead]:
        return self._rows

    @property
    def pupils(self) -> Sequence[ClassPupil]:
        return self._pupils

    def place(self, row: int, column: int) -> Place:
        return self._pupils[row].student_id, self._keys[column]

    def find(self, key: str) -> int:
        """The index of a column by its key; -1 when there is none."""
        return self._keys.index(key) if key in self._keys else -1

    def row_of(self, student_id: UUID) -> int:
        found = (at for at, pupil in enumerate(self._pupils) if pupil.student_id == student_id)
        return next(found, -1)

    def fact(self, column: int) -> ColumnFact | None:
        """The column's dates and lock; None for names, averages and comments."""
        return self._facts_by_key.get(self._keys[column])

    def mark(self, student_id: UUID, column: MarkColumn) -> Mark | None:
        fact = self._cells.get((student_id, column))
        return fact.mark if fact else None

    def text_in_book(self, place: Place) -> str:
        """What the book holds, also under a text that was kept."""
        if place[1] == COMMENT:
            comment = self._comments.get(place[0])
            return comment.text if comment else ""
        return show_mark(self.mark(place[0], int(place[1])))

    def result(self, row: int, key: str) -> Result_ | None:
        """The outcome behind an average's cell."""
        return (self._years if key == YEAR else self._results).get(self._pupils[row].student_id)

    def cell(self, row: int, column: int) -> CellView:
        pupil, key = self._pupils[row], self._keys[column]
        if key == NUMBER:
            return cells.plain_cell(str(pupil.number))
        if key == NAME:
            return cells.plain_cell(pupil.full_name)
        if key in (AVERAGE, YEAR):
            return cells.result_cell(
                self.result(row, key), self._columns[column].title,
                waits=any(o.undecided(pupil.student_id) for o in (self.kept, self._own)),
            )  # fmt: skip
        place = pupil.student_id, key
        under = self._comment(pupil) if key == COMMENT else self._mark_cell(pupil, key)
        under, kept = cells.own_cell(under, self._own.at(place)), self.kept_at(place)
        if kept is None:
            return under
        return cells.kept_cell(under, kept, None if key == COMMENT else self._reading.assessment)

    def kept_at(self, place: Place) -> Kept | None:
        return self._homeless.get(place) or self.kept.get(place)

    def _mark_cell(self, pupil: ClassPupil, key: str) -> CellView:
        place = pupil.student_id, int(key)
        fact = self._cells.get(place)
        closed = cells.closed_sentence(self.facts, fact.mark if fact else None)
        history = self.facts.may_see_history
        return cells.mark_cell(fact, self._facts_by_key[key], history=history, closed=closed)

    def _comment(self, pupil: ClassPupil) -> CellView:
        return cells.comment_cell(
            pupil, self._comments.get(pupil.student_id),
            locked=self.facts.comment_lock_sentence, closed=self.facts.read_only_reason,
        )  # fmt: skip

    def own_at(self, row: int, column: int) -> OwnEntry | None:
        """What the server has not taken of a cell, or not taken yet."""
        return self._own.at(self.place(row, column))

    def why_closed(self, row: int, column: int) -> str:
        """Why nothing can be written into a cell now; empty where it can."""
        if self._rows[row].struck_to:
            return "Em này không còn học ở lớp"
        cell = self.cell(row, column)
        if can_type(self._columns[column], self._rows[row], cell):
            return ""
        return cell.sentence or "Ô này không nhập trực tiếp"

    # ---- writing

    def commit(self, edits: Sequence[Edit]) -> Sequence[Outcome]:
        """Write marks in one command, comments in another; keep as typed what cannot be read."""
        self.left_over = ()
        entries = [self._entry(edit) for edit in edits]
        try:
            dones = self._write(entries)
        except Refused as refused:
            return self._refused(entries, refused)
        except Trouble as trouble:
            self._homeless.update(
                {e.place: Kept(e.edit.text, KeptAs.TYPED, trouble.sentence) for e in entries}
            )
            return [entry.outcome(Result.REFUSED, trouble.sentence) for entry in entries]
        for entry in entries:
            self._homeless.pop(entry.place, None)
        changed = [e for e in entries if e.writes or e.kept or self.kept.get(e.place)]
        before = self.kept.change({e.place: e.kept for e in changed})
        self._add_step(changed, dones, before)
        return [outcome_of(entry) for entry in entries]

    def _entry(self, edit: Edit) -> Entry:
        place = self.place(edit.row, edit.column)
        if place[1] == COMMENT:
            comment = self._comments.get(place[0])
            return self._reading.entry(edit, place, comment.text if comment else "")
        there = place[0], int(place[1])
        return self._reading.entry(edit, place, self.mark(*there), self._own.after(place))

    def _write(self, entries: Sequence[Entry]) -> tuple[Done, ...]:
        """Marks first; when the comments are then refused, the marks go back with them."""
        dones: list[Done] = []
        marks, texts = mark_cells(entries), text_cells(entries)
        with self._own_writing():
            if marks:
                dones.append(self.school.do(EnterMarks(
                    course_id=self.course_id, term=self.term, cells=marks
                )))  # fmt: skip
            if texts:
                command = WriteComments(course_id=self.course_id, term=self.term, cells=texts)
                dones.append(self._do_or_take_back(command, dones))
        self._take_over(entries, dones)
        return tuple(dones)

    def _do_or_take_back(self, command: Command, before: Sequence[Done]) -> Done:
        try:
            return self.school.do(command)
        except Refused:
            for done in before:
                self.school.undo(done)
            raise

    @contextmanager
    def _own_writing(self) -> Iterator[None]:
        self._writing = True
        try:
            yield
        finally:
            self._writing = False

    def _take_over(self, entries: Sequence[Entry], dones: Sequence[Done]) -> None:
        """Bring the values that were written into the sheet without reading the file again."""
        if not dones:
            return
        self.saved_at, name = dones[-1].at, self.school.person.name
        for entry in entries:
            if entry.mark_cell:
                self._put_mark(entry.mark_cell, name, dones[0])
            elif entry.text_cell:
                self._put_text(entry.text_cell, name, dones[-1])
        for student_id in {entry.place[0] for entry in entries if entry.mark_cell}:
            self._reckon(student_id)

    def _put_mark(self, cell: MarkCell, name: str, done: Done) -> None:
        place = (cell.student_id, cell.column)
        old = self._cells.get(place)
        revisions = (old.revisions if old else 0) + (cell.seen is not None)
        self._cells[place] = CellFact(cell.mark, name if cell.mark else "", done.at, revisions)
        self._own.wrote((cell.student_id, str(cell.column)), show_mark(cell.mark), done)

    def _put_text(self, cell: TextCell, name: str, done: Done) -> None:
        self._comments[cell.student_id] = CommentFact(cell.text, name, done.at)
        if not cell.text:
            del self._comments[cell.student_id]
        self._own.wrote((cell.student_id, COMMENT), cell.text, done)

    def _reckon(self, student_id: UUID) -> None:
        """Work the pupil's averages out anew, by the same rules as the query."""
        sheet = self.facts
        given = {
            fact.column: mark
            for fact in sheet.columns
            if (mark := self.mark(student_id, fact.column)) is not None
        }
        result = term_outcome(sheet.course, sheet.rules, given)
        self._results[student_id] = result
        first = sheet.first_results.get(student_id)
        if first is not None:
            self._years[student_id] = year_outcome(sheet.course, sheet.rules, first, result)

    def _refused(self, entries: Sequence[Entry], refused: Refused) -> list[Outcome]:
        """Nothing was written: keep what clashed as typed, and remember the rest for an offer."""
        sorted_ = sort_refused(entries, refused)
        self.kept.change(sorted_.keep)
        self.reload()
        self.left_over = sorted_.rest
        return list(sorted_.outcomes)

    def put(self, cells_: Sequence[tuple[int, int, Mark | None]]) -> str:
        """Write marks that are chosen, not typed (make-up, 0): (row, column, mark) each.

        Returns why nothing was written, or an empty sentence.
        """
        written = []
        for row, column, mark in cells_:
            student_id, key = self.place(row, column)
            seen = self.mark(student_id, int(key))
            if seen != mark:
                after = self._own.after((student_id, key))
                cell = MarkCell(student_id, int(key), mark, seen, after)
                written.append(Entry(Edit(row, column, ""), (student_id, key), mark_cell=cell))
        try:
            dones = self._write(written)
        except Refused as refused:
            self.reload()
            return refused.message
        except Trouble as trouble:
            return trouble.sentence
        before = self.kept.change({entry.place: None for entry in written})
        self._add_step(written, dones, before)
        return ""

    def _add_step(
        self, entries: Sequence[Entry], dones: tuple[Done, ...], before: Mapping[Place, Kept | None]
    ) -> None:
        if entries:
            heads = [column.name for column in self._columns]
            what = step_name(entries, [row.name for row in self._rows], heads)
            self.steps.add(Step(what, dones, before))

    def drop_kept(self, row: int, column: int) -> None:
        """Let a kept text go; the person has said so."""
        place = self.place(row, column)
        self._homeless.pop(place, None)
        before = self.kept.change({place: None})
        self.steps.add(Step("bỏ chữ đã gõ", kept_before=before))

    def set_test_date(self, column: MarkColumn, day: date | None) -> str:
        """Say on which day a column's test was; returns why not, or an empty sentence."""
        fact = self._facts_by_key[str(column)]
        if fact.test_date == day:
            return ""
        command = SetTestDate(
            course_id=self.course_id, term=self.term, column=column, test_date=day,
            seen=fact.test_date,
        )  # fmt: skip
        try:
            with self._own_writing():
                done = self.school.do(command)
        except Refused as refused:
            return refused.message
        except Trouble as trouble:
            return trouble.sentence
        self.saved_at = done.at
        self.steps.add(Step(f"ngày kiểm tra {column_name(column)}", (done,)))
        self.reload()
        return ""

    def take_step(self, what: str, done: Done) -> None:
        """Something was written for this course past the sheet, and can be taken back here."""
        self.steps.add(Step(what, (done,)))
        self.saved_at = done.at
        self.reload()

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
