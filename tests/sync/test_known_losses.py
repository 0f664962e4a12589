"""How others lost data, as their users told it, and the test that says why it cannot happen here.

Where a loss is ruled out by a test elsewhere it is only named; those of this page stand below.

| what happened, and where it was told | the test |
|---|---|
| The server came back from a backup, clients thought they had sent (medic/cht-core#8093) |
| tests/sync/test_once.py::test_15_16_a_restored_server_gets_back_what_it_lacks |
| tests/sync/test_once.py::test_16_what_the_restored_server_refuses_now_is_told |
| tests/sync/server/test_moving.py::test_what_was_entered_after_the_backup_comes_from_the_copied_journal |
| Access was removed while data was unsent: dropped (SORMAS-Project#403, #399) |
| tests/sync/test_known_losses.py::test_what_was_typed_before_the_right_was_lost_is_kept_at_both_ends |
| tests/store/test_erasing.py::test_19_what_has_no_verdict_stays_until_it_is_settled |
| Edits of what one may not see any more never left the phone (medic/cht-docs#139, cht-core#6544) |
| tests/sync/test_once.py::test_19_what_was_withdrawn_is_gone_after_what_was_typed_has_been_sent |
| What was revoked stayed on the phone (Couchbase, CHT) |
| tests/store/test_erasing.py::test_19_nothing_is_left_after_a_withdrawal |
| Deleted online, edited offline: back from the dead (apache/pouchdb#6666, #9075) |
| tests/sync/test_known_losses.py::test_a_pupil_who_was_taken_out_does_not_come_back |
| tests/store/test_rebase.py::test_06_a_tombstone_takes_only_the_row_that_left_and_none_that_is_newer |
| Rejected with HTTP 200, the write was dropped (thunderbird/thunderbolt#944) |
| tests/sync/test_once.py::test_what_the_book_no_longer_takes_is_refused_and_kept |
| tests/store/test_rebase.py::test_what_is_refused_shows_the_servers_value_and_waits_for_its_author |
| Failed once, not tried again until the next edit (powersync-swift#179, powersync-native#15) |
| tests/sync/test_worker.py::test_without_an_answer_it_waits_longer_each_time_and_never_for_the_next_save |
| A queue that was stuck after a partition (powersync.dart#307) |
| tests/sync/test_slow_line.py::test_every_command_arrives_once_over_a_slow_line |
| tests/sync/test_worker.py::test_a_fault_of_the_program_is_told_once_and_the_thread_goes_on |
| The same transaction was uploaded twice (powersync.dart#253) |
| tests/sync/test_once.py::test_a_doubled_request_has_no_second_effect |
| tests/sync/server/test_executing.py::test_the_same_command_again_gets_the_same_verdict_and_has_no_second_effect |
| Reads went back in time (powersync.dart#253) |
| tests/store/test_rebase.py::test_01_accepted_is_replayed_until_a_pull_has_brought_its_rows |
| tests/store/test_making_way.py::test_10_readers_see_all_of_a_pull_or_nothing |
| Some runs with kills never finished (powersync.dart#308) |
| tests/store/test_rebase_killed.py::test_a_rebase_that_is_killed_leaves_all_of_it_or_nothing |
| tests/sync/history/test_machine.py::test_whatever_happens_both_ends_agree_afterwards |
| A time-out moved the marker, later syncs skipped rows (ankidroid/Anki-Android#4366) |
| tests/sync/test_once.py::test_a_page_that_is_cut_short_is_no_page |
| tests/sync/test_once.py::test_02_a_fault_at_any_step_is_made_good_by_the_next_try |
| A slow line forced everything to be fetched again (ankidroid/Anki-Android#3128) |
| tests/sync/test_known_losses.py::test_after_a_lost_reply_only_what_is_new_is_asked_for |
| The wrong side of "upload or download" was chosen (ankidroid/Anki-Android#3180, #13872) |
| tests/store/test_connected.py::test_the_file_is_its_pending_commands_on_the_servers_rows |
| The second update came first and was ignored (getodk/collect#6392, #6164; central#669) |
| tests/sync/server/test_devices.py::test_pushes_in_the_wrong_order_are_put_right_by_what_the_server_awaits |
| tests/sync/server/test_devices.py::test_a_gap_is_refused_and_what_was_in_front_of_it_is_decided |
| Held back though its base was there: a race (getodk/central#705) |
| tests/sync/server/test_devices.py::test_two_pushes_of_one_file_at_once_come_to_one_effect |
| tests/sync/server/test_turns.py::test_writers_of_several_processes_give_each_command_its_own_seq |
| One's own edits in a row were called a conflict (getodk/central#698, #805, #808) |
| tests/store/test_rebase.py::test_22_a_chain_of_own_edits_expects_what_the_refused_one_expected |
| Edited after a half-finished send: another body under the same id (getodk/collect#5317) |
| tests/sync/test_known_losses.py::test_what_is_sent_again_is_the_very_same |
| tests/sync/server/test_executing.py::test_an_id_that_was_used_for_another_command_is_refused_loudly |
| A pull overwrote local edits (dhis2-android-sdk#17) |
| tests/store/test_rebase.py::test_02_a_lost_reply_is_told_by_the_pull_before_the_replay |
| tests/store/test_making_way.py::test_10_a_command_goes_before_a_long_rebase_which_begins_anew |
| A conflict that could not be solved any more (Kinto/kinto.js#788, #23) |
| tests/queries/test_outbox.py::test_a_value_that_came_meanwhile_is_not_overwritten_unseen |
| tests/sync/server/test_conflicts.py::test_nobody_else_can_settle_it |
| One poison form blocked all others (dimagi/commcare-android#1807, #1823) |
| tests/sync/server/test_poison.py::test_any_payload_gets_a_verdict |
| tests/sync/server/test_executing.py::test_a_fault_of_one_command_costs_no_other |
| Unsent forms were deleted by who held the phone (dimagi/commcare-android#1781) |
| tests/ui/outbox/test_outbox.py::test_giving_up_is_asked_about_and_can_be_thought_over |
| Signing in as another person erased the first one's unsent work (DHIS2, workflow.md) |
| tests/sync/test_joining.py::test_switching_people_leaves_the_others_unsent_work |
| A recovery wiped what was half filled in (dimagi/commcare-hq#25850) |
| tests/store/test_connected.py::test_20_a_restored_file_takes_a_device_id_of_its_own |
| tests/sync/test_once.py::test_20_two_copies_of_one_file_both_get_through |
| Which migration for a document that comes late? (medic/cht-core#2012) |
| tests/sync/server/test_executing.py::test_an_older_schema_is_upgraded_when_it_is_carried_out |
| tests/store/test_upgrade.py::test_32_a_file_with_pending_commands_is_migrated_underneath_them |
| tests/sync/server/test_old_clients.py::test_what_an_old_client_says_is_served |
| Phones that travelled in time (medic/cht-core#6284) |
| tests/sync/server/test_executing.py::test_what_a_client_says_of_time_and_author_is_kept_but_not_believed |
| tests/sync/server/test_executing.py::test_the_servers_instants_never_go_back |
| Dates were a day off, by UTC (avni-client#203) |
| tests/sync/test_known_losses.py::test_a_day_stays_that_day_shortly_after_midnight |
| A feed by sequence skipped rows of slower transactions (hasura#8632, eventuous#222, windmill#10894) |
| tests/sync/server/test_feed.py::test_no_row_is_skipped_by_a_transaction_that_is_open_across_a_pull |
| Two people, one mark: silently overwritten (instructure/canvas-lms#1683; sakai#1343) |
| tests/sync/test_once.py::test_two_people_one_cell_never_silently |
"""  # noqa: E501 - names of tests are as long as they are

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
import zstandard
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.attendance import RollCell, TakeRoll
from desktop.commands.command import Code
from desktop.commands.courses import CourseCell, CourseValue, PlanCourses
from desktop.commands.gradebook import EnterMarks
from desktop.commands.journal import command_of
from desktop.commands.profile import EditProfile, FieldChange
from desktop.commands.pupil import Pupil
from desktop.commands.roll_cells import AbsenceValue
from desktop.commands.roster import NewPupil, PupilChange, UpdateRoster
from desktop.models.attendance import Absence
from desktop.models.journal import Journal
from desktop.models.people import Student
from desktop.queries.outbox import turned_down
from desktop.rules.attendance import AbsenceMark, DayPart
from desktop.rules.instants import instant, school_day
from desktop.rules.permissions import Person
from desktop.rules.profile import ProfileField
from desktop.sync.problems import Unreachable
from desktop.sync.protocol import Pull, Push, Verdict
from desktop.sync.transport import Question
from tests.sync.named_tests import require_named
from tests.sync.online import Computer, Online, online_school, reply_lost, request_lost


@pytest.fixture
def online(server_folder: Path, tmp_path: Path) -> Iterator[Online]:
    with online_school(server_folder, tmp_path) as school:
        yield school


def test_every_test_that_is_named_is_there():
    require_named(__doc__)


def pushes(computer: Computer) -> list[Push]:
    asked = [one for one in computer.line.asked if one.path == "/v1/commands"]
    return [msgspec.json.decode(_unpacked(one), type=Push) for one in asked]


def _unpacked(question: Question) -> bytes:
    body = question.body or b""
    packed = question.headers.get("Content-Encoding") == "zstd"
    return zstandard.ZstdDecompressor().decompress(body) if packed else body


def refusal(session: Session, _by: Person) -> Verdict:
    row = session.scalars(select(Journal.refusal).where(Journal.refusal != "")).one()
    return msgspec.json.decode(row, type=Verdict)


def names(session: Session, _by: Person) -> set[str]:
    return set(session.scalars(select(Student.full_name)))


def test_what_was_typed_before_the_right_was_lost_is_kept_at_both_ends(online: Online):
    central, ha = online.central, online.join("ha")
    typed = ha.school.do(central.marks({0: 85}))
    mine = CourseValue(140, 4, (central.people["ha"],))
    theirs = CourseValue(140, 4, (central.people["binh"],))
    cell = CourseCell(central.ids["6A"], central.ids["toan"], theirs, mine)
    central.do("admin", PlanCourses(cells=(cell,)))
    ha.sync()
    assert ha.school.ask(refusal).code is Code.NOT_PERMITTED
    (line,) = ha.school.ask(turned_down)
    assert line.command_id == typed.command_id
    own = select(Journal).where(Journal.id == typed.command_id)
    assert ha.school.read(lambda s: command_of(s.scalars(own).one())) == typed.command
    (said,) = central.scalars(own)
    assert command_of(said) == typed.command


def test_a_pupil_who_was_taken_out_does_not_come_back(online: Online):
    central = online.central
    pupil = Pupil(full_name="Người Ghi Nhầm")
    added = UpdateRoster(class_id=central.ids["6A"], add=(NewPupil(pupil),))
    (student_id,) = added.new_ids(central.do("admin", added))
    cn = online.join("cn")
    edit = FieldChange(ProfileField.ADDRESS, "thôn Đoài")
    cn.school.do(EditProfile(class_id=central.ids["6A"], student_id=student_id, changes=(edit,)))
    gone = PupilChange(student_id, pupil, pupil)
    central.do("admin", UpdateRoster(class_id=central.ids["6A"], take_out=(gone,)))
    report = cn.sync()
    assert len(report.turned_down) == 1
    assert cn.school.ask(refusal).code is Code.MISSING
    assert pupil.full_name not in cn.school.ask(names)
    assert not central.scalars(select(Student).where(Student.id == student_id))
    (kept,) = cn.school.read(lambda s: [command_of(row) for row in s.scalars(select(Journal))])
    assert isinstance(kept, EditProfile)
    assert kept.changes == (edit,)


def test_what_is_sent_again_is_the_very_same(online: Online):
    ha = online.join("ha")
    first = ha.school.do(online.central.marks({0: 80}))
    ha.line.asked.clear()
    for fault in (request_lost, reply_lost):
        with pytest.raises(Unreachable):
            ha.sync(fault)
        ha.school.do(online.central.marks({0: 85}, {0: 80}))  # the same cell, meanwhile
    ha.sync()
    tries = [push.commands[0] for push in pushes(ha)]
    assert {one.id for one in tries[:2]} == {first.command_id}
    assert tries[0] == tries[1]
    said = online.central.scalars(select(Journal).where(Journal.kind == "enter_marks"))
    assert [(one.id == first.command_id, one.state) for one in said] == [
        (True, "accepted"), (False, "accepted"), (False, "accepted"),
    ]  # fmt: skip
    assert command_of(said[0]) == first.command
    assert isinstance(first.command, EnterMarks)


def test_after_a_lost_reply_only_what_is_new_is_asked_for(online: Online):
    boss = online.join("hieutruong")
    online.central.do("ha", online.central.marks({0: 80}))
    cursor = boss.asked.cursor
    assert cursor > 0
    for _ in range(3):
        with pytest.raises(Unreachable):
            boss.sync(reply_lost)
    boss.line.asked.clear()
    assert boss.sync().rows == 1
    (question,) = boss.line.asked
    asked = msgspec.json.decode(_unpacked(question), type=Pull)
    assert (asked.cursor, asked.held) == (cursor, None)


def test_a_day_stays_that_day_shortly_after_midnight(online: Online):
    """Twenty past midnight at school, when it is still the day before in UTC."""
    central, day = online.central, date(2026, 10, 20)
    central.at = instant(datetime(2026, 10, 19, 17, 20, tzinfo=UTC))
    assert school_day(central.at) == day
    cn, vp = online.join("cn"), online.join("vp")
    cell = RollCell(central.pupils[0], AbsenceValue(AbsenceMark.EXCUSED))
    cn.school.do(TakeRoll(class_id=central.ids["6A"], day=day, part=DayPart.MORNING, cells=(cell,)))
    assert cn.sync().turned_down == []
    vp.sync()

    def days(session: Session, _by: Person) -> list[tuple[UUID, date]]:
        return [(row.student_id, row.day) for row in session.scalars(select(Absence))]

    assert cn.school.ask(days) == vp.school.ask(days) == [(central.pupils[0], day)]
    assert [row.day for row in central.scalars(select(Absence))] == [day]
