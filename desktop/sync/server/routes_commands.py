"""Commands come in and get their verdicts; changes go out."""

from desktop.sync.protocol import MOST_COMMANDS, ProblemCode, Push, Verdicts
from desktop.sync.server.answers import Answer, told
from desktop.sync.server.problems import Unserved, unserved
from desktop.sync.server.routes import Route
from desktop.sync.server.sessions import Visit


def push_commands(visit: Visit, data: Push) -> Answer:
    """A verdict for each command, or for the first ones and why the rest has none yet."""
    if len(data.commands) > MOST_COMMANDS:
        raise unserved(ProblemCode.TOO_LARGE)
    verdicts = visit.writer.push(visit.member.staff_id, data)
    if verdicts.problem is not None and not verdicts.verdicts:
        raise Unserved(verdicts.problem)
    outcomes = tuple(str(verdict.outcome) for verdict in verdicts.verdicts)
    return told(verdicts, packed=visit.packed, outcomes=outcomes)


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
)
