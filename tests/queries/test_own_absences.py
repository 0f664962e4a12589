"""What a month is told of its reader's own entries that the server does not have, or not take."""

from datetime import date
from uuid import UUID

import msgspec
import pytest

from desktop.commands.class_parts import SetClassParts
from desktop.commands.command import Code, Command, Detail
from desktop.commands.refusals import Choice, StoredRefusal
from desktop.queries.own_absences import OwnAbsences, own_absences
from desktop.queries.own_entries import OwnState
from desktop.ui.roll.month_entries import OwnCells
from tests.queries.conftest import statements
from tests.queries.test_outbox import note, say
from tests.rolls import AM, MONDAY, PM, TODAY, cell, class_id, confirm, enter, roll
from tests.rolls import alter as altered
from tests.school_builder import BuiltSchool


@pytest.fixture
def october(school: BuiltSchool) -> BuiltSchool:
    return school.on(TODAY)


def own(school: BuiltSchool, of: str = "6A", by: str = "cn6a", month: int = 10) -> OwnAbsences:
    school.session.expunge_all()
    return own_absences(school.session, school.person(by), class_id(school, of), 2026, month)


def turn_down(school: BuiltSchool, command: Command, *nths: tuple[int, Code]) -> UUID:
    """The server's answer names these pupils' cells."""
    command_id = say(school, command, "cn6a")
    detail = tuple(
        Detail(code, f"câu {code}", student_id=school.pupil(nth), day=MONDAY, part=int(AM))
        for nth, code in nths
    )
    told = StoredRefusal(detail[0].code, "Chưa ghi được.", detail)
    note(school, command_id, state="refused", refusal=msgspec.json.encode(told).decode())
    return command_id


def test_each_cell_says_how_far_it_has_come(october: BuiltSchool):
    say(october, enter(october, cell(october, 0, "P"), cell(october, 0, None, part=PM)), "cn6a")
    say(october, roll(october, {1: "K"}), "cn6a")
    entry = enter(october, cell(october, 2, "M"), cell(october, 3, "K"))
    turn_down(october, entry, (2, Code.CONFLICT))
    kept = turn_down(october, enter(october, cell(october, 4, "P")), (4, Code.LOCKED))
    note(october, kept, settled=Choice.KEPT.value)
    found = own(october)
    states = {at: found[october.pupil(at), MONDAY, AM].state for at in range(5)}
    assert states == {
        0: OwnState.WAITING, 1: OwnState.WAITING, 2: OwnState.CONFLICT, 3: OwnState.REFUSED,
        4: OwnState.DRAFT,
    }  # fmt: skip
    assert found[october.pupil(2), MONDAY, AM].sentence == "câu conflict"
    assert found[october.pupil(1), MONDAY, AM].words == "K"
    assert found[october.pupil(0), MONDAY, PM].words == ""


def test_a_change_of_a_confirmed_month_waits_too(october: BuiltSchool):
    confirm(october)
    say(october, altered(october, cell(october, 0, "P")), "cn6a")
    assert [entry.words for entry in own(october).values()] == ["P"]


def test_other_classes_months_and_people_are_not_there(october: BuiltSchool):
    say(october, enter(october, cell(october, 0, "P")), "cn6a")
    assert own(october, "6B") == {}
    assert own(october, month=9) == {}
    assert own(october, by="vanphong") == {}
    me, mine = october.person("cn6a"), class_id(october)
    with statements(october.session) as asked:
        assert len(own_absences(october.session, me, mine, 2026, 10)) == 1
    assert len(asked) == 1


def test_of_the_sessions_of_a_day_the_gravest_is_shown(october: BuiltSchool):
    week = ((AM, PM), *[(AM,)] * 4, (), ())
    plan = SetClassParts(class_id=class_id(october), from_day=date(2026, 9, 1), week=week)
    october.do(plan, "cn6a")
    say(october, enter(october, cell(october, 0, "P", part=PM)), "cn6a")
    turn_down(october, enter(october, cell(october, 0, "K")), (0, Code.CONFLICT))
    entries = OwnCells(own(october), connected=True)
    who = october.pupil(0)
    shown = entries.at(who, MONDAY, (AM, PM))
    assert shown is not None
    assert shown.state is OwnState.CONFLICT
    assert entries.after((who, MONDAY, AM)) is None
    waits = entries.after((who, MONDAY, PM))
    assert waits is not None
    assert waits.words == "P"
    assert entries.at(who, date(2026, 10, 6), (AM, PM)) is None
