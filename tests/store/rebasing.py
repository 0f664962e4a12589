"""A child process that enters marks and puts rows underneath, again and again, until killed."""

from dataclasses import replace
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.journal import command_of
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.journal import Journal
from desktop.rules.marks import Mark
from desktop.rules.permissions import SCHOOL_AUDIENCE
from desktop.rules.terms import Term
from desktop.store.keys import Unlocked
from desktop.store.pulled import Decided, Pulled, RowBatch
from desktop.store.school import School, open_school
from tests.store.conftest import DAY, START, Clock

TEAMS = 200


def rebase_until_killed(
    said: Connection, folder: str, unlocked: Unlocked, course_id: UUID, pupils: tuple[UUID, ...]
) -> None:
    """Each pull rewrites all teams with its number, and accepts the three oldest commands."""
    school = open_school(Path(folder), unlocked, Clock(START + DAY))
    school._writer._pause = 0.0
    side = school.connected
    assert side is not None
    stands = school.read(_stands)
    for step in count(side.link.cursor):
        pupil = pupils[step % len(pupils)]
        old, new = stands.get(pupil), step % 101
        cell = MarkCell(
            pupil, 1, mark=Mark(tenths=new), seen=None if old is None else Mark(tenths=old)
        )
        school.do(EnterMarks(course_id=course_id, term=Term.I, cells=(cell,)))
        stands[pupil] = new
        if step % 3 == 2:
            side.rebase(_next_pull(school))
            said.send(side.link.cursor)


def _stands(session: Session) -> dict[UUID, int | None]:
    return {row.student_id: row.tenths for row in session.scalars(select(MarkRow))}


def _next_pull(school: School) -> Pulled:
    side = school.connected
    assert side is not None
    asked = side.asked()
    seq = asked.cursor + 1
    rows = [(n.to_bytes(16, "big"), str(seq), SCHOOL_AUDIENCE.bytes, seq) for n in range(TEAMS)]
    batches = [RowBatch("team", ("id", "name", "audience", "seq"), rows)]
    waiting = side.unsent(3)  # what was entered since the last one, or a little more
    batches += [school.read(_rows_of_command, one.id, seq) for one in waiting]
    return Pulled(
        asked=replace(asked, check_all=False),
        ceiling=seq,
        batches=lambda: batches,
        rows=TEAMS + len(waiting),
        verdicts=tuple(Decided(one.id, "accepted", seq) for one in waiting),
    )


def _rows_of_command(session: Session, command_id: UUID, seq: int) -> RowBatch:
    """The mark that the command entered, as the server would have it."""
    row = session.scalars(select(Journal).where(Journal.id == command_id)).one()
    command = command_of(row)
    assert isinstance(command, EnterMarks)
    values: dict[str, Any] = {
        "course_id": command.course_id.bytes, "term": 1, "col": 1,
        "student_id": command.cells[0].student_id.bytes, "state": "mark",
        "tenths": command.cells[0].mark.tenths if command.cells[0].mark else None, "passed": None,
        "reason": "", "due": None, "brought_in": 0, "entered_by": row.by.bytes,
        "entered_at": row.at, "audience": command.course_id.bytes, "seq": seq,
    }  # fmt: skip
    return RowBatch("mark", tuple(values), [tuple(values.values())])
