"""Made-up rolls of a class for the tests: the same every time, with all that can occur."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID

from desktop.queries.class_book import BookHeading, BookPupil
from desktop.queries.kitchen import MealLine, MealMonth
from desktop.queries.meal_book import MealBook
from desktop.queries.pupils import ClassPupil
from desktop.queries.roll_book import RollBook
from desktop.queries.roll_pages import PaperChange, PaperDay, PaperLine, PaperMonth, PaperRolls
from desktop.queries.rolls import MonthState, StepFact
from desktop.rules.attendance import USUAL, AbsenceMark, AttendanceRules, DayPart, Entry, sums
from desktop.rules.instants import instant_of_day
from desktop.rules.meals import Meal
from desktop.rules.school_days import month_span, was_in_class, weekday_short

MONTHS = (
    *((2026, month) for month in range(9, 13)),
    *((2027, month) for month in range(1, 6)),
)
HOLIDAYS = {
    date(2026, 9, 2): "Quốc khánh",
    date(2027, 1, 1): "Tết Dương lịch",
    date(2027, 2, 4): "29 Tết",
    date(2027, 2, 5): "Giao thừa Tết Nguyên Đán",
    **{date(2027, 2, day): f"Mùng {day - 5} Tết Nguyên Đán" for day in range(6, 11)},
    **{date(2027, 2, day): "Tuần nghỉ" for day in range(11, 14)},
    date(2026, 12, 10): "mưa bão",
}
BY = StepFact("Lâm Ngọc Bích", instant_of_day(date(2027, 1, 2)), UUID(int=7))
ALTERED = {  # number in December: day, before, now
    5: (date(2026, 12, 4), "K", "P"),
    9: (date(2026, 12, 16), "", "K"),
    11: (date(2026, 12, 22), "P", ""),
}


def rolls(
    pupils: Sequence[BookPupil], *, filled: bool = True, rules: AttendanceRules = USUAL
) -> PaperRolls:
    """Nine months; those of 2026 are confirmed, those after February are empty."""
    chance = Random(4)  # noqa: S311 - made-up absences, the same every time
    return PaperRolls(
        tuple(_month(chance, of, pupils, filled and of <= (2027, 2), rules) for of in MONTHS),
        rules,
    )


def roll_book(
    heading: BookHeading, pupils: Sequence[BookPupil], *, filled: bool = True
) -> RollBook:
    return RollBook(
        heading, "6A", "2026 – 2027", "Lâm Ngọc Bích", "Trần Quang Sáng",
        rolls(pupils, filled=filled),
    )  # fmt: skip


def meal_book(heading: BookHeading, pupils: Sequence[BookPupil]) -> MealBook:
    """December with three meals; number 3 takes no breakfast on one day, by hand."""
    book = roll_book(heading, pupils)
    month = book.rolls.month(2026, 12)
    assert month is not None
    served = tuple(Meal)
    lines = []
    for line in month.lines:
        days = {
            day.day: () if line.cells.get(day.day, "M") in "PK" else served
            for day in month.days
            if not day.free and line.belongs(day.day)
        }
        said = frozenset({date(2026, 12, 8)}) if line.pupil.number == 3 else frozenset[date]()
        lines.append(MealLine(line.pupil, days | dict.fromkeys(said, served[1:]), said))
    taught = tuple(day.day for day in month.days if not day.free)
    meals = MealMonth(
        UUID(int=6), 2026, 12, class_name="6A", served=served, days=taught, lines=tuple(lines)
    )
    return MealBook(book, {(2026, 12): meals})


def _month(
    chance: Random, of: tuple[int, int], pupils: Sequence[BookPupil], filled: bool,
    rules: AttendanceRules,
) -> PaperMonth:  # fmt: skip
    first, last = month_span(*of)
    days = tuple(_day(first + timedelta(n)) for n in range((last - first).days + 1))
    lines = tuple(
        _line(chance, pupil, days, filled, rules)
        for pupil in pupils
        if pupil.joined_on is None or pupil.joined_on <= last
    )
    return PaperMonth(*of, days, lines, MonthState(confirmed=BY if of[0] == 2026 else None))


def _day(day: date) -> PaperDay:
    why = HOLIDAYS.get(day, "")
    return PaperDay(
        day, weekday_short(day), bool(why) or day.weekday() > 4, why, known=day < date(2027, 3, 1)
    )


def _line(
    chance: Random, pupil: BookPupil, days: tuple[PaperDay, ...], filled: bool,
    rules: AttendanceRules,
) -> PaperLine:  # fmt: skip
    own = ClassPupil(
        pupil.id, pupil.number, pupil.name, joined_on=pupil.joined_on, left_on=pupil.left_on,
        leave_reason=pupil.leave_reason,
    )  # fmt: skip
    cells = {
        day.day: chance.choice("PPPKM")
        for day in days
        if filled and not day.free and chance.random() < 0.03
        and was_in_class(pupil.joined_on, pupil.left_on, day.day)
    }  # fmt: skip
    changes: tuple[PaperChange, ...] = ()
    if filled and pupil.number in ALTERED and days[0].day == date(2026, 12, 1):
        day, before, now = ALTERED[pupil.number]
        cells = {key: value for key, value in cells.items() if key != day}
        cells |= {day: now} if now else {}
        changes = (PaperChange(day, before, now, "Cao Thị Thơm", instant_of_day(date(2027, 1, 5))),)
    entries = [Entry(day, DayPart.MORNING, AbsenceMark(mark)) for day, mark in cells.items()]
    return PaperLine(own, cells, sums(entries, rules), changes)
