"""Places in the window that a task, a search or a link leads to."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from desktop.rules.marks import Column
from desktop.rules.terms import Term

OUTBOX: Final = "outbox"  # no tab: what waits for the server, and what it did not take


@dataclass(frozen=True, slots=True)
class Destination:
    """A tab, and within it a class, course, term, column, pupil, part or day, as far as said.

    Of the outbox a command.
    """

    tab: str
    class_id: UUID | None = None
    course_id: UUID | None = None
    term: Term | None = None
    column: Column | None = None
    student_id: UUID | None = None
    part: str = ""
    day: date | None = None
    command_id: UUID | None = None
