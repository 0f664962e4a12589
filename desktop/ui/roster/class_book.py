"""A class list as a spreadsheet: one edit is one command, what cannot be read is kept as typed."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from desktop.commands.command import Code, Command, Refused
from desktop.commands.execute import Done
from desktop.commands.pupil import Pupil
from desktop.commands.roster import NewPupil, PupilChange, UpdateRoster
from desktop.exchange.roster_fields import Field
from desktop.queries.absence_totals import UNKNOWN, Missed
from desktop.queries.completeness import ClassCompleteness, PupilGaps, completeness
from desktop.queries.roster import ClassList, RosterLine, class_list
from desktop.queries.roster_absences import roster_absences
from desktop.rules.instants import school_day
from desktop.rules.names import found_by, search_key, search_words
from desktop.store.school import School
from desktop.ui.grid.sheet import (
    CellView,
    Column,
    Edit,
    Outcome,
    Result,
    RowHead,
    State,
)
from desktop.ui.roster.columns import (
    EXCUSED,
    GIRL,
    LAST_STRUCK,
    LAST_STRUCK_SHORT,
    NUMBER,
    PROFILE,
    STATUS,
    UNEXCUSED,
    grid_columns,
    pupil_column,
    short_columns,
)
from desktop.ui.roster.kept import Kept, KeptTexts
from desktop.ui.roster.steps import Steps
from desktop.ui.roster.words import note_words, status_words

TABLES = frozenset(
    {"student", "enrolment", "student_care", "guardian", "school_class", "role_assignment"}
)
"""A change of one of these may change who is in which class."""
LIST_TABLES = TABLES | {"absence", "absence_before", "roll", "conduct"}
"""A change of one of these may change what the list shows."""


class ClassBook:
    """Implements `Sheet` over one class for the signed-in person."""

    def __init__(self, school: School, class_id: UUID, *, short: bool = False) -> None:
        """With `short` the columns are those that one reads; else all of them, to type into."""
        self.school = school
        self.class_id = class_id
        self.short = short
        self.steps = Steps(school)
        self.filter = ""
        self._kept = KeptTexts(school, class_id)
        self.facts = ClassList(class_id)
        self.completeness: ClassCompleteness | None = None
        self._gaps: Mapping[UUID, PupilGaps] = {}
        self._missed: Mapping[UUID, Missed] | None = None
        self._columns: tuple[Column, ...] = ()
        self.reload()

    def reload(self) -> None:
        """Read the list again."""
        today = school_day(self.school.now())
        self.facts = self.school.ask(class_list, self.class_id, today)
        found = self.school.ask(completeness, today, self.class_id)
        self.completeness = found[0] if found else None
        self._gaps = {one.student_id: one for one in found[0].gaps} if found else {}
        self._missed = self.school.ask(roster_absences, self.class_id, today)
        self.show_all(on=not self.short)
        self._select()

    def show_all(self, *, on: bool) -> None:
        """All columns, or those that one reads."""
        self.short = not on
        with_care = self.facts.with_care
        if self.short:
            self._columns = short_columns(
                with_care=with_care, with_absences=self._missed is not None, editable=self.editable
            )
        else:
            self._columns = grid_columns(with_care=with_care, editable=self.editable)

    @property
    def editable(self) -> bool:
        """Whether this person keeps the list; the care part must be seen to be kept."""
        return self.facts.may_edit and self.facts.with_care

    def show_only(self, words: str) -> None:
        """Show who has these letters in name, code or note, without tones."""
        self.filter = words
        self._select()

    def _select(self) -> None:
        words = search_words(self.filter)
        self.lines = tuple(
            line for line in self.facts.lines if found_by(words, _key_of(line.pupil))
        )

    # ---- the sheet

    @property
    def columns(self) -> Sequence[Column]:
        return self._columns

    @property
    def rows(self) -> Sequence[RowHead]:
        last = LAST_STRUCK
        if self.short:
            last = LAST_STRUCK_SHORT if self._missed is not None else GIRL
        return [
            RowHead(line.student_id, line.pupil.full_name, last if line.has_left else "")
            for line in self.lines
        ]

    def cell(self, row: int, column: int) -> CellView:
        line, key = self.lines[row], self._columns[column].key
        if key == NUMBER:
            return CellView(str(line.number))
        if key in _TOLD:
            return self._tell(line, key)
        text = pupil_column(key).show(line.pupil)
        kept = self._kept.get((line.student_id, key))
        if kept is not None:
            ways = tuple((f"Ghi {way}", way) for way in kept.ways)
            if text:
                ways = (*ways, ("Giữ như cũ", text))
            return CellView(kept.text, State.INVALID, sentence=kept.sentence, ways=ways)
        sentence = "" if self.editable else _READ_ONLY
        if self.short and key == str(Field.NOTE):
            return CellView(note_words(line.pupil), sentence=sentence, source=text)
        return CellView(text, sentence=sentence)

    def _tell(self, line: RosterLine, key: str) -> CellView:
        """What the list knows and nobody types into it."""
        if key == STATUS:
            return self._status(line)
        if key == PROFILE:
            return self._profile(line)
        missed = (self._missed or {}).get(line.student_id, UNKNOWN)
        number = missed.excused if key == EXCUSED else missed.unexcused
        told = "cả năm học, theo điểm danh" if missed.from_rolls else "cả năm học, theo sổ lớp"
        return CellView("" if number is None else str(number), sentence=told)

    def _profile(self, line: RosterLine) -> CellView:
        if line.has_left:
            return CellView("đã rời lớp", State.MUTED)
        gaps = self._gaps.get(line.student_id)
        if gaps is None:
            return CellView("đủ", icon="ri.check-line", tone="green", sentence=_OPEN)
        words = f"thiếu {len(gaps.missing)} mục"
        return CellView(words, State.DUE, icon="ri.edit-line", sentence=f"{gaps.words}. {_OPEN}")

    @staticmethod
    def _status(line: RosterLine) -> CellView:
        words, icon = status_words(line.pupil)
        state = State.NORMAL if line.has_left else State.MUTED
        return CellView(words, state, icon=icon, sentence="Rời lớp, học lại: dùng nút Việc khác")

    def row_of(self, student_id: UUID) -> int:
        """The row of a pupil; -1 where the pupil is not shown."""
        found = (n for n, line in enumerate(self.lines) if line.student_id == student_id)
        return next(found, -1)

    def line_of(self, student_id: UUID) -> RosterLine | None:
        """The pupil's line, shown or not."""
        return next((x for x in self.facts.lines if x.student_id == student_id), None)

    # ---- what writes

    def commit(self, edits: Sequence[Edit]) -> Sequence[Outcome]:
        """Write what can be read as one command; the rest is kept as typed."""
        outcomes: dict[tuple[int, int], Outcome] = {}
        pupils: dict[UUID, Pupil] = {}
        drop: dict[tuple[UUID, str], Kept | None] = {}
        written: list[Edit] = []
        for edit in edits:
            line, key = self.lines[edit.row], self._columns[edit.column].key
            column = pupil_column(key)
            reading = column.read(edit.text, self.facts.year)
            place = (line.student_id, key)
            if reading.problem:
                kept = Kept(edit.text, reading.problem, tuple(w.text for w in reading.ways))
                self._kept.change({place: kept})
                outcomes[edit.row, edit.column] = _kept(edit, reading.problem)
                continue
            before = pupils.get(line.student_id, line.pupil)
            pupils[line.student_id] = column.write(before, reading.value)
            drop[place] = None
            written.append(edit)
        sentence, refused = self._write(pupils)
        for edit in written:
            outcomes[edit.row, edit.column] = self._told(edit, sentence, refused)
        self._kept.change(dict.fromkeys(drop) if not sentence else {})
        self.reload()
        return [outcomes[edit.row, edit.column] for edit in edits]

    def _write(self, pupils: dict[UUID, Pupil]) -> tuple[str, Refused | None]:
        changes = tuple(
            PupilChange(student_id, pupil, seen.pupil)
            for student_id, pupil in pupils.items()
            if (seen := self.line_of(student_id)) is not None and seen.pupil != pupil
        )
        if not changes:
            return "", None
        names = changes[0].pupil.full_name if len(changes) == 1 else f"{len(changes)} em"
        try:
            self.do(UpdateRoster(class_id=self.class_id, change=changes), f"sửa dòng của {names}")
        except Refused as refused:
            return _said(refused), refused
        return "", None

    def _told(self, edit: Edit, sentence: str, refused: Refused | None) -> Outcome:
        """An identifier that another pupil has stays as typed; everything else changes nothing."""
        if refused is None:
            return Outcome(edit.row, edit.column)
        if refused.code is Code.INVALID:
            place = (self.lines[edit.row].student_id, self._columns[edit.column].key)
            self._kept.change({place: Kept(edit.text, sentence)})
            return _kept(edit, sentence)
        return Outcome(edit.row, edit.column, Result.REFUSED, sentence)

    def do(self, command: Command, what: str) -> Done:
        """Carry out a command as one step that can be taken back; raises Refused."""
        return self.steps.do(command, what)

    def add_step(self, what: str, done: Done) -> None:
        """Let a step that was done elsewhere (an import) be taken back here."""
        self.steps.add(what, done)

    def add_pupil(self, pupil: Pupil) -> UUID:
        """Put a pupil on the list; raises Refused."""
        command = UpdateRoster(class_id=self.class_id, add=(NewPupil(pupil),))
        done = self.do(command, f"thêm {pupil.full_name}")
        self.reload()
        return command.new_ids(done.command_id)[0]

    def change_pupil(self, student_id: UUID, pupil: Pupil, what: str) -> None:
        """Write a pupil's line anew; raises Refused."""
        line = self.line_of(student_id)
        if line is not None:
            change = PupilChange(student_id, pupil, line.pupil)
            self.do(UpdateRoster(class_id=self.class_id, change=(change,)), what)
            self.reload()

    def take_out(self, student_id: UUID) -> None:
        """Take out a pupil who was entered by mistake; raises Refused where marks exist."""
        line = self.line_of(student_id)
        if line is not None:
            change = PupilChange(student_id, line.pupil, line.pupil)
            command = UpdateRoster(class_id=self.class_id, take_out=(change,))
            self.do(command, f"xóa {line.pupil.full_name} khỏi danh sách")
            self.reload()

    # ---- steps

    @property
    def can_undo(self) -> bool:
        return self.steps.can_undo

    @property
    def can_redo(self) -> bool:
        return self.steps.can_redo

    def undo(self) -> str | None:
        return self._again(self.steps.undo())

    def redo(self) -> str | None:
        return self._again(self.steps.redo())

    def _again(self, told: str | None) -> str | None:
        self.reload()
        return told


_TOLD = frozenset({STATUS, PROFILE, EXCUSED, UNEXCUSED})
_OPEN = "Enter hoặc F4: mở thẻ học sinh"
_READ_ONLY = "danh sách do giáo viên chủ nhiệm và văn phòng cập nhật"


def _key_of(pupil: Pupil) -> str:
    return search_key(f"{pupil.full_name} {pupil.code} {pupil.note}")


def _kept(edit: Edit, sentence: str) -> Outcome:
    return Outcome(edit.row, edit.column, Result.KEPT, sentence)


def _said(refused: Refused) -> str:
    """The sentence of the line in question, where there is only one."""
    return refused.detail[0].sentence if len(refused.detail) == 1 else refused.message
