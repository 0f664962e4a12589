"""What a person chose to print, made into one document or a file a book, and remembered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from msgspec.structs import replace as replace_fields

from desktop.commands.access import LogAccess
from desktop.commands.printed import PageMark, RecordPrint
from desktop.printing.forms import ROLL_SHEET, Form
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
from desktop.printing.readers import Owner, looks_of, read_form, records_of
from desktop.printing.sheet_steps import note_sheets
from desktop.rules.instants import school_day
from desktop.store.school import School

__all__ = [
    "Edition",
    "Order",
    "Owner",
    "print_files",
    "print_order",
    "remember_edition",
]


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
    form: Form
    options: BookOptions
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
        order, options = self.order, self.order.options
        today = school_day(self.school.now())
        data = read_form(self.school, order.form, self.owner, options, today)
        self.records = records_of(order.form, self.owner, options, data)
        keys = None if order.pages is None else order.pages.get(self.owner.id, frozenset())
        chosen = only(order.form.pages(data, options), options.parts, keys)
        if order.numbers is None:
            return chosen
        return [page for page in chosen if page.number in order.numbers]

    def edition(self, document: PrintedDocument) -> Edition:
        order = self.order
        return Edition(self.owner, order.form, order.options, document.pages, self.records)


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
    """Have the school remember the pages of a book that were printed: all, or the first ones.

    Looks at families are logged (D-9.4), and confirmed months are noted as printed (T-10).
    """
    printed = edition.pages[:count]
    for start, record in edition.records:
        pages = [page for page in printed if page.key.startswith(start)]
        if pages:
            school.do(replace_fields(record, pages=tuple(map(_mark, pages))))
    looks = looks_of(edition.form, edition.owner, edition.options, printed, school.now())
    if of_families := tuple(looks):
        school.do(LogAccess(looks=of_families))
    if edition.form is ROLL_SHEET:
        note_sheets(school, edition.owner.id, printed)


def _mark(page: PrintedPage) -> PageMark:
    return PageMark(page.key, page.title, page.number, page.fingerprint)


def _as_read(form: Form) -> Form:
    """The same form for pages that were chosen when they were read."""
    return replace(form, pages=_given)


def _given(pages: Sequence[Page], _options: BookOptions) -> list[Page]:
    return list(pages)


def _whole(options: BookOptions) -> BookOptions:
    return replace(options, parts=None, pages=None)
