"""One school year of the demonstration school: lists, marks, comments, conduct, locks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from desktop.commands.books import NO_COMMAND, derived_id
from desktop.commands.conduct import RateConduct
from desktop.commands.locks import LiftLock, LockBooks
from desktop.commands.roster import NewPupil, UpdateRoster
from desktop.commands.staff import AssignRole
from desktop.demo import marks
from desktop.demo.attendance import RolledClass, RollYear, class_calendar
from desktop.demo.course import CourseBook, CourseTerm, Step
from desktop.demo.life import LifeWriter
from desktop.demo.plan import FIRST_YEAR, DemoPlan, at, some_time
from desktop.demo.pupils import Seat, class_list, talents
from desktop.demo.staff import OFFICE, PRINCIPAL
from desktop.rules.calendar import SchoolCalendar
from desktop.rules.instants import school_day
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.permissions import ReachKind, Role
from desktop.rules.terms import Term
from desktop.store.founding import Scribe

CODES_A_YEAR: Final = 10_000  # pupils' codes do not repeat from year to year
JOINED_IN: Final = 2  # the third class of each four has a newcomer
LEFT_IN: Final = 1  # and the second one a pupil who moved away
AWAY_IN: Final = 3  # the fourth one somebody who stayed away for a few days
ASKED_IN: Final = 0  # the first one's families have answered
GAPS_IN: Final = 1
_AN_HOUR: Final = 3_600_000_000
EVERY: Final = 4
LOCKED_GRADES: Final = (6, 7)
WEEKS_LEFT: Final = 9  # of a term under way
SUBSTITUTED: Final = (11, 9)  # month and day


@dataclass
class ClassBook:
    """A class of a year with its courses and pupils; `homeroom` is a number in the faculty."""

    number: int
    class_id: UUID
    grade: int
    name: str
    homeroom: int
    courses: list[CourseBook] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    listed: UUID = NO_COMMAND  # the command that made the list


@dataclass(frozen=True)
class YearWriter:
    """Writes one year: who the staff are, in which school year, by which calendar."""

    scribe: Scribe
    plan: DemoPlan
    staff: Sequence[UUID]
    start_year: int
    year_id: UUID
    calendar: SchoolCalendar

    def write(self, books: Sequence[ClassBook]) -> None:
        """In the order of the year, for the journal's instants only rise."""
        for book in books:
            self._list_class(book)
        self._begin(books)
        before, after = self._rolls(books)
        self._term(books, Term.I, before)
        if self._under_way(Term.II):
            self._lock_grades(books)
            self._term(books, Term.II, after)
            self._move(books)
        else:
            self._lock(Term.I, LockReach.SCHOOL)
            self._term(books, Term.II, after)
            self._lock(Term.II, LockReach.SCHOOL)

    def _under_way(self, term: Term) -> bool:
        last = self.start_year == FIRST_YEAR and not self.plan.finished
        return last and term is Term.II

    def _list_class(self, book: ClassBook) -> None:
        """The office enters the class list in August."""
        chance = self.plan.chance("pupils", self.start_year, book.name)
        first = self._first_code(book)
        pupils = class_list(
            chance, book.grade, self.start_year, self.plan.students, first,
            gaps=book.number % EVERY == GAPS_IN,
        )  # fmt: skip
        add = UpdateRoster(
            class_id=book.class_id,
            add=tuple(NewPupil(pupil) for pupil in pupils),
            source=f"Danh sách lớp {book.name}.xlsx",
        )
        done = self.scribe.do(add, by=self.staff[OFFICE], at=at(date(self.start_year, 8, 20)))
        ids, gifts = add.new_ids(done.command_id), talents(chance, len(pupils))
        book.listed = done.command_id
        book.seats = [Seat(*seat) for seat in zip(ids, gifts, pupils, strict=True)]

    def _first_code(self, book: ClassBook) -> int:
        year = self.start_year - self.plan.first_years()[0]
        return year * CODES_A_YEAR + book.number * (self.plan.students + 1) + 1

    def _begin(self, books: Sequence[ClassBook]) -> None:
        """What happens before the first marks, in the order of the days."""
        lives = {book.number: self._life(book) for book in books}
        for book in books:
            lives[book.number].prove_groups(book.seats, book.listed)
        given = {
            book.number: lives[book.number].ask_families(book.seats)
            for book in books[ASKED_IN::EVERY]
        }
        for book in books[LEFT_IN::EVERY]:
            lives[book.number].leave(book.seats)
        for book in books[AWAY_IN::EVERY]:
            lives[book.number].stay_away(book.seats)
        for book in books[JOINED_IN::EVERY]:
            code = self._first_code(book) + self.plan.students
            lives[book.number].join(book.seats, book.grade, code)
        for number, agreements in given.items():
            lives[number].withdraw(agreements)

    def _life(self, book: ClassBook) -> LifeWriter:
        return LifeWriter(
            self.scribe, self.plan, self.staff, self.start_year, book.class_id, book.name,
            self.staff[book.homeroom],
        )  # fmt: skip

    def _move(self, books: Sequence[ClassBook]) -> None:
        """A pupil of the second class goes to the first one, if it is of the same grade."""
        when = self.scribe.last_at + _AN_HOUR
        self._life(books[-1]).look(books[-1].seats, when)
        if len(books) > 1 and books[0].grade == books[1].grade:
            life = self._life(books[1])
            life.move_to(books[1].seats, books[0].class_id, when + _AN_HOUR, school_day(when))

    def _rolls(self, books: Sequence[ClassBook]) -> tuple[list[Step], list[Step]]:
        """All about rolls, apart what comes before the lock of term I; somebody substitutes."""
        span = self.calendar.weeks[0].monday, self._end(Term.II)
        until = span[1] - timedelta(weeks=WEEKS_LEFT if self._under_way(Term.II) else 0)
        rolled = [
            RolledClass(
                book.class_id,
                book.name,
                self.staff[book.homeroom],
                book.seats,
                class_calendar(self.calendar, span, book.number),
                often_away=book.number == 0,
            )
            for book in books
        ]
        year = RollYear(
            self.plan, self.start_year, rolled, self.staff[OFFICE], self.staff[PRINCIPAL], until
        )
        steps = [self._substitute(books[0]), *year.steps()]
        lock = at(self._lock_day(Term.I))
        return [s for s in steps if s.at < lock], [s for s in steps if s.at >= lock]

    def _substitute(self, book: ClassBook) -> Step:
        """A colleague takes the rolls of a class for two weeks."""
        first = date(self.start_year, *SUBSTITUTED)
        assign = AssignRole(
            staff_id=book.courses[-1].teacher,
            role=Role.SUBSTITUTE_TEACHER,
            from_day=first,
            to_day=first + timedelta(days=13),
            reach=ReachKind.CLASS,
            reach_id=book.class_id,
        )
        return Step(at(first - timedelta(days=2)), self.staff[PRINCIPAL], assign)

    def _term(self, books: Sequence[ClassBook], term: Term, rolls: Sequence[Step]) -> None:
        """Everything that teachers write in a term, in the order of time."""
        steps = [*rolls, *(step for book in books for step in self._steps(book, term))]
        for step in sorted(steps, key=lambda step: step.at):
            self.scribe.do(step.command, by=step.by, at=step.at)

    def _steps(self, book: ClassBook, term: Term) -> list[Step]:
        steps = [] if self._under_way(term) else [self._rating(book, term)]
        for course in book.courses:
            chance = self.plan.chance(self.start_year, book.name, course.preset.code, int(term))
            written = CourseTerm(
                chance,
                course,
                book.seats,
                term,
                self.calendar,
                self.staff[OFFICE],
                self._under_way(term),
            )
            steps += written.steps()
        return steps

    def _rating(self, book: ClassBook, term: Term) -> Step:
        """The homeroom teacher's levels and remarks at the end of a term."""
        chance = self.plan.chance("conduct", self.start_year, book.name, int(term))
        here = [seat for seat in book.seats if seat.pupil.left_on is None]
        day = self._end(term)
        when = some_time(chance, day, day + timedelta(days=3))
        command = RateConduct(class_id=book.class_id, term=term, cells=marks.conduct(here))
        return Step(when, self.staff[book.homeroom], command)

    def _lock_day(self, term: Term) -> date:
        return self._end(term) + timedelta(days=10)

    def _end(self, term: Term) -> date:
        days = self.calendar.term_days(term)
        if days is None:
            raise ValueError(f"no week in term {term}")
        return days[1]

    def _lock_grades(self, books: Sequence[ClassBook]) -> None:
        """Two grades are locked; one class was, and its lock was lifted again."""
        taught = {book.grade for book in books}
        for grade in (grade for grade in LOCKED_GRADES if grade in taught):
            self._lock(Term.I, LockReach.GRADE, grade=grade)
        last = books[-1]
        lock_id = self._lock(Term.I, LockReach.CLASS, reach_id=last.class_id)
        lift = LiftLock(
            lock_id=lock_id,
            reason=f"Lớp {last.name} còn nhập điểm kiểm tra bù",
            decision=f"07/QĐ-HS/{self.start_year + 1}",
        )
        when = at(self._end(Term.I) + timedelta(days=12))
        self.scribe.do(lift, by=self.staff[PRINCIPAL], at=when)

    def _lock(
        self, term: Term, reach: LockReach, grade: int | None = None, reach_id: UUID | None = None
    ) -> UUID:
        lock = LockBooks(
            school_year_id=self.year_id,
            reach=reach,
            grade=grade,
            reach_id=reach_id,
            term=term,
            kinds=tuple(LockKind),
            reason=f"Đã kiểm tra sổ cuối học kì {term.name}",
            decision=f"05/QĐ-HS/{self.start_year + 1}",
        )
        when = at(self._lock_day(term))
        done = self.scribe.do(lock, by=self.staff[PRINCIPAL], at=when)
        return derived_id(done.command_id, "lock")
