"""Knows how the plan of a sheet of marks is shown, and how one is read for a course."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from desktop.commands.gradebook import EnterMarks
from desktop.exchange.course_book import CourseBook
from desktop.exchange.marks import (
    MarksPlan,
    PlannedCell,
    PlannedRow,
    marks_command,
    plan_marks,
    read_marks,
)
from desktop.exchange.marks_sheet import MarksLine
from desktop.exchange.plan import LineKind, Problem, fix_sentences
from desktop.rules.marks import column_name, show_mark
from desktop.ui.grid.sheet import Kind
from desktop.ui.importing.preview import (
    NAME,
    Preview,
    PreviewCell,
    PreviewChange,
    PreviewColumn,
    PreviewLine,
    Settled,
    missing_note,
    plain_cell,
    row_kind,
)
from desktop.ui.importing.source import Source


def marks_source(book: CourseBook) -> Source:
    """Reads a sheet of marks for one course in one term; the book as `course_book_of` gives it."""

    def read(path: Path) -> Preview:
        return marks_preview(plan_marks(read_marks(path, book), book))

    term = f"học kì {book.term.name}"
    return Source(f"{book.subject} {book.class_name}, {term}", "Bảng điểm", read)


def marks_preview(plan: MarksPlan) -> Preview:
    """The plan as the page shows it."""
    book = plan.book
    wrong = {problem.address: problem for problem in reversed(plan.problems)}
    by_row = {line.row: line for line in plan.sheet.lines}
    counts = plan.counts

    def settle(more: Settled) -> Preview:
        return marks_preview(plan_marks(plan.sheet, book, {**plan.settlements, **more}))

    def command() -> EnterMarks:
        return marks_command(plan)

    return Preview(
        file=plan.sheet.file,
        target=f"{book.subject} {book.class_name}",
        unit="ô",
        columns=tuple(_columns(plan)),
        lines=tuple(_line(row, by_row[row.row], plan, wrong) for row in plan.rows),
        counts=Counter({kind: counts.get(kind, 0) for kind in LineKind}),
        problems=plan.problems,
        changes=tuple(_changes(plan)),
        settled=plan.settlements,
        to_write=len(plan.cells_to_write),
        left=counts.get(LineKind.PROBLEM, 0),
        settle=settle,
        command=command,
        fixes=fix_sentences(plan.fixes),
        notes=(
            *plan.notes,
            *missing_note([pupil.full_name for pupil in plan.missing], f"lớp {book.class_name}"),
        ),
    )


def _columns(plan: MarksPlan) -> Iterator[PreviewColumn]:
    names = {letters_of(line.name_at) for line in plan.sheet.lines}
    yield PreviewColumn(NAME, "Họ và tên", ", ".join(sorted(names)), Kind.NAME, 200)
    codes = {letters_of(line.code_at) for line in plan.sheet.lines if line.code_at}
    if codes:
        yield PreviewColumn("code", "Mã học sinh", ", ".join(sorted(codes)), Kind.WORD, 110)
    for column, at in sorted(plan.sheet.columns.items()):
        yield PreviewColumn(str(column), column_name(column), letters_of(at), Kind.MARK, 84)


def letters_of(address: str) -> str:
    """D of D10."""
    return re.sub(r"\d+", "", address)


def _line(
    row: PlannedRow, line: MarksLine, plan: MarksPlan, wrong: Mapping[str, Problem]
) -> PreviewLine:
    planned = {cell.column: cell for cell in row.cells}
    cells = {NAME: plain_cell(row.name, line.name_at, wrong)}
    if line.code_at:
        cells["code"] = plain_cell(line.code or line.moet_id, line.code_at, wrong)
    for column in plan.sheet.columns:
        found = planned.get(column)
        if found is not None:
            cells[str(column)] = _mark(found, wrong)
        elif column in plan.book.columns and not row.skipped:
            cells[str(column)] = PreviewCell("", line.cells[column].address)
    return PreviewLine(row.row, _kind(row), row.name, cells)


def _kind(row: PlannedRow) -> LineKind:
    kinds = (cell.kind for cell in row.cells)
    return row_kind(kinds, wrong=bool(row.problems), skipped=row.skipped)


def _mark(cell: PlannedCell, wrong: Mapping[str, Problem]) -> PreviewCell:
    problem, kind, sentence = wrong.get(cell.address), cell.kind, cell.sentence
    if problem is not None:
        sentence = problem.what
    elif kind is LineKind.PROBLEM:
        kind, sentence = LineKind.UNCHANGED, "chờ biết là em nào"
    elif kind is LineKind.CHANGED:
        sentence = f"sổ đang ghi {show_mark(cell.seen)} → {show_mark(cell.mark)}"
    shown = show_mark(cell.mark) if cell.mark is not None else cell.text.strip()
    return PreviewCell(shown, cell.address, kind, sentence)


def _changes(plan: MarksPlan) -> Iterator[PreviewChange]:
    for row in plan.rows:
        for cell in row.cells:
            if cell.kind is LineKind.CHANGED:
                yield PreviewChange(
                    cell.address, row.row, row.name, column_name(cell.column),
                    show_mark(cell.seen), show_mark(cell.mark),
                )  # fmt: skip
