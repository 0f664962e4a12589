"""What stands in the cells of an entry now, and which of them are locked; each book read once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.absences import ChangeConfirmed
from desktop.commands.command import Command
from desktop.commands.comments import WriteComments
from desktop.commands.conduct import RateConduct
from desktop.commands.entry_cells import Entry, Now, Place, session_of, still_wanted
from desktop.commands.gradebook import EnterMarks
from desktop.commands.meals import EnterMeals
from desktop.commands.profile import EditProfile
from desktop.models.attendance import MonthConfirmation
from desktop.models.people import Student
from desktop.models.school import Course, SchoolClass, SchoolYear
from desktop.queries.courses import CourseFacts, one_course
from desktop.queries.in_books import Book, book_of, standing_in
from desktop.queries.locks import locks_in_force
from desktop.queries.results import plain_term_outcome, required_regular
from desktop.queries.settings import rule_set
from desktop.rules.locks import COMMENTS, CONDUCT, Lock, Shelf, kind_of_column, lock_over
from desktop.rules.marks import Column
from desktop.rules.marks import Mark as MarkValue
from desktop.rules.rule_set import RuleSet
from desktop.rules.terms import Term

GONE: Final = "một em không còn trong phần được xem"


@dataclass(frozen=True, slots=True)
class _Graded:
    """A course as its results are reckoned."""

    course: CourseFacts
    rules: RuleSet
    required: int


class EntriesNow:
    """For the lines of one list; holds what it has read."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._standing: dict[Book, Now] = {}
        self._months: dict[UUID, frozenset[tuple[int, int]]] = {}
        self._locks: dict[tuple[UUID, Term], list[Lock]] = {}
        self._shelves: dict[UUID, tuple[Shelf, UUID] | None] = {}
        self._names: dict[UUID, str] = {}
        self._graded: dict[UUID, _Graded | None] = {}

    def names(self, pupils: Iterable[UUID]) -> dict[UUID, str]:
        """Who the pupils are; one who may not be seen any more has words, too."""
        wanted = set(pupils)
        missing = wanted - self._names.keys()
        if missing:
            rows = self._session.execute(
                select(Student.id, Student.full_name).where(Student.id.in_(missing))
            )
            self._names |= dict.fromkeys(missing, GONE) | dict(rows.all())
        return {pupil: self._names[pupil] for pupil in wanted}

    def standing(self, command: Command) -> Now:
        """What stands in the book of a command, by pupil and column."""
        if not isinstance(command, Entry):
            return {}
        book = book_of(command)
        if book not in self._standing:
            self._standing[book] = standing_in(self._session, book)
        return self._standing[book]

    def locked(self, command: Command) -> frozenset[Place]:
        """The cells that cannot be written any more though their author wants another value."""
        if not isinstance(command, Entry):
            return frozenset()
        places = [cell.place for cell in still_wanted(command, self.standing(command))]
        if isinstance(command, EnterMarks | WriteComments | RateConduct):
            return frozenset(self._locked(command, places))
        if isinstance(command, ChangeConfirmed | EnterMeals | EditProfile):
            return frozenset()  # no lock is over them
        months = self._confirmed_months(command.class_id)
        days = {place: session_of(place[1])[0] for place in places}
        return frozenset(place for place, day in days.items() if (day.year, day.month) in months)

    def _locked(
        self, command: EnterMarks | WriteComments | RateConduct, places: Iterable[Place]
    ) -> Iterator[Place]:
        found = self._shelf(book_of(command).place_id)
        if found is None:
            return
        shelf, year_id = found
        locks = self._locks_of(year_id, command.term)
        words = {WriteComments: COMMENTS, RateConduct: CONDUCT}.get(type(command))
        for place in places:
            kind = kind_of_column(place[1] if words is None else words)
            if lock_over(locks, shelf, command.term, kind):
                yield place

    def _confirmed_months(self, class_id: UUID) -> frozenset[tuple[int, int]]:
        """Of whose rolls nothing changes but with a reason (M-12)."""
        if class_id not in self._months:
            rows = self._session.execute(
                select(MonthConfirmation.year, MonthConfirmation.month).where(
                    MonthConfirmation.class_id == class_id,
                    MonthConfirmation.confirmed_at.is_not(None),
                )
            )
            self._months[class_id] = frozenset((year, month) for year, month in rows)
        return self._months[class_id]

    def outcome(
        self, command: EnterMarks, pupil: UUID, column: Column, mark: MarkValue | None
    ) -> str | None:
        """What the term's result would be with that mark; None where the course is not here."""
        graded = self._graded_of(command.course_id)
        if graded is None:
            return None
        marks: dict[Column, MarkValue] = {
            at: each for (who, at), each in self.standing(command).items() if who == pupil
        }
        marks.pop(column, None)
        given = marks if mark is None else {**marks, column: mark}
        return plain_term_outcome(graded.course, graded.required, graded.rules, given).shown

    def _shelf(self, place_id: UUID) -> tuple[Shelf, UUID] | None:
        """Where a course's or a class's book stands, and its school year."""
        if place_id not in self._shelves:
            row = self._session.execute(
                select(SchoolClass.grade, SchoolClass.id, Course.id, SchoolClass.school_year_id)
                .join(
                    Course,
                    (Course.class_id == SchoolClass.id) & (Course.id == place_id),
                    isouter=True,
                )
                .where((Course.id == place_id) | (SchoolClass.id == place_id))
            ).first()
            self._shelves[place_id] = (Shelf(row[0], row[1], row[2]), row[3]) if row else None
        return self._shelves[place_id]

    def _locks_of(self, year_id: UUID, term: Term) -> list[Lock]:
        if (year_id, term) not in self._locks:
            self._locks[year_id, term] = locks_in_force(self._session, year_id, term)
        return self._locks[year_id, term]

    def _graded_of(self, course_id: UUID) -> _Graded | None:
        if course_id not in self._graded:
            course = one_course(self._session, course_id, date.max)
            start = self._session.scalar(
                select(SchoolYear.start_year)
                .join(SchoolClass, SchoolClass.school_year_id == SchoolYear.id)
                .join(Course, Course.class_id == SchoolClass.id)
                .where(Course.id == course_id)
            )
            rules = rule_set(self._session, start) if start is not None else None
            self._graded[course_id] = (
                _Graded(course, rules, required_regular(course, rules))
                if course is not None and rules is not None
                else None
            )
        return self._graded[course_id]
