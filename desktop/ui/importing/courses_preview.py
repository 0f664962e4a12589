"""Knows how the plan of an assignment grid is shown, and how one is read for a school year."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from desktop.exchange.courses import (
    CoursesPlan,
    PlannedCourse,
    courses_command,
    plan_courses,
    read_courses,
)
from desktop.exchange.plan import LineKind, Problem
from desktop.queries.course_grid import CourseGrid
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
)
from desktop.ui.importing.source import Source

_FIRST = (LineKind.PROBLEM, LineKind.CHANGED, LineKind.NEW, LineKind.UNCHANGED, LineKind.SKIPPED)


def courses_source(grid: CourseGrid) -> Source:
    """Reads an assignment grid to compare with the school's."""

    def read(path: Path) -> Preview:
        return courses_preview(plan_courses(read_courses(path, grid), grid))

    return Source(f"phân công {grid.school_year}", "Bảng phân công", read)


def courses_preview(plan: CoursesPlan) -> Preview:
    """The plan as the page shows it: a line for each class of the file."""
    wrong = {problem.address: problem for problem in reversed(plan.problems)}

    def settle(more: Settled) -> Preview:
        return courses_preview(plan_courses(plan.sheet, plan.grid, {**plan.settlements, **more}))

    return Preview(
        file=plan.sheet.file,
        target=f"phân công {plan.grid.school_year}",
        unit="ô",
        columns=tuple(_columns(plan)),
        lines=tuple(_lines(plan, wrong)),
        counts=plan.counts,
        problems=plan.problems,
        changes=tuple(
            PreviewChange(c.address, 0, c.class_name, c.subject, c.old, c.new)
            for c in plan.cells
            if c.kind is LineKind.CHANGED
        ),
        settled=plan.settlements,
        to_write=len(plan.cells_to_write),
        left=plan.counts.get(LineKind.PROBLEM, 0),
        settle=settle,
        command=lambda: courses_command(plan),
        notes=plan.notes,
    )


def _columns(plan: CoursesPlan) -> Iterator[PreviewColumn]:
    at = {letters_of(text.class_at) for text in plan.sheet.cells}
    yield PreviewColumn(NAME, "Lớp", ", ".join(sorted(at)), Kind.NAME, 90)
    letters = {text.subject: letters_of(text.address) for text in plan.sheet.cells}
    for number, subject in enumerate(plan.grid.subjects):
        if number in letters:
            yield PreviewColumn(str(number), subject.name, letters[number], Kind.TEXT, 170)


def _lines(plan: CoursesPlan, wrong: dict[str, Problem]) -> Iterator[PreviewLine]:
    planned = {course.address: course for course in plan.cells}
    by_row = defaultdict(list)
    for text in plan.sheet.cells:
        by_row[text.row].append(text)
    for row, texts in sorted(by_row.items()):
        first = texts[0]
        doubt = wrong.get(first.class_at)
        cells = {
            str(text.subject): _cell(planned[text.address], wrong.get(text.address))
            for text in texts
        }
        kind = LineKind.PROBLEM if doubt else LineKind.UNCHANGED
        cells[NAME] = PreviewCell(
            first.class_name, first.class_at, kind, doubt.what if doubt else ""
        )
        kinds = {planned[text.address].kind for text in texts}
        line = next((one for one in _FIRST if one in kinds), LineKind.UNCHANGED)
        yield PreviewLine(row, line, f"Lớp {first.class_name}", cells)


def _cell(course: PlannedCourse, problem: Problem | None) -> PreviewCell:
    kind, sentence = course.kind, ""
    if problem is not None:
        kind, sentence = LineKind.PROBLEM, problem.what
    elif kind is LineKind.PROBLEM:
        kind, sentence = LineKind.UNCHANGED, "chờ biết là lớp nào"
    elif kind is LineKind.CHANGED:
        sentence = f"sổ đang ghi {course.old or 'trống'} → {course.new}"
    return PreviewCell(course.new, course.address, kind, sentence)
