"""The dialogs of the staff page: add somebody, give a role, end one, the slip of a password."""

from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDate
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desktop.commands.staff import AddStaff, AssignRole, EndRole
from desktop.durable import write_durably
from desktop.queries.staff_list import Reach, StaffLine, StaffList
from desktop.rules.permissions import Portfolio, ReachKind, Role
from desktop.store.school import School
from desktop.store.trouble import Trouble, in_words
from desktop.ui.admin.records import carried_out
from desktop.ui.admin.staff_sheet import SEXES, facts_of, new_account_name
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.buttons import button
from desktop.ui.kit.words import label, row

REACH_OF: Final = {
    Role.HOMEROOM_TEACHER: ReachKind.CLASS,
    Role.SUBJECT_TEACHER: ReachKind.COURSE,
    Role.SUBSTITUTE_TEACHER: ReachKind.CLASS,
    Role.SUBJECT_HEAD: ReachKind.TEAM,
}
"""How far a role reaches where it is not the whole school."""


def day_edit(day: date, name: str) -> QDateEdit:
    """A field for a day, dd/mm/yyyy, with a calendar."""
    made = QDateEdit(QDate(day.year, day.month, day.day))
    made.setDisplayFormat("dd/MM/yyyy")
    made.setCalendarPopup(True)
    made.setAccessibleName(name)
    return made


def day_of(field: QDateEdit) -> date:
    """The day in a field."""
    there = field.date()
    return date(there.year(), there.month(), there.day())


class AddDialog(Ask):
    """Adds a member of staff; the account follows the name until it is typed over."""

    def __init__(self, parent: QWidget, school: School, taken: set[str]) -> None:
        self._school, self._taken = school, taken
        self.name, self.account, self.position = QLineEdit(), QLineEdit(), QLineEdit()
        self.sex = QComboBox()
        super().__init__(
            parent, "Thêm cán bộ nào?", "Thêm cán bộ",
            text="Người này vào danh sách ngay; tài khoản và phân công làm ở bước sau.",
            refuse=self._why_not, carry_out=self._add,
        )  # fmt: skip
        for code, words in SEXES.items():
            self.sex.addItem(words or "chưa rõ", code)
        self.field("Họ và tên", self.name)
        self.field("Giới tính", self.sex)
        self.field("Chức danh", self.position, "như Giáo viên, Nhân viên thư viện")
        self.field("Tên đăng nhập", self.account, "chữ không dấu, không trùng người khác")
        self.name.textEdited.connect(self._follow)
        self.account.textEdited.connect(lambda _text: self.look_again())
        self.name.setFocus()

    def _follow(self, text: str) -> None:
        if not self.account.isModified():
            self.account.setText(new_account_name(text, self._taken))
        self.look_again()

    def _why_not(self) -> str:
        if not self.name.text().strip():
            return "Chưa ghi họ và tên."
        return "" if self.account.text().strip() else "Chưa ghi tên đăng nhập."

    def _add(self) -> str:
        person = facts_of(
            self.name.text(), self.account.text(), self.sex.currentData(), self.position.text()
        )
        return carried_out(self._school, AddStaff(people=(person,)))


class RoleDialog(Ask):
    """Gives a role, with its reach and days."""

    def __init__(
        self, parent: QWidget, school: School, line: StaffLine, staff: StaffList, today: date
    ) -> None:
        self._school, self._line, self._staff = school, line, staff
        self.role, self.where, self.portfolio = QComboBox(), QComboBox(), QComboBox()
        self.since = day_edit(today, "Từ ngày")
        self.ends = QCheckBox("Đến hết ngày")
        self.until = day_edit(today, "Đến hết ngày")
        name = line.facts.full_name
        super().__init__(
            parent, f"Phân công {name} việc gì?", "Phân công", refuse=self._why_not,
            carry_out=self._assign,
            text="Quyền có ngay từ ngày bắt đầu và hết sau ngày kết thúc.",
        )  # fmt: skip
        for role in Role:
            self.role.addItem(role.label, role.value)
        for portfolio in Portfolio:
            self.portfolio.addItem(portfolio.label, portfolio.value)
        self.field("Vai trò", self.role)
        self.where_name = label("Ở đâu", "label")
        self.where.setAccessibleName("Ở đâu")
        self.portfolio.setAccessibleName("Phụ trách")
        for part in (self.where_name, self.where, self.portfolio):
            self.fields.addWidget(part)
        self.fields.addLayout(
            row(label("Từ ngày", "label"), self.since, 12, self.ends, self.until, None)
        )
        self.ends.toggled.connect(self.until.setEnabled)
        self.until.setEnabled(False)
        self.role.activated.connect(lambda _at: self._follow())
        self.role.setFocus()
        self._follow()

    def _follow(self) -> None:
        role = Role(self.role.currentData())
        kind = REACH_OF.get(role)
        vice = role is Role.VICE_PRINCIPAL
        self.where.clear()
        self._reaches: list[Reach] = []
        for reach, words in self._staff.reaches:
            if reach[0] is kind:
                self._reaches.append(reach)
                self.where.addItem(words)
        self.where.setVisible(kind is not None)
        self.portfolio.setVisible(vice)
        self.where_name.setVisible(kind is not None or vice)
        self.where_name.setText("Phụ trách" if vice else "Ở đâu")
        self.look_again()

    def _why_not(self) -> str:
        role = Role(self.role.currentData() or Role.PRINCIPAL.value)
        if role in REACH_OF and self.where.currentIndex() < 0:
            return "Chưa có lớp, môn hoặc tổ để phân công. Lập ở Lớp và môn trước."
        return ""

    def _assign(self) -> str:
        role = Role(self.role.currentData())
        kind, reach_id = ReachKind.SCHOOL, None
        if role in REACH_OF:
            kind, reach_id = self._reaches[self.where.currentIndex()]
        vice = role is Role.VICE_PRINCIPAL
        return carried_out(
            self._school,
            AssignRole(
                staff_id=self._line.staff_id, role=role, from_day=day_of(self.since),
                to_day=day_of(self.until) if self.ends.isChecked() else None,
                reach=kind, reach_id=reach_id,
                portfolio=Portfolio(self.portfolio.currentData()) if vice else None,
            ),
        )  # fmt: skip


class EndDialog(Ask):
    """Ends one of a person's assignments."""

    def __init__(self, parent: QWidget, school: School, line: StaffLine, today: date) -> None:
        self._school = school
        self._duties = [d for d in line.duties if d.to_day is None or d.to_day > today]
        self.duty = QComboBox()
        self.last = day_edit(today, "Ngày cuối")
        super().__init__(
            parent, f"Thôi phân công nào của {line.facts.full_name}?", "Thôi phân công",
            text="Quyền của việc ấy hết sau ngày cuối. Những gì đã nhập được giữ nguyên.",
            refuse=lambda: "" if self._duties else "Không có phân công nào đang có hiệu lực.",
            carry_out=self._end,
        )  # fmt: skip
        for duty in self._duties:
            self.duty.addItem(f"{duty.words} · từ {duty.from_day:%d/%m/%Y}")
        self.field("Phân công", self.duty)
        self.field("Ngày cuối", self.last)
        self.look_again()

    def _end(self) -> str:
        duty = self._duties[self.duty.currentIndex()]
        command = EndRole(assignment_id=duty.assignment_id, to_day=day_of(self.last))
        return carried_out(self._school, command)


class PasswordSlip(Ask):
    """Shows a first password, this once; it can be copied or saved to be printed."""

    def __init__(self, parent: QWidget, name: str, text: str) -> None:
        super().__init__(
            parent, f"Mật khẩu đầu tiên của {name}", "Đã trao cho người ấy",
            text="Mật khẩu này chỉ hiện một lần. Trao tận tay; lần đăng nhập đầu phải đổi.",
            leave="Chép",
        )  # fmt: skip
        self.slip = QPlainTextEdit(text)
        self.slip.setReadOnly(True)
        self.slip.setAccessibleName("Phiếu tài khoản")
        self.slip.setFixedHeight(178)
        self.fields.addWidget(self.slip)
        self.leave.clicked.disconnect()
        self.leave.clicked.connect(self._copy)
        self.save = button("Lưu phiếu để in…", self._save)
        self.foot.insertWidget(0, self.save)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.slip.toPlainText())
        self.leave.setText("Đã chép")

    def _save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Lưu phiếu tài khoản", "phieu-tai-khoan.txt", "Văn bản (*.txt)"
        )
        if not chosen:
            return
        try:
            with in_words(Path(chosen)):
                write_durably(Path(chosen), self.slip.toPlainText().encode("utf-8-sig"))
        except Trouble as trouble:
            self.tell(trouble.sentence)


def slip_text(school: str, name: str, account: str, password: str) -> str:
    """What is handed to the person, in lines that can be printed."""
    lines = (
        school, f"Tài khoản Sổ Trường của {name}", "",
        f"Tên đăng nhập: {account}", f"Mật khẩu đầu tiên: {password}", "",
        "Lần đăng nhập đầu, chương trình hỏi một mật khẩu mới. Không ai khác biết mật khẩu ấy.",
    )  # fmt: skip
    return "\n".join(lines)
