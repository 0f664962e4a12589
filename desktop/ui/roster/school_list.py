"""The whole school in one list: found while typing, opened as a card, led to its class."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit, QStackedWidget, QWidget

from desktop.commands.execute import Done
from desktop.queries.school_pupils import LIST_TABLES, SchoolList, SchoolPupil, school_list
from desktop.rules.instants import school_day
from desktop.rules.transfers import PupilStatus
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.card.card import PupilCardPane
from desktop.ui.gradebook.more_button import MoreButton, give_way
from desktop.ui.grid.later import Later
from desktop.ui.grid.pane import SheetPane
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.page import PageHead
from desktop.ui.kit.words import column, hairline
from desktop.ui.places import Destination
from desktop.ui.roster.beside import CardBeside
from desktop.ui.roster.school_sheet import SchoolSheet
from desktop.ui.roster.steps import Steps

_SOON_MS: Final = 200
_GRADES_FROM: Final = 700


class SchoolListPage(QWidget):
    """Filter, grade and standing above the grid."""

    facts = Signal(str)
    wanted = Signal(object)  # Destination: the class of a pupil

    def __init__(self, school: School, card: PupilCardPane) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self._school = school
        self.steps = Steps(school)
        self.sheet = SchoolSheet(SchoolList())
        self._year: UUID | None = None
        self._stale = True
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Tên, lớp, mã…")
        self.filter.setAccessibleName("Lọc toàn trường theo tên, lớp, mã; không cần gõ dấu")
        self.filter.setToolTip("Lọc theo tên, lớp, mã (Ctrl+F)")
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(180)
        self.grades, self.standings = QComboBox(), QComboBox()
        self.grades.setAccessibleName("Khối")
        self.standings.setAccessibleName("Tình trạng")
        self.standings.addItem("Mọi tình trạng", None)
        for one in PupilStatus:
            self.standings.addItem(one.value, one)
        self.more = MoreButton([], self.acts)
        self.head = PageHead(
            "Toàn trường", "", [self.grades, self.standings, self.filter, self.more.button]
        )
        self.more.fit(0)
        give_way(self.head)
        self.pane = SheetPane("Danh sách toàn trường")
        self.view = self.pane.view
        self.unfound = Empty("ri.filter-line", "", "", "Bỏ lọc", self.clear_filter)
        self._soon = Later(self.view, _SOON_MS, self._look_again)
        self.beside = CardBeside(self, card)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.view)

    def _lay_out(self) -> None:
        self.pages = QStackedWidget()
        self.pages.addWidget(self.pane)
        self.pages.addWidget(self.unfound)
        layout = column(self.head, hairline(), gap=0)
        layout.addWidget(self.pages, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.pane.facts.connect(self.facts)
        self.pane.action_asked.connect(lambda _row, _column: self.open_class())
        self.filter.textChanged.connect(self._filter)
        self.filter.returnPressed.connect(self.view.setFocus)
        for box in (self.grades, self.standings):
            box.currentIndexChanged.connect(self._filter)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.open_class)

    # ---- what is shown

    def show_year(self, school_year_id: UUID | None) -> None:
        """Open the list of a year, or of today's; read again only after a change."""
        if self._stale or school_year_id != self._year:
            self._year, self._stale = school_year_id, False
            today = school_day(self._school.now())
            self.sheet = SchoolSheet(self._school.ask(school_list, today, school_year_id))
            self._fill_grades()
            self.pane.show_sheet(self.sheet, at=(0, 1))
            self._filter()

    def _fill_grades(self) -> None:
        kept = self.grades.currentData()
        self.grades.blockSignals(True)
        self.grades.clear()
        self.grades.addItem("Mọi khối", None)
        for grade in sorted({pupil.grade for pupil in self.sheet.found.pupils}):
            self.grades.addItem(f"Khối {grade}", grade)
        self.grades.setCurrentIndex(max(0, self.grades.findData(kept)))
        self.grades.blockSignals(False)

    def _filter(self) -> None:
        sheet, words = self.sheet, self.filter.text()
        standing = self.standings.currentData()  # a plain string by then
        status = PupilStatus(standing) if standing else None
        sheet.show_only(words, grade=self.grades.currentData(), status=status)
        self.view.refresh()
        if sheet.shown and self.view.current[0] < 0:
            self.view.go(0, 1)
        self.head.facts.set_words(_facts(sheet))
        self.unfound.say(
            f"Không có em nào khớp “{words.strip()}”." if words.strip() else "Không có em nào.",
            "Gõ vài chữ đầu của họ, đệm, tên hoặc lớp; không cần dấu.",
        )
        self.pages.setCurrentWidget(self.pane if sheet.shown else self.unfound)

    def clear_filter(self) -> None:
        """Show everybody again."""
        for box in (self.grades, self.standings):
            box.setCurrentIndex(0)
        self.filter.clear()
        self.view.setFocus()

    def on_change(self, done: Done) -> None:
        """Somebody came, left or has another name."""
        if done.tables & LIST_TABLES:
            self._stale = True
            self._soon.start()

    def stop(self) -> None:
        """Nothing is asked any more."""
        self._soon.stop()
        self.beside.stop()

    def _look_again(self) -> None:
        if self.isVisible():
            student = self.current
            self.show_year(self._year)
            at = self.sheet.row_of(student) if student else -1
            if at >= 0:
                self.view.go(at, self.view.current[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.standings.setVisible(self.width() >= _GRADES_FROM)

    # ---- who is current, for the card and for the class

    @property
    def _pupil(self) -> SchoolPupil | None:
        at = self.view.current[0]
        return self.sheet.shown[at] if 0 <= at < len(self.sheet.shown) else None

    @property
    def current(self) -> UUID | None:
        """The pupil of the current line."""
        return self._pupil.student_id if self._pupil else None

    @property
    def reads_only(self) -> bool:
        """Enter opens the card: there is nothing to type."""
        return True

    def row_of(self, student_id: UUID) -> int:
        """The row of a pupil; -1 where the pupil is not shown."""
        return self.sheet.row_of(student_id)

    def open_class(self) -> None:
        """To the pupil's line in the class."""
        pupil = self._pupil
        if pupil is not None:
            self.wanted.emit(
                Destination("roster", class_id=pupil.class_id, student_id=pupil.student_id)
            )

    def acts(self) -> list[Act]:
        """What can be done with the current pupil."""
        pupil = self._pupil
        reason = "" if pupil else "Chọn một dòng của danh sách trước"
        name = f"Mở lớp {pupil.class_name}" if pupil else "Mở lớp của em"
        return [
            Act("Mở thẻ học sinh", self.beside.open, "F4", reason),
            Act(name, self.open_class, "Ctrl+Enter", reason),
            Act("Lọc danh sách", self.filter.setFocus, "Ctrl+F"),
        ]


def _facts(sheet: SchoolSheet) -> str:
    """Đang lọc 12 em · 2013 học sinh đang học · 4 em chuyển đến · 6 em đã rời trường."""
    counts = sheet.found.counts
    everybody = sum(counts.values())
    here = sum(count for status, count in counts.items() if status.is_here)
    shown = len(sheet.shown)
    parts = [f"Đang lọc {shown} em"] if shown < everybody else []
    parts.append(f"{here} học sinh đang học")
    for count, words in (
        (counts.get(PupilStatus.ARRIVED, 0), "em chuyển đến"),
        (everybody - here, "em đã rời trường"),
    ):
        if count:
            parts.append(f"{count} {words}")
    return " · ".join(parts)
