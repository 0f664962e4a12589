"""Pages as values: keys, order, numbers, and fingerprints that change with their data only."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from desktop.printing.class_book.covers import place_lines
from desktop.printing.forms import (
    CLASS_BOOK,
    CLASS_LIST,
    CONTACTS,
    FORMS,
    LABELS,
    MEAL_ROLL,
    ROLL_SHEET,
    TEACHER_BOOK,
)
from desktop.printing.options import BookOptions
from desktop.printing.page import Page, only, to_print_again
from desktop.printing.paper import A3, A4
from desktop.queries.class_book import BookHeading, ClassBook, TermMarks
from desktop.queries.meal_book import MealBook
from desktop.queries.roll_book import RollBook
from desktop.rules.marks import Mark, MarkState
from desktop.rules.subjects import SchoolLevel
from desktop.rules.terms import Term
from tests.printing import books
from tests.printing.drawing import pdf_of, rasters_of, texts_of
from tests.printing.rolls import meal_book, roll_book

A3_OPTIONS, A4_OPTIONS = BookOptions(A3), BookOptions(A4)


def _roll_book(pupils: int) -> RollBook:
    book = books.class_book(pupils)
    return roll_book(book.heading, book.pupils)


def _meal_book(pupils: int) -> MealBook:
    book = books.class_book(pupils)
    return meal_book(book.heading, book.pupils)


MADE: dict[str, Callable[[int], Any]] = {
    CLASS_BOOK.key: books.class_book,
    ROLL_SHEET.key: _roll_book,
    MEAL_ROLL.key: _meal_book,
    CLASS_LIST.key: books.class_paper,
    CONTACTS.key: lambda pupils: books.class_paper(pupils, contacts=True),
    LABELS.key: books.class_paper,
    TEACHER_BOOK.key: books.teacher_book,
}


def pages(book: ClassBook, options: BookOptions = A3_OPTIONS) -> list[Page]:
    return CLASS_BOOK.pages(book, options)


def changed(before: ClassBook, after: ClassBook, options: BookOptions = A3_OPTIONS) -> set[str]:
    old = {page.key: page.fingerprint for page in pages(before, options)}
    new = {page.key: page.fingerprint for page in pages(after, options)}
    assert old.keys() == new.keys()
    return {key for key in old if old[key] != new[key]}


def with_mark(book: ClassBook, code: str, number: int, mark: Mark, term: Term = Term.I):
    """The book after the first ĐĐGtx of one pupil in one subject was changed."""
    pupil = book.pupils[number - 1].id
    courses = []
    for course in book.courses:
        if course.code == code:
            here = course.terms[term][pupil]
            marks = TermMarks({**here.marks, 1: mark}, here.result)
            terms = {**course.terms, term: {**course.terms[term], pupil: marks}}
            course = replace(course, terms=terms)  # noqa: PLW2901 - the one that differs
        courses.append(course)
    return replace(book, courses=tuple(courses))


def text_on(book: ClassBook, key: str, options: BookOptions = A3_OPTIONS) -> str:
    return texts_of(pdf_of([page for page in pages(book, options) if page.key == key]))[0]


def test_the_book_has_all_pages_in_order_with_two_subjects_side_by_side_on_a3():
    keys = [page.key for page in pages(books.class_book())]
    assert keys[:4] == ["cover", "guide+inner", "profile", "roll/2026-09"]
    assert keys[11:13] == ["roll/2027-05", "divider/HK1"]
    assert keys[13:19] == [
        "subject/HK1/gdtc+nt",
        "subject/HK1/gddp+hdtn",
        "subject/HK1/nguvan+toan",
        "subject/HK1/nn1+gdcd",
        "subject/HK1/lsdl+khtn",
        "subject/HK1/congnghe+tinhoc",
    ]
    assert keys[19:21] == ["summary/HK1", "divider/HK2"]
    assert keys[-4:] == ["summary/HK2", "summary/year", "year-rating", "remarks"]


def test_one_subject_a_page_on_a4_and_an_odd_one_alone_on_a3():
    book = books.class_book(level=SchoolLevel.THPT)
    a4 = [page.key for page in pages(book, A4_OPTIONS)]
    assert sum(key.startswith("subject/HK1/") for key in a4) == 13
    assert {"profile-left", "profile-right", "guide", "inner"} <= set(a4)
    a3 = [page.key for page in pages(book)]
    assert "subject/HK1/tdtts" in a3


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.key)
@pytest.mark.parametrize("pupils", [0, 1, 60, 61, 130])
def test_keys_are_unique_and_pages_numbered(form, pupils):
    book = MADE[form.key](pupils)
    for paper in form.papers:
        made = form.pages(book, BookOptions(paper))
        assert len({page.key for page in made}) == len(made)
        assert [page.number for page in made] == list(range(1, len(made) + 1))
        assert {page.total for page in made} == {len(made)}
        assert {page.part for page in made} == {part.key for part in form.parts}


def test_a_class_of_more_than_60_goes_on_with_its_numbers():
    book = books.class_book(61)
    keys = [page.key for page in pages(book)]
    assert "subject/HK1/nguvan+toan/2" in keys
    second = text_on(book, "subject/HK1/nguvan+toan/2")
    assert "61" in second
    assert book.pupils[60].name in second
    assert book.pupils[0].name not in second


def test_chosen_pages_keep_their_numbers():
    all_pages = pages(books.class_book())
    chosen = only(all_pages, frozenset({"marks-1"}), frozenset({"subject/HK1/nguvan+toan"}))
    assert [(page.key, page.number, page.total) for page in chosen] == [
        ("subject/HK1/nguvan+toan", 16, 31)
    ]
    assert "Trang 16/31" in texts_of(pdf_of(chosen))[0]


def test_the_same_book_prints_the_same_bytes():
    assert pdf_of(pages(books.class_book(5))) == pdf_of(pages(books.class_book(5)))


def test_one_mark_changes_one_page():
    book = books.class_book()
    assert changed(book, with_mark(book, "toan", 3, Mark(tenths=5))) == {"subject/HK1/nguvan+toan"}
    assert changed(book, with_mark(book, "toan", 3, Mark(tenths=5)), A4_OPTIONS) == {
        "subject/HK1/toan"
    }


def test_only_pages_that_were_printed_are_to_be_printed_again():
    book = books.class_book()
    printed = {
        page.key: page.fingerprint for page in pages(book) if page.part in {"covers", "marks-1"}
    }
    after = with_mark(book, "toan", 3, Mark(tenths=5))
    after = with_mark(after, "toan", 3, Mark(tenths=5), Term.II)
    assert [page.key for page in to_print_again(pages(after), printed)] == [
        "subject/HK1/nguvan+toan"
    ]
    assert to_print_again(pages(book), printed) == []


def test_what_is_not_printed_changes_no_page():
    """Why somebody gets a make-up test is in the data, and on no page."""
    book = books.class_book()
    one = with_mark(book, "toan", 3, Mark(MarkState.MAKEUP, reason="ốm"))
    other = with_mark(book, "toan", 3, Mark(MarkState.MAKEUP, reason="việc gia đình"))
    assert changed(one, other) == set()


def test_a_parents_phone_changes_only_the_profile_page():
    book = books.class_book()
    first = book.pupils[0]
    moved = replace(first, father=replace(first.father, phone="0912999999"))
    after = replace(book, pupils=(moved, *book.pupils[1:]))
    assert changed(book, after) == {"profile"}
    assert changed(book, after, A4_OPTIONS) == {"profile-right"}


def test_who_leaves_in_term_two_does_not_touch_the_sealed_pages_of_term_one():
    book = books.class_book()
    leaving = replace(book.pupils[2], left_on=book.term_ends[Term.II], leave_reason="Chuyển trường")
    after = replace(book, pupils=(*book.pupils[:2], leaving, *book.pupils[3:]))
    touched = changed(book, after)
    assert not {key for key in touched if "HK1" in key}
    assert {"profile", "summary/year", "year-rating", "subject/HK2/nguvan+toan"} <= touched


def test_states_of_a_mark_differ_on_paper():
    book = books.class_book()
    key = "subject/HK1/toan"
    zero = with_mark(book, "toan", 3, Mark(MarkState.ZERO, tenths=0))
    makeup = with_mark(book, "toan", 3, Mark(MarkState.MAKEUP, reason="ốm"))
    assert "0*" not in text_on(books.class_book(3), key, A4_OPTIONS)
    assert "0*: không tham gia kiểm tra, đánh giá bù." in text_on(zero, key, A4_OPTIONS)
    assert "bù: chờ kiểm tra, đánh giá bù." in text_on(makeup, key, A4_OPTIONS)
    assert "trường chuyển đến" in text_on(book, key, A4_OPTIONS)


def test_the_foot_line_of_corrections_is_an_option():
    book = books.class_book(5)
    line = "Trong trang này có 1 điểm được sửa chữa."
    assert line in text_on(book, "subject/HK1/toan", A4_OPTIONS)
    clean = BookOptions(A4, corrections_line=False)
    assert "sửa chữa" not in text_on(book, "subject/HK1/toan", clean)


def test_no_average_over_all_subjects_and_no_result_for_others():
    """G-16, and item 6 of the guide."""
    book = books.class_book(5)
    printed = "\n".join(texts_of(pdf_of(pages(book))))
    assert "TB các môn" not in printed
    assert "chỉ được thông báo cho học sinh" in printed


def test_general_summary_counts_only_when_everything_is_decided():
    open_ = text_on(books.class_book(42), "year-rating")
    assert "Số học sinh được lên lớp: ……" in open_
    decided = text_on(books.class_book(4), "year-rating")
    assert "Số học sinh được lên lớp: 4" in decided
    assert "Số học sinh không được lên lớp: 0" in decided


def test_who_left_is_struck_in_red():
    page = [page for page in pages(books.class_book(42), A4_OPTIONS) if page.key == "summary/year"]
    pdf = pdf_of(page)
    from tests.printing.drawing import opened

    with opened(pdf) as document:
        picture = document[0].render(scale=2).to_pil().convert("RGB")
    red = [y for y in range(picture.height) if is_red(picture.getpixel((120, y)))]
    assert red
    assert max(red) - min(red) <= 4


def is_red(pixel):
    red, green, blue = pixel
    return red > 150 and green < 120 and blue < 120


@pytest.mark.parametrize("options", [A3_OPTIONS, A4_OPTIONS], ids=["A3", "A4"])
def test_the_right_margin_is_free_for_the_seal(options):
    """B-5: at least 20 mm at the right edge, at mid-height of every page."""
    book = books.class_book(60, long_names=True)
    for picture in rasters_of(pdf_of(pages(book, options))):
        left = picture.width - round(20 * 72 / 25.4)
        strip = picture.crop((left, picture.height // 4, picture.width, picture.height * 3 // 4))
        assert strip.getextrema() == (255, 255)


def test_the_teachers_book_is_blank_or_filled():
    book = books.teacher_book(5)
    filled, blank = (
        texts_of(
            pdf_of(
                only(
                    TEACHER_BOOK.pages(book, BookOptions(A4, marks=marks)),
                    None,
                    frozenset({"sheet/6A/toan/HK1/marks"}),
                )
            )
        )[0]
        for marks in (True, False)
    )
    for pupil in book.sheets[0].pupils:
        assert pupil.name in filled
        assert pupil.name in blank
    assert "bù" in filled
    assert "bù" not in blank
    assert "Số học sinh đạt: ……" in blank


def test_the_teachers_tally_counts_who_reached_the_demands():
    from desktop.printing.teacher_book import tally

    sheet = next(s for s in books.teacher_book(4).sheets if s.code == "6A/gdtc")
    assert tally(sheet) == (
        "Số học sinh đạt: 4, tỉ lệ: 100,0 %.   Số học sinh chưa đạt: 0, tỉ lệ: 0,0 %."
    )


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("xã Hoa Sen", "Xã Hoa Sen"),
        ("Phường Ngô Quyền", "Phường Ngô Quyền"),
        ("Hoa Sen", "Xã (phường): Hoa Sen"),
    ],
)
def test_a_place_says_once_what_kind_it_is(name: str, printed: str):
    lines = place_lines(BookHeading("", "Trường", name, ""), 12)
    assert lines[0].text == printed


def test_a_month_still_being_written_is_printed_again_once_it_is_confirmed():
    """Else every absence of today would make a page of every printed book one to print again."""
    book = books.class_book(5)
    printed = {page.key: "as it was printed" for page in pages(book)}
    again = {page.key for page in to_print_again(pages(book), printed)}
    assert "roll/2026-12" in again
    assert "roll/2027-01" not in again
