"""The network between one computer and the server, and what can happen to a request on it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from desktop.sync.problems import Unreachable
from desktop.sync.transport import Question, Reply
from tests.sync.online import (
    cut_short,
    doubled,
    fails_after_commit,
    fine,
    reply_lost,
    request_lost,
)

Carry = Callable[[Question], Reply]
MOST_LATE: Final = 6


class Killed(BaseException):
    """The client's process ends at this very moment; nothing of ours may catch it."""


@dataclass
class Line:
    """Carries questions; `faults` are met one after another, by name. `late` ones come later."""

    carry: Carry
    faults: deque[str] = field(default_factory=deque)
    late: deque[Question] = field(default_factory=lambda: deque(maxlen=MOST_LATE))
    met: int = 0

    def __call__(self, question: Question) -> Reply:
        name = self.faults.popleft() if self.faults else "fine"
        self.met += name != "fine"
        return getattr(self, f"_{name}", self._usual(name))(question)

    def come_late(self, nth: int) -> None:
        """A request that was given up long ago reaches the server now."""
        if self.late:
            self.carry(self.late[nth % len(self.late)])

    def _usual(self, name: str) -> Carry:
        return lambda question: USUAL[name](question, self.carry)

    def _held_up(self, question: Question) -> Reply:
        self.late.append(question)
        raise Unreachable("the line")

    def _killed_before(self, question: Question) -> Reply:
        self.late.append(question)
        raise Killed

    def _killed_after(self, question: Question) -> Reply:
        self.carry(question)
        raise Killed


USUAL: Final = {
    "fine": fine,
    "request_lost": request_lost,
    "reply_lost": reply_lost,
    "doubled": doubled,
    "fails_after_commit": fails_after_commit,
    "cut_short": cut_short,
}
FAULTS: Final = (*USUAL, "held_up", "killed_before", "killed_after")
