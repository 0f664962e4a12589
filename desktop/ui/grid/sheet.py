"""What a spreadsheet shows and takes, without Qt: a tab implements `Sheet` over its queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol


class State:
    """What may hold of a cell, as plain-int flags: enum arithmetic would cost more than painting.

    When several hold, the painter's order is conflict, refused, invalid, waiting, locked, others.
    """

    NORMAL: Final = 0
    LOCKED: Final = 1 << 0  # ground lock, padlock at the left
    COMPUTED: Final = 1 << 1  # ground calc, bold
    INCOMPLETE: Final = 1 << 2  # 'chưa đủ' and its like, text3, not bold
    INVALID: Final = 1 << 3  # kept as typed: red ground, filled !, wavy underline
    REFUSED: Final = 1 << 4  # red ground, folded corner
    CONFLICT: Final = 1 << 5  # red ground, branch icon
    WAITING: Final = 1 << 6  # small arrow at the right top: not at the server yet
    BROUGHT_IN: Final = 1 << 7  # italic, arrow into box at the right
    MAKEUP: Final = 1 << 8  # calendar icon, amber
    ZERO: Final = 1 << 9  # forbidden sign before the 0
    LOW: Final = 1 << 10  # thin red underline
    DUE: Final = 1 << 11  # amber text: somebody owes it
    RAISED: Final = 1 << 12  # ↑ after the word: level raised by one (G-23)
    HATCHED: Final = 1 << 13  # no school on that day
    MUTED: Final = 1 << 14  # second ink
    COMPLETE: Final = 1 << 15  # green tick at the left
    CHANGED: Final = 1 << 16  # would replace what stands in the book: ground tint, bold
    STRONG: Final = 1 << 17  # bold
    DRAFT: Final = 1 << 18  # a sheet at the right top: another value is kept for the minutes
    GRAVE: Final = 1 << 19  # red text: absent without permission

    PROBLEM: Final = INVALID | REFUSED | CONFLICT


class Kind(StrEnum):
    """How the texts of a column stand."""

    NUMBER = "number"  # centred in text2: STT, counts
    NAME = "name"  # left; the cell that is tinted for the current row
    MARK = "mark"  # aligned at the decimal comma
    WORD = "word"  # centred: Đ, CĐ, dates
    TEXT = "text"  # left, elided
    LEVEL = "level"  # three rising steps before the word


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A second or third line in a column's head."""

    text: str
    icon: str = ""
    colour: str = "text2"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `title` may hold `|` where it breaks in two."""

    key: str
    title: str
    kind: Kind = Kind.MARK
    width: int = 64
    group: str = ""
    lines: tuple[HeadLine, ...] = ()
    icon: str = ""  # before the title: Σ of computed columns is ri.functions
    editable: bool = True
    frozen: bool = False
    choices: tuple[str, ...] = ()  # offered with Alt+↓
    max_length: int = 200
    spoken: str = ""  # name in the cell line, when the title alone is too short ("ĐĐGtx 2")
    group_end: bool = False  # solid line at the right edge

    @property
    def name(self) -> str:
        return self.spoken or self.title.replace("|", " ")


@dataclass(frozen=True, slots=True)
class RowHead:
    """One row: who it is about, and whether that pupil has left."""

    key: object
    name: str
    struck_to: str = ""  # key of the last column under the red line; '' = the pupil is here
    struck_open: bool = False  # who left, but whose earlier cells can still be put right


@dataclass(frozen=True, slots=True)
class CellView:
    """What one cell shows and says."""

    text: str = ""
    state: int = State.NORMAL
    sentence: str = ""  # state, who, when, why, what to do: for the cell line
    source: str | None = None  # what F2 opens and Ctrl+C copies, when it is not `text`
    note: str = ""  # red superscript: number of the minutes
    level: int = -1  # filled steps 0..3 of a LEVEL cell
    icon: str = ""  # before the text of a TEXT cell
    tone: str = ""  # colour token of that icon, where it is not the usual one
    action: str = ""  # words of the link in the cell line: Vì sao?
    aside: str = ""  # at the right of the cell line: "Điểm trước: chưa có"
    ways: tuple[tuple[str, str], ...] = ()  # (button, text to commit) offered for an INVALID cell
    value: str = ""  # the text in words, where a letter or an empty cell says too little: có mặt
    alert: str = ""  # in amber after the sentence: what somebody has to look to

    @property
    def plain(self) -> str:
        return self.text if self.source is None else self.source


EMPTY: Final = CellView()


@dataclass(frozen=True, slots=True)
class Edit:
    """A text for one cell; '' clears it."""

    row: int
    column: int
    text: str


class Result(StrEnum):
    """What became of an edit."""

    WRITTEN = "written"
    KEPT = "kept"  # not written, kept as typed: the cell is INVALID now
    REFUSED = "refused"  # nothing changed: locked meanwhile, not permitted, past its deadline
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to one edit; `sentence` is empty when it was written."""

    row: int
    column: int
    result: Result = Result.WRITTEN
    sentence: str = ""


class Sheet(Protocol):
    """Rows, columns and cells; one call of `commit` is one undo step and durable on return."""

    @property
    def columns(self) -> Sequence[Column]: ...

    @property
    def rows(self) -> Sequence[RowHead]: ...

    def cell(self, row: int, column: int) -> CellView:
        """Return the cell; asked once after each change, then cached by the view."""

    def commit(self, edits: Sequence[Edit]) -> Sequence[Outcome]:
        """Write what can be written, keep as typed what cannot be read; never raises for these."""

    def undo(self) -> str | None:
        """Take the last step back; say what was undone, None when there is nothing."""

    def redo(self) -> str | None:
        """Do the step again that was taken back last."""


def can_type(column: Column, row: RowHead, cell: CellView) -> bool:
    """Tell whether a person may type into the cell."""
    if not column.editable or (row.struck_to and not row.struck_open):
        return False
    return not cell.state & (State.LOCKED | State.HATCHED)


def describe(row: RowHead, column: Column, cell: CellView) -> str:
    """Return the whole sentence of a cell: cell line and screen reader say the same."""
    said = cell.value or cell.text or "trống"
    parts = (f"{row.name} · {column.name}", said, cell.sentence, cell.alert)
    return ", ".join(part for part in parts if part)
