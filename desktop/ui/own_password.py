"""Changing one's own password: here, or with a server there first."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.rules.passwords import MIN_PASSWORD
from desktop.store.trouble import Trouble
from desktop.ui.kit.ask import Ask
from desktop.ui.signin import Password

if TYPE_CHECKING:
    from desktop.store.school import School

_TWICE = "Hai lần gõ mật khẩu mới khác nhau. Mật khẩu chưa đổi; gõ lại lần thứ hai."


class PasswordFields:
    """The old one, and the new one twice."""

    def __init__(self) -> None:
        self.old, self.new = Password("Mật khẩu cũ"), Password("Mật khẩu mới")
        self.again = Password("Gõ lại")

    def put_into(self, dialog: Ask) -> None:
        """One under the other."""
        dialog.field("Mật khẩu cũ", self.old)
        hint = f"Ít nhất {MIN_PASSWORD} kí tự, không trùng tên đăng nhập."
        dialog.field("Mật khẩu mới", self.new, hint)
        dialog.field("Gõ lại mật khẩu mới", self.again)

    @property
    def why_not(self) -> str:
        """What has to be put right first."""
        return "" if self.new.text() == self.again.text() else _TWICE


def change_own_password(parent: QWidget, school: "School") -> None:
    """Ask for the old and the new password, and change it."""
    if school.connected is not None:
        from desktop.ui.sync.own_password import OwnPassword

        dialog: Ask = OwnPassword(parent, school)
    else:
        dialog = _here(parent, school)
    dialog.exec()
    dialog.deleteLater()


def _here(parent: QWidget, school: "School") -> Ask:
    fields = PasswordFields()

    def carry_out() -> str:
        if fields.why_not:
            return fields.why_not
        try:
            school.change_password(fields.old.text(), fields.new.text())
        except Trouble as trouble:
            return trouble.sentence
        return ""

    dialog = Ask(parent, "Đổi mật khẩu?", "Đổi mật khẩu", carry_out=carry_out)
    fields.put_into(dialog)
    return dialog
