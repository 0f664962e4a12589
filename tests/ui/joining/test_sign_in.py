"""Every morning at a connected computer: with the server and without it, one file a person."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import Select, select

from desktop.app import Shell
from desktop.models.gradebook import Mark
from desktop.store import keys
from desktop.sync.client import Client
from desktop.sync.protocol import AccountAct, ManageAccount
from desktop.sync.reach import reach_of, read_reach, write_reach
from desktop.ui.first_start import FirstStart
from desktop.ui.joining.signin_page import ServerSignIn
from desktop.ui.signin import FirstPassword
from desktop.ui.window import Window
from tests.sync.online import Online
from tests.sync.server.reached import password_of
from tests.ui.served import SOON, connect, sign_in, wait_for, wait_until_in_step

DAY = 86_400 * 1_000_000
NEW = "mat-khau-moi-1"


@pytest.fixture
def joined(qtbot: QtBot, shell: Shell, online: Online) -> Shell:
    """A computer on which `ha` has a book, at the sign-in."""
    connect(qtbot, shell, online, "ha")
    window = wait_until_in_step(qtbot, shell)
    window.leaving.emit()
    wait_for(qtbot, shell, ServerSignIn)
    return shell


@contextmanager
def away(shell: Shell) -> Iterator[None]:
    """Nobody answers where the server was."""
    (home,) = shell.device.schools()
    there = read_reach(home)
    assert there is not None
    write_reach(home, msgspec.structs.replace(there, address="127.0.0.1:1"))
    shell.show_sign_in(home)
    yield
    write_reach(home, there)


def admin(online: Online) -> Client:
    client = Client(reach_of(online.code))
    client.sign_in("quantri", password_of("admin"))
    return client


def reset(online: Online, name: str, password: str) -> None:
    client = admin(online)
    client.manage_account(ManageAccount(online.central.people[name], AccountAct.RESET, password))
    client.close()


def change_elsewhere(online: Online, name: str, new: str) -> None:
    client = Client(reach_of(online.code))
    client.sign_in(name, password_of(name))
    client.change_password(password_of(name), new)
    client.close()


def test_who_has_a_book_here_opens_it_by_the_password(
    qtbot: QtBot, joined: Shell, online: Online
) -> None:
    sign_in(joined, "ha")
    window = wait_until_in_step(qtbot, joined)
    assert window.school.person.staff_id == online.central.people["ha"]


def test_another_account_gets_a_book_of_its_own(
    qtbot: QtBot, joined: Shell, online: Online
) -> None:
    sign_in(joined, "binh")
    window = wait_until_in_step(qtbot, joined)
    assert window.school.folder.name == online.central.people["binh"].hex
    window.leaving.emit()
    wait_for(qtbot, joined, ServerSignIn)
    assert {person.account for person in joined.page.people} == {"ha", "binh"}
    assert joined.page.person.account == "binh"  # who was here last


def test_without_the_server_the_book_opens_and_is_sent_later(
    qtbot: QtBot, joined: Shell, online: Online
) -> None:
    with away(joined):
        sign_in(joined, "ha")
        wait_for(qtbot, joined, Window)
        window = joined.page
        qtbot.waitUntil(lambda: window.status.link.text().startswith("Mất mạng từ"), timeout=SOON)
        window.school.do(online.central.marks({0: 80}))
        qtbot.waitUntil(lambda: window.status.waiting.text() == "Chờ gửi 1", timeout=SOON)
        window.take_leave(lambda: None)
        farewell = window.server.farewell
        qtbot.waitUntil(lambda: "chưa gửi" in farewell.title.text(), timeout=SOON)
        joined._switch(window.school.folder.parent)
    wait_for(qtbot, joined, ServerSignIn)
    (item,) = joined.page.list.items
    assert item.state_text == "còn 1 việc chưa gửi"
    joined.show_sign_in(joined.page.folder)
    sign_in(joined, "ha")
    wait_until_in_step(qtbot, joined)
    assert online.central.scalars(_marks()) == [80]


def test_who_goes_elsewhere_meanwhile_is_not_brought_back(
    qtbot: QtBot, joined: Shell, online: Online
) -> None:
    page = sign_in(joined, "ha")
    home = page.folder
    page.elsewhere.emit()
    assert isinstance(joined.page, FirstStart)
    qtbot.waitUntil(lambda: not joined.ways.children(), timeout=SOON)
    assert isinstance(joined.page, FirstStart)
    joined.show_sign_in(home)
    sign_in(joined, "ha")
    wait_until_in_step(qtbot, joined)


def test_a_wrong_password_without_the_server_is_told(
    qtbot: QtBot, joined: Shell, online: Online
) -> None:
    with away(joined):
        page = sign_in(joined, "ha", "khong-phai-1")
        qtbot.waitUntil(page.said.isVisible, timeout=SOON)
        assert "Mật khẩu chưa đúng" in page.said.text()
        assert joined.page is page


def test_an_account_without_a_book_needs_the_server(
    qtbot: QtBot, joined: Shell, online: Online
) -> None:
    with away(joined):
        page = sign_in(joined, "binh")
        qtbot.waitUntil(page.said.isVisible, timeout=SOON)
        assert "127.0.0.1:1" in page.said.text()
        assert page.other.text() == "binh"


def test_after_fourteen_days_without_the_server_the_book_stays_shut(
    qtbot: QtBot, joined: Shell, online: Online
) -> None:
    online.central.at += 15 * DAY
    with away(joined):
        page = sign_in(joined, "ha")
        qtbot.waitUntil(page.said.isVisible, timeout=SOON)
        assert "đã quá hạn" in page.said.text()
        assert joined.page is page
    joined.show_sign_in(page.folder)
    sign_in(joined, "ha")
    wait_until_in_step(qtbot, joined)


def test_a_password_changed_elsewhere_opens_the_book_with_its_unsent_work(
    qtbot: QtBot, joined: Shell, online: Online
) -> None:
    leave_something_unsent(qtbot, joined, online)
    change_elsewhere(online, "ha", NEW)
    page = sign_in(joined, "ha")
    qtbot.waitUntil(page.said.isVisible, timeout=SOON)  # the server knows the new one only
    sign_in(joined, "ha", NEW)
    window = wait_until_in_step(qtbot, joined)
    assert online.central.scalars(_marks()) == [80]
    unlocked = keys.unlock(window.school.folder, "ha", NEW, 0)
    assert unlocked.staff_id == window.school.person.staff_id


def test_a_password_that_was_reset_is_changed_first_and_nothing_is_lost(
    qtbot: QtBot, joined: Shell, online: Online
) -> None:
    leave_something_unsent(qtbot, joined, online)
    reset(online, "ha", "cap-lai-12")
    sign_in(joined, "ha", "cap-lai-12")
    wait_for(qtbot, joined, FirstPassword)
    joined.page.new.setText(NEW)
    joined.page.again.setText(NEW)
    joined.page.carry_out()
    wait_until_in_step(qtbot, joined)
    assert online.central.scalars(_marks()) == [80]


def test_where_no_key_is_kept_the_former_password_opens_the_file(
    qtbot: QtBot, joined: Shell, online: Online
) -> None:
    leave_something_unsent(qtbot, joined, online)
    change_elsewhere(online, "ha", NEW)
    with online.central.begin() as connection:
        connection.exec_driver_sql("DELETE FROM escrow")
    page = sign_in(joined, "ha", NEW)
    qtbot.waitUntil(page.former.isVisible, timeout=SOON)
    assert "mật khẩu cũ" in page.said.text()
    QApplication.processEvents()
    page.former.setText(password_of("ha"))
    page.open_book()
    wait_until_in_step(qtbot, joined)
    assert online.central.scalars(_marks()) == [80]


def test_another_person_leaves_unsent_work_alone(
    qtbot: QtBot, joined: Shell, online: Online
) -> None:
    leave_something_unsent(qtbot, joined, online)
    sign_in(joined, "binh")
    window = wait_until_in_step(qtbot, joined)
    assert online.central.scalars(_marks()) == []
    window.leaving.emit()
    wait_for(qtbot, joined, ServerSignIn)
    states = {item.title: item.state_text for item in joined.page.list.items}
    assert states == {"Nguyễn Thị Ha": "còn 1 việc chưa gửi", "Nguyễn Thị Binh": ""}


def test_the_sign_in_stands_before_anything_heavy_is_imported() -> None:
    script = (
        "import os, sys; os.environ['QT_QPA_PLATFORM'] = 'offscreen'; "
        "import desktop.app, desktop.ui.joining.signin_page; "
        "print([m for m in ('sqlalchemy', 'requests', 'qtawesome', 'zstandard') "
        "if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("size", [(1366, 697), (1093, 545)], ids=["100", "125"])
def test_the_sign_in_fits_with_a_sentence_and_two_passwords(
    joined: Shell, size: tuple[int, int]
) -> None:
    joined.resize(*size)
    page = joined.page
    page.ask_former()
    page.failed(
        "Mật khẩu đã được đổi ở nơi khác và máy chủ không giữ khóa của sổ trên máy này. "
        "Sổ và những việc chưa gửi vẫn còn nguyên. Nhập mật khẩu cũ đã dùng trên máy này."
    )
    for _ in range(3):
        QApplication.processEvents()
    assert page.card.height() <= size[1]
    assert page.card.sizeHint().height() <= size[1]
    assert page.card.heightForWidth(page.card.width()) <= size[1]


def leave_something_unsent(qtbot: QtBot, shell: Shell, online: Online) -> None:
    """`ha` enters a mark without the server and goes."""
    with away(shell):
        sign_in(shell, "ha")
        wait_for(qtbot, shell, Window)
        shell.page.school.do(online.central.marks({0: 80}))
        shell._switch(shell.page.school.folder.parent)
    shell.show_sign_in(shell.page.folder)


def _marks() -> Select[tuple[int | None]]:
    return select(Mark.tenths)
