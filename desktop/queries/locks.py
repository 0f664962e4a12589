"""The locks that are in force."""

from typing import Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.gradebook import BookLock
from desktop.models.people import Staff
from desktop.rules.locks import Lock, LockKind, LockReach
from desktop.rules.terms import Term


class LockRow(Protocol):
    """A row of the locks, whole or in part."""

    id: UUID
    reach: str
    grade: int | None
    reach_id: UUID | None
    term: int
    kinds: str
    reason: str
    decision: str
    locked_at: int


def locks_in_force(session: Session, school_year_id: UUID, term: Term | None = None) -> list[Lock]:
    """The locks in force in a year, or in one term of it, anywhere in the school."""
    wanted = [BookLock.school_year_id == school_year_id, BookLock.lifted_at.is_(None)]
    if term is not None:
        wanted.append(BookLock.term == int(term))
    rows = session.execute(
        select(BookLock.__table__, Staff.full_name)
        .join(Staff, Staff.id == BookLock.locked_by, isouter=True)
        .where(*wanted)
    )
    return [lock_value(row, row.full_name or "") for row in rows]


def lock_value(row: LockRow, by_name: str) -> Lock:
    """A lock row as the rules know it."""
    return Lock(
        lock_id=row.id, reach=LockReach(row.reach), term=Term(row.term),
        kinds=kinds_from(row.kinds), by_name=by_name, at=row.locked_at, reason=row.reason,
        decision=row.decision, grade=row.grade, reach_id=row.reach_id,
    )  # fmt: skip


def kinds_from(text: str) -> frozenset[LockKind]:
    """Kinds of column as a lock row stores them."""
    return frozenset(LockKind(word) for word in text.split())
