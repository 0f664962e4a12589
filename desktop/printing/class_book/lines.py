"""How pupils stand on every page of the class book: their line, their name, who has left."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from desktop.printing.fitting import Style
from desktop.printing.grid import Cell, Head, Row
from desktop.printing.leaf import MOST_ROWS, Leaf, rows_for
from desktop.queries.class_book import BookPupil, ClassBook
from desktop.rules.terms import Term

NAME: Final = Style(9.0, 7.5, align="left", inset=1.0)
MARK: Final = Style(9.0, 6.0, lines=1, inset=0.3)
LEVEL: Final = Style(8.5, 6.5, lines=2, inset=0.3)
NOTE: Final = Style(7.5, 6.0, align="left", lines=2, inset=0.8)

NUMBER_HEAD: Final = Head("Số\nTT", 8)
NAME_HEAD: Final = Head("Họ và tên học sinh", 45, style=NAME)

Cells = tuple[str | Cell, ...]


def pupil_leaves(
    pupils: Sequence[BookPupil],
    leaf: Leaf,
    cells: Callable[[BookPupil], Cells],
    until: date | None = None,
) -> Iterator[Leaf]:
    """The leaf with everybody's line; a class of more than 60 goes on to a second one.

    `cells` gives what stands after the number. `until` is the last day the page speaks of: who
    left later is not struck on it, so that a page that is signed and sealed does not have to be
    printed again.
    """
    last = max((pupil.number for pupil in pupils), default=1)
    for first in range(1, last + 1, MOST_ROWS):
        count = min(last - first + 1, MOST_ROWS)
        by_number = {pupil.number: pupil for pupil in pupils}
        rows = tuple(
            _row(by_number.get(number), cells, until) for number in range(first, first + count)
        )
        layout = replace(leaf.layout, row_count=rows_for(count), first_number=first)
        yield replace(leaf, layout=layout, rows=rows)


def _row(pupil: BookPupil | None, cells: Callable[[BookPupil], Cells], until: date | None) -> Row:
    if pupil is None:
        return Row(())
    return Row(cells(pupil), has_left(pupil, until))


def has_left(pupil: BookPupil, until: date | None) -> bool:
    return pupil.left_on is not None and (until is None or pupil.left_on <= until)


def movement(pupil: BookPupil, since: date | None, until: date | None) -> str:
    """The note on who came or left in the days that a page speaks of."""
    if has_left(pupil, until) and pupil.left_on is not None:
        return f"{pupil.leave_reason or 'Thôi học'} {pupil.left_on:%d/%m/%Y}"
    if pupil.joined_on is None or (until is not None and pupil.joined_on > until):
        return ""
    if since is not None and pupil.joined_on <= since:
        return ""
    return f"Chuyển đến {pupil.joined_on:%d/%m/%Y}"


def term_span(book: ClassBook, term: Term) -> tuple[date | None, date | None]:
    """The end of the term before, and the end of this one."""
    before = book.term_ends.get(Term.I) if term is Term.II else None
    return before, book.term_ends.get(term)
