"""What can be chosen before printing, and the order that follows from it; knows no widget."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from desktop.printing.editions import Order, Owner
from desktop.printing.forms import CLASS_BOOK, TEACHER_BOOK, Form
from desktop.printing.options import PAPERS, BookOptions
from desktop.printing.paper import A3, Paper
from desktop.printing.reprints import Reprint
from desktop.queries.printable import Printable, PrintableTeacher

WHOLE_SCHOOL: Final = "all"
SEVERAL: Final = "several"
_RANGE = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?")


class Pages(StrEnum):
    """Which pages of the chosen parts."""

    ALL = "all"
    REPRINT = "reprint"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Choice:
    """All that a person has chosen."""

    form: Form = CLASS_BOOK
    owners: tuple[Owner, ...] = ()
    parts: frozenset[str] = frozenset()
    paper: Paper = A3
    marks: bool = True
    pages: Pages = Pages.ALL
    numbers: frozenset[int] = frozenset()
    one_file: bool = True


def order_of(choice: Choice, found: Sequence[Reprint]) -> Order:
    """The order; of *cần in lại* only the books and pages that are to be printed again."""
    options = BookOptions(paper=choice.paper, parts=choice.parts, marks=choice.marks)
    if choice.pages is Pages.CHOSEN:
        return Order(choice.form, choice.owners, options, numbers=choice.numbers)
    if choice.pages is Pages.ALL:
        return Order(choice.form, choice.owners, options)
    wanted = pages_again(choice, found)
    owners = tuple(owner for owner in choice.owners if owner.id in wanted)
    return Order(choice.form, owners, options, wanted)


def pages_again(choice: Choice, found: Sequence[Reprint]) -> dict[UUID, frozenset[str]]:
    """By book, the keys of the pages within the choice that are to be printed again."""
    ids = {owner.id for owner in choice.owners}
    pages: dict[UUID, set[str]] = defaultdict(set)
    for one in found:
        here = (one.form, one.paper) == (choice.form.key, choice.paper.key)
        if here and one.owner_id in ids and one.part in choice.parts:
            pages[one.owner_id].add(one.page)
    return {owner: frozenset(keys) for owner, keys in pages.items()}


def orders_again(found: Sequence[Reprint], books: Printable) -> tuple[Order, ...]:
    """Everything that is to be printed again: an order for each form and paper."""
    orders = []
    for form in (CLASS_BOOK, TEACHER_BOOK):
        for paper in form.papers:
            pages: dict[UUID, frozenset[str]] = {}
            for one in found:
                if (one.form, one.paper) == (form.key, paper.key):
                    pages[one.owner_id] = pages.get(one.owner_id, frozenset()) | {one.page}
            owners = tuple(o for o in all_owners(form, books) if o.id in pages)
            if owners:
                orders.append(Order(form, owners, BookOptions(paper=PAPERS[paper.key]), pages))
    return tuple(orders)


def all_owners(form: Form, books: Printable) -> tuple[Owner, ...]:
    """Everybody and everything whose book of that form may be printed."""
    if form is CLASS_BOOK:
        return tuple(Owner(c.class_id, f"Lớp {c.name}") for c in books.classes)
    return tuple(teacher_owner(books, teacher) for teacher in books.teachers)


def teacher_owner(
    books: Printable, teacher: PrintableTeacher, course_id: UUID | None = None
) -> Owner:
    """A teacher's book, whole or of one course."""
    year = books.year.school_year_id if books.year else None
    courses = frozenset({course_id}) if course_id else frozenset()
    return Owner(teacher.staff_id, f"Sổ của {teacher.name}", year, courses)


def who_can_be_chosen(form: Form, books: Printable) -> tuple[tuple[str, str], ...]:
    """Keys and words of the list *Lớp* or *Giáo viên*: one, a grade, several, the whole school."""
    if form is TEACHER_BOOK:
        return tuple((str(t.staff_id), t.name) for t in books.teachers)
    one = [(str(c.class_id), c.name) for c in books.classes]
    if len(one) < 2:  # noqa: PLR2004 - several begin with two
        return tuple(one)
    grades = sorted({c.grade for c in books.classes})
    counted = [(g, sum(1 for c in books.classes if c.grade == g)) for g in grades]
    by_grade = [(f"grade/{g}", f"Khối {g} ({n} lớp)") for g, n in counted if n > 1]
    whole = (WHOLE_SCHOOL, f"Cả trường ({len(one)} lớp)")
    return (*one, *by_grade, (SEVERAL, "Chọn nhiều lớp…"), whole)


def chosen_owners(
    form: Form, books: Printable, key: str, several: Sequence[UUID] = ()
) -> tuple[Owner, ...]:
    """The owners behind a key of that list."""
    if form is TEACHER_BOOK:
        return tuple(o for o in all_owners(form, books) if str(o.id) == key)
    wanted = {
        c.class_id
        for c in books.classes
        if key in {str(c.class_id), f"grade/{c.grade}", WHOLE_SCHOOL}
        or (key == SEVERAL and c.class_id in several)
    }
    return tuple(o for o in all_owners(form, books) if o.id in wanted)


def page_numbers(text: str) -> frozenset[int]:
    """`5-7, 11` as numbers; ValueError with a sentence for what cannot be read."""
    numbers: set[int] = set()
    for piece in filter(None, (part.strip() for part in re.split(r"[,;]", text))):
        match = _RANGE.fullmatch(piece)
        if match is None:
            raise ValueError(f"“{piece}” chưa rõ là trang nào. Ghi như 5–7, 11.")
        first = int(match[1])
        last = int(match[2] or first)
        if last < first:
            raise ValueError(f"“{piece}” có số sau nhỏ hơn số trước. Ghi như 5–7, 11.")
        numbers |= set(range(first, last + 1))
    return frozenset(numbers)
