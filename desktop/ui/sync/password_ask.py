"""The server wants the password again: its session ended, or the password is another one now."""

from PySide6.QtWidgets import QWidget

from desktop.rules.passwords import MIN_PASSWORD
from desktop.store.school import School
from desktop.sync.errands import ask_session, change_first_password, take_session
from desktop.sync.protocol import SignedIn
from desktop.ui.kit.buttons import enable
from desktop.ui.kit.words import label
from desktop.ui.signin import Password
from desktop.ui.sync.server_ask import ServerAsk, Work

_TWICE = "Hai lần gõ mật khẩu mới khác nhau. Mật khẩu chưa đổi; gõ lại lần thứ hai."
_FIRST = (
    "Mật khẩu này do quản trị CSDL đặt. Đặt mật khẩu của riêng mình để gửi tiếp; từ lần sau, "
    "sổ trên máy này cũng mở bằng mật khẩu mới."
)


class PasswordAsk(ServerAsk):
    """Signs in again with the file open; a password that somebody else has set is changed."""

    NEEDS_SESSION = False

    def __init__(self, parent: QWidget, school: School, why: str) -> None:
        super().__init__(parent, school, "Nhập mật khẩu để gửi tiếp?", "Gửi tiếp", text=why)
        self._signed_in: SignedIn | None = None
        self.password = Password("Mật khẩu")
        self.new, self.again = Password("Mật khẩu mới"), Password("Gõ lại mật khẩu mới")
        self.field(f"Mật khẩu của {school.person.name}", self.password)
        self._more = [
            label("Mật khẩu mới", "label"),
            self.new,
            label("Gõ lại", "label"),
            self.again,
        ]
        for part in self._more:
            self.fields.addWidget(part)
            part.hide()

    def begin(self) -> Work | str:
        school, client, old, new = self.school, self.client, self.password.text(), self.new.text()
        if self._signed_in is None:
            if not old:
                return "Gõ mật khẩu rồi nhấn Enter."
            return lambda: self._come(school, old)
        signed_in = self._signed_in
        if new != self.again.text():
            return _TWICE

        def change() -> SignedIn:
            change_first_password(school, client, old, new)
            take_session(school, signed_in, new)
            return signed_in

        return change

    def _come(self, school: School, password: str) -> SignedIn:
        signed_in = ask_session(school, self.client, password)
        if not signed_in.must_change:
            take_session(school, signed_in, password)
        return signed_in

    def answered(self, signed_in: SignedIn) -> None:
        if self._signed_in is not None or not signed_in.must_change:
            self.accept()
            return
        self._signed_in = signed_in
        enable(self.password, "Máy chủ đã nhận mật khẩu này.")
        self.text.setText(f"{_FIRST} Ít nhất {MIN_PASSWORD} kí tự, không trùng tên đăng nhập.")
        self.text.show()
        for part in self._more:
            part.show()
        self.new.setFocus()
