"""Own changes of a pupil's profile that are on their way to the server."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.command import TooNew
from desktop.commands.journal import command_of
from desktop.commands.profile import EditProfile
from desktop.models.journal import Journal
from desktop.queries.outbox import WAITING
from desktop.rules.permissions import Person
from desktop.rules.profile import ProfileField

_KIND: Final = str(EditProfile.__struct_config__.tag)


def own_profile(
    session: Session, by: Person, student_id: UUID
) -> Mapping[ProfileField, tuple[UUID, str]]:
    """By field the latest own command that is not answered yet, and the value that it wrote."""
    rows = session.scalars(
        select(Journal)
        .where(
            Journal.state.in_(WAITING), Journal.kind == _KIND, Journal.by == by.staff_id,
        )
        .order_by(Journal.number)
    )  # fmt: skip
    found: dict[ProfileField, tuple[UUID, str]] = {}
    for row in rows:
        try:
            command = command_of(row)
        except TooNew:
            continue
        if isinstance(command, EditProfile) and command.student_id == student_id:
            found |= {change.field: (row.id, change.value) for change in command.changes}
    return found
