"""A file that has a server: commands wait, verdicts come, the server's rows go underneath."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.gradebook import Mark as MarkRow
from desktop.models.journal import Image, Journal
from desktop.rules.permissions import Person
from desktop.store.joined import create_joined_file
from desktop.store.keys import NewAccount
from desktop.store.pulled import Decided
from desktop.store.school import School, open_school
from tests.store.central_rows import Central, central_of, new_link
from tests.store.conftest import CHEAP, PASSWORD, START, Clock, Founded


@pytest.fixture
def central(hoa_sen: Founded) -> Central:
    return central_of(hoa_sen)


@pytest.fixture
def connected(hoa_sen: Founded, central: Central, tmp_path: Path, clock: Clock) -> Iterator[School]:
    """Cô Lan's own file, after its first pull."""
    person = NewAccount(hoa_sen.teacher, "lan", "Nguyễn Thị Lan", "", PASSWORD, must_change=False)
    folder = tmp_path / "server" / hoa_sen.teacher.hex
    link = new_link(central, hoa_sen.teacher)
    unlocked = create_joined_file(folder, "THCS Hoa Sen", person, link, START, CHEAP)
    with open_school(folder, unlocked, clock) as school:
        pull(school, central)
        yield school


def pull(school: School, central: Central, *verdicts: Decided) -> None:
    side = school.connected
    assert side is not None
    side.rebase(central.pull(school.unlocked.staff_id, side.asked(), verdicts))


def marks(session: Session, _by: Person) -> dict[UUID, int | None]:
    return {row.student_id: row.tenths for row in session.scalars(select(MarkRow))}


def states(session: Session, _by: Person) -> list[str]:
    return list(session.scalars(select(Journal.state).order_by(Journal.number)))


def images(session: Session, _by: Person) -> int:
    return len(session.scalars(select(Image.number)).all())


def test_the_first_pull_brings_the_teachers_books(connected: School, hoa_sen: Founded):
    assert connected.person.name == "Nguyễn Thị Lan"
    assert connected.connected is not None
    assert hoa_sen.course_id in connected.connected.held
    assert connected.do(hoa_sen.marks(75)).tables == {"mark"}


def test_01_accepted_stays_in_the_replay_until_a_pull_has_brought_it(
    connected: School, hoa_sen: Founded, central: Central
):
    side = connected.connected
    assert side is not None
    done = connected.do(hoa_sen.marks(75))
    (sent,) = side.unsent()
    assert (sent.id, sent.number, sent.kind) == (done.command_id, 1, "enter_marks")
    side.record([Decided(done.command_id, "accepted", central.seq + 1)])
    assert connected.ask(states) == ["accepted"]
    pull(connected, central)
    assert connected.ask(marks) == {hoa_sen.pupils[0]: 75}
    assert connected.ask(states) == ["accepted"]
