"""Knows what a sheet of marks would change in a course: cell by cell, nothing ever cleared."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.exchange.course_book import CourseBook, CoursePupil
from desktop.exchange.marks_matching import Roll, matched, roll_of
from desktop.exchange.marks_sheet import MarksLine, MarksSheet, MarkText, read_marks
from desktop.exchange.marks_titles import title_problem
from desktop.exchange.plan import (
    LEAVE_EMPTY,
    TITLE_LINE,
    Fix,
    LineKind,
    Problem,
    Settlement,
    Settlements,
    Way,
    fixes_report,
    problem_report,
    with_value,
)
from desktop.rules.marks import (
    Column,
    Mark,
    MarkState,
    NotAMark,
    column_name,
    parse_mark,
    show_mark,
)

__all__ = [
    "MarksPlan",
    "PlannedCell",
    "PlannedRow",
    "marks_command",
    "marks_report",
    "plan_marks",
    "read_marks",
    "settle",
]

_LONGEST_LIST: Final = 8
_BROUGHT_IN: Final = (
    "Đây là điểm chuyển đến từ trường cũ, sổ giữ nguyên. "
    "Cần sửa thì báo văn phòng đối chiếu học bạ."
)


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """One mark cell: `text` as in the file, `mark` to be written, `seen` what the book holds.

    `sentence` says why a locked cell or one with a problem is not written.
    """

    address: str
    column: Column
    kind: LineKind
    text: str
    mark: Mark | None = None
    seen: Mark | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of the file; without a pupil its cells wait for the row's problem."""

    row: int
    name: str
    student_id: UUID | None
    cells: tuple[PlannedCell, ...]
    problems: tuple[Problem, ...] = ()
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class MarksPlan:
    """The whole preview; `cells_to_write` is exactly what the command will carry."""

    sheet: MarksSheet
    book: CourseBook
    settlements: Settlements
    rows: tuple[PlannedRow, ...]
    problems: tuple[Problem, ...]
    missing: tuple[CoursePupil, ...]
    fixes: tuple[Fix, ...]
    notes: tuple[str, ...]

    @property
    def cells_to_write(self) -> tuple[tuple[UUID, PlannedCell], ...]:
        """New and changed cells with their pupil; none while the title is in question."""
        if any(problem.address == TITLE_LINE for problem in self.problems):
            return ()
        return tuple(
            (row.student_id, cell)
            for row in self.rows
            for cell in row.cells
            if row.student_id and cell.kind in {LineKind.NEW, LineKind.CHANGED}
        )

    @property
    def counts(self) -> Mapping[LineKind, int]:
        """Of cells that hold something."""
        return Counter(cell.kind for row in self.rows for cell in row.cells)


def plan_marks(
    sheet: MarksSheet, book: CourseBook, settlements: Settlements | None = None
) -> MarksPlan:
    """Compare a sheet of marks with the book of one course in one term."""
    settled = settlements or {}
    roll = roll_of(book.class_name, book.pupils)
    rows, fixes = _rows(sheet.lines, roll, book, settled)
    named = {row.student_id for row in rows}
    general = [
        *title_problem(sheet, book, settled),
        *_column_problems(sheet, book, settled),
    ]
    return MarksPlan(
        sheet=sheet,
        book=book,
        settlements=settled,
        rows=rows,
        problems=(*general, *(problem for row in rows for problem in row.problems)),
        missing=tuple(
            pupil
            for pupil in book.pupils
            if pupil.student_id not in named and pupil.left_on is None
        ),
        fixes=(*sheet.fixes, *fixes),
        notes=(*sheet.notes, *_notes(sheet, rows, roll)),
    )


def settle(plan: MarksPlan, address: str, settlement: Settlement) -> MarksPlan:
    """The plan after a person decided about one cell; the given plan stays as it is."""
    return plan_marks(plan.sheet, plan.book, {**plan.settlements, address: settlement})


def marks_command(plan: MarksPlan) -> EnterMarks:
    """The one command that writes what the plan shows."""
    return EnterMarks(
        course_id=plan.book.course_id,
        term=plan.book.term,
        cells=tuple(
            MarkCell(student_id, cell.column, mark=cell.mark, seen=cell.seen)
            for student_id, cell in plan.cells_to_write
        ),
        source=plan.sheet.file,
    )


def marks_report(plan: MarksPlan) -> dict[str, Any]:
    """The plan as plain data for --json."""
    counts = plan.counts
    cells = [(row, cell) for row in plan.rows for cell in row.cells]
    return {
        "file": plan.sheet.file,
        "sheet": plan.sheet.sheet,
        "class": plan.book.class_name,
        "subject": plan.book.subject,
        "term": int(plan.book.term),
        "counts": {str(kind): counts.get(kind, 0) for kind in LineKind},
        "to_write": len(plan.cells_to_write),
        "problems": [problem_report(problem) for problem in plan.problems],
        "changes": [
            {
                "address": cell.address,
                "name": row.name,
                "column": column_name(cell.column),
                "old": show_mark(cell.seen),
                "new": show_mark(cell.mark),
            }
            for row, cell in cells
            if cell.kind is LineKind.CHANGED
        ],
        "locked": [
            {"address": cell.address, "name": row.name, "what": cell.sentence}
            for row, cell in cells
            if cell.kind is LineKind.LOCKED
        ],
        "fixes": fixes_report(plan.fixes),
        "missing": [pupil.full_name for pupil in plan.missing],
        "notes": list(plan.notes),
    }


def _rows(
    lines: Sequence[MarksLine], roll: Roll, book: CourseBook, settled: Settlements
) -> tuple[tuple[PlannedRow, ...], list[Fix]]:
    rows: list[PlannedRow] = []
    fixes: list[Fix] = []
    for line, owner in matched(lines, roll, settled):
        if owner is None:
            rows.append(PlannedRow(line.row, line.name, None, (), skipped=True))
            continue
        if owner.pupil is None:
            found = (owner.problem,) if owner.problem else ()
            rows.append(PlannedRow(line.row, line.name, None, _waiting(line), found))
            continue
        if owner.fix:
            fixes.append(owner.fix)
        rows.append(_row(line, owner.pupil, book, settled))
    return tuple(rows), fixes


def _waiting(line: MarksLine) -> tuple[PlannedCell, ...]:
    """The filled cells of a row whose pupil is not known yet."""
    return tuple(
        PlannedCell(cell.address, column, LineKind.PROBLEM, cell.text)
        for column, cell in line.cells.items()
        if cell.text.strip()
    )


def _row(line: MarksLine, pupil: CoursePupil, book: CourseBook, settled: Settlements) -> PlannedRow:
    cells: list[PlannedCell] = []
    problems: list[Problem] = []
    for column, found in line.cells.items():
        if column not in book.columns:
            continue
        settlement = settled.get(found.address)
        text = _settled_text(found, settlement)
        if not text.strip():
            continue
        cell = _cell(found, text, column, pupil.marks.get(column), book)
        cells.append(cell)
        if cell.kind is LineKind.PROBLEM:
            problems.append(_mark_problem(line, cell, found))
    return PlannedRow(line.row, pupil.full_name, pupil.student_id, tuple(cells), tuple(problems))


def _settled_text(found: MarkText, settlement: Settlement | None) -> str:
    if settlement is None:
        return found.text
    return settlement.text if settlement.way is Way.VALUE else ""


def _cell(
    found: MarkText, text: str, column: Column, seen: Mark | None, book: CourseBook
) -> PlannedCell:
    def planned(kind: LineKind, mark: Mark | None = None, sentence: str = "") -> PlannedCell:
        return PlannedCell(found.address, column, kind, text, mark, seen, sentence)

    if seen is not None and text.strip() == show_mark(seen):
        return planned(LineKind.UNCHANGED, seen)
    if text == found.text and (found.formula or found.day):
        return planned(LineKind.PROBLEM, sentence=_not_kept(found))
    try:
        mark = parse_mark(text, book.assessment)
    except NotAMark as refused:
        return planned(LineKind.PROBLEM, sentence=refused.sentence)
    if _same(seen, mark):
        return planned(LineKind.UNCHANGED, seen)
    if column in book.locked:
        return planned(LineKind.LOCKED, mark, book.locked[column])
    if seen is not None and seen.brought_in:
        return planned(LineKind.LOCKED, mark, _BROUGHT_IN)
    return planned(LineKind.CHANGED if seen else LineKind.NEW, mark)


def _same(seen: Mark | None, mark: Mark | None) -> bool:
    if seen is None or mark is None:
        return seen is mark
    return seen.state is MarkState.MARK and (seen.tenths, seen.passed) == (mark.tenths, mark.passed)


def _not_kept(found: MarkText) -> str:
    if found.formula:
        return (
            f"Ô này là công thức {found.text}, tệp không lưu kết quả. "
            "Gõ điểm vào đây, hoặc mở tệp bằng Excel, lưu lại rồi nhập lại."
        )
    return f"Excel đã đổi ô này thành ngày {found.text}. Gõ lại điểm."


def _mark_problem(line: MarksLine, cell: PlannedCell, found: MarkText) -> Problem:
    ways = [LEAVE_EMPTY]
    if found.day and cell.text == found.text:
        # 8.5 typed where the computer expects dates is kept as 8 May.
        ways.insert(0, with_value(f"{found.day.day},{found.day.month}"))
    return Problem(
        cell.address, line.row, line.name, cell.sentence, found=cell.text, ways=tuple(ways)
    )


def _column_problems(
    sheet: MarksSheet, book: CourseBook, settled: Settlements
) -> Iterator[Problem]:
    """A filled column that this course does not have: asked once, not by cell."""
    for column, at in sheet.columns.items():
        filled = sum(1 for line in sheet.lines if line.cells[column].text.strip())
        if column in book.columns or not filled or at in settled:
            continue
        yield Problem(
            at, 0, column_name(column),
            f"{book.subject} lớp {book.class_name} có {book.regular} cột ĐĐGtx, không có cột "
            f"{column_name(column)}; {filled} ô ở cột này chưa được ghi. "
            "Xem lại số cột của môn, hoặc bỏ qua cột này.",
            found=column_name(column),
            ways=(Settlement(Way.SKIP, label="Bỏ qua cột này"),),
            typed=False,
        )  # fmt: skip


def _notes(sheet: MarksSheet, rows: Sequence[PlannedRow], roll: Roll) -> Iterator[str]:
    by_row = {line.row: line for line in sheet.lines}
    kept = [
        cell.address
        for row in rows
        if row.student_id
        for column, cell in by_row[row.row].cells.items()
        if not cell.text.strip() and column in roll.by_id[row.student_id].marks
    ]
    if kept:
        more = ", …" if len(kept) > _LONGEST_LIST else ""
        yield (
            f"{len(kept)} ô trống trong tệp nhưng sổ đã có điểm "
            f"({', '.join(kept[:_LONGEST_LIST])}{more}); sổ giữ nguyên."
        )
