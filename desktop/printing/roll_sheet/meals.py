"""The roll of a kindergarten or boarding class with its meals: no form is prescribed (M-8)."""

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from desktop.printing.class_book.covers import school_title
from desktop.printing.grid import Cell, Row
from desktop.printing.options import BookOptions
from desktop.printing.page import Draft, Page, bound, sheet
from desktop.printing.paper import Signature
from desktop.printing.roll_sheet.month import (
    Frame,
    MonthLeaf,
    Sums,
    frame_days,
    gone_of,
    month_key,
    number_or_blank,
    pages_of_lines,
    side_of_month,
    with_31,
)
from desktop.printing.roll_sheet.notes import notes
from desktop.queries.kitchen import MealLine, MealMonth
from desktop.queries.meal_book import MealBook
from desktop.queries.roll_book import RollBook
from desktop.queries.roll_pages import PaperDay, PaperLine, PaperMonth
from desktop.rules.attendance import AbsenceMark
from desktop.rules.meals import Meal

PARTS = (("months", "Các tháng"),)
_HERE: Final = "x"
_AWAY: Final = "–"
_LEAST_LINES: Final = 30
_MISSED: Final = frozenset(mark.value for mark in AbsenceMark if mark.is_absent)
_LEGEND: Final = (
    "x: có mặt; P: nghỉ có phép; K: nghỉ không phép. Chữ nghiêng: suất ăn của ngày được ghi riêng."
)


def pages(book: MealBook, options: BookOptions) -> list[Page]:
    """A sheet a month with meals, of those that were read."""
    of = book.book
    caption = (
        f"{school_title(of.heading)} · Sổ điểm danh và suất ăn · Lớp {of.class_name} · "
        f"Năm học {of.year}"
    )
    drafts = [
        draft
        for month in of.rolls.months
        if (meals := book.meals.get((month.year, month.month))) is not None
        for draft in _sheets(of, month, meals)
    ]
    return bound(drafts, options.paper, caption)


def _sheets(book: RollBook, month: PaperMonth, meals: MealMonth) -> Iterator[Draft]:
    lines = {line.pupil.student_id: line for line in meals.lines}
    for number, (here, rows, first) in enumerate(pages_of_lines(month.lines, _LEAST_LINES), 1):
        of = _Sheet(month, meals, lines)
        leaf = MonthLeaf(
            title=f"Điểm danh và suất ăn tháng {month.month} năm {month.year}",
            size=f"Sĩ số lớp {book.class_name}: {month.size}",
            frame=Frame(frame_days(month), rows, first, 1 + len(meals.served), of.sums()),
            rows=tuple(of.row(line) for line in here),
            foot=tuple(of.foot()),
            changes=(),
            gone=tuple(gone_of(month, here)),
            notes="\n".join((_LEGEND, *notes(book.rolls, month, corrections=False, legend=False))),
            signatures=(
                Signature("Giáo viên", name=book.homeroom_teacher),
                Signature("Hiệu trưởng", "(Kí, ghi rõ họ tên và đóng dấu)", book.principal),
            ),
        )
        key = month_key(month, number).replace("roll/", "meals/")
        title = f"Suất ăn tháng {month.month}/{month.year}"
        yield sheet(key, title, "months", (side_of_month(leaf),))


class _Sheet:
    """One month with the meals of its pupils."""

    def __init__(self, month: PaperMonth, meals: MealMonth, lines: dict[UUID, MealLine]) -> None:
        self.month, self.meals, self.lines = month, meals, lines

    def sums(self) -> Sums:
        days = ("Số ngày", (("Có mặt", 2.0), ("P", 1.2), ("K", 1.2)))
        if not self.meals.served:
            return (days,)
        return (days, ("Suất ăn", tuple((meal.label, 1.9) for meal in self.meals.served)))

    def row(self, line: PaperLine | None) -> Row:
        if line is None:
            return Row(())
        cells = [self._cell(line, day) for day in self.month.days]
        here = sum(_text(cell) == _HERE for cell in cells)
        meals = (
            sum(meal in self._eaten(line, d.day) for d in self._known()) for meal in self.served
        )
        sums = (here, line.sums.excused, line.sums.unexcused, *meals)
        gone = line.pupil.left_on is not None and line.pupil.left_on <= self.month.last
        return Row((line.pupil.full_name, *with_31(cells), *map(number_or_blank, sums)), gone)

    @property
    def served(self) -> tuple[Meal, ...]:
        return self.meals.served

    def foot(self) -> Iterator[Row]:
        """Who was there each day, and how many of each meal."""
        lines = self.month.lines
        here = [
            sum(_text(self._cell(line, day)) == _HERE for line in lines) for day in self.month.days
        ]
        yield _foot_row("Có mặt", here, (sum(here), self.month.total.excused,
                                         self.month.total.unexcused))  # fmt: skip
        for at, meal in enumerate(self.served):
            counts = [
                sum(meal in self._eaten(line, day.day) for line in lines) if day.known else 0
                for day in self.month.days
            ]
            blank = (0,) * (3 + at)
            yield _foot_row(f"Suất ăn {meal.label.lower()}", counts, (*blank, sum(counts)))

    def _known(self) -> Iterator[PaperDay]:
        return (day for day in self.month.days if day.known)

    def _cell(self, line: PaperLine, day: PaperDay) -> str | Cell:
        joined = line.pupil.joined_on
        if joined is not None and day.day < joined:
            return _AWAY
        letters = line.cells.get(day.day, "")
        missed = "".join(letter for letter in letters if letter in _MISSED)
        if day.free or not day.known or not line.belongs(day.day):
            return missed
        text = missed or _HERE
        said = self.lines.get(line.pupil.student_id)
        return Cell(text, italic=True) if said and day.day in said.said else text

    def _eaten(self, line: PaperLine, day: date) -> tuple[Meal, ...]:
        of = self.lines.get(line.pupil.student_id)
        return of.days.get(day, ()) if of else ()


def _text(cell: str | Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def _foot_row(words: str, per_day: list[int], sums: tuple[int, ...]) -> Row:
    days = with_31([number_or_blank(count) for count in per_day])
    return Row((Cell(words, bold=True), *days, *map(number_or_blank, sums)))
