"""Knows what a month's sheet would change in a roll: cell by cell, an empty one changes nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from desktop.commands.absences import EnterAbsences
from desktop.commands.roll_cells import AbsenceCell, AbsenceValue
from desktop.exchange.course_book import CoursePupil
from desktop.exchange.marks_matching import Roll, matched, roll_of
from desktop.exchange.marks_sheet import MarksLine, MarkText
from desktop.exchange.plan import (
    LEAVE_EMPTY,
    TITLE_LINE,
    Fix,
    LineKind,
    Problem,
    Settlement,
    Settlements,
    Way,
    fixes_report,
    problem_report,
)
from desktop.exchange.roll_book import RollBook, marks_of
from desktop.exchange.roll_sheet import RollSheet, read_roll
from desktop.exchange.same_person import same_class
from desktop.queries.month_grid import DayHead, GridLine
from desktop.rules.attendance import AbsenceMark, DayPart, NotAnAbsence, Sitting
from desktop.rules.instants import show_day
from desktop.rules.roll_text import read_marks, show_marks

__all__ = [
    "PlannedDay",
    "PlannedPupil",
    "RollPlan",
    "plan_roll",
    "read_roll",
    "roll_command",
    "roll_report",
]

_LONGEST_LIST: Final = 8


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """One day of a pupil: `text` as in the file, `shown` what shall stand, `stands` what does."""

    address: str
    day: int
    kind: LineKind
    text: str
    shown: str = ""
    stands: str = ""
    cells: tuple[AbsenceCell, ...] = ()
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class PlannedPupil:
    """One row of the file; without a pupil its cells wait for the row's problem."""

    row: int
    name: str
    student_id: UUID | None
    days: tuple[PlannedDay, ...]
    problems: tuple[Problem, ...] = ()
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class RollPlan:
    """The whole preview; `cells` is exactly what the command will carry."""

    sheet: RollSheet
    book: RollBook
    settlements: Settlements
    rows: tuple[PlannedPupil, ...]
    problems: tuple[Problem, ...]
    missing: tuple[CoursePupil, ...]
    fixes: tuple[Fix, ...]
    notes: tuple[str, ...]

    @property
    def to_write(self) -> tuple[PlannedDay, ...]:
        """New and changed days; none while the title is in question."""
        if any(problem.address == TITLE_LINE for problem in self.problems):
            return ()
        wanted = {LineKind.NEW, LineKind.CHANGED}
        return tuple(day for row in self.rows for day in row.days if day.kind in wanted)

    @property
    def cells(self) -> tuple[AbsenceCell, ...]:
        return tuple(cell for day in self.to_write for cell in day.cells)

    @property
    def taken(self) -> tuple[Sitting, ...]:
        """Sessions nobody has taken yet whose column of the file says something of somebody.

        Only where the file names the whole class and no day of it waits for a decision.
        """
        if self.missing or any(row.student_id is None and not row.skipped for row in self.rows):
            return ()
        days = {day.day for day in self.to_write}
        doubtful = {d.day for row in self.rows for d in row.days if d.kind is LineKind.PROBLEM}
        heads = (self.book.head(day) for day in sorted(days - doubtful))
        return tuple(
            (head.day, part)
            for head in heads
            if head is not None
            for part in head.sessions(self.book.part)
            if not head.is_taken(part)
        )

    @property
    def counts(self) -> Mapping[LineKind, int]:
        """Of days that hold something."""
        return Counter(day.kind for row in self.rows for day in row.days)


def plan_roll(sheet: RollSheet, book: RollBook, settlements: Settlements | None = None) -> RollPlan:
    """Compare a month's sheet with the roll of a class."""
    settled = settlements or {}
    rows, fixes = _rows(sheet.lines, roll_of(book.class_name, book.pupils, "điểm danh"), book,
                        settled)  # fmt: skip
    named = {row.student_id for row in rows}
    general = [*_title_problem(sheet, book, settled), *_column_problems(sheet, book, settled)]
    return RollPlan(
        sheet=sheet,
        book=book,
        settlements=settled,
        rows=rows,
        problems=(*general, *(problem for row in rows for problem in row.problems)),
        missing=tuple(_missing(book, named)),
        fixes=(*sheet.fixes, *fixes),
        notes=(*sheet.notes, *_notes(sheet, rows, book)),
    )


def roll_command(plan: RollPlan) -> EnterAbsences:
    """The one command that writes what the plan shows."""
    return EnterAbsences(
        class_id=plan.book.grid.class_id, cells=plan.cells, taken=plan.taken, source=plan.sheet.file
    )


def roll_report(plan: RollPlan) -> dict[str, Any]:
    """The plan as plain data for --json."""
    counts = plan.counts
    return {
        "file": plan.sheet.file,
        "sheet": plan.sheet.sheet,
        "class": plan.book.class_name,
        "month": f"{plan.book.grid.year}-{plan.book.grid.month:02}",
        "counts": {str(kind): counts.get(kind, 0) for kind in LineKind},
        "to_write": len(plan.to_write),
        "problems": [problem_report(problem) for problem in plan.problems],
        "changes": [
            {"address": d.address, "name": row.name, "day": d.day, "old": d.stands, "new": d.shown}
            for row in plan.rows
            for d in row.days
            if d.kind is LineKind.CHANGED
        ],
        "fixes": fixes_report(plan.fixes),
        "missing": [pupil.full_name for pupil in plan.missing],
        "notes": list(plan.notes),
    }


def _missing(book: RollBook, named: set[UUID | None]) -> Iterator[CoursePupil]:
    """Pupils of the month whom the file does not name."""
    first, last = book.grid.days[0].day, book.grid.days[-1].day
    by_id = book.by_id
    for pupil in book.pupils:
        joined = by_id[pupil.student_id].pupil.joined_on
        here = (joined is None or joined <= last) and not (
            pupil.left_on is not None and pupil.left_on <= first
        )
        if here and pupil.student_id not in named:
            yield pupil


def _rows(
    lines: Sequence[MarksLine], roll: Roll, book: RollBook, settled: Settlements
) -> tuple[tuple[PlannedPupil, ...], list[Fix]]:
    rows: list[PlannedPupil] = []
    fixes: list[Fix] = []
    by_id = book.by_id
    for line, owner in matched(lines, roll, settled):
        if owner is None:
            rows.append(PlannedPupil(line.row, line.name, None, (), skipped=True))
        elif owner.pupil is None:
            found = (owner.problem,) if owner.problem else ()
            rows.append(PlannedPupil(line.row, line.name, None, tuple(_waiting(line)), found))
        else:
            fixes += [owner.fix] if owner.fix else []
            rows.append(_row(line, by_id[owner.pupil.student_id], book, settled))
    return tuple(rows), fixes


def _waiting(line: MarksLine) -> Iterator[PlannedDay]:
    """The filled days of a row whose pupil is not known yet."""
    for day, found in line.cells.items():
        if found.text.strip():
            yield PlannedDay(found.address, day, LineKind.PROBLEM, found.text)


def _row(line: MarksLine, of: GridLine, book: RollBook, settled: Settlements) -> PlannedPupil:
    days: list[PlannedDay] = []
    problems: list[Problem] = []
    for number, found in line.cells.items():
        head, text = book.head(number), _settled_text(found, settled.get(found.address))
        if head is None or not text.strip():
            continue
        day = _day(found, text, head, of, book)
        days.append(day)
        if day.kind is LineKind.PROBLEM:
            who = of.pupil.full_name
            problems.append(
                Problem(
                    day.address, line.row, who, day.sentence, found=text, ways=(LEAVE_EMPTY,),
                    typed=not _why_not(head, of, book, head.sessions(book.part)),
                )
            )  # fmt: skip
    pupil = of.pupil
    return PlannedPupil(line.row, pupil.full_name, pupil.student_id, tuple(days), tuple(problems))


def _settled_text(found: MarkText, settlement: Settlement | None) -> str:
    if settlement is None:
        return found.text
    return settlement.text if settlement.way is Way.VALUE else ""


def _day(
    found: MarkText, text: str, head: DayHead, of: GridLine, book: RollBook
) -> PlannedDay:  # fmt: skip
    parts, marks = head.sessions(book.part), marks_of(of, head)
    stands = show_marks(parts, marks)

    def planned(kind: LineKind, **said: Any) -> PlannedDay:
        return PlannedDay(found.address, head.day.day, kind, text, stands=stands, **said)

    if text.strip() == stands:
        return planned(LineKind.UNCHANGED, shown=stands)
    try:
        meant = read_marks(text, parts) if parts else read_marks(text, (DayPart.MORNING,))
    except NotAnAbsence as wrong:
        return planned(LineKind.PROBLEM, sentence=wrong.sentence)
    cells = tuple(
        _cell(of, head, part, meant[part])
        for part in parts
        if meant[part] is not marks.get(part)
    )  # fmt: skip
    shown = show_marks(parts, meant)
    if not cells and (parts or not any(meant.values())):
        return planned(LineKind.UNCHANGED, shown=shown)
    why = _why_not(head, of, book, parts)
    if why:
        return planned(LineKind.PROBLEM, sentence=why)
    return planned(LineKind.CHANGED if stands else LineKind.NEW, shown=shown, cells=cells)


def _cell(
    of: GridLine, head: DayHead, part: DayPart, mark: AbsenceMark | None
) -> AbsenceCell:  # fmt: skip
    fact = of.cell(head.day, part)
    seen = AbsenceValue(fact.mark, fact.note) if fact else None
    value = AbsenceValue(mark, fact.note if fact else "") if mark else None
    return AbsenceCell(of.pupil.student_id, head.day, part, value, seen)


def _why_not(head: DayHead, of: GridLine, book: RollBook, parts: Sequence[DayPart]) -> str:
    """Why nobody can be absent then."""
    day, pupil = show_day(head.day), of.pupil
    if not parts:
        reason = f" ({head.reason})" if head.reason else ""
        return (
            f"Ngày {day} lớp không có buổi học{reason}, nên ô này chưa được ghi. Nếu hôm ấy lớp có "
            "học, mở ngày ấy trong bảng tháng trước rồi nhập lại tệp."
        )
    if not of.belongs(head.day):
        joined = pupil.joined_on is not None and head.day < pupil.joined_on
        said = f"vào lớp từ ngày {show_day(pupil.joined_on)}" if joined and pupil.joined_on else (
            f"rời lớp từ ngày {show_day(pupil.left_on)}" if pupil.left_on else ""
        )  # fmt: skip
        return f"{pupil.full_name} {said}, nên ngày {day} không ghi điểm danh ở lớp này."
    if head.day > book.grid.today:
        return f"Ngày {day} chưa đến. Điểm danh ghi trong ngày hoặc các ngày trước."
    rolls = [head.rolls.get(part) for part in parts]
    if all(roll is not None and not roll.taken for roll in rolls):
        reason = next((roll.reason for roll in rolls if roll is not None), "")
        return f"Ngày {day} sổ đã ghi lớp không học ({reason}), nên ô này chưa được ghi."
    return ""


def _title_problem(sheet: RollSheet, book: RollBook, settled: Settlements) -> Iterator[Problem]:
    """One question for the whole sheet, until a person has answered it."""
    said = list(_differences(sheet, book))
    if not said or TITLE_LINE in settled:
        return
    chosen = f"lớp {book.class_name}, {book.name}"
    yield Problem(
        TITLE_LINE, 0, sheet.file,
        f"Tiêu đề của tệp ghi {', '.join(said)}; thầy cô đang nhập điểm danh {chosen}. "
        "Chọn lại lớp, tháng, hoặc cho biết bảng này đúng là của nơi đang chọn.",
        found=", ".join(said),
        ways=(Settlement(Way.ACCEPT, label=f"Nhập vào {chosen}"),),
        typed=False,
    )  # fmt: skip


def _differences(sheet: RollSheet, book: RollBook) -> Iterator[str]:
    grid, titles = book.grid, sheet.titles
    if titles.class_name and not same_class(titles.class_name, book.class_name):
        yield f"lớp {titles.class_name}"
    other_year = sheet.year and sheet.year != grid.year
    if (sheet.month and sheet.month != grid.month) or other_year:
        yield f"tháng {sheet.month}/{sheet.year}" if sheet.year else f"tháng {sheet.month}"
    if sheet.part and (book.part is None or sheet.part != int(book.part)):
        yield RollBook(grid, DayPart(sheet.part)).part_words
    elif book.part is DayPart.CLUB and not sheet.part:
        yield "cả ngày"


def _column_problems(
    sheet: RollSheet, book: RollBook, settled: Settlements
) -> Iterator[Problem]:  # fmt: skip
    """A filled column of a day that the month does not have: asked once, not by cell."""
    for day, at in sheet.columns.items():
        filled = sum(1 for line in sheet.lines if line.cells[day].text.strip())
        if book.head(day) is not None or not filled or at in settled:
            continue
        yield Problem(
            at, 0, f"Ngày {day}",
            f"Tháng {book.grid.month} không có ngày {day}; {filled} ô ở cột này chưa được ghi.",
            found=str(day), ways=(Settlement(Way.SKIP, label="Bỏ qua cột này"),), typed=False,
        )  # fmt: skip


def _notes(sheet: RollSheet, rows: Iterable[PlannedPupil], book: RollBook) -> Iterator[str]:
    """Cells that are empty in the file where the book has something."""
    by_row, by_id = {line.row: line for line in sheet.lines}, book.by_id
    kept = [
        found.address
        for row in rows
        if row.student_id
        for day, found in by_row[row.row].cells.items()
        if not found.text.strip()
        and (head := book.head(day)) is not None
        and book.shown(by_id[row.student_id], head)
    ]
    if kept:
        more = ", …" if len(kept) > _LONGEST_LIST else ""
        yield (
            f"{len(kept)} ô trống trong tệp nhưng sổ đã có P, K hoặc M "
            f"({', '.join(kept[:_LONGEST_LIST])}{more}); sổ giữ nguyên. Em có mặt thì ghi x."
        )
