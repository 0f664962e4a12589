"""The first start: the school's server, a new school on this computer, a demonstration school."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QScrollArea, QWidget

from desktop.device import SIGNS
from desktop.rules.passwords import MIN_PASSWORD
from desktop.ui.kit.buttons import button
from desktop.ui.kit.task import ProgressStrip, Reins, Stopped, Task
from desktop.ui.kit.words import column, ground, label, row
from desktop.ui.mark import AppMark
from desktop.ui.signin import LABEL_WIDTH, NotebookLabel, Password, SquaredPaper

SHOWN = 3  # schools opened before; the others by way of their folder
LEVELS = (("thcs", "Trung học cơ sở (lớp 6–9)"), ("thpt", "Trung học phổ thông (lớp 10–12)"))


@dataclass(frozen=True, slots=True)
class NewSchool:
    """What is asked for a new school; the founder becomes data admin and principal's deputy."""

    name: str
    level: str
    authority: str
    commune: str
    province: str
    start_year: int
    full_name: str
    account: str
    password: str
    is_principal: bool


class FirstStart(SquaredPaper):
    """The ways to begin."""

    server_wanted = Signal()
    demo_wanted = Signal()
    new_wanted = Signal()
    chosen = Signal(Path)  # the folder of a school that is there

    def __init__(self, known: list[Path]) -> None:
        """`known` are schools opened on this computer before."""
        super().__init__()
        self.card = NotebookLabel()
        self.setLayout(column(None, row(None, self.card, None), None))
        body = self.card.body
        body.addLayout(row(AppMark(40), label("Sổ Trường", "sign-in"), None, gap=12))
        body.addSpacing(4)
        body.addWidget(label("Bắt đầu từ đâu?", "strong"))
        self.said = label("", "red", wrap=True)
        self.said.hide()
        for words, hint, act in (
            ("Kết nối với máy chủ của trường", "Dùng mã kết nối mà văn phòng nhà trường đã in.",
             self.server_wanted.emit),
            ("Trường mẫu", "Trường THCS Hoa Sen, số liệu giả, để xem thử mọi việc.",
             self.demo_wanted.emit),
            ("Trường mới trên máy này", "Nhập tên trường, năm học rồi đưa danh sách lớp vào.",
             self.new_wanted.emit),
            ("Mở sổ đã có…", "Chọn thư mục đã lưu sổ trên máy này.", self._browse),
        ):  # fmt: skip
            body.addLayout(column(button(words, act), label(hint, "second", wrap=True), gap=2))
        body.addWidget(self.said)
        if known:
            body.addWidget(label("Đã mở trên máy này", "strong"))
        for folder in known[:SHOWN]:
            body.addWidget(self._way_to(folder))

    def _way_to(self, folder: Path) -> QWidget:
        """A link whose path is shortened in the middle where it has no room."""
        made = button(str(folder), partial(self.chosen.emit, folder), k="link")
        metrics, room = made.fontMetrics(), LABEL_WIDTH - 100
        shown = metrics.elidedText(str(folder), Qt.TextElideMode.ElideMiddle, room)
        made.setText(shown.replace("&", "&&"))
        made.setToolTip(str(folder))
        return made

    def _browse(self) -> None:
        found = QFileDialog.getExistingDirectory(self, "Chọn thư mục của trường")
        if not found:
            return
        if any((Path(found) / name).is_file() for name in SIGNS):
            self.chosen.emit(Path(found))
        else:
            self.tell(f"Thư mục {found} không có sổ của trường nào. Chọn thư mục khác.")

    def tell(self, sentence: str) -> None:
        """Say why a way could not be gone."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))


class NewSchoolForm(SquaredPaper):
    """The facts of a new school and of who sets it up, on one page."""

    wanted = Signal(object)  # NewSchool
    back = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        first = today.year if today.month >= 6 else today.year - 1  # noqa: PLR2004 - from June on
        self.fields = {
            key: QLineEdit() for key in ("name", "authority", "commune", "province",
                                         "full_name", "account")
        }  # fmt: skip
        self.level = _combo("Cấp học", [words for _key, words in LEVELS])
        self.year = _combo("Năm học", [f"{y}–{y + 1}" for y in (first, first + 1, first - 1)])
        self.role = _combo("Chức vụ", ["Quản trị CSDL", "Hiệu trưởng, kiêm quản trị CSDL"])
        self.password, self.again = Password("Mật khẩu"), Password("Gõ lại mật khẩu")
        self.said = label("", "red", wrap=True)
        self.said.hide()
        self.act = button("Lập sổ của trường", self.carry_out, k="primary")
        card = NotebookLabel()
        card.setFixedWidth(620)
        card.body.addWidget(label("Trường mới trên máy này", "title"))
        for fields in self._rows():
            card.body.addLayout(row(*(_field(*field) for field in fields), gap=16))
        card.body.addWidget(self.said)
        card.body.addLayout(row(button("Quay lại", self.back.emit), None, self.act))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setProperty("k", "clear")
        inner = ground(column(None, row(None, card, None), None), "cover")
        area.setWidget(inner)
        self.setLayout(column(area))

    def _rows(self) -> list[list[tuple[str, QWidget]]]:
        f = self.fields
        f["name"].setPlaceholderText("Trường THCS …")
        f["authority"].setPlaceholderText("UBND xã …")
        return [
            [("Tên trường", f["name"]), ("Cơ quan chủ quản", f["authority"])],
            [("Xã, phường", f["commune"]), ("Tỉnh, thành phố", f["province"])],
            [("Cấp học", self.level), ("Năm học", self.year)],
            [("Họ và tên người lập sổ", f["full_name"]), ("Chức vụ", self.role)],
            [
                ("Tên đăng nhập", f["account"]),
                ("Mật khẩu", self.password),
                ("Gõ lại mật khẩu", self.again),
            ],
        ]

    def carry_out(self) -> None:
        """Check what was typed; ask for the school when it is complete."""
        missing = self._missing()
        self.tell(missing)
        if missing:
            return
        values = {key: field.text().strip() for key, field in self.fields.items()}
        self.wanted.emit(
            NewSchool(
                **values,
                level=LEVELS[self.level.currentIndex()][0],
                start_year=int(self.year.currentText()[:4]),
                password=self.password.text(),
                is_principal=self.role.currentIndex() == 1,
            )
        )

    def _missing(self) -> str:
        for key, words in (
            ("name", "tên trường"), ("full_name", "họ và tên người lập sổ"),
            ("account", "tên đăng nhập"),
        ):  # fmt: skip
            if not self.fields[key].text().strip():
                self.fields[key].setFocus()
                return f"Còn thiếu {words}. Ghi vào rồi lập sổ."
        if len(self.password.text()) < MIN_PASSWORD:
            self.password.setFocus()
            return f"Mật khẩu cần ít nhất {MIN_PASSWORD} kí tự."
        if self.password.text() != self.again.text():
            self.again.setFocus()
            return "Hai lần gõ mật khẩu khác nhau. Gõ lại lần thứ hai."
        return ""

    def tell(self, sentence: str) -> None:
        """Say what is missing or why the school was not made."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))


class Making(SquaredPaper):
    """While a school is being made: what is done now, and *Dừng*."""

    def __init__(
        self, name: str, work: Callable[[Reins], object], done: Callable[[object], object],
        failed: Callable[[BaseException], object],
    ) -> None:  # fmt: skip
        super().__init__()
        self.task: Task[object] = Task(self)
        card = NotebookLabel()
        card.body.addWidget(label(name, "panel"))
        self.words = label("Đang chuẩn bị…", wrap=True)
        card.body.addWidget(self.words)
        strip = ProgressStrip(self.task, "Đang ghi")
        card.body.addWidget(strip)
        self.setLayout(column(None, row(None, card, None), None))
        self.task.progressed.connect(lambda _done, _of, what: self.words.setText(what))
        self.task.start(work, done, failed)


def is_stop(error: BaseException) -> bool:
    """Whether the person asked to stop."""
    return isinstance(error, Stopped)


def _combo(name: str, options: list[str]) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.addItems(options)
    return made


def _field(name: str, widget: QWidget) -> QWidget:
    caption = label(name, "label")
    caption.setBuddy(widget)
    widget.setAccessibleName(name)
    made = QWidget()
    made.setLayout(column(caption, widget, gap=2))
    return made


__all__ = ["FirstStart", "Making", "NewSchool", "NewSchoolForm", "is_stop"]
