"""Workers of open files against a real server: what is saved here appears there by itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.gradebook import Mark as MarkRow
from desktop.rules.permissions import Person
from desktop.sync.client import Client
from desktop.sync.protocol import AccountAct, ManageAccount, Problem, ProblemCode
from desktop.sync.reach import reach_of
from desktop.sync.step import FileStep, Word, worker_of
from desktop.sync.transport import Question, Reply
from desktop.sync.worker import Contact, Counts, Doing, Worker
from tests.sync.online import Computer, Online, online_school, request_lost
from tests.sync.server.reached import password_of
from tests.sync.silent import silent_server
from tests.sync.states import PATIENCE, Told

if TYPE_CHECKING:
    from desktop.commands.execute import Done

SOON = 2.0  # seconds: far less than a request may take


@pytest.fixture
def online(server_folder: Path, tmp_path: Path) -> Iterator[Online]:
    with online_school(server_folder, tmp_path) as school:
        yield school


@contextmanager
def working(worker: Worker) -> Iterator[Told]:
    told = Told(worker)
    worker.start()
    try:
        yield told
    finally:
        worker.stop()


def tenths(session: Session, _by: Person) -> dict[UUID, int | None]:
    return {row.student_id: row.tenths for row in session.scalars(select(MarkRow))}


def of(online: Online, computer: Computer) -> Worker:
    return worker_of(computer.school, reach_of(online.code))


def test_an_entry_is_sent_soon_after_it_was_saved(online: Online) -> None:
    ha, boss = online.join("ha"), online.join("hieutruong")
    worker = of(online, ha)
    with working(worker) as told:
        told.wait_for(lambda state: state.contact is Contact.ONLINE)
        told.forget()
        ha.school.do(online.central.marks({0: 80}))
        worker.nudge()
        told.wait_for(lambda state: state.waiting == 1)
        told.wait_for(lambda state: state.waiting == 0)
    boss.sync()
    assert list(boss.school.ask(tenths).values()) == [80]


def test_what_comes_is_told_where_the_window_wants_it(online: Online) -> None:
    ha, boss = online.join("ha"), online.join("hieutruong")
    ha.school.do(online.central.marks({0: 80}))
    ha.sync()
    told: list[Done] = []
    delivered: list[Callable[[], None]] = []
    boss.school.on_change(told.append)
    boss.school.deliver = delivered.append
    worker = of(online, boss)
    with working(worker) as states:
        states.wait_for(lambda state: state.contact is Contact.ONLINE)
    assert told == []
    for tell in delivered:
        tell()
    assert [(done.command, "mark" in done.tables) for done in told] == [(None, True)]


def test_a_lost_line_is_offline_and_says_since_when(online: Online) -> None:
    ha = online.join("ha")
    ha.line.faults[:] = [request_lost]
    worker = Worker(FileStep(ha.school, ha.client))
    with working(worker) as told:
        offline = told.wait_for(lambda state: state.contact is Contact.OFFLINE)
        assert offline.since is not None
        assert "vẫn còn trên máy này" in offline.sentence
        worker.try_now()
        told.wait_for(lambda state: state.contact is Contact.ONLINE)


def test_a_reset_password_is_asked_for_and_the_rest_goes_on(online: Online) -> None:
    ha, admin = online.join("ha"), Client(reach_of(online.code))
    staff_id = ha.school.person.staff_id
    worker = of(online, ha)
    with working(worker) as told:
        told.wait_for(lambda state: state.contact is Contact.ONLINE)
        told.forget()
        admin.sign_in("quantri", password_of("admin"))
        admin.manage_account(ManageAccount(staff_id, AccountAct.RESET, "mot-hai-ba-1"))
        ha.school.do(online.central.marks({0: 80}))
        worker.nudge()
        told.wait_for(lambda state: state.contact is Contact.NEEDS_PASSWORD)
        assert worker.state.waiting == 1
        ha.client.sign_in("ha", "mot-hai-ba-1")
        ha.client.change_password("mot-hai-ba-1", "bon-nam-sau-2")
        signed_in = ha.client.sign_in("ha", "bon-nam-sau-2")
        _keep(ha, signed_in.token, signed_in.expires_at)
        worker.try_now()
        told.wait_for(lambda state: state.contact is Contact.ONLINE and state.waiting == 0)
    admin.close()


def test_who_came_in_offline_is_signed_in_when_the_server_is_back(online: Online) -> None:
    ha = online.join("ha")
    _keep(ha, "", 0)
    ha.line.faults[:] = [request_lost]
    worker = Worker(FileStep(ha.school, ha.client, Word("ha", password_of("ha"))))
    with working(worker) as told:
        told.wait_for(lambda state: state.contact is Contact.OFFLINE)
        worker.try_now()
        told.wait_for(lambda state: state.contact is Contact.ONLINE)
    assert _token(ha)


def test_a_kept_word_that_is_wrong_is_tried_once(online: Online) -> None:
    ha = online.join("ha")
    _keep(ha, "", 0)
    worker = Worker(FileStep(ha.school, ha.client, Word("ha", "mật khẩu cũ")))
    with working(worker) as told:
        needs = told.wait_for(lambda state: state.contact is Contact.NEEDS_PASSWORD)
        assert "đã được đổi ở máy khác" in needs.sentence
        told.forget()
        worker.try_now()
        told.wait_for(lambda state: state.doing is Doing.NOTHING)
    asked = [question.path for question in ha.line.asked if question.path.endswith("sign-in")]
    assert len(asked) == 2  # when the file was joined, and once with the word


@pytest.mark.parametrize(
    ("code", "contact"),
    [
        (ProblemCode.WAIT, Contact.BUSY),
        (ProblemCode.UNAVAILABLE, Contact.BUSY),
        (ProblemCode.CLIENT_TOO_OLD, Contact.MUST_UPDATE),
        (ProblemCode.NOT_FOUND, Contact.REFUSED),
    ],
)
def test_what_the_server_says_is_told_in_its_words(
    online: Online, code: ProblemCode, contact: Contact
) -> None:
    def answers(_question: Question, _carry: object) -> Reply:
        return Reply(400, {}, msgspec.json.encode(Problem(code, "Máy chủ nói vậy.", 7)))

    ha = online.join("ha")
    ha.line.faults[:] = [answers]
    with working(Worker(FileStep(ha.school, ha.client))) as told:
        said = told.wait_for(lambda state: state.contact is contact)
        assert said.sentence == "Máy chủ nói vậy."


def test_stopping_ends_what_waits_for_an_answer(online: Online, server_folder: Path) -> None:
    ha = online.join("ha")
    with silent_server(server_folder / "certificate-and-key.pem") as (address, heard):
        reach = msgspec.structs.replace(reach_of(online.code), address=address)
        worker = worker_of(ha.school, reach)
        worker.start()
        assert heard.wait(PATIENCE)
        begun = monotonic()
        worker.stop()
        assert monotonic() - begun < SOON
    assert worker.state.contact is Contact.STARTING


def test_refused_commands_are_counted_until_their_author_decides(online: Online) -> None:
    ha = online.join("ha")
    step = FileStep(ha.school, ha.client)
    assert step.counts() == Counts(0, 0)
    online.central.do("ha", online.central.marks({0: 70}))
    done = ha.school.do(online.central.marks({0: 80}))
    assert step.counts() == Counts(1, 0)
    ha.sync()
    assert step.counts() == Counts(0, 1)
    assert ha.school.connected is not None
    ha.school.connected.settle(done.command_id, "dropped")
    assert step.counts() == Counts(0, 0)


def _token(computer: Computer) -> str:
    assert computer.school.connected is not None
    return computer.school.connected.link.token


def _keep(computer: Computer, token: str, until: int) -> None:
    assert computer.school.connected is not None
    computer.school.connected.signed_in(token, until, computer.school.now())
