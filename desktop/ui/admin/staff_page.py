"""Cán bộ: who works here, what each is assigned to, and how they sign in."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from PySide6.QtWidgets import QMenu

from desktop.commands.command import Refused
from desktop.queries.by_name import school_heading
from desktop.queries.staff_list import StaffLine, StaffList, staff_list
from desktop.rules.permissions import Capability
from desktop.store import accounts
from desktop.store.keys import KeySlot, first_password
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.sync.protocol import AccountAct, ManageAccount
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
from desktop.ui.sync.accounts import AccountAsk, ServerAccounts
from desktop.ui.sync_bridge import bridge_of


class StaffPage(AdminPage):
    KEY, TITLE = "staff", "Cán bộ"

    def __init__(self, school: School) -> None:
        super().__init__(school)
        self.staff = StaffList()
        self.server = ServerAccounts(school, self) if school.connected else None
        if self.server is not None:
            self.server.came.connect(self._told)
        bridge = bridge_of(school)
        if bridge is not None:
            bridge.changed.connect(self._standing)
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
        if self.server is not None:
            self.server.refresh()

    def leave(self) -> None:
        if self.server is not None:
            self.server.leave()

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
        return staff_rows(self.staff.people, self._slots(), self.today)

    def _told(self) -> None:
        """The server told who has an account; a cell that is open is not touched."""
        if self.pane.view.entry.is_open:
            self.came(frozenset())
        else:
            self._again()

    def read_again(self) -> None:
        self._say()

    def _standing(self, _state: object) -> None:
        self._follow()

    def _slots(self) -> Mapping[UUID, KeySlot]:
        if self.server is not None:
            return self.server.slots(self.staff.people)
        return {slot.staff_id: slot for slot in accounts.accounts(self.school)}

    def _say(self) -> None:
        people = self.staff.people
        have = f"{len(self._slots())} người có tài khoản"
        why = self.server.why_not if self.server is not None else ""
        self.head.say(self.TITLE, f"{len(people)} người · {why or have}")
        self._follow()

    def _follow(self) -> None:
        none = "" if self.row else "Chưa chọn ai trong danh sách."
        idle = self.line is not None and not self.line.duties_on(self.today)
        enable(self.assign, none)
        enable(self.end, none or ("Người này chưa có phân công nào." if idle else ""))
        enable(self.account, none or (self.server.why_not if self.server is not None else ""))
        has = self.row is not None and self.row.slot is not None
        self.open_way.setEnabled(not has)
        self.reset_way.setEnabled(has)
        self.close_way.setEnabled(has)

    def _why_no_account(self) -> str:
        if self.row is None:
            return "Chưa chọn ai trong danh sách."
        if self.server is not None and self.server.why_not:
            return self.server.why_not
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
        self._with_password("Mở tài khoản cho {name}?", "Mở tài khoản", AccountAct.OPEN)

    def reset_password(self) -> None:
        """A new first password for who has forgotten theirs."""
        self._with_password("Đặt lại mật khẩu của {name}?", "Đặt lại mật khẩu", AccountAct.RESET)

    def _with_password(self, question: str, act: str, what: AccountAct) -> None:
        line = self.line
        if line is None:
            return
        name, password = line.facts.full_name, first_password()
        text = (
            f"Tên đăng nhập: {line.facts.account}. Chương trình đặt một mật khẩu đầu tiên và "
            "hiện nó một lần; lần đăng nhập tới phải đổi."
        )
        wanted = ManageAccount(line.staff_id, what, password)
        if self._carry_out(question.format(name=name), act, text, wanted):
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
        wanted = ManageAccount(line.staff_id, AccountAct.CLOSE)
        if self._carry_out(f"Đóng tài khoản của {name}?", "Đóng tài khoản", text, wanted):
            self.tell(f"Đã đóng tài khoản của {name}.", GREEN)

    def _carry_out(self, question: str, act: str, text: str, wanted: ManageAccount) -> bool:
        """Ask, and do it here or at the server; true when it is done."""
        if self.server is None:
            danger = wanted.act is AccountAct.CLOSE
            agreed = ask(self, question, act, text=text, danger=danger)
            return agreed and self._done(lambda: self._do_here(wanted))
        dialog = AccountAsk(self, self.school, question, act, text, wanted)
        done = dialog.exec() == Ask.DialogCode.Accepted
        dialog.deleteLater()
        if done:
            self.server.refresh()
        return done

    def _do_here(self, wanted: ManageAccount) -> None:
        school, staff_id = self.school, wanted.staff_id
        if wanted.act is AccountAct.OPEN:
            accounts.open_account(school, staff_id, wanted.password)
        elif wanted.act is AccountAct.RESET:
            accounts.reset_password(school, staff_id, wanted.password)
        else:
            accounts.close_account(school, staff_id)

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
