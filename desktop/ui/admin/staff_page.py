"""Cán bộ: who works here, what each is assigned to, and how they sign in."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu

from desktop.commands.command import Refused
from desktop.queries.by_name import school_heading
from desktop.queries.staff_list import StaffLine, StaffList, staff_list
from desktop.rules.permissions import Capability
from desktop.store import accounts
from desktop.store.keys import first_password
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.acts import Act
from desktop.ui.admin.page import AdminPage, may_all
from desktop.ui.admin.records import RecordSheet
from desktop.ui.admin.staff_dialogs import (
    AddDialog,
    EndDialog,
    PasswordSlip,
    RoleDialog,
    slip_text,
)
from desktop.ui.admin.staff_sheet import STAFF, StaffRow, staff_rows
from desktop.ui.kit.ask import Ask, ask
from desktop.ui.kit.buttons import button, enable
from desktop.ui.kit.notice import GREEN, RED


class StaffPage(AdminPage):
    KEY, TITLE = "staff", "Cán bộ"

    def __init__(self, school: School) -> None:
        super().__init__(school)
        self.staff = StaffList()
        self.sheet: RecordSheet[StaffRow] | None = None
        self.pane = self.sheet_pane("Danh sách cán bộ")
        self.pane.view.moved.connect(lambda _row, _column: self._follow())
        self.pane.view.written.connect(lambda _outcomes: self._say())
        self.body.addWidget(self.pane, 1)
        self.add = button("Thêm cán bộ…", self.add_person, icon="ri.user-add-line")
        self.assign = button("Phân công…", self.assign_role, icon="ri.briefcase-line")
        self.end = button("Thôi phân công…", self.end_role)
        self.account = button("Tài khoản", icon="ri.key-2-line")
        self.menu = QMenu(self.account)
        self.open_way = self.menu.addAction("Mở tài khoản…")
        self.reset_way = self.menu.addAction("Đặt lại mật khẩu…")
        self.close_way = self.menu.addAction("Đóng tài khoản…")
        for action, run in (
            (self.open_way, self.open_account), (self.reset_way, self.reset_password),
            (self.close_way, self.close_account),
        ):  # fmt: skip
            action.triggered.connect(lambda _on=False, run=run: run())
        self.account.setMenu(self.menu)
        for action_button in (self.account, self.end, self.assign, self.add):
            self.head.add_action(action_button)

    @staticmethod
    def may_open(school: School) -> bool:
        return may_all(school, Capability.STAFF_EDIT)

    def activate(self) -> None:
        self.sheet = RecordSheet(self.school, STAFF, self._rows)
        self.show_in(self.pane, self.sheet)
        self._say()

    def settle(self) -> bool:
        self.pane.view.entry.close()
        return True

    def actions_here(self) -> Sequence[Act]:
        name = self.line.facts.full_name if self.line else ""
        return (
            Act("Thêm cán bộ…", self.add_person),
            Act(f"Phân công {name}…", self.assign_role),
            Act(f"Thôi phân công của {name}…", self.end_role),
            Act(f"Mở tài khoản cho {name}…", self.open_account, reason=self._why_no_account()),
        )

    # ---- who is meant

    @property
    def row(self) -> StaffRow | None:
        """The row of the current cell."""
        at = self.pane.view.current[0]
        rows = self.sheet.records if self.sheet else ()
        return rows[at] if 0 <= at < len(rows) else None

    @property
    def line(self) -> StaffLine | None:
        return self.row.line if self.row else None

    def _rows(self) -> tuple[StaffRow, ...]:
        self.staff = self.school.ask(staff_list, self.today) or StaffList()
        slots = {slot.staff_id: slot for slot in accounts.accounts(self.school)}
        return staff_rows(self.staff.people, slots, self.today)

    def _say(self) -> None:
        people = self.staff.people
        slots = accounts.accounts(self.school)
        self.head.say(self.TITLE, f"{len(people)} người · {len(slots)} người có tài khoản")
        self._follow()

    def _follow(self) -> None:
        none = "" if self.row else "Chưa chọn ai trong danh sách."
        idle = self.line is not None and not self.line.duties_on(self.today)
        enable(self.assign, none)
        enable(self.end, none or ("Người này chưa có phân công nào." if idle else ""))
        enable(self.account, none)
        has = self.row is not None and self.row.slot is not None
        self.open_way.setEnabled(not has)
        self.reset_way.setEnabled(has)
        self.close_way.setEnabled(has)

    def _why_no_account(self) -> str:
        if self.row is None:
            return "Chưa chọn ai trong danh sách."
        return "Người này đã có tài khoản." if self.row.slot else ""

    def _again(self) -> None:
        if self.sheet is not None:
            self.sheet.again()
            self.pane.view.refresh()
        self._say()

    # ---- acts

    def add_person(self) -> None:
        taken = {line.facts.account for line in self.staff.people}
        dialog = AddDialog(self, self.school, taken)
        if dialog.exec() == Ask.DialogCode.Accepted:
            self._again()
            self._go_to(dialog.account.text().strip())
            self.tell(f"Đã thêm {dialog.name.text().strip()} vào danh sách.", GREEN)

    def _go_to(self, account: str) -> None:
        rows = self.sheet.records if self.sheet else ()
        for at, row in enumerate(rows):
            if row.line.facts.account == account:
                self.pane.view.go(at, 1)

    def assign_role(self) -> None:
        if self.line is not None:
            self._ask(
                RoleDialog(self, self.school, self.line, self.staff, self.today), "Đã phân công"
            )

    def end_role(self) -> None:
        if self.line is not None:
            self._ask(EndDialog(self, self.school, self.line, self.today), "Đã thôi phân công")

    def _ask(self, dialog: Ask, done: str) -> None:
        name = self.line.facts.full_name if self.line else ""
        if dialog.exec() == Ask.DialogCode.Accepted:
            self._again()
            self.tell(f"{done}: {name}. Quyền đổi theo ngay.", GREEN)

    def open_account(self) -> None:
        """Open an account; its first password is shown once."""
        self._with_password(
            "Mở tài khoản cho {name}?", "Mở tài khoản",
            lambda staff_id, password: accounts.open_account(self.school, staff_id, password),
        )  # fmt: skip

    def reset_password(self) -> None:
        """A new first password for who has forgotten theirs."""
        self._with_password(
            "Đặt lại mật khẩu của {name}?", "Đặt lại mật khẩu",
            lambda staff_id, password: accounts.reset_password(self.school, staff_id, password),
        )  # fmt: skip

    def _with_password(self, question: str, act: str, run: Callable[..., None]) -> None:
        line = self.line
        if line is None:
            return
        name, password = line.facts.full_name, first_password()
        text = (
            f"Tên đăng nhập: {line.facts.account}. Chương trình đặt một mật khẩu đầu tiên và "
            "hiện nó một lần; lần đăng nhập tới phải đổi."
        )
        if not ask(self, question.format(name=name), act, text=text):
            return
        if self._done(lambda: run(line.staff_id, password)):
            school = self.school.ask(school_heading).school
            slip = slip_text(school, name, line.facts.account, password)
            PasswordSlip(self, name, slip).exec()

    def close_account(self) -> None:
        """Take the way in away."""
        line = self.line
        if line is None:
            return
        name = line.facts.full_name
        text = "Người này không đăng nhập được nữa. Mọi điều đã nhập được giữ nguyên."
        if ask(self, f"Đóng tài khoản của {name}?", "Đóng tài khoản", text=text, danger=True):
            closed = self._done(lambda: accounts.close_account(self.school, line.staff_id))
            if closed:
                self.tell(f"Đã đóng tài khoản của {name}.", GREEN)

    def _done(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except Refused as refused:
            self.tell(refused.message, RED)
        except Trouble as trouble:
            self.tell(trouble.sentence, RED)
        else:
            self._again()
            return True
        return False
