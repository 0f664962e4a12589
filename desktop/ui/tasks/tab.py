"""The tab *Việc cần làm*: what waits for me, grouped by when, each with the way to its cell."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from desktop.commands.execute import Done
from desktop.queries.task import Task
from desktop.queries.tasks import TaskList, tasks
from desktop.rules.instants import school_day
from desktop.store.keys import people
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.kit.buttons import Segments
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.page import PageHead
from desktop.ui.kit.words import column, hairline
from desktop.ui.places import Destination
from desktop.ui.tasks.list import Group, TaskScroll
from desktop.ui.tasks.panel import TaskPanel
from desktop.ui.tasks.places import place_of

WIDE: Final = 1200
MINE, DONE = "mine", "done"
LAST: Final = "tasks.last"
_SOON_MS: Final = 300


class TasksTab(QWidget):
    """Reads the list anew when it comes to front and after every change."""

    KEY, TITLE, ICON = "tasks", "Việc cần làm", "ri.list-check-2"
    counted = Signal(int)
    facts = Signal(str)
    saved = Signal()
    wanted = Signal(object)

    def __init__(self, school: School, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "page")
        self._school = school
        self._list: TaskList | None = None
        self.which = Segments([(MINE, "Của tôi"), (DONE, "Đã xong")], "Những việc nào")
        self.which.choose(school.preference(LAST, MINE))
        self.head = PageHead(self.TITLE, "", [self.which])
        self.rows = TaskScroll()
        self.empty = Empty("ri.checkbox-circle-line", "")
        self.panel = TaskPanel()
        self._edge = hairline(upright=True)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.rows)
        self.pages.addWidget(self.empty)
        left = column(self.head, hairline(), gap=0)
        left.addWidget(self.pages, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(left, 1)
        layout.addWidget(self._edge)
        layout.addWidget(self.panel)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._look_again)
        self.which.chosen.connect(self._turn)
        self.rows.wanted.connect(self._follow)
        self._stop = school.on_change(self._changed)
        self.destroyed.connect(self._stop)

    @staticmethod
    def has_work(school: School) -> bool:
        """For everybody: who has nothing to do is told so."""
        del school
        return True

    def activate(self) -> None:
        """Read what there is to do now."""
        self._look_again()
        focus = QApplication.focusWidget()
        if self.rows.rows and (focus is None or not self.isAncestorOf(focus)):
            self.rows.rows[0].verb.setFocus()

    def start_counting(self) -> None:
        """Count what waits, though nobody has opened the tab yet."""
        if self._list is None:
            self._look_again()

    def leave(self) -> None:
        """The school is about to be closed: nothing asks it any more."""
        self._soon.stop()

    def go(self, place: Destination) -> bool:
        """Show my tasks."""
        return place.tab == self.KEY

    def actions_here(self) -> Sequence[Act]:
        """Each task by its verb."""
        shown = [one.task for one in self.rows.rows]
        return [
            Act(f"{task.verb}: {task.title}", lambda task=task: self._follow(task))  # type: ignore[misc]
            for task in shown
        ]

    # ---- what is shown

    def _changed(self, _done: Done) -> None:
        self._soon.start()

    def _look_again(self) -> None:
        today = school_day(self._school.now())
        first = [slot.name for slot in people(self._school.folder) if slot.must_change]
        found = self._school.ask(tasks, today, first)
        if found != self._list:
            self._list = found
            self.counted.emit(found.count)
            self._show(found)

    def _turn(self, which: str) -> None:
        self._school.keep_preference(LAST, which)
        if self._list is not None:
            self._show(self._list)

    def _show(self, found: TaskList) -> None:
        self.head.say(self.TITLE, found.headline)
        groups = _groups(found) if self.which.key == MINE else [Group("Đã xong", found.done)]
        self.rows.show_groups(groups)
        if not self.rows.rows:
            self._say_empty(found)
        self.pages.setCurrentWidget(self.rows if self.rows.rows else self.empty)
        self.panel.show_panel(found.term, found.progress, found.milestones)
        self._fit()

    def _say_empty(self, found: TaskList) -> None:
        if not found.headline:
            self.empty.say(
                "Chưa có năm học nào trong sổ.", "Năm học lập ở thẻ Quản trị; sau đó mới có việc."
            )
        elif self.which.key == DONE:
            self.empty.say(
                f"Học kì {found.term.name} chưa có việc nào xong.",
                "Một cột đã đủ điểm, một lớp–môn đã đủ nhận xét sẽ hiện ở đây.",
            )
        else:
            self.empty.say(
                f"Không còn việc nào chờ {self._school.person.courtesy}.",
                "Việc mới hiện ở đây khi gần đến hạn nhập điểm, kiểm tra bù hay viết nhận xét.",
            )

    def _follow(self, task: Task) -> None:
        self.wanted.emit(place_of(task.target))

    def _fit(self) -> None:
        """In a narrow window the panel gives way."""
        explains = bool(self._list and (self._list.progress or self._list.milestones))
        shown = self.width() >= WIDE and explains
        self.panel.setVisible(shown)
        self._edge.setVisible(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _groups(found: TaskList) -> list[Group]:
    return [
        Group("Cần quyết định", found.decide, "red", primary=True),
        Group("Đến hạn trong tuần", found.this_week, "amber"),
        Group("Sau đó", found.later),
    ]
