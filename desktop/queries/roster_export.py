"""The lists of classes as a file takes them out: with families only for who may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.queries.class_book import BookHeading, heading_of
from desktop.queries.roster import ClassList, RosterLine, class_list
from desktop.queries.roster_classes import roster_classes
from desktop.rules.permissions import Person
from desktop.rules.transfers import moved_to


@dataclass(frozen=True, slots=True)
class ExportClass:
    """A class with its pupils; who went on to another class stands there, not here."""

    class_id: UUID
    name: str
    grade: int
    lines: tuple[RosterLine, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterExport:
    """What is taken out. `with_care` only where the person may see the families of all of them."""

    heading: BookHeading
    year: str
    classes: tuple[ExportClass, ...] = ()
    with_care: bool = False

    @property
    def pupils(self) -> int:
        """How many lines the file will have."""
        return sum(len(one.lines) for one in self.classes)


def roster_export(
    session: Session, by: Person, today: date, classes: Collection[UUID] | None = None
) -> RosterExport:
    """The lists of some classes, or of all of this year that the person may open."""
    if classes is None:
        classes = [one.class_id for one in roster_classes(session, by, today)]
    lists = [class_list(session, by, class_id, today) for class_id in classes]
    seen = [one for one in lists if not one.refusal]
    year = next((one.year.name for one in seen if one.year), "")
    return RosterExport(
        heading_of(session)[0],
        year,
        tuple(ExportClass(one.class_id, one.class_name, one.grade, _lines(one)) for one in seen),
        with_care=bool(seen) and all(one.with_care for one in seen),
    )


def _lines(found: ClassList) -> tuple[RosterLine, ...]:
    return tuple(
        line for line in found.lines if not line.pupil.leave_reason.startswith(moved_to(""))
    )
