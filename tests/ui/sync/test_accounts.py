"""Accounts and one's own password in a school with a server: asked of it, changed there."""

from collections.abc import Sequence

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Shell
from desktop.commands.staff import AddStaff, StaffFacts
from desktop.store import keys
from desktop.sync.client import Client
from desktop.sync.problems import ServerProblem
from desktop.sync.protocol import AccountAct, ManageAccount
from desktop.sync.reach import reach_of
from desktop.sync.worker import Contact
from desktop.ui.admin.staff_page import StaffPage
from desktop.ui.admin.staff_sheet import StaffRow
from desktop.ui.places import Destination
from desktop.ui.sync.accounts import AccountAsk
from desktop.ui.sync.own_password import OwnPassword
from desktop.ui.window import Window
from tests.sync.online import Online
from tests.sync.server.reached import password_of
from tests.ui.served import SOON, connect, wait_until_in_step

NEW = "mat-khau-moi-1"


@pytest.fixture
def boss(qtbot: QtBot, shell: Shell, online: Online) -> Window:
    connect(qtbot, shell, online, "quantri", password_of("admin"))
    return wait_until_in_step(qtbot, shell)


@pytest.fixture
def staff(qtbot: QtBot, boss: Window) -> StaffPage:
    assert boss.go(Destination("admin", part="staff"))
    page = boss.tab.page
    assert isinstance(page, StaffPage)
    qtbot.waitUntil(lambda: "người có tài khoản" in page.head.facts.words, timeout=SOON)
    return page


def choose(qtbot: QtBot, page: StaffPage, account: str) -> None:
    assert page.sheet is not None
    accounts = [row.line.facts.account for row in page.sheet.records]
    page.pane.view.go(accounts.index(account), 1)


def signs_in(online: Online, account: str, password: str) -> bool:
    client = Client(reach_of(online.code))
    try:
        client.sign_in(account, password)
    except ServerProblem:
        return False
    finally:
        client.close()
    return True


def test_the_list_tells_who_has_an_account_at_the_server(
    qtbot: QtBot, staff: StaffPage, online: Online
) -> None:
    assert "6 người có tài khoản" in staff.head.facts.words
    choose(qtbot, staff, "ha")
    qtbot.waitUntil(staff.reset_way.isEnabled, timeout=SOON)
    assert not staff.open_way.isEnabled()


def carry_out(qtbot: QtBot, page: StaffPage, wanted: ManageAccount) -> AccountAsk:
    dialog = AccountAsk(page, page.school, "Làm việc này?", "Làm", "", wanted)
    dialog.show()
    QApplication.processEvents()
    dialog.act.click()
    qtbot.waitUntil(lambda: not dialog.task.running, timeout=SOON)
    return dialog


def test_a_new_colleague_from_elsewhere_stands_in_the_list(
    qtbot: QtBot, boss: Window, staff: StaffPage, online: Online
) -> None:
    def records() -> Sequence[StaffRow]:
        return staff.sheet.records if staff.sheet else ()

    choose(qtbot, staff, "ha")
    before = staff.pane.view.current
    people = (StaffFacts("zung", "Vũ Thị Zung", "nu"),)  # the last one by name
    online.central.do("admin", AddStaff(people=people))
    assert boss.server is not None
    boss.server.sync_now()
    qtbot.waitUntil(lambda: "zung" in [row.line.facts.account for row in records()], timeout=SOON)
    qtbot.waitUntil(lambda: staff.head.facts.words.startswith("7 người"), timeout=SOON)
    assert staff.pane.view.current == before


def test_a_password_is_reset_and_an_account_closed_at_the_server(
    qtbot: QtBot, staff: StaffPage, online: Online
) -> None:
    ha, binh = online.central.people["ha"], online.central.people["binh"]
    done = carry_out(qtbot, staff, ManageAccount(ha, AccountAct.RESET, "cap-lai-12"))
    assert done.result() == AccountAsk.DialogCode.Accepted
    assert signs_in(online, "ha", "cap-lai-12")
    carry_out(qtbot, staff, ManageAccount(binh, AccountAct.CLOSE))
    assert not signs_in(online, "binh", password_of("binh"))
    assert staff.server is not None
    staff.server.refresh()
    qtbot.waitUntil(lambda: "5 người có tài khoản" in staff.head.facts.words, timeout=SOON)
    choose(qtbot, staff, "binh")
    qtbot.waitUntil(staff.open_way.isEnabled, timeout=SOON)


def test_what_the_server_does_not_do_is_told_in_the_dialog(
    qtbot: QtBot, staff: StaffPage, online: Online
) -> None:
    ha = online.central.people["ha"]
    dialog = carry_out(qtbot, staff, ManageAccount(ha, AccountAct.OPEN, "cap-lai-12"))
    assert dialog.isVisible()
    assert "đã có tài khoản" in dialog.said.text()
    dialog.reject()


def test_without_the_server_the_accounts_say_why_not(
    qtbot: QtBot, boss: Window, staff: StaffPage, online: Online
) -> None:
    assert boss.server is not None
    state = boss.server.bridge.worker.state
    choose(qtbot, staff, "ha")
    assert staff.account.isEnabled()
    with online.central.begin() as connection:
        connection.exec_driver_sql("UPDATE token SET expires_at = 0")
    boss.server.sync_now()
    server = boss.server
    qtbot.waitUntil(lambda: server.state.contact is Contact.NEEDS_PASSWORD, timeout=SOON)
    qtbot.waitUntil(lambda: not staff.account.isEnabled(), timeout=SOON)
    assert staff.account.toolTip().startswith("Việc này làm ở máy chủ")
    assert any(act.reason for act in staff.actions_here() if "Mở tài khoản" in act.name)
    assert state.contact is Contact.ONLINE
    dialog = OwnPassword(boss, boss.school)
    assert not dialog.act.isEnabled()
    assert dialog.said.text().startswith("Việc này làm ở máy chủ")
    dialog.reject()


def test_the_own_password_changes_there_and_here(
    qtbot: QtBot, boss: Window, online: Online
) -> None:
    dialog = OwnPassword(boss, boss.school)
    dialog.show()
    QApplication.processEvents()
    inputs = dialog.inputs
    for field, text in ((inputs.old, "khong-phai-1"), (inputs.new, NEW), (inputs.again, NEW)):
        field.setText(text)
    dialog.act.click()
    qtbot.waitUntil(lambda: bool(dialog.said.text()), timeout=SOON)
    assert dialog.isVisible()
    inputs.old.setText(password_of("admin"))
    dialog.act.click()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=SOON)
    assert signs_in(online, "quantri", NEW)
    unlocked = keys.unlock(boss.school.folder, "quantri", NEW, 0)
    assert unlocked.staff_id == boss.school.person.staff_id
    boss.lock.cover()
    boss.lock.password.setText(NEW)
    boss.lock.open()
    qtbot.waitUntil(lambda: not boss.lock.isVisible(), timeout=SOON)
