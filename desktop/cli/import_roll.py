"""`import roll`: the preview of a month's sheet, then exactly what it shows as one command."""

from argparse import Namespace

from desktop.cli.outcome import Report
from desktop.cli.plans import kinds_line, problem_lines, settlements
from desktop.cli.rolls import roll_book
from desktop.cli.signing_in import signed_in
from desktop.exchange.plan import fix_sentences
from desktop.exchange.roll_import import plan_roll, roll_command, roll_report
from desktop.exchange.roll_sheet import read_roll


def run(arguments: Namespace) -> Report:
    file = arguments.file.resolve()
    with signed_in(arguments) as school:
        book = roll_book(school, arguments, to_enter=True)
        sheet = read_roll(file, book)
        plan = plan_roll(sheet, book, settlements(arguments))
        written = 0
        if plan.to_write and not arguments.dry_run:
            school.do(roll_command(plan))
            written = len(plan.to_write)
    return Report(
        lines=(
            f"{sheet.file} · lớp {book.class_name}, {book.name}: {kinds_line(plan.counts)}",
            *fix_sentences(plan.fixes),
            *plan.notes,
            *problem_lines(plan.problems),
            f"Đã ghi {written} ô vào sổ." if not arguments.dry_run else "Chưa ghi gì vào sổ.",
        ),
        data={**roll_report(plan), "written": written, "dry_run": arguments.dry_run},
        problems=bool(plan.problems),
    )
