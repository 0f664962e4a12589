"""What the preview shows of any import, as plain values: lines, cells, problems, counts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from desktop.commands.command import Command
from desktop.exchange.plan import TITLE_LINE, LineKind, Problem, Settlement
from desktop.ui.grid.sheet import Kind

NAME = "name"
"""Key of the column that tells whose line it is; it never scrolls away."""

Settled = Mapping[str, Settlement]


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """A field of the file; `letters` are its columns in Excel: `B, C`."""

    key: str
    title: str
    letters: str = ""
    kind: Kind = Kind.TEXT
    width: int = 120


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """A cell of the file. `old` is what the book holds; `sentence` what the cell line says."""

    text: str
    address: str = ""
    kind: LineKind = LineKind.UNCHANGED
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A line of the file under Excel's number; cells by column key."""

    row: int
    kind: LineKind
    name: str
    cells: Mapping[str, PreviewCell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PreviewChange:
    """A value of the book that is to be replaced."""

    address: str
    row: int
    who: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Preview:
    """One plan; `settle` gives the plan after further decisions, `command` what it would write.

    `unit` is what is counted and written: dòng, ô. `left` of them stay until they are settled.
    """

    file: str
    target: str
    unit: str
    columns: Sequence[PreviewColumn]
    lines: Sequence[PreviewLine]
    counts: Mapping[LineKind, int]
    problems: Sequence[Problem]
    changes: Sequence[PreviewChange]
    settled: Settled
    to_write: int
    left: int
    settle: Callable[[Settled], "Preview"]
    command: Callable[[], Command]
    fixes: Sequence[str] = ()
    notes: Sequence[str] = ()

    @property
    def stopped_by_title(self) -> bool:
        """Whether nothing can be written before the sheet's title is settled."""
        return any(problem.address == TITLE_LINE for problem in self.problems)


def missing_note(names: Sequence[str], where: str) -> tuple[str, ...]:
    """What is told of pupils whom the file does not name."""
    if not names:
        return ()
    shown = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    return (f"{len(names)} em của {where} không có trong tệp ({shown}); sổ giữ nguyên.",)


_NAMED = 4


_FIRST: Final = (
    LineKind.PROBLEM, LineKind.CHANGED, LineKind.NEW, LineKind.LOCKED, LineKind.UNCHANGED,
)  # fmt: skip
"""Of several kinds of cells in a row, which one names the row."""


def row_kind(kinds: Iterable[LineKind], *, wrong: bool, skipped: bool) -> LineKind:
    """The kind of a row of which every cell has its own; `wrong`: the row itself is a problem."""
    if skipped:
        return LineKind.SKIPPED
    found = {*kinds, *((LineKind.PROBLEM,) if wrong else ())}
    return next((kind for kind in _FIRST if kind in found), LineKind.UNCHANGED)


def plain_cell(text: str, address: str, wrong: Mapping[str, Problem]) -> PreviewCell:
    """A cell that tells who is meant, with what is wrong there."""
    problem = wrong.get(address)
    if problem is None:
        return PreviewCell(text, address)
    return PreviewCell(text, address, LineKind.PROBLEM, problem.what)
