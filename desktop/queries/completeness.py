"""What the regulations' minimum still lacks: a bar per class, and where the next gap is (T-16)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.commands.pupil import RELATIONS
from desktop.models.people import Enrolment, Guardian, Student, StudentCare
from desktop.models.school import SchoolClass
from desktop.queries.years import YearFacts, school_years, year_on
from desktop.rules.names import name_key
from desktop.rules.permissions import AudienceKind, Capability, Person, Place, audience, may
from desktop.rules.profile import Minimum, ProfileField, gaps

_STUDENT: Final = (
    ProfileField.FULL_NAME,
    ProfileField.BIRTH_DATE,
    ProfileField.SEX,
)
_CARE: Final = (
    ProfileField.ETHNICITY,
    ProfileField.ADDRESS,
    ProfileField.COMMUNE,
    ProfileField.FORMER_ADDRESS,
    ProfileField.PHONE,
)


@dataclass(frozen=True, slots=True)
class PupilGaps:
    """A pupil of whom something is missing; the first gap is where one goes."""

    student_id: UUID
    full_name: str
    missing: tuple[Minimum, ...]

    @property
    def field(self) -> ProfileField:
        """The field to fill next."""
        return self.missing[0].fields[0]

    @property
    def words(self) -> str:
        """dân tộc, điện thoại liên hệ."""
        return ", ".join(one.label for one in self.missing)


@dataclass(frozen=True, slots=True)
class ClassCompleteness:
    """The bar of a class: `filled` of `wanted` items of the minimum, pupils who left apart."""

    class_id: UUID
    name: str
    grade: int
    pupils: int
    gaps: tuple[PupilGaps, ...] = ()

    @property
    def wanted(self) -> int:
        return self.pupils * len(Minimum)

    @property
    def filled(self) -> int:
        return self.wanted - sum(len(one.missing) for one in self.gaps)

    @property
    def whole(self) -> int:
        """Of how many pupils nothing is missing."""
        return self.pupils - len(self.gaps)

    @property
    def next_gap(self) -> PupilGaps | None:
        """The first pupil of the list with a gap."""
        return self.gaps[0] if self.gaps else None

    def gap_after(self, student_id: UUID | None) -> PupilGaps | None:
        """The next gap behind that pupil, from the beginning again after the last."""
        ids = [one.student_id for one in self.gaps]
        if student_id in ids:
            return self.gaps[(ids.index(student_id) + 1) % len(ids)]
        return self.next_gap


def completeness(
    session: Session, by: Person, today: date, class_id: UUID | None = None
) -> tuple[ClassCompleteness, ...]:
    """Every class of this year whose families the person may see, or one class of any year."""
    year = year_on(school_years(session), today)
    return completeness_of(session, by, year, today, class_id)


def completeness_of(
    session: Session, by: Person, year: YearFacts | None, today: date, class_id: UUID | None = None
) -> tuple[ClassCompleteness, ...]:
    """The same for a year; three SELECTs, however many classes."""
    if year is None and class_id is None:
        return ()
    where = (
        SchoolClass.id == class_id
        if class_id is not None
        else SchoolClass.school_year_id == (year.school_year_id if year else None)
    )
    classes = [
        row
        for row in session.execute(
            select(SchoolClass.id, SchoolClass.name, SchoolClass.grade)
            .where(where)
            .order_by(SchoolClass.grade, SchoolClass.name)
        )
        if may(by, Capability.CARE_SEE, Place(class_id=row.id), today)
    ]
    pupils = _pupils(session, [row.id for row in classes], today)
    return tuple(
        ClassCompleteness(
            row.id, row.name, row.grade, len(pupils[row.id]),
            tuple(one for one in pupils[row.id] if one.missing),
        )
        for row in classes
    )  # fmt: skip


def _pupils(
    session: Session, classes: Collection[UUID], today: date
) -> dict[UUID, list[PupilGaps]]:
    """Who is there today, by class, in the order of names, with what is missing."""
    staying = or_(Enrolment.left_on.is_(None), Enrolment.left_on > today)
    rows = session.execute(
        select(Enrolment.class_id, Student.id, Student.audience, *map(_column, _STUDENT))
        .join(Student, Student.id == Enrolment.student_id)
        .where(Enrolment.class_id.in_(list(classes)), staying)
    ).all()
    own = {class_id: audience(AudienceKind.CLASS, class_id) for class_id in classes}
    here = [row for row in rows if row.audience == own[row.class_id]]
    filled = _care(session, classes)
    found: dict[UUID, list[PupilGaps]] = defaultdict(list)
    for row in sorted(here, key=lambda row: name_key(row.full_name)):
        fields = filled[row.id] | {f for f in _STUDENT if getattr(row, f.value)}
        found[row.class_id].append(PupilGaps(row.id, row.full_name, gaps(frozenset(fields))))
    return found


def _column(field: ProfileField) -> Any:
    return getattr(Student, field.value)


def _care(session: Session, classes: Collection[UUID]) -> dict[UUID, set[ProfileField]]:
    """The care fields in which something stands, by pupil."""
    enrolled = select(Enrolment.student_id).where(Enrolment.class_id.in_(list(classes)))
    found: dict[UUID, set[ProfileField]] = defaultdict(set)
    columns = [getattr(StudentCare, field.value) for field in _CARE]
    for student_id, *values in session.execute(
        select(StudentCare.student_id, *columns).where(StudentCare.student_id.in_(enrolled))
    ):
        found[student_id] |= {field for field, value in zip(_CARE, values, strict=True) if value}
    parents = session.execute(
        select(Guardian.student_id, Guardian.relation, Guardian.full_name, Guardian.phone).where(
            Guardian.student_id.in_(enrolled), Guardian.relation.in_(RELATIONS)
        )
    )
    for student_id, relation, name, phone in parents:
        pairs = (("full_name", name), ("phone", phone))
        found[student_id] |= {ProfileField(f"{relation}.{part}") for part, value in pairs if value}
    return found
