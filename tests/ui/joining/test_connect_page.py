"""The connection code as it is typed and pasted, and what is asked before anything is tried."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.sync.connection_code import connection_code, show_code, symbol_text
from desktop.ui.joining.connect_page import ConnectPage, Wish
from tests.ui.keys import press, type_text

CODE = connection_code("192.168.1.20", "thcs-hoa-sen", bytes(range(32)))
TEXT = show_code(CODE)
SIZES = ((1366, 697), (1093, 545))


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[ConnectPage]:
    page = ConnectPage()
    qtbot.addWidget(page)
    page.resize(1366, 697)
    page.show()
    QApplication.processEvents()
    yield page
    page.close()


def paste(page: ConnectPage, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    page.code.insertFromMimeData(data)


def test_a_code_typed_in_one_run_stands_in_groups(page: ConnectPage) -> None:
    type_text(page.code, TEXT.replace(" ", "").lower())
    assert page.code.toPlainText() == TEXT
    assert page.code.code == CODE
    assert page.found.words == "Máy chủ 192.168.1.20:8743 · mã trường thcs-hoa-sen"


def test_a_slip_is_named_while_the_rest_is_still_missing(page: ConnectPage) -> None:
    signs = TEXT.replace(" ", "")
    wrong = signs[:8] + ("2" if signs[8] != "2" else "3") + signs[9:40]
    type_text(page.code, wrong)
    assert page.code.slips == (2,)
    assert "Nhóm thứ 2 có chỗ" in page.found.words
    assert len(page.code.extraSelections()) == 1


def test_a_slip_is_put_right_in_its_place(page: ConnectPage) -> None:
    signs = TEXT.replace(" ", "")
    type_text(page.code, signs[:8] + signs[9:])  # one sign left out: all behind it moves
    assert page.code.code is None
    cursor = page.code.textCursor()
    cursor.setPosition(9)  # behind the gap and two signs
    page.code.setTextCursor(cursor)
    type_text(page.code, signs[8])
    assert page.code.code == CODE
    assert page.code.textCursor().position() == 10


def test_going_back_over_a_gap_takes_the_sign_before_it(page: ConnectPage) -> None:
    type_text(page.code, TEXT[:8])
    press(page.code, Qt.Key.Key_Backspace)
    press(page.code, Qt.Key.Key_Backspace)
    assert page.code.toPlainText() == TEXT[:5]


@pytest.mark.parametrize(
    "text", [TEXT, symbol_text(CODE), f"  {TEXT.lower()}\n", TEXT.replace(" ", "-")]
)
def test_a_code_is_pasted_over_what_is_there(page: ConnectPage, text: str) -> None:
    type_text(page.code, "2228")
    paste(page, text)
    assert page.code.code == CODE


def test_something_else_that_was_pasted_is_told(page: ConnectPage) -> None:
    paste(page, "https://hoasen.edu.vn/dang-nhap?truong=hoa-sen")
    page.carry_out()
    assert "chưa phải mã kết nối" in page.said.text()
    assert page.code.hasFocus()


def test_what_is_missing_is_asked_for_in_its_field(page: ConnectPage, qtbot: QtBot) -> None:
    page.carry_out()
    assert "Chưa có mã kết nối" in page.said.text()
    paste(page, TEXT)
    press(page.code, Qt.Key.Key_Return)
    assert page.account.hasFocus()
    page.carry_out()
    assert "tên đăng nhập" in page.said.text()
    type_text(page.account, " chaupg ")
    press(page.account, Qt.Key.Key_Return)
    assert page.password.hasFocus()
    page.carry_out()
    assert "mật khẩu" in page.said.text()
    type_text(page.password, "mat-khau-1")
    with qtbot.waitSignal(page.wanted) as told:
        press(page.password, Qt.Key.Key_Return)
    assert told.args == [Wish(CODE, "chaupg", "mat-khau-1")]
    assert not page.said.isVisible()


def test_the_password_does_not_stand_in_what_is_logged() -> None:
    assert "bi-mat" not in repr(Wish(CODE, "chaupg", "bi-mat"))


def test_nothing_is_lost_when_a_try_comes_to_nothing(page: ConnectPage) -> None:
    paste(page, TEXT)
    page.account.setText("chaupg")
    page.password.setText("mat-khau-1")
    page.tell("Máy chủ không trả lời.")
    assert page.said.isVisible()
    assert (page.code.code, page.account.text(), page.password.text()) == (
        CODE, "chaupg", "mat-khau-1",
    )  # fmt: skip


@pytest.mark.parametrize("size", SIZES, ids=["100", "125"])
def test_the_page_fits_with_a_long_sentence(page: ConnectPage, size: tuple[int, int]) -> None:
    page.resize(*size)
    long = connection_code(f"{'may-chu-cua-truong.' * 4}edu.vn", "thcs-hoa-sen", bytes(32))
    paste(page, show_code(long))
    page.caps.show()
    page.tell("Máy chủ của trường không trả lời trong 10 giây. " * 3)
    QApplication.processEvents()
    assert page.minimumSizeHint().height() <= size[1]
    assert page.minimumSizeHint().width() <= size[0]
