"""The head of the month: which month, which sessions, the acts, and what gives way when narrow."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton

from desktop.queries.month_grid import MonthGrid
from desktop.ui.acts import Act
from desktop.ui.gradebook.more_button import NARROW, MoreButton, give_way
from desktop.ui.kit.buttons import button, enable, icon_button
from desktop.ui.kit.page import PageHead
from desktop.ui.kit.words import ground, row
from desktop.ui.roll.month_columns import View, views_of
from desktop.ui.roll.month_facts import page_facts, page_title, view_words
from desktop.ui.roll.month_steps import CONFIRM, step_back, step_on

ROOMY: Final = 1440
"""Below it files are in the menu: the facts under the title need the room."""
_NO_RIGHT = "Tháng này thầy cô chỉ xem"


class MonthHead(PageHead):
    """Tells what was pressed by the keys of `acts`; `lead` is room for the page's own choice."""

    month_chosen = Signal(int, int)
    view_chosen = Signal(object)  # View

    def __init__(self, acts: Mapping[str, Callable[[], object]]) -> None:
        super().__init__()
        self._acts = acts
        self._grid: MonthGrid | None = None
        self._made: tuple[View, ...] = ()
        self.lead = QHBoxLayout()
        self.lead.setContentsMargins(0, 0, 0, 0)
        self.views = QComboBox()
        self.views.setAccessibleName("Buổi trong ngày")
        self.views.setToolTip("Buổi trong ngày")
        self.views.activated.connect(lambda at: self.view_chosen.emit(self._made[at]))
        self.months = QComboBox()
        self.months.setAccessibleName("Tháng")
        self.months.setMinimumWidth(136)
        self.months.activated.connect(self._chosen)
        self.before = icon_button("ri.arrow-left-s-line", "Tháng trước (Alt+←)", self._step_before)
        self.after = icon_button("ri.arrow-right-s-line", "Tháng sau (Alt+→)", self._step_after)
        self.bring = button("Nhập", acts["bring"], icon="ri.upload-line")
        self.bring.setToolTip("Nhập điểm danh tháng từ tệp Excel")
        self.send = button("Xuất", acts["send"], icon="ri.download-line")
        self.send.setToolTip("Xuất điểm danh tháng ra tệp Excel")
        self.paper = button("In sổ gọi tên", acts["paper"], icon="ri.printer-line")
        self.back: QPushButton = button("", acts["back"])
        self.on: QPushButton = button("", acts["on"], k="primary", icon="ri.check-double-line")
        self.more = MoreButton((self.bring, self.send, self.paper, self.back), self.more_acts)
        self._lay_out()

    def _lay_out(self) -> None:
        months = row(self.before, self.months, self.after, gap=6)
        for part in (ground(self.lead), self.views, ground(months)):
            self.add_action(part)
        for widget in (self.bring, self.send, self.paper, self.back, self.more.button, self.on):
            self.add_action(widget)
        give_way(self)

    # ---- what is shown

    def show_grid(self, grid: MonthGrid, view: View) -> None:
        """Say the month, and offer what can be done with it."""
        self._grid = grid
        self.say(page_title(grid), "" if grid.refusal else page_facts(grid))
        self._show_months(grid)
        self._show_views(views_of(grid), view)
        on, back = step_on(grid), step_back(grid)
        self.on.setVisible(on is not None)
        if on is not None:
            self.on.setText(on.words)
            self.on.setAccessibleName(on.words)
            self.on.setToolTip(f"{on.words} (Ctrl+Enter)" if on.key == CONFIRM else on.words)
            self.on.setProperty("tip", self.on.toolTip())
            enable(self.on, on.closed)
        self.back.setText(back.words if back else "")
        self.back.setAccessibleName(back.words if back else "")
        closed = "" if grid.may_take and grid.state.confirmed is None else _NO_RIGHT
        confirmed = "Tháng đã xác nhận: rút xác nhận trước, hoặc sửa từng ô"
        enable(self.bring, confirmed if grid.state.confirmed is not None else closed)
        self.fit(self.window().width())

    def _show_months(self, grid: MonthGrid) -> None:
        shown = [self.months.itemData(at) for at in range(self.months.count())]
        if shown != list(grid.months):
            self.months.clear()
            for year, month in grid.months:
                self.months.addItem(f"Tháng {month}/{year}", (year, month))
        at = grid.months.index((grid.year, grid.month)) if self._is_known(grid) else -1
        self.months.setCurrentIndex(at)
        enable(self.before, "" if at > 0 else "Đây là tháng đầu của năm học")
        last = len(grid.months) - 1
        enable(self.after, "" if at < last else "Đây là tháng cuối của năm học")

    @staticmethod
    def _is_known(grid: MonthGrid) -> bool:
        return (grid.year, grid.month) in grid.months

    def _show_views(self, views: tuple[View, ...], view: View) -> None:
        """Only a class with several sessions a day has a choice."""
        if views != self._made:
            self.views.clear()
            self.views.addItems([view_words(one) for one in views])
            self._made = views
        self.views.setVisible(len(views) > 1)
        self.views.setCurrentIndex(views.index(view))

    def fit(self, width: int) -> None:
        """Fold or unfold for a window of this width."""
        self.more.fit(width)
        if self._grid is not None:  # the choice of months says the rest
            self.title.setText(page_title(self._grid, short=width < NARROW))
        if width < ROOMY:
            self.more.button.show()
            self.bring.hide()
            self.send.hide()
        if not self.back.text():
            self.back.hide()

    # ---- what is pressed

    def _chosen(self, at: int) -> None:
        self.month_chosen.emit(*self.months.itemData(at))

    def step(self, by: int) -> None:
        """To the month before or after."""
        at = self.months.currentIndex() + by
        if 0 <= at < self.months.count():
            self._chosen(at)

    def _step_before(self) -> None:
        self.step(-1)

    def _step_after(self) -> None:
        self.step(1)

    def more_acts(self) -> Sequence[Act]:
        """What has no room, in the menu; also for the palette."""
        acts = [
            Act(
                "Nhập điểm danh tháng từ tệp Excel…", self._acts["bring"], "",
                self.bring.accessibleDescription(),
            ),
            Act("Xuất điểm danh tháng ra tệp Excel…", self._acts["send"]),
            Act("In sổ gọi tên tháng", self._acts["paper"]),
            Act("Ghi chú cho ô…", self._acts["note"]),
        ]  # fmt: skip
        if self.back.text():
            acts.append(Act(self.back.text(), self._acts["back"]))
        return acts
