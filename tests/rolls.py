"""Rolls as tests write them: letters in, letters out."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from desktop.commands.absences import ChangeConfirmed, EnterAbsences
from desktop.commands.attendance import NotHeld, RollCell, TakeRoll
from desktop.commands.execute import Done
from desktop.commands.roll_cells import AbsenceCell, AbsenceValue
from desktop.commands.roll_months import ConfirmMonth
from desktop.models.attendance import Absence, Roll
from desktop.rules.attendance import AbsenceMark, DayPart
from tests.school_builder import BuiltSchool

AM, PM, CLUB = DayPart
TODAY = date(2026, 10, 30)  # a Friday, the last school day of the month
MONDAY = date(2026, 10, 5)


def value(letter: str | None) -> AbsenceValue | None:
    """P, or P with a note behind it; nothing is a pupil who was there."""
    if not letter:
        return None
    mark, _, note = letter.partition(" ")
    return AbsenceValue(AbsenceMark(mark), note)


def class_id(school: BuiltSchool, name: str = "6A") -> UUID:
    return school.classes[name].class_id


def roll(
    school: BuiltSchool, letters: dict[int, str | None] | None = None, day: date = MONDAY,
    part: DayPart = AM, of: str = "6A", seen: dict[int, str] | None = None, anyway: str = "",
) -> TakeRoll:  # fmt: skip
    """A roll with what stands behind the n-th pupil, and what was seen there."""
    cells = tuple(
        RollCell(school.pupil(n, of), value(letter), value((seen or {}).get(n)))
        for n, letter in (letters or {}).items()
    )
    return TakeRoll(class_id=class_id(school, of), day=day, part=part, cells=cells, anyway=anyway)


def cell(
    school: BuiltSchool, nth: int, letter: str | None, day: date = MONDAY, part: DayPart = AM,
    seen: str | None = None, of: str = "6A", after: UUID | None = None,
) -> AbsenceCell:  # fmt: skip
    return AbsenceCell(school.pupil(nth, of), day, part, value(letter), value(seen), after)


def enter(
    school: BuiltSchool, *cells: AbsenceCell, of: str = "6A", anyway: str = ""
) -> EnterAbsences:
    return EnterAbsences(class_id=class_id(school, of), cells=cells, anyway=anyway)


def alter(
    school: BuiltSchool, *cells: AbsenceCell, reason: str = "Ghi nhầm", of: str = "6A"
) -> ChangeConfirmed:
    return ChangeConfirmed(class_id=class_id(school, of), cells=cells, reason=reason)


def not_held(
    school: BuiltSchool, day: date = MONDAY, reason: str = "Cả lớp đi trải nghiệm"
) -> NotHeld:
    return NotHeld(class_id=class_id(school), day=day, part=AM, reason=reason)


def confirm(
    school: BuiltSchool, month: int = 10, by: str = "cn6a", of: str = "6A", year: int = 2026
) -> Done:
    """A month confirmed as its grid shows it."""
    command = ConfirmMonth(class_id=class_id(school, of), year=year, month=month, fill=True)
    return school.do(command, by)


def letters(school: BuiltSchool, of: str = "6A") -> dict[tuple[int, date, DayPart], str]:
    """What stands in a class, by number of the pupil."""
    numbers = {pupil: n for n, pupil in enumerate(school.classes["6A"].pupils)}
    rows = school.session.scalars(select(Absence).where(Absence.class_id == class_id(school, of)))
    return {
        (numbers[row.student_id], row.day, DayPart(row.part)): f"{row.mark} {row.note}".strip()
        for row in rows
    }


def states(school: BuiltSchool) -> dict[tuple[date, DayPart], str]:
    """What is known of the rolls of 6A."""
    rows = school.session.scalars(select(Roll).where(Roll.class_id == class_id(school)))
    return {(row.day, DayPart(row.part)): row.state for row in rows}
