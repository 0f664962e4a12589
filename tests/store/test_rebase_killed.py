"""Killed at any moment of a rebase, a file holds all of it or nothing, and every command."""

import random
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.gradebook import EnterMarks
from desktop.commands.journal import command_of
from desktop.models.journal import Journal
from desktop.store.check import check_file
from tests.store.central_rows import central_of
from tests.store.conftest import Clock, Founded
from tests.store.connected_school import Lan, open_lan
from tests.store.rebasing import TEAMS, rebase_until_killed
from tests.store.test_durability import live_and_die

KILLS = 40
SEED = 20261122


def entered(session: Session) -> list[tuple[str, UUID, int | None]]:
    """State, pupil and tenths of each command, in order."""
    found = []
    for row in session.scalars(select(Journal).order_by(Journal.number)):
        command = command_of(row)
        assert isinstance(command, EnterMarks)
        (cell,) = command.cells
        found.append((row.state, cell.student_id, cell.mark.tenths if cell.mark else None))
    return found


def stands_as_it_should(lan: Lan) -> None:
    """Teams of the last whole pull; marks of all commands; below them those of the done ones."""
    commands = lan.school.read(entered)
    assert {state for state, *_ in commands} <= {"done", "pending"}
    cursor = lan.side.link.cursor
    teams = [row["name"] for row in lan.rows("team").values()]
    assert teams in ([], [str(cursor)] * TEAMS)
    place = lan.founded.pupils.index
    assert lan.marks() == {place(pupil): tenths for _, pupil, tenths in commands}
    done = {pupil.bytes: tenths for state, pupil, tenths in commands if state == "done"}
    bare = lan.school.write_short(lan._bare_rows)["mark"]
    assert {row["student_id"]: row["tenths"] for row in bare.values()} == done


@pytest.mark.slow
def test_a_rebase_that_is_killed_leaves_all_of_it_or_nothing(
    hoa_sen: Founded, tmp_path: Path, clock: Clock
):
    chance = random.Random(SEED)  # noqa: S311 - moments, not secrets
    lan = open_lan(hoa_sen, central_of(hoa_sen), tmp_path, clock)
    lan.school.close()
    folder, unlocked = lan.school.folder, lan.school.unlocked
    arguments = (str(folder), unlocked, hoa_sen.course_id, hoa_sen.pupils)
    pulls = 0
    for kill in range(1, KILLS + 1):
        pulls += len(live_and_die(rebase_until_killed, arguments, chance))
        if kill % 10 == 0:
            assert check_file(folder, unlocked.file_key).whole, SEED
            with lan.reopened(clock) as again:
                stands_as_it_should(again)
    assert pulls > KILLS // 2, SEED  # else it died before it wrote, and nothing was tried
