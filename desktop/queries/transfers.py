"""Who came, left, returned and changed class in a year, with what was recorded of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.people import Enrolment, Student
from desktop.models.school import SchoolClass
from desktop.models.transfers import Transfer
from desktop.queries.papers import PaperLine, papers_about, papers_of
from desktop.queries.people import GONE, staff_names
from desktop.queries.years import school_years, year_of, year_on
from desktop.rules.permissions import Capability, Person, Place, may
from desktop.rules.transfers import DROPPED_OUT, Item, TransferKind, moved_from, moved_to


@dataclass(frozen=True, slots=True)
class TransferLine:
    """One event. `transfer_id` is None for what only the class list says (an imported list).

    `class_name` is the class joined or left; of a move the new one, `other_class` the old one.
    `may_take_back` for the last event of a pupil whose recorder's right the person has.
    """

    student_id: UUID
    full_name: str
    kind: TransferKind
    day: date
    class_id: UUID
    class_name: str
    transfer_id: UUID | None = None
    other_class: str = ""
    place: str = ""
    reason: str = ""
    document: str = ""
    returned: tuple[Item, ...] = ()
    recorded_by: str = ""
    recorded_at: int = 0
    papers: tuple[PaperLine, ...] = ()
    may_take_back: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Days on which a pupil was not in the school: from leaving to the day before returning."""

    first: date
    back_on: date


@dataclass(frozen=True, slots=True)
class _Class:
    class_id: UUID
    name: str
    sees_care: bool


def transfers(
    session: Session, by: Person, today: date, class_id: UUID | None = None,
    school_year_id: UUID | None = None,
) -> tuple[TransferLine, ...]:  # fmt: skip
    """The events of a year (today's without one), of all classes one may see or of one of them.

    The newest first. Reasons and papers only of classes whose families one may see (D-2).
    """
    classes = _classes(session, by, today, class_id, school_year_id)
    recorded = _recorded(session, by, today, classes)
    known = {(line.student_id, line.class_id, line.kind.leaves_school) for line in recorded}
    bare = [
        line
        for line in _from_lists(session, classes)
        if (line.student_id, line.class_id, line.kind.leaves_school) not in known
        and not _is_told(line, recorded)
    ]
    lines = [*recorded, *bare]
    return tuple(sorted(lines, key=lambda x: (x.day, x.recorded_at, x.full_name), reverse=True))


def away(session: Session, class_id: UUID) -> dict[UUID, tuple[Gap, ...]]:
    """The days between leaving and returning, by pupil: no attendance is taken on them."""
    found: dict[UUID, list[Gap]] = defaultdict(list)
    rows = session.execute(
        select(Transfer.student_id, Transfer.left_on, Transfer.day).where(
            Transfer.class_id == class_id, Transfer.left_on.is_not(None)
        )
    )
    for student_id, left_on, back_on in rows:
        if left_on is not None:
            found[student_id].append(Gap(left_on, back_on))
    return {student_id: tuple(gaps) for student_id, gaps in found.items()}


def _is_told(line: TransferLine, recorded: Sequence[TransferLine]) -> bool:
    """Both enrolments of a move say it; the event says it once."""
    return line.kind is TransferKind.MOVE and any(
        event.kind is TransferKind.MOVE
        and event.student_id == line.student_id
        and event.day == line.day
        for event in recorded
    )


def _classes(
    session: Session, by: Person, today: date, class_id: UUID | None, school_year_id: UUID | None
) -> dict[UUID, _Class]:
    years = school_years(session)
    year = year_of(years, school_year_id) or year_on(years, today)
    if class_id is not None:
        where = SchoolClass.id == class_id
    else:
        where = SchoolClass.school_year_id == (year.school_year_id if year else None)
    rows = session.execute(select(SchoolClass.id, SchoolClass.name).where(where))
    return {
        row.id: _Class(
            row.id, row.name, may(by, Capability.CARE_SEE, Place(class_id=row.id), today)
        )
        for row in rows
        if may(by, Capability.ROSTER_SEE, Place(class_id=row.id), today)
    }


def _recorded(
    session: Session, by: Person, today: date, classes: Mapping[UUID, _Class]
) -> list[TransferLine]:
    seen = [one.class_id for one in classes.values() if one.sees_care]
    found = session.execute(
        select(Transfer, Student.full_name)
        .join(Student, Student.id == Transfer.student_id)
        .where(Transfer.class_id.in_(seen) | Transfer.other_class_id.in_(seen))
        .order_by(Transfer.recorded_at)
    ).all()
    rows = [
        (row, full_name)
        for row, full_name in found
        if may(by, Capability.CARE_SEE, Place(class_id=row.class_id), today)
    ]
    papers = papers_of(session, {row.student_id for row, _ in rows})
    last = {row.student_id: row.id for row, _ in rows}
    names = staff_names(session)
    class_names = dict(session.execute(select(SchoolClass.id, SchoolClass.name)).all())
    lines = []
    for row, full_name in rows:
        kind = TransferKind(row.kind)
        right = (
            Capability.CLASS_PROMOTE if kind is TransferKind.MOVE else Capability.TRANSFER_RECORD
        )
        lines.append(
            TransferLine(
                row.student_id, full_name, kind, row.day, row.class_id,
                class_names[row.class_id], row.id,
                class_names.get(row.other_class_id, "") if row.other_class_id else "",
                row.place, row.reason, row.document,
                tuple(Item(word) for word in row.returned.split()),
                names.get(row.recorded_by, GONE), row.recorded_at,
                papers_about(papers.get(row.student_id, ()), row.id),
                last[row.student_id] == row.id
                and may(by, right, Place(class_id=row.class_id), today),
            )
        )  # fmt: skip
    return lines


def _from_lists(session: Session, classes: Mapping[UUID, _Class]) -> Iterator[TransferLine]:
    """What the class lists alone say: joined later, left."""
    rows = session.execute(
        select(
            Enrolment.student_id, Student.full_name, Enrolment.book_name, Enrolment.class_id,
            Enrolment.joined_on, Enrolment.came_from, Enrolment.left_on, Enrolment.leave_reason,
        )
        .outerjoin(Student, Student.id == Enrolment.student_id)
        .where(
            Enrolment.class_id.in_(list(classes)),
            Enrolment.joined_on.is_not(None) | Enrolment.left_on.is_not(None),
        )
    )  # fmt: skip
    for student_id, name, kept, class_id, joined_on, came_from, left_on, reason in rows:
        who = student_id, name or kept
        where = class_id, classes[class_id].name
        if joined_on is not None:
            moved = came_from.startswith(moved_from(""))
            kind = TransferKind.MOVE if moved else TransferKind.IN
            yield TransferLine(*who, kind, joined_on, *where, place=came_from)
        if left_on is not None:
            yield TransferLine(*who, _left(reason), left_on, *where, reason=reason)


def _left(reason: str) -> TransferKind:
    if reason.startswith(moved_to("")):
        return TransferKind.MOVE
    return TransferKind.DROP_OUT if reason == DROPPED_OUT else TransferKind.OUT
