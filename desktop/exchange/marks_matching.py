"""Knows which pupil of a class a row of marks belongs to, and when that is in doubt."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from desktop.commands.pupil import Pupil
from desktop.exchange.course_book import CoursePupil
from desktop.exchange.marks_sheet import MarksLine
from desktop.exchange.plan import (
    SKIP_LINE,
    Fix,
    FixKind,
    Problem,
    Settlement,
    Settlements,
    Way,
    with_value,
)
from desktop.exchange.same_person import (
    Directory,
    How,
    Wanted,
    directory,
    find,
    known_with_zeros,
)
from desktop.queries.known_pupils import ExistingPupil


@dataclass(frozen=True, slots=True)
class Roll:
    """The pupils of a class, ready to be looked up; `what` is what the file brings them."""

    class_name: str
    pupils: tuple[CoursePupil, ...]
    known: Directory
    by_id: dict[UUID, CoursePupil]
    what: str = "điểm"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose row it is; or the problem that has to be settled first."""

    pupil: CoursePupil | None = None
    problem: Problem | None = None
    fix: Fix | None = None


def roll_of(class_name: str, pupils: Sequence[CoursePupil], what: str = "điểm") -> Roll:
    """The pupils of a class under their identifiers and names."""
    existing = [
        ExistingPupil(
            pupil.student_id,
            class_name,
            Pupil(
                full_name=pupil.full_name,
                birth_date=pupil.birth_date,
                code=pupil.code,
                moet_id=pupil.moet_id,
                left_on=pupil.left_on,
            ),
        )
        for pupil in pupils
    ]
    return Roll(
        class_name,
        tuple(pupils),
        directory(existing, class_name),
        {pupil.student_id: pupil for pupil in pupils},
        what,
    )


def matched(
    lines: Iterable[MarksLine], roll: Roll, settled: Settlements
) -> Iterator[tuple[MarksLine, Owner | None]]:
    """Each row with its pupil or its problem; None: the row is skipped."""
    taken: dict[UUID, MarksLine] = {}
    for line in lines:
        if _skipped(line, settled):
            yield line, None
            continue
        owner = owner_of(settled_line(line, settled), roll, settled)
        if owner.pupil and (earlier := taken.setdefault(owner.pupil.student_id, line)) is not line:
            owner = Owner(problem=twice(line, earlier, roll))
        yield line, owner


def _skipped(line: MarksLine, settled: Settlements) -> bool:
    ways = (settled.get(at) for at in (line.name_at, line.code_at) if at)
    return any(way is not None and way.way is Way.SKIP for way in ways)


def settled_line(line: MarksLine, settled: Settlements) -> MarksLine:
    """The row with the code or the name that was typed in place."""
    way = settled.get(line.who_at)
    if way is None or way.way is not Way.VALUE:
        return line
    if line.code_at is None:
        return replace(line, name=way.text)
    return replace(line, code=way.text.strip(), moet_id="", name="")


def owner_of(line: MarksLine, roll: Roll, settled: Settlements) -> Owner:
    """The pupil by code, else by name with birth date."""
    known = roll.known
    code = line.code
    if code and code not in known.by_code:
        named = line.name or ""
        code = known_with_zeros(code, named, known.by_code) or code
    match = find(Wanted(line.name, line.birth, code, line.moet_id or code), known, roll.class_name)
    if match.how is How.SEVERAL:
        return Owner(problem=_several(line, len(match.pupils)))
    if match.how in {How.NOBODY, How.TWO_PUPILS, How.OTHER_CODE}:
        return Owner(problem=_nobody(line, roll, match.pupils))
    pupil = roll.by_id[match.pupils[0].student_id]
    if match.how is How.OTHER_NAME:
        way = settled.get(line.name_at)
        if way is None or way.way is not Way.ACCEPT:
            return Owner(problem=_other_name(line, pupil, roll))
    by_name = match.how is How.NAME and line.code_at is not None
    return Owner(pupil, fix=Fix(FixKind.BY_NAME, line.who_at, after=line.name) if by_name else None)


def twice(line: MarksLine, earlier: MarksLine, roll: Roll) -> Problem:
    return Problem(
        line.name_at, line.row, line.name,
        f"Dòng {earlier.row} đã có {roll.what} của em {earlier.name or line.name}. "
        "Bỏ qua một trong hai dòng.",
        found=line.name, ways=(SKIP_LINE,), typed=False,
    )  # fmt: skip


def _nobody(line: MarksLine, roll: Roll, near: Sequence[ExistingPupil]) -> Problem:
    code = line.code or line.moet_id
    tail = f"Mã {code} cũng không có" if code else "Dòng này cũng chưa có mã"
    what = (
        f"Danh sách lớp {roll.class_name} không có em {line.name or code}. {tail}. "
        f"{'Gõ mã học sinh đúng' if line.code_at else 'Gõ lại họ tên'}, hoặc bỏ qua dòng."
    )
    return Problem(
        line.who_at, line.row, line.name, what, found=code,
        ways=(*_proposals(line, roll, near), SKIP_LINE),
    )  # fmt: skip


def _proposals(
    line: MarksLine, roll: Roll, near: Sequence[ExistingPupil]
) -> tuple[Settlement, ...]:
    """Pupils of the class who have the same birth date, or whom the identifiers named."""
    ids = {known.student_id for known in near}
    born_so = [
        pupil
        for pupil in roll.pupils
        if pupil.student_id in ids or (line.birth and pupil.birth_date == line.birth)
    ]
    if line.code_at is None:
        return tuple(with_value(p.full_name, f"Là {p.full_name}") for p in born_so)
    return tuple(
        with_value(p.code or p.moet_id, f"Là {p.full_name} ({p.code or p.moet_id})")
        for p in born_so
        if p.code or p.moet_id
    )


def _several(line: MarksLine, count: int) -> Problem:
    return Problem(
        line.who_at, line.row, line.name,
        f"Lớp có {count} em tên {line.name}, tệp chưa có mã hoặc ngày sinh để biết là em nào. "
        "Ghi thêm mã vào tệp rồi nhập lại, hoặc bỏ qua dòng.",
        found=line.name, ways=(SKIP_LINE,), typed=line.code_at is not None,
    )  # fmt: skip


def _other_name(line: MarksLine, pupil: CoursePupil, roll: Roll) -> Problem:
    return Problem(
        line.name_at, line.row, line.name,
        f"Mã {line.code or line.moet_id} trong sổ là của em {pupil.full_name}, "
        f"tệp ghi {line.name}. Đối chiếu rồi ghi {roll.what} cho em trong sổ, hoặc bỏ qua dòng.",
        found=line.name,
        ways=(SKIP_LINE, Settlement(Way.ACCEPT, label=f"Ghi cho em {pupil.full_name}")),
        typed=False,
    )  # fmt: skip
