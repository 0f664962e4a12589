"""Commands come in and get their verdicts; after a restore, which of them are to come again."""

from typing import Final

from desktop.sync.protocol import (
    MOST_COMMANDS,
    AfterRestore,
    Lacking,
    ProblemCode,
    Push,
    Verdicts,
)
from desktop.sync.server.answers import Answer, told
from desktop.sync.server.epoch import lacking
from desktop.sync.server.problems import Unserved, unserved
from desktop.sync.server.routes import Route
from desktop.sync.server.sessions import Visit

MOST_IDS: Final = 10_000  # in one question after a restore


def push_commands(visit: Visit, data: Push) -> Answer:
    """A verdict for each command, or for the first ones and why the rest has none yet."""
    if len(data.commands) > MOST_COMMANDS:
        raise unserved(ProblemCode.TOO_LARGE)
    verdicts = visit.writer.push(visit.member.staff_id, data)
    if verdicts.problem is not None and not verdicts.verdicts:
        raise Unserved(verdicts.problem)
    outcomes = tuple(str(verdict.outcome) for verdict in verdicts.verdicts)
    return told(verdicts, packed=visit.packed, outcomes=outcomes)


def after_restore(visit: Visit, data: AfterRestore) -> Answer:
    """Which of the client's decided commands this server does not know (sync.md 16)."""
    if len(data.ids) > MOST_IDS:
        raise unserved(ProblemCode.TOO_LARGE)
    with visit.transaction(read_only=True) as connection:
        found = lacking(connection, data)
    return told(found, packed=visit.packed)


ROUTES = (
    Route(
        method="POST",
        path="/v1/commands",
        told="Commands of one file, in order; each gets the same verdict however often it comes.",
        run=push_commands,
        takes=Push,
        gives=Verdicts,
        problems=(
            ProblemCode.NOT_PERMITTED,
            ProblemCode.EPOCH,
            ProblemCode.GAP,
            ProblemCode.SERVER_TOO_OLD,
        ),
        nul=True,
    ),
    Route(
        method="POST",
        path="/v1/after-restore",
        told="Which of one's decided commands a restored server does not know.",
        run=after_restore,
        takes=AfterRestore,
        gives=Lacking,
    ),
)
