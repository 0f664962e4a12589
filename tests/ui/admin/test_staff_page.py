"""Staff: typing, roles that count at once, accounts that unlock."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop.commands.staff import StaffFacts
from desktop.queries.staff_list import staff_list
from desktop.rules.permissions import SCHOOL, Capability, Role, may
from desktop.store.trouble import WrongPassword
from desktop.ui.admin.staff_page import StaffPage
from desktop.ui.admin.staff_sheet import new_account_name
from desktop.ui.admin.tab import AdminTab
from tests.ui.admin.conftest import Dialogs, Opener
from tests.ui.keys import press, type_text
from tests.ui.office_school import OfficeSchool


def page_of(tab: AdminTab) -> StaffPage:
    assert isinstance(tab.page, StaffPage)
    return tab.page


def row_of(page: StaffPage, name: str) -> int:
    assert page.sheet is not None
    names = [row.line.facts.full_name for row in page.sheet.records]
    return names.index(name)


def choose(page: StaffPage, name: str, column: int = 1) -> None:
    page.pane.view.go(row_of(page, name), column)


def set_combo(combo: Any, text: str) -> None:
    at = combo.findText(text)
    assert at >= 0, [combo.itemText(n) for n in range(combo.count())]
    combo.setCurrentIndex(at)
    combo.activated.emit(at)


def text(page: StaffPage, name: str, key: str) -> str:
    assert page.sheet is not None
    column = [c.key for c in page.sheet.columns].index(key)
    return page.sheet.cell(row_of(page, name), column).text


def test_everybody_in_order_of_given_name_with_what_they_do(opened: Opener):
    page = page_of(opened(page="staff"))
    assert page.sheet is not None
    names = [row.line.facts.full_name for row in page.sheet.records]
    assert names == ["Trần Thu Hương", "Nguyễn Thị Lan", "Đỗ Quang Minh", "Cao Thị Thơm"]
    assert text(page, "Nguyễn Thị Lan", "duties") == "Giáo viên bộ môn (4 lớp–môn)"
    assert text(page, "Cao Thị Thơm", "duties") == "Văn phòng"
    assert text(page, "Đỗ Quang Minh", "way_in") == "chưa có tài khoản"
    assert page.head.facts.words == "4 người · 3 người có tài khoản"


def test_typing_into_a_cell_is_written_and_undone(opened: Opener):
    page = page_of(opened(page="staff"))
    view = page.pane.view
    view.setFocus()
    choose(page, "Đỗ Quang Minh", 4)
    type_text(view, "Tổ phó tổ Toán")
    press(view, Qt.Key.Key_Return)
    assert text(page, "Đỗ Quang Minh", "position") == "Tổ phó tổ Toán"
    press(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert text(page, "Đỗ Quang Minh", "position") == ""
    press(view, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert text(page, "Đỗ Quang Minh", "position") == "Tổ phó tổ Toán"


def test_an_account_that_somebody_has_is_refused_in_words(opened: Opener):
    page = page_of(opened(page="staff"))
    view = page.pane.view
    choose(page, "Đỗ Quang Minh", 2)
    view.setFocus()
    type_text(view, "lan")
    press(view, Qt.Key.Key_Return)
    assert text(page, "Đỗ Quang Minh", "account") == "minh"
    assert page.notice.notice is not None
    assert "lan đã có người dùng" in page.notice.notice.text


def test_sex_is_nam_or_nu_without_tones(opened: Opener):
    page = page_of(opened(page="staff"))
    view = page.pane.view
    choose(page, "Đỗ Quang Minh", 3)
    view.setFocus()
    type_text(view, "nam")
    press(view, Qt.Key.Key_Return)
    assert text(page, "Đỗ Quang Minh", "sex") == "Nam"
    choose(page, "Đỗ Quang Minh", 3)
    type_text(view, "x")
    press(view, Qt.Key.Key_Return)
    assert text(page, "Đỗ Quang Minh", "sex") == "Nam"
    assert page.notice.notice is not None
    assert "Nam hoặc Nữ" in page.notice.notice.text


def test_somebody_added_gets_a_role_and_may_at_once(
    opened: Opener, dialogs: Dialogs, hoa_sen: OfficeSchool
):
    page = page_of(opened(page="staff"))

    def fill(dialog: Any) -> None:
        type_text(dialog.name, "Lý Thị Hồng Vân")
        assert dialog.account.text() == "vanlth"

    dialogs.answer(fill)
    page.add.click()
    assert page.row is not None
    assert page.row.line.facts == StaffFacts("vanlth", "Lý Thị Hồng Vân")
    dialogs.answer(lambda d: set_combo(d.role, "Quản trị CSDL"))
    page.assign.click()
    assert text(page, "Lý Thị Hồng Vân", "duties") == "Quản trị CSDL"
    dialogs.answer(None, None)
    page.open_account()
    slip = dialogs.asked[-1].slip.toPlainText()  # type: ignore[attr-defined]
    assert "Tên đăng nhập: vanlth" in slip
    password = slip.split("Mật khẩu đầu tiên: ")[1].split("\n")[0]
    opened.close()
    unlocked = hoa_sen.unlocked("vanlth", password)
    assert unlocked.must_change
    with hoa_sen_opened(hoa_sen, "vanlth", password) as school:
        assert may(school.person, Capability.STAFF_EDIT, SCHOOL, _today(school))


def hoa_sen_opened(hoa_sen: OfficeSchool, account: str, password: str) -> Any:
    from desktop.store.school import open_school

    return open_school(hoa_sen.folder, hoa_sen.unlocked(account, password), hoa_sen.clock)


def _today(school: Any) -> Any:
    from desktop.rules.instants import school_day

    return school_day(school.now())


def test_a_role_of_mine_changes_my_rights_at_once(opened: Opener, dialogs: Dialogs):
    tab = opened(page="staff")
    page = page_of(tab)
    today = page.today
    before = tab.school.person.roles_on(today)
    assert Role.OFFICE not in before
    choose(page, "Trần Thu Hương")
    dialogs.answer(lambda d: set_combo(d.role, "Văn phòng"))
    page.assign.click()
    assert Role.OFFICE in tab.school.person.roles_on(today)


def test_a_homeroom_teacher_is_assigned_to_a_class(opened: Opener, dialogs: Dialogs):
    page = page_of(opened(page="staff"))
    choose(page, "Đỗ Quang Minh")

    def fill(dialog: Any) -> None:
        set_combo(dialog.role, "Giáo viên chủ nhiệm")
        assert [dialog.where.itemText(n) for n in range(dialog.where.count())] == ["6A", "6B"]
        set_combo(dialog.where, "6B")

    dialogs.answer(fill)
    page.assign.click()
    assert text(page, "Đỗ Quang Minh", "duties") == "Giáo viên chủ nhiệm 6B"


def test_ending_a_role_takes_effect_after_its_last_day(opened: Opener, dialogs: Dialogs):
    page = page_of(opened(page="staff"))
    choose(page, "Cao Thị Thơm")
    dialogs.answer(lambda d: d.last.setDate(d.last.date().addDays(-1)))
    page.end.click()
    assert text(page, "Cao Thị Thơm", "duties") == "chưa phân công"
    assert not page.end.isEnabled()
    assert "chưa có phân công" in page.end.toolTip()


def test_the_last_who_can_manage_staff_stays(opened: Opener, dialogs: Dialogs):
    page = page_of(opened(page="staff"))
    choose(page, "Trần Thu Hương")
    dialogs.answer(None)
    page.end.click()
    choose(page, "Trần Thu Hương")
    dialogs.answer(None)
    page.end.click()
    said = [dialog.said.text() for dialog in dialogs.asked]
    assert any("người cuối cùng quản lý" in words for words in said)


def test_reset_and_close(opened: Opener, dialogs: Dialogs, hoa_sen: OfficeSchool):
    page = page_of(opened(page="staff"))
    choose(page, "Nguyễn Thị Lan")
    assert not page.open_way.isEnabled()
    page.reset_password()
    assert text(page, "Nguyễn Thị Lan", "way_in") == "mật khẩu đầu tiên"
    with pytest.raises(WrongPassword):
        hoa_sen.unlocked("lan")
    page.close_account()
    assert text(page, "Nguyễn Thị Lan", "way_in") == "chưa có tài khoản"
    assert page.head.facts.words == "4 người · 2 người có tài khoản"


def test_my_own_account_is_not_closed(opened: Opener, dialogs: Dialogs):
    page = page_of(opened(page="staff"))
    choose(page, "Trần Thu Hương")
    page.close_account()
    assert page.notice.notice is not None
    assert "đang dùng để đăng nhập" in page.notice.notice.text


def test_the_slip_can_be_copied_and_saved(
    opened: Opener, dialogs: Dialogs, choose_files: dict[str, str], tmp_path: Any
):
    page = page_of(opened(page="staff"))
    choose(page, "Đỗ Quang Minh")
    choose_files["save"] = str(tmp_path / "phieu.txt")

    def use(dialog: Any) -> None:
        dialog.leave.click()
        dialog.save.click()

    dialogs.answer(None, use)
    page.open_account()
    slip = dialogs.asked[-1].slip.toPlainText()  # type: ignore[attr-defined]
    assert QGuiApplication.clipboard().text() == slip
    assert (tmp_path / "phieu.txt").read_text(encoding="utf-8-sig") == slip


def test_who_may_not_manage_staff_sees_none_of_it(opened: Opener, hoa_sen: OfficeSchool):
    with hoa_sen.opened("thom") as school:
        assert school.ask(staff_list, _today(school)) is None
        assert not AdminTab.has_work(school)


@pytest.mark.parametrize(
    ("name", "taken", "account"),
    [
        ("Nguyễn Thị Lan", set(), "lannt"),
        ("Nguyễn Thị Lan", {"lannt"}, "lannt1"),
        ("Đỗ Đức", {"a"}, "ducd"),
        ("", set(), ""),
    ],
)
def test_account_names(name: str, taken: set[str], account: str):
    assert new_account_name(name, taken) == account
