"""The files that rows name, and those of commands that still wait for a verdict or a decision."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.command import Command, TooNew, kinds
from desktop.commands.journal import command_of
from desktop.models.journal import Journal
from desktop.models.profile import Paper, StudentPhoto

_DONE: Final = "done"
_TABLES: Final[tuple[Any, ...]] = (Paper, StudentPhoto)


def named_files(session: Session) -> frozenset[str]:
    """Their SHA-256 (hex): whatever else lies in the folder of files, nobody needs."""
    named = {name for table in _TABLES for name in session.scalars(select(table.sha256))}
    with_files = [kind for kind, command in kinds().items() if command.files is not Command.files]
    waiting = session.scalars(
        select(Journal).where(
            Journal.kind.in_(with_files), Journal.state != _DONE, Journal.settled == ""
        )
    )
    for row in waiting:
        try:
            named |= {file.sha256 for file in command_of(row).files()}
        except TooNew:  # written by a newer program: it will know its own files
            continue
    return frozenset(named)


def audiences_of_files(session: Session) -> frozenset[tuple[str, UUID]]:
    """Every file that a row names, with the audience of the row."""
    return frozenset(
        (name, audience)
        for table in _TABLES
        for name, audience in session.execute(select(table.sha256, table.audience))
    )


def audience_of_file(session: Session, name: str) -> UUID | None:
    """An audience in which a file may be read; None where no row names it."""
    return next((where for known, where in audiences_of_files(session) if known == name), None)
