"""The right panel *Phổ điểm*: chart, middle values and who is below 5,0, of one column."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QScrollArea, QWidget

from desktop.rules.marks import counted_tenths, counted_verdict
from desktop.rules.terms import Assessment
from desktop.ui.gradebook.chart import SpreadChart
from desktop.ui.gradebook.course_book import CourseBook
from desktop.ui.gradebook.course_columns import AVERAGE, YEAR
from desktop.ui.gradebook.spread import Spread, Value, spread_of
from desktop.ui.kit.buttons import button
from desktop.ui.kit.page import Panel
from desktop.ui.kit.words import column, ground, hairline, label, row

WIDTH = 252


class SpreadPanel(Panel):
    """Follows the column that was chosen in it, else the one of the current cell."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__("", WIDTH)
        self._book: CourseBook | None = None
        self._picked = self._here = ""
        close = button("", self.closed.emit, k="quiet", icon="ri.close-line")
        close.setAccessibleName("Đóng phổ điểm")
        close.setToolTip("Đóng phổ điểm")
        close.setFixedSize(28, 28)
        self.choice = QComboBox()
        self.choice.setAccessibleName("Cột của phổ điểm")
        self.choice.activated.connect(self._pick)
        self.chart = SpreadChart()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName("Số liệu của cột")
        self.body.addLayout(row(label("Phổ điểm", "panel"), None, close))
        self.body.addWidget(self.choice)
        self.body.addWidget(self.chart)
        self.body.addWidget(self._area, 1)

    def show_book(self, book: CourseBook | None) -> None:
        """Show another course; what was picked is forgotten."""
        self._book, self._picked = book, ""
        self.look_again()

    def follow(self, key: str) -> None:
        """The current cell went to another column."""
        self._here = key
        book = self._book
        if book is None or self._picked or key == self.choice.currentData():
            return
        if key in _keys(book):
            self._show(key)

    def look_again(self) -> None:
        """Marks have changed."""
        book = self._book
        if book is None or not book.rows:
            return
        wanted = (self._picked, self._here, str(self.choice.currentData()))
        self._show(next((key for key in wanted if key in _keys(book)), AVERAGE))

    def _pick(self) -> None:
        self._picked = str(self.choice.currentData())
        self._show(self._picked)

    def _show(self, key: str) -> None:
        book = self._book
        if book is None or not self.isVisible():
            return
        spreads = {k: _spread(book, k) for k in _keys(book)}
        key = key if key in spreads else AVERAGE
        self.choice.clear()
        for k, spread in spreads.items():
            name = book.columns[book.find(k)].name
            self.choice.addItem(f"{name} · {spread.there}/{spread.of} học sinh", k)
        self.choice.setCurrentIndex(self.choice.findData(key))
        self.chart.show_spread(spreads[key])
        self._area.setWidget(_figures(spreads[key]))


def _keys(book: CourseBook) -> Sequence[str]:
    shown = [str(fact.column) for fact in book.facts.columns]
    return [*shown, *(key for key in (AVERAGE, YEAR) if book.find(key) >= 0)]


def _spread(book: CourseBook, key: str) -> Spread:
    """Pupils who have left do not count (G-36)."""
    values = []
    for at, (pupil, head) in enumerate(zip(book.pupils, book.rows, strict=True)):
        if head.struck_to:
            continue
        if key in (AVERAGE, YEAR):
            result = book.result(at, key)
            tenths, passed = (result.tenths, result.passed) if result else (None, None)
            values.append(Value(pupil.full_name, tenths, passed))
        else:
            mark = book.mark(pupil.student_id, int(key))
            comment = book.facts.course.assessment is Assessment.COMMENT
            values.append(
                Value(pupil.full_name, passed=counted_verdict(mark))
                if comment
                else Value(pupil.full_name, counted_tenths(mark))
            )
    return spread_of(values, verdicts=book.facts.course.assessment is Assessment.COMMENT)


def _figures(spread: Spread) -> QWidget:
    table = QGridLayout()
    table.setColumnStretch(0, 1)
    table.setVerticalSpacing(6)
    for at, (name, value) in enumerate(spread.facts):
        table.addWidget(label(name, "second"), at, 0)
        shown = label(value, "strong")
        shown.setAlignment(Qt.AlignmentFlag.AlignRight)
        table.addWidget(shown, at, 1)
    parts = column(margins=(0, 4, 6, 0), gap=8)
    parts.addLayout(table)
    if spread.low:
        parts.addWidget(hairline(k="line5"))
        parts.addWidget(label(spread.low_title, "label"))
        for name, value in spread.low:
            parts.addLayout(row(label(name), None, label(value, "red")))
    parts.addStretch(1)
    return ground(parts, "chrome")
