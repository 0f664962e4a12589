"""Whom to ask about: rolls not taken, pupils who stay away, pupils near the limit of G-27."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from desktop.models.attendance import Absence, AbsenceBefore, Roll
from desktop.models.people import Enrolment, Student
from desktop.queries.attendance import absent_days
from desktop.queries.class_calendar import AttendanceFrame
from desktop.queries.roll_classes import RollClass, RollClasses, roll_classes
from desktop.queries.rolls import entries_of_classes
from desktop.rules.attendance import (
    NO_ABSENCES,
    RUNNING_DAYS,
    AbsenceMark,
    AttendanceRules,
    DayPart,
    Nearness,
    Sums,
    days_running,
    nearness,
    nearness_sentence,
    sums,
)
from desktop.rules.names import name_key
from desktop.rules.permissions import Person

MOST = 20
"""So many pupils stand on the list of those who missed most."""
_LOOKS_BACK = 20
_PupilKey = tuple[UUID, UUID]
"""Class and pupil."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A class with sessions of the day whose roll was not taken."""

    class_id: UUID
    class_name: str
    homeroom: tuple[str, ...]
    parts: tuple[DayPart, ...]
    own: bool = False
    """Whether the person who asks takes its rolls."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A pupil on one of the lists. `running` school days in one run, since `since`."""

    student_id: UUID
    class_id: UUID
    full_name: str
    class_name: str
    year: Sums = NO_ABSENCES
    near: Nearness = Nearness.FAR
    warning: str = ""
    running: int = 0
    since: date | None = None


@dataclass(frozen=True, slots=True)
class AbsenceLists:
    """The lists of the classes that a person may see, on one day."""

    day: date
    not_taken: tuple[NotTaken, ...] = ()
    taken: int = 0
    """How many sessions of the day are known of."""
    sessions: int = 0
    running: tuple[Listed, ...] = ()
    most: tuple[Listed, ...] = ()
    near: tuple[Listed, ...] = ()


def absence_lists(session: Session, by: Person, today: date) -> AbsenceLists:
    """All lists of today; the same number of SELECTs for any number of classes."""
    seen = roll_classes(session, by, today)
    if seen.frame is None:
        return AbsenceLists(today)
    known = rolls_on(session, seen.ids, today)
    sessions = {
        (one.class_id, part) for one in seen.classes for part in one.calendar.day(today).parts
    }
    reading = absence_reading(session, seen, today, seen.classes)
    return AbsenceLists(
        day=today,
        not_taken=not_taken(seen.classes, known, today),
        taken=len(sessions & known),
        sessions=len(sessions),
        running=reading.running(),
        **reading.many(),
    )


def rolls_on(session: Session, classes: Collection[UUID], day: date) -> set[tuple[UUID, DayPart]]:
    """Classes and parts of which something is known on that day."""
    rows = session.execute(
        select(Roll.class_id, Roll.part).where(Roll.class_id.in_(list(classes)), Roll.day == day)
    )
    return {(class_id, DayPart(part)) for class_id, part in rows}


def not_taken(
    classes: Sequence[RollClass], known: set[tuple[UUID, DayPart]], day: date
) -> tuple[NotTaken, ...]:
    """The classes with a session on that day of which nothing is known."""
    found = []
    for one in classes:
        parts = one.calendar.day(day).parts
        wanting = tuple(part for part in parts if (one.class_id, part) not in known)
        if wanting:
            found.append(
                NotTaken(one.class_id, one.name, one.homeroom, wanting, one.may_confirm)
            )  # fmt: skip
    return tuple(found)


def absence_reading(
    session: Session, seen: RollClasses, today: date, classes: Sequence[RollClass]
) -> "AbsenceReading":
    """The lists of pupils of some of the classes; raises ValueError without a year."""
    if seen.frame is None:
        raise ValueError("there is no school year")
    return AbsenceReading(session, seen.frame, {c.class_id: c for c in classes}, today)


@dataclass(frozen=True, slots=True)
class AbsenceReading:
    """What the lists of pupils are made of."""

    session: Session
    frame: AttendanceFrame
    classes: Mapping[UUID, RollClass]
    today: date

    def running(self) -> tuple[Listed, ...]:
        """Who has missed the last three school days or more of which rolls tell."""
        days = {
            class_id: one.calendar.last_school_days(self.today, _LOOKS_BACK)
            for class_id, one in self.classes.items()
        }
        first = min((of[0] for of in days.values() if of), default=self.today)
        entries = entries_of_classes(self.session, list(self.classes), first, self.today)
        taken = self._days_taken(first)
        found: dict[_PupilKey, tuple[int, date]] = {}
        for key, of in entries.items():
            told = [day for day in days[key[0]] if day in taken[key[0]]]
            count = days_running(told, absent_days(of))
            if count >= RUNNING_DAYS:
                found[key] = count, told[-count]
        rows = self._named(found)
        listed = [
            Listed(pupil, class_id, name, self.classes[class_id].name, running=n, since=since)
            for (class_id, pupil), name in rows.items()
            for n, since in (found[class_id, pupil],)
        ]
        return tuple(sorted(listed, key=lambda x: (-x.running, name_key(x.full_name))))

    def many(self) -> dict[str, tuple[Listed, ...]]:
        """Who missed most in the year, and everybody from 30 sessions on (G-27)."""
        before = self._before()
        wanted = self._candidates(before)
        rows = self._named(wanted)
        pupils = [pupil for _, pupil in rows]
        entries = self._entries_of(pupils)
        listed = [self._listed(key, name, entries, before) for key, name in rows.items()]
        ordered = sorted(listed, key=lambda x: (-x.year.total, name_key(x.full_name)))
        return {
            "most": tuple(x for x in ordered if x.year.total)[:MOST],
            "near": tuple(x for x in ordered if x.near is not Nearness.FAR),
        }

    def _listed(
        self, key: _PupilKey, name: str, entries: Mapping[_PupilKey, Sums],
        before: Mapping[_PupilKey, Sums],
    ) -> Listed:  # fmt: skip
        year = entries.get(key, NO_ABSENCES) + before.get(key, NO_ABSENCES)
        rules = self.frame.rules
        return Listed(
            key[1], key[0], name, self.classes[key[0]].name, year,
            nearness(year.total, rules), nearness_sentence(year.total, rules),
        )  # fmt: skip

    def _candidates(self, before: Mapping[_PupilKey, Sums]) -> set[_PupilKey]:
        """Everybody who may come out on top: cells are counted, which is at least the sum."""
        late = Absence.mark == AbsenceMark.LATE.value
        rows = self.session.execute(
            select(
                Absence.class_id,
                Absence.student_id,
                func.sum(case((late, 0), else_=1)),
                func.sum(case((late, 1), else_=0)),
            )
            .where(
                Absence.class_id.in_(list(self.classes)),
                Absence.part.in_([int(part) for part in DayPart if part.counts]),
            )
            .group_by(Absence.class_id, Absence.student_id)
        )
        most = {
            (class_id, pupil): _at_most(missed, times_late, self.frame.rules)
            + before.get((class_id, pupil), NO_ABSENCES).total
            for class_id, pupil, missed, times_late in rows
        }
        most |= {key: of.total for key, of in before.items() if key not in most}
        ordered = sorted(most, key=lambda key: (-most[key], key))
        near = {key for key, n in most.items() if n >= self.frame.rules.warn_at[0]}
        return near | set(ordered[: 3 * MOST])

    def _entries_of(self, pupils: Collection[UUID]) -> dict[_PupilKey, Sums]:
        """The sums of some pupils over the whole year."""
        year = self.frame.year
        found = entries_of_classes(
            self.session, list(self.classes), year.starts_on, year.ends_on, pupils
        )
        return {key: sums(of, self.frame.rules) for key, of in found.items()}

    def _before(self) -> dict[_PupilKey, Sums]:
        rows = self.session.execute(
            select(
                AbsenceBefore.class_id, AbsenceBefore.student_id, AbsenceBefore.excused,
                AbsenceBefore.unexcused,
            ).where(AbsenceBefore.class_id.in_(list(self.classes)))
        )  # fmt: skip
        found: dict[_PupilKey, Sums] = defaultdict(Sums)
        for class_id, pupil, excused, unexcused in rows:
            found[class_id, pupil] += Sums(excused, unexcused)
        return found

    def _days_taken(self, first: date) -> dict[UUID, set[date]]:
        rows = self.session.execute(
            select(Roll.class_id, Roll.day).where(
                Roll.class_id.in_(list(self.classes)),
                Roll.day >= first,
                Roll.day <= self.today,
                Roll.state == "taken",
            )
        )
        found: dict[UUID, set[date]] = defaultdict(set)
        for class_id, day in rows:
            found[class_id].add(day)
        return found

    def _named(self, keys: Collection[_PupilKey]) -> dict[_PupilKey, str]:
        """The names of those who are still in the class."""
        rows = self.session.execute(
            select(Enrolment.class_id, Student.id, Student.full_name)
            .join(Student, Student.id == Enrolment.student_id)
            .where(
                Enrolment.class_id.in_({class_id for class_id, _ in keys}),
                Enrolment.student_id.in_({pupil for _, pupil in keys}),
                or_(Enrolment.left_on.is_(None), Enrolment.left_on > self.today),
            )
        )
        return {
            (class_id, pupil): name for class_id, pupil, name in rows if (class_id, pupil) in keys
        }


def _at_most(missed: int, times_late: int, rules: AttendanceRules) -> int:
    each = rules.late_makes_one
    return missed + (times_late // each if each else 0)
