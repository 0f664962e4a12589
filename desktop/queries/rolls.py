"""What is known of rolls, absences and months of a class, as all pages of attendance say it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from desktop.models.attendance import Absence, MonthConfirmation, Roll
from desktop.models.people import Staff
from desktop.queries.people import GONE
from desktop.rules.attendance import AbsenceMark, DayPart, Entry, Sitting
from desktop.rules.instants import show_moment

TAKEN: Final = "taken"
NOT_HELD: Final = "not_held"
TO_SEE: Final = (
    "Điểm danh của lớp mở cho giáo viên chủ nhiệm, giáo viên dạy thay, văn phòng và ban giám hiệu."
)


@dataclass(frozen=True, slots=True)
class RollFact:
    """A roll that was taken, or a session that did not take place and why."""

    taken: bool
    reason: str = ""
    by: str = ""
    at: int = 0  # UTC microseconds


@dataclass(frozen=True, slots=True)
class CellFact:
    """A cell of the roll that is not empty; `changed`: altered after the month was confirmed."""

    mark: AbsenceMark
    note: str = ""
    by: str = ""
    at: int = 0
    changed: bool = False


@dataclass(frozen=True, slots=True)
class StepFact:
    """Who took a step, and when (UTC microseconds)."""

    by: str
    at: int
    staff_id: UUID

    @property
    def sentence(self) -> str:
        """Nguyễn Thu Hà, 08:00 ngày 02/11/2026."""
        return f"{self.by}, {show_moment(self.at)}"


@dataclass(frozen=True, slots=True)
class MonthState:
    """How far a month has come (T-10); `withdrawn` says who last opened it again, and why."""

    confirmed: StepFact | None = None
    printed: StepFact | None = None
    received: StepFact | None = None
    signed: StepFact | None = None
    withdrawn: StepFact | None = None
    withdraw_reason: str = ""

    @property
    def words(self) -> str:
        """As the line under the title says it."""
        if self.signed:
            return "hiệu trưởng đã kí duyệt"
        if self.received:
            return "văn phòng đã nhận sổ"
        if self.printed:
            return "đã in, chờ nộp lại"
        return "đã xác nhận" if self.confirmed else "chưa xác nhận"


NOT_CONFIRMED: Final = MonthState()
_STEPS: Final = ("confirmed", "printed", "received", "signed", "withdrawn")


@dataclass
class Names:
    """Names of staff, asked for once."""

    session: Session
    known: dict[UUID, str] = field(default_factory=dict)

    def load(self, ids: Iterable[UUID | None]) -> None:
        """Read those that are not known yet, in one SELECT."""
        wanted = {i for i in ids if i is not None} - self.known.keys()
        if wanted:
            rows = self.session.execute(
                select(Staff.id, Staff.full_name).where(Staff.id.in_(wanted))
            )
            self.known |= dict(rows.all())

    def __getitem__(self, staff_id: UUID | None) -> str:
        return self.known.get(staff_id, GONE) if staff_id else ""


def rolls_between(
    session: Session, class_id: UUID, first: date, last: date, names: Names
) -> dict[Sitting, RollFact]:
    """The rolls of a class between two days."""
    rows = session.execute(
        select(Roll.day, Roll.part, Roll.state, Roll.reason, Roll.taken_by, Roll.taken_at).where(
            Roll.class_id == class_id, Roll.day >= first, Roll.day <= last
        )
    ).all()
    names.load(row.taken_by for row in rows)
    return {
        (row.day, DayPart(row.part)): RollFact(
            row.state == TAKEN, row.reason, names[row.taken_by], row.taken_at
        )
        for row in rows
    }


def months_of_class(
    session: Session, class_id: UUID, names: Names
) -> dict[tuple[int, int], MonthState]:
    """What has become of each month of a class, by year and month."""
    return {key[1:]: state for key, state in month_states(session, [class_id], names).items()}


def month_states(
    session: Session, classes: Collection[UUID], names: Names, year: int = 0, month: int = 0
) -> dict[tuple[UUID, int, int], MonthState]:
    """The months of some classes that somebody has taken a step with, or that one month."""
    where: list[ColumnElement[bool]] = [MonthConfirmation.class_id.in_(list(classes))]
    if year:
        where += [MonthConfirmation.year == year, MonthConfirmation.month == month]
    rows = session.scalars(select(MonthConfirmation).where(*where)).all()
    names.load(getattr(row, f"{step}_by") for row in rows for step in _STEPS)
    return {(row.class_id, row.year, row.month): _state(row, names) for row in rows}


def _state(row: MonthConfirmation, names: Names) -> MonthState:
    steps: dict[str, StepFact | None] = {}
    for step in _STEPS:
        by, at = getattr(row, f"{step}_by"), getattr(row, f"{step}_at")
        steps[step] = None if at is None else StepFact(names[by], at, by)
    return MonthState(**steps, withdraw_reason=row.withdraw_reason)


def entries_of_classes(
    session: Session, classes: Collection[UUID], first: date, last: date,
    pupils: Collection[UUID] | None = None,
) -> dict[tuple[UUID, UUID], list[Entry]]:  # fmt: skip
    """The marks of each pupil of some classes between two days, by class and pupil.

    With `pupils` those of these alone.
    """
    found: dict[tuple[UUID, UUID], list[Entry]] = defaultdict(list)
    where = [Absence.class_id.in_(list(classes)), Absence.day >= first, Absence.day <= last]
    if pupils is not None:
        where.append(Absence.student_id.in_(list(pupils)))
    rows = session.execute(
        select(Absence.class_id, Absence.student_id, Absence.day, Absence.part, Absence.mark)
        .where(*where)
        .order_by(Absence.class_id, Absence.day, Absence.part)
    )
    for class_id, student_id, day, part, mark in rows:
        found[class_id, student_id].append(Entry(day, PARTS[part], MARKS[mark]))
    return found


PARTS: Final[Mapping[int, DayPart]] = {int(part): part for part in DayPart}
MARKS: Final[Mapping[str, AbsenceMark]] = {mark.value: mark for mark in AbsenceMark}
