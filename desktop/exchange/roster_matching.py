"""Knows which pupil of the school a line of a class list means, and when that is in doubt."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from desktop.exchange.plan import SKIP_LINE, Problem, Settlement, Settlements, Way
from desktop.exchange.roster_fields import Field
from desktop.exchange.roster_sheet import RosterLine
from desktop.exchange.same_person import (
    Directory,
    How,
    Match,
    Wanted,
    find,
    known_with_zeros,
    same_class,
)
from desktop.exchange.values import Reading
from desktop.queries.known_pupils import ExistingPupil

_NEW_PUPIL: Final = Settlement(Way.ACCEPT, label="Là em khác")


def match_line(
    line: RosterLine, known: Directory, class_name: str, settled: Settlements
) -> tuple[ExistingPupil | None, list[Problem]]:
    """The pupil whom the line means, None for a new one, and what a person has to decide."""
    problems = _wrong_class(line, class_name, settled)
    match = find(_wanted(line), known, class_name)
    if match.how is How.NOBODY:
        return None, problems
    if match.how is How.TWO_PUPILS:
        return None, [*problems, _two_pupils(line, match.pupils)]
    if match.how is How.SEVERAL:
        return None, [*problems, _several(line, match.pupils)]
    pupil, doubt = _one(line, match, class_name, settled)
    return pupil, [*problems, *doubt]


def with_known_codes(line: RosterLine, known: Directory) -> RosterLine:
    """Identifiers kept as numbers by Excel, where the school knows the same with zeros before."""
    cells = dict(line.cells)
    for field, owners in ((Field.CODE, known.by_code), (Field.MOET_ID, known.by_moet_id)):
        cell = cells.get(field)
        if cell is None or not cell.number or cell.raw in owners:
            continue
        whole = known_with_zeros(cell.raw, line.name, owners)
        if whole:
            cells[field] = replace(cell, reading=Reading(whole))
    return RosterLine(line.row, cells)


def _one(
    line: RosterLine, match: Match, class_name: str, settled: Settlements
) -> tuple[ExistingPupil | None, list[Problem]]:
    known = match.pupils[0]
    way = settled.get(line.cells[Field.NAME].address)
    accepted = way is not None and way.way is Way.ACCEPT
    if not same_class(known.class_name, class_name):
        by_name = match.how is not How.IDENTIFIER and match.how is not How.OTHER_NAME
        if by_name and accepted:
            return None, []
        return None, [_elsewhere(line, known, may_differ=by_name)]
    if match.how is How.OTHER_NAME and not accepted:
        return known, [_other_name(line, known)]
    if match.how is How.OTHER_CODE:
        if accepted:
            return None, []
        return known, [_other_code(line, known)]
    return known, []


def _wanted(line: RosterLine) -> Wanted:
    birth = line.value(Field.BIRTH)
    return Wanted(
        name=line.name,
        birth=birth if isinstance(birth, date) else None,
        code=line.text(Field.CODE),
        moet_id=line.text(Field.MOET_ID),
    )


def _wrong_class(line: RosterLine, class_name: str, settled: Settlements) -> list[Problem]:
    written = line.text(Field.CLASS)
    if not written or same_class(written, class_name):
        return []
    cell = line.cells[Field.CLASS]
    way = settled.get(cell.address)
    if way is not None and way.way is Way.ACCEPT:
        return []
    return [
        Problem(
            cell.address, line.row, line.name,
            f"Dòng này ghi lớp {written}, thầy cô đang nhập vào lớp {class_name}. "
            "Bỏ qua dòng, hoặc nhập vào lớp đang chọn.",
            found=cell.raw,
            ways=(SKIP_LINE, Settlement(Way.ACCEPT, label=f"Nhập vào lớp {class_name}")),
            typed=False,
        )
    ]  # fmt: skip


def _elsewhere(line: RosterLine, known: ExistingPupil, *, may_differ: bool) -> Problem:
    address, found = _identity(line, by_name=may_differ)
    return Problem(
        address, line.row, line.name,
        f"{known.pupil.full_name} đang có tên ở lớp {known.class_name}. "
        "Bỏ qua dòng; nếu em chuyển lớp, ghi chuyển lớp ở danh sách lớp cũ trước.",
        found=found,
        ways=(SKIP_LINE, _NEW_PUPIL) if may_differ else (SKIP_LINE,),
        typed=not may_differ,
    )  # fmt: skip


def _other_name(line: RosterLine, known: ExistingPupil) -> Problem:
    cell = line.cells[Field.NAME]
    return Problem(
        cell.address, line.row, line.name,
        f"Mã của dòng này trong sổ là của em {known.pupil.full_name}, không phải {line.name}. "
        "Đối chiếu hồ sơ rồi bỏ qua dòng, hoặc cho biết em đã đổi tên.",
        found=cell.raw,
        ways=(SKIP_LINE, Settlement(Way.ACCEPT, label=f"Đổi tên thành {line.name}")),
    )  # fmt: skip


def _other_code(line: RosterLine, known: ExistingPupil) -> Problem:
    cell = line.cells[Field.NAME]
    mine = line.text(Field.CODE) or line.text(Field.MOET_ID)
    theirs = known.pupil.code if line.text(Field.CODE) else known.pupil.moet_id
    return Problem(
        cell.address, line.row, line.name,
        f"Lớp đã có {line.name} cùng ngày sinh với mã {theirs}, tệp ghi mã {mine}. "
        "Sửa mã trong tệp nếu là một em, hoặc cho biết là hai em khác nhau.",
        found=cell.raw, ways=(SKIP_LINE, _NEW_PUPIL), typed=False,
    )  # fmt: skip


def _two_pupils(line: RosterLine, pupils: Sequence[ExistingPupil]) -> Problem:
    cell = line.cells[Field.CODE]
    names = " và ".join(known.pupil.full_name for known in pupils)
    return Problem(
        cell.address, line.row, line.name,
        f"Mã học sinh và mã định danh của dòng này là của hai em khác nhau: {names}. "
        "Đối chiếu hồ sơ rồi gõ lại mã.",
        found=cell.raw, ways=(SKIP_LINE,),
    )  # fmt: skip


def _several(line: RosterLine, pupils: Sequence[ExistingPupil]) -> Problem:
    cell = line.cells[Field.NAME]
    return Problem(
        cell.address, line.row, line.name,
        f"Lớp có {len(pupils)} em tên {line.name}, tệp chưa có ngày sinh hoặc mã để biết là em "
        "nào. Ghi thêm vào tệp rồi nhập lại, hoặc bỏ qua dòng.",
        found=cell.raw, ways=(SKIP_LINE,), typed=False,
    )  # fmt: skip


def _identity(line: RosterLine, *, by_name: bool) -> tuple[str, str]:
    """The cell that gave the pupil away."""
    if not by_name:
        for field in (Field.CODE, Field.MOET_ID):
            if line.text(field):
                return line.cells[field].address, line.cells[field].raw
    cell = line.cells[Field.NAME]
    return cell.address, cell.raw
