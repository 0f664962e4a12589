"""Writing cells of the roll: who entered them, what gave way, and the copies in a later class."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from desktop.commands.books import Books
from desktop.commands.roll_cells import (
    AbsenceCell,
    AbsenceRows,
    AbsenceValue,
    absence_rows,
    absence_value,
    is_there,
)
from desktop.commands.roll_place import months_of, roll_audience
from desktop.models.attendance import Absence, AbsenceChange, MonthConfirmation
from desktop.models.people import Enrolment
from desktop.models.school import SchoolClass
from desktop.rules.names import nfc
from desktop.rules.permissions import Person


def write_cells(
    books: Books, by: Person, class_id: UUID, cells: Sequence[AbsenceCell], reason: str = ""
) -> None:
    """Write the cells that say something new.

    In a month that was confirmed once, what stood there is kept with the reason (M-12): the one
    given, or that for which the confirmation was withdrawn.
    """
    days = {cell.day for cell in cells}
    rows = absence_rows(books, class_id, days, {cell.student_id for cell in cells})
    months = months_of(books, class_id, days)
    written = []
    for cell in cells:
        current = absence_value(rows.get(cell.place))
        if is_there(current, cell):
            continue
        month = months.get((cell.day.year, cell.day.month))
        if month is not None:
            _keep_both(books, by, class_id, cell, current, reason or month_reason(month))
        _write(books, by, class_id, cell, rows)
        written.append(cell)
    _write_copies(books, by, class_id, written)


def month_reason(month: MonthConfirmation) -> str:
    """Why a confirmed month was opened again."""
    return month.withdraw_reason or "Xác nhận được rút lại"


def _keep_both(
    books: Books, by: Person, class_id: UUID, cell: AbsenceCell, current: AbsenceValue | None,
    reason: str,
) -> None:  # fmt: skip
    was, becomes = current, cell.value
    books.session.add(
        AbsenceChange(
            class_id=class_id, day=cell.day, part=int(cell.part), student_id=cell.student_id,
            command_id=books.command_id,
            mark_before=was.mark.value if was else "", note_before=was.note if was else "",
            mark_after=becomes.mark.value if becomes else "",
            note_after=nfc(becomes.note) if becomes else "",
            reason=nfc(reason.strip()), changed_by=by.staff_id, changed_at=books.at,
            audience=roll_audience(class_id),
        )
    )  # fmt: skip


def _write(books: Books, by: Person, class_id: UUID, cell: AbsenceCell, rows: AbsenceRows) -> None:
    row = rows.get(cell.place)
    if cell.value is None:
        if row is not None:
            books.session.delete(row)
        return
    if row is None:
        row = Absence(
            class_id=class_id, day=cell.day, part=int(cell.part), student_id=cell.student_id,
            mark=cell.value.mark.value, entered_by=by.staff_id, entered_at=books.at,
            audience=roll_audience(class_id),
        )  # fmt: skip
        books.session.add(row)
    row.mark, row.note = cell.value.mark.value, nfc(cell.value.note)
    row.entered_by, row.entered_at = by.staff_id, books.at


def _write_copies(books: Books, by: Person, class_id: UUID, cells: Sequence[AbsenceCell]) -> None:
    """The same in the classes to which these pupils went on in that year (see `Absence`)."""
    going: dict[UUID, list[AbsenceCell]] = defaultdict(list)
    for later_class, cell in _later_cells(books, class_id, cells):
        going[later_class].append(cell)
    for later_class, copies in going.items():
        rows = absence_rows(books, later_class, {cell.day for cell in copies})
        for cell in copies:
            _write(books, by, later_class, cell, rows)


def _later_cells(
    books: Books, class_id: UUID, cells: Sequence[AbsenceCell]
) -> list[tuple[UUID, AbsenceCell]]:
    pupils = {cell.student_id for cell in cells}
    here = {
        row.student_id: row.left_on
        for row in books.session.execute(
            select(Enrolment.student_id, Enrolment.left_on).where(
                Enrolment.class_id == class_id,
                Enrolment.student_id.in_(pupils),
                Enrolment.left_on.is_not(None),
            )
        )
    }
    if not here:
        return []
    of_year = select(SchoolClass.school_year_id).where(SchoolClass.id == class_id).scalar_subquery()
    others = books.session.execute(
        select(Enrolment.student_id, Enrolment.class_id, Enrolment.left_on)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .where(
            Enrolment.student_id.in_(list(here)),
            Enrolment.class_id != class_id,
            SchoolClass.school_year_id == of_year,
        )
        .order_by(Enrolment.class_id)
    ).all()
    return [
        (other.class_id, cell)
        for other in others
        if other.left_on is None or other.left_on > here[other.student_id]
        for cell in cells
        if cell.student_id == other.student_id and cell.day < here[other.student_id]
    ]
