"""A file and a real server come to agree, whatever happens on the line between them."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.gradebook import Mark as MarkRow
from desktop.models.journal import Journal
from desktop.rules.permissions import Person
from tests.sync.online import Online, online_school


@pytest.fixture
def online(server_folder: Path, tmp_path: Path) -> Iterator[Online]:
    with online_school(server_folder, tmp_path) as school:
        yield school


def tenths(session: Session, _by: Person) -> dict[UUID, int | None]:
    return {row.student_id: row.tenths for row in session.scalars(select(MarkRow))}


def states(session: Session, _by: Person) -> list[str]:
    return list(session.scalars(select(Journal.state).order_by(Journal.number)))


def test_what_one_enters_the_other_sees(online: Online):
    ha, boss = online.join("ha"), online.join("hieutruong")
    ha.school.do(online.central.marks({0: 80, 1: 75}))
    assert ha.school.ask(states) == ["pending"]
    report = ha.sync()
    assert (report.sent, report.turned_down, report.left) == (1, [], 0)
    assert ha.school.ask(states) == ["done"]
    boss.sync()
    assert boss.school.ask(tenths) == ha.school.ask(tenths)
    assert list(boss.school.ask(tenths).values()) == [80, 75]
