"""What each edit of a commit asks for: a mark, a comment, or a text that cannot be read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from desktop.commands.command import Code, Refused
from desktop.commands.comments import TextCell
from desktop.commands.gradebook import MarkCell
from desktop.rules.marks import Column, Mark, NotAMark, parse_mark, show_mark
from desktop.rules.names import nfc
from desktop.rules.terms import Assessment
from desktop.ui.gradebook.course_columns import COMMENT, LONGEST_COMMENT
from desktop.ui.gradebook.kept import Kept, KeptAs, Place
from desktop.ui.grid.sheet import Edit, Outcome, Result


@dataclass(frozen=True, slots=True)
class Entry:
    """One edit, read: exactly one of `mark_cell`, `text_cell` and `kept`, or none for no change."""

    edit: Edit
    place: Place
    mark_cell: MarkCell | None = None
    text_cell: TextCell | None = None
    kept: Kept | None = None

    @property
    def writes(self) -> bool:
        return self.mark_cell is not None or self.text_cell is not None

    def outcome(self, result: Result, sentence: str = "") -> Outcome:
        return Outcome(self.edit.row, self.edit.column, result, sentence)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a course reads what is typed."""

    assessment: Assessment
    shortcut: bool = False
    brought_in: bool = False
    """Whoever types here brings marks of a former school in (G-36)."""

    def entry(
        self, edit: Edit, place: Place, seen: Mark | str | None, after: UUID | None = None
    ) -> Entry:
        """Read one edit over what stands in the cell now, written by the own command `after`."""
        if place[1] == COMMENT:
            return _comment(edit, place, str(seen or ""))
        mark = seen if isinstance(seen, Mark) else None
        if edit.text.strip() == show_mark(mark):
            return Entry(edit, place)
        try:
            meant = parse_mark(edit.text, self.assessment, shortcut=self.shortcut)
        except NotAMark as refused:
            return Entry(edit, place, kept=Kept(edit.text, KeptAs.TYPED, refused.sentence))
        if meant is not None and self.brought_in:
            meant = replace(meant, brought_in=True)
        if meant == mark:
            return Entry(edit, place)
        return Entry(
            edit, place, mark_cell=MarkCell(place[0], column_of(place), meant, mark, after)
        )


def outcome_of(entry: Entry) -> Outcome:
    """The answer to an edit that was carried out."""
    if entry.kept:
        return entry.outcome(Result.KEPT, entry.kept.sentence)
    return entry.outcome(Result.WRITTEN if entry.writes else Result.SAME)


def column_of(place: Place) -> Column:
    return int(place[1])


def _comment(edit: Edit, place: Place, seen: str) -> Entry:
    text = nfc(" ".join(edit.text.split()))
    if text == seen:
        return Entry(edit, place)
    if len(text) > LONGEST_COMMENT:
        sentence = (
            f"Nhận xét dài {len(text)} chữ chưa được ghi, sổ nhận nhiều nhất "
            f"{LONGEST_COMMENT} chữ. Rút gọn rồi ghi lại."
        )
        return Entry(edit, place, kept=Kept(text, KeptAs.TYPED, sentence))
    return Entry(edit, place, text_cell=TextCell(place[0], text=text, seen=seen))


def mark_cells(entries: Iterable[Entry]) -> tuple[MarkCell, ...]:
    return tuple(entry.mark_cell for entry in entries if entry.mark_cell)


def text_cells(entries: Iterable[Entry]) -> tuple[TextCell, ...]:
    return tuple(entry.text_cell for entry in entries if entry.text_cell)


def step_name(entries: Sequence[Entry], names: Sequence[str], heads: Sequence[str]) -> str:
    """What *Hoàn tác* says: one cell by name, several by number."""
    if len(entries) == 1:
        edit = entries[0].edit
        return f"{names[edit.row]} · {heads[edit.column]}"
    return f"{len(entries)} ô"


@dataclass(frozen=True, slots=True)
class SortedOut:
    """What a refusal makes of the edits: kept as typed, answered, and left to be offered."""

    keep: Mapping[Place, Kept | None]
    outcomes: tuple[Outcome, ...]
    rest: tuple[Edit, ...]


def sort_refused(entries: Sequence[Entry], refused: Refused) -> SortedOut:
    """Cells that are named in the refusal, or the only one, are kept; others can be offered."""
    bad = {(d.student_id, str(d.column) if d.column else COMMENT): d for d in refused.detail}
    keep: dict[Place, Kept | None] = {}
    outcomes, rest = [], []
    for entry in entries:
        detail = bad.get(entry.place)
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
