"""How the data of each form are read, and what is remembered of its prints."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from desktop.commands.access import Look
from desktop.commands.printed import RecordPrint
from desktop.printing.forms import (
    CLASS_BOOK,
    CLASS_LIST,
    CONTACTS,
    LABELS,
    MEAL_ROLL,
    ROLL_SHEET,
    TEACHER_BOOK,
    Form,
)
from desktop.printing.options import BookOptions
from desktop.printing.press import PrintedPage
from desktop.queries.class_book import class_book
from desktop.queries.class_paper import class_paper
from desktop.queries.meal_book import meal_book
from desktop.queries.roll_book import roll_book
from desktop.queries.teacher_book import TeacherBook, teacher_book
from desktop.rules.access import AccessKind
from desktop.store.school import School


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose book: a class, or a teacher with the year and, if narrowed, the courses."""

    id: UUID
    name: str
    school_year_id: UUID | None = None
    course_ids: frozenset[UUID] = frozenset()


def read_form(school: School, form: Form, owner: Owner, options: BookOptions, today: date) -> Any:
    """The form's own data of one owner. Raises Refused."""
    return _READERS[form.key](school, owner, options, today)


def records_of(
    form: Form, owner: Owner, options: BookOptions, data: Any
) -> tuple[tuple[str, RecordPrint], ...]:
    """How pages are remembered, by the beginning of their keys; working papers are not."""
    if not form.remembered or not options.marks:  # blank ones cannot become out of date
        return ()
    record = RecordPrint(form=form.key, paper=options.paper.key, pages=())
    if not isinstance(data, TeacherBook):
        return (("", _of(record, class_id=owner.id)),)
    return tuple(
        (
            f"sheet/{sheet.code}/HK{sheet.term}/",
            _of(record, course_id=sheet.course_id, term=int(sheet.term)),
        )
        for sheet in data.sheets
    )


def looks_of(
    form: Form, owner: Owner, options: BookOptions, pages: tuple[PrintedPage, ...], at: int
) -> Iterator[Look]:
    """What of families left the program on these pages (D-9.4)."""
    if form is CONTACTS:
        yield Look(AccessKind.CONTACTS_PRINT, at, class_id=owner.id)
    elif form is CLASS_LIST and options.listing.contact:
        yield Look(AccessKind.ROSTER_PRINT, at, class_id=owner.id, note="có điện thoại gia đình")
    elif form is CLASS_BOOK and any(page.part == "profiles" for page in pages):
        yield Look(AccessKind.BOOK_PRINT, at, class_id=owner.id)


def _of(record: RecordPrint, **of: Any) -> RecordPrint:
    return RecordPrint(form=record.form, paper=record.paper, pages=(), **of)


def _class_book(school: School, owner: Owner, _options: BookOptions, today: date) -> Any:
    return school.ask(class_book, owner.id, today)


def _roll_book(school: School, owner: Owner, _options: BookOptions, today: date) -> Any:
    return school.ask(roll_book, owner.id, today)


def _meal_book(school: School, owner: Owner, options: BookOptions, today: date) -> Any:
    return school.ask(meal_book, owner.id, today, options.months)


def _class_list(school: School, owner: Owner, options: BookOptions, today: date) -> Any:
    return school.ask(class_paper, owner.id, today, contacts=options.listing.contact)


def _contacts(school: School, owner: Owner, _options: BookOptions, today: date) -> Any:
    return school.ask(class_paper, owner.id, today, contacts=True)


def _labels(school: School, owner: Owner, _options: BookOptions, today: date) -> Any:
    return school.ask(class_paper, owner.id, today)


def _teacher_book(school: School, owner: Owner, _options: BookOptions, today: date) -> Any:
    if owner.school_year_id is None:
        raise ValueError("a teacher's book is of a year")
    book = school.ask(teacher_book, owner.id, owner.school_year_id, today)
    wanted = owner.course_ids
    if wanted:
        book = replace(book, sheets=tuple(s for s in book.sheets if s.course_id in wanted))
    return book


_READERS: Final[dict[str, Callable[[School, Owner, BookOptions, date], Any]]] = {
    CLASS_BOOK.key: _class_book,
    ROLL_SHEET.key: _roll_book,
    MEAL_ROLL.key: _meal_book,
    CLASS_LIST.key: _class_list,
    CONTACTS.key: _contacts,
    LABELS.key: _labels,
    TEACHER_BOOK.key: _teacher_book,
}
