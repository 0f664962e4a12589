"""Who looked at or took out sensitive data of pupils: for the principal to read (D-9.4)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models.access import SensitiveAccess
from desktop.models.people import Staff, Student
from desktop.models.school import SchoolClass
from desktop.queries.people import GONE
from desktop.rules.access import AccessKind
from desktop.rules.permissions import SCHOOL, Capability, Person, may

_TO_SEE = "Danh sách này mở cho hiệu trưởng và phó hiệu trưởng."


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One look; `at` is when it was recorded, `said_at` when it was by that computer's clock."""

    at: int
    said_at: int
    who: str
    what: AccessKind
    pupil: str = ""
    class_name: str = ""
    count: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class AccessPage:
    """Lines, the newest first; `total` with the same filter, `before` begins the next page."""

    refusal: str = ""
    lines: tuple[AccessLine, ...] = ()
    total: int = 0
    before: int | None = None


@dataclass(frozen=True, slots=True)
class AccessFilter:
    """What the log is narrowed to; nothing filled in means all of it."""

    who: UUID | None = None
    student_id: UUID | None = None
    exports_only: bool = False


def access_log(
    session: Session, by: Person, today: date, only: AccessFilter | None = None, *,
    before: int | None = None, size: int = 100,
) -> AccessPage:  # fmt: skip
    """A page of the log: `before` is the instant at which the page before ended."""
    if not may(by, Capability.ACCESS_LOG_SEE, SCHOOL, today):
        return AccessPage(_TO_SEE)
    only = only or AccessFilter()
    wanted = []
    if only.who is not None:
        wanted.append(SensitiveAccess.staff_id == only.who)
    if only.student_id is not None:
        wanted.append(SensitiveAccess.student_id == only.student_id)
    if only.exports_only:
        wanted.append(SensitiveAccess.what.in_([k.value for k in AccessKind if k.is_export]))
    total = session.scalar(select(func.count()).select_from(SensitiveAccess).where(*wanted)) or 0
    if before is not None:
        wanted.append(SensitiveAccess.said_at < before)
    rows = session.execute(
        select(SensitiveAccess, Staff.full_name, Student.full_name, SchoolClass.name)
        .join(Staff, Staff.id == SensitiveAccess.staff_id, isouter=True)
        .join(Student, Student.id == SensitiveAccess.student_id, isouter=True)
        .join(SchoolClass, SchoolClass.id == SensitiveAccess.class_id, isouter=True)
        .where(*wanted)
        .order_by(SensitiveAccess.said_at.desc(), SensitiveAccess.id)
        .limit(size)
    ).all()
    lines = tuple(
        AccessLine(
            row.at, row.said_at, who or GONE, AccessKind(row.what), pupil or "", name or "",
            row.count, row.note,
        )
        for row, who, pupil, name in rows
    )  # fmt: skip
    return AccessPage("", lines, total, lines[-1].said_at if len(rows) == size else None)
