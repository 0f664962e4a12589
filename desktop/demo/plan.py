"""How large the demonstration school is, and on which days of the year its history was written."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from desktop.rules.instants import VIETNAM, instant

FIRST_YEAR: Final = 2026
GRADES: Final = (6, 7, 8, 9)
LETTERS: Final = "ABCDEGHIKLMNPQRSTUVX"


@dataclass(frozen=True)
class DemoPlan:
    """The size of the school; the same plan makes the same journal, to the byte.

    `years` counts the school years in the file: the earlier ones are complete, the last one is the
    year 2026–2027 with its second term half entered, or with `finished` complete as well. `shared`
    gives Ngữ văn of the first class a second teacher: two computers can meet in one cell.
    """

    classes: int = 8
    students: int = 40
    seed: int = FIRST_YEAR
    years: int = 1
    finished: bool = False
    shared: bool = False

    def chance(self, *what: object) -> Random:
        """A stream of chance of its own for each thing, so that one does not move another."""
        return Random("/".join(map(str, (self.seed, *what))))  # noqa: S311 - no secret hangs on it

    def class_names(self) -> list[tuple[int, str]]:
        """Grade and name of each class: 6A, 6B, 7A … for eight of them."""
        each, more = divmod(self.classes, len(GRADES))
        return [
            (grade, f"{grade}{LETTERS[n]}")
            for place, grade in enumerate(GRADES)
            for n in range(each + (place < more))
        ]

    def first_years(self) -> range:
        return range(FIRST_YEAR - self.years + 1, FIRST_YEAR + 1)


def at(day: date, hour: int = 8, minute: int = 0) -> int:
    """UTC microseconds of a time of day at the school."""
    return instant(datetime.combine(day, time(hour, minute), VIETNAM))


def some_time(chance: Random, first: date, last: date) -> int:
    """An instant in working hours between two days, both included."""
    day = first + timedelta(days=chance.randrange((last - first).days + 1))
    return at(day, chance.randrange(7, 21), chance.randrange(60))
