"""Which sessions a class has on which weekday, and which meals it is served, from a day on."""

from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QDate, QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QDateEdit, QGridLayout, QWidget

from desktop.commands.class_parts import SetClassParts
from desktop.commands.command import Command, Refused
from desktop.commands.meals import SetClassMeals
from desktop.queries.class_plan import ClassPlan, class_plan
from desktop.rules.attendance import DayPart
from desktop.rules.instants import school_day
from desktop.rules.meals import Meal, Meals
from desktop.rules.school_days import WeekParts
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.words import label, row

if TYPE_CHECKING:
    from desktop.commands.execute import Done

_DAYS: Final = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_SAID: Final = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_SAME: Final = "Chưa có gì thay đổi"
_NONE: Final = "Tuần học của lớp cần ít nhất một buổi"


class PlanDialog(Ask):
    """`dones` are the commands carried out, each a step of its own."""

    def __init__(self, parent: QWidget | None, school: School, class_id: UUID) -> None:
        self._school, self._class = school, class_id
        self.dones: list[tuple[str, Done]] = []
        self.today = school_day(school.now())
        self.plan = self._read(self.today)
        self.parts = {
            (day, part): _box(f"{part.label} {_SAID[day]}")
            for part in DayPart
            for day in range(len(_DAYS))
        }
        self.meals = {meal: QCheckBox(meal.label) for meal in Meal}
        self.day = QDateEdit()
        self.day.setDisplayFormat("dd/MM/yyyy")
        self.day.setCalendarPopup(True)
        super().__init__(
            parent, f"Buổi học và bữa ăn của lớp {self.plan.class_name}", "Đặt",
            text="Áp dụng từ ngày chọn trở đi. Điểm danh đã ghi vẫn giữ nguyên.",
            refuse=self._why_not, carry_out=self._set,
        )  # fmt: skip
        self.field("Từ ngày", self.day)
        self.field("Buổi học trong tuần", self._week())
        meals = QWidget()
        meals.setLayout(row(*self.meals.values(), None, gap=18))
        self.field("Bữa ăn ở trường", meals)
        for box in (*self.parts.values(), *self.meals.values()):
            box.toggled.connect(self.look_again)
        first, last = self.plan.first, self.plan.last
        self.day.setDateRange(_qdate(first), _qdate(last))
        self.day.setDate(_qdate(min(max(self.today, first), last)))
        self.day.dateChanged.connect(self._choose_day)
        self._choose_day()

    def _week(self) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        for day, name in enumerate(_DAYS):
            grid.addWidget(label(name, "second"), 0, day + 1)
        for part in DayPart:
            grid.addWidget(label(part.label), int(part), 0)
            for day in range(len(_DAYS)):
                grid.addWidget(self.parts[day, part], int(part), day + 1)
        grid.setColumnStretch(len(_DAYS) + 1, 1)
        made = QWidget()
        made.setLayout(grid)
        return made

    def _read(self, day: date) -> ClassPlan:
        return self._school.ask(class_plan, self._class, day, self.today)

    def _choose_day(self) -> None:
        """What holds from that day on, as it is planned now."""
        there = self.day.date()
        self.plan = self._read(date(there.year(), there.month(), there.day()))
        for (day, part), box in self.parts.items():
            quiet = QSignalBlocker(box)
            box.setChecked(part in self.plan.week[day])
            quiet.unblock()
        for meal, meal_box in self.meals.items():
            quiet = QSignalBlocker(meal_box)
            meal_box.setChecked(meal in self.plan.meals)
            quiet.unblock()
        self.look_again()

    @property
    def week(self) -> WeekParts:
        """The sessions that are ticked."""
        monday, tuesday, wednesday, thursday, friday, saturday, sunday = (
            tuple(part for part in DayPart if self.parts[day, part].isChecked())
            for day in range(len(_DAYS))
        )
        return monday, tuesday, wednesday, thursday, friday, saturday, sunday

    @property
    def served(self) -> Meals:
        return tuple(meal for meal, box in self.meals.items() if box.isChecked())

    def _why_not(self) -> str:
        if self.plan.refusal:
            return self.plan.refusal
        if not any(self.week):
            return _NONE
        same = self.week == self.plan.week and self.served == self.plan.meals
        return _SAME if same else ""

    def _set(self) -> str:
        plan, commands = self.plan, dict[str, Command]()
        if self.week != plan.week:
            commands[f"đặt buổi học của lớp {plan.class_name}"] = SetClassParts(
                class_id=self._class, from_day=plan.day, week=self.week, seen=plan.week_here
            )
        if self.served != plan.meals:
            commands[f"đặt bữa ăn của lớp {plan.class_name}"] = SetClassMeals(
                class_id=self._class, from_day=plan.day, meals=self.served, seen=plan.meals_here
            )
        try:
            for what, command in commands.items():
                self.dones.append((what, self._school.do(command)))
        except Refused as refused:
            return refused.message
        except Trouble as trouble:
            return trouble.sentence
        return ""


def _box(name: str) -> QCheckBox:
    made = QCheckBox()
    made.setAccessibleName(name)
    made.setToolTip(name)
    return made


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
