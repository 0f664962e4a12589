"""What only the carers of a class may know of its pupils (D-2): origin, address, family."""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.pupil import CARE_TEXTS
from desktop.commands.pupil_rows import group_names, parent_of
from desktop.models.people import Enrolment, Guardian, StudentCare
from desktop.models.profile import PolicyGroup
from desktop.rules.permissions import AudienceKind, audience

Care = dict[UUID, dict[str, Any]]
"""The care fields of a Pupil by pupil."""


def class_care(session: Session, class_id: UUID, today: date) -> Care:
    """The care of the pupils of a class; who asks has made sure that it may be seen.

    Of those who went on to another class it lies with that class, and is not told here.
    """
    enrolled = select(Enrolment.student_id).where(Enrolment.class_id == class_id)
    lies_here = audience(AudienceKind.CARE, class_id)
    return _care(
        session,
        lambda table: table.student_id.in_(enrolled) & (table.audience == lies_here),
        today,
    )


def care_of(session: Session, pupils: Collection[UUID], today: date) -> Care:
    """The care of some pupils, wherever it lies; who asks has made sure that it may be seen."""
    wanted = list(pupils)
    return _care(session, lambda table: table.student_id.in_(wanted), today)


def policy_groups(session: Session, pupils: Collection[UUID]) -> dict[UUID, list[PolicyGroup]]:
    """All groups of some pupils, also those that have ended."""
    found: dict[UUID, list[PolicyGroup]] = defaultdict(list)
    rows = session.scalars(
        select(PolicyGroup)
        .where(PolicyGroup.student_id.in_(list(pupils)))
        .order_by(PolicyGroup.from_day, PolicyGroup.id)
    )
    for row in rows:
        found[row.student_id].append(row)
    return found


def _care(session: Session, where: Callable[[Any], Any], today: date) -> Care:
    """One SELECT a table; `where` is the condition on each."""
    found: Care = defaultdict(dict)
    for row in session.scalars(select(StudentCare).where(where(StudentCare))):
        found[row.student_id] |= {name: getattr(row, name) for name in CARE_TEXTS}
    for parent in session.scalars(select(Guardian).where(where(Guardian))):
        found[parent.student_id][parent.relation] = parent_of(parent)
    groups: dict[UUID, list[PolicyGroup]] = defaultdict(list)
    for group in session.scalars(select(PolicyGroup).where(where(PolicyGroup))):
        groups[group.student_id].append(group)
    for student_id, of_pupil in groups.items():
        found[student_id]["priority_group"] = group_names(of_pupil, today)
    return found
