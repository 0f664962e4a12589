"""What can be chosen before printing, and the order that follows from it; knows no widget."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from desktop.printing.editions import Order, Owner
from desktop.printing.forms import (
    CLASS_BOOK,
    CLASS_LIST,
    CONTACTS,
    FORMS,
    LABELS,
    MEAL_ROLL,
    ROLL_SHEET,
    TEACHER_BOOK,
    Form,
)
from desktop.printing.options import PAPERS, USUAL_LIST, BookOptions, ListOptions
from desktop.printing.paper import A3, Paper
from desktop.printing.reprints import Reprint
from desktop.printing.sheet_steps import month_of
from desktop.queries.printable import Printable, PrintableClass, PrintableTeacher

WHOLE_SCHOOL: Final = "all"
SEVERAL: Final = "several"
WAITING: Final = "waiting"
WHOLE_YEAR: Final = ""
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
    months: frozenset[tuple[int, int]] | None = None
    listing: ListOptions = USUAL_LIST


def order_of(choice: Choice, found: Sequence[Reprint]) -> Order:
    """The order; of *cần in lại* only the books and pages that are to be printed again."""
    options = BookOptions(
        paper=choice.paper, parts=choice.parts, months=choice.months, listing=choice.listing,
        marks=choice.marks,
    )  # fmt: skip
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
        in_month = choice.months is None or month_of(one.page) in choice.months
        if here and in_month and one.owner_id in ids and one.part in choice.parts:
            pages[one.owner_id].add(one.page)
    return {owner: frozenset(keys) for owner, keys in pages.items()}


def orders_again(found: Sequence[Reprint], books: Printable) -> tuple[Order, ...]:
    """Everything that is to be printed again: an order for each form and paper."""
    orders = []
    for form in (form for form in FORMS.values() if form.remembered):
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
    if form is TEACHER_BOOK:
        return tuple(teacher_owner(books, teacher) for teacher in books.teachers)
    return tuple(Owner(c.class_id, f"Lớp {c.name}") for c in classes_of(form, books))


def classes_of(form: Form, books: Printable) -> tuple[PrintableClass, ...]:
    """The classes of which the person may print that form."""
    if form is MEAL_ROLL:
        return books.fed
    if form is CONTACTS:
        return tuple(one for one in books.listed if one.may_contacts)
    return books.listed if form in {CLASS_LIST, LABELS} else books.classes


def month_key(of: tuple[int, int]) -> str:
    """A month as the list of months keeps it: 2026-12."""
    return f"{of[0]}-{of[1]:02}"


def months_chosen(key: str) -> frozenset[tuple[int, int]] | None:
    """The month behind a key of that list; None is the whole year."""
    if key == WHOLE_YEAR:
        return None
    year, month = key.split("-")
    return frozenset({(int(year), int(month))})


def usual_month(books: Printable, today: date) -> str:
    """The last month: its sheets are printed in the first week of this one (T-10)."""
    before = [of for of in books.months if of < (today.year, today.month)]
    return month_key(before[-1] if before else books.months[0]) if books.months else WHOLE_YEAR


def teacher_owner(
    books: Printable, teacher: PrintableTeacher, course_id: UUID | None = None
) -> Owner:
    """A teacher's book, whole or of one course."""
    year = books.year.school_year_id if books.year else None
    courses = frozenset({course_id}) if course_id else frozenset()
    return Owner(teacher.staff_id, f"Sổ của {teacher.name}", year, courses)


def who_can_be_chosen(
    form: Form, books: Printable, waiting: Collection[UUID] = ()
) -> tuple[tuple[str, str], ...]:
    """Keys and words of the list *Lớp* or *Giáo viên*: one, a grade, several, the whole school.

    Of the monthly sheets first those that are confirmed and `waiting` to be printed.
    """
    if form is TEACHER_BOOK:
        return tuple((str(t.staff_id), t.name) for t in books.teachers)
    classes = classes_of(form, books)
    one = [(str(c.class_id), c.name) for c in classes]
    if form is ROLL_SHEET and waiting:
        one.insert(0, (WAITING, f"Đã xác nhận, chưa in ({len(waiting)} lớp)"))
    if len(classes) < 2:  # noqa: PLR2004 - several begin with two
        return tuple(one)
    grades = sorted({c.grade for c in classes})
    counted = [(g, sum(1 for c in classes if c.grade == g)) for g in grades]
    by_grade = [(f"grade/{g}", f"Khối {g} ({n} lớp)") for g, n in counted if n > 1]
    whole = (WHOLE_SCHOOL, f"Cả trường ({len(classes)} lớp)")
    return (*one, *by_grade, (SEVERAL, "Chọn nhiều lớp…"), whole)


def chosen_owners(
    form: Form,
    books: Printable,
    key: str,
    several: Sequence[UUID] = (),
    waiting: Collection[UUID] = (),
) -> tuple[Owner, ...]:
    """The owners behind a key of that list."""
    if form is TEACHER_BOOK:
        return tuple(o for o in all_owners(form, books) if str(o.id) == key)
    wanted = {
        c.class_id
        for c in classes_of(form, books)
        if key in {str(c.class_id), f"grade/{c.grade}", WHOLE_SCHOOL}
        or (key == SEVERAL and c.class_id in several)
        or (key == WAITING and c.class_id in waiting)
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


def why_nothing(choice: Choice, order: Order) -> tuple[str, str] | tuple[()]:
    """Why there is nothing to preview, and what to do; empty where there is."""
    if not choice.parts:
        return "Chưa chọn phần nào để in", "Chọn ít nhất một phần của sổ ở bên trái."
    if not order.owners and choice.pages is Pages.REPRINT:
        return (
            "Không có trang nào cần in lại",
            "Các trang đã in vẫn giống sổ. Chọn “Tất cả các trang” để xem cả quyển.",
        )
    if not order.owners:
        what = "giáo viên" if choice.form is TEACHER_BOOK else "lớp"
        return f"Chưa có {what} nào để in", f"Chọn {what} ở bên trái."
    if choice.pages is Pages.CHOSEN and not choice.numbers:
        return "Chưa có số trang nào", "Ghi số trang cần in, như 5–7, 11."
    return ()
