"""What each pupil of a class has missed so far: two columns of the class list."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.people import Enrolment
from desktop.models.school import SchoolClass
from desktop.queries.absence_totals import Missed, class_absences
from desktop.queries.conduct import NOT_RATED, class_conduct
from desktop.queries.years import school_years, year_of
from desktop.rules.permissions import Capability, Person, Place, may
from desktop.rules.terms import Term


def roster_absences(
    session: Session, by: Person, class_id: UUID, today: date
) -> Mapping[UUID, Missed] | None:
    """By pupil, the whole year; None for who may not see absences of the class."""
    if not may(by, Capability.CONDUCT_SEE, Place(class_id=class_id), today):
        return None
    year_id = session.scalar(select(SchoolClass.school_year_id).where(SchoolClass.id == class_id))
    year = year_of(school_years(session), year_id)
    if year is None:
        return None
    typed = class_conduct(session, class_id)
    absences = class_absences(session, class_id, year)
    pupils = session.scalars(select(Enrolment.student_id).where(Enrolment.class_id == class_id))
    return {
        pupil: absences.of_year(
            pupil, *(typed.get((pupil, term), NOT_RATED) for term in (Term.I, Term.II))
        )
        for pupil in pupils
    }
