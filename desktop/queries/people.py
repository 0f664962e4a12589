"""Names of the staff, for whatever says who did something."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.people import Staff

GONE = "một người không còn trong danh sách"


def staff_names(session: Session) -> dict[UUID, str]:
    """Name by id, of all who were ever on the list."""
    return dict(session.execute(select(Staff.id, Staff.full_name)).all())
