"""The screen locks itself after idle minutes; what is being typed stays as it is underneath."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop.store.trouble import Trouble
from desktop.ui.kit.buttons import button
from desktop.ui.kit.task import Reins, Task
from desktop.ui.kit.words import column, label, row
from desktop.ui.signin import NotebookLabel, Password, SquaredPaper

_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove,
        QEvent.Type.Wheel, QEvent.Type.InputMethod,
    }
)  # fmt: skip


class IdleWatch(QObject):
    """Says when nobody has touched keyboard or mouse for so many minutes."""

    idle = Signal()

    def __init__(self, parent: QObject, minutes: int) -> None:
        """Zero minutes: never."""
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.idle)
        self._on = False
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        self.wait_for(minutes)

    def wait_for(self, minutes: int) -> None:
        """Another number of minutes, from now on."""
        self._on = minutes > 0
        self._timer.stop()
        if self._on:
            self._timer.start(minutes * 60_000)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._on and event.type() in _SIGNS_OF_LIFE:
            self._timer.start()
        return super().eventFilter(watched, event)


class LockScreen(SquaredPaper):
    """Covers the window until the same person gives the password, or gives the book to another."""

    unlocked = Signal()
    given_up = Signal()

    def __init__(self, window: QWidget, name: str, prove: Callable[[str], None]) -> None:
        """`prove` raises Trouble when the password is not the signed-in person's."""
        super().__init__(window)
        self._window, self._prove = window, prove
        self._task: Task[None] = Task(self)
        self._back: QWidget | None = None
        self.card = NotebookLabel()
        self.setLayout(column(None, row(None, self.card, None), None))
        self.password = Password("Mật khẩu để mở màn hình")
        self.password.returnPressed.connect(self.open)
        self.said = label("", "red", wrap=True)
        self.said.hide()
        self.act = button("Mở màn hình", self.open, k="primary")
        other = button("Đổi người dùng", self.given_up.emit, k="link")
        for part in (
            label("Màn hình đã khóa", "title"),
            label(f"Sổ của {name} vẫn mở. Mọi thứ đã nhập vẫn còn nguyên.", wrap=True),
            label("Mật khẩu", "strong"), self.password, self.said, self.act, other,
        ):  # fmt: skip
            self.card.body.addWidget(part)
        self.hide()

    def cover(self) -> None:
        """Come to front. The focus goes as to a popup, so that an open cell editor stays open."""
        if self.isVisible():
            return
        self._back = QApplication.focusWidget()
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.password.clear()
        self.password.setFocus(Qt.FocusReason.PopupFocusReason)

    def open(self) -> None:
        """Try the password, in a thread."""
        word = self.password.text()
        if not word or self._task.running:
            return
        prove = self._prove

        def work(_reins: Reins) -> None:
            prove(word)

        self._task.start(work, lambda _none: self._open(), self._failed)

    def _open(self) -> None:
        self.password.clear()
        self.said.hide()
        self.hide()
        if self._back is not None:
            self._back.setFocus(Qt.FocusReason.PopupFocusReason)
        self.unlocked.emit()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, Trouble):
            raise error
        self.said.setText(error.sentence)
        self.said.show()
        self.password.selectAll()
        self.password.setFocus(Qt.FocusReason.PopupFocusReason)

    def leave(self) -> None:
        """Before the window goes."""
        self._task.stop_and_wait()
