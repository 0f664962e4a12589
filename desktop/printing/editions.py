"""What a person chose to print, made into one document or a file a book, and remembered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from msgspec.structs import replace as replace_fields

from desktop.commands.printed import PageMark, RecordPrint
from desktop.printing.forms import CLASS_BOOK, Form
from desktop.printing.options import BookOptions
from desktop.printing.page import Page, only
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
from desktop.queries.class_book import class_book
from desktop.queries.teacher_book import TeacherBook, teacher_book
from desktop.rules.instants import school_day
from desktop.store.school import School


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose book: a class, or a teacher with the year and, if narrowed, the courses."""

    id: UUID
    name: str
    school_year_id: UUID | None = None
    course_ids: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Order:
    """What was chosen; `pages` narrows each owner's book by key, `numbers` all books by number."""

    form: Form
    owners: tuple[Owner, ...]
    options: BookOptions
    pages: Mapping[UUID, frozenset[str]] | None = None
    numbers: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """One book of an order as it was put on the press."""

    owner: Owner
    pages: tuple[PrintedPage, ...]
    records: tuple[tuple[str, RecordPrint], ...]
    """How pages are remembered, by the beginning of their keys."""


@dataclass(slots=True)
class _Book:
    """Reads a book when its turn comes, and knows afterwards how its pages are remembered."""

    school: School
    order: Order
    owner: Owner
    records: tuple[tuple[str, RecordPrint], ...] = field(default=())

    def read(self) -> list[Page]:
        today = school_day(self.school.now())
        if self.order.form is CLASS_BOOK:
            data: Any = self.school.ask(class_book, self.owner.id, today)
            self.records = (("", self._record(class_id=self.owner.id)),)
        else:
            data = self._teacher_book(self.school, today)
        order, options = self.order, self.order.options
        keys = None if order.pages is None else order.pages.get(self.owner.id, frozenset())
        chosen = only(order.form.pages(data, options), options.parts, keys)
        if order.numbers is None:
            return chosen
        return [page for page in chosen if page.number in order.numbers]

    def _teacher_book(self, school: School, today: Any) -> TeacherBook:
        year = self.owner.school_year_id
        if year is None:
            raise ValueError("a teacher's book is of a year")
        book = school.ask(teacher_book, self.owner.id, year, today)
        wanted = self.owner.course_ids
        if wanted:
            book = replace(book, sheets=tuple(s for s in book.sheets if s.course_id in wanted))
        if self.order.options.marks:  # blank ones are nothing that could become out of date
            self.records = tuple(
                (
                    f"sheet/{sheet.code}/HK{sheet.term}/",
                    self._record(course_id=sheet.course_id, term=int(sheet.term)),
                )
                for sheet in book.sheets
            )
        return book

    def _record(self, **of: Any) -> RecordPrint:
        return RecordPrint(
            form=self.order.form.key, paper=self.order.options.paper.key, pages=(), **of
        )

    def edition(self, document: PrintedDocument) -> Edition:
        return Edition(self.owner, document.pages, self.records)


def print_order(
    school: School,
    order: Order,
    target: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Edition, ...]:
    """All of it in one file; progress counts pages of one book, else books. Nothing is remembered.

    Raises Refused, PrintingStopped, Trouble.
    """
    books = [_Book(school, order, owner) for owner in order.owners]
    form = _as_read(order.form)
    options = _whole(order.options)
    if len(books) == 1:
        made = print_form(form, books[0].read(), options, target, progress, cancelled)
        return (books[0].edition(made),)
    jobs = [Job(book.owner.name, book.read) for book in books]
    documents = print_together(form, jobs, options, target, progress, cancelled)
    return tuple(book.edition(made) for book, made in zip(books, documents, strict=True))


def print_files(
    school: School,
    order: Order,
    folder: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Iterator[Edition]:
    """A file for each book, handed over as soon as it lies on the disk, to be remembered then.

    Raises PrintingStopped between two books; what was handed over before stays.
    """
    books = [_Book(school, order, owner) for owner in order.owners]
    jobs = [Job(book.owner.name, book.read) for book in books]
    each = print_each(
        _as_read(order.form), jobs, _whole(order.options), folder, progress, cancelled
    )
    for book, document in zip(books, each, strict=True):
        yield book.edition(document)


def remember_edition(school: School, edition: Edition, count: int | None = None) -> None:
    """Have the school remember the pages of a book that were printed: all, or the first ones."""
    for start, record in edition.records:
        pages = [page for page in edition.pages[:count] if page.key.startswith(start)]
        if pages:
            school.do(replace_fields(record, pages=tuple(map(_mark, pages))))


def _mark(page: PrintedPage) -> PageMark:
    return PageMark(page.key, page.title, page.number, page.fingerprint)


def _as_read(form: Form) -> Form:
    """The same form for pages that were chosen when they were read."""
    return replace(form, pages=_given)


def _given(pages: Sequence[Page], _options: BookOptions) -> list[Page]:
    return list(pages)


def _whole(options: BookOptions) -> BookOptions:
    return replace(options, parts=None, pages=None)
