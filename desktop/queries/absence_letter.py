"""What a letter to the parents about absences says: the days, the year's sum, who writes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.command import Code, Refused
from desktop.models.school import SchoolClass
from desktop.queries.attendance import absent_days
from desktop.queries.class_book import BookHeading, heading_of, require_print
from desktop.queries.class_calendar import attendance_frame, class_calendars
from desktop.queries.courses import CLASS_GONE, homeroom_teachers
from desktop.queries.pupil_absences import PupilAbsences, pupil_absences
from desktop.queries.pupils import class_pupils
from desktop.queries.years import YearFacts, school_years, year_of
from desktop.rules.attendance import (
    NO_ABSENCES,
    USUAL,
    AbsenceMark,
    AttendanceRules,
    DayPart,
    Entry,
    Nearness,
    Sums,
    days_running,
    sums,
)
from desktop.rules.permissions import Capability, Person, Place

_LOOKS_BACK = 60
_NOT_HERE = "Em này không có trong danh sách lớp. Mở lại danh sách để chọn."


@dataclass(frozen=True, slots=True)
class Missed:
    """A session that the pupil missed or came late to, and the words written beside it."""

    day: date
    part: DayPart
    mark: AbsenceMark
    note: str = ""


class LetterSpan(StrEnum):
    """About which days a letter is."""

    RUN = "run"  # the run of school days missed that is not over
    MONTH = "month"  # the one of today
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class AbsenceLetter:
    """A letter about one pupil; `refusal` says why there is none.

    `missed` are the sessions between `first` and `last`, the earliest first; `running_since` is
    the first day of the run of school days missed that is not over yet.
    """

    refusal: str = ""
    heading: BookHeading | None = None
    class_name: str = ""
    grade: int = 0
    full_name: str = ""
    birth_date: date | None = None
    school_year: YearFacts | None = None
    homeroom: tuple[str, ...] = ()
    first: date = date.min
    last: date = date.max
    missed: tuple[Missed, ...] = ()
    year: Sums = NO_ABSENCES
    near: Nearness = Nearness.FAR
    rules: AttendanceRules = USUAL
    running_since: date | None = None
    written_on: date = date.min

    @property
    def counted(self) -> Sums:
        """What the sessions of the letter come to."""
        return sums([Entry(m.day, m.part, m.mark) for m in self.missed], self.rules)

    def of(self, span: LetterSpan) -> "AbsenceLetter":
        """The same letter about such days; without a run about no day."""
        if span is LetterSpan.YEAR:
            return self
        if span is LetterSpan.MONTH:
            return self.between(max(self.last.replace(day=1), self.first), self.last)
        since = self.running_since
        return replace(self, missed=()) if since is None else self.between(since, self.last)

    def between(self, first: date, last: date) -> "AbsenceLetter":
        """The same letter about other days of the year."""
        missed = tuple(m for m in self.missed if first <= m.day <= last)
        return replace(self, first=first, last=last, missed=missed)


def absence_letter(
    session: Session, by: Person, class_id: UUID, student_id: UUID, today: date
) -> AbsenceLetter:
    """About all sessions of the school year up to today; `between` narrows it."""
    row = session.execute(
        select(SchoolClass.name, SchoolClass.grade, SchoolClass.school_year_id).where(
            SchoolClass.id == class_id
        )
    ).first()
    year = year_of(school_years(session), row.school_year_id) if row else None
    if row is None or year is None:
        return AbsenceLetter(CLASS_GONE)
    found = pupil_absences(session, by, class_id, student_id, today)
    if found.refusal:
        return AbsenceLetter(found.refusal)
    pupil = next((p for p in class_pupils(session, class_id) if p.student_id == student_id), None)
    if pupil is None:
        return AbsenceLetter(_NOT_HERE)
    frame = attendance_frame(session, year)
    calendar = class_calendars(session, frame, [class_id])[class_id]
    return AbsenceLetter(
        heading=heading_of(session)[0],
        class_name=row.name,
        grade=row.grade,
        full_name=pupil.full_name,
        birth_date=pupil.birth_date,
        school_year=year,
        homeroom=homeroom_teachers(session, [class_id], today).get(class_id, ()),
        first=year.starts_on,
        last=min(today, year.ends_on),
        missed=_missed(found),
        year=found.year,
        near=found.near,
        rules=frame.rules,
        running_since=_running_since(calendar.last_school_days(today, _LOOKS_BACK), found),
        written_on=today,
    )


def pupil_numbered(session: Session, by: Person, class_id: UUID, number: int, today: date) -> UUID:
    """The pupil of that number in the class; Refused(MISSING) where there is none."""
    require_print(by, Capability.ROLL_SEE, Place(class_id=class_id), today)
    pupils = class_pupils(session, class_id)
    found = [pupil.student_id for pupil in pupils if pupil.number == number]
    if not found:
        raise Refused(
            Code.MISSING,
            f"Lớp này không có em số {number} nên chưa làm gì cả. Danh sách có {len(pupils)} em.",
        )
    return found[0]


def _missed(found: PupilAbsences) -> tuple[Missed, ...]:
    cells = sorted(found.cells.items())
    return tuple(Missed(day, part, cell.mark, cell.note) for (day, part), cell in cells)


def _running_since(days: Sequence[date], found: PupilAbsences) -> date | None:
    """Today's roll may not be taken yet: a run up to the school day before is still one."""
    entries = [Entry(day, part, cell.mark) for (day, part), cell in found.cells.items()]
    absent = absent_days(entries)
    told = days if days and days[-1] in absent else days[:-1]
    count = days_running(told, absent)
    return told[-count] if count else None
