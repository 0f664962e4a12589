"""The window of a connected school: what its status bar tells, and what comes from the server."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtNetwork import QNetworkInformation
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.app import Shell
from desktop.commands.courses import CourseCell, CourseValue, PlanCourses
from desktop.commands.staff import EndRole
from desktop.models.gradebook import Mark
from desktop.models.people import RoleAssignment
from desktop.rules.permissions import Role
from desktop.rules.terms import Term
from desktop.sync.client import Client
from desktop.sync.protocol import AccountAct, ManageAccount
from desktop.sync.reach import reach_of
from desktop.ui.grid.sheet import State
from desktop.ui.joining.signin_page import ServerSignIn
from desktop.ui.places import Destination
from desktop.ui.sync.password_ask import PasswordAsk
from desktop.ui.sync.side import ServerSide
from desktop.ui.window import Window
from tests.sync.online import Online
from tests.sync.server.central_school import assign
from tests.sync.server.reached import password_of
from tests.ui.keys import press, type_text
from tests.ui.served import SOON, wait_for, wait_until_in_step


def side(window: Window) -> ServerSide:
    assert window.server is not None
    return window.server


def gradebook(window: Window, online: Online) -> Any:
    """Her course Toán 6A in term I, in front."""
    course = online.central.ids["toan 6A"]
    assert window.go(Destination("gradebook", course_id=course, term=Term.I))
    return window.tab.course


def first_column(page: Any) -> int:
    return next(at for at, column in enumerate(page.book.columns) if column.editable)


def segments(window: Window) -> list[str]:
    bar = window.status
    return [segment.text() for segment in (bar.waiting, bar.refused, bar.link)]


def test_a_mark_typed_in_the_grid_is_on_the_server_a_moment_later(
    qtbot: QtBot, window: Window, online: Online
) -> None:
    page = gradebook(window, online)
    view = page.view
    view.go(0, first_column(page))
    type_text(view, "8")
    press(view, Qt.Key.Key_Return)
    assert window.status.saved.text().startswith("Đã lưu trên máy này lúc")
    qtbot.waitUntil(lambda: segments(window)[0] == "Chờ gửi 1", timeout=SOON)
    qtbot.waitUntil(lambda: segments(window)[0] == "Chờ gửi 0", timeout=SOON)
    assert segments(window)[1] == "Cần xử lý 0"
    assert segments(window)[2].startswith("Đồng bộ lần cuối")
    assert online.central.scalars(select(Mark.tenths)) == [80]


def test_a_mark_from_elsewhere_appears_and_moves_nothing(
    qtbot: QtBot, window: Window, online: Online
) -> None:
    page = gradebook(window, online)
    view, column = page.view, first_column(page)
    view.go(3, column)
    before = window.status.saved.text()
    online.central.do("ha", online.central.marks({1: 65}))
    side(window).sync_now()
    qtbot.waitUntil(lambda: view.sheet_model.cell(1, column).text == "6,5", timeout=SOON)
    assert view.current == (3, column)
    assert window.status.saved.text() == before  # nothing was saved here


def test_a_mark_from_elsewhere_does_not_touch_the_open_cell(
    qtbot: QtBot, window: Window, online: Online
) -> None:
    page = gradebook(window, online)
    view, column = page.view, first_column(page)
    view.go(1, column)
    type_text(view, "9")
    online.central.do("ha", online.central.marks({1: 65}))
    side(window).sync_now()
    qtbot.waitUntil(lambda: page._soon.waits, timeout=SOON)
    assert view.entry.editor.text() == "9"
    press(view, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: view.sheet_model.cell(1, column).state & State.CONFLICT != 0, timeout=SOON
    )
    assert online.central.scalars(select(Mark.tenths)) == [65]


def test_what_the_server_turns_down_is_counted_in_red(
    qtbot: QtBot, window: Window, online: Online
) -> None:
    online.central.do("ha", online.central.marks({1: 65}))
    window.school.do(online.central.marks({1: 90}))  # before she hears of it
    qtbot.waitUntil(lambda: segments(window)[1] == "Cần xử lý 1", timeout=SOON)
    assert window.status.refused.property("tone") == "red"


def test_facts_of_the_sheet_do_not_stand_beside_what_waits(window: Window, online: Online):
    page = gradebook(window, online)
    page.view.go(0, first_column(page))
    facts = window.status.facts.words
    assert facts
    side(window).show_outbox()
    assert window.status.facts.words == ""
    page.facts.emit("of the sheet below")
    assert window.status.facts.words == ""
    side(window).leave_outbox()
    assert window.status.facts.words == facts


def test_a_duty_that_is_given_or_ended_brings_and_takes_a_tab(
    qtbot: QtBot, window: Window, online: Online
) -> None:
    online.central.do("ha", online.central.marks({1: 65}))
    gradebook(window, online)
    before = [kind.TITLE for kind in window.kinds]
    assert "In ấn" in before or "Quản trị" not in before
    assign(online.central, "ha", Role.DATA_ADMIN)
    side(window).sync_now()
    qtbot.waitUntil(lambda: "Quản trị" in [kind.TITLE for kind in window.kinds], timeout=SOON)
    assert window.kinds[window.current].KEY == "gradebook"
    assert [tab.text().split("  ")[0] for tab in window.band.tabs] == [
        kind.TITLE for kind in window.kinds
    ]
    window.show_tab(len(window.kinds) - 1)
    role = online.central.scalars(
        select(RoleAssignment.id).where(
            RoleAssignment.role == Role.DATA_ADMIN.value,
            RoleAssignment.staff_id == online.central.people["ha"],
        )
    )[0]
    online.central.do("admin", EndRole(assignment_id=role, to_day=date(2026, 9, 2)))
    side(window).sync_now()
    qtbot.waitUntil(lambda: [kind.TITLE for kind in window.kinds] == before, timeout=SOON)
    assert window.current == 0


def test_a_course_that_is_taken_away_shows_no_more_names(
    qtbot: QtBot, window: Window, online: Online
) -> None:
    page = gradebook(window, online)
    assert page.view.sheet_model.rows[0].name == "Học Sinh 1"
    ids = online.central.ids
    before, after = (CourseValue(140, 4, (online.central.people[one],)) for one in ("ha", "binh"))
    online.central.do(
        "admin", PlanCourses(cells=(CourseCell(ids["6A"], ids["toan"], after, before),))
    )
    side(window).sync_now()
    qtbot.waitUntil(page.empty.isVisible, timeout=SOON)
    assert not page.view.isVisible()
    assert len(page.view.sheet_model.rows) == 0


def test_the_lock_screen_keeps_the_worker_at_work(
    qtbot: QtBot, window: Window, online: Online
) -> None:
    window.school.do(online.central.marks({0: 80}))
    window.lock.cover()
    qtbot.waitUntil(lambda: online.central.scalars(select(Mark.tenths)) == [80], timeout=SOON)
    assert window.lock.isVisible()


def reset(online: Online, name: str, password: str) -> None:
    admin = Client(reach_of(online.code))
    admin.sign_in("quantri", password_of("admin"))
    admin.manage_account(ManageAccount(online.central.people[name], AccountAct.RESET, password))
    admin.close()


def password_dialog(window: Window) -> PasswordAsk:
    dialog = PasswordAsk(window, window.school, side(window).state.sentence)
    dialog.show()
    QApplication.processEvents()
    return dialog


def test_a_password_is_asked_for_without_taking_the_keyboard_away(
    qtbot: QtBot, window: Window, online: Online
) -> None:
    page = gradebook(window, online)
    page.view.setFocus()
    reset(online, "ha", "cap-lai-12")
    window.school.do(online.central.marks({0: 80}))
    needs = "Cần mật khẩu để gửi tiếp"
    qtbot.waitUntil(lambda: segments(window)[2] == needs, timeout=SOON)
    assert segments(window)[0] == "Chờ gửi 1"
    assert page.view.hasFocus()
    dialog = password_dialog(window)
    dialog.password.setText("khong-phai-1")
    dialog.act.click()
    qtbot.waitUntil(dialog.said.isVisible, timeout=SOON)
    dialog.password.setText("cap-lai-12")
    dialog.act.click()
    qtbot.waitUntil(dialog.new.isVisible, timeout=SOON)
    dialog.new.setText("mat-khau-moi-1")
    dialog.again.setText("mat-khau-moi-2")
    dialog.act.click()
    assert "khác nhau" in dialog.said.text()
    dialog.again.setText("mat-khau-moi-1")
    dialog.act.click()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=SOON)
    assert dialog.result() == PasswordAsk.DialogCode.Accepted
    side(window).sync_now()
    qtbot.waitUntil(lambda: online.central.scalars(select(Mark.tenths)) == [80], timeout=SOON)


def test_what_stands_behind_the_last_segment(qtbot: QtBot, window: Window, online: Online) -> None:
    window.status.link.click()
    popover = side(window).popover
    assert popover.isVisible()
    said = {name: value.text() for name, value in popover.values.items()}
    assert said["Địa chỉ"] == online.code.address
    assert said["Trường"] == "Trường THCS Hoa Sen"
    assert window.school.connected is not None
    assert window.school.connected.link.device.hex.startswith(said["Máy này"].split()[-1])
    assert not popover.password.isVisible()
    assert popover.geometry().bottom() < window.status.geometry().top()
    press(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible()
    for shown in (True, False):
        window.status.link.click()
        assert popover.isVisible() is shown


def test_the_network_that_comes_up_is_used_at_once(
    qtbot: QtBot, window: Window, online: Online
) -> None:
    reach = QNetworkInformation.Reachability
    online.central.do("ha", online.central.marks({1: 65}))
    side(window).bridge._reached(reach.Disconnected)
    page = gradebook(window, online)
    assert page.view.sheet_model.cell(1, first_column(page)).text == ""
    side(window).bridge._reached(reach.Site)
    qtbot.waitUntil(
        lambda: page.view.sheet_model.cell(1, first_column(page)).text == "6,5", timeout=SOON
    )


def test_closing_sends_what_waits_and_then_goes(
    qtbot: QtBot, shell: Shell, window: Window, online: Online
) -> None:
    window.school.do(online.central.marks({0: 80}))
    shell.close()
    qtbot.waitUntil(lambda: not shell.isVisible(), timeout=SOON)
    assert online.central.scalars(select(Mark.tenths)) == [80]


def test_closing_without_the_network_says_what_stays_and_needs_no_answer(
    qtbot: QtBot, shell: Shell, window: Window, online: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop.ui.sync import farewell as said

    monkeypatch.setattr(said, "READ_MS", 200)
    online.running.front.server.opened.engine.dispose()
    with online.central.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE counter IN ACCESS EXCLUSIVE MODE")
        window.school.do(online.central.marks({0: 80}))
        shell.close()
        farewell = side(window).farewell
        assert farewell.isVisible()
        assert shell.isVisible()
        qtbot.waitUntil(lambda: farewell.title.text() == "Còn 1 việc chưa gửi", timeout=SOON)
        assert "đã lưu trên máy này" in farewell.said.text()
        farewell.now.click()
        qtbot.waitUntil(lambda: not shell.isVisible(), timeout=SOON)


def test_who_changes_the_mind_stays(qtbot: QtBot, shell: Shell, window: Window) -> None:
    side(window).farewell.begin(side(window).bridge.worker, 1)
    side(window).farewell.stay.click()
    assert not side(window).farewell.isVisible()
    assert isinstance(shell.page, Window)


def test_switching_people_starts_the_others_worker(
    qtbot: QtBot, shell: Shell, window: Window, online: Online
) -> None:
    first = side(window).bridge.worker
    window.leaving.emit()
    wait_for(qtbot, shell, ServerSignIn)
    assert first._thread is not None
    assert not first._thread.is_alive()
    shell.page.turn()
    shell.page.other.setText("binh")
    shell.page.password.setText(password_of("binh"))
    shell.page.open_book()
    other = wait_until_in_step(qtbot, shell)
    assert other.school.person.staff_id == online.central.people["binh"]


@pytest.mark.parametrize("size", [(1366, 697), (1093, 545)], ids=["100", "125"])
def test_the_status_bar_has_room_for_everything(
    window: Window, shell: Shell, size: tuple[int, int]
) -> None:
    shell.resize(*size)
    window.status.say_facts("41 học sinh · trung bình 6,9 · còn thiếu 12 ô")
    for _ in range(3):
        QApplication.processEvents()
    bar = window.status
    for segment in (bar.saved, bar.waiting, bar.refused, bar.link):
        assert segment.width() >= segment.sizeHint().width() - 1
    assert bar.facts.geometry().right() <= bar.width()
    assert bar.facts.geometry().left() >= bar.link.geometry().right()
