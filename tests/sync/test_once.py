"""A file and a real server come to agree, whatever happens on the line between them.

The numbers in the tests' names are those of the rules of sync.
"""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from desktop.commands.command import Code
from desktop.commands.courses import CourseCell, CourseValue, PlanCourses
from desktop.commands.locks import LockBooks
from desktop.models.central import Counter
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.gradebook import MarkRevision
from desktop.models.journal import Journal
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.permissions import Person
from desktop.rules.terms import Term
from desktop.store.school import open_school
from desktop.sync.client import Client
from desktop.sync.once import Watch, send_only, sync_once
from desktop.sync.problems import ServerProblem, Stopped, Unreachable
from desktop.sync.protocol import Problem, ProblemCode, Push, Verdict
from desktop.sync.reach import reach_of
from desktop.sync.server.epoch import begin_epoch
from desktop.sync.transport import Question, Reply
from tests.sync.online import (
    Computer,
    Fault,
    Online,
    cut_short,
    doubled,
    fails_after_commit,
    fine,
    online_school,
    reply_lost,
    request_lost,
)

if TYPE_CHECKING:
    from desktop.commands.execute import Done


@pytest.fixture
def online(server_folder: Path, tmp_path: Path) -> Iterator[Online]:
    with online_school(server_folder, tmp_path) as school:
        yield school


def tenths(session: Session, _by: Person) -> dict[UUID, int | None]:
    return {row.student_id: row.tenths for row in session.scalars(select(MarkRow))}


def states(session: Session, _by: Person) -> list[str]:
    return list(session.scalars(select(Journal.state).order_by(Journal.number)))


def refusals(session: Session, _by: Person) -> list[Verdict]:
    rows = session.scalars(select(Journal.refusal).where(Journal.refusal != ""))
    return [msgspec.json.decode(row, type=Verdict) for row in rows]


def revisions(session: Session, _by: Person) -> int:
    return session.scalar(select(func.count()).select_from(MarkRevision)) or 0


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


def test_nothing_new_costs_one_small_question(online: Online):
    ha = online.join("ha")
    ha.line.asked.clear()
    assert ha.sync().rows == 0
    (question,) = ha.line.asked
    assert question.path == "/v1/changes"
    assert len(question.body or b"") < 500


@pytest.mark.parametrize("fault", [request_lost, reply_lost, fails_after_commit])
@pytest.mark.parametrize("when", [0, 1])
def test_02_a_fault_at_any_step_is_made_good_by_the_next_try(
    online: Online, fault: Fault, when: int
):
    ha = online.join("ha")
    ha.school.do(online.central.marks({0: 80}))
    ha.school.do(online.central.marks({0: 85}, {0: 80}))
    with pytest.raises((Unreachable, ServerProblem)):
        ha.sync(*[fine] * when, fault)
    assert list(ha.school.ask(tenths).values()) == [85]
    ha.school.do(online.central.marks({1: 60}))
    ha.sync()
    assert ha.school.ask(states) == ["done"] * 3
    assert list(ha.school.ask(tenths).values()) == [85, 60]
    assert ha.school.ask(revisions) == 1
    count = select(Journal.id).where(Journal.kind == "enter_marks")
    assert len(online.central.scalars(count)) == 3


def test_02_a_lost_reply_is_told_by_the_pull(online: Online):
    ha = online.join("ha")
    ha.school.do(online.central.marks({0: 80}))
    with pytest.raises(Unreachable):
        ha.sync(reply_lost)
    assert ha.school.connected is not None
    report = ha.sync(lambda question, carry: carry(_empty_push(question)))
    assert report.left == 0
    assert ha.school.ask(states) == ["done"]


def _empty_push(question: Question) -> Question:
    """As if the commands were to be sent later only."""
    push = msgspec.json.decode(_body(question), type=Push)
    body = msgspec.json.encode(msgspec.structs.replace(push, commands=()))
    headers = {k: v for k, v in question.headers.items() if k != "Content-Encoding"}
    return replace(question, body=body, headers=headers)


def _body(question: Question) -> bytes:
    body = question.body or b""
    assert "Content-Encoding" not in question.headers
    return body


def test_a_doubled_request_has_no_second_effect(online: Online):
    ha = online.join("ha")
    ha.school.do(online.central.marks({0: 80}))
    ha.sync(doubled, doubled)
    assert ha.school.ask(states) == ["done"]
    assert ha.school.ask(revisions) == 0


def test_a_page_that_is_cut_short_is_no_page(online: Online):
    ha, boss = online.join("ha"), online.join("hieutruong")
    ha.school.do(online.central.marks({0: 80}))
    ha.sync()
    with pytest.raises(Unreachable):
        boss.sync(cut_short)
    assert boss.school.ask(tenths) == {}
    boss.sync()
    assert list(boss.school.ask(tenths).values()) == [80]


def test_09_many_commands_are_sent_in_batches_and_rebased_once(online: Online):
    ha = online.join("ha")
    value: int | None = None
    for n in range(130):
        ha.school.do(online.central.marks({0: n % 100}, {0: value}))
        value = n % 100
    ha.line.asked.clear()
    report = ha.sync()
    assert (report.sent, report.left) == (130, 0)
    paths = [question.path for question in ha.line.asked]
    pushes = paths.count("/v1/commands")  # 50, then up to 100, or fewer where the server is slow
    assert 2 <= pushes <= 10
    assert paths == ["/v1/commands"] * pushes + ["/v1/changes"]
    assert ha.school.ask(states) == ["done"] * 130
    assert ha.school.ask(revisions) == 129


def test_a_pull_of_many_pages_is_one_change(online: Online, monkeypatch: pytest.MonkeyPatch):
    boss = online.join("hieutruong")
    ha = online.join("ha")
    for n in range(5):
        ha.school.do(online.central.marks({n: 50 + n}))
    ha.sync()
    monkeypatch.setattr("desktop.sync.server.feed.page.__kwdefaults__", {"least": 1})
    monkeypatch.setattr("desktop.sync.once.USUAL_PAGE", 1)
    heard: list[Done] = []
    boss.school.on_change(heard.append)
    boss.line.asked.clear()
    boss.sync()
    assert len(boss.line.asked) >= 2
    assert len(heard) == 1
    assert len(boss.school.ask(tenths)) == 5


def lock_term(online: Online) -> None:
    online.central.do(
        "hieutruong",
        LockBooks(
            school_year_id=online.central.ids["year"], reach=LockReach.SCHOOL, term=Term.I,
            kinds=tuple(LockKind), reason="Hết hạn nhập điểm",
        ),
    )  # fmt: skip


def test_what_the_book_no_longer_takes_is_refused_and_kept(online: Online):
    ha = online.join("ha")
    ha.school.do(online.central.marks({0: 80}))
    lock_term(online)
    report = ha.sync()
    assert len(report.turned_down) == 1
    assert ha.school.ask(states) == ["refused"]
    assert ha.school.ask(tenths) == {}
    (verdict,) = ha.school.ask(refusals)
    assert verdict.code is Code.LOCKED
    assert verdict.detail[0].student_id == online.central.pupils[0]


def test_two_people_one_cell_never_silently(online: Online):
    ha, other = online.join("ha"), online.join("ha", "another computer")
    ha.school.do(online.central.marks({0: 80}))
    other.school.do(online.central.marks({0: 60}))
    ha.sync()
    report = other.sync()
    assert len(report.turned_down) == 1
    assert list(other.school.ask(tenths).values()) == [80]
    (verdict,) = other.school.ask(refusals)
    assert verdict.code is Code.CONFLICT


def test_19_what_was_withdrawn_is_gone_after_what_was_typed_has_been_sent(online: Online):
    ha = online.join("ha")
    ha.school.do(online.central.marks({0: 80}))
    central = online.central
    mine, theirs = (
        CourseValue(140, 4, (central.people["ha"],)),
        CourseValue(140, 4, (central.people["binh"],)),
    )
    cell = CourseCell(central.ids["6A"], central.ids["toan"], theirs, mine)
    central.do("admin", PlanCourses(cells=(cell,)))
    report = ha.sync()
    assert central.ids["toan 6A"] in report.withdrawn
    assert ha.school.ask(tenths) == {}
    assert ha.school.ask(states) == ["refused"]  # not hers any more; the server's journal has it
    assert ha.school.connected is not None
    assert central.ids["gdtc 6A"] in ha.school.connected.held


def restored(online: Online, backup_seq: int) -> None:
    """The server's rows and journal as they were, under a new epoch."""
    with online.central.begin() as connection:
        for table in ("mark", "mark_revision", "tombstone"):
            connection.execute(text(f"DELETE FROM {table} WHERE seq > {backup_seq}"))  # noqa: S608
        number = connection.execute(
            text(f"SELECT max(number) FROM journal WHERE seq <= {backup_seq}")  # noqa: S608
        ).scalar_one()
        chain = connection.execute(
            text(f"SELECT chain FROM journal WHERE number = {number}")  # noqa: S608
        ).scalar_one()
        connection.execute(text(f"DELETE FROM journal WHERE seq > {backup_seq}"))  # noqa: S608
        connection.execute(update(Counter).values(seq=backup_seq, number=number, chain=chain))
        online.central.epoch = begin_epoch(connection)


def test_15_16_a_restored_server_gets_back_what_it_lacks(online: Online):
    ha, boss = online.join("ha"), online.join("hieutruong")
    ha.school.do(online.central.marks({0: 50}))
    ha.sync()
    boss.sync()
    seq = online.central.counter().seq
    for n in range(1, 4):
        ha.school.do(online.central.marks({n: 50 + n}))
    ha.sync()
    boss.sync()
    ha.school.do(online.central.marks({4: 99}))
    restored(online, seq)
    report = ha.sync()
    assert (report.sent, report.turned_down, report.left) == (4, [], 0)
    assert ha.school.ask(states) == ["done"] * 5
    boss.sync()
    wanted = {online.central.pupils[n]: v for n, v in enumerate((50, 51, 52, 53, 99))}
    assert ha.school.ask(tenths) == wanted
    assert boss.school.ask(tenths) == wanted


def test_16_a_restored_server_is_noticed_by_who_only_reads(online: Online):
    ha, boss = online.join("ha"), online.join("hieutruong")
    seq = online.central.counter().seq
    ha.school.do(online.central.marks({0: 50}))
    ha.sync()
    boss.sync()
    restored(online, seq)
    boss.sync()
    assert boss.school.ask(tenths) == {}
    ha.sync()
    boss.sync()
    assert list(boss.school.ask(tenths).values()) == [50]


def test_16_what_the_restored_server_refuses_now_is_told(online: Online):
    ha = online.join("ha")
    seq = online.central.counter().seq
    done = ha.school.do(online.central.marks({0: 50}))
    ha.sync()
    restored(online, seq)
    lock_term(online)
    report = ha.sync()
    assert report.turned == [done.command_id]
    assert ha.school.ask(states) == ["refused"]


def test_20_two_copies_of_one_file_both_get_through(online: Online):
    ha = online.join("ha")
    folder = ha.school.folder
    ha.school.close()
    copy = folder.parent / "copy"
    shutil.copytree(folder, copy)
    one, two = (
        Computer(open_school(place, ha.school.unlocked, online.clock), ha.client, ha.line)
        for place in (folder, copy)
    )
    with one.school, two.school:
        for n, computer in enumerate((one, two, one, two)):
            computer.school.do(online.central.marks({n: 60 + n}))
            assert computer.sync().left == 0
        one.sync()
        assert one.school.connected is not None
        assert two.school.connected is not None
        assert one.school.connected.link.device != two.school.connected.link.device
        assert sorted(one.school.ask(tenths).values(), key=str) == [60, 61, 62, 63]
        assert one.school.ask(tenths) == two.school.ask(tenths)


def test_18_rows_that_differ_are_noticed_and_mended(online: Online):
    ha = online.join("ha")
    ha.school.do(online.central.marks({0: 80, 1: 70}))
    ha.sync()
    spoil(ha, "DELETE FROM mark WHERE tenths = 70")
    waiting = ha.school.do(online.central.marks({2: 60}))
    report = ha.sync()
    assert report.repaired == {online.central.ids["toan 6A"]}
    assert sorted(ha.school.ask(tenths).values(), key=str) == [60, 70, 80]
    assert waiting.tables == {"mark"}


def test_18_the_weekly_check_finds_what_no_change_touches(online: Online):
    ha = online.join("ha")
    ha.school.do(online.central.marks({0: 80}))
    ha.sync()
    spoil(ha, "DELETE FROM mark")
    ha.sync()
    assert ha.school.ask(tenths) == {}
    online.central.at += 8 * 86_400 * 1_000_000
    report = ha.sync()
    assert report.repaired == {online.central.ids["toan 6A"]}
    assert list(ha.school.ask(tenths).values()) == [80]


def spoil(computer: Computer, statement: str) -> None:
    def work() -> None:
        with computer.school._writer.session() as session, session.begin():
            session.execute(text(statement))

    computer.school.write_short(work)


def answers(code: ProblemCode) -> Fault:
    body = msgspec.json.encode(Problem(code, "câu của máy chủ", seconds=7))

    def fault(_question: Question, _carry: Callable[[Question], Reply]) -> Reply:
        return Reply(400, {"content-type": "application/json"}, body)

    return fault


@pytest.mark.parametrize(
    "code", [ProblemCode.SIGN_IN, ProblemCode.CLIENT_TOO_OLD, ProblemCode.WAIT]
)
def test_what_the_server_asks_for_is_told_in_its_words(online: Online, code: ProblemCode):
    ha = online.join("ha")
    ha.school.do(online.central.marks({0: 80}))
    with pytest.raises(ServerProblem) as caught:
        ha.sync(answers(code))
    assert (caught.value.code, caught.value.sentence) == (code, "câu của máy chủ")
    assert caught.value.problem.seconds == 7
    assert ha.sync().left == 0


def test_13_what_an_older_server_cannot_decide_waits_and_the_rest_is_fetched(online: Online):
    ha, binh = online.join("ha"), online.join("hieutruong")
    ha.school.do(online.central.marks({0: 80}))
    ha.sync()
    binh.school.do(_any_command(online))
    report = binh.sync(answers(ProblemCode.SERVER_TOO_OLD))
    assert report.stuck is not None
    assert (report.left, list(binh.school.ask(tenths).values())) == (1, [80])
    assert binh.sync().left == 0


def _any_command(online: Online) -> LockBooks:
    return LockBooks(
        school_year_id=online.central.ids["year"], reach=LockReach.SCHOOL, term=Term.II,
        kinds=(LockKind.REGULAR,), reason="Thử",
    )  # fmt: skip


def test_a_push_that_is_too_large_is_made_smaller(online: Online):
    ha = online.join("ha")
    for n in range(4):
        ha.school.do(online.central.marks({n: 60}))
    ha.line.asked.clear()
    assert ha.sync(answers(ProblemCode.TOO_LARGE)).left == 0
    pushes = [q for q in ha.line.asked if q.path == "/v1/commands"]
    assert len(pushes) >= 2


def test_a_token_that_is_revoked_asks_for_the_password(online: Online):
    ha = online.join("ha")
    ha.client.token = ha.school.connected.link.token if ha.school.connected else ""
    ha.client.sign_out()
    with pytest.raises(ServerProblem) as caught:
        ha.sync()
    assert caught.value.code is ProblemCode.SIGN_IN


def test_stopping_ends_it_between_two_questions(online: Online):
    ha = online.join("ha")
    ha.school.do(online.central.marks({0: 80}))
    with pytest.raises(Stopped):
        sync_once(ha.school, ha.client, Watch(stopped=lambda: True))
    client = Client(reach_of(online.code))
    client.stop()
    with pytest.raises(Stopped):
        sync_once(ha.school, client)
    client.close()
    assert ha.sync().left == 0


def test_a_sealed_file_can_be_sent(online: Online):
    ha = online.join("ha")
    ha.school.do(online.central.marks({0: 80}))
    ha.school.close()
    with open_school(ha.school.folder, ha.school.unlocked, online.clock, to_send=True) as school:
        report = send_only(school, ha.client)
    assert (report.sent, report.left) == (1, 0)


def test_progress_tells_rows_fetched_and_written(online: Online):
    told: list[tuple[int, int]] = []
    ha = online.join("ha", watch=Watch(progress=lambda done, of: told.append((done, of))))
    assert told[0][1] == 0
    assert told[-1][0] == told[-1][1] > 0
    assert ha.school.ask(states) == []


def test_the_clocks_difference_is_told(online: Online):
    ha = online.join("ha")
    ha.school._clock = lambda: online.central.at + 3_600_000_000
    ha.school.do(online.central.marks({0: 80}))
    assert -3_700_000_000 < ha.sync().clock_ahead < -3_500_000_000


def test_a_server_that_is_away_is_told_as_such(online: Online):
    reach = msgspec.structs.replace(reach_of(online.code), address="127.0.0.1:9")
    client = Client(reach)
    with pytest.raises(Unreachable) as caught:
        client.health()
    client.close()
    assert "127.0.0.1:9" in caught.value.sentence


@pytest.mark.parametrize("seed", range(3))
def test_02_on_a_line_that_loses_much_each_command_arrives_once(online: Online, seed: int):
    chance = random.Random(seed)  # noqa: S311 - which request is lost
    ha = online.join("ha")
    for n in range(60):
        ha.school.do(online.central.marks({n % 5: n}, {n % 5: n - 5 if n > 4 else None}))
    ways = (fine, fine, fine, request_lost, reply_lost, doubled, fails_after_commit, cut_short)
    left, tries = 60, 0
    while left:
        tries += 1
        ha.line.faults[:] = chance.choices(ways, k=4)
        with suppress(Unreachable, ServerProblem):
            left = sync_once(ha.school, ha.client).left
    assert tries > 1
    ha.sync()
    assert ha.school.ask(states) == ["done"] * 60
    assert {ha.school.ask(tenths)[online.central.pupils[n]] for n in range(5)} == set(range(55, 60))
    said = online.central.scalars(select(Journal.id).where(Journal.kind == "enter_marks"))
    assert len(said) == len(set(said)) == 60
