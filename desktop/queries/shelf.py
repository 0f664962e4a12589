"""The side list of the gradebook: years, terms, what I teach, my class, what else I may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.school import SchoolClass
from desktop.queries.courses import CourseFacts, course_facts, homeroom_teachers
from desktop.queries.frame import term_frame
from desktop.queries.pupils import class_sizes
from desktop.queries.standing import Standing, StandingKind, standings
from desktop.queries.years import YearFacts, school_years, year_of, year_on
from desktop.rules.permissions import Capability, Person, Place, Role, may
from desktop.rules.terms import Assessment, Term

NO_TEACHER = "chưa phân công giáo viên"


@dataclass(frozen=True, slots=True)
class ShelfCourse:
    """A course in the list; `standing` is told of those that I teach and of my own class."""

    course: CourseFacts
    line: str
    standing: Standing | None = None

    @property
    def course_id(self) -> UUID:
        return self.course.course_id

    @property
    def title(self) -> str:
        """Toán · 6A."""
        return self.course.title

    @property
    def assessment(self) -> Assessment:
        return self.course.assessment

    @property
    def kind(self) -> StandingKind | None:
        """What the icon at the right says."""
        return self.standing.kind if self.standing else None


@dataclass(frozen=True, slots=True)
class ShelfClass:
    """A class in the list; `may_view` opens the view of the whole class."""

    class_id: UUID
    name: str
    grade: int
    pupils: int
    homeroom: tuple[str, ...]
    may_view: bool
    courses: tuple[ShelfCourse, ...] = ()

    @property
    def title(self) -> str:
        """Lớp 6A."""
        return f"Lớp {self.name}"

    @property
    def line(self) -> str:
        """The second line: xem theo lớp · 41 học sinh."""
        size = f"{self.pupils} học sinh"
        return f"xem theo lớp · {size}" if self.may_view else size


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that a person may open in one year and term."""

    years: tuple[YearFacts, ...] = ()
    year: YearFacts | None = None
    term: Term = Term.I
    teaching: tuple[ShelfCourse, ...] = ()
    homeroom: tuple[ShelfClass, ...] = ()
    others: tuple[ShelfClass, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether this person has nothing to open in that year."""
        return not (self.teaching or self.homeroom or self.others)


def shelf(
    session: Session, by: Person, today: date, school_year_id: UUID | None = None,
    term: Term | None = None,
) -> Shelf:  # fmt: skip
    """The side list; without a year and term those of today."""
    years = school_years(session)
    year = year_of(years, school_year_id) or year_on(years, today)
    if year is None:
        return Shelf(years)
    term = term or year.term_on(today)
    classes = _classes(session, year.school_year_id)
    visible = [
        course
        for course in course_facts(
            session, SchoolClass.school_year_id == year.school_year_id, today
        )
        if may(by, Capability.MARKS_SEE, course.place, today)
    ]
    taught = {c.course_id for c in visible if may(by, Capability.MARKS_ENTER, c.place, today)}
    own_classes = homeroom_classes(by, today)
    told = [c for c in visible if c.course_id in taught or c.class_id in own_classes]
    standing = standings(session, term_frame(session, year, term, today), told) if told else {}
    listed = [_listed(course, standing.get(course.course_id)) for course in visible]
    shown = _shown_classes(session, by, classes, listed, today)
    return Shelf(
        years=years,
        year=year,
        term=term,
        teaching=tuple(c for c in listed if c.course_id in taught),
        homeroom=tuple(c for c in shown if c.class_id in own_classes),
        others=tuple(
            c
            for c in shown
            if c.class_id not in own_classes
            and (c.may_view or any(x.course_id not in taught for x in c.courses))
        ),
    )


def homeroom_classes(by: Person, today: date) -> frozenset[UUID]:
    """The classes whose homeroom teacher this person is."""
    return frozenset(
        a.reach_id
        for a in by.assignments
        if a.role is Role.HOMEROOM_TEACHER and a.holds_on(today) and a.reach_id is not None
    )


@dataclass(frozen=True, slots=True)
class _Class:
    class_id: UUID
    name: str
    grade: int


def _classes(session: Session, school_year_id: UUID) -> list[_Class]:
    rows = session.execute(
        select(SchoolClass.id, SchoolClass.name, SchoolClass.grade)
        .where(SchoolClass.school_year_id == school_year_id)
        .order_by(SchoolClass.grade, SchoolClass.name)
    )
    return [_Class(*row) for row in rows]


def _listed(course: CourseFacts, standing: Standing | None) -> ShelfCourse:
    line = standing.line if standing else ", ".join(course.teachers) or NO_TEACHER
    return ShelfCourse(course, line, standing)


def _shown_classes(
    session: Session, by: Person, classes: Sequence[_Class], listed: Sequence[ShelfCourse],
    today: date,
) -> list[ShelfClass]:  # fmt: skip
    """The classes that may be viewed whole, or of which some course may be seen."""
    courses = _by_class(listed)
    views = {
        c.class_id: may(by, Capability.MARKS_SEE, Place(class_id=c.class_id), today)
        for c in classes
    }
    shown = [c for c in classes if views[c.class_id] or c.class_id in courses]
    ids = [c.class_id for c in shown]
    sizes, homeroom = class_sizes(session, ids, today), homeroom_teachers(session, ids, today)
    return [
        ShelfClass(
            c.class_id, c.name, c.grade, sizes.get(c.class_id, 0), homeroom.get(c.class_id, ()),
            views[c.class_id], tuple(courses.get(c.class_id, ())),
        )
        for c in shown
    ]  # fmt: skip


def _by_class(listed: Iterable[ShelfCourse]) -> Mapping[UUID, list[ShelfCourse]]:
    found: dict[UUID, list[ShelfCourse]] = {}
    for course in listed:
        found.setdefault(course.course.class_id, []).append(course)
    return found
