"""The meals of a class on a day as they are entered: reads once, writes by command, no Qt."""

from datetime import date
from typing import Final
from uuid import UUID

from desktop.commands.command import Command, Refused
from desktop.commands.execute import Done
from desktop.commands.meals import EnterMeals, MealCell, MealValue
from desktop.queries.kitchen import MealCellFact, MealSheet, meal_sheet
from desktop.queries.pupils import ClassPupil
from desktop.rules.initials import NO_MATCH, how_well, is_number
from desktop.rules.instants import school_day
from desktop.rules.meals import Meal, Meals
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.roll.own_steps import OwnSteps
from desktop.ui.roster.steps import Steps

TABLES: Final = frozenset(
    {
        "meal_day", "class_meals", "absence", "roll", "class_parts", "enrolment", "student",
        "holiday", "week", "role_assignment", "school_class",
    }
)  # fmt: skip
_READ_ONLY: Final = "Chỉ xem: giáo viên chủ nhiệm, giáo viên dạy thay và văn phòng ghi suất ăn."
LETTERS: Final = {"s": Meal.BREAKFAST, "t": Meal.LUNCH, "c": Meal.SNACK}


class MealDesk(OwnSteps):
    """What was said of a pupil goes before what follows from the roll."""

    def __init__(
        self, school: School, class_id: UUID, day: date | None = None, steps: Steps | None = None
    ) -> None:
        self.school, self.class_id = school, class_id
        self.today = school_day(school.now())
        self.day = day or self.today
        self.steps = steps or Steps(school)
        self.reload()

    def reload(self) -> None:
        self.today = school_day(self.school.now())
        self.sheet: MealSheet = self.school.ask(meal_sheet, self.class_id, self.day, self.today)

    @property
    def closed(self) -> str:
        """Why nothing can be entered; empty where it can."""
        if self.sheet.refusal:
            return self.sheet.refusal
        return "" if self.sheet.may_take else _READ_ONLY

    def line(self, student_id: UUID) -> MealCellFact | None:
        found = (line for line in self.sheet.lines if line.pupil.student_id == student_id)
        return next(found, None)

    def find(self, typed: str) -> list[ClassPupil]:
        """Who may be meant, the likeliest first."""
        pupils = [line.pupil for line in self.sheet.lines]
        if is_number(typed):
            return [pupil for pupil in pupils if pupil.number == int(typed)]
        fitting = [(how_well(pupil.full_name, typed), pupil.number, pupil) for pupil in pupils]
        return [pupil for fit, _, pupil in sorted(fitting, key=lambda x: x[:2]) if fit < NO_MATCH]

    def count(self, meal: Meal) -> int:
        """How many take it."""
        return sum(meal in line.meals for line in self.sheet.lines)

    def concerns(self, done: Done) -> bool:
        return not self._writing and bool(done.tables & TABLES)

    # ---- writing

    def press(self, student_id: UUID, letter: str) -> str:
        """S, T, C turn a meal over, K says none at all, X goes by the roll again; or why not."""
        line = self.line(student_id)
        if line is None:
            return "Ngày này em không học ở lớp, nên không có suất ăn."
        if letter == "x":
            return self._say(line, None)
        if letter == "k":
            return self._say(line, ())
        meal = LETTERS[letter]
        if meal not in self.sheet.served:
            return f"Lớp {self.sheet.class_name} không có bữa {meal.label.lower()}."
        turned = set(line.meals) ^ {meal}
        return self._say(line, tuple(one for one in Meal if one in turned))

    def _say(self, line: MealCellFact, meals: Meals | None) -> str:
        seen = MealValue(line.meals, line.note) if line.said else None
        value = None if meals is None else MealValue(meals, line.note)
        if value == seen:
            return ""
        cell = MealCell(line.pupil.student_id, self.day, value=value, seen=seen)
        words = f"suất ăn của {line.pupil.full_name}"
        return self.do(EnterMeals(class_id=self.class_id, cells=(cell,)), words)

    def do(self, command: Command, what: str) -> str:
        """Carry out a command as a step; says why not."""
        try:
            with self._own_writing():
                self.steps.do(command, what)
        except Refused as refused:
            self.reload()
            return refused.detail[0].sentence if refused.detail else refused.message
        except Trouble as trouble:
            return trouble.sentence
        self.reload()
        return ""
