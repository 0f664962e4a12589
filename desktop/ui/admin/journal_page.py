"""Nhật kí: what everybody did, in words, page by page."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from PySide6.QtWidgets import QComboBox

from desktop.queries.journal_lines import (
    JournalLine,
    journal_filters,
    journal_page,
    may_read_journal,
)
from desktop.queries.journal_lines import (
    JournalPage as Lines,
)
from desktop.rules.instants import moment, school_day
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.admin.page import AdminPage
from desktop.ui.admin.records import Kind, RecordSheet
from desktop.ui.grid.sheet import CellView, Column, RowHead
from desktop.ui.grid.sheet import Kind as Standing
from desktop.ui.kit.buttons import enable, icon_button

SIZE: Final = 100
_COLUMNS: Final = (
    Column("number", "Dòng", Standing.NUMBER, 72, editable=False),
    Column("at", "Lúc", Standing.TEXT, 150, editable=False),
    Column("who", "Ai", Standing.NAME, 200, editable=False),
    Column("what", "Việc", Standing.TEXT, 200, editable=False),
    Column("about", "Nội dung", Standing.TEXT, 400, editable=False),
)


def _show(line: JournalLine, key: str) -> CellView:
    what = f"Hoàn tác: {line.what}" if line.undoes else line.what
    text = {
        "number": str(line.number), "at": f"{moment(line.at):%H:%M:%S %d/%m/%Y}",
        "who": line.who, "what": what, "about": line.about,
    }[key]  # fmt: skip
    return CellView(text, sentence=line.about if key != "about" else "")


LINES: Final[Kind[JournalLine]] = Kind(
    columns=_COLUMNS, head=lambda line: RowHead(line.number, f"Dòng {line.number}"), show=_show
)


class JournalPage(AdminPage):
    KEY, TITLE = "journal", "Nhật kí"

    def __init__(self, school: School) -> None:
        super().__init__(school)
        self.lines = Lines()
        self._starts: list[int | None] = [None]
        self.who, self.kind = QComboBox(), QComboBox()
        for combo, name in ((self.who, "Người làm"), (self.kind, "Loại việc")):
            combo.setAccessibleName(name)
            combo.setMinimumWidth(170)
            combo.activated.connect(lambda _at: self._first())
            self.head.add_action(combo)
        self.newer = icon_button("ri.arrow-left-s-line", "Trang mới hơn", self._newer)
        self.older = icon_button("ri.arrow-right-s-line", "Trang cũ hơn", self._older)
        for part in (self.newer, self.older):
            self.head.add_action(part)
        self.pane = self.sheet_pane("Nhật kí")
        self.body.addWidget(self.pane, 1)

    @staticmethod
    def may_open(school: School) -> bool:
        return may_read_journal(school.person, school_day(school.now()))

    def activate(self) -> None:
        filters = self.school.ask(journal_filters, self.today)
        for combo, every, items in (
            (self.who, "Mọi người", [(str(key), name) for key, name in filters.people]),
            (self.kind, "Mọi việc", list(filters.kinds)),
        ):
            before = combo.currentData()
            combo.clear()
            combo.addItem(every, "")
            for key, words in items:
                combo.addItem(words, key)
            combo.setCurrentIndex(max(0, combo.findData(before)))
        self._read()

    def actions_here(self) -> Sequence[Act]:
        return (
            Act("Nhật kí: trang mới hơn", self._newer, reason=self.newer.accessibleDescription()),
            Act("Nhật kí: trang cũ hơn", self._older, reason=self.older.accessibleDescription()),
        )

    def _first(self) -> None:
        self._starts = [None]
        self._read()

    def _newer(self) -> None:
        if len(self._starts) > 1:
            self._starts.pop()
            self._read()

    def _older(self) -> None:
        if self.lines.before is not None:
            self._starts.append(self.lines.before)
            self._read()

    def _read(self) -> None:
        who = self.who.currentData()
        self.lines = self.school.ask(
            journal_page, self.today, before=self._starts[-1], size=SIZE,
            who=UUID(who) if who else None, kind=self.kind.currentData() or "",
        )  # fmt: skip
        self.pane.view.current = (-1, -1)  # another page begins at its top
        self.show_in(self.pane, RecordSheet(self.school, LINES, lambda: self.lines.lines))
        first = (len(self._starts) - 1) * SIZE
        shown = f"{first + 1}–{first + len(self.lines.lines)} trong" if self.lines.lines else ""
        self.head.say(self.TITLE, f"{shown} {self.lines.total} việc, mới nhất ở trên".strip())
        enable(self.newer, "" if len(self._starts) > 1 else "Đây là trang mới nhất.")
        enable(self.older, "" if self.lines.before is not None else "Đây là trang cũ nhất.")
