"""A class on one day as its roll is taken: reads once, writes by command, no Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from desktop.commands.absences import ChangeConfirmed, EnterAbsences
from desktop.commands.attendance import NotHeld, TakeRoll
from desktop.commands.command import Code, Command, Refused
from desktop.commands.execute import Done
from desktop.commands.roll_cells import AbsenceCell, AbsenceValue
from desktop.commands.roll_notes import RollState, RollValue
from desktop.queries.attendance import RollLine, RollSheet, roll_sheet
from desktop.queries.own_absences import own_absences
from desktop.queries.own_entries import OwnEntry, OwnState
from desktop.queries.pupils import ClassPupil
from desktop.queries.rolls import CellFact, RollFact
from desktop.rules.attendance import PRESENT, AbsenceMark, DayPart
from desktop.rules.initials import NO_MATCH, how_well, is_number
from desktop.rules.instants import moment, school_day
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.roll.own_steps import OwnSteps
from desktop.ui.roster.steps import Steps

_OURS: Final = frozenset(
    {
        "absence", "absence_change", "absence_before", "roll", "month_confirmation",
        "class_parts", "class_meals", "meal_day", "enrolment",
    }
)  # fmt: skip
_SHARED: Final = frozenset(
    {
        "student", "role_assignment", "school_setting", "school_year", "school_class", "term",
        "week", "holiday", "journal",
    }
)  # fmt: skip
_NOON: Final = 12
_READ_ONLY: Final = (
    "Chỉ xem: giáo viên chủ nhiệm, giáo viên dạy thay và văn phòng điểm danh lớp này."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an act: nothing to say when it was done; `asks` for a reason first.

    `clashed`: somebody else wrote there meanwhile; the same act again takes that as seen.
    """

    sentence: str = ""
    asks: bool = False
    clashed: bool = False

    @property
    def done(self) -> bool:
        return not self.sentence


DONE: Final = Answer()


class TodayBook(OwnSteps):
    """One class, one day, one session of it in front."""

    def __init__(
        self, school: School, class_id: UUID, day: date | None = None, steps: Steps | None = None
    ) -> None:
        """Without a day today's; `steps` go on from the day shown before."""
        self.school, self.class_id = school, class_id
        self.today = school_day(school.now())
        self.day = day or self.today
        self.steps = steps or Steps(school)
        self.part: DayPart | None = None
        self.reload()
        if day is None and self._within_year(self.today) != self.day:
            self.day = self._within_year(self.today)
            self.reload()

    def _within_year(self, day: date) -> date:
        """The day itself, or of a class of another year the nearest one that it had."""
        year = self.sheet.school_year
        return min(max(day, year.starts_on), year.ends_on) if year else day

    # ---- reading

    def reload(self) -> None:
        """Read the day again from the file."""
        ask = self.school.ask
        self.today = school_day(self.school.now())
        self.sheet: RollSheet = ask(roll_sheet, self.class_id, self.day, self.today)
        self._own: Mapping[tuple[UUID, date, DayPart], OwnEntry] = {}
        if self.school.connected is not None:
            self._own = ask(own_absences, self.class_id, self.day.year, self.day.month)
        if self.part not in self.parts:
            self.part = self._usual_part()

    @property
    def parts(self) -> tuple[DayPart, ...]:
        """The sessions of the calendar, and others of which something is known."""
        sheet = self.sheet
        marked = {part for line in sheet.lines for part in line.cells}
        known = set(sheet.parts) | set(sheet.rolls or {}) | marked
        return tuple(part for part in DayPart if part in known)

    def _usual_part(self) -> DayPart | None:
        parts = self.parts
        late = self.day == self.today and moment(self.school.now()).hour >= _NOON
        if late and DayPart.AFTERNOON in parts:
            return DayPart.AFTERNOON
        return parts[0] if parts else None

    @property
    def lines(self) -> Sequence[RollLine]:
        return self.sheet.lines

    @property
    def roll(self) -> RollFact | None:
        """What is known of the session in front; None: its roll was not taken."""
        return self.sheet.roll(self.part) if self.part else None

    @property
    def not_held(self) -> bool:
        return self.roll is not None and not self.roll.taken

    @property
    def closed(self) -> str:
        """Why nothing can be entered; empty where it can."""
        sheet = self.sheet
        if sheet.refusal:
            return sheet.refusal
        if self.day > self.today:
            return f"Ngày {self.day:%d/%m/%Y} chưa đến. Điểm danh ghi trong ngày hoặc sau đó."
        if sheet.confirmed:
            confirmed = sheet.state.confirmed
            by = confirmed.by if confirmed else ""
            month = f"tháng {self.day.month}"
            said = f"{by} đã xác nhận {month}. Cần sửa thì báo giáo viên chủ nhiệm."
            return "" if sheet.may_change else said
        return "" if sheet.may_take else _READ_ONLY

    def line(self, student_id: UUID) -> RollLine | None:
        found = (line for line in self.lines if line.pupil.student_id == student_id)
        return next(found, None)

    def name(self, student_id: UUID) -> str:
        pupils = [*(line.pupil for line in self.lines), *self.sheet.away]
        return next((p.full_name for p in pupils if p.student_id == student_id), "")

    def cell(self, student_id: UUID) -> CellFact | None:
        """What stands in the session in front; None is a pupil who was there."""
        line = self.line(student_id)
        return line.cell(self.part) if line and self.part else None

    def own(self, student_id: UUID) -> OwnEntry | None:
        """What the server has not taken of a cell, or not taken yet."""
        return self._own.get((student_id, self.day, self.part)) if self.part else None

    def marked(self, mark: AbsenceMark) -> int:
        """How many have that mark in the session in front."""
        cells = [line.cell(self.part) for line in self.lines if self.part]
        return sum(cell is not None and cell.mark is mark for cell in cells)

    def find(self, typed: str) -> list[ClassPupil]:
        """Who may be meant, the likeliest first; by number also who is away."""
        if is_number(typed):
            pupils = [*(line.pupil for line in self.lines), *self.sheet.away]
            return [pupil for pupil in pupils if pupil.number == int(typed)]
        fitting = [(how_well(line.pupil.full_name, typed), line.pupil) for line in self.lines]
        found = [(fit, pupil) for fit, pupil in fitting if fit < NO_MATCH]
        return [pupil for _, pupil in sorted(found, key=lambda x: (x[0], x[1].number))]

    def concerns(self, done: Done) -> bool:
        """Tell whether another source changed something that is shown here."""
        if self._writing:
            return False
        return any(
            table in _SHARED or (table in _OURS and (not key or self.class_id in key))
            for table, key in done.changes
        )

    # ---- writing

    def mark(
        self, student_id: UUID, mark: AbsenceMark | None, note: str = "", reason: str = ""
    ) -> Answer:
        """Write a cell of the session in front; a confirmed month asks for a reason (M-12)."""
        if self.part is None:
            return Answer("Ngày này lớp không có buổi học nào để điểm danh.")
        value = None if mark is None else AbsenceValue(mark, note.strip())
        stands = self.cell(student_id)
        seen = None if stands is None else AbsenceValue(stands.mark, stands.note)
        if value == seen and student_id not in {p.student_id for p in self.sheet.away}:
            return DONE
        own = self.own(student_id)
        after = own.command_id if own and own.state is OwnState.WAITING else None
        cell = AbsenceCell(student_id, self.day, self.part, value, seen, after)
        words = mark.label if mark else PRESENT
        return self._do(self._entering(cell, reason), f"{self.name(student_id)} {words}")

    def _entering(self, cell: AbsenceCell, reason: str) -> Command:
        if self.sheet.confirmed:
            return ChangeConfirmed(class_id=self.class_id, cells=(cell,), reason=reason)
        return EnterAbsences(class_id=self.class_id, cells=(cell,))

    def note(self, student_id: UUID, note: str, reason: str = "") -> Answer:
        """Add a few words to the mark that stands there."""
        cell = self.cell(student_id)
        if cell is None:
            return Answer("Em này có mặt nên không có gì để ghi lí do.")
        return self.mark(student_id, cell.mark, note, reason)

    def take(self, anyway: str = "", part: DayPart | None = None) -> Answer:
        """Everybody else was there; `anyway` says why the class had lessons on such a day."""
        part = part or self.part
        if part is None:
            return Answer(self.sheet.reason, asks=True)
        roll = self.sheet.roll(part)
        command = TakeRoll(
            class_id=self.class_id, day=self.day, part=part, seen=_seen(roll), anyway=anyway.strip()
        )
        answer = self._do(command, f"điểm danh buổi {part.label} {self.day:%d/%m}")
        if answer.done:
            self.part = part
        return answer

    def say_not_held(self, reason: str) -> Answer:
        """The session did not take place."""
        if self.part is None:
            return Answer("Ngày này lớp không có buổi học nào.")
        command = NotHeld(
            class_id=self.class_id, day=self.day, part=self.part, reason=reason.strip(),
            seen=_seen(self.roll),
        )  # fmt: skip
        return self._do(command, f"ghi buổi {self.part.label} không học")

    def carry_out(self, command: Command, what: str) -> Answer:
        """Something else about this class and day, as a step of its own."""
        return self._do(command, what)

    def _do(self, command: Command, what: str) -> Answer:
        try:
            with self._own_writing():
                self.steps.do(command, what)
        except Refused as refused:
            self.reload()
            said = refused.detail[0].sentence if refused.detail else refused.message
            code = refused.code
            return Answer(said, code is Code.NEEDS_REASON, code is Code.CONFLICT)
        except Trouble as trouble:
            return Answer(trouble.sentence)
        self.reload()
        return DONE


def _seen(roll: RollFact | None) -> RollValue | None:
    if roll is None:
        return None
    return RollValue(RollState.TAKEN if roll.taken else RollState.NOT_HELD, roll.reason)
