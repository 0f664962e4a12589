"""The classes whose list a person may open, for the side list of *Lớp học*."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.school import SchoolClass
from desktop.queries.pupils import class_sizes
from desktop.queries.shelf import homeroom_classes
from desktop.queries.years import school_years, year_of, year_on
from desktop.rules.permissions import Capability, Person, Place, may


@dataclass(frozen=True, slots=True)
class RosterClass:
    """A class of this year; `own` for its homeroom teacher, `may_edit` for who keeps the list."""

    class_id: UUID
    name: str
    grade: int
    pupils: int
    own: bool = False
    may_edit: bool = False


def roster_classes(
    session: Session, by: Person, today: date, school_year_id: UUID | None = None
) -> tuple[RosterClass, ...]:
    """By grade and name; of the year of today where none is said."""
    years = school_years(session)
    year = year_of(years, school_year_id) or year_on(years, today)
    if year is None:
        return ()
    rows = session.execute(
        select(SchoolClass.id, SchoolClass.name, SchoolClass.grade)
        .where(SchoolClass.school_year_id == year.school_year_id)
        .order_by(SchoolClass.grade, SchoolClass.name)
    )
    seen = [row for row in rows if may(by, Capability.ROSTER_SEE, Place(class_id=row.id), today)]
    own = homeroom_classes(by, today)
    sizes = class_sizes(session, [row.id for row in seen], today)
    return tuple(
        RosterClass(
            row.id, row.name, row.grade, sizes.get(row.id, 0), row.id in own,
            may(by, Capability.ROSTER_EDIT, Place(class_id=row.id), today),
        )
        for row in seen
    )  # fmt: skip
