"""The locks that are in force."""

from typing import Any, Final, Protocol
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from desktop.models.base import Key
from desktop.models.gradebook import BookLock
from desktop.models.people import Staff
from desktop.rules.locks import Lock, LockKind, LockReach
from desktop.rules.terms import Term

# Put together once: every entry asks for these.
_IN_YEAR: Final = (
    select(BookLock.__table__, Staff.full_name)
    .join(Staff, Staff.id == BookLock.locked_by, isouter=True)
    .where(
        BookLock.school_year_id == bindparam("school_year_id", type_=Key),
        BookLock.lifted_at.is_(None),
    )
)
_IN_TERM: Final = _IN_YEAR.where(BookLock.term == bindparam("term"))


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
    where: dict[str, Any] = {"school_year_id": school_year_id}
    rows = (
        session.execute(_IN_YEAR, where)
        if term is None
        else session.execute(_IN_TERM, where | {"term": int(term)})
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
