"""The files that rows name, and those of commands that still wait for a verdict or a decision."""

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.command import Command, TooNew, kinds
from desktop.commands.journal import command_of
from desktop.models.journal import Journal
from desktop.models.profile import Paper, StudentPhoto

_DONE: Final = "done"


def named_files(session: Session) -> frozenset[str]:
    """Their SHA-256 (hex): whatever else lies in the folder of files, nobody needs."""
    tables: tuple[Any, ...] = (Paper.sha256, StudentPhoto.sha256)
    named = {name for column in tables for name in session.scalars(select(column))}
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
