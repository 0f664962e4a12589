"""What comes in badly, item by item, and the test for it; those of this page stand below.

| what comes in | the test |
|---|---|
| a wrong school |
| tests/sync/server/test_app.py::test_a_school_that_is_not_there |
| tests/sync/server/test_app.py::test_a_token_opens_no_other_school |
| an expired token |
| tests/sync/server/test_app.py::test_a_session_expires |
| a stolen token: it opens one person's school, and its owner ends it |
| tests/sync/server/test_app.py::test_a_change_of_password_ends_all_other_sessions |
| tests/sync/server/test_bad_input.py::test_a_stolen_token_is_nothing_to_another_persons_file |
| a client that forges author, role, time or seq |
| tests/sync/server/test_bad_input.py::test_author_role_time_and_seq_are_the_servers |
| commands for another class |
| tests/sync/server/test_bad_input.py::test_commands_for_another_class_change_nothing |
| a body of 50 MB |
| tests/sync/server/test_bad_requests.py::test_a_body_of_50_mb_is_refused_before_it_is_read |
| tests/sync/server/test_bad_requests.py::test_a_body_that_unpacks_to_gigabytes |
| 10,000 commands in one push |
| tests/sync/server/test_bad_requests.py::test_10_000_commands_in_one_push |
| tests/sync/test_once.py::test_a_push_that_is_too_large_is_made_smaller |
| deep JSON |
| tests/sync/server/test_bad_requests.py::test_json_deeper_than_any_command |
| invalid UTF-8 |
| tests/sync/server/test_bad_requests.py::test_invalid_utf8_within_a_command |
| an unknown command, and a newer schema number |
| tests/sync/server/test_bad_requests.py::test_an_unknown_command_waits_for_a_newer_server |
| tests/sync/test_once.py::test_13_what_an_older_server_cannot_decide_waits_and_the_rest_is_fetched |
| an older schema number |
| tests/sync/server/test_executing.py::test_an_older_schema_is_upgraded_when_it_is_carried_out |
| a blob with a wrong hash |
| tests/sync/server/test_blobs.py::test_a_wrong_hash_keeps_nothing |
| a blob of a wrong type under a good name |
| tests/sync/server/test_blobs.py::test_a_wrong_kind_under_a_good_name |
| a blob cut in the middle |
| tests/sync/server/test_blobs.py::test_bytes_that_came_before_the_line_broke_are_kept |
| tests/sync/server/test_blobs.py::test_what_is_no_whole_archive_is_of_no_kind |
| another certificate |
| tests/sync/server/test_serve.py::test_a_changed_certificate_is_not_trusted |
| tests/sync/test_joining.py::test_a_server_with_a_new_certificate_leaves_the_file_open_to_its_owner |
| a wrong clock of the server |
| tests/sync/server/test_bad_input.py::test_a_server_clock_that_jumps_ahead_and_back_costs_nothing |
| tests/sync/server/test_app.py::test_a_clock_that_was_set_back_takes_no_rights |
| two clients with one copied file |
| tests/sync/server/test_devices.py::test_two_clients_with_one_copied_file_end_loudly_and_lose_nothing |
| tests/sync/test_once.py::test_20_two_copies_of_one_file_both_get_through |
"""  # noqa: E501 - names of tests are as long as they are

from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from desktop.commands.attendance import TakeRoll
from desktop.commands.command import Code, Command
from desktop.commands.comments import TextCell, WriteComments
from desktop.commands.conduct import ConductCell, ConductValue, RateConduct
from desktop.commands.locks import LockBooks
from desktop.commands.profile import EditProfile, FieldChange
from desktop.commands.pupil import Pupil
from desktop.commands.roster import NewPupil, UpdateRoster
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.journal import Journal
from desktop.rules.attendance import DayPart
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.profile import ProfileField
from desktop.rules.terms import Level, Term
from desktop.sync.protocol import Outcome, ProblemCode, Push, Verdicts
from tests.sync.named_tests import require_named
from tests.sync.online import online_school
from tests.sync.server.central_school import SECOND, CentralSchool, add_pupils
from tests.sync.server.mirror import tables_of
from tests.sync.server.reached import Reached, problem
from tests.sync.server.test_rolls import DAY

pytestmark = pytest.mark.postgres


def test_every_test_that_is_named_is_there():
    require_named(__doc__)


def plain_push(web: Reached, name: str, command: Command) -> Any:
    """As JSON that can be forged."""
    push = Push(
        web.school.epoch, web.school.file(name).device, (web.school.envelope(name, command),)
    )
    return msgspec.json.decode(msgspec.json.encode(push))


def said(web: Reached, name: str, push: Any) -> Verdicts:
    answer = web.post("commands", push, name)
    assert answer.status_code == 200
    return msgspec.json.decode(answer.content, type=Verdicts)


def test_author_role_time_and_seq_are_the_servers(web: Reached):
    school, head = web.school, web.school.people["hieutruong"]
    forged = {
        "by": str(head), "author": str(head), "staff_id": str(head), "role": "principal",
        "seq": 999_999, "state": "accepted", "outcome": "accepted", "entered_by": str(head),
        "entered_at": 5, "at": 5,
    }  # fmt: skip
    push = plain_push(web, "ha", school.marks({0: 80}))
    before = school.counter().seq
    for part in (push, push["commands"][0], push["commands"][0]["payload"]):
        part.update(forged)
    (verdict,) = said(web, "ha", push).verdicts
    assert (verdict.outcome, verdict.seq) == (Outcome.ACCEPTED, before + 1)
    (mark,) = school.scalars(select(MarkRow))
    (row,) = school.scalars(select(Journal).where(Journal.id == verdict.id))
    ha = school.people["ha"]
    assert (mark.entered_by, mark.entered_at, mark.seq) == (ha, row.at, before + 1)
    assert (row.by, row.said_at) == (ha, 5)
    assert row.at >= school.at
    lock = LockBooks(
        school_year_id=school.ids["year"], reach=LockReach.SCHOOL, term=Term.I,
        kinds=tuple(LockKind), reason="Tự khóa",
    )  # fmt: skip
    push = plain_push(web, "ha", lock)
    push["commands"][0].update(forged)
    assert said(web, "ha", push).verdicts[0].code is Code.NOT_PERMITTED


def test_commands_for_another_class_change_nothing(web: Reached):
    school = web.school
    (pupil,) = add_pupils(school, "6B", ["Em Lớp Khác"])
    course, class_id = school.ids["toan 6B"], school.ids["6B"]
    change = FieldChange(ProfileField.ADDRESS, "Nơi khác")
    tried: tuple[Command, ...] = (
        school.marks({0: 80}, course="toan 6B"),
        WriteComments(course_id=course, term=Term.I, cells=(TextCell(pupil, "Chăm"),)),
        RateConduct(
            class_id=class_id, term=Term.I, cells=(ConductCell(pupil, ConductValue(Level.TOT)),)
        ),
        TakeRoll(class_id=class_id, day=DAY, part=DayPart.MORNING),
        EditProfile(class_id=class_id, student_id=pupil, changes=(change,)),
        UpdateRoster(class_id=class_id, add=(NewPupil(Pupil(full_name="Em Ai Đó")),)),
    )
    everything = school.pull("admin").end.audiences
    assert everything is not None
    before = tables_of(school, frozenset(everything))
    for name in ("ha", "cn"):  # a teacher of 6A and its homeroom teacher
        verdicts = [said(web, name, plain_push(web, name, one)).verdicts[0] for one in tried]
        assert {verdict.code for verdict in verdicts} == {Code.NOT_PERMITTED}
    assert tables_of(school, frozenset(everything)) == before


def test_a_stolen_token_is_nothing_to_another_persons_file(web: Reached):
    """Who has ha's token speaks as ha: neither through binh's file nor after she signs out."""
    token = f"Bearer {web.token('ha')}"
    assert web.post("commands", plain_push(web, "binh", _toan_6b(web.school)), "binh").is_success
    stolen = plain_push(web, "binh", _toan_6b(web.school))
    problem(web.post("commands", stolen, Authorization=token), 403, ProblemCode.NOT_PERMITTED)
    assert web.ask("POST", "sign-out", Authorization=token).is_success
    own = plain_push(web, "ha", web.school.marks({0: 80}))
    problem(web.post("commands", own, Authorization=token), 401, ProblemCode.SIGN_IN)


def _toan_6b(school: CentralSchool) -> Command:
    return WriteComments(course_id=school.ids["toan 6B"], term=Term.I, cells=())


def test_a_server_clock_that_jumps_ahead_and_back_costs_nothing(
    server_folder: Path, tmp_path: Path
):
    """What is said on the wrong day keeps its place in the order; the difference is told."""
    with online_school(server_folder, tmp_path) as online:
        central = online.central
        ha, boss = online.join("ha"), online.join("hieutruong")
        right = central.at
        here = [right]

        def clock() -> int:
            here[0] += SECOND
            return here[0]

        ha.school._clock = boss.school._clock = clock
        ahead = []
        for n, off in enumerate((0, 2, -2, 0)):
            central.at = here[0] + off * 86_400 * SECOND
            ha.school.do(central.marks({n: 50 + n}))
            report = ha.sync()
            assert (report.sent, report.turned_down, report.left) == (1, [], 0)
            ahead.append(round(report.clock_ahead / (86_400 * SECOND)))
        assert ahead == [0, 2, -2, 0]
        boss.sync()
        said_at = central.scalars(
            select(Journal.at).where(Journal.kind == "enter_marks").order_by(Journal.seq)
        )
        assert said_at == sorted(set(said_at))
        marks = {row.student_id: row.tenths for row in central.scalars(select(MarkRow))}
        assert marks == {central.pupils[n]: 50 + n for n in range(4)}
        for computer in (ha, boss):
            rows = computer.school.read(
                lambda s: {r.student_id: r.tenths for r in s.scalars(select(MarkRow))}
            )
            assert rows == marks
