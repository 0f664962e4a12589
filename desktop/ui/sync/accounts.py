"""Who can sign in to a school with a server: asked of the server, and changed there."""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.queries.staff_list import StaffLine
from desktop.store.keys import KeySlot
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.sync.errands import at_server
from desktop.sync.protocol import AccountAct, AccountLine, ManageAccount
from desktop.ui.kit.task import Reins, Task
from desktop.ui.sync.server_ask import ServerAsk, Work
from desktop.ui.sync_bridge import why_offline

_ASKING: Final = "Đang hỏi máy chủ xem ai có tài khoản."


class ServerAccounts(QObject):
    """The accounts as the server told them last; `came` when it has told them anew."""

    came = Signal()

    def __init__(self, school: School, parent: QObject) -> None:
        super().__init__(parent)
        self._school = school
        self._lines: dict[UUID, AccountLine] | None = None
        self._trouble = ""
        self._task: Task[tuple[AccountLine, ...]] = Task(self)

    @property
    def why_not(self) -> str:
        """Why accounts cannot be changed now; "" when they can."""
        if self._lines is not None:
            return why_offline(self._school)
        return why_offline(self._school) or self._trouble or _ASKING

    def refresh(self) -> None:
        """Ask the server, in a thread."""
        if self._task.running:
            return
        school = self._school

        def work(_reins: Reins) -> tuple[AccountLine, ...]:
            with at_server(school) as client:
                return client.accounts()

        self._task.start(work, self._take, self._failed)

    def _take(self, lines: tuple[AccountLine, ...]) -> None:
        self._lines = {line.staff_id: line for line in lines if not line.closed}
        self._trouble = ""
        self.came.emit()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, Trouble):
            raise error
        self._trouble = error.sentence
        self.came.emit()

    def slots(self, people: Iterable[StaffLine]) -> Mapping[UUID, KeySlot]:
        """As the list of a school on one computer has them."""
        lines = self._lines or {}
        return {
            one.staff_id: KeySlot(
                one.staff_id, one.facts.account, one.facts.full_name, "",
                lines[one.staff_id].must_change,
            )
            for one in people
            if one.staff_id in lines
        }  # fmt: skip

    def leave(self) -> None:
        """The page goes."""
        self._task.stop_and_wait()


class AccountAsk(ServerAsk):
    """Opens, resets or closes one account, when the person says so."""

    def __init__(
        self, parent: QWidget, school: School, question: str, act: str, text: str,
        wanted: ManageAccount,
    ) -> None:  # fmt: skip
        super().__init__(
            parent, school, question, act, text=text, danger=wanted.act is AccountAct.CLOSE
        )
        self._wanted = wanted

    def begin(self) -> Work | str:
        client, wanted = self.client, self._wanted
        return lambda: client.manage_account(wanted)
