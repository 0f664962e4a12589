"""What a person chooses before a form is printed."""

from dataclasses import dataclass

from desktop.printing.paper import A3, A4, Paper


@dataclass(frozen=True, slots=True)
class BookOptions:
    """`parts` and `pages` narrow the print to parts of the form and to single pages by key."""

    paper: Paper = A3
    parts: frozenset[str] | None = None
    pages: frozenset[str] | None = None
    corrections_line: bool = True
    """The foot line on corrected marks (X-10)."""
    marks: bool = True
    """The teacher's book: filled, or blank as it is handed out at the start of a term."""

    @property
    def sides(self) -> int:
        """How many leaves lie side by side on the chosen paper."""
        return 2 if self.paper is A3 else 1


PAPERS = {paper.key: paper for paper in (A3, A4)}
