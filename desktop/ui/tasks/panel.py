"""The right panel: how far my courses are, and the days that come."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop.queries.task import Milestone, Progress
from desktop.rules.terms import Term
from desktop.ui.kit.bars import Bar, Bars
from desktop.ui.kit.words import hairline, label, row

WIDTH = 296
_DAY_WIDTH = 60


class TaskPanel(QScrollArea):
    """Explains; leads nowhere that the list does not lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Tiến độ và các mốc sắp tới")
        self._title = label("", "panel")
        self.bars = Bars("Tiến độ các lớp–môn của tôi")
        self._line = hairline()
        self.days = QVBoxLayout()
        self.days.setSpacing(6)
        inside = QWidget()
        inside.setProperty("k", "chrome")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        for part in (self._title, self.bars, self._line, label("Mốc sắp tới", "panel")):
            layout.addWidget(part)
        layout.addLayout(self.days)
        layout.addStretch(1)
        self.setWidget(inside)

    def show_panel(
        self, term: Term, progress: Sequence[Progress], milestones: Sequence[Milestone]
    ) -> None:
        """Show bars and days; without courses of one's own only the days."""
        self._title.setText(f"Học kì {term.name} của tôi")
        self.bars.show_bars([Bar(p.label, p.entered, p.expected) for p in progress])
        for part in (self._title, self.bars, self._line):
            part.setVisible(bool(progress))
        while self.days.count():
            taken = self.days.takeAt(0)
            made = taken.widget() if taken is not None else None
            if made is not None:
                made.hide()
                made.deleteLater()
        for at, milestone in enumerate(milestones):
            self.days.addWidget(_day(milestone, today=at == 0))


def _day(milestone: Milestone, *, today: bool) -> QWidget:
    day = label(f"{milestone.day:%d/%m}", "strong" if today else "second")
    day.setFixedWidth(_DAY_WIDTH)
    day.setAlignment(Qt.AlignmentFlag.AlignTop)
    words = label(milestone.text, "strong" if today else "", wrap=True)
    made = QWidget()
    line = row(day, words)
    line.setStretch(1, 1)
    made.setLayout(line)
    return made
