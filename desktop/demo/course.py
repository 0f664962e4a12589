"""One course in one term of the demonstration school: test days, marks, comments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final
from uuid import UUID

from desktop.commands.command import Command
from desktop.commands.comments import WriteComments
from desktop.commands.gradebook import EnterMarks, MarkCell, SetTestDate
from desktop.demo import marks
from desktop.demo.plan import some_time
from desktop.demo.pupils import Seat
from desktop.rules.calendar import SchoolCalendar
from desktop.rules.marks import FINAL, MIDTERM, Column, required_columns, without_makeup
from desktop.rules.subjects import SubjectPreset
from desktop.rules.terms import Term

FIRST_WEEK: Final = {Term.I: 2, Term.II: 20}
WEEK_OF_MIDTERM: Final = {Term.I: 9, Term.II: 26}
WEEK_OF_FINAL: Final = {Term.I: 17, Term.II: 34}
WEEKS_TO_MAKE_UP: Final = 3
CORRECTED: Final = 0.25  # share of courses in which the teacher put a mark right
SLIPPED: Final = 0.4  # share of courses in which somebody missed the midterm
MIDTERM_IN: Final = 0.5  # share of courses whose midterm is entered in a term under way


@dataclass(frozen=True)
class Step:
    """A command, by whom and when (UTC microseconds)."""

    at: int
    by: UUID
    command: Command


@dataclass(frozen=True)
class CourseBook:
    """A subject of a class: its id, number of ĐĐGtx, who teaches it."""

    course_id: UUID
    preset: SubjectPreset
    regular: int
    teacher: UUID


@dataclass(frozen=True)
class CourseTerm:
    """What is written in the gradebook of a course in a term; `under_way`: half of it."""

    chance: Random
    course: CourseBook
    seats: Sequence[Seat]
    term: Term
    calendar: SchoolCalendar
    office: UUID
    under_way: bool

    def steps(self) -> list[Step]:
        """The commands of the term, each with its time."""
        days = self._test_days()
        early = [c for c in days if days[c] <= days[MIDTERM]]
        late = [c for c in days if c not in early]
        if self.under_way and self.chance.random() > MIDTERM_IN:
            early.remove(MIDTERM)
        entered = self._with_slips(self._cells(early, days), days)
        steps = [
            self._test_date(MIDTERM, days),
            *self._brought_in(early, days),
            *self._enter(entered, self._after(days[MIDTERM], 3, 12)),
        ]
        if self.under_way:
            return steps
        last = self._after(days[FINAL], 2, 8)
        return [
            *steps,
            self._test_date(FINAL, days),
            *self._enter(self._cells(late, days), last),
            *self._put_right(entered, last),
            self._comments(last),
        ]

    def _test_days(self) -> dict[Column, date]:
        """The day of each column: regular ones spread over the weeks before the final test."""
        first, last = FIRST_WEEK[self.term], WEEK_OF_FINAL[self.term]
        weeks = {
            column: first + (column - 1) * (last - first) // self.course.regular
            for column in required_columns(self.course.regular)
        }
        weeks |= {MIDTERM: WEEK_OF_MIDTERM[self.term], FINAL: last}
        weekday = self.chance.randrange(5)
        return {column: self._day(week, weekday) for column, week in weeks.items()}

    def _day(self, number: int, weekday: int) -> date:
        week = self.calendar.week(number)
        if week is None:
            raise ValueError(f"no week {number}")
        return week.monday + timedelta(days=weekday)

    def _after(self, day: date, first: int, last: int) -> int:
        return some_time(self.chance, day + timedelta(days=first), day + timedelta(days=last))

    def _cells(self, columns: Sequence[Column], days: marks.TestDays) -> list[MarkCell]:
        assessment = self.course.preset.assessment
        return marks.cells(self.chance, self.seats, columns, assessment, days)

    def _with_slips(self, cells: list[MarkCell], days: marks.TestDays) -> list[MarkCell]:
        if self.chance.random() > SLIPPED:
            return cells
        due = days[MIDTERM] + timedelta(weeks=WEEKS_TO_MAKE_UP)
        never = without_makeup(self.course.preset.assessment, "Không dự kiểm tra bù")
        return marks.with_slips(self.chance, cells, never, due if self.under_way else None)

    def _test_date(self, column: Column, days: marks.TestDays) -> Step:
        course, when = self.course, self._after(days[column], -10, -5)
        command = SetTestDate(
            course_id=course.course_id, term=self.term, column=column, test_date=days[column]
        )
        return Step(when, course.teacher, command)

    def _brought_in(self, columns: Sequence[Column], days: marks.TestDays) -> list[Step]:
        """The office enters what newcomers had at the former school."""
        assessment = self.course.preset.assessment
        cells = [
            cell
            for seat in self.seats
            for cell in marks.brought_in(self.chance, seat, columns, assessment, days)
        ]
        return [
            Step(step.at, self.office, step.command)
            for step in self._enter(cells, self._after(days[MIDTERM], -20, -15))
        ]

    def _enter(self, cells: Sequence[MarkCell], when: int) -> list[Step]:
        if not cells:
            return []
        course = self.course
        command = EnterMarks(course_id=course.course_id, term=self.term, cells=tuple(cells))
        return [Step(when, course.teacher, command)]

    def _put_right(self, entered: Sequence[MarkCell], after: int) -> list[Step]:
        if self.chance.random() > CORRECTED:
            return []
        return self._enter(marks.put_right(self.chance, entered, 1), after + 1)

    def _comments(self, after: int) -> Step:
        here = [seat for seat in self.seats if seat.pupil.left_on is None]
        texts = marks.comments(self.chance, here)
        course = self.course
        command = WriteComments(course_id=course.course_id, term=self.term, cells=texts)
        return Step(after + 2, course.teacher, command)
