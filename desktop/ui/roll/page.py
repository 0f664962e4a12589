"""*Điểm danh*: today, the month, whom to look after, and the kitchen, one part at a time."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.commands.execute import Done
from desktop.queries.kitchen import serves_meals
from desktop.rules.instants import school_day
from desktop.rules.permissions import SCHOOL, Capability, may, may_somewhere
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.importing.written import Written
from desktop.ui.kit.buttons import Segments
from desktop.ui.kit.notice import GREEN
from desktop.ui.kit.words import column, restyle
from desktop.ui.places import Destination
from desktop.ui.roll.altered import AlteredView
from desktop.ui.roll.kitchen import KitchenView
from desktop.ui.roll.letter import LetterDialog
from desktop.ui.roll.lists import ListsView
from desktop.ui.roll.month import MonthView
from desktop.ui.roll.today import TodayView

LAST: Final = "roll.part"
TODAY, MONTH, LISTS, ALTERED, KITCHEN = "roll", "roll_month", "roll_lists", "altered", "kitchen"
_WORDS: Final = {
    TODAY: "Hôm nay", MONTH: "Tháng", LISTS: "Cần chú ý", ALTERED: "Đã sửa", KITCHEN: "Bếp ăn"
}  # fmt: skip
_SEGMENT: Final = {TODAY: "first"}
_KINDS: Final[dict[str, Any]] = {
    TODAY: TodayView, MONTH: MonthView, LISTS: ListsView, ALTERED: AlteredView,
    KITCHEN: KitchenView,
}  # fmt: skip


class RollPage(QWidget):
    """The choice of parts stands in the head of the part in front, and moves with it."""

    KEY, TITLE = "roll", "Điểm danh"
    PARTS: Final = frozenset(_WORDS)
    facts = Signal(str)
    saved = Signal()
    changed = Signal()
    wanted = Signal(object)
    import_wanted = Signal(object)

    def __init__(self, school: School) -> None:
        super().__init__()
        self.setProperty("k", "page")
        self._school = school
        self._class: UUID | None = None
        self._made: dict[str, Any] = {}
        self.choice = Segments(list(_WORDS.items()), "Phần của Điểm danh")
        self.choice.chosen.connect(self._choose)
        self.dialog: LetterDialog | None = None
        self.stack = QStackedWidget()
        layout = column(gap=0)
        layout.addWidget(self.stack)
        self.setLayout(layout)
        kept = school.preference(LAST, TODAY)
        self.key = ""
        self.words = dict(_WORDS)
        self._fit_choice()
        self._bring(kept if kept in self.words else TODAY)

    @staticmethod
    def has_work(school: School) -> bool:
        """For whoever may see the roll of some class."""
        return may_somewhere(school.person, Capability.ROLL_SEE, school_day(school.now()))

    def _fit_choice(self) -> None:
        """Each part is offered to whom it has something to say."""
        today = school_day(self._school.now())
        hidden = set()
        if not self._school.ask(serves_meals, today):
            hidden.add(KITCHEN)
        if not may(self._school.person, Capability.IRREGULARITIES_SEE, SCHOOL, today):
            hidden.add(ALTERED)
        self.words = {key: name for key, name in _WORDS.items() if key not in hidden}
        for key, made in self.choice.buttons.items():
            made.setVisible(key in self.words)
            made.setProperty("seg", _SEGMENT.get(key) or self._end(key))
            restyle(made)

    def _end(self, key: str) -> str:
        return "last" if key == list(self.words)[-1] else "mid"

    # ---- parts

    @property
    def part(self) -> Any:
        """The part in front."""
        return self._made[self.key]

    @property
    def today(self) -> TodayView:
        """The roll of a day, made when it is first wanted."""
        found: TodayView = self._part(TODAY)
        return found

    def _part(self, key: str) -> Any:
        if key not in self._made:
            made = self._made[key] = _KINDS[key](self._school)
            self.stack.addWidget(made)
            made.facts.connect(self.facts)
            made.saved.connect(self.saved)
            made.wanted.connect(self.wanted)
            if key == MONTH:
                made.import_wanted.connect(self.import_wanted)
            if key in {TODAY, LISTS}:
                made.letter_wanted.connect(self.write_letter)
        return self._made[key]

    def _bring(self, key: str) -> None:
        """Make a part the one in front."""
        part = self._part(key)
        self.key = key
        part.head.lead.addWidget(self.choice)
        self.choice.choose(key)
        self.stack.setCurrentWidget(part)
        self.setFocusProxy(part.focusProxy() or part)

    def _choose(self, key: str) -> None:
        if not self.settle():
            self.choice.choose(self.key)
            return
        self._bring(key)
        self._show()
        self._school.keep_preference(LAST, key)
        self.part.setFocus()

    # ---- the page among the others

    def show_class(self, class_id: UUID | None) -> None:
        """Open a class in the part that is in front."""
        self._class = class_id
        self._show()

    def _show(self) -> None:
        if self._class is None:
            return
        if self.key == MONTH:
            self.part.show_month(self._class)
        else:
            self.part.show_class(self._class)

    def go(self, place: Destination) -> bool:
        """A part, and there a day and a pupil."""
        self._bring(place.part if place.part in self.words else TODAY)
        self._show()
        return bool(self.part.go(place.student_id, place.day))

    def write_letter(self, class_id: UUID, student_id: UUID) -> None:
        """Show the letter to the parents of a pupil."""
        dialog = self.dialog = LetterDialog(self, self._school, class_id, student_id)
        done = dialog.exec() == LetterDialog.DialogCode.Accepted
        self.dialog = None
        dialog.deleteLater()
        if done:
            self.part.notice.tell(dialog.told, GREEN)
        self.part.setFocus()

    def settle(self) -> bool:
        """Commit what is being typed in the month."""
        return bool(self.part.settle()) if self.key == MONTH else True

    def leave(self) -> None:
        """The school is about to be closed."""
        for key, part in self._made.items():
            part.leave() if key == MONTH else part.stop()

    def on_change(self, done: Done) -> None:
        """Somebody wrote something."""
        if done.tables & {"class_meals", "role_assignment"} and self.key != KITCHEN:
            self._fit_choice()
        for part in self._made.values():
            part.on_change(done)

    def take_import(self, written: Written) -> None:
        """A month of this class came from a file."""
        self._made[MONTH].take_import(written)

    def actions_here(self) -> Sequence[Act]:
        """Those of the part in front, and the way to the others."""
        others = [
            Act(f"Điểm danh: {name}", partial(self._choose, key))
            for key, name in self.words.items()
            if key != self.key
        ]
        return (*self.part.actions_here(), *others)
