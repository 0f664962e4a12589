"""Nhật kí xem dữ liệu: who looked at or took out sensitive data, for the principal (D-9.4)."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QLineEdit

from desktop.exchange.values import read_date
from desktop.queries.access_log import (
    AccessFilter,
    AccessLine,
    AccessPage,
    access_filters,
    access_log,
    may_read_access_log,
)
from desktop.rules.access import AccessKind
from desktop.rules.instants import moment, school_day
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.admin.page import AdminPage
from desktop.ui.admin.records import Kind, RecordSheet
from desktop.ui.grid.sheet import CellView, Column, RowHead, State
from desktop.ui.grid.sheet import Kind as Standing
from desktop.ui.kit.buttons import button, enable, icon_button
from desktop.ui.kit.words import ground, hairline, row

SIZE: Final = 100
EXPORTS: Final = "exports"
_SOON_MS: Final = 300  # after the last key stroke of a name or a day
_COLUMNS: Final = (
    Column("at", "Lúc", Standing.TEXT, 150, editable=False),
    Column("who", "Ai", Standing.NAME, 190, editable=False),
    Column("what", "Việc", Standing.TEXT, 230, editable=False),
    Column("pupil", "Học sinh", Standing.TEXT, 190, editable=False),
    Column("class", "Lớp", Standing.TEXT, 80, editable=False),
    Column("count", "Số em", Standing.NUMBER, 70, editable=False),
    Column("note", "Nội dung", Standing.TEXT, 150, editable=False),
)


def _show(line: AccessLine, key: str) -> CellView:
    text = {
        "at": f"{moment(line.said_at):%H:%M:%S %d/%m/%Y}", "who": line.who,
        "what": line.what.label, "pupil": line.pupil, "class": line.class_name,
        "count": str(line.count), "note": line.note,
    }[key]  # fmt: skip
    out = line.what.is_export and key == "what"
    said = "dữ liệu đã ra khỏi chương trình" if out else ""
    return CellView(text, State.STRONG if out else State.NORMAL, said)


LINES: Final[Kind[AccessLine]] = Kind(
    columns=_COLUMNS,
    head=lambda line: RowHead(line, f"{line.who}, {moment(line.said_at):%H:%M %d/%m}"),
    show=_show,
)


class AccessLogPage(AdminPage):
    """Narrowed by person, kind, pupil and days; page by page."""

    KEY, TITLE = "access", "Xem dữ liệu"

    def __init__(self, school: School) -> None:
        super().__init__(school)
        self.lines = AccessPage()
        self._starts: list[int | None] = [None]
        self.newer = icon_button("ri.arrow-left-s-line", "Trang mới hơn", self._newer)
        self.older = icon_button("ri.arrow-right-s-line", "Trang cũ hơn", self._older)
        for part in (self.newer, self.older):
            self.head.add_action(part)
        self.who, self.what = QComboBox(), QComboBox()
        self.pupil, self.first, self.last = QLineEdit(), QLineEdit(), QLineEdit()
        self.clear = button("Bỏ lọc", self.clear_filter)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.narrow)
        self._lay_out()

    def _lay_out(self) -> None:
        for combo, name in ((self.who, "Người xem"), (self.what, "Loại việc")):
            combo.setAccessibleName(name)
            combo.setMinimumWidth(150)
            combo.activated.connect(lambda _at: self.narrow())
        self.what.addItem("Mọi việc", "")
        self.what.addItem("Chỉ lần xuất, in", EXPORTS)
        for kind in AccessKind:
            self.what.addItem(kind.label, kind.value)
        for field, name, words in (
            (self.pupil, "Tên học sinh", "Tên học sinh"), (self.first, "Từ ngày", "Từ ngày"),
            (self.last, "Đến ngày", "Đến ngày"),
        ):  # fmt: skip
            field.setAccessibleName(name)
            field.setPlaceholderText(words)
            field.textEdited.connect(lambda _text: self._soon.start())
            field.returnPressed.connect(self.narrow)
        for field in (self.first, self.last):
            field.setFixedWidth(104)
            field.setToolTip("dd/mm/yyyy")
        line = row(
            self.who, self.what, self.pupil, self.first, self.last, self.clear,
            margins=(16, 6, 12, 6),
        )  # fmt: skip
        self.pane = self.sheet_pane("Nhật kí xem dữ liệu")
        self.pane.facts_of = lambda _model, _block: ""
        self.body.addWidget(ground(line, "chrome"))
        self.body.addWidget(hairline())
        self.body.addWidget(self.pane, 1)

    @staticmethod
    def may_open(school: School) -> bool:
        return may_read_access_log(school.person, school_day(school.now()))

    def activate(self) -> None:
        filters = self.school.ask(access_filters, self.today)
        before = self.who.currentData()
        self.who.clear()
        self.who.addItem("Mọi người", "")
        for key, name in filters.people:
            self.who.addItem(name, str(key))
        self.who.setCurrentIndex(max(0, self.who.findData(before)))
        self._read()

    def leave(self) -> None:
        self._soon.stop()

    # ---- what it is narrowed to

    @property
    def only(self) -> AccessFilter:
        """What the fields say; a day that cannot be read narrows nothing."""
        who, what = self.who.currentData(), self.what.currentData()
        return AccessFilter(
            who=UUID(who) if who else None, exports_only=what == EXPORTS,
            what=AccessKind(what) if what and what != EXPORTS else None,
            named=self.pupil.text(), first=_day(self.first), last=_day(self.last),
        )  # fmt: skip

    def narrow(self) -> None:
        """Read from the newest on."""
        self._soon.stop()
        self._starts = [None]
        self._read()

    def clear_filter(self) -> None:
        """All of it again."""
        for combo in (self.who, self.what):
            combo.setCurrentIndex(0)
        for field in (self.pupil, self.first, self.last):
            field.clear()
        self.narrow()

    def _newer(self) -> None:
        if len(self._starts) > 1:
            self._starts.pop()
            self._read()

    def _older(self) -> None:
        if self.lines.before is not None:
            self._starts.append(self.lines.before)
            self._read()

    def _read(self) -> None:
        only = self.only
        self.lines = self.school.ask(
            access_log, self.today, only, before=self._starts[-1], size=SIZE
        )
        self.pane.view.current = (-1, -1)  # another page begins at its top
        self.show_in(self.pane, RecordSheet(self.school, LINES, lambda: self.lines.lines))
        self.head.say("Nhật kí xem dữ liệu nhạy cảm", self._facts(only))
        enable(self.newer, "" if len(self._starts) > 1 else "Đây là trang mới nhất.")
        enable(self.older, "" if self.lines.before is not None else "Đây là trang cũ nhất.")
        enable(self.clear, "" if only != AccessFilter() else "Chưa lọc gì.")

    def _facts(self, only: AccessFilter) -> str:
        unread = [f.text().strip() for f in (self.first, self.last) if f.text().strip()]
        unread = [text for text in unread if _day_of(text) is None]
        if unread:
            return f"“{unread[0]}” chưa đọc được thành ngày nên chưa lọc theo ngày ấy"
        if not self.lines.total:
            filtered = only != AccessFilter()
            return "không có lượt nào như vậy" if filtered else "chưa có lượt xem nào"
        return f"{self.lines.total} lượt xem, xuất, in; mới nhất ở trên"

    def actions_here(self) -> Sequence[Act]:
        return (
            Act("Xem dữ liệu: trang mới hơn", self._newer,
                reason=self.newer.accessibleDescription()),
            Act("Xem dữ liệu: trang cũ hơn", self._older,
                reason=self.older.accessibleDescription()),
            Act("Xem dữ liệu: bỏ lọc", self.clear_filter,
                reason=self.clear.accessibleDescription()),
        )  # fmt: skip


def _day(field: QLineEdit) -> date | None:
    return _day_of(field.text().strip())


def _day_of(text: str) -> date | None:
    reading = read_date(text) if text else None
    return reading.value if reading and isinstance(reading.value, date) else None
