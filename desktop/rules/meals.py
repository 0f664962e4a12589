"""Knows the meals of boarding and kindergarten classes, and who takes them (M-8)."""

from collections.abc import Collection, Iterable, Mapping
from enum import IntEnum

from desktop.rules.attendance import AbsenceMark, DayPart


class Meal(IntEnum):
    """A meal of the day."""

    BREAKFAST = 1
    LUNCH = 2
    SNACK = 3

    @property
    def label(self) -> str:
        """The word on the kitchen's list."""
        return ("Sáng", "Trưa", "Chiều")[self - 1]


Meals = tuple[Meal, ...]


def meals_taken(
    served: Collection[Meal],
    parts: Collection[DayPart],
    marks: Mapping[DayPart, AbsenceMark],
    said: Meals | None = None,
) -> Meals:
    """Which of the meals served a pupil takes on a day.

    What was said for that day goes first. Else who misses the morning takes neither breakfast
    nor lunch, and who misses the afternoon, or the only part of the day, not the one after noon.
    """
    if said is not None:
        return tuple(meal for meal in Meal if meal in said and meal in served)
    missed = {part for part, mark in marks.items() if mark.is_absent}
    last = DayPart.AFTERNOON if DayPart.AFTERNOON in parts else DayPart.MORNING
    after = {Meal.BREAKFAST: DayPart.MORNING, Meal.LUNCH: DayPart.MORNING, Meal.SNACK: last}
    return tuple(meal for meal in Meal if meal in served and after[meal] not in missed)


def write_meals(meals: Iterable[Meal]) -> str:
    """Meals as a row stores them, such as `12`."""
    return "".join(str(int(meal)) for meal in sorted(set(meals)))


def read_meals(text: str) -> Meals:
    """The meals of a stored text."""
    known = {str(int(meal)): meal for meal in Meal}
    return tuple(known[sign] for sign in text if sign in known)
