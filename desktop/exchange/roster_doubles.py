"""Knows which lines of one file are the same pupil twice, or cannot be told apart."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from desktop.exchange.plan import (
    LEAVE_EMPTY,
    SKIP_LINE,
    TAKE_AS_IT_IS,
    Problem,
    Settlements,
    Way,
)
from desktop.exchange.roster_fields import Field
from desktop.exchange.roster_sheet import RosterLine
from desktop.rules.names import fold

_IDENTIFIERS: Final = ((Field.CODE, "Mã học sinh"), (Field.MOET_ID, "Mã định danh"))


def doubles(lines: Sequence[RosterLine], settled: Settlements) -> Mapping[int, tuple[Problem, ...]]:
    """Problems by row; the earlier of two equal lines is the one that stands."""
    found: dict[int, list[Problem]] = defaultdict(list)
    for problem in (*_same_identifier(lines), *_same_person(lines, settled)):
        found[problem.row].append(problem)
    return {row: tuple(problems) for row, problems in found.items()}


def _same_identifier(lines: Sequence[RosterLine]) -> Iterator[Problem]:
    for field, what in _IDENTIFIERS:
        first: dict[str, RosterLine] = {}
        for line in lines:
            value = line.text(field)
            earlier = first.setdefault(value, line) if value else line
            if earlier is line:
                continue
            cell = line.cells[field]
            yield Problem(
                cell.address, line.row, line.name,
                f"{what} {value} đã có ở dòng {earlier.row} ({earlier.name}). "
                "Gõ lại mã, để trống, hoặc bỏ qua dòng nếu là một em.",
                found=cell.raw, ways=(LEAVE_EMPTY, SKIP_LINE),
            )  # fmt: skip


def _same_person(lines: Sequence[RosterLine], settled: Settlements) -> Iterator[Problem]:
    named: dict[tuple[str, str], list[RosterLine]] = defaultdict(list)
    for line in lines:
        named[fold(line.name), fold(line.text(Field.CLASS))].append(line)
    for namesakes in named.values():
        for number, line in enumerate(namesakes):
            cell = line.cells[Field.NAME]
            way = settled.get(cell.address)
            if way is not None and way.way is Way.ACCEPT:
                continue
            problem = next(filter(None, (_clash(e, line) for e in namesakes[:number])), None)
            if problem is not None:
                yield problem


def _clash(earlier: RosterLine, line: RosterLine) -> Problem | None:
    """Two lines of one name: a problem unless birth date or an identifier differs."""
    if any(
        earlier.text(field) and line.text(field) and earlier.text(field) != line.text(field)
        for field, _what in _IDENTIFIERS
    ):
        return None
    births = (earlier.value(Field.BIRTH), line.value(Field.BIRTH))
    if _has_problem(earlier) or _has_problem(line):
        return None  # the birth date has to be settled first, and may tell them apart
    if births[0] != births[1] and None not in births:
        return None
    if births[0] is not None and births[0] == births[1]:
        what = f"Dòng này trùng họ tên và ngày sinh với dòng {earlier.row}. Bỏ qua nếu là một em."
    else:
        what = (
            f"Dòng {earlier.row} cũng là {line.name}, chưa có ngày sinh hoặc mã để phân biệt. "
            "Ghi thêm ngày sinh vào tệp, hoặc cho biết là hai em khác nhau."
        )
    cell = line.cells[Field.NAME]
    return Problem(
        cell.address, line.row, line.name, what, found=cell.raw,
        ways=(SKIP_LINE, TAKE_AS_IT_IS), typed=False,
    )  # fmt: skip


def _has_problem(line: RosterLine) -> bool:
    birth = line.cells.get(Field.BIRTH)
    return birth is not None and bool(birth.reading.problem)
