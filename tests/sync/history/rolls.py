"""Who was absent: rolls taken by several people, months confirmed, changes after that."""

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.absences import ChangeConfirmed, EnterAbsences
from desktop.commands.attendance import NotHeld, RollCell, TakeRoll
from desktop.commands.journal import command_of
from desktop.commands.roll_cells import AbsenceCell, AbsenceValue, SaysCells, absence_value
from desktop.commands.roll_months import ConfirmMonth, WithdrawConfirmation
from desktop.commands.roll_notes import RollState, RollValue
from desktop.models.attendance import Absence, MonthConfirmation, Roll
from desktop.models.journal import Journal
from desktop.rules.attendance import AbsenceMark, DayPart
from tests.sync.history.desk import Desk
from tests.sync.history.world import CLASSES, World, ask

TAKERS: Final = ("cn", "cn", "admin", "cn", "ha")
DAYS: Final = (date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 1))
LETTERS: Final = (AbsenceMark.EXCUSED, AbsenceMark.UNEXCUSED, AbsenceMark.LATE)
MONTH: Final = (2026, 9)


class Rolls(World):
    """Cells of the roll are met by the class's teacher and the office."""

    def roll(self, who: int, of: int, pupil: int, value: int) -> None:
        """A morning's roll: up to two pupils are not there."""
        desk, name, day = self._taker(who, of, value)
        cells = self._cells(desk, name, pupil, value, day)
        row = ask(desk, lambda s: s.get(Roll, (self.central.ids[name], day, 1)))
        desk.do(
            TakeRoll(
                class_id=self.central.ids[name], day=day, part=DayPart.MORNING,
                cells=tuple(RollCell(c.student_id, c.value, c.seen, c.after) for c in cells),
                seen=None if row is None else RollValue(RollState(row.state), row.reason),
            )
        )  # fmt: skip

    def absences(self, who: int, of: int, pupil: int, value: int) -> None:
        """Cells of the month; once it is confirmed, with a reason (M-12)."""
        desk, name, day = self._taker(who, of, value)
        class_id = self.central.ids[name]
        cells = self._cells(desk, name, pupil, value, day)
        month = ask(desk, lambda s: s.get(MonthConfirmation, (class_id, day.year, day.month)))
        if month is not None and month.confirmed_at is not None and value % 3:
            desk.do(ChangeConfirmed(class_id=class_id, cells=cells, reason="Ghi nhầm"))
        else:
            desk.do(EnterAbsences(class_id=class_id, cells=cells))

    def not_held(self, who: int, of: int, nth: int) -> None:
        desk, name, day = self._taker(who, of, nth)
        reason = self.told(f"roll{name}")
        class_id = self.central.ids[name]
        desk.do(NotHeld(class_id=class_id, day=day, part=DayPart.MORNING, reason=reason))

    def month(self, of: int, nth: int) -> None:
        """September is confirmed, or the confirmation is taken back."""
        desk, class_id = self.desks["cn"], self.central.ids[CLASSES[of % 2]]
        row = ask(desk, lambda s: s.get(MonthConfirmation, (class_id, *MONTH)))
        year, month = MONTH
        if row is None or row.confirmed_at is None:
            desk.do(ConfirmMonth(class_id=class_id, year=year, month=month, fill=bool(nth % 4)))
        else:
            desk.do(
                WithdrawConfirmation(class_id=class_id, year=year, month=month, reason="Xem lại")
            )

    def _taker(self, who: int, of: int, nth: int) -> tuple[Desk, str, date]:
        return self.desks[TAKERS[who % len(TAKERS)]], CLASSES[of % 2], DAYS[nth % len(DAYS)]

    def _cells(
        self, desk: Desk, name: str, pupil: int, value: int, day: date
    ) -> tuple[AbsenceCell, ...]:
        pupils = self.pupils(desk, name)
        places = sorted({pupils[(pupil + n) % len(pupils)] for n in range(value % 2 + 1)} if pupils
                        else ())  # fmt: skip
        mark = None if value % 7 == 0 else LETTERS[value % 3]
        note = self.told(f"roll{name}") if value % 2 else ""
        wanted = None if mark is None else AbsenceValue(mark, note)

        def cells(session: Session) -> tuple[AbsenceCell, ...]:
            found = []
            for one in places:
                row = session.get(Absence, (self.central.ids[name], day, 1, one))
                after = own_cell(session, one, day)
                found.append(
                    AbsenceCell(one, day, DayPart.MORNING, wanted, absence_value(row), after)
                )
            return tuple(found)

        return ask(desk, cells) or ()


def own_cell(session: Session, student_id: UUID, day: date) -> UUID | None:
    """The person's own command that waits and wrote that cell last (sync.md 22)."""
    rows = session.scalars(
        select(Journal).where(Journal.state == "pending").order_by(Journal.number.desc())
    )
    for row in rows:
        command = command_of(row)
        if isinstance(command, SaysCells) and (student_id, day, DayPart.MORNING) in {
            cell.place for cell in command.absences()
        }:
            return row.id
    return None
