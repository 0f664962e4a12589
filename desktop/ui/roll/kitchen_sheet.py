"""The kitchen's count of a day as a sheet of the grid: a row a class, the sum at the end."""

from collections.abc import Sequence
from typing import Final

from desktop.queries.kitchen import KitchenDay, KitchenLine
from desktop.rules.meals import Meal
from desktop.ui.grid.sheet import CellView, Column, Edit, Kind, Outcome, Result, RowHead, State

SUM: Final = "sum"
_CLOSED: Final = "Số suất tính từ điểm danh. Sửa điểm danh hoặc suất ăn của từng em ở lớp."


class KitchenSheet:
    """Read only; the rows are those of `KitchenDay` and one for the sum."""

    def __init__(self, of_day: KitchenDay) -> None:
        self.of_day = of_day
        meals = of_day.totals
        self._columns = (
            Column("class", "Lớp", Kind.NAME, 120, editable=False, frozen=True),
            Column("pupils", "Sĩ số", Kind.NUMBER, 70, editable=False),
            Column("present", "Có mặt", Kind.NUMBER, 80, editable=False),
            *(
                Column(
                    f"meal{int(meal)}", meal.label, Kind.NUMBER, 80, "Suất ăn", editable=False,
                    spoken=f"bữa {meal.label.lower()}",
                )
                for meal in meals
            ),
            Column("state", "Điểm danh", Kind.TEXT, 220, editable=False),
        )  # fmt: skip
        self._meals = tuple(meals)

    @property
    def columns(self) -> Sequence[Column]:
        return self._columns

    @property
    def rows(self) -> Sequence[RowHead]:
        heads = [RowHead(line.class_id, f"Lớp {line.class_name}") for line in self.of_day.lines]
        return [*heads, RowHead(SUM, "Cả trường")]

    def cell(self, row: int, column: int) -> CellView:
        if row == len(self.of_day.lines):
            return self._sum(column)
        line, key = self.of_day.lines[row], self._columns[column].key
        if key == "class":
            return CellView(line.class_name)
        if key == "state":
            return _state(line)
        number = {"pupils": line.pupils, "present": line.present}.get(key)
        if number is None:
            number = line.meals.get(self._meal(column), 0)
        return CellView(str(number))

    def _sum(self, column: int) -> CellView:
        key, lines = self._columns[column].key, self.of_day.lines
        if key == "class":
            return CellView("Cả trường", State.STRONG)
        if key == "state":
            waiting = len(self.of_day.not_taken)
            return CellView(f"{waiting} lớp chưa điểm danh" if waiting else "đã đủ", State.COMPUTED)
        of = {
            "pupils": sum(line.pupils for line in lines),
            "present": sum(line.present for line in lines),
        }
        number = of[key] if key in of else self.of_day.totals[self._meal(column)]
        return CellView(str(number), State.COMPUTED)

    def _meal(self, column: int) -> Meal:
        return self._meals[column - 3]

    def commit(self, edits: Sequence[Edit]) -> Sequence[Outcome]:
        return [Outcome(e.row, e.column, Result.REFUSED, _CLOSED) for e in edits]

    def undo(self) -> str | None:
        return None

    def redo(self) -> str | None:
        return None


def _state(line: KitchenLine) -> CellView:
    if line.taken:
        return CellView("đã điểm danh", State.COMPLETE)
    return CellView("chưa điểm danh, đếm cả lớp", State.DUE)
