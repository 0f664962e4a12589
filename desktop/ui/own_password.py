"""Changing one's own password."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.rules.passwords import MIN_PASSWORD
from desktop.store.trouble import Trouble
from desktop.ui.kit.ask import Ask
from desktop.ui.signin import Password

if TYPE_CHECKING:
    from desktop.store.school import School


def change_own_password(parent: QWidget, school: "School") -> None:
    """Ask for the old and the new password, and change it."""
    old, new, again = Password("Mật khẩu cũ"), Password("Mật khẩu mới"), Password("Gõ lại")

    def carry_out() -> str:
        if new.text() != again.text():
            return "Hai lần gõ mật khẩu mới khác nhau. Mật khẩu chưa đổi; gõ lại lần thứ hai."
        try:
            school.change_password(old.text(), new.text())
        except Trouble as trouble:
            return trouble.sentence
        return ""

    dialog = Ask(parent, "Đổi mật khẩu?", "Đổi mật khẩu", carry_out=carry_out)
    dialog.field("Mật khẩu cũ", old)
    dialog.field("Mật khẩu mới", new, f"Ít nhất {MIN_PASSWORD} kí tự, không trùng tên đăng nhập.")
    dialog.field("Gõ lại mật khẩu mới", again)
    dialog.exec()
