"""Meals: how many the kitchen cooks on a day, and what each pupil of a class took in a month."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.attendance import ClassMeals, MealDay
from desktop.models.people import Enrolment
from desktop.models.school import SchoolClass
from desktop.queries.absence_lists import rolls_on
from desktop.queries.pupils import ClassPupil, class_pupils
from desktop.queries.roll_classes import RollClass, roll_classes
from desktop.queries.rolls import TO_SEE, entries_of_classes
from desktop.queries.years import YearFacts, school_years, year_of, year_on
from desktop.rules.attendance import AbsenceMark, DayPart, Sitting
from desktop.rules.meals import Meal, Meals, meals_taken, read_meals
from desktop.rules.permissions import Person
from desktop.rules.school_days import month_span, was_in_class

_Served = dict[UUID, list[tuple[date, Meals]]]


@dataclass(frozen=True, slots=True)
class KitchenLine:
    """A class on a day: how many pupils, how many of them there, and its meals.

    `taken`: every roll of the day was taken; before that all who belong to the class are counted.
    """

    class_id: UUID
    class_name: str
    grade: int
    pupils: int
    present: int
    meals: Mapping[Meal, int]
    taken: bool


@dataclass(frozen=True, slots=True)
class KitchenDay:
    """The classes that are served on a day, and the sums."""

    day: date
    lines: tuple[KitchenLine, ...] = ()

    @property
    def totals(self) -> Mapping[Meal, int]:
        """How many of each meal are cooked."""
        found: Counter[Meal] = Counter()
        for line in self.lines:
            found.update(line.meals)
        return {meal: found[meal] for meal in Meal if any(meal in x.meals for x in self.lines)}

    @property
    def not_taken(self) -> tuple[KitchenLine, ...]:
        """The classes whose roll is still awaited."""
        return tuple(line for line in self.lines if not line.taken)


@dataclass(frozen=True, slots=True)
class MealLine:
    """A pupil's month: the meals of each day on which there were any."""

    pupil: ClassPupil
    days: Mapping[date, Meals] = field(default_factory=dict)
    said: frozenset[date] = frozenset()
    """Days on which the meals were said by hand, not by the roll."""

    @property
    def count(self) -> Counter[Meal]:
        """How many of each meal in the month."""
        return Counter(meal for meals in self.days.values() for meal in meals)


@dataclass(frozen=True, slots=True)
class MealMonth:
    """A class in a month; `served` are the meals that it has at all."""

    class_id: UUID
    year: int
    month: int
    refusal: str = ""
    class_name: str = ""
    served: Meals = ()
    days: tuple[date, ...] = ()
    lines: tuple[MealLine, ...] = ()

    def day_total(self, day: date) -> Counter[Meal]:
        """How many of each meal on a day."""
        return Counter(meal for line in self.lines for meal in line.days.get(day, ()))


@dataclass(frozen=True, slots=True)
class MealCellFact:
    """A pupil's meals on a day; `said` by hand, with a few words, else by the roll."""

    pupil: ClassPupil
    meals: Meals = ()
    said: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class MealSheet:
    """A class on a day as its meals are entered; `refusal` says why it is empty."""

    class_id: UUID
    day: date
    refusal: str = ""
    class_name: str = ""
    reason: str = ""
    served: Meals = ()
    lines: tuple[MealCellFact, ...] = ()
    may_take: bool = False
    school_year: YearFacts | None = None


def meal_sheet(session: Session, by: Person, class_id: UUID, day: date, today: date) -> MealSheet:
    """Who takes which meals; `reason` says why nothing is served on that day."""
    of_class = select(SchoolClass.school_year_id).where(SchoolClass.id == class_id)
    year = year_of(school_years(session), session.scalar(of_class))
    seen = roll_classes(session, by, today, year)
    one = next((c for c in seen.classes if c.class_id == class_id), None)
    if one is None:
        return MealSheet(class_id, day, TO_SEE)
    of_day = one.calendar.day(day)
    served = meals_on(_served(session, [class_id]), class_id, day)
    sheet = MealSheet(class_id, day, class_name=one.name, may_take=one.may_take, school_year=year)
    if not of_day.is_school_day or not served:
        return replace(sheet, reason=of_day.reason or f"Lớp {one.name} không đăng kí bữa ăn")
    reading = _Reading(session, [class_id], (day, day))
    notes = dict(
        session.execute(
            select(MealDay.student_id, MealDay.note).where(
                MealDay.class_id == class_id, MealDay.day == day
            )
        ).all()
    )
    lines = tuple(
        MealCellFact(
            pupil,
            reading.meals((class_id, pupil.student_id), day, served, of_day.parts),
            pupil.student_id in notes,
            notes.get(pupil.student_id, ""),
        )
        for pupil in class_pupils(session, class_id)
        if was_in_class(pupil.joined_on, pupil.left_on, day)
    )
    return replace(sheet, served=served, lines=lines)


def serves_meals(session: Session, by: Person, today: date) -> bool:
    """Whether any class that the person may see has meals at all."""
    seen = roll_classes(session, by, today)
    rows = session.scalars(select(ClassMeals.meals).where(ClassMeals.class_id.in_(seen.ids)))
    return any(rows)


def kitchen_day(session: Session, by: Person, day: date, today: date) -> KitchenDay:
    """The count of a day over all classes that the person may see."""
    year = year_on(school_years(session), day)
    seen = roll_classes(session, by, today, year)
    served = _served(session, seen.ids)
    classes = [
        one for one in seen.classes
        if meals_on(served, one.class_id, day) and one.calendar.day(day).is_school_day
    ]  # fmt: skip
    reading = _Reading(session, [one.class_id for one in classes], (day, day))
    known = rolls_on(session, reading.classes, day)
    pupils = reading.pupils()
    return KitchenDay(
        day,
        tuple(
            _line(one, pupils[one.class_id], reading, (day, meals_on(served, one.class_id, day)),
                  known)
            for one in classes
        ),
    )  # fmt: skip


def meal_month(
    session: Session, by: Person, class_id: UUID, year: int, month: int, today: date
) -> MealMonth:
    """A class's meals in a month, day by day up to today."""
    first, last = month_span(year, month)
    seen = roll_classes(session, by, today, year_on(school_years(session), last))
    one = next((c for c in seen.classes if c.class_id == class_id), None)
    if one is None:
        return MealMonth(class_id, year, month, TO_SEE)
    served = _served(session, [class_id])
    days = {
        d.day: (meals_on(served, class_id, d.day), d.parts)
        for d in one.calendar.school_days(first, last)
        if d.day <= today
    }
    reading = _Reading(session, [class_id], (first, last))
    lines = []
    for pupil in class_pupils(session, class_id):
        taken = {
            day: reading.meals((class_id, pupil.student_id), day, *of)
            for day, of in days.items()
            if was_in_class(pupil.joined_on, pupil.left_on, day)
        }
        said = reading.said_days((class_id, pupil.student_id))
        lines.append(MealLine(pupil, taken, frozenset(said & taken.keys())))
    every = {meal for meals, _ in days.values() for meal in meals}
    return MealMonth(
        class_id, year, month, class_name=one.name, served=tuple(m for m in Meal if m in every),
        days=tuple(days), lines=tuple(lines),
    )  # fmt: skip


def meals_on(served: _Served, class_id: UUID, day: date) -> Meals:
    """What the class is served on that day."""
    begun = [of for of in served.get(class_id, ()) if of[0] <= day]
    return max(begun)[1] if begun else ()


def _served(session: Session, classes: Collection[UUID]) -> _Served:
    rows = session.execute(
        select(ClassMeals.class_id, ClassMeals.from_day, ClassMeals.meals).where(
            ClassMeals.class_id.in_(list(classes))
        )
    )
    found: _Served = defaultdict(list)
    for class_id, from_day, meals in rows:
        found[class_id].append((from_day, read_meals(meals)))
    return found


class _Reading:
    """Marks and what was said of meals, for some classes between two days."""

    def __init__(
        self, session: Session, classes: Collection[UUID], span: tuple[date, date]
    ) -> None:
        self.session, self.classes = session, list(classes)
        self._day = span[0]
        self._marks: dict[tuple[UUID, UUID], dict[Sitting, AbsenceMark]] = {
            key: {(e.day, e.part): e.mark for e in of}
            for key, of in entries_of_classes(session, self.classes, *span).items()
        }
        rows = session.execute(
            select(MealDay.class_id, MealDay.student_id, MealDay.day, MealDay.meals).where(
                MealDay.class_id.in_(self.classes),
                MealDay.day >= span[0],
                MealDay.day <= span[1],
            )
        )
        self._said: dict[tuple[UUID, UUID], dict[date, Meals]] = defaultdict(dict)
        for class_id, pupil, day, meals in rows:
            self._said[class_id, pupil][day] = read_meals(meals)

    def pupils(self) -> dict[UUID, list[UUID]]:
        """Who belongs to each class on the first of the days."""
        found: dict[UUID, list[UUID]] = defaultdict(list)
        rows = self.session.execute(
            select(
                Enrolment.class_id, Enrolment.student_id, Enrolment.joined_on, Enrolment.left_on
            ).where(Enrolment.class_id.in_(self.classes))
        )
        for class_id, pupil, joined, left in rows:
            if was_in_class(joined, left, self._day):
                found[class_id].append(pupil)
        return found

    def marks(self, key: tuple[UUID, UUID], day: date) -> dict[DayPart, AbsenceMark]:
        """What stands in the roll of a pupil on a day."""
        of = self._marks.get(key, {})
        return {part: of[day, part] for part in DayPart if (day, part) in of}

    def meals(
        self, key: tuple[UUID, UUID], day: date, served: Meals, parts: Collection[DayPart]
    ) -> Meals:
        """The meals of a pupil on a day."""
        said = self._said[key].get(day) if key in self._said else None
        return meals_taken(served, parts, self.marks(key, day), said)

    def said_days(self, key: tuple[UUID, UUID]) -> set[date]:
        """Days on which the meals of a pupil were said by hand."""
        return set(self._said[key]) if key in self._said else set()


def _line(
    one: RollClass, pupils: Collection[UUID], reading: _Reading, on: tuple[date, Meals],
    known: set[tuple[UUID, DayPart]],
) -> KitchenLine:  # fmt: skip
    day, served = on
    parts = one.calendar.day(day).parts
    absent = 0
    meals: Counter[Meal] = Counter()
    for pupil in pupils:
        key = one.class_id, pupil
        missed = {p for p, mark in reading.marks(key, day).items() if mark.is_absent}
        absent += bool(parts) and missed >= {p for p in parts if p.counts}
        meals.update(reading.meals(key, day, served, parts))
    return KitchenLine(
        class_id=one.class_id,
        class_name=one.name,
        grade=one.grade,
        pupils=len(pupils),
        present=len(pupils) - absent,
        meals={meal: meals[meal] for meal in served},
        taken=all((one.class_id, part) in known for part in parts if part.counts),
    )
