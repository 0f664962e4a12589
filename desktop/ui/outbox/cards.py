"""One refused command on its card: why, old and new, the two values of a conflict, the ways out."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from desktop.commands.refusals import Choice
from desktop.queries.outbox import OutboxCell, OutboxLine
from desktop.rules.instants import show_moment
from desktop.ui.kit.buttons import button
from desktop.ui.kit.words import column, label, row
from desktop.ui.outbox.words import act_of, change_of, clash_of, subject_of

Choose = Callable[[OutboxLine, Choice], object]
MOST_ROWS: Final = 12  # of a refused column; the rest is counted


class RefusedCard(QWidget):
    """A conflict on one cell shows both values side by side; everything else tells cell by cell."""

    def __init__(self, line: OutboxLine, me: str, choose: Choose) -> None:
        super().__init__()
        self.line, self._me, self._choose = line, me, choose
        self.buttons: dict[Choice, QWidget] = {}
        self.setAccessibleName(f"{subject_of(line)}. {line.reason}")
        layout = column(
            label(subject_of(line), "title", wrap=True),
            label(self._happened(), "second", wrap=True), gap=6,
        )  # fmt: skip
        if self._is_conflict and len(line.cells) == 1:
            layout.addLayout(self._both_values())
        else:
            layout.addWidget(self._told())
        layout.addWidget(label(self._aside(), "second", wrap=True))
        layout.addStretch(1)
        self.setLayout(layout)

    @property
    def _is_conflict(self) -> bool:
        return Choice.THEIRS in self.line.choices

    @property
    def _own_way(self) -> Choice:
        """Entering the own value after all, or where that is locked, keeping it."""
        return Choice.AGAIN if Choice.AGAIN in self.line.choices else Choice.KEPT

    def _happened(self) -> str:
        if self.line.draft:
            return (
                f"Gõ lúc {show_moment(self.line.since)}, giữ lại để lập biên bản. Sổ giữ giá trị "
                "đang có."
            )
        if self._is_conflict:
            return clash_of(self.line, self._me)
        return f"Gõ lúc {show_moment(self.line.since)}. Máy chủ chưa ghi vào sổ."

    def _aside(self) -> str:
        if self._is_conflict and Choice.KEPT in self.line.choices:
            return "Cột này nay đã khóa: giá trị của thầy cô chỉ còn ghi được bằng biên bản."
        if self._is_conflict:
            return (
                "Chưa chắc? Cứ để đó: cả hai giá trị được giữ, ai khóa cột này cũng được báo "
                "cho tới khi chọn xong."
            )
        if self.line.draft and Choice.AGAIN in self.line.choices:
            return "Chỗ này nay không còn khóa, có thể gửi lại."
        return "Điều đã gõ được giữ ở đây cho tới khi chính người gõ quyết định."

    def _both_values(self) -> QGridLayout:
        cell, line = self.line.cells[0], self.line
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        theirs_when = f"ghi lúc {show_moment(cell.when)}" if cell.when else ""
        mine = _value(
            "Của tôi, trên máy này", cell.new, self._me,
            f"gõ lúc {show_moment(line.since)} · trước đó: {cell.old}",
            self._consequence(0), self._button(self._own_way),
        )  # fmt: skip
        theirs = _value(
            "Trên máy chủ của trường", cell.stands, cell.who or "đã được xóa", theirs_when,
            self._consequence(1), self._button(Choice.THEIRS),
        )  # fmt: skip
        grid.addWidget(mine, 0, 0)
        grid.addWidget(theirs, 0, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.addLayout(row(self._button(Choice.DISCARDED), None), 1, 0)
        return grid

    def _consequence(self, which: int) -> str:
        if self.line.averages is None:
            return ""
        average = self.line.averages[which]
        return f"ĐTBmhk thành {average}" if average else "ĐTBmhk: chưa đủ điểm để tính"

    def _told(self) -> QFrame:
        card = QFrame()
        card.setProperty("k", "card")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(18, 14, 18, 14)
        layout.setSpacing(8)
        layout.addWidget(label(self.line.reason, wrap=True))
        if self.line.incident:
            layout.addWidget(label(f"Mã sự cố: {self.line.incident}", "second"))
        layout.addLayout(_cells(self.line.cells))
        layout.addLayout(row(*(self._button(choice) for choice in self.line.choices), None))
        return card

    def _button(self, choice: Choice) -> QWidget:
        line, kinds = self.line, {Choice.DISCARDED: "danger"}
        made = button(
            act_of(line, choice), lambda: self._choose(line, choice), k=kinds.get(choice, "")
        )
        made.setAccessibleDescription(subject_of(line))
        self.buttons[choice] = made
        return made


def _value(whose: str, shown: str, name: str, when: str, consequence: str, act: QWidget) -> QFrame:
    """One of two equal cards: nothing is chosen beforehand."""
    card = QFrame()
    card.setProperty("k", "card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(18, 14, 18, 14)
    layout.setSpacing(6)
    large = label(shown, "conflict", wrap=True)
    large.setAlignment(Qt.AlignmentFlag.AlignLeft)
    lines = (label(name), label(when, "second", wrap=True), label(consequence, "strong"))
    for part in (label(whose, "strong"), large, *lines, act):
        layout.addWidget(part)
    return card


def _cells(cells: tuple[OutboxCell, ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    for at, cell in enumerate(cells[:MOST_ROWS]):
        grid.addWidget(label(cell.pupil, "strong"), at, 0)
        grid.addWidget(label(cell.column, "second"), at, 1)
        told = f"{change_of(cell)} · trong sổ: {cell.stands}" if cell.column else cell.reason
        grid.addWidget(label(told, wrap=True), at, 2)
    if len(cells) > MOST_ROWS:
        more = label(f"và {len(cells) - MOST_ROWS} ô nữa", "second")
        grid.addWidget(more, MOST_ROWS, 0, 1, 3)
    grid.setColumnStretch(2, 1)
    return grid
