"""Classes, subjects and teams as the office edits them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.classes import ClassFacts
from desktop.commands.subjects import SubjectFacts
from desktop.models.people import Enrolment
from desktop.models.school import Course, School, SchoolClass, Subject, Team
from desktop.queries.courses import homeroom_teachers
from desktop.queries.years import YearFacts, school_years
from desktop.rules.permissions import SCHOOL, Capability, Person, may
from desktop.rules.subjects import SchoolLevel
from desktop.rules.terms import Assessment


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class of the year, with how many pupils and courses it has."""

    class_id: UUID
    facts: ClassFacts
    pupils: int = 0
    courses: int = 0
    homeroom: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A subject, with how many classes have it."""

    subject_id: UUID
    facts: SubjectFacts
    courses: int = 0


@dataclass(frozen=True, slots=True)
class SubjectDesk:
    level: SchoolLevel
    classes: tuple[ClassLine, ...] = ()
    subjects: tuple[SubjectLine, ...] = ()
    teams: tuple[tuple[UUID, str], ...] = ()


def years_of_school(session: Session, _by: Person) -> tuple[YearFacts, ...]:
    """All school years, the newest first: no secret of anybody's."""
    return school_years(session)


def subject_desk(
    session: Session, by: Person, school_year_id: UUID, today: date
) -> SubjectDesk | None:
    """None for who may not edit classes and subjects."""
    level = session.scalar(select(School.level))
    if level is None or not may(by, Capability.COURSE_EDIT, SCHOOL, today):
        return None
    return SubjectDesk(
        SchoolLevel(level),
        _classes(session, school_year_id, today),
        _subjects(session),
        tuple((key, name) for key, name in session.execute(_TEAMS)),
    )


_TEAMS = select(Team.id, Team.name).order_by(Team.name)


def _classes(session: Session, school_year_id: UUID, today: date) -> tuple[ClassLine, ...]:
    rows = session.execute(
        select(SchoolClass.id, SchoolClass.grade, SchoolClass.name)
        .where(SchoolClass.school_year_id == school_year_id)
        .order_by(SchoolClass.grade, SchoolClass.name)
    ).all()
    pupils = dict(
        iter(
            session.execute(
                select(Enrolment.class_id, func.count())
                .where(Enrolment.left_on.is_(None))
                .group_by(Enrolment.class_id)
            )
        )
    )
    courses = dict(
        iter(session.execute(select(Course.class_id, func.count()).group_by(Course.class_id)))
    )
    homeroom = homeroom_teachers(session, [row.id for row in rows], today)
    return tuple(
        ClassLine(
            row.id, ClassFacts(row.grade, row.name), pupils.get(row.id, 0),
            courses.get(row.id, 0), homeroom.get(row.id, ()),
        )
        for row in rows
    )  # fmt: skip


def _subjects(session: Session) -> tuple[SubjectLine, ...]:
    taught = dict(
        iter(session.execute(select(Course.subject_id, func.count()).group_by(Course.subject_id)))
    )
    return tuple(
        SubjectLine(
            row.id,
            SubjectFacts(
                row.code, row.name, row.short_name, Assessment(row.assessment), row.position,
                row.ranked, row.team_id,
            ),
            taught.get(row.id, 0),
        )
        for row in session.scalars(select(Subject).order_by(Subject.position, Subject.name))
    )  # fmt: skip
