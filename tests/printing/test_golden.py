"""Every form as it was last looked at and found good: its text, and its picture at 72 dpi.

`pytest tests/printing --golden-update` renews them; look at what changed before committing it.
"""

from pathlib import Path

import pytest
from PIL import Image, ImageChops

from desktop.printing.absence_letter import ABSENCE_LETTER
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
from desktop.printing.options import BookOptions, ListOptions
from desktop.printing.page import Page
from desktop.printing.paper import A3, A4, A4_LYING
from desktop.rules.subjects import SchoolLevel
from tests.printing import books
from tests.printing.drawing import pdf_of, rasters_of, texts_of
from tests.printing.letters import LETTER, long_letter
from tests.printing.rolls import meal_book, roll_book

GOLDEN = Path(__file__).parent / "golden"
STEP = 17
"""Between two greys of a golden picture: enough to see a moved line, and small on disk."""
MOST_DIFFERENT = 0.002

A3_KEYS = (
    "cover",
    "guide+inner",
    "profile",
    "roll/2026-12",
    "divider/HK1",
    "subject/HK1/gdtc+nt",
    "subject/HK2/lsdl+khtn",
    "summary/HK1",
    "summary/year",
    "year-rating",
    "remarks",
)
A4_KEYS = (
    "inner",
    "profile-left",
    "profile-right",
    "roll/2026-11",
    "subject/HK1/toan",
    "subject/HK2/gdtc",
    "summary/year",
    "year-rating",
)
TEACHER_KEYS = (
    "cover",
    "guide",
    "inner",
    "sheet/6A/toan/HK1/marks",
    "sheet/6A/toan/HK1/comments",
    "sheet/6A/gdtc/HK2/marks",
)
A3_PICTURES = ("cover", "profile", "subject/HK1/gdtc+nt", "subject/HK2/lsdl+khtn", "year-rating")


def class_pages(paper, keys, *args, **made) -> list[Page]:
    return _chosen(CLASS_BOOK.pages(books.class_book(*args, **made), BookOptions(paper)), keys)


def teacher_pages(*args, filled: bool = True, **made) -> list[Page]:
    options = BookOptions(A4, marks=filled)
    return _chosen(TEACHER_BOOK.pages(books.teacher_book(*args, **made), options), TEACHER_KEYS)


def roll_pages(paper, *args, **made) -> list[Page]:
    """Three months of the sheets that are signed, with all that can stand on them."""
    book = books.class_book(*args, **made)
    months = frozenset({(2026, 11), (2026, 12), (2027, 2)})
    return ROLL_SHEET.pages(roll_book(book.heading, book.pupils), BookOptions(paper, months=months))


def meal_pages(paper, pupils: int) -> list[Page]:
    book = books.class_book(pupils)
    return MEAL_ROLL.pages(meal_book(book.heading, book.pupils), BookOptions(paper))


def list_pages(form: Form, paper, pupils: int, *, long_names: bool = False, **chosen) -> list[Page]:
    options = BookOptions(paper, listing=ListOptions(**chosen))
    contacts = form is CONTACTS or options.listing.contact
    return form.pages(books.class_paper(pupils, contacts=contacts, long_names=long_names), options)


def _chosen(pages: list[Page], keys: tuple[str, ...]) -> list[Page]:
    found = [page for page in pages if page.key in keys]
    assert len(found) == len(keys)
    return found


CASES = {
    "thcs-A3-001": lambda: class_pages(A3, A3_KEYS, 1),
    "thcs-A3-005": lambda: class_pages(A3, A3_KEYS, 5),
    "thcs-A3-042": lambda: class_pages(A3, A3_KEYS, 42),
    "thcs-A3-060": lambda: class_pages(A3, A3_KEYS, 60),
    "thcs-A3-042-empty": lambda: class_pages(A3, A3_KEYS, 42, filled=False),
    "thpt-A4-060-long": lambda: class_pages(
        A4, A4_KEYS, 60, long_names=True, level=SchoolLevel.THPT
    ),
    "roll-A3-042": lambda: roll_pages(A3, 42),
    "roll-A4-042": lambda: roll_pages(A4, 42),
    "roll-A4-062-long": lambda: roll_pages(A4, 62, long_names=True),
    "meals-A4-035": lambda: meal_pages(A4, 35),
    "meals-A3-042": lambda: meal_pages(A3, 42),
    "list-A4-042": lambda: list_pages(
        CLASS_LIST, A4, 42, columns=20, titles=("Ngữ văn", "Toán", "Hoạt động trải nghiệm")
    ),
    "list-A4L-060-contact": lambda: list_pages(
        CLASS_LIST,
        A4_LYING,
        60,
        columns=4,
        titles=("Số tiền", "Kí nhận"),
        contact=True,
        birth_date=False,
        heading="Danh sách nhận học bổng",
        long_names=True,
    ),
    "contacts-060-long": lambda: list_pages(CONTACTS, A4_LYING, 60, long_names=True),
    "labels-042": lambda: list_pages(LABELS, A4, 42, long_names=True),
    "letter-003": lambda: ABSENCE_LETTER.pages(LETTER, BookOptions(A4)),
    "letter-028": lambda: ABSENCE_LETTER.pages(long_letter(28), BookOptions(A4)),
    "teacher-001": lambda: teacher_pages(1),
    "teacher-042": lambda: teacher_pages(42),
    "teacher-042-blank": lambda: teacher_pages(42, filled=False),
    "teacher-060-long": lambda: teacher_pages(60, long_names=True),
}
PICTURES = {
    "letter-003": ("letter/1",),
    "thcs-A3-001": ("subject/HK1/gdtc+nt",),
    "thcs-A3-042": A3_PICTURES,
    "thcs-A3-060": ("subject/HK2/lsdl+khtn",),
    "thpt-A4-060-long": ("profile-right", "subject/HK1/toan", "summary/year"),
    "roll-A3-042": ("roll/2026-12",),
    "roll-A4-042": ("roll/2026-12", "roll/2027-02"),
    "roll-A4-062-long": ("roll/2026-12",),
    "meals-A4-035": ("meals/2026-12",),
    "list-A4-042": ("list/1",),
    "list-A4L-060-contact": ("list/1",),
    "contacts-060-long": ("list/2",),
    "labels-042": ("labels/1",),
    "teacher-042": ("sheet/6A/toan/HK1/marks",),
    "teacher-042-blank": ("sheet/6A/gdtc/HK2/marks",),
    "teacher-060-long": ("sheet/6A/toan/HK1/comments",),
}


@pytest.fixture
def renew(request) -> bool:
    return bool(request.config.getoption("--golden-update"))


@pytest.mark.parametrize("case", CASES)
def test_text(case, renew):
    pages = CASES[case]()
    shown = "\n".join(
        f"===== {page.key} =====\n{text}\n"
        for page, text in zip(pages, texts_of(pdf_of(pages)), strict=True)
    )
    golden = GOLDEN / f"{case}.txt"
    if renew:
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(shown, encoding="utf-8", newline="\n")
    assert shown == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", PICTURES)
def test_picture(case, renew):
    pages = [page for page in CASES[case]() if page.key in PICTURES[case]]
    for page, picture in zip(pages, rasters_of(pdf_of(pages)), strict=True):
        path = GOLDEN / f"{case}--{page.key.replace('/', '-')}.png"
        if renew:
            picture.point(lambda grey: round(grey / STEP) * STEP).save(path, optimize=True)
        with Image.open(path) as golden:
            assert different(picture, golden) <= MOST_DIFFERENT, page.key


def different(one: Image.Image, other: Image.Image) -> float:
    """The part of the page that differs clearly: a text elsewhere, a line missing."""
    assert one.size == other.size
    clear = ImageChops.difference(one, other).point(lambda grey: 255 if grey > 96 else 0)
    return clear.histogram()[255] / (one.width * one.height)


def test_a_moved_line_is_seen():
    (page,) = [page for page in CASES["thcs-A3-042"]() if page.key == "subject/HK1/gdtc+nt"]
    (picture,) = rasters_of(pdf_of([page]))
    moved = ImageChops.offset(picture, 0, 2)
    assert different(picture, moved) > MOST_DIFFERENT


def test_goldens_stay_small_and_none_is_forgotten():
    wanted = {f"{case}.txt" for case in CASES} | {
        f"{case}--{key.replace('/', '-')}.png" for case, keys in PICTURES.items() for key in keys
    }
    assert {path.name for path in GOLDEN.iterdir()} == wanted
    assert sum(path.stat().st_size for path in GOLDEN.iterdir()) < 3_000_000
