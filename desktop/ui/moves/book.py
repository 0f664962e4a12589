"""The transfers of a class or the school as a page holds them: reads once, writes by command."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from desktop.commands.command import Command, Refused
from desktop.commands.execute import Done
from desktop.queries.moves_frame import MovesFrame, moves_frame
from desktop.queries.transfers import TransferLine, transfers
from desktop.rules.instants import school_day
from desktop.rules.transfers import Item, TransferKind
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.roster.steps import Steps

TABLES: Final = frozenset(
    {"transfer", "enrolment", "student", "paper", "school_class", "role_assignment"}
)
_NEEDS_PAPERS: Final = frozenset({TransferKind.IN, TransferKind.OUT, TransferKind.RETURN})


class MovesBook:
    """`class_id` None: all classes of the year that one may see."""

    def __init__(self, school: School, class_id: UUID | None, steps: Steps | None = None) -> None:
        self.school, self.class_id = school, class_id
        self.steps = steps or Steps(school)
        self.done: Done | None = None
        self.reload()

    def reload(self) -> None:
        self.today = school_day(self.school.now())
        self.lines: tuple[TransferLine, ...] = self.school.ask(transfers, self.today, self.class_id)
        self.frame: MovesFrame | None = None
        if self.class_id is not None:
            self.frame = self.school.ask(moves_frame, self.class_id, self.today)

    def do(self, command: Command, what: str) -> str:
        """Carry out a command as one step; why not, or ""."""
        return told(lambda: setattr(self, "done", self.steps.do(command, what)))

    def do_for_good(self, command: Command) -> str:
        """The same for what has no way back."""
        return told(lambda: self.school.do(command))

    def concerns(self, done: Done) -> bool:
        return bool(done.tables & TABLES)


def told(act: Callable[[], object]) -> str:
    """Do it; why not, or nothing."""
    try:
        act()
    except Refused as refused:
        return sentence_of(refused)
    except Trouble as trouble:
        return trouble.sentence
    return ""


def sentence_of(refused: Refused) -> str:
    """The one detail where there is but one, else the summary."""
    return refused.detail[0].sentence if len(refused.detail) == 1 else refused.message


def lacking(line: TransferLine) -> tuple[str, ...]:
    """What an event still lacks: papers, a reason, things not given back."""
    if line.transfer_id is None:
        moved = line.kind is TransferKind.MOVE  # the event lies with the new class
        return () if moved else ("chưa ghi ở đây",)
    found = [] if line.papers or line.kind not in _NEEDS_PAPERS else ["giấy tờ kèm theo"]
    if not line.reason and line.kind is not TransferKind.IN:
        found.append("lí do")
    if line.kind.leaves_school:
        found += [_ITEMS[item] for item in Item if item not in line.returned]
    return tuple(found)


_ITEMS: Final = {
    Item.BOOKS: "trả sách", Item.EQUIPMENT: "trả thiết bị", Item.SCHOOL_REPORT: "giao học bạ",
    Item.FEES: "thanh toán",
}  # fmt: skip
