"""Which printed pages would look different now, and in what: the list *cần in lại*."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import product
from typing import Any, Final
from uuid import UUID

from desktop.printing.forms import CLASS_BOOK, ROLL_SHEET, TEACHER_BOOK, Form
from desktop.printing.options import PAPERS, BookOptions
from desktop.printing.page import Page, to_print_again
from desktop.printing.readers import Owner, read_form
from desktop.queries.changed_cells import ChangedCell, changed_cells
from desktop.queries.changed_rolls import ChangedRoll, changed_rolls
from desktop.queries.printable import Printable, printable
from desktop.queries.printed_pages import PrintedBefore, printed_pages
from desktop.rules.marks import column_name
from desktop.rules.terms import Term
from desktop.store.school import School

_OF_CLASSES: Final = {CLASS_BOOK: "Sổ theo dõi", ROLL_SHEET: "Sổ gọi tên"}
SHOWN: Final = 2
"""So many pupils are named before the rest is only counted."""

Printed = dict[str, PrintedBefore]


@dataclass(frozen=True, slots=True)
class Line:
    """A pupil's line that differs; `side` 0 or 1 on sheets of two sides, -1 over the whole."""

    pupil: str
    side: int = -1


@dataclass(frozen=True, slots=True)
class Reprint:
    """A page on paper that is no longer what the books say; `owner_id` is a class or a teacher."""

    form: str
    paper: str
    owner_id: UUID
    book: str
    page: str
    part: str
    title: str
    number: int
    differs: str
    printed_by: str
    printed_at: int  # UTC microseconds
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in which books (form and owner); books not named were not looked at."""

    found: tuple[Reprint, ...]
    books: frozenset[tuple[str, UUID]]


@dataclass(frozen=True, slots=True)
class _Stack:
    """The remembered pages of one book on one paper."""

    form: Form
    paper: str
    owner_id: UUID
    book: str
    printed: Printed
    pages: Callable[[BookOptions], Sequence[Page]]
    changes: Callable[[int], Iterable[ChangedCell]]
    rolls: Callable[[int], Iterable[ChangedRoll]]


def reprints(
    school: School,
    today: date,
    only_classes: Collection[UUID] | None = None,
    step: Callable[[int, int], None] | None = None,
) -> Looked:
    """The pages to print again of all books that the person may print, or of some classes.

    `step` hears how many books are done, and of how many; raising in it stops the work.
    """
    books = school.ask(printable, today)
    before = school.ask(printed_pages, today)
    stacks = [
        stack
        for stack, class_ids in _stacks(school, books, before, today)
        if only_classes is None or class_ids & set(only_classes)
    ]
    found: list[Reprint] = []
    for done, stack in enumerate(stacks):
        if step is not None:
            step(done, len(stacks))
        found += _of_stack(stack)
    return Looked(tuple(found), frozenset((s.form.key, s.owner_id) for s in stacks))


def _stacks(
    school: School, books: Printable, before: Sequence[PrintedBefore], today: date
) -> Iterator[tuple[_Stack, set[UUID]]]:
    by_class: dict[tuple[str, UUID | None, str], Printed] = defaultdict(dict)
    by_course: dict[UUID | None, Printed] = defaultdict(dict)
    for page in before:
        if page.course_id is None:
            by_class[page.form, page.class_id, page.paper][page.page] = page
        else:
            by_course[page.course_id][page.page] = page
    for one in books.classes:
        for form, paper in product(_OF_CLASSES, PAPERS):
            if printed := by_class.get((form.key, one.class_id, paper)):
                owner = Owner(one.class_id, f"{_OF_CLASSES[form]} {one.name}")
                yield _class_stack(school, form, paper, owner, printed, today), {one.class_id}
    yield from _teacher_stacks(school, books, by_course, today)


def _teacher_stacks(
    school: School, books: Printable, by_course: Mapping[UUID | None, Printed], today: date
) -> Iterator[tuple[_Stack, set[UUID]]]:
    if books.year is None:
        return
    for teacher in books.teachers:
        printed: Printed = {}
        for course in teacher.courses:
            printed |= by_course.get(course.course_id, {})
        classes = {c.class_id for c in teacher.courses if c.course_id in by_course}
        if printed:
            owner = Owner(teacher.staff_id, f"Sổ của {teacher.name}", books.year.school_year_id)
            yield (
                _Stack(
                    TEACHER_BOOK, "A4", owner.id, owner.name, printed,
                    partial(_pages, school, TEACHER_BOOK, owner, today),
                    partial(_changes_of, school, sorted(classes), today),
                    lambda _since: (),
                ),
                classes,
            )  # fmt: skip


def _class_stack(
    school: School, form: Form, paper: str, owner: Owner, printed: Printed, today: date
) -> _Stack:
    return _Stack(
        form, paper, owner.id, owner.name, printed,
        partial(_pages, school, form, owner, today),
        partial(_changes_of, school, (owner.id,), today),
        partial(_rolls_of, school, owner.id, today),
    )  # fmt: skip


def _pages(
    school: School, form: Form, owner: Owner, today: date, options: BookOptions
) -> Sequence[Page]:
    return form.pages(read_form(school, form, owner, options, today), options)


def _rolls_of(school: School, class_id: UUID, today: date, since: int) -> Iterable[ChangedRoll]:
    return school.ask(changed_rolls, class_id, since, today)


def _changes_of(
    school: School, class_ids: Iterable[UUID], today: date, since: int
) -> list[ChangedCell]:
    return [
        cell
        for class_id in class_ids
        for cell in school.ask(changed_cells, class_id, since=since, today=today)
    ]


def _of_stack(stack: _Stack) -> Iterator[Reprint]:
    options = BookOptions(paper=PAPERS[stack.paper])
    was = {key: page.fingerprint for key, page in stack.printed.items()}
    pages = to_print_again(stack.pages(options), was)
    if not pages:
        return
    since = min(stack.printed[page.key].printed_at for page in pages)
    changes, rolls = tuple(stack.changes(since)), tuple(stack.rolls(since))
    for page in pages:
        before = stack.printed[page.key]
        cells = [cell for cell in changes if cell.at > before.printed_at]
        marks = [mark for mark in rolls if mark.at > before.printed_at]
        words, lines = what_differs(page.key, page.part, cells, marks)
        yield Reprint(
            stack.form.key, stack.paper, stack.owner_id, stack.book, page.key, page.part,
            page.title, page.number, words, before.printed_by, before.printed_at, lines,
        )  # fmt: skip


def what_differs(
    key: str, part: str, changes: Sequence[ChangedCell], rolls: Sequence[ChangedRoll] = ()
) -> tuple[str, tuple[Line, ...]]:
    """In words what a page shows otherwise than on paper, and whose lines these are."""
    kind, *rest = key.split("/")
    if kind == "roll":
        return _of_month(rest, rolls)
    teller: dict[str, Callable[[list[str], Sequence[ChangedCell]], _Told]] = {
        "subject": _of_subject,
        "sheet": _of_sheet,
        "summary": _of_summary,
        "year-rating": lambda _rest, cells: _told("kết quả cả năm", cells),
    }
    told = teller[kind](rest, changes) if kind in teller else None
    if told is not None:
        return told
    return _OTHERWISE.get(part, "danh sách học sinh hoặc tên giáo viên"), ()


_Told = tuple[str, tuple[Line, ...]] | None
_OTHERWISE: Final = {
    "covers": "thông tin trường hoặc tên giáo viên",
    "profiles": "sơ yếu lí lịch của học sinh",
    "months": "điểm danh, xác nhận tháng hoặc danh sách học sinh",
}


def _of_subject(rest: list[str], changes: Sequence[ChangedCell]) -> _Told:
    """`HK1/TOAN+VAN`: marks of that term; in term II also the year's averages of both terms."""
    term, codes = _term(rest[0]), rest[1].split("+")
    cells = [cell for cell in changes if cell.subject_code in codes]
    told = _marks(cells, term)
    if told is None or len(codes) == 1:
        return told
    sides = {(cell.pupil, codes.index(cell.subject_code)) for cell in cells}
    return told[0], tuple(Line(*side) for side in sorted(sides))


def _of_month(rest: list[str], rolls: Sequence[ChangedRoll]) -> tuple[str, tuple[Line, ...]]:
    """`2026-12`: cells of that month; else who is in the class, or how far the month is."""
    here = [mark for mark in rolls if f"{mark.day:%Y-%m}" == rest[0]]
    if not here:
        return _OTHERWISE["months"], ()
    pupils = tuple(dict.fromkeys(mark.pupil for mark in here))
    more = f" và {len(here) - SHOWN} ô khác" if len(here) > SHOWN else ""
    said = "; ".join(mark.words for mark in here[:SHOWN])
    return f"{len(here)} ô điểm danh: {said}{more}", tuple(map(Line, pupils))


def _of_sheet(rest: list[str], changes: Sequence[ChangedCell]) -> _Told:
    """`6A/TOAN/HK1/marks`, or `comments`, of which only that they differ is known."""
    if rest[3] == "comments":
        return "nhận xét hoặc danh sách học sinh", ()
    return _marks([cell for cell in changes if cell.subject_code == rest[1]], _term(rest[2]))


def _marks(cells: Sequence[ChangedCell], term: Term) -> _Told:
    own = [cell for cell in cells if cell.term is term]
    if own:
        return _told("điểm", own, count=True)
    earlier = [cell for cell in cells if cell.term < term]
    return _told("ĐTBmcn", [replace(cell, column=None) for cell in earlier], count=True)


def _of_summary(rest: list[str], changes: Sequence[ChangedCell]) -> _Told:
    """`HK1`, `HK2` or `year`."""
    if rest[0] == "year":
        return _told("kết quả cả năm", changes)
    term = _term(rest[0])
    here = [cell for cell in changes if cell.term is term]
    marks = [replace(cell, column=None) for cell in here if cell.course_id is not None]
    conduct = [cell for cell in here if cell.course_id is None]
    told = _told("ĐTB", _each_once(marks), count=True) or _told("rèn luyện", conduct, count=True)
    if told and marks and conduct:
        return f"{told[0]}; rèn luyện", told[1]
    return told


def _told(what: str, cells: Sequence[ChangedCell], *, count: bool = False) -> _Told:
    if not cells:
        return None
    cells = _each_once(cells)
    pupils = tuple(dict.fromkeys(cell.pupil for cell in cells))
    head = f"{len(cells)} {what}" if count else what
    shown = [_place(cell) for cell in cells] if count else list(pupils)
    more = f" và {len(shown) - SHOWN} chỗ khác" if len(shown) > SHOWN else ""
    return f"{head}: {'; '.join(shown[:SHOWN])}{more}", tuple(map(Line, pupils))


def _each_once(cells: Sequence[ChangedCell]) -> list[ChangedCell]:
    once: dict[Any, ChangedCell] = {}
    for cell in cells:
        once.setdefault((cell.student_id, cell.course_id, cell.term, cell.column), cell)
    return list(once.values())


def _place(cell: ChangedCell) -> str:
    """Phạm Tuấn Anh, Toán ĐĐGtx 2."""
    subject = cell.subject.replace("|", " ")
    column = column_name(cell.column) if cell.column is not None else ""
    what = " ".join(part for part in (subject, column) if part)
    return f"{cell.pupil}, {what}" if what else cell.pupil


def _term(text: str) -> Term:
    return Term(int(text.removeprefix("HK")))
