"""From the first start to an open book by way of the school's server."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from desktop.app import Shell
from desktop.device import ACCOUNT, data_folder
from desktop.store import keys
from desktop.store.school import open_school
from desktop.sync.client import Client
from desktop.sync.connection_code import connection_code, show_code
from desktop.sync.protocol import AccountAct, ManageAccount
from desktop.sync.reach import reach_of, read_reach, write_reach
from desktop.ui.first_start import FirstStart
from desktop.ui.joining.connect_page import ConnectPage
from desktop.ui.joining.fetching_page import FetchingPage
from desktop.ui.joining.signin_page import ServerSignIn
from desktop.ui.signin import FirstPassword
from desktop.ui.window import Window
from tests.sync.conftest import SCHOOL
from tests.sync.online import Online
from tests.sync.server.reached import password_of
from tests.ui.served import SOON, connect, fill, sign_in, wait_for, wait_until_in_step

SIZES = ((1366, 697), (1093, 545))


def reset(online: Online, name: str, password: str) -> None:
    admin = Client(reach_of(online.code))
    admin.sign_in("quantri", password_of("admin"))
    staff_id = online.central.people[name]
    admin.manage_account(ManageAccount(staff_id, AccountAct.RESET, password))
    admin.close()


def test_a_code_an_account_and_a_password_lead_to_the_book(
    qtbot: QtBot, shell: Shell, online: Online
) -> None:
    assert isinstance(shell.page, FirstStart)
    shell.page.server_wanted.emit()
    fill(shell, online, "ha").carry_out()
    wait_for(qtbot, shell, Window)
    window = wait_until_in_step(qtbot, shell)
    assert window.school.person.name == "Nguyễn Thị Ha"
    assert "Sổ điểm" in [kind.TITLE for kind in window.kinds]
    assert shell.device.get(ACCOUNT) == "ha"
    (home,) = shell.device.schools()
    reach = read_reach(home)
    assert reach is not None
    assert (reach.school, reach.name) == (online.code.school_code, SCHOOL)
    assert window.school.folder == home / online.central.people["ha"].hex


def test_a_first_password_is_changed_on_the_way(qtbot: QtBot, shell: Shell, online: Online) -> None:
    reset(online, "ha", "cap-lan-dau")
    connect(qtbot, shell, online, "ha", "cap-lan-dau")
    wait_for(qtbot, shell, FirstPassword)
    page = shell.page
    page.new.setText("cap-lan-dau")
    page.again.setText("cap-lan-dau")
    page.carry_out()
    qtbot.waitUntil(page.said.isVisible, timeout=SOON)
    page.new.setText("mat-khau-cua-ha")
    page.again.setText("mat-khau-cua-ha")
    page.carry_out()
    window = wait_until_in_step(qtbot, shell)
    own = window.school.folder
    assert keys.unlock(own, "ha", "mat-khau-cua-ha", 0).staff_id == window.school.person.staff_id


def test_a_wrong_password_is_told_and_everything_stays_typed(
    qtbot: QtBot, shell: Shell, online: Online
) -> None:
    connect(qtbot, shell, online, "ha", "khong-phai-1")
    page = shell.page
    qtbot.waitUntil(page.said.isVisible, timeout=SOON)
    assert isinstance(page, ConnectPage)
    assert "mật khẩu" in page.said.text().casefold()
    assert (page.code.code, page.account.text()) == (online.code, "ha")
    assert page.password.text() == "khong-phai-1"
    page.password.setText(password_of("ha"))
    page.carry_out()
    wait_until_in_step(qtbot, shell)


def test_a_server_that_does_not_answer_is_told(qtbot: QtBot, shell: Shell, online: Online) -> None:
    shell.show_connect(None)
    page = fill(shell, online, "ha")
    assert online.code.fingerprint is not None
    nowhere = connection_code("127.0.0.1:1", online.code.school_code, bytes(32))
    page.code.setPlainText(show_code(nowhere))
    page.carry_out()
    qtbot.waitUntil(page.said.isVisible, timeout=SOON)
    assert "127.0.0.1:1" in page.said.text()
    assert shell.page is page


def test_another_certificate_is_not_trusted(qtbot: QtBot, shell: Shell, online: Online) -> None:
    shell.show_connect(None)
    page = fill(shell, online, "ha")
    forged = connection_code(online.code.address, online.code.school_code, bytes(32))
    page.code.setPlainText(show_code(forged))
    page.carry_out()
    qtbot.waitUntil(page.said.isVisible, timeout=SOON)
    assert "không phải máy chủ" in page.said.text()


@contextmanager
def slow_pull(online: Online) -> Iterator[None]:
    """The server answers everything but what reads marks."""
    with online.central.begin() as connection:
        connection.execute(text("LOCK TABLE mark IN ACCESS EXCLUSIVE MODE"))
        yield


def test_the_first_pull_can_be_stopped_and_the_next_sign_in_fetches(
    qtbot: QtBot, shell: Shell, online: Online
) -> None:
    with slow_pull(online):
        connect(qtbot, shell, online, "ha")
        wait_for(qtbot, shell, FetchingPage)
        shell.page.stop.click()
        wait_for(qtbot, shell, ServerSignIn)
    page = shell.page
    assert "Đã dừng tải sổ" in page.said.text()
    assert [person.account for person in page.people] == ["ha"]
    sign_in(shell, "ha")
    window = wait_until_in_step(qtbot, shell)
    assert window.school.person.name == "Nguyễn Thị Ha"


def test_closing_the_window_while_the_book_is_fetched_leaves_nothing_open(
    qtbot: QtBot, shell: Shell, online: Online
) -> None:
    with slow_pull(online):
        connect(qtbot, shell, online, "ha")
        wait_for(qtbot, shell, FetchingPage)
        shell.close()
    own = next(iter((data_folder() / "schools").iterdir())) / online.central.people["ha"].hex
    unlocked = keys.unlock(own, "ha", password_of("ha"), 0)
    open_school(own, unlocked, online.clock).close()


def test_a_second_person_joins_the_same_folder(qtbot: QtBot, shell: Shell, online: Online) -> None:
    connect(qtbot, shell, online, "ha")
    window = wait_until_in_step(qtbot, shell)
    home = window.school.folder.parent
    window.leaving.emit()
    wait_for(qtbot, shell, ServerSignIn)
    shell.page.elsewhere.emit()
    assert isinstance(shell.page, FirstStart)
    connect(qtbot, shell, online, "hieutruong")
    window = wait_until_in_step(qtbot, shell)
    assert window.school.folder.parent == home
    assert shell.device.schools() == [home]


def test_a_new_code_replaces_the_address_of_a_known_school(
    qtbot: QtBot, shell: Shell, online: Online
) -> None:
    connect(qtbot, shell, online, "ha")
    home = wait_until_in_step(qtbot, shell).school.folder.parent
    shell.page.leaving.emit()
    wait_for(qtbot, shell, ServerSignIn)
    there = read_reach(home)
    assert there is not None
    write_reach(home, msgspec.structs.replace(there, address="127.0.0.1:1", fingerprint="00" * 32))
    shell.show_sign_in(home)
    shell.page.code_wanted.emit()
    fill(shell, online, "ha").carry_out()
    wait_until_in_step(qtbot, shell)
    assert read_reach(home) == there


@pytest.mark.parametrize("size", SIZES, ids=["100", "125"])
def test_the_page_that_fetches_fits(
    qtbot: QtBot, shell: Shell, online: Online, size: tuple[int, int]
) -> None:
    page = FetchingPage("Nguyễn Thị Thu Hà", "Trường THCS Hoa Sen")
    shell.show_page(page)
    shell.resize(*size)
    page.show_progress(12_400, 0)
    assert page.words.text() == "Đang tải: 12.400 dòng"
    page.show_progress(12_400, 400_000)
    assert page.words.text() == "Đang ghi vào máy này: 12.400 / 400.000 dòng"
    assert page.minimumSizeHint().height() <= size[1]
