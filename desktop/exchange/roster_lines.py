"""Knows which lines of a class list are planned at all, and how settlements change them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from desktop.exchange.plan import Fix, FixKind, Settlements, Way
from desktop.exchange.roster_fields import Field
from desktop.exchange.roster_sheet import ReadCell, RosterLine, reread
from desktop.exchange.same_person import same_class
from desktop.exchange.values import Reading
from desktop.rules.names import tidy_name
from desktop.rules.places import commune

_A_CLASS: Final = 5
"""So many lines of a further class make the file a list of several classes, not a slip."""


def settled_lines(lines: Sequence[RosterLine], settled: Settlements) -> list[RosterLine]:
    """The lines with what was typed in place; lines that were skipped are still there."""
    if not settled:
        return list(lines)
    return [
        RosterLine(line.row, {f: _settled(c, f, settled) for f, c in line.cells.items()})
        for line in lines
    ]


def _settled(cell: ReadCell, field_: Field, settled: Settlements) -> ReadCell:
    settlement = settled.get(cell.address)
    if settlement is None:
        return cell
    if settlement.way is Way.VALUE:
        return reread(cell, field_, settlement.text)
    if settlement.way is Way.EMPTY and field_ is not Field.NAME:
        return replace(cell, reading=Reading())
    if settlement.way is Way.ACCEPT and cell.reading.problem:
        return replace(cell, reading=Reading(settlement.text or tidy_name(cell.raw)))
    return cell


def of_class(
    lines: Sequence[RosterLine], class_name: str
) -> tuple[list[RosterLine], tuple[Fix, ...]]:
    """The lines to look at. In a list of several classes, those of the others are left out."""
    classes = Counter(line.text(Field.CLASS) for line in lines if line.text(Field.CLASS))
    others = {
        name
        for name, count in classes.items()
        if count >= _A_CLASS and not same_class(name, class_name)
    }
    if not any(same_class(name, class_name) for name in classes):
        if others:  # a file of another class: asked once, by its title
            return [_without_class(line) for line in lines], ()
        others = set()
    mine = [line for line in lines if line.text(Field.CLASS) not in others]
    left_out = tuple(
        Fix(FixKind.OTHER_CLASS, line.cells[Field.NAME].address, line.name)
        for line in lines
        if line.text(Field.CLASS) in others
    )
    return mine, left_out


def _without_class(line: RosterLine) -> RosterLine:
    return RosterLine(line.row, {f: c for f, c in line.cells.items() if f is not Field.CLASS})


def is_skipped(line: RosterLine, settled: Settlements) -> bool:
    return any(
        cell.address in settled and settled[cell.address].way is Way.SKIP
        for cell in line.cells.values()
    )


def with_commune(line: RosterLine) -> RosterLine:
    """The commune by its exact name, which is told from the province of the same line."""
    cell = line.cells.get(Field.COMMUNE)
    if cell is None or not isinstance(cell.reading.value, str) or cell.reading.problem:
        return line
    written = cell.reading.value
    where = line.text(Field.PROVINCE)
    found = commune(where, written) if where else None
    if found is not None:
        fixes = () if found.name == written else (FixKind.SPELLING,)
        reading = Reading(found.name, fixes)
    elif where:
        reading = Reading(
            problem=f"{where} không có “{written}” trong danh mục từ 01/7/2025. Gõ lại xã, phường, "
            "hoặc để trống."
        )
    else:
        reading = Reading(
            problem=f"Chưa biết “{written}” thuộc tỉnh, thành phố nào. Ghi cột tỉnh, thành phố vào "
            "tệp rồi nhập lại, hoặc để trống."
        )
    return RosterLine(line.row, {**line.cells, Field.COMMUNE: replace(cell, reading=reading)})
