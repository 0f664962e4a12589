"""Coming to a school's server: first start, every morning, a password changed elsewhere."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.journal import Journal
from desktop.rules.passwords import WeakPassword
from desktop.rules.permissions import Person
from desktop.store import keys
from desktop.store.engine import opens
from desktop.store.slots import DATABASE
from desktop.store.trouble import InUse, NoAccount, SignInDue, WrongPassword
from desktop.sync.client import Client
from desktop.sync.connection_code import connection_code
from desktop.sync.here import is_connected, own_folder, people_here
from desktop.sync.joining import (
    Guest,
    KeyNotKept,
    change_password,
    choose_password,
    come,
    enter,
    join,
    meet,
)
from desktop.sync.once import Watch, sync_once
from desktop.sync.problems import CertificateChanged, ServerProblem, Unreachable
from desktop.sync.protocol import AccountAct, ManageAccount, ProblemCode
from desktop.sync.reach import read_reach
from desktop.sync.server.certificate import make_certificate
from desktop.sync.server.serve import serving
from tests.sync.conftest import CODE, NOW
from tests.sync.online import CHEAP, Line, Online, online_school, request_lost
from tests.sync.server.reached import ARGON, password_of

FIRST = "mật khẩu đầu tiên"
NEW = "trang vở ô li"


@pytest.fixture
def online(server_folder: Path, tmp_path: Path) -> Iterator[Online]:
    with online_school(server_folder, tmp_path) as school:
        yield school


def states(session: Session, _by: Person) -> list[str]:
    return list(session.scalars(select(Journal.state).order_by(Journal.number)))


def sign_in(online: Online, name: str, password: str = "", line: Line | None = None) -> Guest:
    folder = online.folder / "computer"
    reach = read_reach(folder) or meet(online.code)
    return come(folder, reach, name, password or password_of(name), line or online.line())


def reset(online: Online, name: str, first: str = FIRST) -> None:
    """The data admin gives somebody a new first password."""
    admin = Client(meet(online.code), transport=online.line())
    admin.sign_in("quantri", password_of("admin"))
    staff_id = online.central.people[name]
    admin.manage_account(ManageAccount(staff_id, AccountAct.RESET, first))


def test_a_first_start_makes_a_file_that_opens_with_the_same_password_offline(online: Online):
    ha = online.join("ha")
    folder = online.folder / "computer"
    assert is_connected(folder)
    assert not is_connected(online.folder)
    reach = read_reach(folder)
    assert reach is not None
    assert (reach.school, reach.name) == (CODE, "Trường THCS Hoa Sen")
    assert reach.fingerprint == online.running.fingerprint.hex()
    (one,) = people_here(folder)
    assert (one.slot.account, one.slot.name, one.unsent) == ("ha", "Nguyễn Thị Ha", 0)
    assert "Toán" in one.slot.caption
    assert one.folder.name == online.central.people["ha"].hex
    ha.school.do(online.central.marks({0: 80}))
    ha.school.close()
    away = Line(lambda question: request_lost(question, lambda _: pytest.fail("not asked")))
    guest = sign_in(online, "ha", line=away)
    assert isinstance(guest.why, Unreachable)
    with enter(guest, online.clock) as school:
        assert school.ask(states) == ["pending"]
    assert people_here(folder)[0].unsent == 1


def test_offline_the_password_is_still_asked_for(online: Online):
    online.join("ha").school.close()
    away = Line(lambda question: request_lost(question, lambda _: pytest.fail("not asked")))
    with pytest.raises(WrongPassword):
        enter(sign_in(online, "ha", "không phải", away), online.clock)
    with pytest.raises(Unreachable):  # nobody of that name here, and the server is away
        sign_in(online, "binh", line=away)
    guest = sign_in(online, "ha", line=away)
    guest.account = "binh"
    with pytest.raises(NoAccount):
        enter(guest, online.clock)


def test_a_wrong_password_at_the_server_opens_nothing_here(online: Online):
    online.join("ha").school.close()
    with pytest.raises(ServerProblem) as caught:
        sign_in(online, "ha", "không phải")
    assert caught.value.code is ProblemCode.WRONG_PASSWORD


def test_the_first_password_has_to_be_changed(online: Online):
    reset(online, "ha")
    guest = sign_in(online, "ha", FIRST)
    assert guest.must_change
    with pytest.raises(WeakPassword):
        choose_password(guest, "ngắn")
    with pytest.raises(WeakPassword):
        choose_password(guest, FIRST)
    choose_password(guest, NEW)
    assert not guest.must_change
    with enter(guest, online.clock, CHEAP) as school:
        sync_once(school, guest.client)
        assert school.person.name == "Nguyễn Thị Ha"
        folder = school.folder
    assert keys.unlock(folder, "ha", NEW, NOW).staff_id == online.central.people["ha"]


def test_joining_at_one_go_changes_it_too(online: Online):
    reset(online, "ha")
    school = join(
        online.folder / "computer", online.code, "ha", FIRST, new_password=NEW,
        clock=online.clock, cost=CHEAP,
    )  # fmt: skip
    with school:
        assert school.person.name == "Nguyễn Thị Ha"


@pytest.mark.parametrize("by_reset", [False, True])
def test_a_password_changed_elsewhere_costs_no_unsent_work(online: Online, *, by_reset: bool):
    ha = online.join("ha")
    ha.school.do(online.central.marks({0: 80}))
    ha.school.close()
    if by_reset:
        reset(online, "ha")
    else:
        elsewhere = Client(meet(online.code), transport=online.line())
        elsewhere.sign_in("ha", password_of("ha"))
        elsewhere.change_password(password_of("ha"), NEW)
    guest = sign_in(online, "ha", FIRST if by_reset else NEW)
    if guest.must_change:
        choose_password(guest, NEW)
    with enter(guest, online.clock, CHEAP) as school:
        assert school.ask(states) == ["pending"]
        assert sync_once(school, guest.client).left == 0
    assert keys.unlock(ha.school.folder, "ha", NEW, NOW).file_key == ha.school.unlocked.file_key
    with pytest.raises(WrongPassword):
        keys.unlock(ha.school.folder, "ha", password_of("ha"), NOW)


def test_without_a_kept_key_the_former_password_opens_the_file(online: Online):
    ha = online.join("ha")
    ha.school.do(online.central.marks({0: 80}))
    ha.school.close()
    with online.central.begin() as connection:
        connection.exec_driver_sql("DELETE FROM escrow")
    reset(online, "ha")
    guest = sign_in(online, "ha", FIRST)
    choose_password(guest, NEW)
    with pytest.raises(KeyNotKept) as caught:
        enter(guest, online.clock, CHEAP)
    assert "mật khẩu cũ" in caught.value.sentence
    with pytest.raises(WrongPassword):
        enter(guest, online.clock, CHEAP, former="không phải")
    with enter(guest, online.clock, CHEAP, former=password_of("ha")) as school:
        assert school.ask(states) == ["pending"]
    again = sign_in(online, "ha", NEW)
    assert again.client.kept_key(keys.file_id(ha.school.folder)) == ha.school.unlocked.file_key


def test_a_change_of_the_own_password_is_one_at_both_places(online: Online):
    ha = online.join("ha")
    ha.client.token = ha.school.connected.link.token if ha.school.connected else ""
    with pytest.raises(WeakPassword):
        change_password(ha.school, ha.client, password_of("ha"), "ngắn", CHEAP)
    change_password(ha.school, ha.client, password_of("ha"), NEW, CHEAP)
    ha.school.do(online.central.marks({0: 80}))
    assert ha.sync().left == 0
    ha.school.close()
    with enter(sign_in(online, "ha", NEW), online.clock, CHEAP) as school:
        assert school.ask(states) == ["done"]


def test_switching_people_leaves_the_others_unsent_work(online: Online):
    ha = online.join("ha")
    ha.school.do(online.central.marks({0: 80}))
    ha.school.close()
    binh = online.join("binh")
    binh.school.close()
    told = {one.slot.account: one.unsent for one in people_here(online.folder / "computer")}
    assert told == {"ha": 1, "binh": 0}
    assert ha.school.unlocked.file_key != binh.school.unlocked.file_key
    assert not opens(ha.school.folder / DATABASE, binh.school.unlocked.file_key)
    guest = sign_in(online, "ha")
    with enter(guest, online.clock, CHEAP) as school:
        assert sync_once(school, guest.client).sent == 1


def test_two_people_can_have_their_files_open_and_one_person_only_once(online: Online):
    ha, binh = online.join("ha"), online.join("binh")
    assert ha.school.person != binh.school.person
    with pytest.raises(InUse):
        enter(sign_in(online, "ha"), online.clock, CHEAP)


def test_a_first_pull_that_was_cancelled_is_made_up_for(online: Online):
    class Cancelled(Exception):
        pass

    def cancel(_done: int, of: int) -> None:
        if of:  # all is fetched; the half of it is written
            raise Cancelled

    with pytest.raises(Cancelled):
        online.join("ha", watch=Watch(progress=cancel))
    guest = sign_in(online, "ha")
    with enter(guest, online.clock, CHEAP) as school:
        assert school.connected is not None
        assert school.connected.link.cursor == 0
        assert sync_once(school, guest.client).rows > 0
        assert school.person.name == "Nguyễn Thị Ha"


def test_after_the_days_offline_only_the_server_lets_one_in(online: Online):
    online.join("ha").school.close()
    online.central.at += 15 * 86_400 * 1_000_000
    away = Line(lambda question: request_lost(question, lambda _: pytest.fail("not asked")))
    with pytest.raises(SignInDue):
        enter(sign_in(online, "ha", line=away), online.clock, CHEAP)
    enter(sign_in(online, "ha"), online.clock, CHEAP).close()
    enter(sign_in(online, "ha", line=away), online.clock, CHEAP).close()


def test_another_certificate_is_spoken_to_by_nobody(online: Online, server_folder: Path):
    online.join("ha").school.close()
    wrong = connection_code(online.code.address, CODE, bytes(32))
    with pytest.raises(CertificateChanged):
        meet(wrong)
    reach = read_reach(online.folder / "computer")
    assert reach is not None
    client = Client(msgspec.structs.replace(reach, fingerprint="00" * 32))
    with pytest.raises(CertificateChanged) as caught:
        client.sign_in("ha", password_of("ha"))
    assert "Chưa gửi gì đi" in caught.value.sentence
    client.close()
    trusting = Client(msgspec.structs.replace(reach, fingerprint=""))
    with pytest.raises(CertificateChanged):  # self-made: no computer trusts it by itself
        trusting.health()
    trusting.close()
    assert server_folder.is_dir()


def test_a_server_with_a_new_certificate_leaves_the_file_open_to_its_owner(
    online: Online, server_folder: Path
):
    online.join("ha").school.close()
    reach = read_reach(online.folder / "computer")
    assert reach is not None
    make_certificate(server_folder / "certificate-and-key.pem", ["localhost"], NOW)
    with serving(server_folder, clock=online.clock, argon=ARGON) as other:
        moved = msgspec.structs.replace(reach, address=other.address.removeprefix("https://"))
        guest = come(online.folder / "computer", moved, "ha", password_of("ha"))
        assert isinstance(guest.why, CertificateChanged)
        enter(guest, online.clock).close()
        guest.client.close()


def test_who_has_no_file_here_is_found_by_account(online: Online):
    online.join("ha").school.close()
    folder = online.folder / "computer"
    assert own_folder(folder, " HA ") is not None
    assert own_folder(folder, "binh") is None
    (folder / "not-a-person").mkdir()
    (folder / ("0" * 32)).mkdir()
    assert len(people_here(folder)) == 1
    assert people_here(folder / "nowhere") == ()


def test_the_sign_in_is_there_before_the_database_is_loaded():
    program = (
        "import sys, desktop.sync.here, desktop.sync.connection_code\n"
        "print([name for name in ('sqlalchemy', 'requests', 'PySide6') if name in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert told.stdout.strip() == "[]"
