"""All pupils of a school year in one list, prepared for filtering at every key stroke."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.people import Enrolment, Student
from desktop.models.school import SchoolClass
from desktop.queries.years import YearFacts, school_years, year_of, year_on
from desktop.rules.names import fold, found_by, name_key, search_key, search_words
from desktop.rules.permissions import Capability, Person, Place, may
from desktop.rules.transfers import PupilStatus, moved_to, status_of

LIST_TABLES: Final = frozenset({"student", "enrolment", "school_class", "role_assignment"})
"""When one of these changes, a list that somebody holds is out of date."""


@dataclass(frozen=True, slots=True)
class SchoolPupil:
    """A pupil with the class of now, or the one that was left last."""

    student_id: UUID
    full_name: str
    class_id: UUID
    class_name: str
    grade: int
    status: PupilStatus
    birth_date: date | None = None
    sex: str = ""
    code: str = ""
    moet_id: str = ""
    joined_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class SchoolList:
    """The pupils of a year in the order of classes and names; `keys` are what is searched."""

    year: YearFacts | None = None
    pupils: tuple[SchoolPupil, ...] = ()
    keys: tuple[str, ...] = field(default=(), repr=False)
    counts: Mapping[PupilStatus, int] = field(default_factory=dict)

    def filter(
        self, text: str = "", *, grade: int | None = None, class_id: UUID | None = None,
        status: PupilStatus | None = None,
    ) -> tuple[SchoolPupil, ...]:  # fmt: skip
        """Who has all words at the beginning of words of name, class or codes, tones apart."""
        words = search_words(text)
        return tuple(
            pupil
            for pupil, key in zip(self.pupils, self.keys, strict=True)
            if (grade is None or pupil.grade == grade)
            and (class_id is None or pupil.class_id == class_id)
            and (status is None or pupil.status is status)
            and found_by(words, key)
        )


def school_list(
    session: Session, by: Person, today: date, school_year_id: UUID | None = None
) -> SchoolList:
    """Everybody of a year (today's without one) in classes that the person may see."""
    years = school_years(session)
    year = year_of(years, school_year_id) or year_on(years, today)
    if year is None:
        return SchoolList()
    classes = {
        row.id: (row.name, row.grade)
        for row in session.execute(
            select(SchoolClass.id, SchoolClass.name, SchoolClass.grade).where(
                SchoolClass.school_year_id == year.school_year_id
            )
        )
        if may(by, Capability.ROSTER_SEE, Place(class_id=row.id), today)
    }
    rows = session.execute(
        select(
            Student.id, Student.full_name, Enrolment.class_id, Student.birth_date, Student.sex,
            Student.code, Student.moet_id, Enrolment.joined_on, Enrolment.came_from,
            Enrolment.left_on, Enrolment.leave_reason,
        )
        .join(Enrolment, Enrolment.student_id == Student.id)
        .where(Enrolment.class_id.in_(list(classes)))
    )  # fmt: skip
    latest: dict[UUID, tuple[tuple[Any, ...], SchoolPupil]] = {}
    for row in rows:
        moved = row.leave_reason.startswith(moved_to(""))
        rank = (row.left_on is None, not moved, row.left_on or date.min)
        if row.id not in latest or rank > latest[row.id][0]:
            latest[row.id] = rank, _pupil(row, *classes[row.class_id])
    pupils = sorted((pupil for _, pupil in latest.values()), key=_place)
    return SchoolList(
        year,
        tuple(pupils),
        tuple(map(_key, pupils)),
        Counter(pupil.status for pupil in pupils),
    )


def _pupil(row: Any, class_name: str, grade: int) -> SchoolPupil:
    status = status_of(row.came_from, row.leave_reason, has_left=row.left_on is not None)
    return SchoolPupil(
        row.id, row.full_name, row.class_id, class_name, grade, status, row.birth_date, row.sex,
        row.code, row.moet_id, row.joined_on, row.left_on,
    )  # fmt: skip


def _place(pupil: SchoolPupil) -> tuple[Any, ...]:
    return pupil.grade, pupil.class_name, name_key(pupil.full_name), pupil.student_id


def _key(pupil: SchoolPupil) -> str:
    more = f"{pupil.class_name} {pupil.code} {pupil.moet_id}"
    return f"{search_key(pupil.full_name)} {fold(more)}"
