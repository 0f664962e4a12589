"""Lets a whole class go on to the next year: a list by pupil first, then one command."""

from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.commands.execute import Done
from desktop.commands.promotion import PromoteClass
from desktop.queries.promotion_plan import promotion_plan
from desktop.rules.instants import school_day
from desktop.rules.next_year import Outcome
from desktop.store.school import School
from desktop.ui.grid.pane import SheetPane
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.words import label
from desktop.ui.moves.book import told
from desktop.ui.promotion.sheet import OUTCOME, PromotionSheet

_WIDE, _TALL = 900, 300


class PromotionDialog(Ask):
    """Who is left blank stays for another time; `done_by` and `told` are for the page."""

    done_by: Done | None = None

    def __init__(self, parent: QWidget | None, school: School, class_id: UUID) -> None:
        self._school, self._class_id = school, class_id
        self.plan = school.ask(promotion_plan, class_id, school_day(school.now()))
        self.sheet = PromotionSheet(self.plan)
        self.told = ""
        name = self.plan.class_name
        year = self.plan.next_year
        to = f" năm học {year.name}" if year else " năm học mới"
        super().__init__(
            parent, f"Cho lớp {name} lên{to}?".replace("  ", " "), "Xếp lớp",
            text=self.plan.refusal, width=_WIDE if not self.plan.refusal else 460,
            refuse=self._why_not, carry_out=self._promote,
        )  # fmt: skip
        self.counts = label("", "strong", wrap=True)
        self.pane = SheetPane("Xếp lớp năm học mới")
        self.pane.facts_of = lambda _model, _block: ""
        self.pane.setMinimumHeight(_TALL)
        self.pane.setVisible(not self.plan.refusal)
        self.fields.addWidget(self.counts)
        self.fields.addWidget(self.pane, 1)
        if not self.plan.refusal:
            at = [column.key for column in self.sheet.columns].index(OUTCOME)
            self.pane.show_sheet(self.sheet, at=(0, at) if self.sheet.lines else None)
        self.pane.view.written.connect(self._typed)
        self.pane.view.told.connect(self._told)
        self._look()

    def _typed(self, _outcomes: object) -> None:
        self.pane.view.refresh()
        self._look()

    def _told(self, _said: str) -> None:
        self._look()

    def _look(self) -> None:
        sheet = self.sheet
        said = [
            f"{sheet.count(outcome)} em {outcome.label}"
            for outcome in Outcome
            if sheet.count(outcome)
        ]
        left = sheet.count(None)
        there = sum(bool(line.enrolled) for line in sheet.lines)
        said += [f"{left} em chưa xếp"] if left else []
        said += [f"{there} em đã xếp trước"] if there else []
        self.counts.setText(" · ".join(said))
        going = len(sheet.onward)
        self.act.setText(f"Xếp {going} em" if going else "Xếp lớp")
        self.act.setAccessibleName(self.act.text())
        self.look_again()

    def _why_not(self) -> str:
        if self.plan.refusal:
            return self.plan.refusal
        if not self.sheet.onward:
            return "Chưa có em nào để xếp"
        unready = self.sheet.unready
        return f"{len(unready)} em còn thiếu: xem cột Cần xem" if unready else ""

    def _promote(self) -> str:
        onward = self.sheet.onward
        command = PromoteClass(class_id=self._class_id, lines=onward)
        why = told(lambda: setattr(self, "done_by", self._school.do(command)))
        if not why:
            year = self.plan.next_year.name if self.plan.next_year else ""
            self.told = f"Đã xếp {len(onward)} em lớp {self.plan.class_name} vào năm học {year}."
        return why
