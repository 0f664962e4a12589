"""The sign-in of a school with a server: who has a book on this computer, and anybody else.

Imports no SQLAlchemy, as the sign-in of a school on one computer.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from desktop.store import keys
from desktop.sync.here import PersonHere, people_here
from desktop.sync.reach import Reach
from desktop.ui.kit.buttons import button
from desktop.ui.kit.side_list import Item
from desktop.ui.signin import Password, SignIn

OTHER, LISTED = "Tài khoản khác…", "Chọn trong danh sách"


class ServerSignIn(SignIn):
    """Tells account and password; who asked carries it out and says `busy` and `tell`."""

    wanted = Signal(str, str, str)  # account, password, the former password of this computer
    code_wanted = Signal()

    def __init__(
        self, folder: Path, reach: Reach, last_account: str, now: Callable[[], int]
    ) -> None:
        self.reach = reach
        self._here: dict[object, PersonHere] = {}
        self.former = Password("Mật khẩu cũ trên máy này")
        self.former.hide()
        super().__init__(folder, last_account, now)
        self._add_other()
        self._add_former()
        self._add_ways()
        if not self.people:
            self.turn()

    # ---- who

    def who_is_here(self) -> Sequence[keys.KeySlot]:
        self._here = {one.slot.staff_id: one for one in people_here(self.folder)}
        return [one.slot for one in self._here.values()]

    def school_name(self) -> str:
        return self.reach.name or self.reach.school

    def item_of(self, person: keys.KeySlot) -> Item:
        unsent = self._here[person.staff_id].unsent
        second = person.caption or person.account
        if not unsent:
            return Item(person.staff_id, person.name, second, icon="ri.user-3-line")
        return Item(
            person.staff_id, person.name, second, icon="ri.user-3-line",
            state_icon="ri.upload-2-line", state_words=f"còn {unsent} việc chưa gửi",
            state_text=f"còn {unsent} việc chưa gửi",
        )  # fmt: skip

    @property
    def account(self) -> str:
        """Of whom the password is."""
        if not self.other.isHidden():
            return self.other.text().strip()
        return self.person.account if self.person else ""

    def _add_other(self) -> None:
        self.other = QLineEdit()
        self.other.setAccessibleName("Tên đăng nhập")
        self.other.setPlaceholderText("Tên đăng nhập")
        self.other.returnPressed.connect(self.password.setFocus)
        self.other.hide()
        self.turn_link = button(OTHER, self.turn, k="link")
        self.card.body.insertWidget(self.card.body.indexOf(self.list) + 1, self.other)
        self.ways.insertWidget(0, self.turn_link)

    def turn(self) -> None:
        """Between the list and somebody who is not in it."""
        typed = self.other.isHidden()
        self.other.setVisible(typed)
        self.list.setHidden(typed)
        self.finder.setHidden(typed or not self.many)
        self.turn_link.setText(LISTED if typed else OTHER)
        self.turn_link.setVisible(bool(self.people))
        self.whose.setText("Mật khẩu" if typed or not self.person else self.whose_words)
        self.password.clear()
        self.ask_former(wanted=False)
        self.tell("")
        (self.other if typed else self.password).setFocus()

    # ---- how

    def _add_former(self) -> None:
        self.former.setPlaceholderText("Mật khẩu cũ trên máy này")
        self.former.returnPressed.connect(self.open_book)
        self.card.body.insertWidget(self.card.body.indexOf(self.said), self.former)

    def ask_former(self, *, wanted: bool = True) -> None:
        """The server has no key of this file: the password that it was locked with opens it."""
        self.former.setVisible(wanted)
        self.forgot.setHidden(wanted)  # low screens have room for one of the two
        self.former.clear()
        if wanted:
            self.former.setFocus()

    def _add_ways(self) -> None:
        self.code_link = button("Mã kết nối mới…", self.code_wanted.emit, k="link")
        self.ways.addWidget(self.code_link)

    def _chosen(self) -> None:
        super()._chosen()
        self.ask_former(wanted=False)

    def open_book(self) -> None:
        """Ask for the book of this person."""
        if not self.go.isEnabled():
            return
        if not self.account:
            self.tell("Gõ tên đăng nhập do quản trị CSDL cấp.")
            self.other.setFocus()
        elif not self.password.text():
            self.tell("Gõ mật khẩu rồi nhấn Enter.")
            self.password.setFocus()
        else:
            self.wanted.emit(self.account, self.password.text(), self.former.text())

    def busy(self, *, busy: bool) -> None:
        """While somebody is asked whether the password is right."""
        self._busy(busy=busy)

    def failed(self, sentence: str) -> None:
        """The book did not open; the password is at hand to be typed anew."""
        self.busy(busy=False)
        self.tell(sentence)
        if not self.former.isHidden():
            return
        self.password.selectAll()
        self.password.setFocus()
