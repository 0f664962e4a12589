"""A dialog whose act goes over the network: it waits for the answer, and its fields stay."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.commands.command import Refused
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.sync.errands import at_server
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.task import Reins, Task
from desktop.ui.sync_bridge import why_offline

Work = Callable[[], Any]


class ServerAsk(Ask):
    """`begin` looks at the fields and gives the work, or says why it cannot begin yet.

    The work runs in a thread of its own, with `client`; what it raises is told in the dialog.
    While the server is known to be away the dialog says so and cannot begin.
    """

    NEEDS_SESSION = True  # false where the dialog is to get one

    def __init__(
        self, parent: QWidget | None, school: School, question: str, act: str, *,
        text: str = "", danger: bool = False,
    ) -> None:  # fmt: skip
        away = why_offline(school) if self.NEEDS_SESSION else ""
        super().__init__(parent, question, act, text=text, danger=danger, refuse=lambda: away)
        self.tell(away)
        self.school = school
        self._words = act
        self._visit = ExitStack()
        self.client = self._visit.enter_context(at_server(school))
        self.task: Task[Any] = Task(self)

    def begin(self) -> Work | str:
        """To be given by who asks."""
        return ""

    def _act(self) -> None:
        if self.task.running:
            return
        begun = self.begin()
        if isinstance(begun, str):
            self.tell(begun)
            return
        work = begun

        def run(_reins: Reins) -> object:
            return work()

        self.tell("")
        self._busy(busy=True)
        self.task.start(run, self._came, self._failed)

    def _busy(self, *, busy: bool) -> None:
        self.act.setEnabled(not busy)
        self.act.setText("Đang hỏi máy chủ…" if busy else self._words)

    def _came(self, result: Any) -> None:
        self._busy(busy=False)
        self.answered(result)

    def answered(self, _result: Any) -> None:
        """The work is done: the dialog closes, unless there is more to ask."""
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._busy(busy=False)
        if isinstance(error, Trouble):
            self.tell(error.sentence)
        elif isinstance(error, Refused):
            self.tell(error.message)
        else:
            raise error

    def done(self, result: int) -> None:
        """Leaving ends what still waits."""
        if self.task.running:
            self.client.stop()
        self.task.stop_and_wait()
        self._visit.close()
        super().done(result)
