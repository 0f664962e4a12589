"""Knows what a class list would change: every line as new, unchanged, changed or a problem."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from desktop.commands.pupil import Pupil
from desktop.commands.roster import NewPupil, PupilChange, UpdateRoster
from desktop.exchange.plan import (
    LEAVE_EMPTY,
    SKIP_LINE,
    TITLE_LINE,
    Change,
    Fix,
    LineKind,
    Problem,
    Settlement,
    Settlements,
    Way,
    changes_report,
    fixes_report,
    problem_report,
)
from desktop.exchange.roster_doubles import doubles
from desktop.exchange.roster_fields import Field
from desktop.exchange.roster_lines import is_skipped, of_class, settled_lines, with_commune
from desktop.exchange.roster_matching import match_line, with_known_codes
from desktop.exchange.roster_sheet import (
    ReadCell,
    RosterLine,
    RosterSheet,
    classes_in,
    read_roster,
)
from desktop.exchange.roster_values import CARE, KEPT, STUDYING, changes, merged, returned
from desktop.exchange.same_person import (
    Directory,
    directory,
    same_class,
)
from desktop.queries.known_pupils import ExistingPupil

__all__ = [
    "ExistingPupil",
    "PlannedLine",
    "RosterPlan",
    "classes_in",
    "plan_report",
    "plan_roster",
    "read_roster",
    "roster_command",
    "settle",
]


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One line of the preview. `pupil` is what would be written, `seen` what the book holds."""

    row: int
    kind: LineKind
    name: str
    cells: Mapping[Field, ReadCell]
    student_id: UUID | None = None
    pupil: Pupil | None = None
    seen: Pupil | None = None
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """The whole preview; `lines_to_write` is exactly what the command will carry."""

    sheet: RosterSheet
    existing: tuple[ExistingPupil, ...]
    class_name: str
    today: date
    with_care: bool
    settlements: Settlements
    lines: tuple[PlannedLine, ...]
    problems: tuple[Problem, ...]
    missing: tuple[ExistingPupil, ...]
    fixes: tuple[Fix, ...]
    notes: tuple[str, ...]

    @property
    def lines_to_write(self) -> tuple[PlannedLine, ...]:
        """New and changed lines; none as long as the title's class is in question."""
        if any(problem.address == TITLE_LINE for problem in self.problems):
            return ()
        return tuple(line for line in self.lines if line.kind in {LineKind.NEW, LineKind.CHANGED})

    @property
    def counts(self) -> Mapping[LineKind, int]:
        return Counter(line.kind for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every line is planned against."""

    class_name: str
    today: date
    known: Directory
    settled: Settlements
    doubled: Mapping[int, tuple[Problem, ...]] = field(default_factory=dict)


def plan_roster(
    sheet: RosterSheet,
    existing: Sequence[ExistingPupil],
    class_name: str,
    *,
    today: date,
    with_care: bool = True,
    settlements: Settlements | None = None,
) -> RosterPlan:
    """Compare a class list with all pupils of the school year.

    `today` becomes the leaving date of pupils whom the file calls gone without saying when.
    Without `with_care` the columns of the class's care are left out (D-2).
    """
    settled = settlements or {}
    lines, others = of_class(settled_lines(sheet.lines, settled), class_name)
    kept = KEPT if with_care else KEPT - CARE
    lines = [RosterLine(x.row, {f: c for f, c in x.cells.items() if f in kept}) for x in lines]
    known = directory(existing, class_name)
    lines = [with_known_codes(with_commune(line), known) for line in lines]
    standing = [line for line in lines if not is_skipped(line, settled)]
    ground = _Ground(class_name, today, known, settled, doubles(standing, settled))
    planned = _once_each([_plan_line(line, ground) for line in lines])
    title = [] if TITLE_LINE in settled else list(_title_problems(sheet, class_name))
    return RosterPlan(
        sheet=sheet,
        existing=tuple(existing),
        class_name=class_name,
        today=today,
        with_care=with_care,
        settlements=settled,
        lines=planned,
        problems=(*title, *(problem for line in planned for problem in line.problems)),
        missing=_missing(existing, planned, class_name),
        fixes=(*sheet.fixes, *others),
        notes=(*sheet.notes, *_notes(sheet, planned, kept, today)),
    )


def settle(plan: RosterPlan, address: str, settlement: Settlement) -> RosterPlan:
    """The plan after a person decided about one cell; the given plan stays as it is."""
    return plan_roster(
        plan.sheet,
        plan.existing,
        plan.class_name,
        today=plan.today,
        with_care=plan.with_care,
        settlements={**plan.settlements, address: settlement},
    )


def roster_command(plan: RosterPlan, class_id: UUID) -> UpdateRoster:
    """The one command that writes what the plan shows."""
    lines = plan.lines_to_write
    return UpdateRoster(
        class_id=class_id,
        add=tuple(NewPupil(x.pupil) for x in lines if x.student_id is None and x.pupil),
        change=tuple(
            PupilChange(x.student_id, x.pupil, x.seen)
            for x in lines
            if x.student_id and x.pupil and x.seen
        ),
        source=plan.sheet.file,
    )


def plan_report(plan: RosterPlan) -> dict[str, Any]:
    """The plan as plain data for --json."""
    counts = plan.counts
    return {
        "file": plan.sheet.file,
        "sheet": plan.sheet.sheet,
        "class": plan.class_name,
        "counts": {str(kind): counts.get(kind, 0) for kind in LineKind},
        "to_write": len(plan.lines_to_write),
        "problems": [problem_report(problem) for problem in plan.problems],
        "changes": [
            {"row": line.row, "name": line.name, "fields": changes_report(line.changes)}
            for line in plan.lines
            if line.kind is LineKind.CHANGED
        ],
        "fixes": fixes_report(plan.fixes),
        "missing": [known.pupil.full_name for known in plan.missing],
        "notes": list(plan.notes),
    }


def _plan_line(line: RosterLine, ground: _Ground) -> PlannedLine:
    if is_skipped(line, ground.settled):
        return PlannedLine(line.row, LineKind.SKIPPED, line.name, line.cells)
    problems = [*_cell_problems(line), *ground.doubled.get(line.row, ())]
    known, doubt = match_line(line, ground.known, ground.class_name, ground.settled)
    problems += doubt
    old = known.pupil if known else None
    target = merged(line, old, ground.today)
    if old is not None and _came_back(line, old):
        doubted, target = _return(line, old, target, ground.settled)
        problems += doubted
    changed = changes(line, old, target) if old is not None else ()
    kind = _kind(problems, old, changed)
    return PlannedLine(
        line.row, kind, line.name, line.cells, known.student_id if known else None,
        target, old, changed, tuple(problems),
    )  # fmt: skip


def _kind(problems: Sequence[Problem], old: Pupil | None, changed: Sequence[Change]) -> LineKind:
    if problems:
        return LineKind.PROBLEM
    if old is None:
        return LineKind.NEW
    return LineKind.CHANGED if changed else LineKind.UNCHANGED


def _cell_problems(line: RosterLine) -> Iterator[Problem]:
    for field_, cell in line.cells.items():
        if cell.reading.problem:
            leave = () if field_ is Field.NAME else (LEAVE_EMPTY,)
            yield Problem(
                cell.address, line.row, line.name, cell.reading.problem,
                found=cell.raw, ways=(*cell.reading.ways, *leave, SKIP_LINE),
            )  # fmt: skip


def _came_back(line: RosterLine, old: Pupil) -> bool:
    return old.left_on is not None and line.text(Field.STATUS) in STUDYING


def _return(
    line: RosterLine, old: Pupil, target: Pupil, settled: Settlements
) -> tuple[list[Problem], Pupil]:
    """A pupil who left, and whom the file calls present, comes back only when a person says so."""
    cell = line.cells[Field.STATUS]
    settlement = settled.get(cell.address)
    if settlement is not None and settlement.way is Way.ACCEPT:
        return [], returned(target)
    problem = Problem(
        cell.address, line.row, line.name,
        f"Sổ ghi em đã rời lớp ngày {old.left_on:%d/%m/%Y}, tệp ghi {line.text(Field.STATUS)}. "
        "Cho biết em có học lại không.",
        found=cell.raw,
        ways=(
            Settlement(Way.ACCEPT, label="Em học lại"),
            Settlement(Way.EMPTY, label="Giữ như sổ"),
            SKIP_LINE,
        ),
        typed=False,
    )  # fmt: skip
    return [problem], target


def _once_each(lines: Sequence[PlannedLine]) -> tuple[PlannedLine, ...]:
    """Two lines of the file that mean one known pupil: the second is a problem."""
    taken: dict[UUID, PlannedLine] = {}
    result = []
    for line in lines:
        earlier = taken.get(line.student_id) if line.student_id else None
        if line.student_id and not earlier:
            taken[line.student_id] = line
        if earlier and not line.problems:
            cell = line.cells[Field.NAME]
            problem = Problem(
                cell.address, line.row, line.name,
                f"Dòng {earlier.row} cũng là em {earlier.name} trong sổ. "
                "Bỏ qua một dòng, hoặc ghi mã, ngày sinh đúng vào tệp.",
                found=cell.raw, ways=(SKIP_LINE,), typed=False,
            )  # fmt: skip
            line = replace(line, kind=LineKind.PROBLEM, problems=(problem,))  # noqa: PLW2901
        result.append(line)
    return tuple(result)


def _title_problems(sheet: RosterSheet, class_name: str) -> Iterator[Problem]:
    """Neither the title nor the column of classes names the chosen class."""
    written = {name for line in sheet.lines if (name := line.text(Field.CLASS))}
    titled = sheet.titles.class_name or next(iter(sorted(written)), None)
    if titled is None or any(same_class(name, class_name) for name in (titled, *written)):
        return
    yield Problem(
        TITLE_LINE, 0, sheet.file,
        f"Tệp ghi lớp {titled}, thầy cô đang nhập vào lớp {class_name}. "
        "Chọn lại lớp, hoặc cho biết danh sách này đúng là của lớp đang chọn.",
        found=titled, ways=(Settlement(Way.ACCEPT, label=f"Nhập vào lớp {class_name}"),),
        typed=False,
    )  # fmt: skip


def _missing(
    existing: Sequence[ExistingPupil], planned: Sequence[PlannedLine], class_name: str
) -> tuple[ExistingPupil, ...]:
    """Pupils of the class whom the file does not name; nothing happens to them."""
    seen = {line.student_id for line in planned}
    return tuple(
        known
        for known in existing
        if same_class(known.class_name, class_name)
        and known.student_id not in seen
        and known.pupil.left_on is None
    )


def _notes(
    sheet: RosterSheet, planned: Sequence[PlannedLine], kept: frozenset[Field], today: date
) -> Iterator[str]:
    if sheet.reason:
        yield sheet.reason
    gone = [
        str(line.row)
        for line in planned
        if line.pupil
        and line.pupil.left_on == today
        and (line.seen is None or line.seen.left_on is None)
    ]
    if gone:
        yield (
            f"{len(gone)} em được tệp ghi là đã rời lớp (dòng {', '.join(gone)}) nhưng không có "
            f"ngày. Ngày rời lớp được ghi là {today:%d/%m/%Y}; sửa lại sau nếu cần."
        )
    unused = [*sheet.unused, *(f.label for f in sheet.columns if f not in kept)]
    if unused:
        yield f"Các cột không dùng đến: {', '.join(unused)}."
