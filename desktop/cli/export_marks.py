"""`export marks`: the sheet of one course in one term."""

from argparse import Namespace

from desktop.cli.courses import course_book
from desktop.cli.outcome import Report
from desktop.cli.signing_in import signed_in
from desktop.exchange.marks_export import export_marks


def run(arguments: Namespace) -> Report:
    target = arguments.output.resolve()
    with signed_in(arguments) as school:
        book = course_book(school, arguments)
        export_marks(book, target)
    return Report(
        lines=(f"Đã xuất {book.subject} {book.class_name}, {len(book.pupils)} em, vào {target}",),
        data={
            "file": str(target),
            "class": book.class_name,
            "subject": book.subject,
            "term": int(book.term),
            "pupils": len(book.pupils),
        },
    )
