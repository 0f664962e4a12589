"""Policy groups on the card: each with its document and days; added, changed, ended, taken out."""

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from desktop.commands.command import Command
from desktop.commands.policy import (
    AddPolicyGroup,
    ChangePolicyGroup,
    GroupFacts,
    RemovePolicyGroup,
)
from desktop.exchange.values import read_date
from desktop.queries.pupil_card import PolicyLine
from desktop.rules.instants import show_day
from desktop.rules.policy_groups import POLICY_GROUPS
from desktop.ui.card.book import CardBook
from desktop.ui.card.form import GAP, LABEL
from desktop.ui.card.inputs import PickInput
from desktop.ui.kit.ask import Ask, ask
from desktop.ui.kit.buttons import button, icon_button
from desktop.ui.kit.page import Elided
from desktop.ui.kit.words import column, label, row

NAME: Final = "Diện ưu tiên"


class PolicyGroups(QWidget):
    """A line for each group, the button to add one below."""

    saved = Signal(str)
    kept = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "chrome")
        self.book: CardBook | None = None
        self._shown: tuple[object, ...] = ()
        self._buttons: list[QPushButton] = []
        self.add = button("Thêm diện…", self.ask_new, icon="ri.add-line")
        self.nothing = label("Không có", "third")
        self._lines = column(gap=4)
        caption = label(NAME, "second")
        caption.setFixedWidth(LABEL)
        caption.setContentsMargins(0, 7, 0, 0)
        right = column(self._lines, row(self.nothing, None, self.add), gap=4)
        layout = row(gap=GAP)
        layout.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(right, 1)
        self.setLayout(layout)

    def show_book(self, book: CardBook) -> None:
        """The groups of a pupil."""
        self.book = book
        closed = not book.card.rights.edit_care
        self.add.setVisible(not closed)
        self.nothing.setVisible(not book.card.groups)
        shown = (book.student_id, closed, book.card.groups)
        if shown == self._shown:
            return
        self._shown = shown
        while (item := self._lines.takeAt(0)) is not None:
            made = item.widget()
            if made is not None:
                made.hide()
                made.deleteLater()
        self._buttons.clear()
        for line in book.card.groups:
            self._lines.addWidget(self._line(line, closed=closed))
        for one, after in pairwise((self.add, *self._buttons)):  # else they come last of the window
            QWidget.setTabOrder(one, after)

    def _line(self, line: PolicyLine, *, closed: bool) -> QWidget:
        k = "" if line.in_force else "third"
        words = column(Elided(line.facts.name, k), Elided(group_words(line), k or "second"), gap=0)
        made = QWidget()
        made.setProperty("k", "chrome")
        layout = row(gap=4)
        layout.addLayout(words, 1)
        if not closed:
            name = line.facts.name
            for icon, told, act in (
                ("ri.edit-line", f"Sửa diện {name}", self.ask_change),
                ("ri.delete-bin-line", f"Xóa diện {name} ghi nhầm", self.ask_gone),
            ):
                self._buttons.append(icon_button(icon, told, partial(act, line)))
                layout.addWidget(self._buttons[-1])
        made.setLayout(layout)
        return made

    # ---- what writes

    def ask_new(self) -> None:
        """Ask for a group."""
        book = self.book
        if book is not None:
            self._run(None, lambda facts: AddPolicyGroup(
                class_id=book.class_id, student_id=book.student_id, facts=facts,
            ))  # fmt: skip

    def ask_change(self, line: PolicyLine) -> None:
        """Ask for other facts; a last day ends the group."""
        book = self.book
        if book is not None:
            self._run(line.facts, lambda facts: ChangePolicyGroup(
                class_id=book.class_id, student_id=book.student_id, group_id=line.group_id,
                facts=facts, seen=line.facts,
            ))  # fmt: skip

    def ask_gone(self, line: PolicyLine) -> None:
        """Take out what was entered by mistake."""
        book = self.book
        question = f"Xóa diện {line.facts.name} của {book.pupil.full_name if book else ''}?"
        text = "Chỉ dùng khi ghi nhầm. Em hết thuộc diện này thì ghi ngày kết thúc, để còn dấu vết."
        if book is None or not ask(self, question, "Xóa diện", text=text, danger=True):
            return
        command = RemovePolicyGroup(
            class_id=book.class_id, student_id=book.student_id, group_id=line.group_id,
            seen=line.facts,
        )  # fmt: skip
        why, _done = book.do(command, f"xóa diện {line.facts.name}")
        if why:
            self.kept.emit(why)
        else:
            self.saved.emit(NAME)

    def _run(self, facts: GroupFacts | None, command: Callable[[GroupFacts], Command]) -> None:
        book = self.book
        if book is None:
            return
        dialog = GroupDialog(self, book, facts, command)
        done = dialog.exec() == Ask.DialogCode.Accepted
        dialog.deleteLater()
        if done:
            self.saved.emit(NAME)


class GroupDialog(Ask):
    """Name, number of the document, first and last day."""

    def __init__(
        self, parent: QWidget, book: CardBook, facts: GroupFacts | None,
        command: Callable[[GroupFacts], Command],
    ) -> None:  # fmt: skip
        self._book, self._command = book, command
        old = facts or GroupFacts("")
        who = book.pupil.full_name
        self.name = PickInput("Diện", POLICY_GROUPS, "gõ vài chữ hoặc chọn trong danh sách")
        self.document, self.first, self.last = QLineEdit(), QLineEdit(), QLineEdit()
        question = f"Sửa diện {old.name} của {who}?" if facts else f"Thêm diện ưu tiên cho {who}?"
        super().__init__(
            parent, question, "Lưu diện ưu tiên", refuse=self._why_not, carry_out=self._save
        )
        self.name.show_text(old.name)
        self.document.setText(old.document)
        self.first.setText(show_day(old.from_day))
        self.last.setText(show_day(old.to_day))
        for box in (self.first, self.last):
            box.setPlaceholderText("dd/mm/yyyy")
        self.field("Diện", self.name)
        self.field("Số giấy tờ chứng minh", self.document)
        self.field("Từ ngày", self.first)
        self.field("Đến ngày (để trống nếu vẫn còn)", self.last)
        self.name.editTextChanged.connect(self.look_again)
        self.look_again()

    def _why_not(self) -> str:
        return "" if self.name.typed.strip() else "Chưa chọn diện ưu tiên"

    def _save(self) -> str:
        days: list[date | None] = []
        for box in (self.first, self.last):
            reading = read_date(box.text())
            if reading.problem:
                return f"“{box.text().strip()}” chưa đọc được thành ngày. Gõ lại, ví dụ 05/09/2026."
            days.append(reading.value if isinstance(reading.value, date) else None)
        facts = GroupFacts(self.name.typed.strip(), self.document.text().strip(), *days)
        why, _done = self._book.do(self._command(facts), f"ghi diện {facts.name}")
        return why


def group_words(line: PolicyLine) -> str:
    """không còn hiệu lực · số 12/QĐ-UBND · từ 01/01/2026 đến 31/12/2026."""
    facts = line.facts
    parts = [] if line.in_force else ["không còn hiệu lực"]
    parts.append(f"số {facts.document}" if facts.document else "chưa ghi số giấy tờ")
    days = [
        f"{word} {show_day(day)}"
        for word, day in (("từ", facts.from_day), ("đến", facts.to_day)) if day
    ]  # fmt: skip
    parts += [" ".join(days)] if days else []
    return " · ".join(parts)
