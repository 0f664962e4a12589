"""Knows how the plan of a class list is shown, and how a class list is read for one class."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from uuid import UUID

from desktop.commands.command import Code, Refused
from desktop.exchange.plan import LineKind, Problem, fix_sentences
from desktop.exchange.roster import (
    PlannedLine,
    RosterPlan,
    plan_roster,
    read_roster,
    roster_command,
)
from desktop.exchange.roster_fields import Field
from desktop.exchange.roster_sheet import ReadCell
from desktop.exchange.values import show_value
from desktop.queries.known_pupils import known_pupils
from desktop.rules.instants import school_day
from desktop.store.school import School
from desktop.ui.grid.sheet import Kind
from desktop.ui.importing.preview import (
    NAME,
    Preview,
    PreviewCell,
    PreviewChange,
    PreviewColumn,
    PreviewLine,
    Settled,
    missing_note,
)
from desktop.ui.importing.source import Source

_CENTRED: Final = {
    Field.CITIZEN_ID: 120, Field.BIRTH: 100, Field.SEX: 72, Field.CODE: 104, Field.MOET_ID: 120,
    Field.CLASS: 60,
    Field.PHONE: 110, Field.FATHER_PHONE: 118, Field.MOTHER_PHONE: 118, Field.GUARDIAN_PHONE: 118,
}  # fmt: skip
_WIDE: Final = {Field.ADDRESS: 260, Field.NOTE: 180, Field.STATUS: 136, Field.ETHNICITY: 84}
_TITLES: Final = {
    Field.MOET_ID: "Mã định danh",
    Field.GUARDIAN_PHONE: "ĐT người giám hộ",
    Field.ETHNICITY: "Dân tộc",
}


def roster_source(school: School, class_id: UUID, class_name: str) -> Source:
    """Reads a class list for one class; raises Trouble or Refused."""

    def read(path: Path) -> Preview:
        today = school_day(school.now())
        known = school.ask(known_pupils, class_id, today)
        if not known.may_edit:
            raise Refused(
                Code.NOT_PERMITTED,
                f"Danh sách lớp {class_name} do giáo viên chủ nhiệm và văn phòng cập nhật. "
                "Sổ giữ nguyên như cũ; nhờ một trong hai người nhập tệp này.",
            )
        plan = plan_roster(
            read_roster(path, known.class_name), known.pupils, known.class_name,
            today=today, with_care=known.with_care,
        )  # fmt: skip
        return roster_preview(plan, class_id)

    return Source(f"lớp {class_name}", "Danh sách lớp", read)


def roster_preview(plan: RosterPlan, class_id: UUID) -> Preview:
    """The plan as the page shows it."""
    wrong: dict[str, Problem] = {}
    for problem in plan.problems:
        wrong.setdefault(problem.address, problem)
    fields = [f for f in plan.sheet.columns if any(f in line.cells for line in plan.lines)]

    def settle(more: Settled) -> Preview:
        again = plan_roster(
            plan.sheet, plan.existing, plan.class_name, today=plan.today,
            with_care=plan.with_care, settlements={**plan.settlements, **more},
        )  # fmt: skip
        return roster_preview(again, class_id)

    return Preview(
        file=plan.sheet.file,
        target=f"lớp {plan.class_name}",
        unit="dòng",
        columns=tuple(_column(field, plan.sheet.columns[field]) for field in fields),
        lines=tuple(_line(line, wrong) for line in plan.lines),
        counts=plan.counts,
        problems=plan.problems,
        changes=tuple(_changes(plan)),
        settled=plan.settlements,
        to_write=len(plan.lines_to_write),
        left=plan.counts.get(LineKind.PROBLEM, 0),
        settle=settle,
        command=lambda: roster_command(plan, class_id),
        fixes=fix_sentences(plan.fixes),
        notes=(
            *plan.notes,
            *missing_note([k.pupil.full_name for k in plan.missing], f"lớp {plan.class_name}"),
        ),
    )


def _column(field: Field, letters: str) -> PreviewColumn:
    if field is Field.NAME:
        return PreviewColumn(NAME, field.label, letters, Kind.NAME, 182)
    title = _TITLES.get(field, field.label)
    if field in _CENTRED:
        return PreviewColumn(str(field), title, letters, Kind.WORD, _CENTRED[field])
    return PreviewColumn(str(field), title, letters, Kind.TEXT, _WIDE.get(field, 150))


def _line(line: PlannedLine, wrong: Mapping[str, Problem]) -> PreviewLine:
    changes = {change.address: change for change in line.changes}
    cells = {}
    for field, cell in line.cells.items():
        change = changes.get(cell.address)
        text, kind, sentence = _text(cell), LineKind.UNCHANGED, ""
        if cell.address in wrong and line.problems:
            kind, sentence = LineKind.PROBLEM, wrong[cell.address].what
            text = cell.raw.strip() or text
        elif change is not None:
            kind, text = LineKind.CHANGED, change.new
            sentence = f"sổ đang ghi {change.old or 'trống'} → {change.new or 'trống'}"
        cells[_key(field)] = PreviewCell(text, cell.address, kind, sentence)
    return PreviewLine(line.row, line.kind, line.name, cells)


def _key(field: Field) -> str:
    return NAME if field is Field.NAME else str(field)


def _text(cell: ReadCell) -> str:
    if cell.reading.value is None and cell.reading.problem:
        return cell.raw.strip()
    return show_value(cell.reading.value)


def _changes(plan: RosterPlan) -> Iterator[PreviewChange]:
    for line in plan.lines:
        if line.kind is LineKind.CHANGED:
            for c in line.changes:
                yield PreviewChange(c.address, line.row, line.name, c.field, c.old, c.new)
