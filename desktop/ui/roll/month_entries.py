"""What each edit of a month asks for: cells of the roll, or a text that cannot be read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.commands.command import Code, Detail, Refused
from desktop.commands.roll_cells import AbsenceCell, AbsenceValue
from desktop.commands.roll_cells import Place as SittingPlace
from desktop.queries.month_grid import DayHead, GridLine
from desktop.queries.own_absences import OwnAbsences
from desktop.queries.own_entries import OwnEntry, OwnState
from desktop.queries.rolls import CellFact
from desktop.rules.attendance import AbsenceMark, DayPart, NotAnAbsence
from desktop.rules.roll_text import read_marks, show_marks
from desktop.ui.gradebook.kept import Kept, KeptAs, Place
from desktop.ui.grid.sheet import Edit, Outcome, Result
from desktop.ui.roll.month_cells import cell_parts
from desktop.ui.roll.month_columns import View

_GRAVEST = (OwnState.CONFLICT, OwnState.REFUSED, OwnState.DRAFT, OwnState.WAITING)


@dataclass(frozen=True, slots=True)
class Entry:
    """One edit, read: cells to be written, or a text to be kept, or neither for no change."""

    edit: Edit
    place: Place
    cells: tuple[AbsenceCell, ...] = ()
    kept: Kept | None = None

    def outcome(self, result: Result, sentence: str = "") -> Outcome:
        return Outcome(self.edit.row, self.edit.column, result, sentence)

    @property
    def done(self) -> Outcome:
        """The answer to an edit that was carried out."""
        if self.kept:
            return self.outcome(Result.KEPT, self.kept.sentence)
        return self.outcome(Result.WRITTEN if self.cells else Result.SAME)


class OwnCells:
    """Own entries that are on their way to the server, or that it did not take."""

    def __init__(self, entries: OwnAbsences, *, connected: bool) -> None:
        self._entries = dict(entries)
        self._connected = connected

    def __bool__(self) -> bool:
        return bool(self._entries)

    def at(self, student_id: UUID, day: date, parts: Iterable[DayPart]) -> OwnEntry | None:
        """Of the sessions of a cell the one that most needs to be looked at."""
        places = ((student_id, day, part) for part in parts)
        found = [own for place in places if (own := self._entries.get(place))]
        return min(found, key=lambda own: _GRAVEST.index(own.state), default=None)

    def after(self, place: SittingPlace) -> OwnEntry | None:
        """The own unanswered entry that wrote what stands there (sync.md 22)."""
        own = self._entries.get(place)
        return own if own is not None and own.state is OwnState.WAITING else None

    def wrote(self, cells: Iterable[AbsenceCell], command_id: UUID) -> None:
        """Something was written here and waits for its verdict."""
        for cell in cells if self._connected else ():
            words = cell.value.mark.value if cell.value else ""
            self._entries[cell.place] = OwnEntry(OwnState.WAITING, words, command_id)


def read_entry(
    edit: Edit, place: Place, line: GridLine, head: DayHead, view: View, own: OwnCells
) -> Entry:
    """Read one edit over what stands in the cell now."""
    facts = {part: cell for part in DayPart if (cell := line.cell(head.day, part))}
    parts = cell_parts(head, view, facts)
    shown = {part: fact.mark for part, fact in facts.items()}
    if edit.text.strip() == show_marks(parts, shown):
        return Entry(edit, place)
    try:
        meant = read_marks(edit.text, parts)
    except NotAnAbsence as wrong:
        return Entry(edit, place, kept=Kept(edit.text, KeptAs.TYPED, wrong.sentence))
    student_id = line.pupil.student_id
    cells = tuple(
        _cell((student_id, head.day, part), meant[part], facts.get(part), own)
        for part in parts
        if meant[part] is not (facts[part].mark if part in facts else None)
    )
    return Entry(edit, place, cells)


def _cell(
    place: SittingPlace, mark: AbsenceMark | None, fact: CellFact | None, own: OwnCells
) -> AbsenceCell:
    """The words beside a mark stay when it becomes another: they tell of the same absence."""
    seen = AbsenceValue(fact.mark, fact.note) if fact else None
    value = AbsenceValue(mark, fact.note if fact else "") if mark else None
    before = own.after(place)
    return AbsenceCell(*place, value, seen, before.command_id if before else None)


def noted_cells(
    line: GridLine, head: DayHead, facts: Mapping[DayPart, CellFact], note: str, own: OwnCells
) -> tuple[AbsenceCell, ...]:
    """The same marks with other words beside them."""
    cells = []
    for part, fact in facts.items():
        place = (line.pupil.student_id, head.day, part)
        before = own.after(place)
        value, seen = AbsenceValue(fact.mark, note), AbsenceValue(fact.mark, fact.note)
        if value != seen:
            after = before.command_id if before else None
            cells.append(AbsenceCell(*place, value, seen, after))
    return tuple(cells)


@dataclass(frozen=True, slots=True)
class SortedOut:
    """What a refusal makes of the edits: kept as typed, answered, and left to be offered."""

    keep: Mapping[Place, Kept | None]
    outcomes: tuple[Outcome, ...]
    rest: tuple[Edit, ...]


def sort_refused(entries: Sequence[Entry], refused: Refused) -> SortedOut:
    """Cells that are named in the refusal, or the only one, are kept; others can be offered."""
    bad = {(d.student_id, d.day, d.part): d for d in refused.detail}
    keep: dict[Place, Kept | None] = {}
    outcomes, rest = [], []
    for entry in entries:
        detail = _detail_of(entry, bad)
        if detail is None and len(entries) > 1:
            rest.append(entry.edit)
            outcomes.append(entry.outcome(Result.REFUSED, refused.message))
            continue
        code = detail.code if detail else refused.code
        sentence = detail.sentence if detail else refused.message
        why = KeptAs.CONFLICT if code is Code.CONFLICT else KeptAs.REFUSED
        keep[entry.place] = Kept(entry.edit.text, why, sentence)
        outcomes.append(entry.outcome(Result.REFUSED, sentence))
    return SortedOut(keep, tuple(outcomes), tuple(rest) if keep else ())


def _detail_of(
    entry: Entry, bad: Mapping[tuple[UUID | None, date | None, int], Detail]
) -> Detail | None:
    found = (bad.get((c.student_id, c.day, int(c.part))) for c in entry.cells)
    return next((detail for detail in found if detail is not None), None)


def step_name(entries: Sequence[Entry], names: Sequence[str], heads: Sequence[str]) -> str:
    """What *Hoàn tác* says: one cell by name, several by number."""
    if len(entries) == 1:
        edit = entries[0].edit
        return f"{names[edit.row]} · {heads[edit.column]}"
    return f"{len(entries)} ô"
