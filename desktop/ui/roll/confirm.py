"""The dialogs of a month: confirm it, take a step back, change what was confirmed, an extra day."""

from functools import partial
from typing import Final

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from desktop.commands.attendance import TakeRoll
from desktop.commands.roll_cells import LONGEST_NOTE
from desktop.commands.roll_months import ConfirmMonth
from desktop.queries.month_grid import DayHead, MonthGrid
from desktop.rules.attendance import DayPart
from desktop.rules.roll_text import show_marks
from desktop.rules.school_days import weekday_word
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.words import label
from desktop.ui.roll.month_book import MonthBook
from desktop.ui.roll.month_entries import Entry
from desktop.ui.roll.month_facts import missing_words, month_sums
from desktop.ui.roll.month_steps import MonthStep

_NAMED: Final = 5
_NO_REASON: Final = "Chưa có lí do"
_LONGEST: Final = 500
_AFTERWARDS: Final = (
    "Sau khi xác nhận, văn phòng in sổ gọi tên; sửa ô nào thì ghi lí do và cả hai giá trị đều "
    "được giữ."
)


class ConfirmDialog(Ask):
    """Says what the month comes to and what is missing; sessions without a roll are asked about."""

    def __init__(self, parent: QWidget, book: MonthBook, step: MonthStep) -> None:
        self._book, self._what = book, step.what
        grid = book.grid
        self.missing = grid.not_taken
        self.fill = QCheckBox("Các buổi ấy đúng như bảng tháng: ô trống là có mặt")
        super().__init__(
            parent, step.question, step.words, text=_summary(grid, len(book.kept)),
            refuse=self._why_not, carry_out=self._confirm,
        )  # fmt: skip
        if self.missing:
            days = missing_words(self.missing, with_part=len(grid.parts) > 1)
            said = f"Còn {len(self.missing)} buổi chưa điểm danh: {days}."
            self.fields.addWidget(label(said, "amber", wrap=True))
            self.fields.addWidget(self.fill)
        else:
            self.fill.hide()
        self.fill.toggled.connect(lambda _on: self.look_again())

    def _why_not(self) -> str:
        if self.missing and not self.fill.isChecked():
            return "Còn buổi chưa điểm danh: điểm danh các buổi ấy hoặc đánh dấu ô bên trên"
        return ""

    def _confirm(self) -> str:
        grid = self._book.grid
        command = ConfirmMonth(
            class_id=grid.class_id, year=grid.year, month=grid.month, fill=bool(self.missing)
        )
        return self._book.carry_out(command, self._what)


def _summary(grid: MonthGrid, kept: int) -> str:
    pupils = grid.present_on(grid.days[-1].day)
    left = f"Trong bảng còn {kept} ô có chữ chưa ghi vào sổ; các ô ấy không được tính."
    parts = (
        f"{grid.sessions} buổi học, {pupils} học sinh. {month_sums(grid)}",
        left if kept else "",
        _AFTERWARDS,
    )
    return "\n".join(part for part in parts if part)


class StepDialog(Ask):
    """Any other step of a month, forward or back."""

    def __init__(self, parent: QWidget, book: MonthBook, step: MonthStep) -> None:
        self._book, self._step = book, step
        self.reason = QLineEdit()
        self.reason.setMaxLength(_LONGEST)
        super().__init__(
            parent, step.question, step.words.rstrip("…"), text=step.text,
            refuse=self._why_not, carry_out=self._carry,
        )  # fmt: skip
        if step.needs_reason:
            self.field("Lí do", self.reason)
        else:
            self.reason.hide()
        self.reason.textChanged.connect(lambda _text: self.look_again())

    def _why_not(self) -> str:
        return _NO_REASON if self._step.needs_reason and not self.reason.text().strip() else ""

    def _carry(self) -> str:
        return self._book.carry_out(self._step.make(self.reason.text().strip()), self._step.what)


class ChangeDialog(Ask):
    """Changing what was confirmed: both values stay, and a reason is needed (M-12)."""

    def __init__(self, parent: QWidget, book: MonthBook) -> None:
        self._book = book
        self.refused = ""
        grid = book.grid
        who = grid.state.confirmed.sentence if grid.state.confirmed else ""
        self.reason = QLineEdit()
        self.reason.setMaxLength(_LONGEST)
        super().__init__(
            parent, f"Sửa điểm danh tháng {grid.month} đã xác nhận?", "Ghi và giữ cả hai giá trị",
            text=f"Tháng này đã được xác nhận ({who}). Giá trị cũ, giá trị mới và lí do được giữ "
            "để phó hiệu trưởng xem; tờ sổ đã in cần in lại.",
            refuse=lambda: "" if self.reason.text().strip() else _NO_REASON,
            carry_out=self._write,
        )  # fmt: skip
        for words in changes_words(book):
            self.fields.addWidget(label(words, "strong"))
        self.field("Lí do", self.reason, "Thí dụ: gia đình nộp giấy khám bệnh ngày 12/12.")
        self.reason.textChanged.connect(lambda _text: self.look_again())
        self.rejected.connect(book.drop_waiting)

    def _write(self) -> str:
        self.refused = self._book.commit_waiting(self.reason.text().strip())
        return ""


def changes_words(book: MonthBook) -> list[str]:
    """Phan Thùy Dung · thứ Tư 09/12: K → P."""
    said = [_change(book, entry) for entry in book.waiting[:_NAMED]]
    rest = len(book.waiting) - _NAMED
    return [*said, f"và {rest} ô nữa"] if rest > 0 else said


def _change(book: MonthBook, entry: Entry) -> str:
    parts = sorted(cell.part for cell in entry.cells)
    old = {cell.part: cell.seen.mark for cell in entry.cells if cell.seen}
    new = {cell.part: cell.value.mark for cell in entry.cells if cell.value}
    name, day = book.rows[entry.edit.row].name, book.columns[entry.edit.column].name
    before, after = (show_marks(parts, marks) or "có mặt" for marks in (old, new))
    return f"{name} · {day}: {before} → {after}"


class NoteDialog(Ask):
    """A few words beside an absence: ill, a trip, who rang up."""

    def __init__(self, parent: QWidget, book: MonthBook, row: int, column: int) -> None:
        self._book, self._at = book, (row, column)
        self.note = QLineEdit(book.note_at(row, column) or "")
        self.note.setMaxLength(LONGEST_NOTE)
        name, day = book.rows[row].name, book.columns[column].name
        super().__init__(
            parent, f"Ghi chú cho {name}, {day}?", "Lưu ghi chú", carry_out=self._write
        )
        self.field("Ghi chú", self.note, "Thí dụ: ốm, gia đình đã báo. Để trống là bỏ ghi chú.")

    def _write(self) -> str:
        return self._book.put_note(*self._at, " ".join(self.note.text().split()))


class ExtraDayDialog(Ask):
    """A day without lessons in the calendar on which the class had some all the same."""

    def __init__(self, parent: QWidget, book: MonthBook, head: DayHead, part: DayPart) -> None:
        self._book, self._head, self._part = book, head, part
        self.reason = QLineEdit()
        self.reason.setMaxLength(_LONGEST)
        day = f"{weekday_word(head.day)} {head.day:%d/%m}"
        why = f" ({head.reason})" if head.reason else ""
        super().__init__(
            parent, f"Lớp {book.grid.class_name} có học {day}?", "Ghi là có học",
            text=f"Lịch không có buổi {part.label.lower()} hôm ấy{why}. Buổi này được tính như "
            "buổi học, cả lớp có mặt; sau đó ghi em nào nghỉ.",
            refuse=lambda: "" if self.reason.text().strip() else _NO_REASON,
            carry_out=partial(self._hold, day),
        )  # fmt: skip
        self.field("Lí do", self.reason, "Thí dụ: học bù ngày nghỉ bão 03/12.")
        self.reason.textChanged.connect(lambda _text: self.look_again())

    def _hold(self, day: str) -> str:
        command = TakeRoll(
            class_id=self._book.class_id, day=self._head.day, part=self._part,
            anyway=self.reason.text().strip(),
        )  # fmt: skip
        return self._book.carry_out(command, f"lớp có học {day}")
