"""Khóa sổ: every lock of the year, in force or lifted; lock, and lift."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QComboBox

from desktop.queries.lock_list import LockLine, lock_list
from desktop.queries.subject_list import years_of_school
from desktop.queries.years import YearFacts, year_on
from desktop.rules.instants import moment
from desktop.rules.permissions import Capability
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.admin.page import AdminPage, may_all
from desktop.ui.admin.records import Kind, RecordSheet
from desktop.ui.gradebook.lock_dialog import ask_lift, ask_lock
from desktop.ui.grid.sheet import CellView, Column, RowHead, State
from desktop.ui.grid.sheet import Kind as Standing
from desktop.ui.kit.buttons import button, enable
from desktop.ui.kit.notice import GREEN

_COLUMNS: Final = (
    Column("state", "Hiệu lực", Standing.TEXT, 116, editable=False),
    Column("where", "Phạm vi", Standing.NAME, 110, editable=False),
    Column("term", "Học kì", Standing.WORD, 64, editable=False),
    Column("kinds", "Cột", Standing.TEXT, 226, editable=False),
    Column("reason", "Lí do", Standing.TEXT, 180, editable=False),
    Column("decision", "Quyết định", Standing.TEXT, 110, editable=False),
    Column("locked", "Khóa", Standing.TEXT, 206, editable=False),
    Column("lifted", "Mở khóa", Standing.TEXT, 220, editable=False),
)


def _when(at: int, who: str) -> str:
    return f"{moment(at):%H:%M %d/%m}, {who}"


def _show(line: LockLine, key: str) -> CellView:
    if key == "state":
        if line.lifted_at is None:
            return CellView("đang khóa", State.NORMAL, icon="ri.lock-2-line")
        return CellView("đã mở", State.MUTED, icon="ri.lock-unlock-line")
    lifted = ""
    if line.lifted_at is not None:
        lifted = f"{_when(line.lifted_at, line.lifted_by)}: {line.lift_reason}"
    text = {
        "where": line.where, "term": line.term.name, "kinds": line.kinds, "reason": line.reason,
        "decision": line.decision, "locked": _when(line.locked_at, line.locked_by),
        "lifted": lifted,
    }[key]  # fmt: skip
    quiet = State.NORMAL if line.lifted_at is None else State.MUTED
    also = f"theo quyết định {line.lift_decision}" if key == "lifted" and line.lift_decision else ""
    return CellView(text, quiet, also or (text if key in {"reason", "lifted"} else ""))


LOCKS: Final[Kind[LockLine]] = Kind(
    columns=_COLUMNS, head=lambda line: RowHead(line.lock_id, line.where), show=_show
)


class LocksPage(AdminPage):
    KEY, TITLE = "locks", "Khóa sổ"

    def __init__(self, school: School) -> None:
        super().__init__(school)
        self.lines: tuple[LockLine, ...] = ()
        self.pane = self.sheet_pane("Các lần khóa")
        self.body.addWidget(self.pane, 1)
        self.years = QComboBox()
        self.years.setAccessibleName("Năm học")
        self.years.setMinimumWidth(118)
        self.years.activated.connect(lambda _at: self._read())
        self.lift = button("Mở khóa…", self.lift_lock, icon="ri.lock-unlock-line")
        self.lock = button("Khóa sổ…", self.lock_books, k="primary", icon="ri.lock-2-line")
        for part in (self.years, self.lift, self.lock):
            self.head.add_action(part)

    @staticmethod
    def may_open(school: School) -> bool:
        return may_all(school, Capability.BOOK_LOCK)

    def activate(self) -> None:
        if self.years.count() == 0:
            years = self.school.ask(years_of_school)
            for year in years:
                self.years.addItem(year.name, year)
            now = year_on(years, self.today)
            self.years.setCurrentIndex(years.index(now) if now else -1)
        self._read()

    def came(self, tables: frozenset[str]) -> None:
        if "book_lock" in tables:
            self._read()

    def actions_here(self) -> Sequence[Act]:
        return (
            Act("Khóa sổ…", self.lock_books),
            Act("Mở khóa…", self.lift_lock, reason=self.lift.accessibleDescription()),
        )

    def _read(self) -> None:
        year = self._year()
        if year is not None:
            self.lines = self.school.ask(lock_list, year.school_year_id, self.today)
        self.show_in(self.pane, RecordSheet(self.school, LOCKS, lambda: self.lines))
        held = sum(1 for line in self.lines if line.lifted_at is None)
        lifted = len(self.lines) - held
        self.head.say(self.TITLE, f"{held} lần khóa đang có hiệu lực · {lifted} lần đã mở")
        enable(self.lift, "" if held else "Không có lần khóa nào đang có hiệu lực.")

    def _year(self) -> YearFacts | None:
        year: YearFacts | None = self.years.currentData()
        return year

    def lock_books(self) -> None:
        """Ask what to lock."""
        year = self._year()
        if year is not None and ask_lock(
            self, self.school, year.school_year_id, year.term_on(self.today)
        ):
            self._read()
            self.tell(f"Đã khóa {self.lines[0].kinds} của {self.lines[0].where}.", GREEN)

    def lift_lock(self) -> None:
        """Ask which lock to lift; the term is that of the current row."""
        year, at = self._year(), self.pane.view.current[0]
        if year is None or not self.lines:
            return
        line = self.lines[at] if 0 <= at < len(self.lines) else self.lines[0]
        if ask_lift(self, self.school, year.school_year_id, line.term):
            self._read()
            self.tell("Đã mở khóa. Giáo viên nhập và sửa lại được ngay.", GREEN)
