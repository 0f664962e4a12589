"""The preview itself: counters, the file's own rows, and beside them what is to be decided."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.exchange.plan import Settlement
from desktop.store.school import School
from desktop.ui.grid.pane import SheetPane
from desktop.ui.importing.counters import Counters
from desktop.ui.importing.preview import Preview
from desktop.ui.importing.preview_sheet import PreviewSheet
from desktop.ui.importing.side_panel import NARROW_WIDTH, PROBLEMS, WIDTH, SidePanel
from desktop.ui.kit.buttons import icon_button
from desktop.ui.kit.words import column, ground, hairline, row

WIDE: Final = 1200
WIDTHS, PANEL = "importing.widths", "importing.panel"


class Review(QWidget):
    """Takes decisions and shows the plan of the moment; writes nothing."""

    changed = Signal()  # the plan is another one now
    settled_all = Signal()  # nothing is left to be looked at

    def __init__(self, school: School) -> None:
        super().__init__()
        self._school = school
        self._current = ""
        self._panel_asked: bool | None = None  # in a narrow window: only when asked
        self.sheet: PreviewSheet | None = None
        self.counters = Counters()
        self.only = QCheckBox("Chỉ hiện dòng cần xem")
        self.only.setAccessibleName("Chỉ hiện dòng cần xem")
        self.panel_button = icon_button("ri.layout-right-line", "Những chỗ cần xem", self._toggle)
        self.panel_button.setCheckable(True)
        self.pane = SheetPane("Xem trước tệp nhập")
        self.pane.offers_ways = False
        self.view = self.pane.view
        self.panel = SidePanel()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        top = row(self.counters, self.only, self.panel_button, margins=(0, 0, 14, 0), gap=12)
        top.setStretch(0, 1)
        body = row(self.pane, hairline(upright=True), self.panel, gap=0)
        body.setStretch(0, 1)
        layout = column(ground(top, "chrome"), hairline(), gap=0)
        layout.addLayout(body, 1)
        self.setLayout(layout)

    def minimumSizeHint(self) -> QSize:
        return QSize(640, 240)

    def _connect(self) -> None:
        self.only.toggled.connect(self._filter)
        self.view.moved.connect(self._moved)
        self.view.written.connect(lambda _outcomes: self.after())
        self.view.told.connect(lambda _said: self.after())
        self.panel.settled.connect(self.settle)
        self.panel.chosen.connect(self.go_to)
        self.panel.stepped.connect(self.step)
        for keys, by in (("F8", 1), ("Shift+F8", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda by=by: self.step(by))

    @property
    def preview(self) -> Preview | None:
        """The plan of the moment."""
        return self.sheet.preview if self.sheet else None

    def show_preview(self, preview: Preview | None) -> None:
        """Show another file's plan; None forgets it."""
        if preview is None:
            self.sheet = None
            self.panel.clear()
            self.pane.show_sheet(None)
            return
        self.sheet = PreviewSheet(preview)
        self._current = preview.problems[0].address if preview.problems else ""
        self.only.setChecked(False)
        self.panel.show_kind(PROBLEMS)
        widths: dict[str, int] = self._school.preference(WIDTHS, {})
        self.pane.show_sheet(
            self.sheet, widths=widths, keep_widths=self._keep_widths,
            at=self.sheet.place_of(self._current) or (0, 2),
        )  # fmt: skip
        self._fit()
        self.after()
        self.view.setFocus()

    def _keep_widths(self, widths: dict[str, int]) -> None:
        kept: dict[str, int] = self._school.preference(WIDTHS, {})
        self._school.keep_preference(WIDTHS, {**kept, **widths})

    def after(self) -> None:
        """Show the plan of the moment everywhere."""
        preview = self.preview
        if preview is None:
            return
        addresses = [problem.address for problem in preview.problems]
        if self._current not in addresses:  # settled: the one that follows takes its place
            at = self._problem_at
            self._current = addresses[min(at, len(addresses) - 1)] if addresses else ""
        self.view.refresh()
        self.counters.show_counts(preview.counts, preview.unit)
        self.panel.show_preview(preview, self._current)
        self.changed.emit()

    def _filter(self, only: bool) -> None:
        if self.sheet is not None:
            self.sheet.show_only_problems(only)
            self.after()

    # ---- going from problem to problem

    @property
    def _problem_at(self) -> int:
        cards = [p.address for p in self.panel.problems]
        return cards.index(self._current) if self._current in cards else 0

    def _moved(self, line: int, column: int) -> None:
        address = self.sheet.address_at(line, column) if self.sheet else ""
        if any(problem.address == address for problem in self.panel.problems):
            self._current = address
            self.panel.choose(address)

    def go_to(self, address: str) -> None:
        """Make a cell of the file the current one, in the grid and in the panel."""
        if self.sheet is None:
            return
        if any(problem.address == address for problem in self.panel.problems):
            self._current = address
        place = self.sheet.place_of(address)
        if place is not None and self.view.current != place:
            self.view.go(*place)
        self.panel.choose(address)

    def step(self, by: int) -> None:
        """F8: to the next place that needs a decision; round after the last."""
        problems = self.panel.problems
        if self.sheet is None or not problems:
            return
        inside = any(card.holds_focus() for card in self.panel.cards)
        here = self.view.current
        place = self.sheet.place_of(self._current)
        off = by > 0 and place is not None and here != place and not inside
        at = self._problem_at if off else (self._problem_at + by) % len(problems)
        self._show_panel(asked=True)
        self.go_to(problems[at].address)
        if inside:
            self.enter_card()

    def enter_card(self) -> None:
        """Give the keyboard to the current problem."""
        card = self.panel.card_of(self._current)
        if card is not None:
            card.enter()

    def settle(self, address: str, settlement: Settlement) -> None:
        """Take a decision from the panel, and go on to the next one."""
        if self.sheet is None:
            return
        self._current = address
        inside = any(card.holds_focus() for card in self.panel.cards)
        self.sheet.settle({address: settlement})
        self.after()
        if not self.panel.problems:
            self.settled_all.emit()
            return
        self.go_to(self._current)
        if inside:
            self.enter_card()

    def go_on(self) -> None:
        """To the current problem, with the keyboard."""
        self._show_panel(asked=True)
        self.go_to(self._current)
        self.enter_card()

    def show_notes(self) -> None:
        """Open the panel at its foot, where the notes stand."""
        self._show_panel(asked=True)
        self.panel.show_kind(PROBLEMS)
        bar = self.panel.area.verticalScrollBar()
        bar.setValue(bar.maximum())

    # ---- the panel

    def _toggle(self) -> None:
        self._show_panel(asked=self.panel.isHidden())

    def _show_panel(self, *, asked: bool) -> None:
        if self.width() >= WIDE:
            self._school.keep_preference(PANEL, asked)
        self._panel_asked = asked
        self._fit()

    def _fit(self) -> None:
        """In a narrow window the panel comes only when it is asked for."""
        wide = self.width() >= WIDE
        usual = self._school.preference(PANEL, default=True) if wide else False
        shown = usual if self._panel_asked is None else self._panel_asked
        self.panel.setFixedWidth(WIDTH if wide else NARROW_WIDTH)
        self.panel.setVisible(shown)
        self.panel_button.setChecked(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (event.oldSize().width() >= WIDE) != (self.width() >= WIDE):
            self._panel_asked = None
        self._fit()
