"""Signing in while the server says nothing: who has a book here goes on, nobody else does."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import msgspec
import pytest

from desktop.sync.client import Client
from desktop.sync.joining import enter
from desktop.sync.patience import come_soon
from desktop.sync.problems import ServerProblem, Unreachable
from desktop.sync.reach import reach_of
from tests.sync.online import Online, online_school
from tests.sync.server.reached import password_of
from tests.sync.silent import silent_server

SOON = 10.0  # seconds: far less than an answer may take


@pytest.fixture
def online(server_folder: Path, tmp_path: Path) -> Iterator[Online]:
    with online_school(server_folder, tmp_path) as school:
        ha = school.join("ha")
        ha.school.close()
        yield school


@pytest.fixture
def home(online: Online) -> Path:
    return online.folder / "computer"


def test_an_answer_in_time_is_waited_for(online: Online, home: Path) -> None:
    reach = reach_of(online.code)
    guest = come_soon(home, reach, "ha", password_of("ha"), online.clock)
    assert guest.signed_in is not None
    assert guest.client.health().protocol
    enter(guest, online.clock).close()
    guest.client.close()


def test_without_an_answer_the_own_book_opens(
    online: Online, home: Path, server_folder: Path
) -> None:
    with silent_server(server_folder / "certificate-and-key.pem") as (address, _heard):
        reach = msgspec.structs.replace(reach_of(online.code), address=address)
        begun = monotonic()
        guest = come_soon(home, reach, "ha", password_of("ha"), online.clock, patience=0.2)
        assert monotonic() - begun < SOON
        assert guest.signed_in is None
        assert isinstance(guest.why, Unreachable)
        school = enter(guest, online.clock)
        assert school.person.staff_id == online.central.people["ha"]
        school.close()


def test_another_password_than_the_files_waits_for_the_server(online: Online, home: Path) -> None:
    client = Client(reach_of(online.code))
    client.sign_in("ha", password_of("ha"))
    client.change_password(password_of("ha"), "mat-khau-moi-1")
    client.close()
    reach = reach_of(online.code)
    guest = come_soon(home, reach, "ha", "mat-khau-moi-1", online.clock, patience=0.0)
    assert guest.signed_in is not None
    guest.client.close()
    with pytest.raises(ServerProblem):
        come_soon(home, reach, "ha", "khong-phai-1", online.clock, patience=0.0)


def test_who_has_no_book_here_needs_the_server(online: Online, home: Path) -> None:
    reach = msgspec.structs.replace(reach_of(online.code), address="127.0.0.1:1")
    with pytest.raises(Unreachable):
        come_soon(home, reach, "binh", password_of("binh"), online.clock)
