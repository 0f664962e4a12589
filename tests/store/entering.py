"""A child process that enters marks as fast as it can, and says after each that it is done."""

from collections.abc import Mapping
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.models.gradebook import Mark as MarkRow
from desktop.rules.marks import Mark
from desktop.rules.permissions import Person
from desktop.rules.terms import Term
from desktop.store.keys import Unlocked, change_password
from desktop.store.school import open_school
from tests.store.conftest import CHEAP, START


def standing(session: Session, _by: Person, course_id: UUID) -> Mapping[UUID, int | None]:
    """Tenths by pupil in the first column of a course."""
    rows = session.execute(
        select(MarkRow.student_id, MarkRow.tenths).where(
            MarkRow.course_id == course_id, MarkRow.column == 1
        )
    )
    return {row.student_id: row.tenths for row in rows}


def enter(
    said: Connection, folder: str, unlocked: Unlocked, course_id: UUID, pupils: tuple[UUID, ...]
) -> None:
    """Enter marks until killed; each is said (pupil's place, tenths) only when it is durable."""
    school = open_school(Path(folder), unlocked)
    seen = dict(school.ask(standing, course_id))
    for step in count(sum(value or 0 for value in seen.values())):
        place = step % len(pupils)
        old = seen.get(pupils[place])
        new = ((old or 0) + 1) % 101
        cell = MarkCell(
            pupils[place], 1, mark=Mark(tenths=new), seen=None if old is None else Mark(tenths=old)
        )
        done = school.do(EnterMarks(course_id=course_id, term=Term.I, cells=(cell,)))
        seen[pupils[place]] = new
        said.send((done.command_id, place, new))


def change(said: Connection, folder: str, account: str, passwords: tuple[str, str]) -> None:
    """Change a password to and fro until killed, saying after each which one holds."""
    now, then = passwords
    while True:
        change_password(Path(folder), account, now, then, START, CHEAP)
        now, then = then, now
        said.send(now)
