"""`import marks`: the preview of a sheet of marks, then exactly what it shows as one command."""

from argparse import Namespace

from desktop.cli.courses import course_book
from desktop.cli.outcome import Report
from desktop.cli.plans import kinds_line, problem_lines, settlements
from desktop.cli.signing_in import signed_in
from desktop.exchange.marks import marks_command, marks_report, plan_marks
from desktop.exchange.marks_sheet import read_marks
from desktop.exchange.plan import fix_sentences


def run(arguments: Namespace) -> Report:
    sheet = read_marks(arguments.file.resolve())
    with signed_in(arguments) as school:
        book = course_book(school, arguments, to_enter=True)
        plan = plan_marks(sheet, book, settlements(arguments))
        cells = len(plan.cells_to_write)
        written = 0
        if cells and not arguments.dry_run:
            school.do(marks_command(plan))
            written = cells
    locked = [
        f"Ô {cell.address} ({row.name}): {cell.sentence}"
        for row in plan.rows
        for cell in row.cells
        if cell.sentence
    ]
    return Report(
        lines=(
            f"{sheet.file} · {book.subject} {book.class_name}: {kinds_line(plan.counts)}",
            *fix_sentences(plan.fixes),
            *plan.notes,
            *problem_lines(plan.problems),
            *locked,
            f"Đã ghi {written} ô vào sổ." if not arguments.dry_run else "Chưa ghi gì vào sổ.",
        ),
        data={**marks_report(plan), "written": written, "dry_run": arguments.dry_run},
        problems=bool(plan.problems or locked),
    )
