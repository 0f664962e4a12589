"""Every lock of a year, in force or lifted, in words: the evidence of who locked what and why."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.gradebook import BookLock
from desktop.models.school import Course, SchoolClass, Subject
from desktop.queries.locks import kinds_from
from desktop.queries.people import GONE, staff_names
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.permissions import SCHOOL, Capability, Person, may
from desktop.rules.terms import Term


@dataclass(frozen=True, slots=True)
class LockLine:
    """A lock; instants in UTC microseconds, `lifted_at` None while it is in force."""

    lock_id: UUID
    term: Term
    where: str
    kinds: str
    reason: str
    decision: str
    locked_by: str
    locked_at: int
    lifted_by: str = ""
    lifted_at: int | None = None
    lift_reason: str = ""
    lift_decision: str = ""


def lock_list(
    session: Session, by: Person, school_year_id: UUID, today: date
) -> tuple[LockLine, ...]:
    """Those in force first, each group newest first; nothing for who may not lock."""
    if not may(by, Capability.BOOK_LOCK, SCHOOL, today):
        return ()
    names, places = staff_names(session), _places(session, school_year_id)
    rows = session.scalars(
        select(BookLock)
        .where(BookLock.school_year_id == school_year_id)
        .order_by(BookLock.locked_at.desc())
    )
    lines = [_line(row, names, places) for row in rows]
    return tuple(sorted(lines, key=lambda line: line.lifted_at is not None))


def _line(row: BookLock, names: dict[UUID, str], places: dict[UUID, str]) -> LockLine:
    kinds = kinds_from(row.kinds)
    reach = LockReach(row.reach)
    where = {LockReach.SCHOOL: "toàn trường", LockReach.GRADE: f"khối {row.grade}"}.get(reach)
    if where is None:
        gone = "nơi không còn trong sổ"
        where = places.get(row.reach_id, gone) if row.reach_id is not None else gone
    return LockLine(
        row.id, Term(row.term), where,
        ", ".join(kind.label for kind in LockKind if kind in kinds),
        row.reason, row.decision, names.get(row.locked_by, GONE), row.locked_at,
        names.get(row.lifted_by, GONE) if row.lifted_by else "", row.lifted_at,
        row.lift_reason, row.lift_decision,
    )  # fmt: skip


def _places(session: Session, school_year_id: UUID) -> dict[UUID, str]:
    classes = session.execute(
        select(SchoolClass.id, SchoolClass.name).where(SchoolClass.school_year_id == school_year_id)
    )
    courses = session.execute(
        select(Course.id, Subject.short_name, SchoolClass.name)
        .join(Subject, Subject.id == Course.subject_id)
        .join(SchoolClass, SchoolClass.id == Course.class_id)
        .where(SchoolClass.school_year_id == school_year_id)
    )
    return {
        **{key: f"lớp {name}" for key, name in classes},
        **{key: f"{subject.replace('|', ' ')} · {name}" for key, subject, name in courses},
    }
