"""What was acknowledged is on the disk, whenever the process is killed."""

import multiprocessing
import random
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.gradebook import EnterMarks
from desktop.commands.journal import command_of
from desktop.models.journal import Journal
from desktop.rules.marks import Mark
from desktop.rules.permissions import Person
from desktop.store import keys
from desktop.store.check import check_file
from desktop.store.keys import Unlocked
from desktop.store.school import open_school
from desktop.store.trouble import WrongPassword
from tests.store.conftest import PASSWORD, START, Founded
from tests.store.entering import change, enter, standing

KILLS = 200
SEED = 20261121
LONGEST_LIFE = 0.12  # seconds; opening takes about 0.03
Said = tuple[UUID, int, int]


def context() -> Any:
    """Processes that are cheap to start: forked from one that has imported everything."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    forkserver = multiprocessing.get_context("forkserver")
    forkserver.set_forkserver_preload(["tests.store.entering", "tests.store.rebasing"])
    return forkserver


def live_and_die(work: Callable[..., None], arguments: Any, chance: random.Random) -> list[Any]:
    """One child, killed after a random while from its start or from its first word."""
    hears, says = context().Pipe(duplex=False)
    child = context().Process(target=work, args=(says, *arguments))
    child.start()
    says.close()
    said: list[Any] = []
    if chance.random() < 0.7 and hears.poll(30):
        said.append(hears.recv())
    end = time.monotonic() + chance.random() * LONGEST_LIFE
    while (left := end - time.monotonic()) > 0 and hears.poll(left):
        said.append(hears.recv())
    child.kill()
    child.join()
    said += rest(hears)
    child.close()
    return said


def rest(hears: multiprocessing.connection.Connection) -> list[Any]:
    """What the child had said and nobody had heard yet; a word cut off was not said."""
    said = []
    try:
        while True:
            said.append(hears.recv())
    except EOFError:
        hears.close()
    return said


def journal_of(session: Session, _by: Person) -> dict[UUID, EnterMarks]:
    rows = session.scalars(
        select(Journal).where(Journal.kind == "enter_marks").order_by(Journal.number)
    )
    commands = {row.id: command_of(row) for row in rows}
    return {key: value for key, value in commands.items() if isinstance(value, EnterMarks)}


@pytest.mark.slow
def test_every_acknowledged_mark_survives_two_hundred_kills(hoa_sen: Founded, lan: Unlocked):
    chance = random.Random(SEED)  # noqa: S311 - moments, not secrets
    key = hoa_sen.unlocked.file_key
    said: list[Said] = []
    arguments = (str(hoa_sen.folder), lan, hoa_sen.course_id, hoa_sen.pupils)
    for kill in range(1, KILLS + 1):
        said += live_and_die(enter, arguments, chance)
        if kill % 20 == 0:
            assert check_file(hoa_sen.folder, key).sentences[0].startswith("Sổ nguyên vẹn")
    assert len(said) > 2 * KILLS, SEED  # else it died before it wrote, and nothing was tried
    with open_school(hoa_sen.folder, lan) as school:
        journal = school.ask(journal_of)
        stands = dict(school.ask(standing, hoa_sen.course_id))
    for command_id, place, tenths in said:
        (cell,) = journal[command_id].cells
        assert (cell.student_id, cell.mark) == (hoa_sen.pupils[place], Mark(tenths=tenths))
    replayed = {c.student_id: c.mark for command in journal.values() for c in command.cells}
    assert {pupil: Mark(tenths=value) for pupil, value in stands.items()} == replayed


@pytest.mark.slow
def test_a_password_change_that_is_killed_leaves_the_old_or_the_new_one(hoa_sen: Founded):
    chance = random.Random(SEED)  # noqa: S311 - moments, not secrets
    holds, other = PASSWORD, "trang vở ô li"
    changes = 0
    for _ in range(40):
        said = live_and_die(change, (str(hoa_sen.folder), "lan", (holds, other)), chance)
        changes += len(said)
        now = said[-1] if said else holds
        holds = next(each for each in (now, *{holds, other} - {now}) if opens(hoa_sen, each))
        other = ({PASSWORD, "trang vở ô li"} - {holds}).pop()
        assert len(keys.people(hoa_sen.folder)) == 2
    assert changes > 40, SEED


def opens(school: Founded, password: str) -> bool:
    try:
        unlocked = keys.unlock(school.folder, "lan", password, START)
    except WrongPassword:  # killed between the change and the word about it
        return False
    return unlocked.file_key == school.unlocked.file_key
