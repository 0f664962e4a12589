"""What teachers enter, and decide on what was turned down."""

from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.commands.comments import TextCell, WriteComments
from desktop.commands.conduct import ConductCell, ConductValue, RateConduct, conduct_value
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.models.gradebook import Comment, Conduct
from desktop.models.gradebook import Mark as MarkRow
from desktop.queries.marks import mark_value
from desktop.queries.outbox import decision, turned_down
from desktop.queries.own_entries import OwnState, own_entries
from desktop.rules.marks import Mark
from desktop.rules.terms import Level, Term
from tests.sync.history.desk import Desk
from tests.sync.history.world import CLASSES, World, ask

COLUMNS: Final = (1, 2, 10)


class Teaching(World):
    """Marks, comments, conduct."""

    def marks(self, who: int, course: int, pupil: int, column: int, value: int) -> None:
        """Up to three cells of a column; every eleventh value clears."""
        desk, name = self.teacher(who, course)
        pupils = self.pupils(desk, name.split()[1])
        if pupils:
            places = {pupils[(pupil + n) % len(pupils)] for n in range(value % 3 + 1)}
            mark = mark_of(name, value)
            desk.do(self._entry(desk, name, sorted(places), COLUMNS[column % 3], mark))

    def chain(self, who: int, course: int, pupil: int, value: int) -> None:
        """One cell several times in a row, each time upon the value before."""
        for n in range(2 + value % 4):
            desk, name = self.teacher(who, course)
            pupils = self.pupils(desk, name.split()[1])
            if pupils:
                place = [pupils[pupil % len(pupils)]]
                desk.do(self._entry(desk, name, place, 1, mark_of(name, value + 7 * n)))

    def comment(self, who: int, course: int, pupil: int) -> None:
        desk, name = self.teacher(who, course)
        pupils = self.pupils(desk, name.split()[1])
        if pupils:
            student_id, course_id = pupils[pupil % len(pupils)], self.central.ids[name]
            stands = ask(desk, lambda s: s.get(Comment, (course_id, 1, student_id)))
            cell = TextCell(student_id, self.told(f"comment{name}"), stands.text if stands else "")
            desk.do(WriteComments(course_id=course_id, term=Term.I, cells=(cell,)))

    def conduct(self, who: int, of: int, pupil: int, level: int) -> None:
        desk, name = self.desks[("cn", "cn", "cn", "cn", "ha", "admin")[who % 6]], CLASSES[of % 2]
        pupils = self.pupils(desk, name)
        if pupils:
            student_id, class_id = pupils[pupil % len(pupils)], self.central.ids[name]
            row = ask(desk, lambda s: s.get(Conduct, (class_id, 1, student_id)))
            value = ConductValue(Level(level % 4), self.told(f"conduct{name}"))
            cell = ConductCell(student_id, value, conduct_value(row))
            desk.do(RateConduct(class_id=class_id, term=Term.I, cells=(cell,)))

    def undo(self, who: int) -> None:
        desk = self.desk(who)
        if desk.entered:
            desk.undo(desk.entered[-1])

    # ---- what people decide

    def settle(self, who: int, nth: int, choice: int) -> None:
        """As the page of what was turned down does it, also in the middle of being killed."""
        desk = self.desk(who)
        if desk.is_sealed:
            return
        settled = "kept" if nth % 4 == 3 else ""
        lines = desk.school.ask(turned_down, settled)
        if not lines:
            return
        line = lines[nth % len(lines)]
        chosen = line.choices[choice % len(line.choices)]
        found = desk.school.ask(decision, line, chosen)
        assert found is not None, "what was just shown cannot have changed"
        if found.further is not None and desk.do(found.further) is None:
            return
        if desk.do(found.settles) is not None:
            desk.settle(line.command_id, found.noted.value)

    # ---- how

    def _entry(
        self, desk: Desk, course: str, pupils: list[UUID], column: int, mark: Mark | None
    ) -> EnterMarks:
        """What stands is what was seen; an own value that waits is built upon (22)."""
        course_id = self.central.ids[course]

        def cells(session: Session) -> tuple[MarkCell, ...]:
            own = own_entries(session, desk.school.person, course_id, Term.I)
            found = []
            for pupil in pupils:
                row = session.get(MarkRow, (course_id, 1, column, pupil))
                before = own.get((pupil, column))
                waits = before is not None and before.state is OwnState.WAITING
                after = before.command_id if before is not None and waits else None
                found.append(MarkCell(pupil, column, mark, mark_value(row), after))
            return tuple(found)

        return EnterMarks(course_id=course_id, term=Term.I, cells=ask(desk, cells) or ())


def mark_of(course: str, value: int) -> Mark | None:
    if value % 11 == 0:
        return None
    return Mark(passed=bool(value % 2)) if course.startswith("gdtc") else Mark(tenths=value % 101)
