"""Who looked at or took out sensitive data of pupils: for the principal to read (D-9.4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desktop.models.access import SensitiveAccess
from desktop.models.people import Staff, Student
from desktop.models.school import SchoolClass
from desktop.queries.people import GONE, staff_names
from desktop.rules.access import AccessKind
from desktop.rules.instants import instant_of_day
from desktop.rules.names import found_by, name_key, search_key, search_words
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
    what: AccessKind | None = None
    named: str = ""
    """Pupils by letters of their name, tones apart; looks at whole lists are left out then."""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class AccessFilters:
    """Who stands in the log at all, by name; empty without the right to read it."""

    people: tuple[tuple[UUID, str], ...] = ()


def may_read_access_log(by: Person, today: date) -> bool:
    """Whether the log is open to that person."""
    return may(by, Capability.ACCESS_LOG_SEE, SCHOOL, today)


def access_filters(session: Session, by: Person, today: date) -> AccessFilters:
    """What the log can be narrowed to."""
    if not may_read_access_log(by, today):
        return AccessFilters()
    names = staff_names(session)
    ids = session.scalars(select(SensitiveAccess.staff_id).distinct())
    people = sorted(((key, names.get(key, GONE)) for key in ids), key=lambda x: name_key(x[1]))
    return AccessFilters(tuple(people))


def access_log(
    session: Session, by: Person, today: date, only: AccessFilter | None = None, *,
    before: int | None = None, size: int = 100,
) -> AccessPage:  # fmt: skip
    """A page of the log: `before` is the instant at which the page before ended."""
    if not may_read_access_log(by, today):
        return AccessPage(_TO_SEE)
    wanted = list(_wanted(session, only or AccessFilter()))
    total = session.scalar(select(func.count()).select_from(SensitiveAccess).where(*wanted)) or 0
    if before is not None:
        wanted.append(SensitiveAccess.said_at < before)
    found = session.execute(
        select(SensitiveAccess, Staff.full_name, Student.full_name, SchoolClass.name)
        .join(Staff, Staff.id == SensitiveAccess.staff_id, isouter=True)
        .join(Student, Student.id == SensitiveAccess.student_id, isouter=True)
        .join(SchoolClass, SchoolClass.id == SensitiveAccess.class_id, isouter=True)
        .where(*wanted)
        .order_by(SensitiveAccess.said_at.desc(), SensitiveAccess.id)
        .limit(size + 1)
    ).all()
    rows = _whole_instants(found, size)
    lines = tuple(
        AccessLine(
            row.at, row.said_at, who or GONE, AccessKind(row.what), pupil or "", name or "",
            row.count, row.note,
        )
        for row, who, pupil, name in rows
    )  # fmt: skip
    return AccessPage("", lines, total, lines[-1].said_at if len(rows) < len(found) else None)


def _wanted(session: Session, only: AccessFilter) -> Iterator[ColumnElement[bool]]:
    if only.who is not None:
        yield SensitiveAccess.staff_id == only.who
    if only.student_id is not None:
        yield SensitiveAccess.student_id == only.student_id
    if only.exports_only:
        yield SensitiveAccess.what.in_([k.value for k in AccessKind if k.is_export])
    if only.what is not None:
        yield SensitiveAccess.what == only.what.value
    if only.named.strip():
        yield SensitiveAccess.student_id.in_(_named(session, only.named))
    if only.first is not None:
        yield SensitiveAccess.said_at >= instant_of_day(only.first)
    if only.last is not None:
        yield SensitiveAccess.said_at < instant_of_day(only.last + timedelta(days=1))


def _named(session: Session, text: str) -> list[UUID]:
    """The pupils of the log whose name has all the words."""
    words = search_words(text)
    logged = select(SensitiveAccess.student_id).distinct()
    rows = session.execute(select(Student.id, Student.full_name).where(Student.id.in_(logged)))
    return [student_id for student_id, name in rows if found_by(words, search_key(name))]


def _whole_instants(rows: Sequence[Any], size: int) -> Sequence[Any]:
    """At most `size` rows; looks of one instant are not torn apart between two pages."""
    if len(rows) <= size:
        return rows
    cut = rows[size][0].said_at
    whole = [row for row in rows[:size] if row[0].said_at > cut]
    return whole or rows[:size]
