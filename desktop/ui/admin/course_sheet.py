"""Classes × subjects as a sheet: who teaches, how many periods a year, how many ĐĐGtx."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import msgspec

from desktop.commands.command import Refused
from desktop.commands.courses import CourseCell, CourseValue, PlanCourses
from desktop.commands.execute import Done
from desktop.queries.course_grid import CourseGrid, Place, SubjectOfGrid
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.admin.teachers import UnclearTeacher, short_names, teachers_meant
from desktop.ui.grid.sheet import (
    CellView,
    Column,
    Edit,
    Kind,
    Outcome,
    Result,
    RowHead,
    State,
)

NOBODY: Final = "chưa phân công"
_NOT_TAUGHT: Final = ("-", "–", "không học")
_LINE: Final = 14  # letters that have room over a column
_ALT: Final = "Alt+↓: chọn trong danh sách giáo viên"


class Aspect(StrEnum):
    """What the cells show and take."""

    TEACHER = "teacher"
    PERIODS = "periods"
    REGULAR = "regular"


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was typed and could not be read."""

    text: str
    sentence: str
    ways: tuple[tuple[str, str], ...] = ()


class CourseGridSheet:
    """Implements `grid.sheet.Sheet`; a block is one command and one step."""

    def __init__(self, school: School, read: Callable[[], CourseGrid], aspect: Aspect) -> None:
        self.school, self._read, self.aspect = school, read, aspect
        self.grid = read()
        self._names = {t.staff_id: t.full_name for t in self.grid.teachers}
        self._short = short_names(self.grid.teachers)
        self._kept: dict[Place, _Kept] = {}
        self.past: list[Done] = []
        self.future: list[Done] = []

    @property
    def columns(self) -> Sequence[Column]:
        teachers = tuple(t.full_name for t in self.grid.teachers)
        choices = teachers if self.aspect is Aspect.TEACHER else ()
        kind = Kind.TEXT if self.aspect is Aspect.TEACHER else Kind.WORD
        width = 107 if self.aspect is Aspect.TEACHER else 76
        first = Column("class", "Lớp", Kind.NAME, 64, editable=False, frozen=True)
        return (
            first,
            *(
                Column(
                    str(subject.subject_id), _head(subject), kind, width,
                    choices=choices, spoken=subject.name, max_length=120,
                )
                for subject in self.grid.subjects
            ),
        )  # fmt: skip

    @property
    def rows(self) -> Sequence[RowHead]:
        return [RowHead(c.class_id, c.name) for c in self.grid.classes]

    def place(self, row: int, column: int) -> Place:
        return self.grid.classes[row].class_id, self.grid.subjects[column - 1].subject_id

    def cell(self, row: int, column: int) -> CellView:
        if column == 0:
            return CellView(self.grid.classes[row].name)
        place = self.place(row, column)
        kept = self._kept.get(place)
        if kept is not None:
            return CellView(kept.text, State.INVALID, kept.sentence, ways=kept.ways)
        value = self.grid.cells.get(place)
        if value is None:
            usual = self.grid.usual[place]
            return CellView("", sentence=f"lớp không học môn này; thường là {usual.periods} tiết")
        return self._taught(value)

    def _taught(self, value: CourseValue) -> CellView:
        full = "; ".join(self._names.get(t, "?") for t in value.teachers)
        said = f"{full or NOBODY} · {value.periods} tiết cả năm · {value.regular} ĐĐGtx mỗi học kì"
        if self.aspect is Aspect.PERIODS:
            return CellView(str(value.periods), sentence=said)
        if self.aspect is Aspect.REGULAR:
            return CellView(str(value.regular), sentence=said)
        if not value.teachers:
            return CellView(NOBODY, State.DUE, f"{said} · {_ALT}")
        short = ", ".join(self._short.get(t, "?") for t in value.teachers)
        return CellView(short, sentence=said, source=full)

    # ---- writing

    def commit(self, edits: Sequence[Edit]) -> Sequence[Outcome]:
        outcomes, cells, at = [], [], []
        for edit in edits:
            place = self.place(edit.row, edit.column)
            self._kept.pop(place, None)
            try:
                value = self._meant(place, edit.text)
            except UnclearTeacher as unclear:
                outcomes.append(self._keep(edit, place, unclear))
                continue
            except ValueError as error:
                self._kept[place] = _Kept(edit.text, str(error))
                outcomes.append(Outcome(edit.row, edit.column, Result.KEPT, str(error)))
                continue
            seen = self.grid.cells.get(place)
            if value == seen:
                outcomes.append(Outcome(edit.row, edit.column, Result.SAME))
            else:
                cells.append(CourseCell(*place, value, seen))
                at.append(edit)
        return [*outcomes, *self._write(cells, at)]

    def _keep(self, edit: Edit, place: Place, unclear: UnclearTeacher) -> Outcome:
        ways = tuple(
            (f"{t.full_name} ({t.account})", edit.text.replace(unclear.typed, t.account))
            for t in unclear.near[:4]
        )
        self._kept[place] = _Kept(edit.text, unclear.sentence, ways)
        return Outcome(edit.row, edit.column, Result.KEPT, unclear.sentence)

    def _meant(self, place: Place, text: str) -> CourseValue | None:
        """What the cell would hold; raises UnclearTeacher, ValueError with a sentence."""
        typed, seen = text.strip(), self.grid.cells.get(place)
        if typed.casefold() in _NOT_TAUGHT:
            return None
        base = seen or self.grid.usual[place]
        if self.aspect is Aspect.TEACHER:
            if not typed:  # first the teachers go, then the course
                gone = seen is None or not seen.teachers
                return None if gone else msgspec.structs.replace(base, teachers=())
            if typed == NOBODY:
                return msgspec.structs.replace(base, teachers=())
            return msgspec.structs.replace(base, teachers=teachers_meant(typed, self.grid.teachers))
        if not typed:
            return None
        what = "Số tiết cả năm" if self.aspect is Aspect.PERIODS else "Số ĐĐGtx mỗi học kì"
        if not typed.isdecimal():
            raise ValueError(f"“{typed}” chưa được ghi. {what} là một số nguyên.")
        return msgspec.structs.replace(base, **{self.aspect.value: int(typed)})

    def _write(self, cells: list[CourseCell], at: list[Edit]) -> list[Outcome]:
        if not cells:
            return []
        try:
            done = self.school.do(PlanCourses(cells=tuple(cells)))
        except Refused as refused:
            sentence = refused.detail[0].sentence if refused.detail else refused.message
            return [Outcome(e.row, e.column, Result.REFUSED, sentence) for e in at]
        except Trouble as trouble:
            return [Outcome(e.row, e.column, Result.REFUSED, trouble.sentence) for e in at]
        self.past.append(done)
        self.future.clear()
        self.grid = self._read()
        return [Outcome(e.row, e.column) for e in at]

    def undo(self) -> str | None:
        return self._turn(self.past, self.future, "Đã hoàn tác phân công.")

    def redo(self) -> str | None:
        return self._turn(self.future, self.past, "Đã làm lại phân công.")

    def _turn(self, one: list[Done], other: list[Done], said: str) -> str | None:
        if not one:
            return None
        try:
            other.append(self.school.undo(one[-1]))
        except Refused as refused:
            return f"Chưa hoàn tác được: {refused.message}"
        one.pop()
        self.grid = self._read()
        return said


def _head(subject: SubjectOfGrid) -> str:
    """The name in one line or two; the short one where two lines are too narrow for it."""
    name = _broken(subject.name)
    if max(map(len, name.split("|"))) <= _LINE or not subject.short_name:
        return name
    return subject.short_name.replace("|", " ")


def _broken(name: str) -> str:
    """A long subject name in two lines, near its middle."""
    words = name.split()
    if len(name) <= 13 or len(words) < 2:  # noqa: PLR2004 - fits on one line
        return name
    best = min(
        range(1, len(words)),
        key=lambda at: abs(len(" ".join(words[:at])) - len(" ".join(words[at:]))),
    )
    return f"{' '.join(words[:best])}|{' '.join(words[best:])}"
