"""What one pupil has missed in a year: for the card, the letter to the parents, the checklist."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.attendance import Absence
from desktop.models.school import SchoolClass
from desktop.queries.absence_totals import before_of_class
from desktop.queries.courses import CLASS_GONE
from desktop.queries.rolls import MARKS, PARTS, TO_SEE, CellFact, Names
from desktop.queries.settings import load_settings
from desktop.queries.years import school_years, year_of
from desktop.rules.attendance import (
    NO_ABSENCES,
    AbsenceMark,
    AttendanceRules,
    Entry,
    Nearness,
    Sitting,
    Sums,
    nearness,
    nearness_sentence,
    sums,
)
from desktop.rules.permissions import Capability, Person, Place, may


@dataclass(frozen=True, slots=True)
class PupilAbsences:
    """A pupil's year in the rolls; `refusal` says why nothing is told.

    `months` are the sums by year and month, `before` what counts from before the rolls.
    """

    refusal: str = ""
    cells: Mapping[Sitting, CellFact] = field(default_factory=dict)
    months: Mapping[tuple[int, int], Sums] = field(default_factory=dict)
    before: Sums = NO_ABSENCES
    year: Sums = NO_ABSENCES
    near: Nearness = Nearness.FAR
    warning: str = ""


def pupil_absences(
    session: Session, by: Person, class_id: UUID, student_id: UUID, today: date
) -> PupilAbsences:
    """Everything that the rolls of the pupil's class say of the year, the latest day first."""
    if not may(by, Capability.ROLL_SEE, Place(class_id=class_id), today):
        return PupilAbsences(TO_SEE)
    year_id = session.scalar(select(SchoolClass.school_year_id).where(SchoolClass.id == class_id))
    year = year_of(school_years(session), year_id)
    if year is None:
        return PupilAbsences(CLASS_GONE)
    rules = load_settings(session).attendance(year.start_year)
    cells = _cells(session, class_id, student_id)
    before = before_of_class(session, class_id).get(student_id, NO_ABSENCES)
    months = _by_month(cells, rules)
    total = sum(months.values(), before)
    return PupilAbsences(
        cells=cells,
        months=months,
        before=before,
        year=total,
        near=nearness(total.total, rules),
        warning=nearness_sentence(total.total, rules),
    )


def _cells(session: Session, class_id: UUID, student_id: UUID) -> dict[Sitting, CellFact]:
    rows = session.execute(
        select(
            Absence.day, Absence.part, Absence.mark, Absence.note, Absence.entered_by,
            Absence.entered_at,
        )
        .where(Absence.class_id == class_id, Absence.student_id == student_id)
        .order_by(Absence.day.desc(), Absence.part)
    ).all()  # fmt: skip
    names = Names(session)
    names.load(row[4] for row in rows)
    return {
        (day, PARTS[part]): CellFact(MARKS[mark], note, names[by], at)
        for day, part, mark, note, by, at in rows
    }


def _by_month(
    cells: Mapping[Sitting, CellFact], rules: AttendanceRules
) -> dict[tuple[int, int], Sums]:
    """In order; lateness that makes an absence falls into the month of the n-th time."""
    entries = sorted(Entry(day, part, cell.mark) for (day, part), cell in cells.items())
    months: dict[tuple[int, int], list[Entry]] = {}
    for entry in entries:
        months.setdefault((entry.day.year, entry.day.month), []).append(entry)
    found, late = {}, 0
    for month, of in months.items():
        found[month] = sums(of, rules, late)
        late += sum(e.mark is AbsenceMark.LATE and e.part.counts for e in of)
    return found
