"""Cells of the roll: what a command says of them, what stands there, and what may not be."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol, runtime_checkable
from uuid import UUID

import msgspec
from sqlalchemy import select

from desktop.commands import journal
from desktop.commands.books import Books
from desktop.commands.command import Code, Detail
from desktop.commands.roll_place import RollPlace
from desktop.models.attendance import Absence, Roll
from desktop.rules.attendance import PRESENT, AbsenceMark, DayPart
from desktop.rules.instants import show_moment
from desktop.rules.school_days import was_in_class

LONGEST_NOTE: Final = 200


class AbsenceValue(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stands in a cell: P, K or M, and a few words."""

    mark: AbsenceMark
    note: str = ""


class AbsenceCell(msgspec.Struct, frozen=True, omit_defaults=True):
    """One cell: what shall stand there, and what its author saw; None is a pupil who was there.

    `after` is the author's own unanswered command that wrote the seen value (sync.md 22).
    """

    student_id: UUID
    day: date
    part: DayPart
    value: AbsenceValue | None = None
    seen: AbsenceValue | None = None
    after: UUID | None = None

    @property
    def place(self) -> "Place":
        return self.student_id, self.day, self.part

    def back(self, own_id: UUID) -> "AbsenceCell":
        """The cell with what stood there before."""
        return msgspec.structs.replace(self, value=self.seen, seen=self.value, after=own_id)


Place = tuple[UUID, date, DayPart]
AbsenceRows = dict[Place, Absence]


@runtime_checkable
class SaysCells(Protocol):
    """A command that writes cells of a class's roll."""

    @property
    def class_id(self) -> UUID:
        """The class."""

    def absences(self) -> tuple[AbsenceCell, ...]:
        """The cells."""


def absence_rows(
    books: Books, class_id: UUID, days: Collection[date], pupils: Collection[UUID] | None = None
) -> AbsenceRows:
    """What stands in a class on some days, in one SELECT (sync.md 33); with `pupils` of these."""
    where = [Absence.class_id == class_id, Absence.day.in_(set(days))]
    if pupils is not None:
        where.append(Absence.student_id.in_(set(pupils)))
    rows = books.session.scalars(select(Absence).where(*where))
    return {(row.student_id, row.day, DayPart(row.part)): row for row in rows}


def roll_rows(
    books: Books, class_id: UUID, days: Collection[date]
) -> dict[tuple[date, DayPart], Roll]:
    """The rolls of a class on some days."""
    if not days:
        return {}
    rows = books.session.scalars(
        select(Roll).where(Roll.class_id == class_id, Roll.day.in_(set(days)))
    )
    return {(row.day, DayPart(row.part)): row for row in rows}


def absence_value(row: Absence | None) -> AbsenceValue | None:
    """A row as commands carry it."""
    return None if row is None else AbsenceValue(AbsenceMark(row.mark), row.note)


def says_less(current: AbsenceValue | None, cell: AbsenceCell) -> bool:
    """Whether the cell asks for the mark that stands there already, without its words."""
    wanted = cell.value
    return (
        current is not None
        and wanted is not None
        and current.mark is wanted.mark
        and not wanted.note
        and current != cell.seen
    )


def is_there(current: AbsenceValue | None, cell: AbsenceCell) -> bool:
    """Whether nothing is left to write (sync.md 21)."""
    return current == cell.value or says_less(current, cell)


@dataclass(frozen=True, slots=True)
class CellCheck:
    """What the cells of one command are held against."""

    books: Books
    place: RollPlace
    command: SaysCells
    anyway: bool
    """A reason was given for absences on days without lessons."""

    def bad_cells(self) -> list[Detail]:
        """All cells that cannot be written, each with its sentence (sync.md 24)."""
        cells = self.command.absences()
        days = {cell.day for cell in cells}
        pupils = {cell.student_id for cell in cells}
        rows = absence_rows(self.books, self.command.class_id, days, pupils)
        held = {place for place, roll in self._rolls(days) if roll.state == "taken"}
        return list(self._bad(cells, rows, held))

    def _rolls(self, days: Collection[date]) -> Iterable[tuple[tuple[date, DayPart], Roll]]:
        return roll_rows(self.books, self.command.class_id, days).items()

    def _bad(
        self, cells: Sequence[AbsenceCell], rows: AbsenceRows, held: set[tuple[date, DayPart]]
    ) -> Iterator[Detail]:
        for cell in cells:
            row = rows.get(cell.place)
            found = (
                self._no_such_cell(cell)
                or self._unfit(cell)
                or self._no_lessons(cell, held)
                or self._conflict(cell, row)
            )
            if found:
                yield found

    def _no_such_cell(self, cell: AbsenceCell) -> Detail | None:
        """A pupil who does not belong to the class on that day, or a day still to come."""
        pupil = self.place.pupils.get(cell.student_id)
        if pupil is None:
            sentence = f"Em này không có trong danh sách lớp {self.place.school_class.name}."
            return detail(cell, Code.MISSING, sentence)
        if cell.day > self.books.today:
            sentence = (
                f"Ngày {cell.day:%d/%m/%Y} chưa đến. Điểm danh ghi trong ngày hoặc các ngày trước."
            )
            return detail(cell, Code.INVALID, sentence)
        leaving = pupil.left_on if cell.value is not None else None
        if was_in_class(pupil.joined_on, leaving, cell.day):
            return None
        name = self.place.school_class.name
        if pupil.joined_on and cell.day < pupil.joined_on:
            said = f"vào lớp {name} từ ngày {pupil.joined_on:%d/%m/%Y}"
        else:
            said = f"rời lớp {name} từ ngày {pupil.left_on:%d/%m/%Y}"
        return detail(
            cell, Code.INVALID,
            f"{pupil.full_name} {said}, nên ngày {cell.day:%d/%m/%Y} không ghi điểm danh ở lớp "
            "này. Nếu ngày vào hoặc rời lớp chưa đúng, sửa ở danh sách lớp trước.",
        )  # fmt: skip

    def _unfit(self, cell: AbsenceCell) -> Detail | None:
        if cell.value is None or len(cell.value.note) <= LONGEST_NOTE:
            return None
        sentence = f"Ghi chú dài quá {LONGEST_NOTE} chữ. Rút gọn rồi ghi lại."
        return detail(cell, Code.INVALID, sentence)

    def _no_lessons(self, cell: AbsenceCell, held: set[tuple[date, DayPart]]) -> Detail | None:
        """Asks for a reason before an absence stands where the calendar has no lessons."""
        if self.anyway or cell.value is None or (cell.day, cell.part) in held:
            return None
        said = self.place.no_lessons(cell.day, cell.part)
        return detail(cell, Code.NEEDS_REASON, said) if said else None

    def _conflict(self, cell: AbsenceCell, row: Absence | None) -> Detail | None:
        current = absence_value(row)
        if is_there(current, cell) or current == expected_value(self.books, self.command, cell):
            return None
        stands = f"{current.mark.value} ({current.mark.label})" if current else PRESENT
        who = self.books.staff_name(row.entered_by) if row else ""
        said = f", do {who} ghi lúc {show_moment(row.entered_at)}" if row else ""
        return Detail(
            Code.CONFLICT,
            f"Ô này đã đổi từ lúc mở: trong sổ là {stands}{said}. "
            "Phần vừa nhập được giữ lại để chọn.",
            student_id=cell.student_id, day=cell.day, part=int(cell.part),
            stands=current.mark.value if current else "", who=who,
            when=row.entered_at if row else 0,
        )  # fmt: skip


def expected_value(books: Books, command: SaysCells, cell: AbsenceCell) -> AbsenceValue | None:
    """What the author saw; if the own command that wrote it was refused, what that one saw."""
    expected, after = cell.seen, cell.after
    while after is not None:
        row = journal.find(books.session, after)
        if row is None or row.state not in ("refused", "failed"):
            return expected
        earlier = journal.command_of(row)
        if not isinstance(earlier, SaysCells) or earlier.class_id != command.class_id:
            return expected
        same = [c for c in earlier.absences() if c.place == cell.place]
        if not same:
            return expected
        expected, after = same[0].seen, same[0].after
    return expected


def detail(cell: AbsenceCell, code: Code, sentence: str) -> Detail:
    """A bad cell."""
    return Detail(
        code, sentence, student_id=cell.student_id, day=cell.day, part=int(cell.part)
    )  # fmt: skip
