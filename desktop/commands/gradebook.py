"""Entering marks, test dates and comments of one course in one term."""

from dataclasses import replace
from datetime import date
from typing import ClassVar, Final
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select

from desktop.commands import journal
from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Detail, Refused, require
from desktop.commands.shelves import CourseShelf, course_shelf, enrolled, locks_of
from desktop.models.base import Key
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.gradebook import MarkColumn, MarkRevision
from desktop.queries.marks import mark_value
from desktop.rules.instants import show_moment
from desktop.rules.locks import Lock, kind_of_column, lock_over, locked_sentence
from desktop.rules.marks import (
    HIGHEST,
    Column,
    Mark,
    MarkState,
    column_name,
    required_columns,
    show_mark,
    without_makeup,
)
from desktop.rules.permissions import Capability, Person, may
from desktop.rules.terms import Assessment, Term

_MARKS: Final = select(MarkRow).where(
    MarkRow.course_id == bindparam("course_id", type_=Key),
    MarkRow.term == bindparam("term"),
    MarkRow.column.in_(bindparam("columns", expanding=True)),
)


class MarkCell(msgspec.Struct, frozen=True, omit_defaults=True):
    """One cell: what shall stand there, and what its author saw; None is *not entered*.

    `after` is the author's own unanswered command that wrote the seen value (sync.md 22).
    """

    student_id: UUID
    column: Column
    mark: Mark | None = None
    seen: Mark | None = None
    after: UUID | None = None


class EnterMarks(Command, frozen=True, tag="enter_marks"):
    """Enter or clear marks of one course in one term; `source` names the file they came from."""

    TITLE: ClassVar[str] = "Nhập điểm"
    course_id: UUID
    term: Term
    cells: tuple[MarkCell, ...]
    source: str = ""

    def check(self, books: Books, by: Person) -> None:
        """Refuse with all bad cells listed: right, column, pupil, value, lock, conflict."""
        where = course_shelf(books, self.course_id)
        _require_entry(books, by, where, self.cells)
        bad = self._bad_cells(books, by, where)
        if bad:
            raise Refused(bad[0].code, summary(bad, len(self.cells)), bad)

    def _bad_cells(self, books: Books, by: Person, where: CourseShelf) -> list[Detail]:
        rows = mark_rows(books, self)
        pupils = enrolled(books, where.school_class.id)
        locks = locks_of(books, where.school_class.school_year_id, self.term)
        bring_in = may(by, Capability.MARKS_BRING_IN, where.place, books.today)
        bad = []
        for cell in self.cells:
            row = rows.get((cell.student_id, cell.column))
            found = (
                _unfit(cell, where, pupils)
                or _locked(cell, row, locks, where, self.term)
                or _brought_in(cell, row, bring_in=bring_in)
                or _conflict(books, self, cell, row)
            )
            if found:
                bad.append(found)
        return bad

    def apply(self, books: Books, by: Person) -> None:
        """Write the marks; a superseded value goes to mark_revision."""
        rows = mark_rows(books, self)
        for cell in self.cells:
            row = rows.get((cell.student_id, cell.column))
            if mark_value(row) == cell.mark:
                continue  # the wanted value is there already (sync.md 21)
            if row is not None:
                books.session.add(revision_of(row, books, by))
            if cell.mark is None:
                books.session.delete(row)
            elif row is None:
                books.session.add(_new_row(self, cell, cell.mark, books, by))
            else:
                _fill(row, cell.mark, books, by)

    def inverse(self, own_id: UUID) -> "EnterMarks":
        """The same cells with what stood there before."""
        return EnterMarks(
            course_id=self.course_id,
            term=self.term,
            cells=tuple(
                MarkCell(c.student_id, c.column, mark=c.seen, seen=c.mark, after=own_id)
                for c in self.cells
            ),
        )


def mark_rows(books: Books, command: EnterMarks) -> dict[tuple[UUID, Column], MarkRow]:
    """What stands in the columns of a command by (pupil, column), in one SELECT (sync.md 33)."""
    where = {
        "course_id": command.course_id, "term": int(command.term),
        "columns": sorted({cell.column for cell in command.cells}),
    }  # fmt: skip
    rows = books.session.scalars(_MARKS, where)
    return {(row.student_id, row.column): row for row in rows}


def _require_entry(
    books: Books, by: Person, where: CourseShelf, cells: tuple[MarkCell, ...]
) -> None:
    """The course's teacher, or for brought-in marks alone who may bring in (G-36)."""
    bringing_in = all(
        (c.mark is None or c.mark.brought_in) and (c.mark or (c.seen and c.seen.brought_in))
        for c in cells
    )
    if bringing_in and may(by, Capability.MARKS_BRING_IN, where.place, books.today):
        return
    require(books, by, Capability.MARKS_ENTER, where.place)


def _unfit(cell: MarkCell, where: CourseShelf, pupils: frozenset[UUID]) -> Detail | None:
    """A cell that does not exist in this course, or a value that cannot stand in it."""
    if cell.column not in required_columns(where.course.regular):
        return _detail(cell, Code.INVALID, "Lớp–môn này không có cột điểm đó.")
    if cell.student_id not in pupils:
        return _detail(
            cell, Code.MISSING, f"Em này không có trong danh sách lớp {where.school_class.name}."
        )
    if cell.mark is not None and not _fits(cell.mark, where.assessment):
        return _detail(cell, Code.INVALID, "Giá trị này không ghi được vào cột điểm của môn.")
    return None


def _fits(mark: Mark, assessment: Assessment) -> bool:
    if mark.state is MarkState.ZERO:
        return replace(mark, reason="", brought_in=False) == without_makeup(assessment)
    if mark.state is MarkState.MAKEUP:
        return mark.passed is None and mark.tenths is None
    if assessment is Assessment.COMMENT:
        return mark.passed is not None and mark.tenths is None
    return mark.passed is None and mark.tenths is not None and 0 <= mark.tenths <= HIGHEST


def _locked(
    cell: MarkCell, row: MarkRow | None, locks: list[Lock], where: CourseShelf, term: Term
) -> Detail | None:
    lock = lock_over(locks, where.shelf, term, kind_of_column(cell.column))
    if lock is None or mark_value(row) == cell.mark:
        return None
    return _detail(cell, Code.LOCKED, locked_sentence(lock, column_name(cell.column)), row)


def _brought_in(cell: MarkCell, row: MarkRow | None, *, bring_in: bool) -> Detail | None:
    """G-36: marks of the former school are the office's to enter and to change."""
    touches = (cell.mark and cell.mark.brought_in) or (row is not None and row.brought_in)
    if bring_in or not touches or mark_value(row) == cell.mark:
        return None
    return _detail(
        cell, Code.NOT_PERMITTED,
        "Đây là điểm chuyển đến từ trường cũ, lớp cũ. Cần sửa thì báo văn phòng đối chiếu sổ.", row,
    )  # fmt: skip


def _conflict(
    books: Books, command: EnterMarks, cell: MarkCell, row: MarkRow | None
) -> Detail | None:
    current = mark_value(row)
    if current in (cell.mark, _expected(books, command, cell)):
        return None
    stands = show_mark(current) or "để trống"
    who = books.staff_name(row.entered_by) if row else ""
    when = row.entered_at if row else 0
    said = f" ({who}, {show_moment(when)})" if row else ""
    return Detail(
        Code.CONFLICT,
        f"Ô này đã đổi từ lúc mở: trong sổ là {stands}{said}. "
        "Giá trị vừa nhập được giữ lại để chọn.",
        student_id=cell.student_id, column=cell.column, current=current, who=who, when=when,
    )  # fmt: skip


def _expected(books: Books, command: EnterMarks, cell: MarkCell) -> Mark | None:
    """What the author saw; if the own command that wrote it was refused, what that one saw."""
    expected, after = cell.seen, cell.after
    while after is not None:
        row = journal.find(books.session, after)
        if row is None or row.state not in ("refused", "failed") or row.settled == journal.ERASED:
            return expected
        earlier = journal.command_of(row)
        if not isinstance(earlier, EnterMarks) or earlier.course_id != command.course_id:
            return expected
        same = [
            c for c in earlier.cells if (c.student_id, c.column) == (cell.student_id, cell.column)
        ]
        if not same:
            return expected
        expected, after = same[0].seen, same[0].after
    return expected


def _detail(cell: MarkCell, code: Code, sentence: str, row: MarkRow | None = None) -> Detail:
    return Detail(
        code, sentence, student_id=cell.student_id, column=cell.column, current=mark_value(row)
    )


def summary(bad: list[Detail], cells: int, unit: str = "ô") -> str:
    """What happened to the whole command, and the first cell's sentence."""
    if cells == 1:
        return bad[0].sentence
    rest = f"Còn {cells - len(bad)} {unit} ghi được. " if cells > len(bad) else ""
    return (
        f"{len(bad)} trong {cells} {unit} chưa ghi được, chưa {unit} nào trong lần này vào sổ. "
        f"{rest}{unit.capitalize()} đầu tiên: {bad[0].sentence}"
    )


def revision_of(row: MarkRow, books: Books, by: Person) -> MarkRevision:
    """What is kept of a value that gives way."""
    return MarkRevision(
        course_id=row.course_id, term=row.term, column=row.column, student_id=row.student_id,
        command_id=books.command_id, state=row.state, tenths=row.tenths, passed=row.passed,
        reason=row.reason, due=row.due, brought_in=row.brought_in, entered_by=row.entered_by,
        entered_at=row.entered_at, replaced_by=by.staff_id, replaced_at=books.at,
        audience=row.course_id,
    )  # fmt: skip


def _new_row(command: EnterMarks, cell: MarkCell, mark: Mark, books: Books, by: Person) -> MarkRow:
    return MarkRow(
        course_id=command.course_id, term=int(command.term), column=cell.column,
        student_id=cell.student_id, state=mark.state.value, tenths=mark.tenths,
        passed=mark.passed, reason=mark.reason, due=mark.due, brought_in=mark.brought_in,
        entered_by=by.staff_id, entered_at=books.at, audience=command.course_id,
    )  # fmt: skip


def _fill(row: MarkRow, mark: Mark, books: Books, by: Person) -> None:
    row.state, row.tenths, row.passed = mark.state.value, mark.tenths, mark.passed
    row.reason, row.due, row.brought_in = mark.reason, mark.due, mark.brought_in
    row.entered_by, row.entered_at = by.staff_id, books.at


class SetTestDate(Command, frozen=True, tag="set_test_date"):
    """Say on which day the test of a column was (T-2, T-3 count from it)."""

    TITLE: ClassVar[str] = "Ghi ngày kiểm tra"
    course_id: UUID
    term: Term
    column: Column
    test_date: date | None = None
    seen: date | None = None

    def check(self, books: Books, by: Person) -> None:
        """The course's teacher, an existing column, and the date as it was seen."""
        where = course_shelf(books, self.course_id)
        require(books, by, Capability.MARKS_ENTER, where.place)
        if self.column not in required_columns(where.course.regular):
            raise Refused(Code.INVALID, "Lớp–môn này không có cột điểm đó.")
        row = self._row(books)
        current = row.test_date if row else None
        if current not in (self.seen, self.test_date):
            raise Refused(
                Code.CONFLICT,
                f"Ngày kiểm tra của cột đã được đổi thành {current:%d/%m/%Y}. Mở lại để xem."
                if current else "Ngày kiểm tra của cột vừa được xóa. Mở lại để xem.",
            )  # fmt: skip

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002 - the same for everybody
        """Set or clear the date."""
        row = self._row(books)
        if row is None:
            row = MarkColumn(
                course_id=self.course_id, term=int(self.term), column=self.column,
                audience=self.course_id,
            )  # fmt: skip
            books.session.add(row)
        row.test_date = self.test_date

    def inverse(self, own_id: UUID) -> "SetTestDate":  # noqa: ARG002
        """The date before."""
        return msgspec.structs.replace(self, test_date=self.seen, seen=self.test_date)

    def _row(self, books: Books) -> MarkColumn | None:
        return books.session.get(MarkColumn, (self.course_id, int(self.term), self.column))
