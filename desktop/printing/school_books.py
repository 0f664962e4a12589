"""Prints the books of an open school and has it remember the pages, for window and command line."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from desktop.commands.printed import PageMark, RecordPrint
from desktop.printing.forms import CLASS_BOOK, TEACHER_BOOK, Form
from desktop.printing.options import BookOptions
from desktop.printing.press import (
    Cancelled,
    Job,
    PrintedDocument,
    PrintedPage,
    Progress,
    print_each,
    print_form,
    print_together,
)
from desktop.queries.by_name import NamedClass
from desktop.queries.class_book import class_book
from desktop.queries.teacher_book import TeacherBook, teacher_book
from desktop.rules.instants import school_day
from desktop.store.school import School


def print_class_books(
    school: School,
    classes: Sequence[NamedClass],
    options: BookOptions,
    target: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Iterator[PrintedDocument]:
    """The class books: with a target *.pdf all in that one file, else one a class in the folder.

    Each is remembered as soon as it lies on the disk. Raises Refused, PrintingStopped, Trouble.
    """
    today = school_day(school.now())
    jobs = [
        Job(f"Lớp {one.name}", lambda one=one: school.ask(class_book, one.class_id, today))  # type: ignore[misc]
        for one in classes
    ]
    if target.suffix.lower() == ".pdf":
        documents: Iterator[PrintedDocument] = iter(
            print_together(CLASS_BOOK, jobs, options, target, progress, cancelled)
        )
    else:
        documents = print_each(CLASS_BOOK, jobs, options, target, progress, cancelled)
    for one, document in zip(classes, documents, strict=True):
        remember(school, _record(CLASS_BOOK, options, class_id=one.class_id), document.pages)
        yield document


def print_teacher_book(
    school: School, staff_id: UUID, school_year_id: UUID, options: BookOptions, target: Path
) -> PrintedDocument:
    """A teacher's own book. Its pages are remembered by course and term, unless they are blank."""
    book = school.ask(teacher_book, staff_id, school_year_id, school_day(school.now()))
    document = print_form(TEACHER_BOOK, book, options, target)
    if options.marks:
        _remember_sheets(school, book, options, document.pages)
    return document


def remember(school: School, record: RecordPrint, pages: Sequence[PrintedPage]) -> None:
    """Have the school remember pages of the book that `record` names.

    It can tell later which of them to print again.
    """
    marks = tuple(PageMark(page.key, page.title, page.number, page.fingerprint) for page in pages)
    school.do(replace(record, pages=marks))


def _record(form: Form, options: BookOptions, **of: Any) -> RecordPrint:
    return RecordPrint(form=form.key, paper=options.paper.key, pages=(), **of)


def _remember_sheets(
    school: School, book: TeacherBook, options: BookOptions, pages: Sequence[PrintedPage]
) -> None:
    for course in book.sheets:
        of_course = [
            page for page in pages if page.key.startswith(f"sheet/{course.code}/HK{course.term}/")
        ]
        if of_course and course.course_id is not None:
            about = _record(
                TEACHER_BOOK, options, course_id=course.course_id, term=int(course.term)
            )
            remember(school, about, of_course)
