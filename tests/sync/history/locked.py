"""What is locked does not change: the cells carried forward from the journal alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.absences import ChangeConfirmed
from desktop.commands.books import derived_id
from desktop.commands.command import Command
from desktop.commands.comments import WriteComments
from desktop.commands.conduct import ConductValue, RateConduct, conduct_value
from desktop.commands.gradebook import EnterMarks
from desktop.commands.journal import command_of
from desktop.commands.locks import LiftLock, LockBooks
from desktop.commands.moving import MoveClass
from desktop.commands.roll_cells import AbsenceCell, SaysCells, absence_value, says_less
from desktop.commands.roll_months import ConfirmMonth, WithdrawConfirmation
from desktop.models.attendance import Absence
from desktop.models.gradebook import Comment, Conduct
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.journal import Journal
from desktop.queries.marks import mark_value
from desktop.rules.locks import COMMENTS, CONDUCT, LockReach, kind_of_column
from tests.sync.history.history import History
from tests.sync.history.world import COURSES

# Course or class, term, column, pupil; of the roll: class, day, part, pupil.
Cell = tuple[UUID, Any, int, UUID]
EMPTY: Final = (None, "", ConductValue())


@dataclass
class Carried:
    """What the books hold and what is locked after the commands so far.

    Pupils who ever moved are left out: their cells are copied under a decision of the principal.
    """

    classes: dict[UUID, UUID]  # of the courses
    moved: frozenset[UUID]
    cells: dict[Cell, Any] = field(default_factory=dict)
    locks: dict[UUID, LockBooks] = field(default_factory=dict)
    months: set[tuple[UUID, int, int]] = field(default_factory=set)

    def take(self, command_id: UUID, command: Command) -> None:
        """Carry out an accepted command; what is locked must not change by it."""
        match command:
            case LockBooks():
                self.locks[derived_id(command_id, "lock")] = command
            case LiftLock():
                self.locks.pop(command.lock_id, None)
            case ConfirmMonth():
                self.months.add((command.class_id, command.year, command.month))
            case WithdrawConfirmation():
                self.months.discard((command.class_id, command.year, command.month))
            case SaysCells():
                self._take_absences(command_id, command)
            case _:
                self._write(command_id, _entered(command))

    def _take_absences(self, command_id: UUID, command: SaysCells) -> None:
        for cell in command.absences():
            key = command.class_id, cell.day, int(cell.part), cell.student_id
            if self._leaves(key, cell):
                continue
            month = command.class_id, cell.day.year, cell.day.month
            may = isinstance(command, ChangeConfirmed) or month not in self.months
            assert may or cell.student_id in self.moved, f"{command_id} changed a confirmed month"
            self.cells[key] = cell.value

    def _leaves(self, key: Cell, cell: AbsenceCell) -> bool:
        stands = self.cells.get(key)
        return bool(stands == cell.value or says_less(stands, cell))

    def _write(self, command_id: UUID, entered: Iterable[tuple[Cell, Any]]) -> None:
        for key, value in entered:
            wanted = None if value in EMPTY else value
            changes = self.cells.get(key) != wanted and key[3] not in self.moved
            locked = changes and any(self._covers(lock, key) for lock in self.locks.values())
            assert not locked, f"{command_id} changed a locked cell"
            self.cells[key] = wanted

    def _covers(self, lock: LockBooks, key: Cell) -> bool:
        where, term, column, _ = key
        reached = {
            LockReach.SCHOOL: None, LockReach.CLASS: self.classes.get(where, where),
            LockReach.COURSE: where,
        }  # fmt: skip
        return (
            int(lock.term) == term
            and kind_of_column(column) in lock.kinds
            and lock.reach_id == reached[lock.reach]
        )

    def standing(self) -> dict[Cell, Any]:
        return {
            key: value
            for key, value in self.cells.items()
            if value is not None and key[3] not in self.moved
        }


def locked_cells_stand(world: History, said: list[Journal]) -> None:
    """No accepted command changes a locked cell, and the cells stand as they were carried on."""
    taken = [(row.id, command_of(row)) for row in said if row.state == "accepted"]
    moved = frozenset(c.student_id for _, c in taken if isinstance(c, MoveClass))
    ids = world.central.ids
    carried = Carried({ids[name]: ids[name.split()[1]] for name in COURSES}, moved)
    for command_id, command in taken:
        carried.take(command_id, command)
    with world.central.begin() as connection, Session(connection) as session:
        stand = {key: value for key, value in _standing(session) if key[3] not in moved}
    assert stand == carried.standing()


def _entered(command: Command) -> Iterator[tuple[Cell, Any]]:
    match command:
        case EnterMarks():
            for cell in command.cells:
                yield (command.course_id, command.term, cell.column, cell.student_id), cell.mark
        case WriteComments():
            for text in command.cells:
                yield (command.course_id, command.term, COMMENTS, text.student_id), text.text
        case RateConduct():
            for line in command.cells:
                yield (command.class_id, command.term, CONDUCT, line.student_id), line.value


def _standing(session: Session) -> Iterator[tuple[Cell, Any]]:
    for mark in session.scalars(select(MarkRow)):
        yield (mark.course_id, mark.term, mark.column, mark.student_id), mark_value(mark)
    for text in session.scalars(select(Comment)):
        yield (text.course_id, text.term, COMMENTS, text.student_id), text.text
    for line in session.scalars(select(Conduct)):
        yield (line.class_id, line.term, CONDUCT, line.student_id), conduct_value(line)
    for one in session.scalars(select(Absence)):
        yield (one.class_id, one.day, one.part, one.student_id), absence_value(one)
