"""The history of a cell: each value, who entered it when, who replaced it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from desktop.models.gradebook import Mark as MarkRow
from desktop.models.gradebook import MarkRevision
from desktop.models.people import Staff
from desktop.queries.courses import COURSE_GONE, one_course
from desktop.queries.marks import mark_of
from desktop.queries.people import GONE
from desktop.rules.marks import Column, Mark
from desktop.rules.permissions import Capability, Person, may
from desktop.rules.terms import Term


@dataclass(frozen=True, slots=True)
class CellVersion:
    """A value of a cell; `replaced_by` and `replaced_at` are empty for what stands there now."""

    mark: Mark | None
    entered_by: str
    entered_at: int
    replaced_by: str = ""
    replaced_at: int = 0


@dataclass(frozen=True, slots=True)
class CellHistory:
    """Every value of a cell, the newest first; or why it is not shown."""

    versions: tuple[CellVersion, ...] = ()
    refusal: str = ""


def cell_history(
    session: Session, by: Person, course_id: UUID, term: Term, cell: tuple[UUID, Column],
    today: date,
) -> CellHistory:  # fmt: skip
    """Each value of a cell, with who entered and who replaced it; `cell` is (pupil, column)."""
    course = one_course(session, course_id, today)
    if course is None:
        return CellHistory(refusal=COURSE_GONE)
    if not may(by, Capability.HISTORY_SEE, course.place, today):
        return CellHistory(
            refusal="Lịch sử của ô điểm mở cho giáo viên bộ môn, giáo viên chủ nhiệm, "
            "tổ trưởng, quản trị CSDL và ban giám hiệu."
        )
    return CellHistory(
        (*_current(session, course_id, term, cell), *_old(session, course_id, term, cell))
    )


def _at(table: Any, course_id: UUID, term: Term, cell: tuple[UUID, Column]) -> tuple[Any, ...]:
    return (
        table.course_id == course_id,
        table.term == int(term),
        table.student_id == cell[0],
        table.column == cell[1],
    )


def _value(table: Any) -> tuple[Any, ...]:
    return (
        table.state, table.tenths, table.passed, table.reason, table.due, table.brought_in,
        table.entered_at,
    )  # fmt: skip


def _current(
    session: Session, course_id: UUID, term: Term, cell: tuple[UUID, Column]
) -> list[CellVersion]:
    rows = session.execute(
        select(*_value(MarkRow), Staff.full_name)
        .join(Staff, Staff.id == MarkRow.entered_by, isouter=True)
        .where(*_at(MarkRow, course_id, term, cell))
    )
    return [CellVersion(mark_of(*value), name or GONE, at) for *value, at, name in rows]


def _old(
    session: Session, course_id: UUID, term: Term, cell: tuple[UUID, Column]
) -> list[CellVersion]:
    first, second = aliased(Staff), aliased(Staff)
    rows = session.execute(
        select(*_value(MarkRevision), first.full_name, second.full_name, MarkRevision.replaced_at)
        .join(first, first.id == MarkRevision.entered_by, isouter=True)
        .join(second, second.id == MarkRevision.replaced_by, isouter=True)
        .where(*_at(MarkRevision, course_id, term, cell))
        .order_by(MarkRevision.replaced_at.desc(), MarkRevision.command_id.desc())
    )
    return [
        CellVersion(mark_of(*value), name or GONE, at, who or GONE, replaced_at)
        for *value, at, name, who, replaced_at in rows
    ]
