"""Who of a class goes up and who repeats, with the classes of the next year: looked at first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.people import Enrolment
from desktop.models.school import School, SchoolClass
from desktop.queries.class_view import ClassLine, ClassView, class_view
from desktop.queries.courses import CLASS_GONE
from desktop.queries.pupils import class_sizes
from desktop.queries.years import YearFacts, school_years
from desktop.rules.next_year import Outcome, next_class_name, outcome_of
from desktop.rules.permissions import Capability, Person, Place, may
from desktop.rules.promotion import Decision, Promotion
from desktop.rules.subjects import SchoolLevel

_TO_SEE = "Việc lên lớp do văn phòng, quản trị CSDL và hiệu trưởng ghi."
_NO_YEAR = "Chưa có năm học {}–{}. Lập năm học mới và các lớp trước rồi cho lớp lên."


@dataclass(frozen=True, slots=True)
class NextClass:
    """A class of the next year."""

    class_id: UUID
    name: str
    grade: int
    pupils: int


@dataclass(frozen=True, slots=True)
class PromotionLine:
    """A pupil: `outcome` is None while the result is open, `enrolled` where it is done already.

    `to_class_id` is the class that is proposed; the person may choose another.
    """

    student_id: UUID
    number: int
    full_name: str
    promotion: Promotion
    outcome: Outcome | None = None
    to_class_id: UUID | None = None
    enrolled: str = ""

    @property
    def is_open(self) -> bool:
        """Whether something must be decided before the pupil can be put on a list."""
        return self.outcome is None and not self.enrolled


@dataclass(frozen=True, slots=True)
class PromotionPlan:
    """A class at the end of its year. `refusal` says why there is nothing to do."""

    class_id: UUID
    refusal: str = ""
    class_name: str = ""
    grade: int = 0
    next_year: YearFacts | None = None
    lines: tuple[PromotionLine, ...] = ()
    up: tuple[NextClass, ...] = ()
    repeat: tuple[NextClass, ...] = ()

    def count(self, outcome: Outcome | None) -> int:
        """How many have that outcome and are on no list yet."""
        return sum(line.outcome is outcome and not line.enrolled for line in self.lines)


def promotion_plan(session: Session, by: Person, class_id: UUID, today: date) -> PromotionPlan:
    """The plan of a class; who left during the year is not in it."""
    if not may(by, Capability.CLASS_PROMOTE, Place(class_id=class_id), today):
        return PromotionPlan(class_id, _TO_SEE)
    view = class_view(session, by, class_id, None, today)
    if view.year is None:
        return PromotionPlan(class_id, view.refusal or CLASS_GONE)
    start = view.year.start_year + 1
    next_year = next((y for y in school_years(session) if y.start_year == start), None)
    if next_year is None:
        return PromotionPlan(
            class_id, _NO_YEAR.format(start, start + 1), view.class_name, view.grade
        )
    classes = _classes(session, next_year, today)
    enrolled = _enrolled(session, next_year)
    up = tuple(one for one in classes if one.grade == view.grade + 1)
    repeat = tuple(one for one in classes if one.grade == view.grade)
    proposed = {
        Outcome.UP: _proposed(up, next_class_name(view.class_name, view.grade)),
        Outcome.REPEAT: _proposed(repeat, view.class_name),
    }
    last = is_last_grade(session, view.grade)
    lines = tuple(
        _line(line, proposed, enrolled.get(line.pupil.student_id, ""), last=last)
        for line in present_lines(view)
    )
    return PromotionPlan(class_id, "", view.class_name, view.grade, next_year, lines, up, repeat)


def present_lines(view: ClassView) -> tuple[ClassLine, ...]:
    """The pupils who were there to the end."""
    return tuple(line for line in view.lines if not line.pupil.has_left)


def decision_of(line: ClassLine) -> Promotion:
    """The year's result of a line."""
    return line.promotion or Promotion(Decision.UNDECIDED, ())


def is_last_grade(session: Session, grade: int) -> bool:
    """Whether the school's level ends with that grade."""
    level = session.scalar(select(School.level))
    return level is not None and grade == SchoolLevel(level).grades[-1]


def _line(
    line: ClassLine, proposed: Mapping[Outcome, UUID | None], enrolled: str, *, last: bool
) -> PromotionLine:
    decided = decision_of(line)
    outcome = outcome_of(decided.decision, last_grade=last)
    return PromotionLine(
        line.pupil.student_id, line.pupil.number, line.pupil.full_name, decided, outcome,
        proposed.get(outcome) if outcome else None, enrolled,
    )  # fmt: skip


def _proposed(classes: tuple[NextClass, ...], name: str) -> UUID | None:
    """The class of that name, or the only one there is."""
    found = [one for one in classes if one.name == name] or list(classes[:1] * (len(classes) == 1))
    return found[0].class_id if found else None


def _classes(session: Session, year: YearFacts, today: date) -> tuple[NextClass, ...]:
    rows = session.execute(
        select(SchoolClass.id, SchoolClass.name, SchoolClass.grade)
        .where(SchoolClass.school_year_id == year.school_year_id)
        .order_by(SchoolClass.grade, SchoolClass.name)
    ).all()
    sizes = class_sizes(session, [row.id for row in rows], today)
    return tuple(NextClass(row.id, row.name, row.grade, sizes.get(row.id, 0)) for row in rows)


def _enrolled(session: Session, year: YearFacts) -> dict[UUID, str]:
    """Who is on a list of the next year already, and on which."""
    rows = session.execute(
        select(Enrolment.student_id, SchoolClass.name)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .where(SchoolClass.school_year_id == year.school_year_id)
    )
    return {student_id: name for student_id, name in rows}  # noqa: C416 - rows are no pairs to mypy
