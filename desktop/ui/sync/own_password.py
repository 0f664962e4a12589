"""Changing one's own password at the school's server, and with it that of the file here."""

from PySide6.QtWidgets import QWidget

from desktop.store.school import School
from desktop.sync.joining import change_password
from desktop.ui.own_password import PasswordFields
from desktop.ui.sync.server_ask import ServerAsk, Work


class OwnPassword(ServerAsk):
    """The old one holds until the server has taken the new one."""

    def __init__(self, parent: QWidget, school: School) -> None:
        text = (
            "Mật khẩu được đổi ở máy chủ và ở máy này cùng lúc. Ở máy khác, lần tới mở sổ phải "
            "dùng mật khẩu mới."
        )
        super().__init__(parent, school, "Đổi mật khẩu?", "Đổi mật khẩu", text=text)
        self.inputs = PasswordFields()
        self.inputs.put_into(self)

    def begin(self) -> Work | str:
        if self.inputs.why_not:
            return self.inputs.why_not
        old, new = self.inputs.old.text(), self.inputs.new.text()
        return lambda: change_password(self.school, self.client, old, new)
