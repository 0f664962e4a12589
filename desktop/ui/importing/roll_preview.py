"""Knows how the plan of a month's attendance is shown, and how one is read for a class."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from desktop.commands.absences import EnterAbsences
from desktop.exchange.marks_sheet import MarksLine
from desktop.exchange.plan import LineKind, Problem, fix_sentences
from desktop.exchange.roll_book import RollBook
from desktop.exchange.roll_import import (
    PlannedDay,
    PlannedPupil,
    RollPlan,
    plan_roll,
    read_roll,
    roll_command,
)
from desktop.rules.attendance import PRESENT
from desktop.ui.grid.sheet import Kind
from desktop.ui.importing.marks_preview import letters_of
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


def roll_source(book: RollBook) -> Source:
    """Reads a month's attendance for one class."""

    def read(path: Path) -> Preview:
        return roll_preview(plan_roll(read_roll(path, book), book))

    return Source(f"lớp {book.class_name}, {book.name}", "Điểm danh tháng", read)


def roll_preview(plan: RollPlan) -> Preview:
    """The plan as the page shows it."""
    wrong = {problem.address: problem for problem in reversed(plan.problems)}
    by_row = {line.row: line for line in plan.sheet.lines}
    counts = plan.counts

    def settle(more: Settled) -> Preview:
        return roll_preview(plan_roll(plan.sheet, plan.book, {**plan.settlements, **more}))

    def command() -> EnterAbsences:
        return roll_command(plan)

    return Preview(
        file=plan.sheet.file,
        target=f"điểm danh lớp {plan.book.class_name}, {plan.book.name}",
        unit="ô",
        columns=tuple(_columns(plan)),
        lines=tuple(_line(row, by_row[row.row], plan, wrong) for row in plan.rows),
        counts=Counter({kind: counts.get(kind, 0) for kind in LineKind}),
        problems=plan.problems,
        changes=tuple(_changes(plan)),
        settled=plan.settlements,
        to_write=len(plan.to_write),
        left=counts.get(LineKind.PROBLEM, 0),
        settle=settle,
        command=command,
        fixes=fix_sentences(plan.fixes),
        notes=(*plan.notes, *_missing(plan), *_taken(plan)),
    )


def _missing(plan: RollPlan) -> tuple[str, ...]:
    names = [pupil.full_name for pupil in plan.missing]
    return missing_note(names, f"lớp {plan.book.class_name}")


def _taken(plan: RollPlan) -> Iterator[str]:
    days = sorted({day for day, _ in plan.taken})
    if days:
        said = ", ".join(f"{day:%d/%m}" for day in days)
        yield f"{len(days)} ngày chưa điểm danh sẽ được tính là đã điểm danh: {said}."


def _columns(plan: RollPlan) -> Iterator[PreviewColumn]:
    names = {letters_of(line.name_at) for line in plan.sheet.lines}
    yield PreviewColumn(NAME, "Họ và tên", ", ".join(sorted(names)), Kind.NAME, 180)
    codes = {letters_of(line.code_at) for line in plan.sheet.lines if line.code_at}
    if codes:
        yield PreviewColumn("code", "Mã học sinh", ", ".join(sorted(codes)), Kind.WORD, 110)
    for day, at in sorted(plan.sheet.columns.items()):
        yield PreviewColumn(str(day), str(day), letters_of(at), Kind.WORD, 40)


def _line(
    row: PlannedPupil, line: MarksLine, plan: RollPlan, wrong: Mapping[str, Problem]
) -> PreviewLine:
    planned = {day.day: day for day in row.days}
    cells = {NAME: plain_cell(row.name, line.name_at, wrong)}
    if line.code_at:
        cells["code"] = plain_cell(line.code or line.moet_id, line.code_at, wrong)
    for day in plan.sheet.columns:
        found = planned.get(day)
        if found is not None:
            cells[str(day)] = _day(found, wrong)
        elif plan.book.head(day) is not None and not row.skipped:
            cells[str(day)] = PreviewCell("", line.cells[day].address)
    return PreviewLine(row.row, _kind(row), row.name, cells)


def _kind(row: PlannedPupil) -> LineKind:
    kinds = (cell.kind for cell in row.days)
    return row_kind(kinds, wrong=bool(row.problems), skipped=row.skipped)


def _day(day: PlannedDay, wrong: Mapping[str, Problem]) -> PreviewCell:
    problem, kind, sentence = wrong.get(day.address), day.kind, day.sentence
    if problem is not None:
        sentence = problem.what
    elif kind is LineKind.PROBLEM:
        kind, sentence = LineKind.UNCHANGED, "chờ biết là em nào"
    elif kind is LineKind.CHANGED:
        sentence = f"sổ đang ghi {day.stands} → {day.shown or PRESENT}"
    return PreviewCell(day.shown or day.text.strip(), day.address, kind, sentence)


def _changes(plan: RollPlan) -> Iterator[PreviewChange]:
    for row in plan.rows:
        for day in row.days:
            if day.kind is LineKind.CHANGED:
                name = f"Ngày {day.day:02}/{plan.book.grid.month:02}"
                yield PreviewChange(
                    day.address, row.row, row.name, name, day.stands, day.shown or PRESENT
                )
