"""Knows the Excel grid of who teaches what: classes down, subjects across, teachers inside."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec

from desktop.commands.courses import CourseCell, CourseValue, PlanCourses
from desktop.exchange.headings import Table, alias_map, find_table
from desktop.exchange.plan import (
    LEAVE_EMPTY,
    LineKind,
    Problem,
    Settlement,
    Settlements,
    Way,
    problem_report,
    with_value,
)
from desktop.exchange.same_person import same_class, same_name
from desktop.exchange.subject_names import spellings
from desktop.exchange.values import raw_text
from desktop.exchange.workbook import address, read_sheets
from desktop.queries.course_grid import CourseGrid, TeacherOfGrid
from desktop.rules.names import fold, tidy_name
from desktop.store.trouble import Trouble

_CLASS: Final = "class"
_SUBJECT: Final = "subject "
_SEPARATORS = re.compile(r"[;,\n/]| và ")
_WITH_ACCOUNT = re.compile(r"(.*?)\s*\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class GridText:
    """One filled cell of the file: a class's name and a subject's place in the grid."""

    address: str
    row: int
    class_name: str
    class_at: str
    subject: int
    text: str


@dataclass(frozen=True, slots=True)
class CoursesSheet:
    file: str
    cells: tuple[GridText, ...]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedCourse:
    """One cell of the preview: what it says, what would stand, what stands."""

    address: str
    kind: LineKind
    class_name: str
    subject: str
    old: str
    new: str
    cell: CourseCell | None = None


@dataclass(frozen=True, slots=True)
class CoursesPlan:
    """The preview of an assignment grid; `cells_to_write` is what the command will carry."""

    sheet: CoursesSheet
    grid: CourseGrid
    settlements: Settlements
    cells: tuple[PlannedCourse, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]

    @property
    def cells_to_write(self) -> tuple[CourseCell, ...]:
        return tuple(
            planned.cell
            for planned in self.cells
            if planned.cell and planned.kind in {LineKind.NEW, LineKind.CHANGED}
        )

    @property
    def counts(self) -> Mapping[LineKind, int]:
        return Counter(planned.kind for planned in self.cells)


def read_courses(path: Path, grid: CourseGrid) -> CoursesSheet:
    """The assignment grid from a workbook; the subjects' names find its heading. Raises Trouble."""
    aliases = alias_map(
        {
            _CLASS: ("Lớp", "Tên lớp", "Lớp học"),
            **{f"{_SUBJECT}{n}": spellings(s.name) for n, s in enumerate(grid.subjects)},
        }
    )
    tables = [
        table
        for sheet in read_sheets(path)
        if (table := find_table(sheet, aliases)) is not None and _CLASS in table.columns
    ]
    if not tables:
        raise Trouble(
            f"Không thấy bảng phân công trong tệp {path.name}. Chưa có gì được đọc. Dòng tiêu đề "
            "cần có ô “Lớp” và tên các môn; hãy xuất bảng mẫu, điền vào rồi chọn lại."
        )
    table = max(tables, key=lambda found: len(found.columns))
    unused = tuple(text for text in table.unknown if text and fold(text) not in {"stt", "tt"})
    return CoursesSheet(path.name, tuple(_texts(table)), unused)


def plan_courses(
    sheet: CoursesSheet, grid: CourseGrid, settlements: Settlements | None = None
) -> CoursesPlan:
    """Compare a grid with the courses; an empty cell takes nothing away."""
    settled = settlements or {}
    planned: list[PlannedCourse] = []
    problems: dict[str, Problem] = {}
    for text in sheet.cells:
        course, problem = _plan_cell(text, grid, settled)
        planned.append(course)
        if problem is not None:
            problems.setdefault(problem.address, problem)
    notes = [f"Các cột không dùng đến: {', '.join(sheet.unused)}."] if sheet.unused else []
    return CoursesPlan(sheet, grid, settled, tuple(planned), tuple(problems.values()), tuple(notes))


def settle(plan: CoursesPlan, address_: str, settlement: Settlement) -> CoursesPlan:
    """The plan after a person decided about one cell; the given plan stays as it is."""
    return plan_courses(plan.sheet, plan.grid, {**plan.settlements, address_: settlement})


def courses_command(plan: CoursesPlan) -> PlanCourses:
    """The one command that writes what the plan shows."""
    return PlanCourses(cells=plan.cells_to_write, source=plan.sheet.file)


def courses_report(plan: CoursesPlan) -> dict[str, Any]:
    """The plan as plain data for --json."""
    counts = plan.counts
    return {
        "file": plan.sheet.file,
        "counts": {str(kind): counts.get(kind, 0) for kind in LineKind},
        "to_write": len(plan.cells_to_write),
        "problems": [problem_report(problem) for problem in plan.problems],
        "changes": [
            {
                "address": c.address, "class": c.class_name, "subject": c.subject,
                "old": c.old, "new": c.new,
            }
            for c in plan.cells
            if c.kind is LineKind.CHANGED
        ],
        "notes": list(plan.notes),
    }  # fmt: skip


def _texts(table: Table) -> Iterator[GridText]:
    at = table.columns[_CLASS]
    for row in range(table.first_row, len(table.sheet.rows)):
        name = tidy_name(raw_text(table.sheet.cell(row, at)))
        if not name or table.heads_again(row):
            continue
        for key, column in table.columns.items():
            text = tidy_name(raw_text(table.sheet.cell(row, column)))
            if key != _CLASS and text:
                number = int(key.removeprefix(_SUBJECT))
                yield GridText(address(row, column), row + 1, name, address(row, at), number, text)


def _plan_cell(
    text: GridText, grid: CourseGrid, settled: Settlements
) -> tuple[PlannedCourse, Problem | None]:
    subject = grid.subjects[text.subject]

    def planned(kind: LineKind, cell: CourseCell | None = None) -> PlannedCourse:
        old = shown_teachers(cell.seen, grid) if cell else ""
        new = shown_teachers(cell.value, grid) if cell else text.text
        return PlannedCourse(text.address, kind, text.class_name, subject.name, old, new, cell)

    ways = [settled[at] for at in (text.class_at, text.address) if at in settled]
    if any(way.way in {Way.SKIP, Way.EMPTY} for way in ways):
        return planned(LineKind.SKIPPED), None
    class_name = _typed(settled, text.class_at, text.class_name)
    school_class = next((c for c in grid.classes if same_class(c.name, class_name)), None)
    if school_class is None:
        return planned(LineKind.PROBLEM), _no_class(text, class_name)
    teachers, doubt = _teachers(_typed(settled, text.address, text.text), grid, text)
    if doubt is not None:
        return planned(LineKind.PROBLEM), doubt
    place = (school_class.class_id, subject.subject_id)
    seen = grid.cells.get(place)
    value = msgspec.structs.replace(seen or grid.usual[place], teachers=teachers)
    cell = CourseCell(*place, value, seen)
    if seen is None:
        return planned(LineKind.NEW, cell), None
    same = set(seen.teachers) == set(teachers)
    return planned(LineKind.UNCHANGED if same else LineKind.CHANGED, cell), None


def _typed(settled: Settlements, at: str, text: str) -> str:
    way = settled.get(at)
    return way.text if way is not None and way.way is Way.VALUE else text


def _teachers(
    text: str, grid: CourseGrid, where: GridText
) -> tuple[tuple[UUID, ...], Problem | None]:
    """The teachers whom a cell names, by account or by full name."""
    found: list[UUID] = []
    for part in filter(None, (piece.strip() for piece in _SEPARATORS.split(text))):
        meant = _meant(part, grid.teachers)
        if len(meant) != 1:
            return (), _unclear(part, meant, grid, where)
        found.append(meant[0].staff_id)
    return tuple(sorted(set(found))), None


def _meant(part: str, teachers: Sequence[TeacherOfGrid]) -> list[TeacherOfGrid]:
    with_account = _WITH_ACCOUNT.fullmatch(part)
    account = with_account[2].strip() if with_account else part
    by_account = [t for t in teachers if t.account and t.account.casefold() == account.casefold()]
    if by_account:
        return by_account
    name = with_account[1] if with_account else part
    bare = re.sub(r"^(?:thầy|cô)\s+", "", name, flags=re.IGNORECASE)
    return [t for t in teachers if same_name(t.full_name, bare)]


def _unclear(
    part: str, meant: Sequence[TeacherOfGrid], grid: CourseGrid, where: GridText
) -> Problem:
    if meant:
        what = f"Trường có {len(meant)} người tên {part}. Chọn theo tài khoản."
        near = list(meant)
    else:
        what = f"Không có giáo viên {part} trong danh sách cán bộ. Gõ lại họ tên hoặc tài khoản."
        last = fold(part).split()[-1:]
        near = [
            t
            for t in grid.teachers
            if fold(t.full_name) == fold(part) or fold(t.full_name).split()[-1:] == last
        ]
    ways = tuple(
        with_value(where.text.replace(part, t.account), f"{t.full_name} ({t.account})")
        for t in near
    )
    return Problem(
        where.address, where.row, where.class_name, what, found=where.text,
        ways=(*ways, LEAVE_EMPTY),
    )  # fmt: skip


def _no_class(text: GridText, name: str) -> Problem:
    return Problem(
        text.class_at, text.row, name,
        f"Năm học này không có lớp {name}. Gõ lại tên lớp hoặc bỏ qua dòng.",
        found=text.class_name, ways=(Settlement(Way.SKIP, label="Bỏ qua dòng này"),),
    )  # fmt: skip


def shown_teachers(value: CourseValue | None, grid: CourseGrid) -> str:
    """Teachers of a course by name; with the account where two have one name."""
    if value is None:
        return ""
    names = Counter(fold(teacher.full_name) for teacher in grid.teachers)
    return "; ".join(
        f"{t.full_name} ({t.account})" if names[fold(t.full_name)] > 1 else t.full_name
        for t in grid.teachers
        if t.staff_id in value.teachers
    )
