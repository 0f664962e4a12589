"""What stands below a month's roll is short enough for its place, whatever happened."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.printing.options import BookOptions
from desktop.printing.page import bound
from desktop.printing.paper import A3, A4, Paper
from desktop.printing.roll_sheet.month import Signed, month_pages
from desktop.printing.roll_sheet.notes import MOST_CHANGES, legend_of, notes
from desktop.queries.roll_pages import PaperChange, PaperRolls
from desktop.rules.attendance import AttendanceRules, HalfDays
from desktop.rules.instants import instant_of_day
from tests.printing import books
from tests.printing.drawing import pdf_of
from tests.printing.rolls import rolls

if TYPE_CHECKING:
    from desktop.printing.ink import Placed


def december(changes: int, *, long_names: bool = False) -> PaperRolls:
    """December alone, with an alteration in the first lines."""
    every = rolls(books.class_book(42, long_names=long_names).pupils)
    month = every.month(2026, 12)
    assert month is not None
    lines = [replace(line, changes=()) for line in month.lines]
    at = instant_of_day(date(2027, 1, 5))
    for nth in range(changes):
        day = date(2026, 12, 1) + timedelta(nth % 4)
        one = PaperChange(day, "K", "P", "Công Huyền Tôn Nữ Quỳnh Trang", at)
        lines[nth % 40] = replace(lines[nth % 40], changes=(*lines[nth % 40].changes, one))
    return PaperRolls((replace(month, lines=tuple(lines)),), every.rules)


def said(of: PaperRolls) -> str:
    return "\n".join(notes(of, of.months[0], corrections=True))


def test_many_alterations_are_told_up_to_a_number_and_then_counted():
    assert "ô nữa" not in said(december(MOST_CHANGES))
    text = said(december(MOST_CHANGES + 3))
    assert text.count("K thành P") == MOST_CHANGES
    assert "và 3 ô nữa, ghi trong phần mềm" in text


@pytest.mark.parametrize("paper", [A3, A4], ids=lambda paper: paper.key)
def test_the_fullest_notes_have_room(paper: Paper):
    of = december(60, long_names=True)
    drafts = list(month_pages(of, Signed("6A", "Lâm Ngọc Bích"), BookOptions(paper)))
    placed: list[Placed] = []
    pdf_of(bound(drafts, paper, "Sổ gọi tên"), placed)
    assert [one.text for one in placed if not one.setting.whole] == []


def test_a_school_that_counts_otherwise_says_so():
    rules = AttendanceRules(late_makes_one=3, half_days=HalfDays.SEPARATE)
    assert legend_of(rules) == (
        "P: nghỉ có phép; K: nghỉ không phép; M: đi muộn (cứ 3 lần tính một buổi nghỉ không phép). "
        "Hai chữ trong một ô: hai buổi của ngày."
    )


def test_who_came_and_left_is_told_in_the_month_it_was():
    every = rolls(books.class_book(42).pupils)
    told = {
        month.month: "\n".join(notes(every, month, corrections=False)) for month in every.months
    }
    assert "chuyển đến 02/11" in told[11]
    assert "chuyển trường 14/12" in told[12]
    assert "Biến động" not in told[10]
    assert "Biến động" not in told[1]
