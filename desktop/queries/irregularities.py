"""What was altered in the rolls after a month had been confirmed: for the vice-principal (M-12)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.attendance import AbsenceChange
from desktop.models.people import Enrolment, Student
from desktop.models.school import SchoolClass
from desktop.queries.rolls import MARKS, PARTS, Names, month_states
from desktop.queries.years import YearFacts, school_years, year_on
from desktop.rules.attendance import PRESENT, AbsenceMark, DayPart
from desktop.rules.permissions import SCHOOL, Capability, Person, Place, may

_TO_SEE = "Danh sách điểm danh sửa sau xác nhận mở cho hiệu trưởng, phó hiệu trưởng."


@dataclass(frozen=True, slots=True)
class Alteration:
    """A cell that was altered after confirmation: before and after, who, when, why."""

    class_id: UUID
    class_name: str
    student_id: UUID
    full_name: str
    day: date
    part: DayPart
    before: AbsenceMark | None
    after: AbsenceMark | None
    reason: str
    by: str
    at: int  # UTC microseconds
    note_before: str = ""
    note_after: str = ""

    @property
    def sentence(self) -> str:
        """K (nghỉ không phép) → P (nghỉ có phép)."""
        return f"{_said(self.before)} → {_said(self.after)}"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A confirmation that was taken back; the last one of that month."""

    class_id: UUID
    class_name: str
    year: int
    month: int
    reason: str
    by: str
    at: int
    confirmed_again: bool


@dataclass(frozen=True, slots=True)
class Irregularities:
    """Everything of a school year, the latest first; `refusal` says why it is empty."""

    refusal: str = ""
    alterations: tuple[Alteration, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()


def irregularities(
    session: Session, by: Person, today: date, class_id: UUID | None = None
) -> Irregularities:
    """Of all classes of today's year, or of one class for those who see its rolls."""
    if class_id is None:
        allowed = may(by, Capability.IRREGULARITIES_SEE, SCHOOL, today)
    else:
        allowed = may(by, Capability.ROLL_SEE, Place(class_id=class_id), today)
    if not allowed:
        return Irregularities(_TO_SEE)
    classes = _classes(session, year_on(school_years(session), today), class_id)
    names = Names(session)
    return Irregularities(
        alterations=tuple(_alterations(session, classes, names)),
        withdrawals=tuple(_withdrawals(session, classes, names)),
    )


def _classes(session: Session, year: YearFacts | None, class_id: UUID | None) -> dict[UUID, str]:
    rows = select(SchoolClass.id, SchoolClass.name)
    if class_id is not None:
        rows = rows.where(SchoolClass.id == class_id)
    elif year is not None:
        rows = rows.where(SchoolClass.school_year_id == year.school_year_id)
    return dict(session.execute(rows).all())


def _alterations(session: Session, classes: dict[UUID, str], names: Names) -> list[Alteration]:
    rows = session.scalars(
        select(AbsenceChange)
        .where(AbsenceChange.class_id.in_(list(classes)))
        .order_by(
            AbsenceChange.changed_at.desc(), AbsenceChange.class_id, AbsenceChange.day,
            AbsenceChange.student_id,
        )
    ).all()  # fmt: skip
    names.load(row.changed_by for row in rows)
    pupils = _pupils(session, {row.class_id for row in rows}, {row.student_id for row in rows})
    return [
        Alteration(
            class_id=row.class_id,
            class_name=classes[row.class_id],
            student_id=row.student_id,
            full_name=pupils.get((row.class_id, row.student_id), ""),
            day=row.day,
            part=PARTS[row.part],
            before=MARKS.get(row.mark_before),
            after=MARKS.get(row.mark_after),
            reason=row.reason,
            by=names[row.changed_by],
            at=row.changed_at,
            note_before=row.note_before,
            note_after=row.note_after,
        )
        for row in rows
    ]


def _pupils(
    session: Session, classes: Collection[UUID], pupils: Collection[UUID]
) -> dict[tuple[UUID, UUID], str]:
    """Names, also of those whose own row lies with another class by now."""
    rows = session.execute(
        select(Enrolment.class_id, Enrolment.student_id, Student.full_name, Enrolment.book_name)
        .outerjoin(Student, Student.id == Enrolment.student_id)
        .where(Enrolment.class_id.in_(classes), Enrolment.student_id.in_(pupils))
    )
    return {(class_id, pupil): name or kept for class_id, pupil, name, kept in rows}


def _withdrawals(session: Session, classes: dict[UUID, str], names: Names) -> list[Withdrawal]:
    found = [
        Withdrawal(
            class_id, classes[class_id], year, month, state.withdraw_reason, state.withdrawn.by,
            state.withdrawn.at, state.confirmed is not None,
        )
        for (class_id, year, month), state in month_states(session, classes, names).items()
        if state.withdrawn
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.at, one.class_name))


def _said(mark: AbsenceMark | None) -> str:
    return f"{mark.value} ({mark.label})" if mark else PRESENT
