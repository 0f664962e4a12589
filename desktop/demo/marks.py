"""Made-up marks, comments and conduct that hang together: each follows from the pupil's talent."""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Final

from desktop.commands.comments import TextCell
from desktop.commands.conduct import ConductCell, ConductValue
from desktop.commands.gradebook import MarkCell
from desktop.commands.pupil import Pupil
from desktop.demo.pupils import Seat, Talent
from desktop.rules.marks import FINAL, HIGHEST, MIDTERM, Column, Mark, MarkState
from desktop.rules.terms import Assessment, Level

COMMENTS: Final = (
    (8.5, (
        "Nắm vững kiến thức, vận dụng sáng tạo.",
        "Chủ động trong học tập, trình bày bài khoa học.",
        "Tư duy tốt, hay giúp đỡ bạn cùng tiến bộ.",
    )),
    (7.0, (
        "Hiểu bài, làm bài đầy đủ, cần phát biểu nhiều hơn.",
        "Có tiến bộ rõ, nên luyện thêm bài nâng cao.",
        "Tiếp thu khá, cần cẩn thận hơn khi làm bài.",
    )),
    (5.0, (
        "Nắm được kiến thức cơ bản, cần ôn bài đều hơn.",
        "Có cố gắng, cần rèn thêm cách trình bày.",
        "Cần mạnh dạn hỏi thầy cô những chỗ chưa rõ.",
    )),
    (0.0, (
        "Còn hổng kiến thức, cần ôn lại phần cơ bản cùng thầy cô.",
        "Chưa tập trung, cần gia đình nhắc nhở việc học ở nhà.",
    )),
)  # fmt: skip
REMARKS: Final = {
    Level.TOT: "Ngoan, lễ phép, hòa đồng với bạn bè.",
    Level.KHA: "Thực hiện tốt nội quy, cần tích cực hơn trong việc chung.",
    Level.DAT: "Còn đi học muộn, cần rèn tính kỉ luật.",
    Level.CHUA_DAT: "Cần cố gắng nhiều hơn, gia đình cùng nhà trường nhắc nhở.",
}
PASSING_TALENT: Final = 4.2
SPREAD: Final = 0.9  # of one mark around what the pupil can do


TestDays = Mapping[Column, date]


def cells(
    chance: Random,
    seats: Sequence[Seat],
    columns: Sequence[Column],
    assessment: Assessment,
    test_days: TestDays,
) -> list[MarkCell]:
    """What a teacher enters for the pupils who were there on the day of each column."""
    leaning = {seat.student_id: chance.gauss(0, 0.7) for seat in seats}  # each has a favourite
    return [
        MarkCell(seat.student_id, column, _mark(chance, seat, leaning[seat.student_id], assessment))
        for column in columns
        for seat in seats
        if _was_there(seat.pupil, test_days[column])
    ]


def _was_there(pupil: Pupil, day: date) -> bool:
    return (pupil.joined_on is None or pupil.joined_on <= day) and (
        pupil.left_on is None or day < pupil.left_on
    )


def brought_in(
    chance: Random,
    seat: Seat,
    columns: Sequence[Column],
    assessment: Assessment,
    test_days: TestDays,
) -> list[MarkCell]:
    """The marks that a pupil had at the former school before joining (G-36)."""
    joined = seat.pupil.joined_on
    return [
        MarkCell(seat.student_id, column, _from_elsewhere(_mark(chance, seat, 0.0, assessment)))
        for column in columns
        if joined is not None and test_days[column] < joined
    ]


def _from_elsewhere(mark: Mark) -> Mark:
    return Mark(tenths=mark.tenths, passed=mark.passed, brought_in=True)


def _mark(chance: Random, seat: Seat, leaning: float, assessment: Assessment) -> Mark:
    reached = chance.gauss(seat.talent.strength + leaning, SPREAD)
    if assessment is Assessment.COMMENT:
        return Mark(passed=reached > PASSING_TALENT - 1)
    quarters = round(min(10.0, max(1.0, reached)) * 4)
    return Mark(tenths=min(HIGHEST, (quarters * 10 + 2) // 4))  # 7,25 is written 7,3


def with_slips(
    chance: Random, entered: list[MarkCell], never: Mark, due: date | None
) -> list[MarkCell]:
    """Two pupils missed the midterm: one `never` made it up, one still waits until `due`."""
    missed = [n for n, cell in enumerate(entered) if cell.column == MIDTERM]
    if not missed:
        return entered
    slips = {chance.choice(missed): never}
    if due is not None:
        waiting = Mark(state=MarkState.MAKEUP, reason="Nghỉ ốm có phép", due=due)
        slips[chance.choice(missed)] = waiting
    return [
        MarkCell(cell.student_id, cell.column, slips.get(n, cell.mark))
        for n, cell in enumerate(entered)
    ]


def put_right(chance: Random, entered: Sequence[MarkCell], number: int) -> list[MarkCell]:
    """A few scores that the teacher changed later, with what was seen."""
    scored = [
        (cell, cell.mark.tenths)
        for cell in entered
        if cell.mark and cell.mark.tenths is not None and cell.column != FINAL
    ]
    return [
        MarkCell(cell.student_id, cell.column, Mark(tenths=_other(tenths)), cell.mark)
        for cell, tenths in chance.sample(scored, min(number, len(scored)))
    ]


def _other(tenths: int) -> int:
    return tenths - 10 if tenths > HIGHEST // 2 else tenths + 10


def comments(chance: Random, seats: Sequence[Seat]) -> tuple[TextCell, ...]:
    return tuple(TextCell(seat.student_id, _comment(chance, seat)) for seat in seats)


def _comment(chance: Random, seat: Seat) -> str:
    strength = chance.gauss(seat.talent.strength, 0.5)
    return chance.choice(next((words for least, words in COMMENTS if strength >= least), ("",)))


def conduct(seats: Sequence[Seat]) -> tuple[ConductCell, ...]:
    """Level and remark of a term; most are Tốt."""
    return tuple(ConductCell(seat.student_id, _conduct(seat.talent)) for seat in seats)


def _conduct(talent: Talent) -> ConductValue:
    steps = ((0.30, Level.TOT), (0.08, Level.KHA), (0.01, Level.DAT))
    level = next((level for least, level in steps if talent.steadiness >= least), Level.CHUA_DAT)
    return ConductValue(level=level, remark=REMARKS[level])
