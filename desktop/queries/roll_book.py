"""Who and what the monthly sheets of a class are headed and signed with, and its rolls."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.queries.class_book import (
    BookHeading,
    class_and_year,
    heading_of,
    principal_on,
    printed_year,
    require_print,
)
from desktop.queries.courses import homeroom_teachers
from desktop.queries.roll_pages import PaperRolls, paper_rolls
from desktop.rules.permissions import Capability, Person, Place


@dataclass(frozen=True, slots=True)
class RollBook:
    """The sheets of a class and year (4.5)."""

    heading: BookHeading
    class_name: str
    year: str
    """As it is printed: 2026 – 2027."""
    homeroom_teacher: str
    principal: str
    rolls: PaperRolls


def roll_book(session: Session, by: Person, class_id: UUID, today: date) -> RollBook:
    """All months of a class. Raises Refused where the person may not print or see its rolls."""
    place = Place(class_id=class_id)
    require_print(by, Capability.BOOK_PRINT, place, today)
    require_print(by, Capability.ROLL_SEE, place, today)
    class_name, year = class_and_year(session, class_id)
    homeroom = homeroom_teachers(session, [class_id], today).get(class_id, ())
    return RollBook(
        heading_of(session)[0],
        class_name,
        printed_year(year),
        ", ".join(homeroom),
        principal_on(session, today),
        paper_rolls(session, class_id, year),
    )
