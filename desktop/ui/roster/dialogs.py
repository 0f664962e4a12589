"""The dialogs of a class list: add a pupil, write down that one has left, take out a mistake."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final
from uuid import UUID

import msgspec
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.commands.command import Refused
from desktop.commands.pupil import Pupil
from desktop.exchange.roster_fields import Field
from desktop.exchange.values import Reading, Value
from desktop.store.trouble import Trouble
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.words import column, label, row
from desktop.ui.roster.class_book import ClassBook
from desktop.ui.roster.columns import CAME_FROM, JOINED, pupil_column

REASONS: Final = ("Chuyển khỏi trường", "Bỏ học", "Bảo lưu", "Chuyển lớp")
_HALF: Final = 198


class NewPupilDialog(Ask):
    """Asks for what a list cannot do without; the rest is typed into the list."""

    def __init__(self, parent: QWidget, book: ClassBook) -> None:
        self.added: UUID | None = None
        self._book = book
        self.full_name, self.birth, self.code = QLineEdit(), QLineEdit(), QLineEdit()
        self.joined, self.came_from = QLineEdit(), QLineEdit()
        self.sex = QComboBox()
        self.sex.addItems(["", "Nam", "Nữ"])
        super().__init__(
            parent, f"Thêm học sinh vào lớp {book.facts.class_name}?", "Thêm học sinh",
            refuse=self._why_not, carry_out=self._add,
        )  # fmt: skip
        self.birth.setPlaceholderText("dd/mm/yyyy")
        self.joined.setPlaceholderText("để trống nếu từ đầu năm")
        self.field("Họ và tên", self.full_name)
        self._pair(("Ngày sinh", self.birth), ("Giới tính", self.sex))
        self._pair(("Mã học sinh", self.code), ("Vào lớp từ ngày", self.joined))
        self.field("Trường cũ (nếu chuyển đến)", self.came_from)
        self.full_name.textChanged.connect(self.look_again)

    def _pair(self, *fields: tuple[str, QWidget]) -> None:
        parts = []
        for name, widget in fields:
            caption = label(name, "label")
            caption.setBuddy(widget)
            widget.setAccessibleName(name)
            widget.setMinimumWidth(_HALF)
            parts.append(column(caption, widget, gap=6))
        self.fields.addLayout(row(*parts, gap=16))
        self.fields.addSpacing(4)

    def _why_not(self) -> str:
        return "" if self.full_name.text().strip() else "Chưa có họ và tên"

    def _add(self) -> str:
        pupil = Pupil(full_name="")
        for key, text in (
            (str(Field.NAME), self.full_name.text()), (str(Field.BIRTH), self.birth.text()),
            (str(Field.SEX), self.sex.currentText()), (str(Field.CODE), self.code.text()),
            (JOINED, self.joined.text()), (CAME_FROM, self.came_from.text()),
        ):  # fmt: skip
            reading = _read(self._book, key, text)
            if reading.problem:
                return reading.problem
            pupil = pupil_column(key).write(pupil, reading.value)
        return carried_out(lambda: setattr(self, "added", self._book.add_pupil(pupil)))


def _read(book: ClassBook, key: str, text: str) -> Reading:
    return pupil_column(key).read(text, book.facts.year)


class LeaveDialog(Ask):
    """Since when and why a pupil is no longer in the class; the line stays, struck through."""

    def __init__(self, parent: QWidget, book: ClassBook, student_id: UUID, today: date) -> None:
        line = book.line_of(student_id)
        self._book, self._student = book, student_id
        self._pupil = line.pupil if line else Pupil(full_name="")
        self.day, self.reason = QLineEdit(), QComboBox()
        self.reason.setEditable(True)
        self.reason.addItems(REASONS)
        self.day.setText(f"{self._pupil.left_on or today:%d/%m/%Y}")
        self.reason.setCurrentText(self._pupil.leave_reason or REASONS[0])
        super().__init__(
            parent, f"{self._pupil.full_name} rời lớp {book.facts.class_name}?", "Ghi rời lớp",
            text="Dòng của em vẫn ở trong danh sách và trong sổ, gạch ngang từ ngày này. "
            "Điểm đã có được giữ.", refuse=self._why_not, carry_out=self._leave,
        )  # fmt: skip
        self.field("Từ ngày", self.day)
        self.field("Lí do", self.reason)
        self.reason.currentTextChanged.connect(self.look_again)
        self.day.textChanged.connect(self.look_again)

    def _why_not(self) -> str:
        if not self.reason.currentText().strip():
            return "Chưa có lí do"
        return "" if self.day.text().strip() else "Chưa có ngày rời lớp"

    def _leave(self) -> str:
        reading = _read(self._book, JOINED, self.day.text())
        if reading.problem:
            return reading.problem
        reason = _text(_read(self._book, CAME_FROM, self.reason.currentText()).value)
        gone = msgspec.structs.replace(self._pupil, left_on=reading.value, leave_reason=reason)
        what = f"ghi {self._pupil.full_name} rời lớp"
        return carried_out(lambda: self._book.change_pupil(self._student, gone, what))


def _text(value: Value | None) -> str:
    return value if isinstance(value, str) else ""


class TakeOutDialog(Ask):
    """For a line that was entered by mistake; refused where the pupil has marks already."""

    def __init__(self, parent: QWidget, book: ClassBook, student_id: UUID) -> None:
        line = book.line_of(student_id)
        name = line.pupil.full_name if line else ""
        super().__init__(
            parent, f"Xóa {name} khỏi danh sách lớp {book.facts.class_name}?", "Xóa khỏi danh sách",
            text="Chỉ dùng khi nhập nhầm. Em chuyển đi hoặc thôi học thì ghi rời lớp, để sổ còn "
            "dòng của em. Xóa rồi vẫn hoàn tác được.", danger=True,
            carry_out=lambda: carried_out(lambda: book.take_out(student_id)),
        )  # fmt: skip


def carried_out(act: Callable[[], object]) -> str:
    """Do it; returns why not, or nothing."""
    try:
        act()
    except Refused as refused:
        details: Sequence[str] = [detail.sentence for detail in refused.detail]
        return details[0] if len(details) == 1 else refused.message
    except Trouble as trouble:
        return trouble.sentence
    return ""
