"""Keeps the names and functions at the sign-in as they stand in the school's lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.models.people import Staff
from desktop.models.school import School
from desktop.queries.people import person_of
from desktop.store import keys
from desktop.store.keys import Label
from desktop.store.signed_in import caption_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy.orm import Session


def keep_labels(session: Session, folder: Path, today: date) -> None:
    """Write accounts, names and functions of those who can sign in to the key file."""
    school = session.scalar(select(School.name)) or keys.school_name(folder)
    known = [person.staff_id for person in keys.people(folder)]
    keys.describe(folder, school, labels_of(session, known, today))


def labels_of(session: Session, staff_ids: Iterable[UUID], today: date) -> dict[UUID, Label]:
    """The labels of those of them who are in the staff list."""
    rows = session.execute(select(Staff.id, Staff.account).where(Staff.id.in_(list(staff_ids))))
    labels = {}
    for staff_id, account in rows.all():
        person = person_of(session, staff_id)
        labels[staff_id] = Label(account, person.name, caption_of(session, person, today))
    return labels
