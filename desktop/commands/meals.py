"""Meals of boarding and kindergarten classes: what a class is served, and who takes less."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import select

from desktop.commands import journal
from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Detail, Refused, require
from desktop.commands.gradebook import summary
from desktop.commands.roll_cells import LONGEST_NOTE
from desktop.commands.roll_place import roll_audience, roll_place
from desktop.commands.shelves import class_of
from desktop.models.attendance import ClassMeals, MealDay
from desktop.queries.pupils import ClassPupil
from desktop.rules.instants import show_moment
from desktop.rules.meals import Meal, read_meals, write_meals
from desktop.rules.names import nfc
from desktop.rules.permissions import Capability, Person, Place
from desktop.rules.school_days import was_in_class


class SetClassMeals(Command, frozen=True, tag="set_class_meals"):
    """Say which meals a class is served from a day on; None goes back to what was."""

    TITLE: ClassVar[str] = "Đặt bữa ăn của lớp"
    class_id: UUID
    from_day: date
    meals: tuple[Meal, ...] | None = None
    seen: tuple[Meal, ...] | None = None

    def check(self, books: Books, by: Person) -> None:
        """The right, and the meals as they were seen."""
        class_of(books, self.class_id)
        require(books, by, Capability.ROLL_PLAN, Place(class_id=self.class_id))
        row = books.session.get(ClassMeals, (self.class_id, self.from_day))
        current = None if row is None else row.meals
        if current not in (_stored(self.seen), _stored(self.meals)):
            raise Refused(
                Code.CONFLICT, "Bữa ăn của lớp đã được đổi từ lúc mở. Mở lại để xem rồi đặt tiếp."
            )

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002 - the same for everybody
        """Write or remove the meals."""
        row = books.session.get(ClassMeals, (self.class_id, self.from_day))
        meals = _stored(self.meals)
        if meals is None:
            if row is not None:
                books.session.delete(row)
        elif row is None:
            books.session.add(
                ClassMeals(
                    class_id=self.class_id, from_day=self.from_day, meals=meals,
                    audience=roll_audience(self.class_id),
                )
            )  # fmt: skip
        else:
            row.meals = meals

    def inverse(self, own_id: UUID) -> "SetClassMeals":  # noqa: ARG002
        """The meals before."""
        return msgspec.structs.replace(self, meals=self.seen, seen=self.meals)


class MealValue(msgspec.Struct, frozen=True, omit_defaults=True):
    """The meals that a pupil takes on a day, in spite of the roll; none at all is possible."""

    meals: tuple[Meal, ...] = ()
    note: str = ""


class MealCell(msgspec.Struct, frozen=True, omit_defaults=True):
    """One pupil on one day; None goes by the roll again."""

    student_id: UUID
    day: date
    value: MealValue | None = None
    seen: MealValue | None = None
    after: UUID | None = None


_Rows = dict[tuple[UUID, date], MealDay]


class EnterMeals(Command, frozen=True, tag="enter_meals"):
    """Say of pupils which meals they take on a day, where the roll does not tell."""

    TITLE: ClassVar[str] = "Ghi suất ăn"
    class_id: UUID
    cells: tuple[MealCell, ...]

    def check(self, books: Books, by: Person) -> None:
        """The right, pupils of the class on that day, and the cells as they were seen."""
        require(books, by, Capability.ROLL_TAKE, Place(class_id=self.class_id))
        ids = {cell.student_id for cell in self.cells}
        pupils, rows = roll_place(books, self.class_id, ids).pupils, self._rows(books)
        bad = []
        for cell in self.cells:
            found = _unfit(cell, pupils.get(cell.student_id)) or self._conflict(
                books, cell, rows.get((cell.student_id, cell.day))
            )
            if found:
                bad.append(found)
        if bad:
            raise Refused(bad[0].code, summary(bad, len(self.cells)), bad)

    def apply(self, books: Books, by: Person) -> None:
        """Write the cells."""
        rows = self._rows(books)
        for cell in self.cells:
            row = rows.get((cell.student_id, cell.day))
            if meal_value(row) == cell.value:
                continue
            if cell.value is None:
                books.session.delete(row)
                continue
            if row is None:
                row = MealDay(
                    class_id=self.class_id, day=cell.day, student_id=cell.student_id, meals="",
                    entered_by=by.staff_id, entered_at=books.at,
                    audience=roll_audience(self.class_id),
                )  # fmt: skip
                books.session.add(row)
            row.meals, row.note = write_meals(cell.value.meals), nfc(cell.value.note)
            row.entered_by, row.entered_at = by.staff_id, books.at

    def inverse(self, own_id: UUID) -> "EnterMeals":
        """The cells before."""
        back = tuple(
            MealCell(c.student_id, c.day, value=c.seen, seen=c.value, after=own_id)
            for c in self.cells
        )
        return EnterMeals(class_id=self.class_id, cells=back)

    def _rows(self, books: Books) -> _Rows:
        rows = books.session.scalars(
            select(MealDay).where(
                MealDay.class_id == self.class_id, MealDay.day.in_({c.day for c in self.cells})
            )
        )
        return {(row.student_id, row.day): row for row in rows}

    def _conflict(self, books: Books, cell: MealCell, row: MealDay | None) -> Detail | None:
        if meal_value(row) in (cell.value, self._expected(books, cell)):
            return None
        who = books.staff_name(row.entered_by) if row else "người khác"
        when = f" lúc {show_moment(row.entered_at)}" if row else ""
        return Detail(
            Code.CONFLICT,
            f"Suất ăn này đã được {who} đổi{when}. Phần vừa nhập được giữ lại; mở lại để chọn.",
            student_id=cell.student_id, day=cell.day, who=who, when=row.entered_at if row else 0,
        )  # fmt: skip

    def _expected(self, books: Books, cell: MealCell) -> MealValue | None:
        """As for cells of the roll: what a refused own command expected (sync.md 22)."""
        expected, after = cell.seen, cell.after
        while after is not None:
            row = journal.find(books.session, after)
            earlier = journal.command_of(row) if row and row.state in _REFUSED else None
            if not isinstance(earlier, EnterMeals):
                return expected
            place = cell.student_id, cell.day
            same = [c for c in earlier.cells if (c.student_id, c.day) == place]
            if not same:
                return expected
            expected, after = same[0].seen, same[0].after
        return expected


_REFUSED = ("refused", "failed")


def meal_value(row: MealDay | None) -> MealValue | None:
    """A row as commands carry it."""
    return None if row is None else MealValue(read_meals(row.meals), row.note)


def _unfit(cell: MealCell, pupil: ClassPupil | None) -> Detail | None:
    if pupil is None or not was_in_class(pupil.joined_on, pupil.left_on, cell.day):
        sentence = f"Ngày {cell.day:%d/%m/%Y} em này không học ở lớp, nên không có suất ăn."
        return Detail(Code.MISSING, sentence, student_id=cell.student_id, day=cell.day)
    if cell.value is not None and len(cell.value.note) > LONGEST_NOTE:
        sentence = f"Ghi chú dài quá {LONGEST_NOTE} chữ. Rút gọn rồi ghi lại."
        return Detail(Code.INVALID, sentence, student_id=cell.student_id, day=cell.day)
    return None


def _stored(meals: tuple[Meal, ...] | None) -> str | None:
    return None if meals is None else write_meals(meals)
