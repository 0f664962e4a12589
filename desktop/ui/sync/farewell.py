"""Before a book is closed: what waits is sent if that is quick, and what stays here is told."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.sync.worker import Worker
from desktop.ui.kit.buttons import button
from desktop.ui.kit.task import Reins, Task
from desktop.ui.kit.words import column, label, row
from desktop.ui.signin import NotebookLabel, SquaredPaper

SECONDS = 3.0  # that a last try may take
READ_MS = 4000  # that the sentence stands there; nothing has to be answered


class Farewell(SquaredPaper):
    """Covers the window for a few seconds; `over` comes by itself, or at once by the button."""

    over = Signal()

    def __init__(self, window: QWidget, name: str) -> None:
        super().__init__(window)
        self._window, self._name = window, name
        self._task: Task[int] = Task(self)
        self._read = QTimer(self, singleShot=True, interval=READ_MS)
        self._read.timeout.connect(self._end)
        card = NotebookLabel()
        self.title = label("", "title")
        self.said = label("", wrap=True)
        self.now = button("Đóng ngay", self._end, k="primary")
        self.stay = button("Ở lại", self.leave)
        for part in (self.title, self.said):
            card.body.addWidget(part)
        card.body.addLayout(row(None, self.stay, self.now))
        self.setLayout(column(None, row(None, card, None), None))
        self.hide()

    def begin(self, worker: Worker, waiting: int) -> None:
        """Try to send so many commands."""
        self.title.setText(f"Đang gửi nốt {waiting} việc lên máy chủ…")
        self.said.setText("Mọi việc đã lưu trên máy này. Chưa gửi xong cũng không mất gì.")
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.now.setFocus()

        def work(_reins: Reins) -> int:
            return worker.finish(SECONDS)

        self._task.start(work, self._tried, _raise)

    def _tried(self, waiting: int) -> None:
        if not waiting:
            self._end()
            return
        self.title.setText(f"Còn {waiting} việc chưa gửi")
        self.said.setText(left_words(waiting, self._name))
        self._read.start()

    def _end(self) -> None:
        if self.isVisible():
            self._read.stop()
            self.over.emit()

    def leave(self) -> None:
        """Go back to the book; what is being sent goes on."""
        self._read.stop()
        self.hide()

    def let_go(self) -> None:
        """The worker has been stopped: end the thread that waits for it."""
        self._task.stop_and_wait()


def left_words(waiting: int, name: str) -> str:
    """What stays on this computer, and when it goes."""
    return (
        f"{waiting} việc của {name} đã lưu trên máy này, chưa gửi lên máy chủ. "
        f"Lần tới {name} mở sổ ở máy này khi có mạng, các việc ấy tự gửi."
    )


def _raise(error: BaseException) -> None:
    raise error
