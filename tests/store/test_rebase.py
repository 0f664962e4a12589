"""A file that has a server: commands wait, verdicts come, the server's rows go underneath.

The numbers in the tests' names are those of the rules of sync.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from desktop.commands.command import Refused
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.staff import AssignRole
from desktop.rules.marks import Mark
from desktop.rules.permissions import Role
from desktop.rules.terms import Term
from desktop.store.connected import WEEK
from desktop.store.pulled import Decided, RowBatch
from desktop.store.rebase import StalePull
from desktop.store.school import open_school
from tests.store.central_rows import TODAY, Central, central_of
from tests.store.conftest import Clock, Founded
from tests.store.connected_school import Lan, open_lan

if TYPE_CHECKING:
    from desktop.commands.execute import Done


@pytest.fixture
def central(hoa_sen: Founded) -> Central:
    return central_of(hoa_sen)


@pytest.fixture
def lan_online(hoa_sen: Founded, central: Central, tmp_path: Path, clock: Clock) -> Iterator[Lan]:
    lan = open_lan(hoa_sen, central, tmp_path, clock)
    with lan.school:
        yield lan


def lock(central: Central, founded: Founded) -> Any:
    """The book is locked at the server; the lock's id."""
    row: dict[str, Any] = {
        "id": uuid4().bytes, "school_year_id": founded.year_id.bytes, "reach": "school",
        "grade": None, "reach_id": None, "term": 1, "kinds": "tx gk ck", "reason": "hết hạn",
        "decision": "", "locked_by": founded.unlocked.staff_id.bytes, "locked_at": 1,
        "lifted_by": None, "lifted_at": None, "lift_reason": "", "lift_decision": "",
        "audience": next(iter(central.rows["subject"].values()))["audience"],
    }  # fmt: skip
    central.put("book_lock", row)
    return row["id"]


def test_a_first_pull_brings_what_the_teacher_may_hold(lan_online: Lan):
    assert lan_online.school.person.name == "Nguyễn Thị Lan"
    assert lan_online.founded.course_id in lan_online.side.held
    assert lan_online.agrees()
    assert not lan_online.rows("student_care")
    assert len(lan_online.rows("student")) == len(lan_online.founded.pupils)


def test_a_command_waits_in_order_with_a_number_of_its_own(lan_online: Lan):
    first, second = lan_online.enter(75), lan_online.enter(80, pupil=1)
    waiting = lan_online.side.unsent()
    assert [(one.id, one.number) for one in waiting] == [
        (first.command_id, 1), (second.command_id, 2),
    ]  # fmt: skip
    assert waiting[0].kind == "enter_marks"
    assert [one.id for one in lan_online.side.unsent(1)] == [first.command_id]
    assert [one.id for one in lan_online.side.unsent(5, 1)] == [first.command_id]
    assert lan_online.agrees()


def test_01_accepted_is_replayed_until_a_pull_has_brought_its_rows(lan_online: Lan):
    done = lan_online.enter(75)
    later = Decided(done.command_id, "accepted", lan_online.central.seq + 1)
    lan_online.side.record([later])
    assert lan_online.states() == ["accepted"]
    lan_online.pull()
    assert (lan_online.states(), lan_online.marks()) == (["accepted"], {0: 75})
    assert lan_online.accept(done) == later
    lan_online.pull()
    assert (lan_online.states(), lan_online.marks()) == (["done"], {0: 75})
    assert (lan_online.images(), lan_online.side.count_unsent()) == (0, 0)
    assert lan_online.agrees()


def test_01_an_accepted_command_is_not_checked_again(lan_online: Lan):
    done = lan_online.enter(75)
    lan_online.side.record([Decided(done.command_id, "accepted", lan_online.central.seq + 50)])
    lock(lan_online.central, lan_online.founded)
    lan_online.pull()
    assert (lan_online.states(), lan_online.marks()) == (["accepted"], {0: 75})


def test_02_a_lost_reply_is_told_by_the_pull_before_the_replay(lan_online: Lan):
    done = lan_online.enter(75)
    assert lan_online.side.asked().unanswered == (done.command_id,)
    lan_online.pull(lan_online.accept(done))
    assert (lan_online.states(), lan_online.marks()) == (["done"], {0: 75})
    assert not lan_online.rows("mark_revision")


def test_02_rows_without_their_verdict_make_no_second_entry(lan_online: Lan):
    lan_online.accept(lan_online.enter(75))
    lan_online.pull()
    assert (lan_online.states(), lan_online.marks()) == (["pending"], {0: 75})
    assert not lan_online.rows("mark_revision")


def test_06_a_tombstone_takes_only_the_row_that_left_and_none_that_is_newer(lan_online: Lan):
    central, course = lan_online.central, lan_online.founded.course_id
    for pupil in (0, 1, 2):
        lan_online.pull(lan_online.accept(lan_online.enter(70 + pupil, pupil=pupil)))
    keys = {key[3]: key for key in central.rows["mark"]}
    gone, moved, newer = (keys[p.bytes] for p in lan_online.founded.pupils[:3])
    central.remove("mark", gone)
    school_wide = central.rows["subject"]
    elsewhere = next(iter(school_wide.values()))["audience"]
    central.graves.append(("mark", moved, course, central.next()))
    central.change("mark", moved, audience=elsewhere)
    central.graves.append(("mark", newer, course, central.rows["mark"][newer]["seq"] - 1))
    lan_online.pull()
    assert lan_online.marks() == {1: 71, 2: 72}
    assert lan_online.agrees()


def test_06_an_older_row_does_not_replace_a_newer_one(lan_online: Lan):
    lan_online.pull(lan_online.accept(lan_online.enter(75)))
    ((_, row),) = lan_online.rows("mark").items()
    lan_online.central.rows["mark"].clear()
    asked = lan_online.side.asked()
    pulled = lan_online.central.pull(lan_online.founded.teacher, asked)
    late = {**row, "tenths": 10, "seq": row["seq"] - 1}
    batch = RowBatch("mark", tuple(late), [tuple(late.values())])
    lan_online.side.rebase(
        replace(
            pulled,
            batches=lambda: [batch],
            rows=1,
            differing=lambda _connection, _step: frozenset(),
        )
    )
    assert lan_online.marks() == {0: 75}


@pytest.mark.parametrize("what", ["epoch", "cursor", "held"])
def test_07_an_answer_to_another_question_is_thrown_away(lan_online: Lan, what: str):
    lan_online.central.put("team", {**team(lan_online), "name": "Tổ Toán"})
    asked = lan_online.side.asked()
    other: dict[str, Any] = {
        "epoch": uuid4(),
        "cursor": asked.cursor - 1,
        "held": asked.held - {lan_online.founded.course_id},
    }
    wrong = replace(asked, **{what: other[what]})
    with pytest.raises(StalePull):
        lan_online.side.rebase(lan_online.central.pull(lan_online.founded.teacher, wrong))
    assert not lan_online.rows("team")
    assert lan_online.side.link.cursor == asked.cursor


def team(lan: Lan) -> dict[str, object]:
    subject = next(iter(lan.central.rows["subject"].values()))
    return {"id": uuid4().bytes, "name": "Tổ", "audience": subject["audience"]}


def test_08_a_withdrawn_audience_is_gone_with_all_its_rows(lan_online: Lan):
    central, founded = lan_online.central, lan_online.founded
    lan_online.pull(lan_online.accept(lan_online.enter(75)))
    assert lan_online.rows("enrolment")
    central.rights[founded.teacher] = frozenset({founded.teacher})
    rebased = lan_online.pull()
    assert rebased is not None
    assert founded.course_id in rebased.withdrawn
    assert not any(lan_online.rows(table) for table in ("mark", "enrolment", "student"))
    assert lan_online.side.held == {founded.teacher}
    assert lan_online.agrees()


def test_08_an_audience_that_comes_back_comes_from_zero(lan_online: Lan):
    central, founded = lan_online.central, lan_online.founded
    rights = central.rights[founded.teacher]
    lan_online.pull(lan_online.accept(lan_online.enter(75)))
    central.rights[founded.teacher] = rights - {founded.course_id}
    lan_online.pull()
    (key,) = central.rows["mark"]
    central.remove("mark", key)
    central.rights[founded.teacher] = rights
    lan_online.pull()
    assert lan_online.marks() == {}
    assert lan_online.agrees()


def test_09_many_verdicts_are_written_down_and_rebased_once(lan_online: Lan):
    done = [lan_online.enter(50 + n, pupil=n) for n in range(10)]
    for one in done:
        lan_online.side.record([lan_online.accept(one)])
    assert lan_online.images() == 10
    lan_online.pull()
    assert lan_online.images() == 0
    assert lan_online.states() == ["done"] * 10
    assert lan_online.agrees()


def test_a_pending_command_that_does_not_apply_waits_without_effect(lan_online: Lan):
    done = lan_online.enter(75)
    lock_id = lock(lan_online.central, lan_online.founded)
    rebased = lan_online.pull()
    assert rebased is not None
    assert rebased.without_effect == {done.command_id}
    assert (lan_online.states(), lan_online.marks()) == (["pending"], {})
    by = lan_online.founded.unlocked.staff_id.bytes
    lan_online.central.change("book_lock", (lock_id,), lifted_by=by, lifted_at=2)
    lan_online.pull()
    assert (lan_online.states(), lan_online.marks()) == (["pending"], {0: 75})


def test_what_is_refused_shows_the_servers_value_and_waits_for_its_author(lan_online: Lan):
    theirs = lan_online.enter(60)
    row = lan_online.row("mark", next(iter(theirs.changes))[1])
    assert row is not None
    lan_online.central.put("mark", {**row, "tenths": 90})
    lan_online.side.record([lan_online.refuse(theirs, "conflict")])
    rebased = lan_online.pull()
    assert rebased is not None
    assert lan_online.marks() == {0: 90}
    assert ("mark", next(iter(theirs.changes))[1]) in rebased.changes
    assert lan_online.states() == ["refused"]
    lan_online.side.settle(theirs.command_id, "theirs")
    assert lan_online.states() == ["refused"]


def test_22_a_chain_of_own_edits_expects_what_the_refused_one_expected(lan_online: Lan):
    founded = lan_online.founded
    first = lan_online.school.do(cells(founded, {0: (70, None), 1: (80, None)}))
    second = lan_online.school.do(cells(founded, {0: (75, 70)}, after=first.command_id))
    lan_online.pull(lan_online.refuse(first))
    assert lan_online.marks() == {0: 75}
    lan_online.pull(lan_online.accept(second))
    assert lan_online.states() == ["refused", "done"]
    assert lan_online.agrees()


def cells(
    founded: Founded, values: dict[int, tuple[int, int | None]], after: UUID | None = None
) -> EnterMarks:
    return EnterMarks(
        course_id=founded.course_id,
        term=Term.I,
        cells=tuple(
            MarkCell(
                founded.pupils[pupil], 1, mark=Mark(tenths=new),
                seen=None if seen is None else Mark(tenths=seen), after=after,
            )
            for pupil, (new, seen) in values.items()
        ),
    )  # fmt: skip


def test_29_a_command_after_a_rebase_sees_what_the_rebase_brought(lan_online: Lan):
    done = lan_online.enter(75)
    lan_online.pull(lan_online.accept(done))
    (key,) = lan_online.central.rows["mark"]
    lan_online.central.change("mark", key, tenths=40)
    lan_online.pull()
    with pytest.raises(Refused):
        lan_online.enter(80, seen=75)
    lan_online.enter(80, seen=40)
    assert lan_online.marks() == {0: 80}
    assert lan_online.agrees()


def test_listeners_hear_what_came_in_the_shape_of_a_command(lan_online: Lan):
    heard: list[Done] = []
    lan_online.school.on_change(heard.append)
    lan_online.central.put("team", team(lan_online))
    lan_online.pull()
    (done,) = heard
    assert done.command is None
    assert done.tables == {"team"}
    lan_online.pull()
    assert len(heard) == 1


def test_a_window_can_have_it_told_in_its_own_thread(lan_online: Lan):
    heard: list[Done] = []
    calls: list[Callable[[], None]] = []
    lan_online.school.on_change(heard.append)
    lan_online.school.deliver = calls.append
    lan_online.central.put("team", team(lan_online))
    lan_online.pull()
    assert not heard
    calls[0]()
    assert heard[0].tables == {"team"}


def test_rights_and_the_names_at_the_sign_in_follow_a_pull(lan_online: Lan):
    central, founded = lan_online.central, lan_online.founded
    central.change("staff", (founded.teacher.bytes,), full_name="Nguyễn Thị Ngọc Lan")
    assignment = next(iter(central.rows["role_assignment"].values()))
    central.put(
        "role_assignment",
        {**assignment, "id": uuid4().bytes, "staff_id": founded.teacher.bytes, "role": "office",
         "reach": "school", "reach_id": None, "portfolio": ""},
    )  # fmt: skip
    lan_online.pull()
    person = lan_online.school.person
    assert person.name == "Nguyễn Thị Ngọc Lan"
    assert Role.OFFICE in person.roles_on(TODAY)


def test_what_one_may_no_longer_do_has_no_effect_when_it_is_replayed(
    hoa_sen: Founded, central: Central, tmp_path: Path, clock: Clock
):
    lan = open_lan(hoa_sen, central, tmp_path, clock)
    with lan.school:
        done = lan.enter(75)
        for key, row in list(central.rows["role_assignment"].items()):
            if row["staff_id"] == hoa_sen.teacher.bytes:
                central.remove("role_assignment", key)
        lan.pull()
        assert lan.marks() == {}
        assert [one.id for one in lan.side.unsent()] == [done.command_id]


def test_18_an_audience_that_differs_comes_again_from_zero_and_pending_ones_stay(
    lan_online: Lan,
):
    central, course = lan_online.central, lan_online.founded.course_id
    lan_online.pull(lan_online.accept(lan_online.enter(75)))
    waiting = lan_online.enter(80, pupil=1)
    (key,) = central.rows["mark"]
    del central.rows["mark"][key]  # as if a tombstone had been lost
    central.put("team", team(lan_online))
    rebased = lan_online.pull()
    assert rebased is not None
    assert rebased.differing == {course}
    assert course not in lan_online.side.asked().held
    assert lan_online.marks() == {0: 75, 1: 80}  # nobody's book is empty meanwhile
    lan_online.pull()
    assert lan_online.marks() == {1: 80}
    assert course in lan_online.side.held
    assert [one.id for one in lan_online.side.unsent()] == [waiting.command_id]
    assert lan_online.agrees()


def test_18_all_is_checked_once_a_week(lan_online: Lan, clock: Clock):
    assert not lan_online.side.asked().check_all
    assert lan_online.side.asked(check_all=True).check_all
    clock.at += WEEK
    assert lan_online.side.asked().check_all


def test_nothing_new_writes_nothing_but_the_cursor(lan_online: Lan):
    lan_online.pull()
    lan_online.central.next()  # somebody changed what is not for her
    assert lan_online.pull() is None
    assert lan_online.side.link.cursor == lan_online.central.seq
    assert lan_online.pull() is None


def test_16_after_a_restore_of_the_server_what_it_lacks_is_sent_again_in_order(lan_online: Lan):
    central = lan_online.central
    done = [lan_online.enter(50 + n, pupil=n) for n in range(3)]
    lan_online.pull(*(lan_online.accept(one) for one in done))
    waiting = lan_online.enter(90, pupil=3)
    assert lan_online.side.decided_ids() == tuple(one.command_id for one in done)
    keys = {key[3]: key for key in central.rows["mark"]}
    for pupil in lan_online.founded.pupils[1:3]:  # the backup is older than these
        del central.rows["mark"][keys[pupil.bytes]]
    central.epoch, central.seq = uuid4(), central.seq + 5
    before = lan_online.side.link
    lan_online.side.begin_epoch(central.epoch, [one.command_id for one in done[1:]])
    sent = lan_online.side.unsent()
    expected = [done[1].command_id, done[2].command_id, waiting.command_id]
    assert [(one.id, one.number) for one in sent] == list(zip(expected, (1, 2, 3), strict=True))
    assert lan_online.side.link.device != before.device
    lan_online.pull()
    assert lan_online.states() == ["done", "pending", "pending", "pending"]
    assert lan_online.marks() == {0: 50, 1: 51, 2: 52, 3: 90}
    assert lan_online.agrees()


def test_16_seqs_of_another_epoch_are_never_compared(lan_online: Lan):
    central = lan_online.central
    lan_online.pull(lan_online.accept(lan_online.enter(75)))
    for rows in central.rows.values():
        for row in rows.values():
            row["seq"] = 1
    (key,) = central.rows["mark"]
    central.rows["mark"][key]["tenths"] = 20
    central.epoch, central.seq = uuid4(), 3
    lan_online.side.begin_epoch(central.epoch, [])
    lan_online.pull()
    assert lan_online.marks() == {0: 20}
    assert lan_online.side.link.cursor == 3
    assert lan_online.agrees()


def test_16_people_are_told_when_what_was_accepted_once_is_refused_now(lan_online: Lan):
    done = lan_online.enter(75)
    lan_online.pull(lan_online.accept(done))
    lan_online.side.begin_epoch(uuid4(), [done.command_id])
    assert list(lan_online.side.link.resent) == [done.command_id]
    lan_online.side.record([lan_online.refuse(done)])
    assert not lan_online.side.link.resent
    assert list(lan_online.side.link.turned) == [done.command_id]


def test_20_a_copied_file_goes_on_under_a_device_id_of_its_own(lan_online: Lan):
    sent = lan_online.enter(75)
    waiting = lan_online.enter(80, pupil=1)
    lan_online.side.record([lan_online.accept(sent)])
    before = lan_online.side.link.device
    lan_online.side.renew_device()
    assert lan_online.side.link.device != before
    assert [(one.id, one.number) for one in lan_online.side.unsent()] == [(waiting.command_id, 1)]
    lan_online.enter(85, pupil=2)
    assert [one.number for one in lan_online.side.unsent()] == [1, 2]


def test_numbers_and_link_are_there_after_opening_again(lan_online: Lan, clock: Clock):
    lan_online.enter(75)
    school, link = lan_online.school, lan_online.side.link
    school.close()
    with open_school(school.folder, school.unlocked, clock) as again:
        lan = Lan(again, lan_online.founded, lan_online.central)
        assert lan.side.link == link
        lan.enter(80, pupil=1)
        assert [one.number for one in lan.side.unsent()] == [1, 2]
        lan.pull()
        assert lan.agrees()


def test_a_command_of_hers_is_refused_here_at_once_and_does_not_wait(lan_online: Lan):
    with pytest.raises(Refused):
        lan_online.school.do(
            AssignRole(staff_id=lan_online.founded.teacher, role=Role.OFFICE, from_day=TODAY)
        )
    assert lan_online.side.count_unsent() == 0
