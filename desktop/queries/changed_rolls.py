"""Which cells of a class's rolls changed after a moment: what a reprint of a month will show."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import null, select
from sqlalchemy.orm import Session

from desktop.models.attendance import Absence, AbsenceChange
from desktop.queries.pupils import class_pupils
from desktop.queries.rolls import MARKS
from desktop.rules.attendance import PRESENT, AbsenceMark
from desktop.rules.permissions import Capability, Person, Place, may


@dataclass(frozen=True, slots=True)
class ChangedRoll:
    """A day's cell that was entered or altered since `at` (UTC microseconds).

    `altered`: after confirmation, with what stood there before; else only what stands now is known.
    """

    pupil: str
    day: date
    at: int
    now: AbsenceMark | None
    before: AbsenceMark | None = None
    altered: bool = False

    @property
    def words(self) -> str:
        """Lê Thanh Hà 14/12: K thành P."""
        now = self.now.value if self.now else PRESENT
        before = f"{self.before.value if self.before else PRESENT} thành " if self.altered else ""
        return f"{self.pupil} {self.day:%d/%m}: {before}{now}"


def changed_rolls(
    session: Session, by: Person, class_id: UUID, since: int, today: date
) -> tuple[ChangedRoll, ...]:
    """By day and pupil, each cell once; nothing for who may not see the rolls of the class."""
    if not may(by, Capability.ROLL_SEE, Place(class_id=class_id), today):
        return ()
    names = {p.student_id: (p.number, p.full_name) for p in class_pupils(session, class_id)}
    found: dict[tuple[Any, ...], ChangedRoll] = {}
    for student_id, day, part, now, at, before in (
        *session.execute(_entered(class_id, since)),
        *session.execute(_altered(class_id, since)),
    ):
        number, name = names.get(student_id, (0, ""))
        key = day, number, part
        first = found.get(key)
        was = first.before if first is not None and first.altered else MARKS.get(before or "")
        found[key] = ChangedRoll(name, day, at, MARKS.get(now), was, before is not None)
    return tuple(found[key] for key in sorted(found))


def _entered(class_id: UUID, since: int) -> Any:
    return select(
        Absence.student_id, Absence.day, Absence.part, Absence.mark, Absence.entered_at, null()
    ).where(Absence.class_id == class_id, Absence.entered_at > since)


def _altered(class_id: UUID, since: int) -> Any:
    return (
        select(
            AbsenceChange.student_id, AbsenceChange.day, AbsenceChange.part,
            AbsenceChange.mark_after, AbsenceChange.changed_at, AbsenceChange.mark_before,
        )
        .where(AbsenceChange.class_id == class_id, AbsenceChange.changed_at > since)
        .order_by(AbsenceChange.changed_at)
    )  # fmt: skip
