"""The journal is the school: replayed into empty tables it gives the same ones (sync.md 16, 25)."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Table, select, text

from desktop.models.central import Central, Counter
from desktop.models.gradebook import EntryConflict
from desktop.models.journal import Journal
from desktop.rules.permissions import ReachKind, Role
from desktop.sync.digests import synced_tables
from desktop.sync.server.chain import journal_rows, verify_chain
from desktop.sync.server.registry import create_school
from desktop.sync.server.replay import follow, replay
from desktop.sync.server.turns import Unlinked
from tests.sync.server.central_school import CentralSchool, assign
from tests.sync.server.strange_commands import AddTeam, PointNowhere, Stumble, TakeAccount

EMPTY = "an_empty_school"


def tables(connection: Connection) -> dict[str, Any]:
    """Everything that follows from the journal, and the journal itself."""
    tombstone: Table = Central.metadata.tables["tombstone"]
    found = {
        table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
        for table in (*synced_tables(), tombstone, Journal.metadata.tables["journal"])
    }
    counter = connection.execute(select(Counter.__table__)).one()._asdict()
    return found | {"counter": counter | {"epoch": None, "safe_seq": None}}


@pytest.fixture
def school(school: CentralSchool) -> CentralSchool:
    """With tables beside it that nobody has written to."""
    create_school(school.engine, EMPTY.replace("_", "-"), "Trường khác", school.at)
    return school


def replayed(school: CentralSchool, after: int = 0) -> dict[str, Any]:
    """The tables after a replay into the empty ones, which are empty again afterwards."""
    with school.begin() as connection:
        rows = list(journal_rows(connection, after))
    with school.in_other(f"truong_{EMPTY}") as connection:
        assert replay(connection, rows) == len(rows)
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        found = tables(connection)
        assert verify_chain(connection).holds
        connection.rollback()
    return found


def own(school: CentralSchool) -> dict[str, Any]:
    with school.begin() as connection:
        return tables(connection)


def test_all_kinds_of_outcome_come_out_the_same(school: CentralSchool) -> None:
    school.do("ha", school.marks({0: 80, 1: 70}))
    school.do("ha", school.marks({0: 85, 1: None}, seen={0: 80, 1: 70}))
    given = {"reach": ReachKind.COURSE, "reach_id": school.ids["toan 6A"]}
    assign(school, "binh", Role.SUBJECT_TEACHER, **given)
    school.say("binh", school.marks({0: 10, 1: 20}))
    school.say("cn", school.marks({0: 10}))
    school.push(
        "ha",
        *(
            school.envelope("ha", command)
            for command in (
                TakeAccount(account="binh"), Stumble(name="x"),
                PointNowhere(course_id=school.ids["toan 6A"]), AddTeam(name="Toán"),
            )
        ),
    )  # fmt: skip
    assert len(school.scalars(select(EntryConflict))) == 1
    assert {row.state for row in school.scalars(select(Journal))} == {
        "accepted", "refused", "failed",
    }  # fmt: skip
    assert replayed(school) == own(school)


def test_a_replay_goes_on_where_a_backup_ends(school: CentralSchool) -> None:
    """The first part at once, as a backup lays it, the rest row by row."""
    with school.begin() as connection:
        first = list(journal_rows(connection))
    school.do("ha", school.marks({0: 80}))
    school.say("binh", school.marks({0: 80}))
    with school.begin() as connection:
        rest = list(journal_rows(connection, after=first[-1].number))
    assert len(rest) == 2
    with school.in_other(f"truong_{EMPTY}") as connection:
        replay(connection, first)
        for row in rest:
            follow(connection, row)
        assert tables(connection) == own(school)


def test_a_row_that_does_not_follow_stops_the_replay(school: CentralSchool) -> None:
    with school.begin() as connection:
        rows = list(journal_rows(connection))
    with pytest.raises(Unlinked), school.in_other(f"truong_{EMPTY}") as connection:
        replay(connection, rows[1:])
    rows[2].at += 1
    with pytest.raises(Unlinked), school.in_other(f"truong_{EMPTY}") as connection:
        replay(connection, rows)


cell = st.tuples(
    st.integers(0, 4), st.sampled_from([1, 2]), st.one_of(st.none(), st.integers(0, 100))
)
marks = st.tuples(st.sampled_from(["ha", "binh"]), st.lists(cell, min_size=1, max_size=3))
team = st.tuples(st.just("team"), st.integers(0, 2), st.sampled_from(["", "6A", "6B"]))
other = st.tuples(st.just("other"), st.sampled_from(["fault", "assign", "nowhere"]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(history=st.lists(st.one_of(marks, marks, team, other), max_size=12))
def test_after_any_history_replay_equals_the_tables(school: CentralSchool, history: list) -> None:
    """The examples go on with one school, so that later ones have a longer past."""
    for step in history:
        _say(school, step)
    assert replayed(school) == own(school)


def _say(school: CentralSchool, step: tuple) -> None:
    if step[0] == "team":
        _, number, place = step
        name = "T" if place else ""
        audience = school.ids[place or "6A"]
        school.say("admin", AddTeam(name=name, audience=audience, team_id=UUID(int=700 + number)))
    elif step == ("other", "assign"):
        given = {"reach": ReachKind.COURSE, "reach_id": school.ids["toan 6A"]}
        assign(school, "binh", Role.SUBJECT_TEACHER, **given)
    elif step[0] == "other":
        nowhere = PointNowhere(course_id=school.ids["toan 6A"])
        school.say("ha", nowhere if step[1] == "nowhere" else Stumble(name="x"))
    else:
        name, cells = step
        values = {pupil: tenths for pupil, _, tenths in cells}
        school.say(name, school.marks(values, seen=dict.fromkeys(values, 50), column=cells[0][1]))
