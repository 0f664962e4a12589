"""The rolls of a class together with the meals of some months, as one sheet holds them (M-8)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.queries.kitchen import MealMonth, meal_month
from desktop.queries.roll_book import RollBook, roll_book
from desktop.rules.permissions import Person


@dataclass(frozen=True, slots=True)
class MealBook:
    """Sheets of a class; `meals` by year and month."""

    book: RollBook
    meals: Mapping[tuple[int, int], MealMonth] = field(default_factory=dict)


def meal_book(
    session: Session,
    by: Person,
    class_id: UUID,
    today: date,
    months: Collection[tuple[int, int]] | None = None,
) -> MealBook:
    """Of these months, or of all up to today. Raises Refused like `roll_book`."""
    book = roll_book(session, by, class_id, today)
    wanted = [
        (m.year, m.month)
        for m in book.rolls.months
        if m.first <= today and (months is None or (m.year, m.month) in months)
    ]
    return MealBook(book, {of: meal_month(session, by, class_id, *of, today) for of in wanted})
