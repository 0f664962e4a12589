"""A push is carried out by the server's rows, rights and clock, each command on its own."""

import logging
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.exc import InternalError, OperationalError

from desktop.commands import journal
from desktop.commands.books import derived_id
from desktop.commands.command import Code, Command, Refused
from desktop.commands.gradebook import EnterMarks
from desktop.commands.school import FoundSchool
from desktop.commands.staff import EndRole
from desktop.logs import NoNames
from desktop.models.gradebook import EntryConflict, MarkRevision
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.journal import Journal
from desktop.models.school import Team
from desktop.rules.permissions import ReachKind, Role
from desktop.rules.terms import Term
from desktop.sync.protocol import Outcome, ProblemCode
from desktop.sync.server.executing import SchoolWriter, execute_as_server
from tests.sync.server.central_school import SECOND, CentralSchool, assign
from tests.sync.server.strange_commands import (
    AddTeam,
    Lose,
    Overflow,
    PointNowhere,
    Renamed,
    Stumble,
    TakeAccount,
)


def rows(school: CentralSchool) -> list[Journal]:
    return school.scalars(select(Journal).order_by(Journal.number))


def mark_tenths(school: CentralSchool) -> dict[UUID, int]:
    return {row.student_id: row.tenths for row in school.scalars(select(MarkRow))}


def test_an_entry_is_in_the_books_and_in_the_journal_under_the_authors_name(
    school: CentralSchool,
) -> None:
    before = school.counter()
    command = school.marks({0: 80, 1: 65})
    verdict = school.say("ha", command)
    assert (verdict.outcome, verdict.seq) == (Outcome.ACCEPTED, before.seq + 1)
    assert mark_tenths(school) == {school.pupils[0]: 80, school.pupils[1]: 65}
    (row,) = school.scalars(select(MarkRow).where(MarkRow.student_id == school.pupils[0]))
    assert (row.seq, row.entered_by, row.entered_at) == (
        verdict.seq, school.people["ha"], school.at,
    )  # fmt: skip
    last = rows(school)[-1]
    assert (last.id, last.by, last.state, last.seq) == (
        verdict.id, school.people["ha"], "accepted", verdict.seq,
    )  # fmt: skip
    assert (last.device, last.device_number) == (school.file("ha").device, 1)
    assert journal.command_of(last) == command
    assert list(journal.broken_links(rows(school))) == []
    after = school.counter()
    assert (after.seq, after.number, after.chain) == (verdict.seq, last.number, last.chain)


def test_a_refused_one_gets_a_seq_and_a_journal_row_and_changes_nothing(
    school: CentralSchool,
) -> None:
    """sync.md 11; peers.md (c): never refused with success and dropped."""
    before = school.counter()
    verdict = school.say("binh", school.marks({0: 80}))
    assert (verdict.outcome, verdict.code) == (Outcome.REFUSED, Code.NOT_PERMITTED)
    assert verdict.message
    assert verdict.seq == before.seq + 1
    assert mark_tenths(school) == {}
    last = rows(school)[-1]
    assert (last.state, last.seq, last.by) == ("refused", verdict.seq, school.people["binh"])
    assert journal.command_of(last) == school.marks({0: 80})
    assert list(journal.broken_links(rows(school))) == []


def test_the_same_command_again_gets_the_same_verdict_and_has_no_second_effect(
    school: CentralSchool,
) -> None:
    good = school.envelope("ha", school.marks({0: 80}))
    bad = school.envelope("ha", school.marks({0: 8}, column=9))
    first = school.push("ha", good, bad)
    count = len(rows(school))
    again = school.push("ha", good, bad)
    assert again == first
    assert [v.outcome for v in again.verdicts] == [Outcome.ACCEPTED, Outcome.REFUSED]
    assert again.verdicts[1].detail[0].code is Code.INVALID
    assert len(rows(school)) == count
    assert school.scalars(select(MarkRevision)) == []


def test_a_command_that_stands_twice_in_one_push_counts_once(school: CentralSchool) -> None:
    one = school.envelope("ha", school.marks({0: 80}))
    answer = school.push("ha", one, one)
    assert answer.problem is None
    assert answer.verdicts[0] == answer.verdicts[1]
    assert [row.id for row in rows(school)].count(one.id) == 1


@pytest.mark.parametrize("other", ["payload", "undoes", "person"])
def test_an_id_that_was_used_for_another_command_is_refused_loudly(
    school: CentralSchool, other: str, caplog: pytest.LogCaptureFixture
) -> None:
    """sync.md 14; peers.md (c): another body under the same id."""
    first = school.envelope("ha", school.marks({0: 80}))
    school.push("ha", first)
    count = len(rows(school))
    changed = {
        "payload": msgspec.Raw(msgspec.json.encode(school.marks({0: 90}))),
        "undoes": UUID(int=7),
    }
    who, field = ("binh", {}) if other == "person" else ("ha", {other: changed[other]})
    second = msgspec.structs.replace(first, number=school.file(who).number + 1, **field)
    with caplog.at_level(logging.ERROR):
        answer = school.push(who, second)
    assert [(v.id, v.outcome) for v in answer.verdicts] == [(first.id, Outcome.ID_REUSED)]
    assert answer.verdicts[0].message
    assert len(caplog.records) == 1
    assert len(rows(school)) == count
    assert mark_tenths(school) == {school.pupils[0]: 80}
    school.file(who).number = second.number
    assert school.say(who, school.marks({1: 50})).outcome is not Outcome.ID_REUSED


def test_what_a_client_says_of_time_and_author_is_kept_but_not_believed(
    school: CentralSchool,
) -> None:
    forged = msgspec.structs.replace(
        school.envelope("ha", school.marks({0: 80})), at=school.at + 40 * 365 * 86_400 * SECOND
    )
    school.push("ha", forged)
    last = rows(school)[-1]
    assert (last.at, last.said_at, last.by) == (school.at, forged.at, school.people["ha"])
    (row,) = school.scalars(select(MarkRow))
    assert row.entered_at == school.at


@pytest.mark.parametrize("at", [-(10**30), 10**30])
def test_an_impossible_clock_costs_nothing(school: CentralSchool, at: int) -> None:
    odd = msgspec.structs.replace(school.envelope("ha", school.marks({0: 80})), at=at)
    assert [v.outcome for v in school.push("ha", odd).verdicts] == [Outcome.ACCEPTED]


def test_the_servers_instants_never_go_back(school: CentralSchool) -> None:
    school.do("ha", school.marks({0: 80}))
    school.at -= 2 * 86_400 * SECOND
    school.do("ha", school.marks({1: 70}))
    school.do("ha", school.marks({2: 60}))
    instants = [row.at for row in rows(school)]
    assert instants == sorted(set(instants))


def test_rights_are_those_of_the_servers_rows_at_that_moment(school: CentralSchool) -> None:
    """A right that is given or taken in one push holds for what comes after it, nothing before."""
    role = {"reach": ReachKind.COURSE, "reach_id": school.ids["toan 6A"]}
    assert school.say("binh", school.marks({0: 80})).code is Code.NOT_PERMITTED
    given = assign(school, "binh", Role.SUBJECT_TEACHER, **role)
    assert school.say("binh", school.marks({0: 80})).outcome is Outcome.ACCEPTED
    end = EndRole(assignment_id=derived_id(given, "assignment"), to_day=date(2026, 9, 30))
    school.do("admin", end)
    assert school.say("binh", school.marks({1: 80})).code is Code.NOT_PERMITTED


def test_a_person_who_is_not_on_the_list_can_do_nothing(school: CentralSchool) -> None:
    school.people["nobody"] = UUID(int=99)
    assert school.say("nobody", school.marks({0: 80})).code is Code.NOT_PERMITTED


def test_a_payload_that_cannot_be_read_is_refused_and_the_next_goes_on(
    school: CentralSchool,
) -> None:
    """sync.md 13: one by one; peers.md (c): one poison form blocks all others."""
    bad = [
        b'{"kind":"enter_marks"}', b'{"kind":"lock_books"}', b"[]", b"7", b'"\\ud800"',
        b'{"kind":"enter_marks","course_id":5}', b"[" * 5_000 + b"]" * 5_000,
        msgspec.json.encode(school.marks({0: 80})).replace(b"enter_marks", b"enter\\u0000marks"),
    ]  # fmt: skip
    envelopes = [
        msgspec.structs.replace(
            school.envelope("ha", school.marks({0: 80})), payload=msgspec.Raw(payload)
        )
        for payload in bad
    ]
    old = [
        msgspec.structs.replace(school.envelope("ha", school.marks({0: 80})), schema=schema)
        for schema in (0, -(10**30))
    ]
    envelopes += old
    good = school.envelope("ha", school.marks({0: 70}))
    answer = school.push("ha", *envelopes, good)
    assert answer.problem is None
    refused = answer.verdicts[:-1]
    assert {(v.outcome, v.code) for v in refused} == {(Outcome.REFUSED, Code.INVALID)}
    assert [v.id for v in refused] == [e.id for e in envelopes]
    assert answer.verdicts[-1].outcome is Outcome.ACCEPTED
    assert list(journal.broken_links(rows(school))) == []
    assert school.push("ha", *envelopes, good) == answer


@pytest.mark.parametrize(
    "newer",
    [
        {"kind": "command_of_tomorrow"}, {"schema": 99}, {"schema": 10**30},
        {"kind": "x" * 5_000, "schema": 0}, {"kind": "a\x00b"},
    ],
)  # fmt: skip
def test_a_newer_kind_or_schema_waits_for_a_newer_server(
    school: CentralSchool, newer: dict[str, object]
) -> None:
    first = school.envelope("ha", school.marks({0: 80}))
    second = msgspec.structs.replace(school.envelope("ha", school.marks({1: 80})), **newer)
    third = school.envelope("ha", school.marks({2: 80}))
    answer = school.push("ha", first, second, third)
    assert [v.id for v in answer.verdicts] == [first.id]
    assert answer.problem is not None
    assert answer.problem.code is ProblemCode.SERVER_TOO_OLD
    assert rows(school)[-1].id == first.id
    updated = msgspec.structs.replace(second, kind="enter_marks", schema=1)
    after = school.push("ha", first, updated, third)
    assert after.problem is None
    assert [v.outcome for v in after.verdicts] == [Outcome.ACCEPTED] * 3


def test_an_older_schema_is_upgraded_when_it_is_carried_out(school: CentralSchool) -> None:
    new = school.envelope("ha", Renamed(name="Tổ mới"))
    payload = msgspec.Raw(b'{"kind":"renamed_team_for_test","title":"T\xe1\xbb\x95 c\xc5\xa9"}')
    old = msgspec.structs.replace(
        school.envelope("ha", Renamed(name="")), schema=1, payload=payload
    )
    verdicts = school.push("ha", new, old).verdicts
    assert [v.outcome for v in verdicts] == [Outcome.ACCEPTED, Outcome.ACCEPTED]
    assert {t.name for t in school.scalars(select(Team))} == {"Tổ cũ", "Tổ mới"}
    assert [row.schema for row in rows(school)[-2:]] == [2, 1]


def test_a_fault_of_one_command_costs_no_other(
    school: CentralSchool, caplog: pytest.LogCaptureFixture
) -> None:
    """sync.md 13: savepoint rolled back, an incident, the next one goes on."""
    strange: list[Command] = [
        PointNowhere(course_id=school.ids["toan 6A"]),
        TakeAccount(account="binh"),
        Overflow(course_id=school.ids["toan 6A"], student_id=school.pupils[0]),
        Stumble(name="Nguyễn Văn Kín"),
        TakeAccount(account="a\x00b"),
    ]
    good = [school.marks({n: 50 + n}) for n in range(len(strange))]
    mixed = [c for pair in zip(strange, good, strict=True) for c in pair]
    caplog.handler.setFormatter(NoNames())
    with caplog.at_level(logging.ERROR):
        answer = school.push("ha", *(school.envelope("ha", command) for command in mixed))
    assert [v.outcome for v in answer.verdicts[1::2]] == [Outcome.ACCEPTED] * len(good)
    failed = answer.verdicts[:8:2]
    assert {v.outcome for v in failed} == {Outcome.FAILED}
    for verdict in failed:
        assert verdict.incident
        assert verdict.incident in verdict.message
        assert f"incident {int(verdict.incident)}:" in caplog.text
    assert "Kín" not in caplog.text
    assert str(school.pupils[0]) not in caplog.text
    assert school.scalars(select(Team)) == []
    assert set(mark_tenths(school).values()) == {50, 51, 52, 53, 54}
    assert [row.state for row in rows(school)[-10::2]][:4] == ["failed"] * 4
    assert list(journal.broken_links(rows(school))) == []


@pytest.mark.parametrize("sqlstate", ["", "53100", "58030", "XX001", "53200"])
def test_what_the_database_meets_itself_leaves_no_verdict(
    school: CentralSchool, sqlstate: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Connection lost, disk full, a broken disk or page: nothing is decided, all comes again."""
    monkeypatch.setattr("desktop.sync.server.pushes.LONGEST_TURN", 1e6)
    before = school.counter()
    first = school.envelope("ha", school.marks({0: 80}))
    second = school.envelope("ha", Lose(sqlstate))
    with pytest.raises((OperationalError, InternalError)):
        school.push("ha", first, second)
    assert school.counter() == before
    assert mark_tenths(school) == {}
    answer = school.push("ha", first)
    assert [v.outcome for v in answer.verdicts] == [Outcome.ACCEPTED]


def test_a_wrong_epoch_is_refused_whole(school: CentralSchool) -> None:
    before = school.counter()
    one = school.envelope("ha", school.marks({0: 80}))
    answer = school.push("ha", one, epoch=UUID(int=5))
    assert answer.verdicts == ()
    assert answer.problem is not None
    assert (answer.problem.code, answer.problem.epoch) == (ProblemCode.EPOCH, school.epoch)
    assert school.counter() == before
    assert [v.outcome for v in school.push("ha", one).verdicts] == [Outcome.ACCEPTED]


def test_a_long_push_is_committed_in_parts_of_at_most_fifty(
    school: CentralSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.sync.server.pushes.LONGEST_TURN", 1e6)
    parts: list[int] = []
    school.writer = SchoolWriter(
        school.engine, school.schema, school.clock, lambda _, written: parts.append(len(written))
    )
    envelopes = [school.envelope("ha", AddTeam(name=f"Tổ {n}")) for n in range(120)]
    answer = school.push("ha", *envelopes)
    assert [v.id for v in answer.verdicts] == [e.id for e in envelopes]
    assert parts == [50, 50, 20]


def test_a_turn_ends_when_its_time_is_over(
    school: CentralSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter(range(10_000))
    monkeypatch.setattr("desktop.sync.server.pushes.monotonic", lambda: next(ticks))
    monkeypatch.setattr("desktop.sync.server.pushes.LONGEST_TURN", 4)
    parts: list[int] = []
    school.writer = SchoolWriter(
        school.engine, school.schema, school.clock, lambda _, written: parts.append(len(written))
    )
    answer = school.push("ha", *(school.envelope("ha", AddTeam(name=f"{n}")) for n in range(6)))
    assert len(answer.verdicts) == 6
    assert len(parts) > 1
    assert sum(parts) == 6


def test_a_prefix_that_was_committed_stays_when_the_rest_is_lost(
    school: CentralSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.sync.server.pushes.MOST_AT_ONCE", 2)
    envelopes = [school.envelope("ha", school.marks({n: 50})) for n in range(3)]
    lost = school.envelope("ha", Lose())
    with pytest.raises(OperationalError):
        school.push("ha", *envelopes, lost)
    assert len(mark_tenths(school)) == 2
    answer = school.push("ha", *envelopes)
    assert [v.outcome for v in answer.verdicts] == [Outcome.ACCEPTED] * 3


def test_two_people_in_one_cell_leave_a_conflict_that_others_see(school: CentralSchool) -> None:
    """sync.md 24: all bad cells are told, and the unresolved columns are rows of the course."""
    school.do("ha", school.marks({0: 80, 1: 70}))
    school.do("ha", school.marks({0: 60}, column=2))
    role = {"reach": ReachKind.COURSE, "reach_id": school.ids["toan 6A"]}
    assign(school, "binh", Role.SUBJECT_TEACHER, **role)
    mixed = EnterMarks(
        course_id=school.ids["toan 6A"], term=Term.I,
        cells=(*school.marks({0: 90, 1: 75, 2: 50}).cells, *school.marks({0: 65}, column=2).cells),
    )  # fmt: skip
    verdict = school.say("binh", mixed)
    assert (verdict.outcome, verdict.code) == (Outcome.REFUSED, Code.CONFLICT)
    assert [(d.column, d.student_id) for d in verdict.detail] == [
        (1, school.pupils[0]), (1, school.pupils[1]), (2, school.pupils[0]),
    ]  # fmt: skip
    found = school.scalars(select(EntryConflict).order_by(EntryConflict.column))
    assert [(c.column, c.cells, c.seq) for c in found] == [(1, 2, verdict.seq), (2, 1, verdict.seq)]
    assert {(c.refused_by, c.stands_by, c.audience, c.command_id) for c in found} == {
        (school.people["binh"], school.people["ha"], school.ids["toan 6A"], verdict.id)
    }
    assert found[0].refused_at == rows(school)[-1].at
    assert school.push("binh", school.envelope("binh", mixed)).verdicts[0].code is Code.CONFLICT


def test_a_bug_in_noting_a_conflict_costs_nothing_else(
    school: CentralSchool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("desktop.sync.server.turns.note_conflicts", stumble)
    school.do("ha", school.marks({0: 80}))
    refused = school.envelope("ha", school.marks({0: 70}))
    answer = school.push("ha", refused, school.envelope("ha", school.marks({1: 60})))
    assert [v.outcome for v in answer.verdicts] == [Outcome.REFUSED, Outcome.ACCEPTED]
    assert "incident" in caplog.text
    assert list(journal.broken_links(rows(school))) == []


def test_no_conflict_is_noted_for_other_refusals(school: CentralSchool) -> None:
    school.do("ha", school.marks({0: 80}))
    school.say("binh", school.marks({0: 90}))
    school.say("ha", school.marks({0: 8}, column=9))
    assert school.scalars(select(EntryConflict)) == []


def test_a_chain_of_own_edits_survives_the_fault_of_its_first(
    school: CentralSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """sync.md 22, also where the first came to nothing by a fault of the server's."""

    def stumble(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(EnterMarks, "apply", stumble)
        first = school.say("ha", school.marks({0: 80}))
    assert first.outcome is Outcome.FAILED
    second = school.say("ha", school.marks({0: 85}, seen={0: 80}, after=first.id))
    assert second.outcome is Outcome.ACCEPTED
    assert mark_tenths(school) == {school.pupils[0]: 85}


def test_rows_are_told_to_the_copy_before_the_author_is_answered(school: CentralSchool) -> None:
    told: list[tuple[UUID, list[int]]] = []

    def keep(epoch: UUID, written: Sequence[Journal]) -> None:
        told.append((epoch, [row.seq for row in written]))
        assert len(rows(school)) == written[-1].number  # committed

    school.writer = SchoolWriter(school.engine, school.schema, school.clock, keep)
    verdict = school.say("ha", school.marks({0: 80}))
    assert told == [(school.epoch, [verdict.seq])]
    school.push("ha", *())
    assert len(told) == 1


def test_what_the_server_does_itself_is_in_the_journal_too(school: CentralSchool) -> None:
    first = rows(school)[0]
    assert (first.kind, first.number, first.seq, first.device) == (
        "found_school", 1, 1, UUID(int=0),
    )  # fmt: skip
    founding = journal.command_of(first)
    assert isinstance(founding, FoundSchool)
    before = school.counter()
    with pytest.raises(Refused) as caught, school.begin() as connection:
        execute_as_server(connection, founding, first.by, UUID(int=3), school.clock)
    assert caught.value.code is Code.CONFLICT
    taken = TakeAccount(account="ha")
    with pytest.raises(RuntimeError, match="incident"), school.begin() as connection:
        execute_as_server(connection, taken, first.by, UUID(int=4), school.clock)
    assert school.counter() == before
