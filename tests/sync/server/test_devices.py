"""One client file's numbers have no holes, and a copied file shows itself (sync.md 14, 20)."""

from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select, update

from desktop.models.central import Device
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.journal import Journal
from desktop.sync.protocol import Outcome, ProblemCode, Push, Verdicts
from desktop.sync.server.pushes import MOST_AT_ONCE
from tests.sync.server.central_school import CentralSchool, ClientFile


def last_number(school: CentralSchool, device: UUID) -> int:
    (row,) = school.scalars(select(Device).where(Device.id == device))
    return int(row.last_number)


def problem(answer: Verdicts) -> tuple[ProblemCode, int]:
    assert answer.problem is not None
    assert answer.problem.sentence
    return answer.problem.code, answer.problem.expected


def test_the_first_push_of_a_file_says_where_its_numbers_begin(school: CentralSchool) -> None:
    file = school.file("ha")
    file.number = 41
    assert school.say("ha", school.marks({0: 80})).outcome is Outcome.ACCEPTED
    assert last_number(school, file.device) == 42


def test_a_gap_is_refused_and_what_was_in_front_of_it_is_decided(school: CentralSchool) -> None:
    """peers.md (c): a later update that came first was ignored, or held for ever."""
    one, two, three = (school.envelope("ha", school.marks({n: 50})) for n in range(3))
    answer = school.push("ha", one, three)
    assert [v.id for v in answer.verdicts] == [one.id]
    assert problem(answer) == (ProblemCode.GAP, two.number)
    assert school.push("ha", three).verdicts == ()
    after = school.push("ha", two, three)
    assert after.problem is None
    assert [v.outcome for v in after.verdicts] == [Outcome.ACCEPTED] * 2


def test_pushes_in_the_wrong_order_are_put_right_by_what_the_server_awaits(
    school: CentralSchool,
) -> None:
    school.do("ha", school.marks({3: 10}))
    one, two = (school.envelope("ha", school.marks({n: 50})) for n in range(2))
    assert problem(school.push("ha", two)) == (ProblemCode.GAP, one.number)
    school.push("ha", one)
    assert school.push("ha", two).problem is None


def test_a_late_duplicate_moves_no_number_back(school: CentralSchool) -> None:
    one, two = (school.envelope("ha", school.marks({n: 50})) for n in range(2))
    first = school.push("ha", one)
    school.push("ha", one, two)
    assert school.push("ha", one) == first
    assert last_number(school, school.file("ha").device) == two.number


def test_refused_failed_and_reused_numbers_are_used_up(school: CentralSchool) -> None:
    good = school.envelope("ha", school.marks({0: 80}))
    refused = school.envelope("ha", school.marks({0: 8}, column=9))
    reused = msgspec.structs.replace(
        good, number=3, payload=msgspec.Raw(msgspec.json.encode(school.marks({0: 10})))
    )
    school.file("ha").number = 3
    following = school.envelope("ha", school.marks({1: 80}))
    answer = school.push("ha", good, refused, reused, following)
    assert [v.outcome for v in answer.verdicts] == [
        Outcome.ACCEPTED, Outcome.REFUSED, Outcome.ID_REUSED, Outcome.ACCEPTED,
    ]  # fmt: skip
    assert last_number(school, school.file("ha").device) == following.number


@pytest.mark.parametrize("number", [0, -1, 2**62, 10**30])
def test_a_number_that_cannot_be_one_is_malformed(school: CentralSchool, number: int) -> None:
    one = msgspec.structs.replace(school.envelope("ha", school.marks({0: 80})), number=number)
    assert problem(school.push("ha", one)) == (ProblemCode.MALFORMED, 0)
    assert school.scalars(select(MarkRow)) == []


def test_a_device_is_one_persons(school: CentralSchool) -> None:
    school.do("ha", school.marks({0: 80}))
    taken = ClientFile(school.file("ha").device, school.people["binh"], number=1)
    school.files["binh"] = taken
    answer = school.push("binh", school.envelope("binh", school.marks({0: 80})))
    assert problem(answer) == (ProblemCode.NOT_PERMITTED, 0)
    assert answer.verdicts == ()
    assert school.say("ha", school.marks({1: 80})).outcome is Outcome.ACCEPTED


def test_two_clients_with_one_copied_file_end_loudly_and_lose_nothing(
    school: CentralSchool,
) -> None:
    """Issue 3 §5: the copy's different command under a used number; it takes a new device id."""
    school.do("ha", school.marks({0: 80}))
    original = school.file("ha")
    copied = ClientFile(original.device, original.staff_id, original.number)
    school.do("ha", school.marks({1: 70}))  # the original is first with number 2
    school.files["ha"] = copied
    typed = [school.envelope("ha", school.marks({n: 60})) for n in (2, 3)]
    answer = school.push("ha", *typed)
    assert answer.verdicts == ()
    code, expected = problem(answer)
    assert code is ProblemCode.GAP
    assert expected > typed[0].number  # behind its own: not missing, but taken
    school.files["ha"] = ClientFile(UUID(int=77), copied.staff_id, copied.number)
    again = school.push("ha", *typed)
    assert [v.outcome for v in again.verdicts] == [Outcome.ACCEPTED] * 2
    school.files["ha"] = original
    assert school.say("ha", school.marks({4: 90})).outcome is Outcome.ACCEPTED
    found = {row.student_id: row.tenths for row in school.scalars(select(MarkRow))}
    assert found == dict(zip(school.pupils, (80, 70, 60, 60, 90), strict=True))


def test_a_copy_that_is_ahead_is_told_that_something_is_missing(school: CentralSchool) -> None:
    school.do("ha", school.marks({0: 80}))
    original = school.file("ha")
    ahead = ClientFile(original.device, original.staff_id, original.number + 5)
    school.files["ha"] = ahead
    assert problem(school.push("ha", school.envelope("ha", school.marks({2: 60})))) == (
        ProblemCode.GAP,
        original.number + 1,
    )


def test_a_file_restored_from_a_backup_is_harmless(school: CentralSchool) -> None:
    """sync.md 20: what it sends again has its verdict; under a new device it goes on."""
    envelopes = [school.envelope("ha", school.marks({n: 50})) for n in range(3)]
    first = school.push("ha", *envelopes)
    school.files["ha"] = ClientFile(UUID(int=78), school.people["ha"], envelopes[-1].number)
    new = school.envelope("ha", school.marks({3: 50}))
    answer = school.push("ha", *envelopes[1:], new)
    assert answer.verdicts[:2] == first.verdicts[1:]
    assert answer.verdicts[2].outcome is Outcome.ACCEPTED
    missing = school.envelope("ha", school.marks({4: 50}))
    later = school.envelope("ha", school.marks({4: 60}, seen={4: 50}))
    assert problem(school.push("ha", new, later)) == (ProblemCode.GAP, missing.number)


def test_in_a_new_epoch_numbers_begin_where_the_file_says(school: CentralSchool) -> None:
    school.do("ha", school.marks({0: 80}))
    with school.begin() as connection:
        connection.execute(update(Device).values(last_number=0))
    school.file("ha").number = 30
    assert school.say("ha", school.marks({1: 80})).outcome is Outcome.ACCEPTED
    assert last_number(school, school.file("ha").device) == 31


def test_two_pushes_of_one_file_at_once_come_to_one_effect(school: CentralSchool) -> None:
    """A push that timed out at the client is still running when it comes again."""
    envelopes = tuple(
        school.envelope("ha", school.marks({n % 5: n % 101}, seen=_seen(n), column=1))
        for n in range(MOST_AT_ONCE + 20)
    )
    push = Push(school.epoch, school.file("ha").device, envelopes)
    answers = school.at_once([("ha", push)] * 3)
    assert answers[0] == answers[1] == answers[2]
    assert {v.outcome for v in answers[0].verdicts} == {Outcome.ACCEPTED}
    ids = [row.id for row in school.scalars(select(Journal)) if row.device == push.device]
    assert len(ids) == len(set(ids)) == len(envelopes)


def _seen(n: int) -> dict[int, int | None]:
    return {n % 5: (n - 5) % 101 if n >= 5 else None}
