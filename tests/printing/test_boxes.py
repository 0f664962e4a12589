"""On every page of every form, the text that a reader finds lies in the boxes it was given."""

from collections import defaultdict

import pytest

from desktop.printing.fitting import POINT
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
from desktop.printing.ink import Placed
from desktop.printing.options import BookOptions, ListOptions
from desktop.printing.page import Page
from desktop.printing.paper import A3, A4, A4_LYING, Paper
from desktop.rules.subjects import SchoolLevel
from tests.printing import books
from tests.printing.drawing import opened, pdf_of
from tests.printing.rolls import meal_book, roll_book

SLACK = 0.35  # millimetres: a j or an italic letter leans out of its advance width

LYING = BookOptions(A4_LYING)
LISTED = books.class_paper(60, contacts=True, long_names=True)


def months(form: Form, paper: Paper, made) -> list[Page]:
    """December has everything that can stand on a sheet."""
    book = books.class_book(60, long_names=True)
    options = BookOptions(paper, months=frozenset({(2026, 12)}))
    return form.pages(made(book.heading, book.pupils), options)


CASES = {
    "thcs-A3": lambda: CLASS_BOOK.pages(books.class_book(60, long_names=True), BookOptions(A3)),
    "thpt-A4": lambda: CLASS_BOOK.pages(
        books.class_book(60, long_names=True, level=SchoolLevel.THPT), BookOptions(A4)
    ),
    "rolls": lambda: [*months(ROLL_SHEET, A4, roll_book), *months(MEAL_ROLL, A4, meal_book)],
    "rolls A3": lambda: [*months(ROLL_SHEET, A3, roll_book), *months(MEAL_ROLL, A3, meal_book)],
    "lists": lambda: [*LABELS.pages(LISTED, LYING), *CONTACTS.pages(LISTED, LYING)][::-1],
    "list upright": lambda: CLASS_LIST.pages(
        LISTED, BookOptions(A4, listing=ListOptions(20, ("Hoạt động trải nghiệm",), contact=True))
    ),
    "teacher": lambda: TEACHER_BOOK.pages(books.teacher_book(60, long_names=True), BookOptions(A4)),
}


def boxes_by_line(placed: list[Placed]) -> dict[int, list[tuple[float, float, float, float]]]:
    """The boxes by each whole millimetre that they cover, so that a look-up is short."""
    found = defaultdict(list)
    for box in {one.box for one in placed}:
        edges = (box.x - SLACK, box.y - SLACK, box.right + SLACK, box.bottom + SLACK)
        for line in range(int(edges[1]), int(edges[3]) + 1):
            found[line].append(edges)
    return found


def outside(page, height: float, boxes) -> list[tuple[str, float, float]]:
    words = page.get_textpage()
    found = []
    for index in range(words.count_chars()):
        letter = words.get_text_range(index, 1)
        if not letter.strip():
            continue
        left, bottom, right, top = (edge / POINT for edge in words.get_charbox(index))
        upper, lower = height - top, height - bottom
        if not any(
            x <= left and right <= x_end and y <= upper and lower <= y_end
            for x, y, x_end, y_end in boxes[int(upper)]
        ):
            found.append((letter, round(left, 1), round(upper, 1)))
    words.close()
    return found


@pytest.mark.parametrize("case", CASES)
def test_every_letter_lies_in_a_box_and_nothing_is_cut(case):
    pages = CASES[case]()
    kinds = {page.key.split("/")[0]: page for page in pages}.values()
    for page in kinds:
        placed: list[Placed] = []
        pdf = pdf_of([page], placed)
        assert [one.text for one in placed if not one.setting.whole] == []
        with opened(pdf) as document:
            assert outside(document[0], page.paper.height, boxes_by_line(placed)) == [], page.key


@pytest.mark.parametrize("case", CASES)
def test_boxes_of_a_page_do_not_overlap(case):
    """Two texts can only collide if their boxes do."""
    for page in {page.key.split("/")[0]: page for page in CASES[case]()}.values():
        placed: list[Placed] = []
        pdf_of([page], placed)
        boxes = sorted({one.box for one in placed}, key=lambda box: box.y)
        for number, box in enumerate(boxes):
            for other in boxes[number + 1 :]:
                if other.y >= box.bottom - 0.01:
                    break
                beside = other.x >= box.right - 0.01 or box.x >= other.right - 0.01
                assert beside, (page.key, box, other)
