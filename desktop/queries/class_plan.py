"""Which sessions a class has on which weekday, and which meals, as they are planned from a day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.attendance import ClassMeals
from desktop.models.school import SchoolClass
from desktop.queries.class_calendar import attendance_frame, class_calendars
from desktop.queries.courses import CLASS_GONE
from desktop.queries.rolls import TO_SEE
from desktop.queries.years import school_years, year_of
from desktop.rules.meals import Meals, read_meals
from desktop.rules.permissions import Capability, Person, Place, may
from desktop.rules.school_days import USUAL_WEEK, WeekParts


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """What holds on a day; `week_here` and `meals_here` are what was set for that very day."""

    class_id: UUID
    day: date
    refusal: str = ""
    class_name: str = ""
    week: WeekParts = USUAL_WEEK
    week_here: WeekParts | None = None
    meals: Meals = ()
    meals_here: Meals | None = None
    first: date = date.min
    last: date = date.max
    may_plan: bool = False


def class_plan(session: Session, by: Person, class_id: UUID, day: date, today: date) -> ClassPlan:
    """The plan of a class as it is on that day."""
    row = session.execute(
        select(SchoolClass.name, SchoolClass.school_year_id).where(SchoolClass.id == class_id)
    ).first()
    year = year_of(school_years(session), row.school_year_id) if row else None
    if row is None or year is None:
        return ClassPlan(class_id, day, CLASS_GONE)
    place = Place(class_id=class_id)
    if not may(by, Capability.ROLL_SEE, place, today):
        return ClassPlan(class_id, day, TO_SEE)
    calendar = class_calendars(session, attendance_frame(session, year), [class_id])[class_id]
    rows = session.execute(
        select(ClassMeals.from_day, ClassMeals.meals).where(ClassMeals.class_id == class_id)
    )
    served = {from_day: read_meals(text) for from_day, text in rows}
    begun = [from_day for from_day in served if from_day <= day]
    return ClassPlan(
        class_id,
        day,
        class_name=row.name,
        week=calendar.week_on(day),
        week_here=next((plan.week for plan in calendar.plans if plan.from_day == day), None),
        meals=served[max(begun)] if begun else (),
        meals_here=served.get(day),
        first=year.starts_on,
        last=year.ends_on,
        may_plan=may(by, Capability.ROLL_PLAN, place, today),
    )
