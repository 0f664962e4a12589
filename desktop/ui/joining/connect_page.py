"""First start: the connection code of the school's server, an account and its password."""

from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QWidget

from desktop.sync.connection_code import ConnectionCode
from desktop.ui.joining.code_field import CodeField
from desktop.ui.kit.buttons import button, icon_button
from desktop.ui.kit.page import Elided
from desktop.ui.kit.words import column, label, restyle, row
from desktop.ui.signin import NotebookLabel, Password, SquaredPaper

WIDTH = 600


@dataclass(frozen=True, slots=True)
class Wish:
    """Which server, and who."""

    code: ConnectionCode
    account: str
    password: str = field(repr=False)


class ConnectPage(SquaredPaper):
    """Nothing that was typed goes when a try comes to nothing."""

    wanted = Signal(object)  # Wish
    back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.code = CodeField()
        self.account = QLineEdit()
        self.account.setAccessibleName("Tên đăng nhập")
        self.password = Password("Mật khẩu")
        self.eye = icon_button("ri.eye-line", "Hiện mật khẩu", self._show_password)
        self.eye.setCheckable(True)
        self.caps = label("Phím Caps Lock đang bật", "amber")
        self.caps.hide()
        self.found = Elided("")
        self.said = label("", "red", wrap=True)
        self.said.hide()
        self.act = button("Kết nối", self.carry_out, k="primary", icon="ri.server-line")
        self._lay_out()
        self.code.changed.connect(self._follow_code)
        self.code.entered.connect(self.account.setFocus)
        self.account.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self.carry_out)
        self.password.caps.connect(self.caps.setVisible)
        self._follow_code()

    def _lay_out(self) -> None:
        card = NotebookLabel()
        card.setFixedWidth(WIDTH)
        body = card.body
        body.addWidget(label("Kết nối với máy chủ của trường", "title"))
        body.addWidget(_caption("Mã kết nối", self.code))
        body.addWidget(self.code)
        body.addWidget(self.found)
        password = column(_caption("Mật khẩu", self.password), row(self.password, self.eye), gap=2)
        account = column(_caption("Tên đăng nhập", self.account), self.account, gap=2)
        body.addLayout(row(_part(account), _part(password), gap=16))
        body.addWidget(self.caps)
        hint = "Tên đăng nhập và mật khẩu đầu tiên do quản trị CSDL của trường cấp."
        body.addWidget(label(hint, "second", wrap=True))
        body.addWidget(self.said)
        body.addLayout(row(button("Quay lại", self.back.emit), None, self.act))
        self.setLayout(column(None, row(None, card, None), None))

    def _follow_code(self) -> None:
        """Say what the code means, or which group has a slip, while it is being typed."""
        code, slips = self.code.code, self.code.slips
        if code is not None:
            said = f"Máy chủ {code.address} · mã trường {code.school_code}"
        elif slips:
            which = ", ".join(map(str, slips))
            said = f"Nhóm thứ {which} có chỗ gõ chưa đúng. So lại với mã đã in rồi gõ lại."
        else:
            said = "Gõ hoặc dán mã mà văn phòng nhà trường đã in."
        self.found.set_words(said)
        tone = "red" if slips else "second"
        if self.found.property("k") != tone:
            self.found.setProperty("k", tone)
            restyle(self.found)

    def carry_out(self) -> None:
        """Check what was typed; ask for the connection when it is complete."""
        if not self.act.isEnabled():
            return
        missing, where = self._missing()
        self.tell(missing)
        if where is not None:
            where.setFocus()
        elif self.code.code is not None:
            account = self.account.text().strip()
            self.wanted.emit(Wish(self.code.code, account, self.password.text()))

    def _missing(self) -> tuple[str, QWidget | None]:
        if self.code.code is None:
            return self.code.sentence, self.code
        if not self.account.text().strip():
            return "Còn thiếu tên đăng nhập. Ghi vào rồi kết nối.", self.account
        if not self.password.text():
            return "Còn thiếu mật khẩu. Gõ vào rồi kết nối.", self.password
        return "", None

    def busy(self, *, busy: bool) -> None:
        """While the server is being asked."""
        self.act.setEnabled(not busy)
        self.act.setText("Đang kết nối…" if busy else "Kết nối")

    def failed(self, sentence: str) -> None:
        """It came to nothing; everything stands there as it was typed."""
        self.busy(busy=False)
        self.tell(sentence)

    def tell(self, sentence: str) -> None:
        """Say what is missing, or why there is no connection."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def _show_password(self) -> None:
        mode = QLineEdit.EchoMode
        self.password.setEchoMode(mode.Normal if self.eye.isChecked() else mode.Password)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        empty = (f for f in (self.code, self.account, self.password) if not _words(f))
        next(empty, self.password).setFocus(Qt.FocusReason.OtherFocusReason)


def _words(widget: CodeField | QLineEdit) -> str:
    return widget.toPlainText() if isinstance(widget, CodeField) else widget.text()


def _caption(name: str, widget: QWidget) -> QWidget:
    caption = label(name, "label")
    caption.setBuddy(widget)
    return caption


def _part(layout: QBoxLayout) -> QWidget:
    made = QWidget()
    made.setLayout(layout)
    return made
