"""What leaves an audience leaves a tombstone there; what comes back takes it away (sync.md 6)."""

from datetime import date
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from desktop.commands.school import DayOff, GiveDayOff
from desktop.models.central import Tombstone
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.school import Holiday, Team
from desktop.rules.permissions import SCHOOL_AUDIENCE
from desktop.sync.protocol import Envelope, Outcome
from desktop.sync.server.tombstones import key_text
from tests.sync.server.central_school import CentralSchool
from tests.sync.server.strange_commands import AddTeam, Stumble, TakeAccount

A, B = UUID(int=101), UUID(int=102)
TEAM = UUID(int=500)


def graves(school: CentralSchool) -> dict[tuple[UUID, str, str], int]:
    found = school.scalars(select(Tombstone))
    return {(g.audience, g.table_name, g.row_key): g.seq for g in found}


def test_a_deleted_row_leaves_one_and_its_return_takes_it_away(school: CentralSchool) -> None:
    school.do("ha", school.marks({0: 80}))
    assert graves(school) == {}
    cleared = school.say("ha", school.marks({0: None}, seen={0: 80}))
    course = school.ids["toan 6A"]
    key = key_text((course, 1, 1, school.pupils[0]))
    assert msgspec.json.decode(key) == [course.hex, 1, 1, school.pupils[0].hex]
    assert graves(school) == {(course, "mark", key): cleared.seq}
    school.do("ha", school.marks({0: 85}))
    assert graves(school) == {}
    again = school.say("ha", school.marks({0: None}, seen={0: 85}))
    assert graves(school) == {(course, "mark", key): again.seq}


def test_within_one_push_the_last_state_counts(school: CentralSchool) -> None:
    commands = [
        AddTeam(name="Toán", team_id=TEAM), AddTeam(team_id=TEAM),
        AddTeam(name="Toán", team_id=TEAM), AddTeam(name="Toán", team_id=TEAM, audience=A),
        AddTeam(name="Toán", team_id=TEAM, audience=B),
    ]  # fmt: skip
    answer = school.push("admin", *(school.envelope("admin", c) for c in commands))
    seqs = [v.seq for v in answer.verdicts]
    key = key_text((TEAM,))
    assert graves(school) == {(SCHOOL_AUDIENCE, "team", key): seqs[3], (A, "team", key): seqs[4]}


def test_a_row_that_changes_its_audience_leaves_a_tombstone_where_it_was(
    school: CentralSchool,
) -> None:
    school.do("admin", AddTeam(name="Toán", team_id=TEAM, audience=A))
    moved = school.say("admin", AddTeam(name="Toán", team_id=TEAM, audience=B))
    assert graves(school) == {(A, "team", key_text((TEAM,))): moved.seq}
    (row,) = school.scalars(select(Team))
    assert (row.audience, row.seq) == (B, moved.seq)
    back = school.say("admin", AddTeam(name="Toán", team_id=TEAM, audience=A))
    assert graves(school) == {(B, "team", key_text((TEAM,))): back.seq}


def test_a_row_that_is_deleted_and_made_again_in_one_command_leaves_none(
    school: CentralSchool,
) -> None:
    day = date(2026, 11, 20)
    given = GiveDayOff(day=day, given=DayOff(day, "Ngày Nhà giáo"))
    school.do("admin", given)
    changed = school.say("admin", GiveDayOff(day=day, given=DayOff(day, "Lễ", given=True)))
    assert graves(school) == {}
    (row,) = school.scalars(select(Holiday))
    assert (row.reason, row.seq) == ("Lễ", changed.seq)
    gone = school.say("admin", GiveDayOff(day=day))
    assert graves(school) == {(SCHOOL_AUDIENCE, "holiday", '["2026-11-20"]'): gone.seq}


@pytest.mark.parametrize("bad", [Stumble(name="x"), TakeAccount(account="ha")])
def test_what_came_to_nothing_leaves_none(
    school: CentralSchool, bad: Stumble | TakeAccount
) -> None:
    assert school.say("ha", bad).outcome is Outcome.FAILED
    assert graves(school) == {}


def test_a_column_of_marks_is_cleared_with_one_statement_each_way(school: CentralSchool) -> None:
    everybody = range(len(school.pupils))
    school.do("ha", school.marks(dict.fromkeys(everybody, 70)))
    cleared = school.say(
        "ha", school.marks(dict.fromkeys(everybody), seen=dict.fromkeys(everybody, 70))
    )
    assert set(graves(school).values()) == {cleared.seq}
    assert len(graves(school)) == len(school.pupils)
    school.do("ha", school.marks(dict.fromkeys(everybody, 60)))
    assert graves(school) == {}
    assert {row.tenths for row in school.scalars(select(MarkRow))} == {60}


steps = st.lists(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["A", "B", "gone"])), max_size=3),
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(history=steps)
def test_after_any_history_tombstones_are_where_a_row_was_and_is_not(
    school: CentralSchool, history: list[list[tuple[int, str]]]
) -> None:
    """Each push is one turn; the model follows the commands one by one."""
    with school.begin() as connection:
        connection.execute(delete(Team))
        connection.execute(delete(Tombstone))
    where: dict[int, UUID | None] = {}
    wanted: dict[tuple[UUID, str, str], int] = {}
    for push in history:
        moves = []
        for team, place in push:
            before, after = where.get(team), {"A": A, "B": B, "gone": None}[place]
            if before is not None or after is not None:
                moves.append((UUID(int=600 + team), before, after))
                where[team] = after
        said = [_move(school, own, after) for own, _, after in moves]
        seqs = [verdict.seq for verdict in school.push("admin", *said).verdicts]
        for seq, (own, before, after) in zip(seqs, moves, strict=True):
            if before is not None and before != after:
                wanted[before, "team", key_text((own,))] = seq
            if after is not None:
                wanted.pop((after, "team", key_text((own,))), None)
    assert graves(school) == wanted


def _move(school: CentralSchool, own: UUID, to: UUID | None) -> Envelope:
    command = AddTeam(team_id=own) if to is None else AddTeam(name="T", audience=to, team_id=own)
    return school.envelope("admin", command)
