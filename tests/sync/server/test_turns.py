"""Who writes when: the counter row orders all writers of a school, of whatever process."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import OperationalError

from desktop.commands import journal
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.journal import Journal
from desktop.models.school import Team
from desktop.sync.protocol import Envelope, Outcome, Push
from desktop.sync.server.executing import SchoolWriter
from desktop.sync.server.said import read
from desktop.sync.server.turns import Sender, take_turn
from tests.sync.server.central_school import CentralSchool
from tests.sync.server.strange_commands import AddTeam, Lose


def wait_for_a_waiter(engine: Engine) -> None:
    """Until somebody in this database waits for a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with engine.connect() as connection:
        while not connection.execute(waiting).scalar_one():
            connection.rollback()


def pushes(school: CentralSchool, names: list[str], each: int) -> list[tuple[str, Push]]:
    """Pushes with accepted and refused commands by turns."""
    made = []
    for name in names:
        envelopes: list[Envelope] = []
        for n in range(each):
            good, bad = AddTeam(name=f"{name} {n}"), school.marks({0: 8}, column=9)
            envelopes.append(school.envelope(name, bad if n % 2 else good))
        made.append((name, Push(school.epoch, school.file(name).device, tuple(envelopes))))
    return made


def test_after_a_refusal_the_counter_is_still_held(school: CentralSchool) -> None:
    """sync.md 11: a lock taken in a savepoint goes with it, and two writers get one seq."""
    refused = school.envelope("binh", school.marks({0: 80}))
    waiting = school.envelope("ha", school.marks({0: 80}))
    with ThreadPoolExecutor(1) as thread:
        with school.begin() as connection:
            turn = take_turn(connection, school.clock)
            verdict = turn.carry_out(read(refused), Sender(school.people["binh"], UUID(int=1)))
            assert verdict.outcome is Outcome.REFUSED
            coming = thread.submit(school.new_writer().push, school.people["ha"], Push(
                school.epoch, school.file("ha").device, (waiting,)
            ))  # fmt: skip
            wait_for_a_waiter(school.engine)
            assert not coming.done()
            turn.end()
        (after,) = coming.result().verdicts
    assert after.seq == verdict.seq + 1
    rows = school.scalars(select(Journal).order_by(Journal.number))
    assert [row.seq for row in rows[-2:]] == [verdict.seq, after.seq]
    assert list(journal.broken_links(rows)) == []


def test_writers_of_several_processes_give_each_command_its_own_seq(
    school: CentralSchool,
) -> None:
    before = school.counter()
    made = pushes(school, ["ha", "binh", "cn", "vp", "hieutruong", "admin"], each=12)
    answers = school.at_once(made, [school.new_writer() for _ in range(3)])
    verdicts = [v for answer in answers for v in answer.verdicts]
    assert {answer.problem for answer in answers} == {None}
    assert sorted(v.seq for v in verdicts) == list(range(before.seq + 1, before.seq + 73))
    rows = school.scalars(select(Journal).order_by(Journal.number))
    assert [row.number for row in rows] == list(range(1, before.number + 73))
    assert {row.id: row.seq for row in rows[-72:]} == {v.id: v.seq for v in verdicts}
    assert list(journal.broken_links(rows)) == []
    assert len(school.scalars(select(Team))) == 36


def test_those_who_wait_share_one_transaction(school: CentralSchool) -> None:
    """What waits while somebody else writes is carried out together, and each gets its answer."""
    told: list[int] = []
    school.writer = SchoolWriter(
        school.engine, school.schema, school.clock, lambda _, rows: told.append(len(rows))
    )
    made = pushes(school, ["ha", "binh", "cn", "vp", "hieutruong"], each=1)
    with ThreadPoolExecutor(len(made)) as threads:
        with school.begin() as connection:
            take_turn(connection, school.clock)
            coming = [
                threads.submit(school.writer.push, school.people[name], push) for name, push in made
            ]
            wait_for_a_waiter(school.engine)
            while len(school.writer._row) < len(made) - 1:  # the first leads, and waits itself
                assert not any(answer.done() for answer in coming)
        answers = [answer.result() for answer in coming]
    assert [a.verdicts[0].id for a in answers] == [push.commands[0].id for _, push in made]
    assert sum(told) == len(made)
    assert len(told) <= 2


def test_a_long_push_keeps_nobody_waiting_until_its_end(
    school: CentralSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.sync.server.pushes.MOST_AT_ONCE", 5)
    (long,) = pushes(school, ["ha"], each=60)
    (short,) = pushes(school, ["binh"], each=1)
    begun = Event()
    told: list[UUID] = []

    def committed(_: UUID, rows: Sequence[Journal]) -> None:
        told.extend(row.by for row in rows)
        begun.set()
        if len(told) == 5:  # hold the first part until the short push is in the row
            while not school.writer._row:
                pass

    school.writer = SchoolWriter(school.engine, school.schema, school.clock, committed)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(school.writer.push, school.people["ha"], long[1])
        assert begun.wait(30)
        second = threads.submit(school.writer.push, school.people["binh"], short[1])
        assert second.result().problem is None
        assert first.result().problem is None
    place = told.index(school.people["binh"])
    assert place <= 10
    assert len(told) == 61


def test_when_the_database_goes_all_who_wait_are_told_and_the_next_is_served(
    school: CentralSchool,
) -> None:
    """Nobody is left waiting for a leader who is gone."""
    made = pushes(school, ["ha", "binh", "cn"], each=1)
    lost = Push(
        school.epoch, school.file("vp").device, (school.envelope("vp", Lose()),)
    )  # fmt: skip
    with ThreadPoolExecutor(4) as threads:
        with school.begin() as connection:
            take_turn(connection, school.clock)
            first = threads.submit(school.writer.push, school.people["vp"], lost)
            wait_for_a_waiter(school.engine)
            coming = [
                threads.submit(school.writer.push, school.people[name], push) for name, push in made
            ]
            while len(school.writer._row) < len(made):
                assert not first.done()
        with pytest.raises(OperationalError):
            first.result()
        failures = [answer.exception() for answer in coming]
    assert all(error is None or isinstance(error, OperationalError) for error in failures)
    again = [school.writer.push(school.people[name], push) for name, push in made]
    assert [a.verdicts[0].outcome for a in again] == [Outcome.ACCEPTED] * 3
    assert len(school.scalars(select(Team))) == 3
    assert school.scalars(select(MarkRow)) == []
