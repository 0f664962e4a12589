"""The homeroom teacher's conduct levels, remarks and numbers of absences of a term."""

from typing import ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import select

from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Detail, Refused, require
from desktop.commands.comments import LONGEST_TEXT
from desktop.commands.gradebook import summary
from desktop.commands.shelves import class_of, enrolled, locks_of
from desktop.models.gradebook import Conduct
from desktop.rules.instants import show_moment
from desktop.rules.locks import LockKind, Shelf, lock_over, locked_sentence
from desktop.rules.permissions import AudienceKind, Capability, Person, Place, audience
from desktop.rules.terms import Level, Term

MOST_ABSENCES = 250  # school days of a year, with room


class ConductValue(msgspec.Struct, frozen=True, omit_defaults=True):
    """Conduct level (G-25), remark, and sessions missed with and without permission."""

    level: Level | None = None
    remark: str = ""
    excused: int | None = None
    unexcused: int | None = None


class ConductCell(msgspec.Struct, frozen=True, omit_defaults=True):
    """One pupil's line: what shall stand there, and what its author saw."""

    student_id: UUID
    value: ConductValue
    seen: ConductValue = ConductValue()


class RateConduct(Command, frozen=True, tag="rate_conduct"):
    """Enter conduct levels, remarks and absences of a class in a term."""

    TITLE: ClassVar[str] = "Ghi rèn luyện, buổi nghỉ"
    class_id: UUID
    term: Term
    cells: tuple[ConductCell, ...]

    def check(self, books: Books, by: Person) -> None:
        """The class's homeroom teacher, pupils of it, unlocked, and the line as it was seen."""
        school_class = class_of(books, self.class_id)
        require(books, by, Capability.CONDUCT_ENTER, Place(class_id=self.class_id))
        locks = locks_of(books, school_class.school_year_id, self.term)
        shelf = Shelf(school_class.grade, school_class.id)
        lock = lock_over(locks, shelf, self.term, LockKind.CONDUCT)
        if lock:
            raise Refused(Code.LOCKED, locked_sentence(lock, "Kết quả rèn luyện"))
        pupils, rows = enrolled(books, self.class_id), self._rows(books)
        bad = []
        for cell in self.cells:
            if cell.student_id not in pupils:
                sentence = f"Em này không có trong danh sách lớp {school_class.name}."
                bad.append(Detail(Code.MISSING, sentence, student_id=cell.student_id))
            elif found := _unfit(cell) or _conflict(books, cell, rows.get(cell.student_id)):
                bad.append(found)
        if bad:
            raise Refused(bad[0].code, summary(bad, len(self.cells)), bad)

    def apply(self, books: Books, by: Person) -> None:
        """Write the lines; an empty one is deleted."""
        rows = self._rows(books)
        for cell in self.cells:
            row = rows.get(cell.student_id)
            if conduct_value(row) == cell.value:
                continue
            if row is not None and cell.value == ConductValue():
                books.session.delete(row)
                continue
            if row is None:
                row = Conduct(
                    class_id=self.class_id, term=int(self.term), student_id=cell.student_id,
                    entered_by=by.staff_id, entered_at=books.at,
                    audience=audience(AudienceKind.CARE, self.class_id),
                )  # fmt: skip
                books.session.add(row)
            value = cell.value
            row.level = None if value.level is None else int(value.level)
            row.remark, row.excused, row.unexcused = value.remark, value.excused, value.unexcused
            row.entered_by, row.entered_at = by.staff_id, books.at

    def inverse(self, own_id: UUID) -> "RateConduct":  # noqa: ARG002
        """The lines before."""
        cells = tuple(ConductCell(c.student_id, value=c.seen, seen=c.value) for c in self.cells)
        return msgspec.structs.replace(self, cells=cells)

    def _rows(self, books: Books) -> dict[UUID, Conduct]:
        rows = books.session.scalars(
            select(Conduct).where(Conduct.class_id == self.class_id, Conduct.term == int(self.term))
        )
        return {row.student_id: row for row in rows}


def conduct_value(row: Conduct | None) -> ConductValue:
    """A row as commands carry it."""
    if row is None:
        return ConductValue()
    level = None if row.level is None else Level(row.level)
    return ConductValue(level, row.remark, row.excused, row.unexcused)


def _unfit(cell: ConductCell) -> Detail | None:
    value = cell.value
    counts = [n for n in (value.excused, value.unexcused) if n is not None]
    if any(not 0 <= n <= MOST_ABSENCES for n in counts):
        sentence = f"Số buổi nghỉ là số nguyên từ 0 đến {MOST_ABSENCES}."
    elif len(value.remark) > LONGEST_TEXT:
        sentence = f"Nhận xét dài quá {LONGEST_TEXT} chữ. Rút gọn rồi ghi lại."
    else:
        return None
    return Detail(Code.INVALID, sentence, student_id=cell.student_id)


def _conflict(books: Books, cell: ConductCell, row: Conduct | None) -> Detail | None:
    if conduct_value(row) in (cell.seen, cell.value):
        return None
    who = books.staff_name(row.entered_by) if row else "người khác"
    when = f" lúc {show_moment(row.entered_at)}" if row else ""
    return Detail(
        Code.CONFLICT,
        f"Dòng này đã được {who} đổi{when}. Giá trị vừa nhập được giữ lại; mở lại để xem rồi chọn.",
        student_id=cell.student_id, who=who, when=row.entered_at if row else 0,
    )  # fmt: skip
