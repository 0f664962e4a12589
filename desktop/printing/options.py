"""What a person chooses before a form is printed."""

from dataclasses import dataclass
from typing import Final

from desktop.printing.paper import A3, A4, A4_LYING, Paper

MOST_COLUMNS: Final = 20
MOST_TITLE: Final = 40


@dataclass(frozen=True, slots=True)
class ListOptions:
    """A class list: how many free columns and what stands over them, and what is told of pupils.

    `contact` needs the right to see families; the data then hold none for others.
    """

    columns: int = 5
    titles: tuple[str, ...] = ()
    birth_date: bool = True
    contact: bool = False
    heading: str = ""

    @property
    def column_titles(self) -> tuple[str, ...]:
        """A title for each free column; those without one stay empty to be written by hand."""
        count = max(1, min(self.columns, MOST_COLUMNS))
        return tuple(title[:MOST_TITLE] for title in (*self.titles, *[""] * count)[:count])


USUAL_LIST: Final = ListOptions()


@dataclass(frozen=True, slots=True)
class BookOptions:
    """`parts` and `pages` narrow the print to parts of the form and to single pages by key."""

    paper: Paper = A3
    parts: frozenset[str] | None = None
    pages: frozenset[str] | None = None
    corrections_line: bool = True
    """The foot line on corrected marks (X-10)."""
    months: frozenset[tuple[int, int]] | None = None
    """Which months (year, month) of the rolls, where the form has months to choose."""
    listing: ListOptions = USUAL_LIST
    marks: bool = True
    """The teacher's book: filled, or blank as it is handed out at the start of a term."""

    @property
    def sides(self) -> int:
        """How many leaves lie side by side on the chosen paper."""
        return 2 if self.paper is A3 else 1


PAPERS = {paper.key: paper for paper in (A3, A4, A4_LYING)}
