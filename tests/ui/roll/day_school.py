"""A school on a Monday morning: 6A with 45 made-up pupils, 6C with eight of whom one left."""

from datetime import date
from pathlib import Path

from desktop.commands.class_parts import SetClassParts
from desktop.commands.meals import SetClassMeals
from desktop.commands.pupil import Pupil
from desktop.commands.roster import NewPupil, UpdateRoster
from desktop.commands.staff import AssignRole
from desktop.rules.attendance import DayPart
from desktop.rules.meals import Meal
from desktop.rules.permissions import Role
from tests.ui.class_school import ClassSchool, found_class_school

MONDAY = date(2026, 11, 23)
_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Đặng")
_MIDDLES = ("Hoài", "Thái", "Ngọc")
_GIVEN = ("An", "Bình", "Chi", "Dung", "Đức", "Giang", "Hà", "Khoa", "Lan")
BOTH = (DayPart.MORNING, DayPart.AFTERNOON)


def found_day_school(folder: Path) -> ClassSchool:
    """6C has afternoons, lunch and a snack as well; `tram` leads and only looks at rolls."""
    made = found_class_school(folder)
    with made.opened("huong") as school:
        role = Role.VICE_PRINCIPAL
        leading = AssignRole(staff_id=made.staff["tram"], role=role, from_day=date(2026, 8, 1))
        school.do(leading)
    with made.opened("ha") as school:
        names = [
            f"{_FAMILIES[n % 5]} {_MIDDLES[n % 3]} {_GIVEN[n % 9]}" for n in range(45)
        ]  # fmt: skip
        pupils = tuple(NewPupil(Pupil(full_name=name)) for name in names)
        school.do(UpdateRoster(class_id=made.classes["6A"], add=pupils))
        week = (BOTH,) * 5 + ((), ())
        class_id = made.classes["6C"]
        school.do(SetClassParts(class_id=class_id, from_day=date(2026, 9, 1), week=week))
        meals = (Meal.LUNCH, Meal.SNACK)
        school.do(SetClassMeals(class_id=class_id, from_day=date(2026, 9, 1), meals=meals))
    return made
