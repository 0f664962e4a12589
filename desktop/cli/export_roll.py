"""`export roll`: the sheet of a class's month."""

from argparse import Namespace

from desktop.cli.outcome import Report
from desktop.cli.rolls import roll_book
from desktop.cli.signing_in import signed_in
from desktop.exchange.roll_export import export_roll


def run(arguments: Namespace) -> Report:
    target = arguments.output.resolve()
    with signed_in(arguments) as school:
        book = roll_book(school, arguments)
        export_roll(book, target)
    pupils = len(book.grid.lines)
    return Report(
        lines=(
            f"Đã xuất điểm danh lớp {book.class_name} {book.name}, {pupils} em, vào {target}",
        ),
        data={
            "file": str(target),
            "class": book.class_name,
            "month": arguments.month,
            "sessions": book.grid.sessions,
            "pupils": pupils,
        },
    )  # fmt: skip
