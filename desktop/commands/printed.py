"""Remembering what was printed, so that pages to print again can be told."""

from typing import ClassVar
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import select

from desktop.commands.books import Books
from desktop.commands.command import Command, require
from desktop.commands.shelves import course_shelf
from desktop.models.journal import PrintedPage
from desktop.rules.permissions import OFFICE_AUDIENCE, Capability, Person, Place

_PAGES = UUID("b0f3a5f6-3c1c-5a5e-9a6b-6d1c3c0a4f21")


class PageMark(msgspec.Struct, frozen=True):
    """A page as printed: its stable key within the form, title, number and fingerprint."""

    page: str
    title: str
    number: int
    fingerprint: str


class RecordPrint(Command, frozen=True, tag="record_print"):
    """Remember the pages of a form that were printed or saved for a class or a course."""

    TITLE: ClassVar[str] = "In sổ"
    form: str
    paper: str
    pages: tuple[PageMark, ...]
    class_id: UUID | None = None
    course_id: UUID | None = None
    term: int | None = None

    def check(self, books: Books, by: Person) -> None:
        """The right to print that book."""
        if self.course_id is None:
            require(books, by, Capability.BOOK_PRINT, Place(class_id=self.class_id))
        else:
            place = course_shelf(books, self.course_id).place
            require(books, by, Capability.TEACHER_BOOK_PRINT, place)

    def apply(self, books: Books, by: Person) -> None:
        """One row a page: the last print counts."""
        ids = {page.page: self._id(page) for page in self.pages}
        found = books.session.scalars(
            select(PrintedPage).where(PrintedPage.id.in_(list(ids.values())))
        )
        rows = {row.id: row for row in found}
        for page in self.pages:
            row = rows.get(ids[page.page])
            if row is None:
                row = PrintedPage(
                    id=ids[page.page], form=self.form, class_id=self.class_id,
                    course_id=self.course_id, term=self.term, paper=self.paper, page=page.page,
                    title="", number=0, fingerprint="", printed_by=by.staff_id,
                    printed_at=books.at, audience=OFFICE_AUDIENCE,
                )  # fmt: skip
                books.session.add(row)
            row.title, row.number, row.fingerprint = page.title, page.number, page.fingerprint
            row.printed_by, row.printed_at = by.staff_id, books.at

    def _id(self, page: PageMark) -> UUID:
        name = f"{self.form}/{self.class_id}/{self.course_id}/{self.term}/{self.paper}"
        return uuid5(_PAGES, f"{name}/{page.page}")
