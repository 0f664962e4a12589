"""Knows what an import or export of a month's attendance needs, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from desktop.exchange.course_book import CoursePupil
from desktop.queries.month_grid import DayHead, GridLine, MonthGrid
from desktop.rules.attendance import AbsenceMark, DayPart
from desktop.rules.roll_text import show_marks

_PARTS: Final = {
    DayPart.MORNING: "buổi sáng", DayPart.AFTERNOON: "buổi chiều", DayPart.CLUB: "câu lạc bộ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RollBook:
    """A month of a class; `part` is the session that is exchanged, None all that count."""

    grid: MonthGrid
    part: DayPart | None = None
    school_name: str = ""
    authority: str = ""

    @property
    def class_name(self) -> str:
        return self.grid.class_name

    @property
    def school_year(self) -> str:
        """2026–2027."""
        return self.grid.school_year.name if self.grid.school_year else ""

    @property
    def part_words(self) -> str:
        """`buổi chiều`; empty for the whole day."""
        return _PARTS[self.part] if self.part is not None else ""

    @property
    def name(self) -> str:
        """tháng 12/2026, buổi chiều."""
        month = f"tháng {self.grid.month}/{self.grid.year}"
        return f"{month}, {self.part_words}" if self.part_words else month

    @property
    def pupils(self) -> tuple[CoursePupil, ...]:
        """The lines as rows of a file are matched with them."""
        return tuple(
            CoursePupil(
                p.student_id, p.full_name, p.birth_date, p.code, p.moet_id, p.left_on
            )
            for p in (line.pupil for line in self.grid.lines)
        )  # fmt: skip

    @property
    def by_id(self) -> Mapping[UUID, GridLine]:
        return {line.pupil.student_id: line for line in self.grid.lines}

    def head(self, day: int) -> DayHead | None:
        """The day of the month by its number."""
        return self.grid.days[day - 1] if 0 < day <= len(self.grid.days) else None

    def shown(self, line: GridLine, head: DayHead) -> str:
        """What stands in the cell of a day: K, K/P, or nothing."""
        return show_marks(head.sessions(self.part), marks_of(line, head))


def marks_of(line: GridLine, head: DayHead) -> dict[DayPart, AbsenceMark]:
    """The marks of a pupil on a day, by session."""
    return {part: cell.mark for part in DayPart if (cell := line.cell(head.day, part))}
