"""*Cần xử lý* and *Chờ gửi*: one thing at a time at the right, all of them in the list."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.commands.command import Refused
from desktop.commands.refusals import Choice
from desktop.queries.outbox import OutboxLine, counts, decision, turned_down, waiting
from desktop.store.school import School
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.buttons import icon_button
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.side_list import Item, SideList
from desktop.ui.kit.words import column, ground, hairline, label, row
from desktop.ui.outbox.cards import RefusedCard
from desktop.ui.outbox.words import (
    change_of,
    clock,
    discard_question,
    item_second,
    item_title,
    subject_of,
)

WIDTH: Final = 334
_QUIET: Final = (
    "Không có gì chờ thầy cô quyết định",
    "Mọi điều đã gõ đều đã vào sổ hoặc đang trên đường tới máy chủ.",
)


class OutboxPage(QWidget):
    """Everything stays here until its author decides; nothing disappears by itself."""

    closed = Signal()

    def __init__(self, school: School, closing: Callable[[], object]) -> None:
        super().__init__()
        self.school = school
        self.lines: dict[UUID, OutboxLine] = {}
        self.list = SideList("Cần xử lý và chờ gửi", WIDTH)
        self.list.chosen.connect(self._show)
        self.close_button = icon_button("ri.close-line", "Đóng", closing, shortcut="")
        head = row(label("Cần xử lý", "panel"), None, self.close_button, margins=(14, 6, 10, 6))
        left = ground(column(head, hairline(), self.list, gap=0), "chrome")
        left.setFixedWidth(WIDTH)
        self.said = label("", "red", wrap=True)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        right = ground(column(self.said, self.area, margins=(28, 18, 28, 12)))
        layout = row(left, hairline(upright=True), right, gap=0)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.list)
        self._closing = closing
        self.card: RefusedCard | None = None

    # ---- what is there

    def refresh(self, wanted: UUID | None = None) -> None:
        """Read again; what is in front stays there as long as it exists, or `wanted` comes."""
        ask = self.school.ask
        refused, drafts = ask(turned_down), ask(turned_down, Choice.KEPT.value)
        pending = ask(waiting)
        waits, came_back, kept = ask(counts)
        self.lines = {line.command_id: line for line in (*refused, *drafts, *pending)}
        before = self.list.key
        self.list.show_items(
            [
                *_group("Cần thầy cô quyết định", refused, came_back, "ri.error-warning-line"),
                *_group("Giữ lại để lập biên bản", drafts, kept, "ri.draft-line"),
                *_group("Chờ gửi", pending, waits, "ri.upload-2-line"),
            ]
        )
        if wanted in self.lines:
            self.list.choose(wanted)
        elif self.list.key is None and self.lines:
            self.list.choose(next(iter(self.lines)))
        key = self.list.key
        line = self.lines.get(key) if isinstance(key, UUID) else None
        if key != before or self.card is None or self.card.line != line:
            self._show(key)

    def _show(self, key: object) -> None:
        self.said.hide()
        line = self.lines.get(key) if isinstance(key, UUID) else None
        self.card = None
        if line is None:
            self.area.setWidget(Empty("ri.check-double-line", *_QUIET))
        elif line.choices:
            self.card = RefusedCard(line, self.school.person.name, self.choose)
            self.area.setWidget(self.card)
        else:
            self.area.setWidget(_pending(line))

    # ---- deciding

    def choose(self, line: OutboxLine, choice: Choice) -> None:
        """Carry a choice out; what is given up for good is asked about first."""
        if choice is Choice.DISCARDED:
            question, text = discard_question(line)
            ask = Ask(self.window(), question, "Bỏ hẳn", text=text, leave="Giữ lại", danger=True)
            agreed = ask.exec() == Ask.DialogCode.Accepted
            ask.deleteLater()
            if not agreed:
                return
        why = self._carry_out(line, choice)
        self.refresh()
        self.said.setText(why)
        self.said.setVisible(bool(why))

    def _carry_out(self, line: OutboxLine, choice: Choice) -> str:
        """Enter what follows, tell the server, note it here; returns why not."""
        found = self.school.ask(decision, line, choice)
        if found is None or self.school.connected is None:
            return "Chỗ này vừa đổi nên chưa làm gì. Xem lại điều đang có trong sổ rồi chọn."
        try:
            if found.further is not None:
                self.school.do(found.further)
            self.school.do(found.settles)
        except Refused as refused:
            return f"{refused.message} Việc cũ vẫn còn ở đây."
        self.school.connected.settle(line.command_id, found.noted.value)
        return ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._closing()
        else:
            super().keyPressEvent(event)


def _group(title: str, lines: tuple[OutboxLine, ...], count: int, icon: str) -> list[Item]:
    """Only the oldest are listed; the figure is of all."""
    if not lines:
        return []
    items = [Item(line.command_id, item_title(line), item_second(line), icon) for line in lines]
    return [Item(None, title, str(max(count, len(lines)))), *items]


def _pending(line: OutboxLine) -> QWidget:
    told = [label(subject_of(line), "title", wrap=True)]
    told += [label(f"{cell.pupil}: {change_of(cell)}", wrap=True) for cell in line.cells]
    if line.count > 1:
        told.append(label(f"và {line.count - 1} ô nữa", "second"))
    words = f"Gõ lúc {clock(line.since)}, đã lưu trên máy này. Tự gửi khi máy chủ trả lời."
    return ground(column(*told, label(words, "second", wrap=True), None, gap=6))
