"""What was altered after confirmation, by cell, under the numbers that the sheet shows (M-12)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from desktop.queries.irregularities import Alteration
from desktop.queries.month_grid import GridLine
from desktop.ui.roll.month_cells import Footnote
from desktop.ui.roll.month_columns import View

_Cell = tuple[UUID, date]


class Footnotes:
    """Numbered by pupil and day, in the order of the sheet."""

    def __init__(self, alterations: Iterable[Alteration], span: tuple[date, date]) -> None:
        self._found: dict[_Cell, list[Alteration]] = defaultdict(list)
        for one in alterations:
            if span[0] <= one.day <= span[1]:
                self._found[one.student_id, one.day].append(one)
        self._notes: dict[_Cell, Footnote] = {}

    def __bool__(self) -> bool:
        return bool(self._notes)

    def number(self, lines: Sequence[GridLine], view: View) -> None:
        """Give numbers to the cells that are shown in this view."""
        self._notes = {}
        for line in lines if self._found else ():
            days = sorted(day for who, day in self._found if who == line.pupil.student_id)
            for day in days:
                place = line.pupil.student_id, day
                changes = tuple(c for c in self._found[place] if _belongs(c, view))
                if changes:
                    self._notes[place] = Footnote(len(self._notes) + 1, changes)

    def at(self, line: GridLine, day: date) -> Footnote | None:
        """The footnote of a cell."""
        return self._notes.get((line.pupil.student_id, day))


def _belongs(change: Alteration, view: View) -> bool:
    return change.part.counts if view is None else change.part is view
