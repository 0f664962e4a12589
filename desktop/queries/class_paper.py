"""What class lists, contact lists and labels are printed from."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.queries.book_pupils import BookPupil, pupils_of
from desktop.queries.class_book import (
    BookHeading,
    class_and_year,
    heading_of,
    printed_year,
    require_print,
)
from desktop.queries.courses import homeroom_teachers
from desktop.rules.permissions import Capability, Person, Place
from desktop.rules.school_days import was_in_class


@dataclass(frozen=True, slots=True)
class ClassPaper:
    """Who is in the class today, with the numbers of its book; families only with `contacts`."""

    heading: BookHeading
    class_name: str
    year: str
    homeroom_teacher: str
    pupils: tuple[BookPupil, ...]
    contacts: bool = False


def class_paper(
    session: Session, by: Person, class_id: UUID, today: date, *, contacts: bool = False
) -> ClassPaper:
    """The class without families, or with them for those who may see them. Raises Refused."""
    place = Place(class_id=class_id)
    require_print(by, Capability.ROSTER_SEE, place, today)
    if contacts:
        require_print(by, Capability.CARE_SEE, place, today)
    class_name, year = class_and_year(session, class_id)
    pupils = pupils_of(session, class_id, care_on=today if contacts else None)
    return ClassPaper(
        heading_of(session)[0],
        class_name,
        printed_year(year),
        ", ".join(homeroom_teachers(session, [class_id], today).get(class_id, ())),
        tuple(p for p in pupils if was_in_class(p.joined_on, p.left_on, today)),
        contacts,
    )
