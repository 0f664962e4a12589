"""The groups of tasks, one under the other: to decide, due this week, later; or what is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop.queries.task import Task
from desktop.ui.kit.words import hairline, label, row
from desktop.ui.tasks.task_row import TaskRow

MOST = 40
"""Rows of a group that are shown; nobody works through more in a day."""


@dataclass(frozen=True, slots=True)
class Group:
    """A caption and its tasks; `tone` of icons and days, `primary` for the first verb."""

    title: str
    tasks: Sequence[Task]
    tone: str = "text2"
    primary: bool = False


class TaskScroll(QScrollArea):
    """Shows groups; an empty group is left out."""

    wanted = Signal(object)  # Task

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Danh sách việc")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows: list[TaskRow] = []

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show other tasks; the keyboard stays at the same place of the list."""
        focused = next((n for n, one in enumerate(self.rows) if one.verb.hasFocus()), None)
        inside = QWidget()
        inside.setProperty("k", "page")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.rows = []
        for group in groups:
            if group.tasks:
                self._add_group(layout, group)
        layout.addStretch(1)
        self.setWidget(inside)
        if focused is not None and self.rows:
            self.rows[min(focused, len(self.rows) - 1)].verb.setFocus()

    def _add_group(self, layout: QVBoxLayout, group: Group) -> None:
        count = label(f"{len(group.tasks)} việc", "second")
        layout.addLayout(
            row(label(group.title, "panel"), count, None, margins=(16, 12, 12, 6), gap=10)
        )
        layout.addWidget(hairline())
        for task in group.tasks[:MOST]:
            made = TaskRow(task, group.tone, first=group.primary and not self.rows)
            made.wanted.connect(self.wanted)
            made.stepped.connect(partial(self._step, made))
            self.rows.append(made)
            layout.addWidget(made)
            layout.addWidget(hairline())
        left = len(group.tasks) - MOST
        if left > 0:
            layout.addLayout(row(label(f"và {left} việc nữa", "second"), margins=(16, 8, 12, 8)))

    def _step(self, here: TaskRow, by: int) -> None:
        at = self.rows.index(here) + by
        if 0 <= at < len(self.rows):
            self.rows[at].verb.setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(self.rows[at], 0, 8)
