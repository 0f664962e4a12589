"""The sign-in: the label of a notebook on squared paper; who uses this computer, and the password.

Imports neither SQLAlchemy nor the other screens: it has to stand there in half a second.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from desktop.rules.names import found_by, search_key, search_words
from desktop.rules.passwords import MIN_PASSWORD
from desktop.store import keys
from desktop.store.trouble import Trouble
from desktop.ui.kit.buttons import button, icon_button
from desktop.ui.kit.side_list import TWO_LINES, Item, SideList
from desktop.ui.kit.task import Reins, Task
from desktop.ui.kit.words import column, hairline, label, row
from desktop.ui.mark import AppMark
from desktop.ui.theme import ink, ink_pen

SQUARE, BOLD_EVERY, MARGIN_LINE = 8, 6, 144
LABEL_WIDTH = 500
LOW = 640
MANY = 6  # so many people, and a field to find one by name appears


class SquaredPaper(QWidget):
    """The ground: squared school paper with the red margin line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), ink("cover"))
        for tone, step in (("line", SQUARE), ("line5", SQUARE * BOLD_EVERY)):
            painter.setPen(ink_pen(tone))
            painter.setOpacity(0.45 if tone == "line" else 0.6)
            for x in range(0, self.width(), step):
                painter.drawLine(x, 0, x, self.height())
            for y in range(0, self.height(), step):
                painter.drawLine(0, y, self.width(), y)
        painter.setOpacity(1)
        painter.setPen(ink_pen("red"))
        painter.drawLine(MARGIN_LINE, 0, MARGIN_LINE, self.height())


class NotebookLabel(QFrame):
    """The label in the middle: a double line in ink around a page."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(LABEL_WIDTH)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(40, 32, 40, 28)
        self.body.setSpacing(8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), ink("page"))
        painter.setPen(ink_pen("accent", 2))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.setPen(ink_pen("accent"))
        painter.drawRect(self.rect().adjusted(7, 7, -8, -8))


class Password(QLineEdit):
    """A password, and whether Caps Lock seems to be on: told by the letters that arrive."""

    caps = Signal(bool)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if len(text) == 1 and text.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.emit(text.isupper() != shift)
        super().keyPressEvent(event)


class SignIn(SquaredPaper):
    """Asks who it is; `opened` carries the key of the school's file."""

    opened = Signal(object)  # keys.Unlocked
    elsewhere = Signal()  # another school

    def __init__(self, folder: Path, last_account: str, now: Callable[[], int]) -> None:
        """Show the people of the school in `folder`; raises Trouble where keys are unreadable."""
        super().__init__()
        self.folder, self._now = folder, now
        self.people = _in_order(self.who_is_here(), last_account)
        self._task: Task[keys.Unlocked] = Task(self)
        self.card = NotebookLabel()
        self.setLayout(column(None, row(None, self.card, None), None, margins=(0, 0, 0, 0)))
        self._heading(self.school_name())
        self._who()
        self._how()
        self._show_people("")

    def who_is_here(self) -> Sequence[keys.KeySlot]:
        """Everybody who can open a book of this school here."""
        return keys.people(self.folder)

    def school_name(self) -> str:
        """As it stands under the program's name."""
        return keys.school_name(self.folder)

    def item_of(self, person: keys.KeySlot) -> Item:
        """How somebody stands in the list."""
        second = person.caption or person.account
        return Item(person.staff_id, person.name, second, icon="ri.user-3-line")

    @property
    def many(self) -> bool:
        """Whether one is rather found by name."""
        return len(self.people) > MANY

    @property
    def whose_words(self) -> str:
        """Whose password is asked for."""
        return f"Mật khẩu của {self.person.name}" if self.person else "Mật khẩu"

    @property
    def person(self) -> keys.KeySlot | None:
        """Who is chosen."""
        return next((p for p in self.people if p.staff_id == self.list.key), None)

    def _heading(self, school: str) -> None:
        title = label("Sổ Trường", "sign-in")
        words = column(title, label(school, "second"), gap=0)
        self.card.body.addLayout(row(AppMark(40), words, None, gap=12))
        self.card.body.addSpacing(6)

    def _who(self) -> None:
        self.finder = QLineEdit()
        self.finder.setPlaceholderText("Tìm tên")
        self.finder.setAccessibleName("Tìm người dùng máy này theo tên")
        self.finder.textChanged.connect(self._show_people)
        if not self.many:
            self.finder.hide()
        self.list = SideList("Người dùng máy này", width=0)
        self.list.setProperty("k", "framed")
        self.list.chosen.connect(lambda _key: self._chosen())
        self.card.body.addWidget(label("Ai đang dùng máy này?", "strong"))
        self.card.body.addWidget(self.finder)
        self.card.body.addWidget(self.list)

    def _how(self) -> None:
        self.whose = label("", "strong")
        self.password = Password("Mật khẩu")
        self.password.returnPressed.connect(self.open_book)
        self.eye = icon_button("ri.eye-line", "Hiện mật khẩu", self._show_password)
        self.eye.setCheckable(True)
        self.caps = label("Phím Caps Lock đang bật", "amber")
        self.caps.hide()
        self.password.caps.connect(self.caps.setVisible)
        self.said = label("", "red", wrap=True)
        self.said.hide()
        self.go = button("Mở sổ", self.open_book, k="primary", icon="ri.book-open-line")
        self.elsewhere_link = button("Mở trường khác…", self.elsewhere.emit, k="link")
        self.forgot = label(
            "Quên mật khẩu: nhờ quản trị CSDL đặt lại. Điểm đã nhập không mất.",
            "second",
            wrap=True,
        )
        body = self.card.body
        for part in (self.whose, row(self.password, self.eye), self.caps, self.said, self.go):
            body.addWidget(part) if isinstance(part, QWidget) else body.addLayout(part)
        body.addSpacing(4)
        body.addWidget(hairline())
        body.addWidget(self.forgot)
        self.ways = row(self.elsewhere_link, None)
        body.addLayout(self.ways)

    def _show_people(self, text: str) -> None:
        words = search_words(text)
        items = [
            self.item_of(p)
            for p in self.people
            if found_by(words, search_key(p.name)) or text.casefold() in p.account
        ]
        self.list.show_items(items)
        if items and self.list.key is None:
            self.list.choose(items[0].key)
            self._chosen()

    def _chosen(self) -> None:
        self.whose.setText(self.whose_words)
        self.password.clear()
        self.tell("")

    def _show_password(self) -> None:
        shown = self.eye.isChecked()
        mode = QLineEdit.EchoMode
        self.password.setEchoMode(mode.Normal if shown else mode.Password)

    def tell(self, sentence: str) -> None:
        """Say why the book did not open."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def open_book(self) -> None:
        """Try the password; deriving its key takes a moment, in a thread."""
        person = self.person
        if person is None or self._task.running:
            return
        if not self.password.text():
            self.tell("Gõ mật khẩu rồi nhấn Enter.")
            return
        folder, account, word, now = self.folder, person.account, self.password.text(), self._now()

        def work(_reins: Reins) -> keys.Unlocked:
            return keys.unlock(folder, account, word, now)

        self._busy(busy=True)
        self._task.start(work, self._opened, self._failed)

    def _busy(self, *, busy: bool) -> None:
        self.go.setEnabled(not busy)
        self.go.setText("Đang mở…" if busy else "Mở sổ")

    def _opened(self, unlocked: keys.Unlocked) -> None:
        self._busy(busy=False)
        self.tell("")
        self.opened.emit(unlocked)

    def _failed(self, error: BaseException) -> None:
        self._busy(busy=False)
        if not isinstance(error, Trouble):
            raise error
        self.tell(error.sentence)
        self.password.selectAll()
        self.password.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Low screens show two people at a time, so that sentences below have room."""
        super().resizeEvent(event)
        shown = 3 if event.size().height() >= LOW else 2
        self.list.setFixedHeight(min(shown, max(1, len(self.people))) * TWO_LINES + 3)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.password.setFocus()

    def leave(self) -> None:
        """Before the screen goes: forget what was typed, end what runs."""
        self._task.stop_and_wait()
        self.password.clear()


class FirstPassword(SquaredPaper):
    """The first password must be changed before the book opens (T-26)."""

    changed = Signal(str)  # the new password

    def __init__(self, name: str, change: Callable[[str], None]) -> None:
        """`change` carries it out, in a thread, and raises Trouble with the reason why not."""
        super().__init__()
        self._change = change
        self._task: Task[str] = Task(self)
        self.card = NotebookLabel()
        self.setLayout(column(None, row(None, self.card, None), None, margins=(0, 0, 0, 0)))
        self.new, self.again = Password("Mật khẩu mới"), Password("Gõ lại mật khẩu mới")
        self.said = label("", "red", wrap=True)
        self.said.hide()
        self.act = button("Đổi mật khẩu và mở sổ", self.carry_out, k="primary")
        self.again.returnPressed.connect(self.carry_out)
        self.new.returnPressed.connect(self.again.setFocus)
        body = self.card.body
        why = (
            f"{name} đang dùng mật khẩu cấp lần đầu. Đặt mật khẩu của riêng mình: ít nhất "
            f"{MIN_PASSWORD} kí tự, không trùng tên đăng nhập, không cho người khác biết."
        )
        for part in (
            label("Đặt mật khẩu mới", "title"), label(why, wrap=True),
            label("Mật khẩu mới", "strong"), self.new,
            label("Gõ lại mật khẩu mới", "strong"), self.again, self.said, self.act,
        ):  # fmt: skip
            body.addWidget(part)

    def carry_out(self) -> None:
        """Check both fields and change."""
        if self._task.running:
            return
        if self.new.text() != self.again.text():
            self.tell("Hai lần gõ khác nhau. Mật khẩu chưa đổi; gõ lại lần thứ hai.")
            self.again.clear()
            self.again.setFocus()
            return
        change, new = self._change, self.new.text()

        def work(_reins: Reins) -> str:
            change(new)
            return new

        self.busy(busy=True)
        self._task.start(work, self._changed, self._failed)

    def _changed(self, new: str) -> None:
        self.tell("")
        self.changed.emit(new)

    def _failed(self, error: BaseException) -> None:
        self.busy(busy=False)
        if not isinstance(error, Trouble):
            raise error
        self.tell(error.sentence)
        self.new.setFocus()

    def busy(self, *, busy: bool) -> None:
        """While it is being carried out, and while the book is being opened."""
        self.act.setEnabled(not busy)
        self.act.setText("Đang đổi…" if busy else "Đổi mật khẩu và mở sổ")

    def tell(self, sentence: str) -> None:
        """Say why it was not changed, or why the book did not open."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def leave(self) -> None:
        """Before the screen goes."""
        self._task.stop_and_wait()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.new.setFocus()


def _in_order(people: Sequence[keys.KeySlot], last: str) -> list[keys.KeySlot]:
    """Who signed in here last comes first."""
    return sorted(people, key=lambda person: person.account != last)


__all__ = ["FirstPassword", "NotebookLabel", "Password", "SignIn", "SquaredPaper"]
